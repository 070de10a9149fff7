// SPDX-License-Identifier: MIT
/*
 * The Qubes GUI protocol, 1.0 to 1.8: numbers, limits and one struct per
 * message body, in host types. Nothing here is laid over wire bytes: codec.h
 * reads and writes them field by field.
 *
 * Coordinates are pixels of the agent's plane (wx, wy: of one window).
 */
#ifndef PROTOCOLS_GUI_WIRE_H
#define PROTOCOLS_GUI_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUI_HEADER_SIZE 12
#define GUI_VCHAN_PORT 6000
#define GUI_VERSION(major, minor) ((uint32_t)(major) << 16 | (uint32_t)(minor))
#define GUI_VERSION_MAJOR 1
#define GUI_VERSION_MINOR 8

#define GUI_MAX_WIDTH 16384
#define GUI_MAX_HEIGHT 6144
#define GUI_MAX_REFS 98304
#define GUI_PAGE_SIZE 4096
#define GUI_MAX_BODY (16 + 4 * GUI_MAX_REFS) // a full WINDOW_DUMP
#define GUI_MAX_CLIPBOARD 256000 // bytes, from 1.8; one more means "too big"
#define GUI_MAX_CLIPBOARD_OLD 65000 // bytes, below 1.8
/* Below 1.8: an agent cuts at GUI_MAX_CLIPBOARD_OLD and does not tell, so that
 * only what is well below it is surely whole. */
#define GUI_SURE_CLIPBOARD_OLD 64000
#define GUI_MFNDUMP_SIZE 28 // before the frame numbers
#define GUI_TITLE_SIZE 128 // with the NUL
#define GUI_CLASS_SIZE 64 // with the NUL
#define GUI_KEYMAP_SIZE 32
#define GUI_WINDOW_SCREEN 0 // id of a window that is the agent's whole screen
#define GUI_CURSOR_DEFAULT 0
#define GUI_CURSOR_FIRST 0x100 // + X cursor font glyph
#define GUI_CURSOR_LAST 0x199

enum gui_msg_type {
	GUI_MSG_KEYPRESS = 124,
	GUI_MSG_BUTTON,
	GUI_MSG_MOTION,
	GUI_MSG_CROSSING,
	GUI_MSG_FOCUS,
	GUI_MSG_RESIZE, // obsolete, never sent
	GUI_MSG_CREATE,
	GUI_MSG_DESTROY,
	GUI_MSG_MAP,
	GUI_MSG_UNMAP,
	GUI_MSG_CONFIGURE,
	GUI_MSG_MFNDUMP, // refused
	GUI_MSG_SHMIMAGE,
	GUI_MSG_CLOSE,
	GUI_MSG_EXECUTE, // obsolete, never sent
	GUI_MSG_CLIPBOARD_REQ,
	GUI_MSG_CLIPBOARD_DATA,
	GUI_MSG_WMNAME,
	GUI_MSG_KEYMAP_NOTIFY,
	GUI_MSG_DOCK,
	GUI_MSG_WINDOW_HINTS,
	GUI_MSG_WINDOW_FLAGS,
	GUI_MSG_WMCLASS,
	GUI_MSG_WINDOW_DUMP,
	GUI_MSG_CURSOR,
	GUI_MSG_WINDOW_DUMP_ACK,
};

enum gui_key_type { GUI_KEY_PRESS = 2, GUI_KEY_RELEASE = 3 };
enum gui_button_type { GUI_BUTTON_PRESS = 4, GUI_BUTTON_RELEASE = 5 };
enum gui_crossing_type { GUI_CROSSING_ENTER = 7, GUI_CROSSING_LEAVE = 8 };
enum gui_focus_type { GUI_FOCUS_IN = 9, GUI_FOCUS_OUT = 10 };

/* X11 modifier bits of `state` fields, as before the event. */
enum gui_state {
	GUI_STATE_SHIFT = 1 << 0,
	GUI_STATE_LOCK = 1 << 1,
	GUI_STATE_CONTROL = 1 << 2,
	GUI_STATE_MOD1 = 1 << 3, // Alt
	GUI_STATE_MOD2 = 1 << 4, // Num Lock
	GUI_STATE_MOD3 = 1 << 5,
	GUI_STATE_MOD4 = 1 << 6, // Super
	GUI_STATE_MOD5 = 1 << 7, // AltGr
	GUI_STATE_BUTTON1 = 1 << 8, // buttons 1 to 5: bits 8 to 12
	GUI_STATE_GROUP_SHIFT = 13, // layout group: bits 13 and 14
};

