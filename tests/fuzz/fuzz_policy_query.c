// SPDX-License-Identifier: MIT
/* Bytes as a request on the policy socket, whole and cut; what is understood
 * is still understood when it is written again. Also as a file of grants. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "qrexec/policy/grants.h"
#include "qrexec/policy/query_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_query(const uint8_t *data, size_t size)
{
	struct policy_query query;
	struct policy_query again;
	char *text;

	if (policy_query_parse(&query, data, size, true, NULL) != 1) {
		return;
	}
	text = policy_query_encode(&query);
	assert(policy_query_parse(&again, text, strlen(text), false, NULL) == 1);
	assert(strcmp(again.request.service, query.request.service) == 0);
	assert(strcmp(again.request.argument, query.request.argument) == 0);
	assert(strcmp(again.request.source, query.request.source) == 0);
	assert(strcmp(again.request.target, query.request.target) == 0);
	assert(again.just_evaluate == query.just_evaluate);
	policy_query_finish(&again);
	policy_query_finish(&query);
	free(text);
}

static void
check_grants(const uint8_t *data, size_t size)
{
	char *text = xcalloc(1, size + 1);
	struct err err = {0};
	struct policy_grants *grants;

	memcpy(text, data, size);
	grants = policy_grants_load_text("g", text, &err);
	assert((grants == NULL) == (err.text[0] != '\0'));
	policy_grants_destroy(grants);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct policy_query query;

	if (size > 8192) {
		return 0;
	}
	if (policy_query_parse(&query, data, size, false, NULL) == 1) {
		policy_query_finish(&query);
	}
	check_query(data, size);
	check_grants(data, size);
	return 0;
}
