// SPDX-License-Identifier: MIT
#include "remember.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "grant.h"
#include "grants.h"
#include "system_info.h"
#include "verdict.h"

#define PREFIX "remembered-"
#define SUFFIX ".grant"

/* Whether the text is a file of just one answer: a long name or rule may have
 * no room in a line. */
static bool
is_one_answer(const char *text, const char *rule)
{
	struct policy_grants *grants =
			policy_grants_load_text("remembered", text, NULL);
	bool is = grants && policy_grants_count(grants) == 1 &&
			policy_grants_get(grants, 0)->rule &&
			strcmp(policy_grants_get(grants, 0)->rule, rule) == 0;

	policy_grants_destroy(grants);
	return is;
}

static char *
add_line(char *text, const char *key, const char *before, const char *value)
{
	char *more = xformat("%s%s = %s%s\n", text, key, before, value);

	free(text);
	return more;
}

/* What the answer stands for: whom it lets call what, or refuses. */
static char *
add_answer(char *text, const struct policy_verdict *verdict,
		const struct system_qube *target)
{
	if (verdict->decision != POLICY_ALLOW) {
		return add_line(text, "answer", "", "deny");
	}
	text = add_line(text, "answer", "allow:", verdict->decided_target);
	return target->uuid[0] ? add_line(text, "target-uuid", "", target->uuid)
			       : text;
}

char *
remember_format(const struct policy_verdict *verdict,
		const struct system_info *info, int64_t expires_unix_sec)
{
	const struct system_qube *source =
			system_info_find(info, verdict->source);
	const struct system_qube *target = verdict->decision == POLICY_ALLOW
			? system_info_find_target(info, verdict->decided_target)
			: NULL;
	char *expires;
	char *text;

	if (!verdict->asked_rule || !source ||
			(verdict->decision == POLICY_ALLOW && !target)) {
		return NULL;
	}
	text = xstrdup("[answer remembered]\n");
	text = add_line(text, "service", "", verdict->asked_service);
	text = add_line(text, "argument", "", verdict->asked_argument);
	text = add_line(text, "source", "", verdict->source);
	if (source->uuid[0]) {
		text = add_line(text, "source-uuid", "", source->uuid);
	}
	text = add_line(text, "target", "", verdict->requested_target);
	text = add_answer(text, verdict, target);
	text = add_line(text, "rule", "", verdict->asked_rule);
	expires = grant_format_time(expires_unix_sec);
	text = add_line(text, "expires", "", expires);
	free(expires);
	if (!is_one_answer(text, verdict->asked_rule)) {
		free(text);
		return NULL;
	}
	return text;
}

unsigned int
remember_number(const struct grant *grant)
{
	const char *slash = strrchr(grant->place, '/');
	unsigned int number = 0;
	int len = 0;

	if (!slash || !grant->is_answer || !grant->expires ||
			sscanf(slash, "/" PREFIX "%5u" SUFFIX ":%n", &number,
					&len) < 1) {
		return 0;
	}
	return len > 0 ? number : 0;
}

int
remember_forget(const struct grant *grant, struct err *err)
{
	const char *colon = strrchr(grant->place, ':');
	char *path = xformat("%.*s", (int)(colon - grant->place), grant->place);
	int result = 0;

	if (unlink(path) < 0 && errno != ENOENT) {
		result = err_set_errno(err, "cannot remove %s", path);
	}
	free(path);
	return result;
}

static bool
is_same_question(const struct grant *one, const struct grant *two)
{
	return strcmp(one->service, two->service) == 0 &&
			strcmp(one->argument, two->argument) == 0 &&
			strcmp(one->source, two->source) == 0 &&
			strcmp(one->target, two->target) == 0;
}

/* Whether the new one, or time, has made it needless. */
static bool
is_needless(const struct grant *grant, const struct grant *new, int64_t now)
{
	return now >= grant->expires || is_same_question(grant, new);
}

/* Forgets what is needless, and one more if that leaves too many. */
static void
make_room(const struct policy_grants *present, const struct grant *new,
		int64_t now)
{
	const struct grant *first = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < policy_grants_count(present); i++) {
		const struct grant *grant = policy_grants_get(present, i);

		if (remember_number(grant) == 0) {
			continue;
		}
		if (is_needless(grant, new, now)) {
			remember_forget(grant, NULL);
			continue;
		}
		kept++;
		if (!first || grant->expires < first->expires) {
			first = grant;
		}
	}
	if (kept >= REMEMBER_MAX) {
		remember_forget(first, NULL);
	}
}

/* A name in the folder that nobody has. Caller frees; NULL if there is none. */
static char *
find_name(const char *dir)
{
	for (unsigned int number = 1; number <= 2 * REMEMBER_MAX; number++) {
		char *path = xformat("%s/" PREFIX "%u" SUFFIX, dir, number);

		if (access(path, F_OK) < 0 && errno == ENOENT) {
			return path;
		}
		free(path);
	}
	return NULL;
}

int
remember_write(const char *dir, const char *text,
		const struct policy_grants *present, int64_t now_unix_sec,
		struct err *err)
{
	struct policy_grants *new = policy_grants_load_text("new", text, err);
	char *path;
	int result;

	if (!new) {
		return -1;
	}
	if (present) {
		make_room(present, policy_grants_get(new, 0), now_unix_sec);
	}
	policy_grants_destroy(new);
	if (file_make_dirs(dir, 0700, err) < 0) {
		return -1;
	}
	path = find_name(dir);
	result = path ? file_write_whole(path, text, strlen(text), 0600, err)
		      : err_set(err, "%s has too many answers", dir);
	free(path);
	return result;
}
