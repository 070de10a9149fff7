// SPDX-License-Identifier: MIT
#include "grants.h"

#include <stdlib.h>
#include <string.h>

#include "buckets.h"
#include "common/ini_file.h"
#include "common/mem.h"
#include "common/str.h"
#include "grant.h"
#include "match.h"

#define GRANTS_MAX 10000
/* Of a call, in its bucket. */
#define CALL_PARTS 1000

/* Grants of one kind, so that the first that matches is found as a rule is. */
struct kind {
	struct rules rules;
	struct index index;
};

struct policy_grants {
	struct grant *grants; // owned
	size_t count;
	size_t cap;
	// the line of a rule is the place of its grant, plus one
	struct kind limits;
	struct kind answers;
	struct buckets buckets;
};

/* While files are read. */
struct loading {
	struct policy_grants *grants;
	char *section; // owned: of the grant that is being read, with its file
};

static struct policy_grants *
create(void)
{
	struct policy_grants *grants = xcalloc(1, sizeof(*grants));

	rules_init(&grants->limits.rules);
	rules_init(&grants->answers.rules);
	return grants;
}

static void
make_room(struct policy_grants *grants)
{
	size_t cap = grants->cap ? grants->cap * 2 : 16;
	struct grant *more;

	if (grants->count < grants->cap) {
		return;
	}
	more = xcalloc(cap, sizeof(*more));
	for (size_t i = 0; i < grants->count; i++) {
		more[i] = grants->grants[i];
	}
	free(grants->grants);
	grants->grants = more;
	grants->cap = cap;
}

static int
begin_grant(struct policy_grants *grants, const struct ini_file_place *place,
		const char *section, struct err *err)
{
	if (grants->count == GRANTS_MAX) {
		return err_set(err, "more than %d grants", GRANTS_MAX);
	}
	make_room(grants);
	if (grant_init(&grants->grants[grants->count], place->file, place->line,
			    section, err) < 0) {
		return -1;
	}
	grants->count++;
	return 0;
}

static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *key, const char *value, struct err *err)
{
	struct loading *loading = user;
	struct policy_grants *grants = loading->grants;
	char *name = xformat("%s [%s]", place->file, section);
	bool new = !loading->section || strcmp(name, loading->section) != 0;

	free(loading->section);
	loading->section = name;
	if (new && begin_grant(grants, place, section, err) < 0) {
		return -1;
	}
	return grant_set(&grants->grants[grants->count - 1], key, value, err);
}

static int
check_names(const struct policy_grants *grants, struct err *err)
{
	struct strmap names = {0};
	int result = 0;

	for (size_t i = 0; result == 0 && i < grants->count; i++) {
		if (strmap_find(&names, grants->grants[i].name) != STRMAP_NONE) {
			result = err_set(err, "%s: there was one of this name",
					grants->grants[i].place);
		}
		strmap_intern(&names, grants->grants[i].name);
	}
	strmap_finish(&names);
	return result;
}

static int
finish_grants(struct policy_grants *grants, struct err *err)
{
	for (size_t i = 0; i < grants->count; i++) {
		const struct grant *grant = &grants->grants[i];
		struct kind *kind = grant->is_answer ? &grants->answers
						     : &grants->limits;
		struct policy_rule rule;

		if (grant_check(grant, &rule, err) < 0) {
			return -1;
		}
		rules_add(&kind->rules, &rule, "", (unsigned int)i + 1);
	}
	index_init(&grants->limits.index, &grants->limits.rules);
	index_init(&grants->answers.index, &grants->answers.rules);
	return check_names(grants, err);
}

static struct policy_grants *
finish_loading(struct loading *loading, int result, struct err *err)
{
	if (result == 0) {
		result = finish_grants(loading->grants, err);
	}
	if (result < 0) {
		policy_grants_destroy(loading->grants);
		loading->grants = NULL;
	}
	free(loading->section);
	return loading->grants;
}

struct policy_grants *
policy_grants_load(const char *dir, const char *second_dir, struct err *err)
{
	struct loading loading = {.grants = create()};
	int result = ini_file_read_all(
			NULL, dir, ".grant", handle_key, &loading, err);

	if (result == 0) {
		result = ini_file_read_all(NULL, second_dir, ".grant",
				handle_key, &loading, err);
	}
	return finish_loading(&loading, result, err);
}

struct policy_grants *
policy_grants_load_text(const char *name, const char *text, struct err *err)
{
	struct loading loading = {.grants = create()};
	int result = ini_file_read_text(name, text, handle_key, &loading, err);

	return finish_loading(&loading, result, err);
}

void
policy_grants_destroy(struct policy_grants *grants)
{
	if (!grants) {
		return;
	}
	for (size_t i = 0; i < grants->count; i++) {
		grant_finish(&grants->grants[i]);
	}
	free(grants->grants);
	index_finish(&grants->limits.index);
	index_finish(&grants->answers.index);
	rules_finish(&grants->limits.rules);
	rules_finish(&grants->answers.rules);
	buckets_finish(&grants->buckets);
	free(grants);
}

