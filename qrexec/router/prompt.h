// SPDX-License-Identifier: MIT
/*
 * Questions to the person and notices for them, by way of whoever listens at
 * policy-agent.sock: policy.Ask and policy.Notify of Qubes, a connection each.
 */
#ifndef QREXEC_ROUTER_PROMPT_H
#define QREXEC_ROUTER_PROMPT_H

#include <stdbool.h>

struct policy_verdict;
struct prompt;
struct system_info;
struct wl_event_loop;

struct prompt_about {
	const char *source;
	const char *service;
	const char *argument; // begins with +
	const char *target; // of a notice
};

/* The person's choice, one of the verdict's targets or something else; NULL if
 * they refused or nobody can ask them. Called once, from the loop; destroy the
 * prompt in it. */
typedef void (*prompt_answer_fn)(void *user, const char *target);

/* Asks which of an ASK's targets it shall be. NULL if nobody listens at the
 * path. */
struct prompt *prompt_create(struct wl_event_loop *loop, const char *path,
		const struct system_info *info, const struct prompt_about *about,
		const struct policy_verdict *verdict, prompt_answer_fn answer,
		void *user);

/* Withdraws the question if it is still open. NULL is allowed. */
void prompt_destroy(struct prompt *prompt);

/* Tells that a call was allowed or refused; does not wait, and nobody need
 * listen. */
void prompt_notify(const char *path, const struct prompt_about *about,
		bool allowed);

#endif
