// SPDX-License-Identifier: MIT
/*
 * What the router asks the compositor (policy.Ask) or tells it
 * (policy.Notify): a line "policy.Ask dom0 name dom0", a NUL and a JSON
 * object, up to the end of the stream. Pure: no I/O.
 *
 * Nothing is taken that could not be shown as it is: a name, service or
 * argument with any character that qrexec does not let through, or too long,
 * is a mistake, and whoever asked gets no for an answer.
 */
#ifndef COMPOSITOR_PROMPT_ASK_MSG_H
#define COMPOSITOR_PROMPT_ASK_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

#define ASK_MSG_MAX (512u * 1024) // bytes of a whole request
#define ASK_MSG_TARGETS 4096
#define ASK_MSG_NAME 32 // a qube's name, with the terminator
#define ASK_MSG_TARGET 64 // such as "@dispvm:NAME"
#define ASK_MSG_SERVICE 256
#define ASK_MSG_ARGUMENT 4096
#define ASK_MSG_REASON 80
#define ASK_MSG_TIMES 4 // to remember an answer for; more are passed over
#define ASK_MSG_TIME_MAX 604800 // seconds

enum ask_msg_kind {
	ASK_MSG_ASK,
	ASK_MSG_NOTIFY,
};

enum ask_msg_resolution {
	ASK_MSG_ALLOWED,
	ASK_MSG_DENIED,
	ASK_MSG_FAILED,
};

struct ask_msg_target {
	char qube[ASK_MSG_NAME]; // the template of a disposable
	bool disposable; // "@dispvm:QUBE"
};

struct ask_msg {
	enum ask_msg_kind kind;
	char source[ASK_MSG_NAME];
	char service[ASK_MSG_SERVICE];
	char argument[ASK_MSG_ARGUMENT]; // without the '+'; "" for none

	/* ASK: what can be chosen, sorted, each once; at least one. */
	struct ask_msg_target *targets; // owned
	int count;
	int preselected; // index in targets, or -1
	bool local_only; // remote input must not allow it
	/* Seconds the answer can be remembered for, from short to long. */
	int times[ASK_MSG_TIMES];
	int time_count;

	/* NOTIFY */
	enum ask_msg_resolution resolution;
	char target[ASK_MSG_TARGET]; // as the router says it
	char reason[ASK_MSG_REASON]; // a sentence of the router's; "" for none
};

/* Reads a whole request. 0, or -1 with err set and nothing to free. The caller
 * frees by ask_msg_finish. */
int ask_msg_parse(const uint8_t *data, size_t len, struct ask_msg *msg,
		struct err *err);

void ask_msg_finish(struct ask_msg *msg);

/* The target in the words of an answer, such as "@dispvm:NAME". */
void ask_msg_format_target(
		const struct ask_msg_target *target, char out[ASK_MSG_TARGET]);

#endif
