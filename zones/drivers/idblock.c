// SPDX-License-Identifier: MIT
#include "zones/drivers/idblock.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/str.h"

#define ID_FIRST_FREE 65536u // below are people, services and nobody
#define ID_LAST 0xfffffffeu // (uid_t)-1 is no id

/* Root of the whole machine without an entry in /etc/subuid: a part of the 32
 * bits that neither distributions, useradd nor systemd's containers (which end
 * at 0x6fffffff) give away. */
#define ROOT_FIRST 0x70000000u
#define ROOT_COUNT (32768u * IDBLOCK_SIZE)

/* Subordinate ranges are also used for containers, whose system users take
 * the first ids; where there is plenty, qubes stay off those. */
#define SKIP_OF_LARGE 8192u
#define LARGE 65536u

static bool
read_text(const char *path, char *text, size_t size)
{
	FD_SCOPED int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t got = 0;

	if (fd < 0) {
		return false;
	}
	while (used < size - 1) {
		got = read(fd, text + used, size - 1 - used);
		if (got <= 0) {
			break;
		}
		used += (size_t)got;
	}
	text[used] = '\0';
	return got >= 0;
}

static bool
is_range(uint64_t first, uint64_t count)
{
	return count > 0 && first <= ID_LAST && count <= ID_LAST - first + 1;
}

bool
idblock_parse_option(const char *text, struct idblock_range *range)
{
	uint64_t first, count;
	int used = 0;

	if (sscanf(text, "%10" SCNu64 ":%10" SCNu64 "%n", &first, &count,
			    &used) != 2 ||
			text[used] != '\0') {
		return false;
	}
	if (first < ID_FIRST_FREE || !is_range(first, count)) {
		return false;
	}
	*range = (struct idblock_range){.first_uid = (uint32_t)first,
			.first_gid = (uint32_t)first,
			.count = (uint32_t)count};
	return true;
}

static bool
is_entry_of(const char *line, const char *user, uid_t uid)
{
	size_t len = strcspn(line, ":\n");
	char number[16];

	snprintf(number, sizeof(number), "%u", uid);
	if (len == strlen(user) && strncmp(line, user, len) == 0) {
		return true;
	}
	return len == strlen(number) && strncmp(line, number, len) == 0;
}