size_t
policy_grants_count(const struct policy_grants *grants)
{
	return grants->count;
}

const struct grant *
policy_grants_get(const struct policy_grants *grants, size_t i)
{
	return &grants->grants[i];
}

void
policy_grants_inherit(struct policy_grants *grants, struct policy_grants *older)
{
	buckets_inherit(&grants->buckets, &older->buckets);
}

/* What is to be found for a verdict, with target as what is called. */
static void
match_verdict(struct match *match, const struct kind *kind,
		const struct system_info *info,
		const struct policy_verdict *verdict, const char *target)
{
	struct policy_token token = {POLICY_TOKEN_DEFAULT, "@default"};

	policy_token_parse(target, POLICY_COLUMN_REQUEST, &token, NULL);
	match_set_caller(match, &kind->rules, info, verdict->asked_service,
			verdict->asked_argument, verdict->source);
	match_set_target(match, &kind->rules, info,
			system_info_find(info, verdict->source), &token);
}

struct narrow {
	struct policy_grants *grants;
	const struct match *match;
	const struct policy_now *now;
	struct policy_verdict *verdict;
	struct policy_limits *limits;
};

static void
decide_by(struct policy_verdict *verdict, const struct grant *grant)
{
	free(verdict->rule);
	verdict->rule = xstrdup(grant->place);
}

static void
refuse_by(struct narrow *narrow, const struct grant *grant, const char *why)
{
	policy_verdict_deny(narrow->verdict, true, "%s", why);
	decide_by(narrow->verdict, grant);
}

/* Takes one call from what the source has left. */
static bool
take_call(struct narrow *narrow, const struct grant *grant)
{
	struct buckets *buckets = &narrow->grants->buckets;
	uint32_t number = buckets_find(buckets, grant->name,
			narrow->verdict->source,
			(uint64_t)grant->rate * CALL_PARTS, grant->period_msec,
			narrow->now->msec);

	return number != BUCKETS_NONE &&
			buckets_take(buckets, number, CALL_PARTS,
					narrow->now->msec);
}

/* Whether the source has anything left to pass; the call will take from it. */
static bool
share_volume(struct narrow *narrow, const struct grant *grant)
{
	struct buckets *buckets = &narrow->grants->buckets;
	struct policy_limits *limits = narrow->limits;
	char *key = xformat("%s volume", grant->name);
	uint32_t number = buckets_find(buckets, key, narrow->verdict->source,
			grant->volume, grant->volume_msec, narrow->now->msec);

	free(key);
	if (number == BUCKETS_NONE || limits->volume_count == POLICY_VOLUMES_MAX ||
			buckets_left(buckets, number, narrow->now->msec) == 0) {
		return false;
	}
	str_copy(limits->volumes[limits->volume_count].by, POLICY_PLACE_SIZE,
			grant->place);
	limits->volumes[limits->volume_count++].bucket = number;
	return true;
}

static void
limit_call(struct policy_limits *limits, const struct grant *grant)
{
	if (grant->expires &&
			(!limits->until_unix_sec ||
					grant->expires < limits->until_unix_sec)) {
		limits->until_unix_sec = grant->expires;
		str_copy(limits->until_by, POLICY_PLACE_SIZE, grant->place);
	}
	if (grant->bytes && (!limits->bytes || grant->bytes < limits->bytes)) {
		limits->bytes = grant->bytes;
		str_copy(limits->bytes_by, POLICY_PLACE_SIZE, grant->place);
	}
}

static void
apply_limit(struct narrow *narrow, const struct grant *grant)
{
	if (grant->expires && narrow->now->unix_sec >= grant->expires) {
		refuse_by(narrow, grant, "what was granted has expired");
	} else if (grant->rate && !take_call(narrow, grant)) {
		refuse_by(narrow, grant,
				"there were more calls than are granted");
	} else if (grant->volume && !share_volume(narrow, grant)) {
		refuse_by(narrow, grant, "more has passed than is granted");
	} else {
		limit_call(narrow->limits, grant);
	}
}

static bool
handle_limit(void *user, uint32_t rule)
{
	struct narrow *narrow = user;
	const struct rules_entry *entry =
			&narrow->grants->limits.rules.entries[rule];

	if (match_has_target(narrow->match, entry->target)) {
		apply_limit(narrow, &narrow->grants->grants[entry->line - 1]);
	}
	return narrow->verdict->decision == POLICY_ALLOW;
}

void
policy_grants_narrow(struct policy_grants *grants,
		const struct system_info *info, const struct policy_now *now,
		struct policy_verdict *verdict, struct policy_limits *limits)
{
	struct match match = {0};
	struct narrow narrow = {grants, &match, now, verdict, limits};

