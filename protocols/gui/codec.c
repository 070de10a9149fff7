// SPDX-License-Identifier: MIT
/*
 * What is known of each message type: name, direction, size. Reading bodies
 * is decode.c, writing them encode.c.
 */
#include "protocols/gui/codec.h"

#include "common/bytes.h"

#define FROM_AGENT (1u << GUI_SIDE_AGENT)
#define FROM_DAEMON (1u << GUI_SIDE_DAEMON)
#define FROM_BOTH (FROM_AGENT | FROM_DAEMON)
#define OBSOLETE 0u
#define EXACT_LENGTHS GUI_VERSION(1, 6)
#define BIG_CLIPBOARD GUI_VERSION(1, 8)
#define DUMP_FIXED 16u

struct type {
	const char *name;
	unsigned int from; // bitmask of 1 << enum gui_side
	uint32_t size; // of the body; of its fixed part if it varies
	uint32_t daemon_since; // minor version from which the daemon sends it
};

static const struct type types[] = {
		{"KEYPRESS", FROM_DAEMON, 20, 0},
		{"BUTTON", FROM_DAEMON, 20, 0},
		{"MOTION", FROM_DAEMON, 16, 0},
		{"CROSSING", FROM_DAEMON, 28, 0},
		{"FOCUS", FROM_DAEMON, 12, 0},
		{"RESIZE", OBSOLETE, 8, 0},
		{"CREATE", FROM_AGENT, 24, 0},
		{"DESTROY", FROM_BOTH, 0, 5},
		{"MAP", FROM_BOTH, 8, 0},
		{"UNMAP", FROM_AGENT, 0, 0},
		{"CONFIGURE", FROM_BOTH, 20, 0},
		{"MFNDUMP", FROM_AGENT, GUI_MFNDUMP_SIZE, 0},
		{"SHMIMAGE", FROM_AGENT, 16, 0},
		{"CLOSE", FROM_DAEMON, 0, 0},
		{"EXECUTE", OBSOLETE, 255, 0},
		{"CLIPBOARD_REQ", FROM_DAEMON, 0, 0},
		{"CLIPBOARD_DATA", FROM_BOTH, 0, 0},
		{"WMNAME", FROM_AGENT, GUI_TITLE_SIZE, 0},
		{"KEYMAP_NOTIFY", FROM_DAEMON, GUI_KEYMAP_SIZE, 0},
		{"DOCK", FROM_AGENT, 0, 0},
		{"WINDOW_HINTS", FROM_AGENT, 36, 0},
		{"WINDOW_FLAGS", FROM_BOTH, 8, 0},
		{"WMCLASS", FROM_AGENT, 2 * GUI_CLASS_SIZE, 0},
		{"WINDOW_DUMP", FROM_AGENT, DUMP_FIXED, 0},
		{"CURSOR", FROM_AGENT, 4, 0},
		{"WINDOW_DUMP_ACK", FROM_DAEMON, 0, 7},
};

static const struct type *
try_type(uint32_t type)
{
	if (type < GUI_MSG_KEYPRESS || type > GUI_MSG_WINDOW_DUMP_ACK) {
		return NULL;
	}
	return &types[type - GUI_MSG_KEYPRESS];
}

const char *
gui_msg_name(uint32_t type)
{
	const struct type *known = try_type(type);

	return known ? known->name : NULL;
}

size_t
gui_get_fixed_size(enum gui_msg_type type)
{
	return types[type - GUI_MSG_KEYPRESS].size;
}

struct gui_header
gui_decode_header(const uint8_t bytes[GUI_HEADER_SIZE])
{
	return (struct gui_header){
			.type = bytes_get_u32(bytes),
			.window = bytes_get_u32(bytes + 4),
			.len = bytes_get_u32(bytes + 8),
	};
}

static bool
may_come_from(const struct type *type, enum gui_side from, uint32_t version)
{
	if (!(type->from & 1u << from)) {
		return false;
	}
	return from == GUI_SIDE_AGENT ||
			version >= GUI_VERSION(1, type->daemon_since);
}

size_t
gui_get_max_clipboard(uint32_t version)
{
	return version >= BIG_CLIPBOARD ? GUI_MAX_CLIPBOARD + 1
					: GUI_MAX_CLIPBOARD_OLD;
}

static bool
is_len_right(const struct type *type, const struct gui_header *header,
		uint32_t version)
{
	uint32_t len = header->len;

	switch (header->type) {
	case GUI_MSG_CLIPBOARD_DATA:
		return len <= gui_get_max_clipboard(version);
	case GUI_MSG_WINDOW_DUMP:
		return len >= DUMP_FIXED && len <= GUI_MAX_BODY && len % 4 == 0;
	case GUI_MSG_MFNDUMP:
		return version < EXACT_LENGTHS ||
				(len >= type->size && len % 4 == 0 &&
						(len - type->size) / 4 <=
								GUI_MAX_REFS);
	default:
		return version < EXACT_LENGTHS || len == type->size;
	}
}

int
gui_body_size(const struct gui_header *header, enum gui_side from,
		uint32_t version, size_t *size, struct err *err)
{
	const struct type *type = try_type(header->type);
	bool varies = header->type == GUI_MSG_CLIPBOARD_DATA ||
			header->type == GUI_MSG_WINDOW_DUMP;

	if (!type) {
		return err_set(err, "unknown message type %u", header->type);
	}
	if (!may_come_from(type, from, version)) {
		return err_set(err, "%s does not come from the %s in 1.%u",
				type->name,
				from == GUI_SIDE_AGENT ? "agent" : "daemon",
				version & 0xffff);
	}
	if (!is_len_right(type, header, version)) {
		return err_set(err, "%s with a body of %u bytes", type->name,
				header->len);
	}
	*size = varies ? header->len : type->size;
	return 0;
}

uint32_t
gui_dump_get_ref(const struct gui_dump *dump, size_t i)
{
	return bytes_get_u32(dump->refs + 4 * i);
}

void
gui_encode_u32(uint32_t value, uint8_t out[4])
{
	bytes_put_u32(out, value);
}

void
gui_encode_xconf(const struct gui_xconf *xconf, uint8_t out[GUI_XCONF_SIZE])
{
	uint8_t *p = out;

	p = bytes_put_u32(p, xconf->width);
	p = bytes_put_u32(p, xconf->height);
	p = bytes_put_u32(p, xconf->depth);
	bytes_put_u32(p, xconf->mem_kib);
}

struct gui_xconf
gui_decode_xconf(const uint8_t bytes[GUI_XCONF_SIZE])
{
	return (struct gui_xconf){
			.width = bytes_get_u32(bytes),
			.height = bytes_get_u32(bytes + 4),
			.depth = bytes_get_u32(bytes + 8),
			.mem_kib = bytes_get_u32(bytes + 12),
	};
}
