// SPDX-License-Identifier: MIT
/*
 * Asks the router of calls whether a paste is allowed: service
 * qubes.ClipboardPaste, by its socket policy.sock in the session's runtime
 * folder. Where no router was ever there the rules of the configuration decide
 * alone; one that does not answer, or is gone, allows nothing.
 */
#ifndef COMPOSITOR_CLIPBOARD_CLIP_ROUTER_H
#define COMPOSITOR_CLIPBOARD_CLIP_ROUTER_H

struct clip_router;
struct server;

#define CLIP_ROUTER_NAME "policy.sock"
#define CLIP_ROUTER_MSEC 2000 // for an answer

/* Becomes the clipboard's policy; NULL without a runtime folder. */
struct clip_router *clip_router_create(struct server *server);

/* Before the clipboard. NULL is allowed. */
void clip_router_destroy(struct clip_router *router);

#endif