enum gui_hint {
	GUI_HINT_US_POSITION = 1 << 0,
	GUI_HINT_P_POSITION = 1 << 2,
	GUI_HINT_MIN_SIZE = 1 << 4,
	GUI_HINT_MAX_SIZE = 1 << 5,
	GUI_HINT_RESIZE_INC = 1 << 6,
	GUI_HINT_BASE_SIZE = 1 << 8,
};

enum gui_flag {
	GUI_FLAG_FULLSCREEN = 1 << 0,
	GUI_FLAG_DEMANDS_ATTENTION = 1 << 1,
	GUI_FLAG_MINIMIZE = 1 << 2,
};

struct gui_header {
	uint32_t type; // enum gui_msg_type, unchecked
	uint32_t window; // 0: none, or the whole screen
	uint32_t len; // body bytes, as the peer claims
};

struct gui_xconf {
	uint32_t width, height, depth, mem_kib;
};

struct gui_rect {
	int32_t x, y;
	uint32_t width, height;
};

struct gui_keypress {
	uint32_t type; // enum gui_key_type
	int32_t x, y;
	uint32_t state; // bitmask of enum gui_state
	uint32_t keycode; // X keycode: evdev + 8
};

struct gui_button {
	uint32_t type; // enum gui_button_type
	int32_t x, y;
	uint32_t state;
	uint32_t button; // 1 left, 2 middle, 3 right, 4-7 wheel, 8 back, 9 fwd
};

struct gui_motion {
	int32_t x, y;
	uint32_t state;
	uint32_t is_hint;
};

struct gui_crossing {
	uint32_t type; // enum gui_crossing_type
	int32_t x, y;
	uint32_t state;
	uint32_t mode, detail, focus;
};

struct gui_focus {
	uint32_t type; // enum gui_focus_type
	uint32_t mode; // always 0
	uint32_t detail; // 3: nonlinear
};

struct gui_create {
	struct gui_rect geometry;
	uint32_t parent; // ignored
	uint32_t override_redirect; // any non-zero
};

struct gui_map {
	uint32_t transient_for; // 0: none
	uint32_t override_redirect;
};

struct gui_configure {
	struct gui_rect geometry;
	uint32_t override_redirect; // ignored
};

struct gui_hints {
	uint32_t flags; // bitmask of enum gui_hint
	uint32_t min_width, min_height;
	uint32_t max_width, max_height;
	uint32_t inc_width, inc_height;
	uint32_t base_width, base_height;
};

struct gui_window_flags {
	uint32_t set; // bitmask of enum gui_flag
	uint32_t unset;
};

struct gui_class {
	char res_class[GUI_CLASS_SIZE];
	char res_name[GUI_CLASS_SIZE];
};

struct gui_dump {
	uint32_t type; // 0: grant refs
	uint32_t width, height, bpp;
	const uint8_t *refs; // borrowed; n_refs little-endian words
	size_t n_refs;
};

/* The old kind of dump. Nobody maps machine frames here: only what is needed
 * to step over it. */
struct gui_mfndump {
	uint32_t width, height;
	uint32_t off;
	uint32_t n_mfns; // 4 bytes each, behind the fixed part
};

struct gui_bytes {
	const uint8_t *data; // borrowed
	size_t len;
};

/* One message, either direction. */
struct gui_msg {
	enum gui_msg_type type;
	uint32_t window;
	union {
		struct gui_keypress keypress;
		struct gui_button button;
		struct gui_motion motion;
		struct gui_crossing crossing;
		struct gui_focus focus;
		struct gui_create create;
		struct gui_map map;
		struct gui_configure configure;
		struct gui_rect shmimage;
		struct gui_bytes clipboard;
		char title[GUI_TITLE_SIZE]; // terminated
		uint8_t keymap[GUI_KEYMAP_SIZE];
		struct gui_hints hints;
		struct gui_window_flags flags;
		struct gui_class wmclass; // both terminated
		struct gui_dump dump;
		struct gui_mfndump mfndump;
		uint32_t cursor;
	};
};

#endif
