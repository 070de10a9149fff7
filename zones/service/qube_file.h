// SPDX-License-Identifier: MIT
/* One qube as its file qubes.d/NAME.qube describes it: leadlight-qube(5). */
#ifndef ZONES_SERVICE_QUBE_FILE_H
#define ZONES_SERVICE_QUBE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/zone/zone_msg.h"
#include "zones/control/keeper_msg.h"

#define QUBE_FILE_SUFFIX ".qube"

struct qube_file {
	char name[ZONE_NAME_SIZE];
	char label[ZONE_NAME_SIZE];
	char *commands[KEEPER_COMMANDS_MAX]; // owned
	size_t ncommands;
	char *agent; // owned, may be NULL: Leadlight's own
	char *qrexec_agent; // owned, may be NULL: Leadlight's own
	char *template_root; // owned, may be NULL: the zone's
	char tags[ZONE_TAGS_SIZE]; // zone_text_is_tags()
	char default_dispvm[ZONE_NAME_SIZE]; // a qube's name or ""
	uint64_t memory; // bytes, 0: no limit
	uint32_t processes; // 0: the driver's usual limit
	uint32_t arena_pages;
	bool network;
	bool autostart;
	bool fullscreen;
	bool internal;
	bool template_for_dispvms;
};

/* Reads DIR/NAME.qube. -1 with err set if there is something wrong with it;
 * *file is then empty. */
int qube_file_read(struct qube_file *file, const char *dir, const char *name,
		struct err *err);

/* Reads text instead; for tests. */
int qube_file_read_text(struct qube_file *file, const char *name,
		const char *text, struct err *err);

/* Frees what it owns; the file is empty afterwards. */
void qube_file_finish(struct qube_file *file);

#endif