	*limits = (struct policy_limits){0};
	if (verdict->decision != POLICY_ALLOW || grants->count == 0) {
		return;
	}
	match_verdict(&match, &grants->limits, info, verdict,
			verdict->decided_target);
	match_for_each(&match, &grants->limits.index, handle_limit, &narrow);
	match_finish(&match);
}

const char *
policy_grants_spend(struct policy_grants *grants,
		const struct policy_limits *limits, uint64_t bytes,
		int64_t now_msec)
{
	for (size_t i = 0; i < limits->volume_count; i++) {
		if (!buckets_take(&grants->buckets, limits->volumes[i].bucket,
				    bytes, now_msec)) {
			return limits->volumes[i].by;
		}
	}
	return NULL;
}

struct answering {
	const struct policy_grants *grants;
	const struct match *match;
	const struct system_info *info;
	const struct policy_now *now;
	const struct policy_verdict *verdict;
	const struct grant *found; // may be NULL
};

/* Whether uuid, if there is one, is that of what target names. */
static bool
is_same_qube(const struct system_info *info, const char *target, const char *uuid)
{
	const struct system_qube *qube = system_info_find_target(info, target);

	return !uuid || (qube && strcmp(qube->uuid, uuid) == 0);
}

/* Whether the question is still the one that was answered: asked by the same
 * rule, for the same qube, which another one of that name is not. */
static bool
is_same_question(const struct answering *answering, const struct grant *grant)
{
	const char *rule = answering->verdict->asked_rule;

	if (grant->rule && (!rule || strcmp(rule, grant->rule) != 0)) {
		return false;
	}
	return is_same_qube(answering->info, answering->verdict->source,
			grant->source_uuid);
}

static bool
handle_answer(void *user, uint32_t rule)
{
	struct answering *answering = user;
	const struct rules_entry *entry =
			&answering->grants->answers.rules.entries[rule];
	const struct grant *grant = &answering->grants->grants[entry->line - 1];

	if (match_has_target(answering->match, entry->target) &&
			(!grant->expires ||
					answering->now->unix_sec < grant->expires) &&
			is_same_question(answering, grant)) {
		answering->found = grant;
	}
	return !answering->found;
}

static bool
is_offered(const struct policy_verdict *verdict, const char *target)
{
	for (size_t i = 0; i < verdict->target_count; i++) {
		if (strcmp(verdict->targets[i], target) == 0) {
			return true;
		}
	}
	return false;
}

/* A word that stands for one target, as a list of targets has it. Caller
 * frees; NULL if it stands for none. */
static char *
resolve(const struct system_info *info, const struct policy_verdict *verdict,
		const char *word)
{
	const struct system_qube *source =
			system_info_find(info, verdict->source);
	bool dispvm = strncmp(word, "@dispvm:", 8) == 0;
	const struct system_qube *qube;

	if (system_info_is_dom0(word)) {
		return xstrdup("dom0");
	}
	if (strcmp(word, "@dispvm") == 0) {
		return source ? xformat("@dispvm:%s", source->default_dispvm)
			      : NULL;
	}
	qube = system_info_find(info, dispvm ? word + 8 : word);
	return qube ? xformat("%s%s", dispvm ? "@dispvm:" : "", qube->name)
		    : NULL;
}

/* What an answer that allows would have called. */
static const char *
answered_target(const struct grant *grant, const struct policy_verdict *verdict)
{
	const char *colon = strchr(grant->answer, ':');

	return colon ? colon + 1 : verdict->requested_target;
}

static void
choose_by(const struct grant *grant, const struct system_info *info,
		struct policy_verdict *verdict)
{
	char *target;

	if (strcmp(grant->answer, "deny") == 0) {
		policy_verdict_deny(verdict, verdict->notify,
				"the user has refused it for some time");
		decide_by(verdict, grant);
		return;
	}
	target = resolve(info, verdict, answered_target(grant, verdict));
	// an answer to another question than the one that would be asked
	if (target && is_offered(verdict, target) &&
			is_same_qube(info, target, grant->target_uuid)) {
		policy_verdict_choose(verdict, info, target);
		decide_by(verdict, grant);
	}
	free(target);
}

void
policy_grants_answer(const struct policy_grants *grants,
		const struct system_info *info, const struct policy_now *now,
		struct policy_verdict *verdict)
{
	struct match match = {0};
	struct answering answering = {grants, &match, info, now, verdict, NULL};

	if (verdict->decision != POLICY_ASK || grants->count == 0) {
		return;
	}
	match_verdict(&match, &grants->answers, info, verdict,
			verdict->requested_target);
	match_for_each(&match, &grants->answers.index, handle_answer, &answering);
	if (answering.found) {
		choose_by(answering.found, info, verdict);
	}
	match_finish(&match);
}
