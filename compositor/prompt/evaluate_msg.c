// SPDX-License-Identifier: MIT
#include "compositor/prompt/evaluate_msg.h"

#include <stdio.h>
#include <string.h>

#include "common/str.h"

size_t
evaluate_msg_encode(const char *source, const char *target, const char *service,
		char out[EVALUATE_MSG_QUESTION])
{
	int len;

	out[0] = '\0';
	if (!str_is_qube_name(source) || !str_is_qube_name(target)) {
		return 0;
	}
	len = snprintf(out, EVALUATE_MSG_QUESTION,
			"source=%s\n"
			"requested_source=\n"
			"intended_target=%s\n"
			"service_and_arg=%s+\n"
			"just_evaluate=yes\n"
			"assume_yes_for_ask=yes\n\n",
			source, target, service);
	return len > 0 && len < EVALUATE_MSG_QUESTION ? (size_t)len : 0;
}

bool
evaluate_msg_is_allowed(const uint8_t *data, size_t len)
{
	static const char yes[] = "result=allow";
	size_t n = strlen(yes);

	return (len == n || (len == n + 1 && data[n] == '\n')) &&
			memcmp(data, yes, n) == 0;
}
