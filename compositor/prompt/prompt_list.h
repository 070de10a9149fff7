// SPDX-License-Identifier: MIT
/*
 * The targets a person can choose from: those that match what was typed, one of
 * them chosen or none. Pure.
 */
#ifndef COMPOSITOR_PROMPT_PROMPT_LIST_H
#define COMPOSITOR_PROMPT_PROMPT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compositor/prompt/ask_msg.h"

#define PROMPT_LIST_FILTER 64 // bytes that can be typed, with the terminator
#define PROMPT_LIST_TEXT (ASK_MSG_NAME + 24)

struct prompt_list {
	const struct ask_msg_target *targets; // borrowed
	int total; // of them
	int *matching; // owned: indices in targets
	int count; // of those that match
	int chosen; // index in targets, -1: none
	char filter[PROMPT_LIST_FILTER];
};

/* Takes the targets of a question, which must outlive the list; what it
 * preselects is chosen. */
void prompt_list_init(struct prompt_list *list, const struct ask_msg *msg);
void prompt_list_finish(struct prompt_list *list);

/* A printable ASCII character was typed; others are ignored. What is chosen
 * stays so while it matches; a name typed in full is chosen, and so is the
 * only match. */
void prompt_list_type(struct prompt_list *list, uint32_t c);

/* Takes back one typed character, or all. */
void prompt_list_erase(struct prompt_list *list, bool all);

/* Chooses the match so many rows further, stopping at the ends; the first or
 * last one if none is chosen. */
void prompt_list_step(struct prompt_list *list, int rows);

/* Chooses the match of this row, counted from 0; others are ignored. */
void prompt_list_choose(struct prompt_list *list, int row);

/* The row of what is chosen, or -1. */
int prompt_list_get_row(const struct prompt_list *list);

/* What is chosen, or NULL. */
const struct ask_msg_target *prompt_list_get_chosen(
		const struct prompt_list *list);

/* How a target is called on the screen. */
void prompt_list_format(const struct ask_msg_target *target,
		char out[PROMPT_LIST_TEXT]);

#endif
