// SPDX-License-Identifier: MIT
/* Bytes as a question or notice of the router, and as an answer of its policy
 * socket. What passes can be shown, chosen from and answered. */
#include <assert.h>
#include <string.h>

#include "common/str.h"
#include "compositor/prompt/ask_msg.h"
#include "compositor/prompt/evaluate_msg.h"
#include "compositor/prompt/prompt_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *text)
{
	for (; *text; text++) {
		assert(*text > 0x20 && *text < 0x7f);
	}
}

static void
check_targets(const struct ask_msg *msg)
{
	char text[ASK_MSG_TARGET];

	assert(msg->count > 0 && msg->count <= ASK_MSG_TARGETS);
	assert(msg->preselected >= -1 && msg->preselected < msg->count);
	for (int i = 0; i < msg->count; i++) {
		assert(str_is_qube_name(msg->targets[i].qube));
		ask_msg_format_target(&msg->targets[i], text);
		check_text(text);
	}
}

/* Whatever is typed, what is chosen is a target that matches. */
static void
check_list(const struct ask_msg *msg, const uint8_t *keys, size_t n)
{
	struct prompt_list list;

	prompt_list_init(&list, msg);
	for (size_t i = 0; i < n; i++) {
		int row;

		if (keys[i] < 8) {
			prompt_list_step(&list, keys[i] - 4);
		} else if (keys[i] < 10) {
			prompt_list_erase(&list, keys[i] == 9);
		} else {
			prompt_list_type(&list, keys[i]);
		}
		row = prompt_list_get_row(&list);
		assert(list.count <= list.total && row < list.count);
		assert(!prompt_list_get_chosen(&list) == (row < 0));
	}
	prompt_list_finish(&list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ask_msg msg;
	struct err err = {0};

	evaluate_msg_is_allowed(data, size);
	if (ask_msg_parse(data, size, &msg, &err) < 0) {
		assert(err.text[0] && !msg.targets);
		return 0;
	}
	assert(str_is_qube_name(msg.source) && msg.service[0]);
	check_text(msg.service);
	check_text(msg.argument);
	check_text(msg.target);
	if (msg.kind == ASK_MSG_ASK) {
		check_targets(&msg);
		check_list(&msg, data, size < 32 ? size : 32);
	}
	ask_msg_finish(&msg);
	return 0;
}
