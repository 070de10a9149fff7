// SPDX-License-Identifier: MIT
/*
 * What policy has to know of the qubes: filled by whoever knows them, looked
 * into by the evaluator. "dom0", the trusted side, is always there.
 */
#ifndef QREXEC_POLICY_SYSTEM_INFO_H
#define QREXEC_POLICY_SYSTEM_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYSTEM_INFO_DOM0_UUID "00000000-0000-0000-0000-000000000000"

enum system_qube_flag {
	SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS = 1 << 0,
	SYSTEM_QUBE_INTERNAL = 1 << 1, // never offered to a person
};

/* One qube. Every text may be NULL in what is given to system_info_set();
 * none is in what system_info_find() and system_info_get() return. */
struct system_qube {
	const char *name;
	const char *uuid; // 36 characters, or "" if it has none
	const char *class; // AppVM (also if NULL), TemplateVM, DispVM ...
	const char *tags; // separated by spaces
	const char *label;
	const char *default_dispvm; // name of a qube, or ""
	const char *guivm; // name of a qube, or ""; of our own prompts: dom0
	const char *relayvm; // name of a qube, or ""; of a RemoteVM only
	const char *transport_rpc; // service on the relay; of a RemoteVM only
	const char *power_state; // "Running", "Halted" (also if NULL) ...
	uint32_t flags; // bitmask of enum system_qube_flag
	// set by system_info_set(), whatever was given
	const char *const *tag_list; // owned by the system_info
	size_t tag_count;
};

struct system_info;

/* A system that knows dom0 (AdminVM, running) and no qube. */
struct system_info *system_info_create(void);

/* Frees it and all texts in it. NULL is allowed. */
void system_info_destroy(struct system_info *info);

/* Adds a qube, or replaces all that is known of the one of this name; copies
 * every text. False, and nothing changed, without a name. */
bool system_info_set(struct system_info *info, const struct system_qube *qube);

/* Forgets the qube of this name, if there is one. Never forgets dom0. */
void system_info_remove(struct system_info *info, const char *name);

/* The qube of this name, or of "uuid:" and its uuid; NULL if there is none.
 * Valid until the next change. */
const struct system_qube *system_info_find(
		const struct system_info *info, const char *name);

/* The qube that a target of a decision is about: "dom0", a name, or the
 * template of "@dispvm:" and a name; NULL if there is none. */
const struct system_qube *system_info_find_target(
		const struct system_info *info, const char *target);

/* How many qubes there are, dom0 among them; and the one at a place below
 * that, in no promised order. Valid until the next change. */
size_t system_info_count(const struct system_info *info);
const struct system_qube *system_info_get(
		const struct system_info *info, size_t at);

/* Where system_info_get() finds the one that is at a place in the order of
 * names, by their bytes. */
size_t system_info_by_name(const struct system_info *info, size_t at);

/* Where system_info_get() finds this qube, which must be of this info. */
size_t system_info_place(
		const struct system_info *info, const struct system_qube *qube);

/* Whether the qube has the tag. */
bool system_qube_has_tag(const struct system_qube *qube, const char *tag);

/* Whether text is one of the three spellings of the trusted side: "dom0",
 * "@adminvm", "uuid:" and zeros. */
bool system_info_is_dom0(const char *text);

#endif
