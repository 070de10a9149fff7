// SPDX-License-Identifier: MIT
/*
 * Questions to the person and notices for them, by way of whoever listens at
 * policy-agent.sock: policy.Ask and policy.Notify of Qubes, a connection each.
 */
#ifndef QREXEC_ROUTER_PROMPT_H
#define QREXEC_ROUTER_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

struct policy_verdict;
struct prompt;
struct system_info;
struct wl_event_loop;

struct prompt_about {
	const char *source;
	const char *service;
	const char *argument; // begins with +
	const char *target; // of a notice
	const char *reason; // of a failure, may be NULL
	bool may_remember; // the answer, for one of some times
};

enum prompt_resolution {
	PROMPT_ALLOWED,
	PROMPT_DENIED,
	PROMPT_FAILED,
};

struct prompt_answer {
	// one of the verdict's targets or something else; NULL if the person
	// refused or nobody can ask them
	const char *target;
	uint32_t seconds; // for which it shall be remembered; 0: not at all
};

/* The person's choice. Called once, from the loop; destroy the prompt in it. */
typedef void (*prompt_answer_fn)(void *user, const struct prompt_answer *answer);

/* Asks which of an ASK's targets it shall be. NULL if nobody listens at the
 * path. */
struct prompt *prompt_create(struct wl_event_loop *loop, const char *path,
		const struct system_info *info, const struct prompt_about *about,
		const struct policy_verdict *verdict, prompt_answer_fn answer,
		void *user);

/* Withdraws the question if it is still open. NULL is allowed. */
void prompt_destroy(struct prompt *prompt);

/* Tells what became of a call; does not wait. False if nobody listens. */
bool prompt_notify(const char *path, const struct prompt_about *about,
		enum prompt_resolution resolution);

#endif
