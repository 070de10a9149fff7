// SPDX-License-Identifier: MIT
#include "compositor/prompt/prompt_list.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

static bool
begins_with(const char *text, const char *part)
{
	while (*part &&
			tolower((unsigned char)*text) ==
					tolower((unsigned char)*part)) {
		text++;
		part++;
	}
	return *part == '\0';
}

static bool
matches(const char *text, const char *part)
{
	do {
		if (begins_with(text, part)) {
			return true;
		}
	} while (*text++);
	return false;
}

void
prompt_list_format(
		const struct ask_msg_target *target, char out[PROMPT_LIST_TEXT])
{
	snprintf(out, PROMPT_LIST_TEXT,
			target->disposable ? "Disposable qube (%s)" : "%s",
			target->qube);
}

static void
search(struct prompt_list *list)
{
	char text[PROMPT_LIST_TEXT];
	bool still = false;
	int whole = -1;

	list->count = 0;
	for (int i = 0; i < list->total; i++) {
		prompt_list_format(&list->targets[i], text);
		if (!matches(text, list->filter)) {
			continue;
		}
		list->matching[list->count++] = i;
		still |= i == list->chosen;
		if (strcmp(text, list->filter) == 0) {
			whole = i;
		}
	}
	if (!still) {
		list->chosen = -1;
	}
	if (whole >= 0) {
		list->chosen = whole;
	} else if (list->count == 1 && list->filter[0] != '\0') {
		list->chosen = list->matching[0];
	}
}

void
prompt_list_init(struct prompt_list *list, const struct ask_msg *msg)
{
	*list = (struct prompt_list){
			.targets = msg->targets,
			.total = msg->count,
			.matching = xcalloc((size_t)msg->count + 1, sizeof(int)),
			.chosen = msg->preselected,
	};
	search(list);
}

void
prompt_list_finish(struct prompt_list *list)
{
	free(list->matching);
	*list = (struct prompt_list){.chosen = -1};
}

void
prompt_list_type(struct prompt_list *list, uint32_t c)
{
	size_t len = strlen(list->filter);

	if (c >= 0x20 && c < 0x7f && len + 1 < sizeof(list->filter)) {
		list->filter[len] = (char)c;
		list->filter[len + 1] = '\0';
		search(list);
	}
}

void
prompt_list_erase(struct prompt_list *list, bool all)
{
	size_t len = strlen(list->filter);

	if (len > 0) {
		list->filter[all ? 0 : len - 1] = '\0';
		search(list);
	}
}

int
prompt_list_get_row(const struct prompt_list *list)
{
	for (int row = 0; row < list->count; row++) {
		if (list->matching[row] == list->chosen) {
			return row;
		}
	}
	return -1;
}

void
prompt_list_step(struct prompt_list *list, int rows)
{
	int row = prompt_list_get_row(list);

	if (row < 0) {
		row = rows > 0 ? 0 : list->count - 1;
	} else {
		row += rows;
		row = row < list->count ? row : list->count - 1;
		row = row > 0 ? row : 0;
	}
	prompt_list_choose(list, row);
}

void
prompt_list_choose(struct prompt_list *list, int row)
{
	if (row >= 0 && row < list->count) {
		list->chosen = list->matching[row];
	}
}

const struct ask_msg_target *
prompt_list_get_chosen(const struct prompt_list *list)
{
	return list->chosen < 0 ? NULL : &list->targets[list->chosen];
}
