// SPDX-License-Identifier: MIT
/* Reads the policy again when one of its files or folders changes. */
#ifndef QREXEC_ROUTER_POLICY_WATCH_H
#define QREXEC_ROUTER_POLICY_WATCH_H

struct policy_store;
struct policy_watch;
struct wl_event_loop;

/* Reads the policy, which may be broken, and keeps it up to date. Never NULL;
 * without inotify the policy changes on policy_watch_reload() only. */
struct policy_watch *policy_watch_create(
		struct wl_event_loop *loop, struct policy_store *store);

/* NULL is allowed. */
void policy_watch_destroy(struct policy_watch *watch);

/* Reads the policy now. */
void policy_watch_reload(struct policy_watch *watch);

#endif