bool
idblock_parse_subid(const char *text, const char *user, uid_t uid,
		uint32_t *first, uint32_t *count)
{
	*count = 0;
	for (const char *line = text; *line != '\0';) {
		uint64_t start, n;
		const char *numbers = line + strcspn(line, ":\n");

		if (is_entry_of(line, user, uid) &&
				sscanf(numbers, ":%10" SCNu64 ":%10" SCNu64,
						&start, &n) == 2 &&
				is_range(start, n) && n > *count) {
			*first = (uint32_t)start;
			*count = (uint32_t)n;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return *count > 0;
}

bool
idblock_parse_map(const char *text, uint32_t *first, uint32_t *count, bool *whole)
{
	*count = 0;
	*whole = false;
	for (const char *line = text; *line != '\0';) {
		uint64_t inside, outside, n;

		if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64, &inside,
				    &outside, &n) == 3 &&
				is_range(inside, n) && n > *count) {
			*first = (uint32_t)inside;
			*count = (uint32_t)n;
			*whole = n == ID_LAST + 1u && outside == 0;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return *count > 0;
}

/* Leaves out what containers would use, in both kinds of id. */
static void
skip_containers(struct idblock_range *range)
{
	if (range->count >= LARGE) {
		range->first_uid += SKIP_OF_LARGE;
		range->first_gid += SKIP_OF_LARGE;
		range->count -= SKIP_OF_LARGE;
	}
}

static bool
find_subid(struct idblock_range *range, struct err *err)
{
	char users[16384], groups[16384];
	uid_t uid = geteuid();
	const struct passwd *pw = getpwuid(uid);
	const char *name = pw ? pw->pw_name : "";
	uint32_t uids, gids;

	*range = (struct idblock_range){0};
	if (!read_text("/etc/subuid", users, sizeof(users)) ||
			!read_text("/etc/subgid", groups, sizeof(groups)) ||
			!idblock_parse_subid(users, name, uid,
					&range->first_uid, &uids) ||
			!idblock_parse_subid(groups, name, uid,
					&range->first_gid, &gids)) {
		err_set(err,
				"no entry for this user in /etc/subuid and"
				" /etc/subgid (usermod --add-subuids makes"
				" one)");
		return false;
	}
	range->count = uids < gids ? uids : gids;
	skip_containers(range);
	return true;
}

/* Root of a user namespace has what is mapped there and not in use by the
 * system living in it. */
static bool
find_mapped(struct idblock_range *range, bool *whole, struct err *err)
{
	char users[4096], groups[4096];
	uint32_t first, gid_first, count, gid_count;
	bool gid_whole;

	*range = (struct idblock_range){0};
	*whole = false;
	if (!read_text("/proc/self/uid_map", users, sizeof(users)) ||
			!read_text("/proc/self/gid_map", groups, sizeof(groups)) ||
			!idblock_parse_map(users, &first, &count, whole) ||
			!idblock_parse_map(groups, &gid_first, &gid_count,
					&gid_whole)) {
		err_set(err, "cannot read /proc/self/uid_map");
		return false;
	}
	*range = (struct idblock_range){.first_uid = first,
			.first_gid = gid_first,
			.count = count < gid_count ? count : gid_count};
	if (range->count < LARGE - 1) {
		err_set(err, "only %u ids are mapped in this user namespace",
				range->count);
		range->count = 0;
		return false;
	}
	range->first_uid += SKIP_OF_LARGE;
	range->first_gid += SKIP_OF_LARGE;
	range->count = LARGE - 1 - 2 * SKIP_OF_LARGE;
	return true;
}

static void
find_for_root(struct idblock_range *range, struct err *err)
{
	bool whole;

	if (!find_mapped(range, &whole, err) || !whole) {
		return;
	}
	if (!find_subid(range, NULL)) {
		*range = (struct idblock_range){.first_uid = ROOT_FIRST,
				.first_gid = ROOT_FIRST,
				.count = ROOT_COUNT};
	}
}

static bool
is_program(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/usr/bin/%s", name);
	return access(path, X_OK) == 0;
}

static void
find_for_user(struct idblock_range *range, struct err *err)
{
	if (!find_subid(range, err)) {
		return;
	}
	range->by_helper = true;
	if (!is_program("newuidmap") || !is_program("newgidmap")) {
		err_set(err,
				"newuidmap and newgidmap are missing (package"
				" uidmap)");
		range->count = 0;
	}
}

void
idblock_find(struct idblock_range *range, struct err *err)
{
	const char *option = getenv("LEADLIGHT_ID_RANGE");

	if (geteuid() != 0) {
		find_for_user(range, err);
		return;
	}
	if (option && idblock_parse_option(option, range)) {
		return;
	}
	if (option) {
		log_warn("LEADLIGHT_ID_RANGE is not FIRST:COUNT with FIRST at"
			 " least %u, not used",
				ID_FIRST_FREE);
	}
	find_for_root(range, err);
}

int
idblock_cut(const struct idblock_range *range, uint32_t block,
		struct idblock_range *out, struct err *err)
{
	uint32_t blocks = range->count / IDBLOCK_SIZE;

	if (block >= blocks) {
		return err_set(err,
				"no host ids left: there are %u, room for %u"
				" qubes, and this would be number %u",
				range->count, blocks, block + 1);
	}
	*out = *range;
	out->first_uid += block * IDBLOCK_SIZE;
	out->first_gid += block * IDBLOCK_SIZE;
	out->count = IDBLOCK_SIZE;
	return 0;
}
