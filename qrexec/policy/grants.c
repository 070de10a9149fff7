// SPDX-License-Identifier: MIT
#include "grants.h"

#include <stdlib.h>
#include <string.h>

#include "common/ini_file.h"
#include "common/mem.h"
#include "grant.h"
#include "match.h"

#define GRANTS_MAX 10000
/* Qubes and grants that are counted, together. */
#define BUCKETS_MAX 65536

/* Grants of one kind, so that the first that matches is found as a rule is. */
struct kind {
	struct rules rules;
	struct index index;
};

/* What a source has left of a rate, in thousandths of a call. */
struct bucket {
	int64_t thousandths;
	int64_t at_msec;
};

struct policy_grants {
	struct grant *grants; // owned
	size_t count;
	size_t cap;
	// the line of a rule is the place of its grant, plus one
	struct kind limits;
	struct kind answers;
	struct strmap bucket_numbers; // by grant and source
	struct bucket *buckets; // owned
	size_t bucket_cap;
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
policy_grants_load(const char *dir, struct err *err)
{
	struct loading loading = {.grants = create()};
	int result = ini_file_read_all(
			NULL, dir, ".grant", handle_key, &loading, err);

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
	strmap_finish(&grants->bucket_numbers);
	free(grants->buckets);
	free(grants);
}

size_t
policy_grants_count(const struct policy_grants *grants)
{
	return grants->count;
}

void
policy_grants_inherit(struct policy_grants *grants, struct policy_grants *older)
{
	strmap_finish(&grants->bucket_numbers);
	free(grants->buckets);
	grants->bucket_numbers = older->bucket_numbers;
	grants->buckets = older->buckets;
	grants->bucket_cap = older->bucket_cap;
	older->bucket_numbers = (struct strmap){0};
	older->buckets = NULL;
	older->bucket_cap = 0;
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

/* Room for the first count buckets. */
static void
grow_buckets(struct policy_grants *grants, size_t count)
{
	size_t cap = grants->bucket_cap ? grants->bucket_cap * 2 : 64;
	struct bucket *more;

	if (count <= grants->bucket_cap) {
		return;
	}
	more = xcalloc(cap, sizeof(*more));
	for (size_t i = 0; i < grants->bucket_cap; i++) {
		more[i] = grants->buckets[i];
	}
	free(grants->buckets);
	grants->buckets = more;
	grants->bucket_cap = cap;
}

/* NULL if there are too many already. */
static struct bucket *
find_bucket(struct policy_grants *grants, const struct grant *grant,
		const char *source, int64_t now_msec)
{
	char *key = xformat("%s\n%s", grant->name, source);
	uint32_t number = strmap_find(&grants->bucket_numbers, key);
	bool new = number == STRMAP_NONE;

	if (new && grants->bucket_numbers.count < BUCKETS_MAX) {
		number = strmap_intern(&grants->bucket_numbers, key);
		grow_buckets(grants, number + 1);
		grants->buckets[number] = (struct bucket){
				(int64_t)grant->rate * 1000, now_msec};
	}
	free(key);
	return number == STRMAP_NONE ? NULL : &grants->buckets[number];
}

/* Takes one call from what the source has left. */
static bool
take_call(struct policy_grants *grants, const struct grant *grant,
		const char *source, int64_t now_msec)
{
	struct bucket *bucket = find_bucket(grants, grant, source, now_msec);
	int64_t most = (int64_t)grant->rate * 1000;
	int64_t passed;

	if (!bucket) {
		return false;
	}
	passed = now_msec - bucket->at_msec;
	passed = passed < 0 ? 0 : passed;
	passed = passed > grant->period_msec ? grant->period_msec : passed;
	bucket->thousandths += passed * most / grant->period_msec;
	if (bucket->thousandths > most) {
		bucket->thousandths = most;
	}
	bucket->at_msec = now_msec;
	if (bucket->thousandths < 1000) {
		return false;
	}
	bucket->thousandths -= 1000;
	return true;
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
lower(int64_t *limit, int64_t value)
{
	if (value && (!*limit || value < *limit)) {
		*limit = value;
	}
}

static void
apply_limit(struct narrow *narrow, const struct grant *grant)
{
	struct policy_limits *limits = narrow->limits;

	if (grant->expires && narrow->now->unix_sec >= grant->expires) {
		policy_verdict_deny(narrow->verdict, true,
				"what was granted has expired");
		decide_by(narrow->verdict, grant);
		return;
	}
	if (grant->rate &&
			!take_call(narrow->grants, grant, narrow->verdict->source,
					narrow->now->msec)) {
		policy_verdict_deny(narrow->verdict, true,
				"there were more calls than are granted");
		decide_by(narrow->verdict, grant);
		return;
	}
	lower(&limits->until_unix_sec, grant->expires);
	if (grant->bytes && (!limits->bytes || grant->bytes < limits->bytes)) {
		limits->bytes = grant->bytes;
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

struct answering {
	const struct policy_grants *grants;
	const struct match *match;
	const struct policy_now *now;
	const struct grant *found; // may be NULL
};

static bool
handle_answer(void *user, uint32_t rule)
{
	struct answering *answering = user;
	const struct rules_entry *entry =
			&answering->grants->answers.rules.entries[rule];
	const struct grant *grant = &answering->grants->grants[entry->line - 1];

	if (match_has_target(answering->match, entry->target) &&
			(!grant->expires ||
					answering->now->unix_sec <
							grant->expires)) {
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
	if (target && is_offered(verdict, target)) {
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
	struct answering answering = {grants, &match, now, NULL};

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
