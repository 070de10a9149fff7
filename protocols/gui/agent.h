// SPDX-License-Identifier: MIT
/*
 * The agent end of the GUI protocol: what runs inside a qube, or speaks for
 * it. Bytes in, events out, bytes back; no I/O. It trusts the daemon no more
 * than it must: a malformed stream makes gui_agent_feed fail.
 */
#ifndef PROTOCOLS_GUI_AGENT_H
#define PROTOCOLS_GUI_AGENT_H

#include "common/buf.h"
#include "common/err.h"
#include "protocols/gui/wire.h"

#define GUI_AGENT_MAX_OUT (64 << 20) // bytes queued towards the daemon

struct gui_agent;

/* Events out of gui_agent_feed; handlers may call any request below, but not
 * gui_agent_feed or gui_agent_destroy. Values are within their limits. Those for
 * windows that are gone are dropped before they get here. All must be set. */
struct gui_agent_impl {
	/* Handshake done: describe every window now (create .. dump). */
	void (*ready)(void *user, uint32_t version,
			const struct gui_xconf *xconf);
	void (*configure)(void *user, uint32_t window,
			const struct gui_rect *geometry);
	void (*map)(void *user, uint32_t window);
	void (*close)(void *user, uint32_t window);
	void (*flags)(void *user, uint32_t window, uint32_t set, uint32_t unset);
	void (*key)(void *user, uint32_t window, const struct gui_keypress *key);
	void (*button)(void *user, uint32_t window,
			const struct gui_button *button);
	void (*motion)(void *user, uint32_t window,
			const struct gui_motion *motion);
	void (*crossing)(void *user, uint32_t window,
			const struct gui_crossing *crossing);
	void (*focus)(void *user, uint32_t window, bool in);
	void (*keymap)(void *user, const uint8_t keymap[GUI_KEYMAP_SIZE]);
	void (*clipboard_request)(void *user);
	void (*clipboard)(void *user, const uint8_t *data, size_t len);
	/* The oldest dump that was not acknowledged yet may be released; it was
	 * of this window, which may be gone. Below 1.7 this comes at once, from
	 * within gui_agent_dump. */
	void (*dump_ack)(void *user, uint32_t window);
};

/* A fresh connection; the version word is queued at once. impl and user are
 * borrowed. A new connection after a disconnect is a new gui_agent. */
struct gui_agent *gui_agent_create(const struct gui_agent_impl *impl, void *user);
void gui_agent_destroy(struct gui_agent *agent);

/* Bytes from the daemon in any split. -1 with err: drop the connection. */
int gui_agent_feed(struct gui_agent *agent, const void *data, size_t len,
		struct err *err);

/* Bytes for the daemon. Overflow: drop the connection. */
struct buf *gui_agent_get_out(struct gui_agent *agent);
bool gui_agent_has_overflowed(const struct gui_agent *agent);
bool gui_agent_is_ready(const struct gui_agent *agent);

/* Requests; ignored while the handshake is not done, and (but for create) for
 * windows that do not exist. Window ids are given by the caller with
 * gui_agent_create_window and may not be reused before gui_agent_is_id_free
 * says so (the DESTROY echo, from 1.5). */
bool gui_agent_is_id_free(const struct gui_agent *agent, uint32_t window);
void gui_agent_create_window(struct gui_agent *agent, uint32_t window,
		const struct gui_rect *geometry, bool override_redirect);
void gui_agent_destroy_window(struct gui_agent *agent, uint32_t window);
void gui_agent_map(struct gui_agent *agent, uint32_t window,
		uint32_t transient_for, bool override_redirect);
void gui_agent_unmap(struct gui_agent *agent, uint32_t window);
/* The geometry really taken; also the acknowledgement of a configure. */
void gui_agent_configure(struct gui_agent *agent, uint32_t window,
		const struct gui_rect *geometry);
/* A new buffer of width x height, 32 bits a pixel, stride width * 4. False if
 * nothing was sent: then no dump_ack comes. */
bool gui_agent_dump(struct gui_agent *agent, uint32_t window, uint32_t width,
		uint32_t height, const uint32_t *refs, size_t n_refs);
void gui_agent_damage(struct gui_agent *agent, uint32_t window,
		const struct gui_rect *rect);
/* Cut at a character border when too long; NULL is "". */
void gui_agent_title(struct gui_agent *agent, uint32_t window, const char *title);
void gui_agent_class(struct gui_agent *agent, uint32_t window,
		const char *res_class, const char *res_name);
void gui_agent_hints(struct gui_agent *agent, uint32_t window,
		const struct gui_hints *hints);
void gui_agent_flags(struct gui_agent *agent, uint32_t window, uint32_t set,
		uint32_t unset);
void gui_agent_cursor(struct gui_agent *agent, uint32_t window, uint32_t cursor);
void gui_agent_dock(struct gui_agent *agent, uint32_t window);
/* Answers a clipboard request; cut so that "too big" stays visible. */
void gui_agent_clipboard(
		struct gui_agent *agent, const uint8_t *data, size_t len);

#endif
