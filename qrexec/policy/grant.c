// SPDX-License-Identifier: MIT
#include "grant.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/mem.h"
#include "common/str.h"
#include "token.h"

#define RATE_MAX 1000000
#define BYTES_MAX (UINT64_C(1) << 50)

int
grant_init(struct grant *grant, const char *file, int line, const char *section,
		struct err *err)
{
	bool is_answer = strncmp(section, "answer ", 7) == 0;

	*grant = (struct grant){0};
	if (!is_answer && strncmp(section, "limit ", 6) != 0) {
		return err_set(err,
				"[%.64s] is neither [limit NAME] nor "
				"[answer NAME]",
				section);
	}
	grant->is_answer = is_answer;
	grant->name = xformat("%s [%s]", file, section);
	grant->place = xformat("%s:%d", file, line);
	return 0;
}

void
grant_finish(struct grant *grant)
{
	free(grant->name);
	free(grant->place);
	free(grant->service);
	free(grant->argument);
	free(grant->source);
	free(grant->target);
	free(grant->answer);
	free(grant->rule);
	free(grant->source_uuid);
	free(grant->target_uuid);
	*grant = (struct grant){0};
}

static bool
is_digits(const char *text, size_t len)
{
	return strspn(text, "0123456789") >= len;
}

static long
number_at(const char *text, size_t len)
{
	long value = 0;

	for (size_t i = 0; i < len; i++) {
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* Days from 1970 to a day of the calendar. */
static int64_t
days_to(long year, long month, long day)
{
	long shifted = month > 2 ? year : year - 1; // years begin in March
	long era = shifted / 400;
	long of_era = shifted - era * 400;
	long of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
			day - 1;

	return (int64_t)era * 146097 + of_era * 365 + of_era / 4 -
			of_era / 100 + of_year - 719468;
}

static bool
is_leap(long year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool
is_day(long year, long month, long day)
{
	static const long days[] = {
			31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (year < 1970 || month < 1 || month > 12 || day < 1) {
		return false;
	}
	return day <= days[month - 1] + (month == 2 && is_leap(year));
}

bool
grant_parse_time(const char *text, int64_t *out)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	static const size_t starts[] = {0, 5, 8, 11, 14, 17};
	long parts[6];

	if (strlen(text) != sizeof(form) - 1) {
		return false;
	}
	for (size_t i = 0; form[i]; i++) {
		if (form[i] == '0' ? !is_digits(text + i, 1)
				   : text[i] != form[i]) {
			return false;
		}
	}
	for (size_t i = 0; i < 6; i++) {
		parts[i] = number_at(text + starts[i], i == 0 ? 4 : 2);
	}
	if (!is_day(parts[0], parts[1], parts[2]) || parts[3] > 23 ||
			parts[4] > 59 || parts[5] > 59) {
		return false;
	}
	*out = days_to(parts[0], parts[1], parts[2]) * 86400 + parts[3] * 3600 +
			parts[4] * 60 + parts[5];
	return true;
}

char *
grant_format_time(int64_t unix_sec)
{
	time_t seconds = (time_t)unix_sec;
	struct tm parts;

	if (!gmtime_r(&seconds, &parts)) {
		return xstrdup("never");
	}
	return xformat("%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
			parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
			parts.tm_min, parts.tm_sec);
}

static int
set_expires(struct grant *grant, const char *value, struct err *err)
{
	if (!grant_parse_time(value, &grant->expires) || grant->expires == 0) {
		return err_set(err,
				"\"%.64s\" is no time such as "
				"2026-12-31T23:59:59Z",
				value);
	}
	return 0;
}

/* "/h" and the like, in milliseconds; 0 if it is none. */
static uint32_t
parse_period(const char *text)
{
	static const struct {
		const char *unit;
		uint32_t msec;
	} units[] = {
			{"/s", 1000},
			{"/min", 60 * 1000},
			{"/h", 3600 * 1000},
			{"/d", 24 * 3600 * 1000},
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text, units[i].unit) == 0) {
			return units[i].msec;
		}
	}
	return 0;
}

static int
set_rate(struct grant *grant, const char *value, struct err *err)
{
	size_t digits = strspn(value, "0123456789");
	long rate = digits <= 7 ? number_at(value, digits) : 0;

	grant->period_msec = parse_period(value + digits);
	if (!grant->period_msec || rate < 1 || rate > RATE_MAX) {
		return err_set(err,
				"\"%.64s\" is no rate such as 10/s, 10/min, "
				"10/h or 10/d",
				value);
	}
	grant->rate = (uint32_t)rate;
	return 0;
}

/* A size at the beginning of the text; rest is what follows. 0 if there is
 * none from 1 to the most. */
static uint64_t
parse_size(const char *text, const char **rest)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(text, "0123456789");
	const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
	int shift = unit ? 10 * (int)(unit - units + 1) : 0;
	uint64_t bytes = digits <= 15 ? (uint64_t)number_at(text, digits) : 0;

	*rest = text + digits + (unit ? 1 : 0);
	return bytes <= BYTES_MAX >> shift ? bytes << shift : 0;
}

static int
set_bytes(struct grant *grant, const char *value, struct err *err)
{
	const char *rest;

	grant->bytes = parse_size(value, &rest);
	if (grant->bytes == 0 || *rest) {
		return err_set(err,
				"\"%.64s\" is no size from 1 to 1024T, such as "
				"100M",
				value);
	}
	return 0;
}

static int
set_volume(struct grant *grant, const char *value, struct err *err)
{
	const char *rest;

	grant->volume = parse_size(value, &rest);
	grant->volume_msec = parse_period(rest);
	if (grant->volume == 0 || grant->volume_msec == 0) {
		return err_set(err,
				"\"%.64s\" is no size in a time, such as "
				"100M/h",
				value);
	}
	return 0;
}

static int
set_answer(struct grant *grant, const char *value, struct err *err)
{
	struct policy_token token;

	if (strncmp(value, "allow:", 6) == 0 &&
			policy_token_parse(value + 6, POLICY_COLUMN_REDIRECT,
					&token, err) < 0) {
		return -1;
	}
	if (strcmp(value, "allow") != 0 && strcmp(value, "deny") != 0 &&
			strncmp(value, "allow:", 6) != 0) {
		return err_set(err,
				"\"%.64s\" is none of allow, allow:TARGET and "
				"deny",
				value);
	}
	grant->answer = xstrdup(value);
	return 0;
}

static int
set_text(char **text, const char *value, struct err *err)
{
	if (value[strcspn(value, " \t")]) {
		return err_set(err, "\"%.64s\" has a space in it", value);
	}
	*text = xstrdup(value);
	return 0;
}

/* Keys of both kinds. 1 if it is none. */
static int
set_call(struct grant *grant, const char *key, const char *value, struct err *err)
{
	const struct {
		const char *key;
		char **text;
	} texts[] = {
			{"service", &grant->service},
			{"argument", &grant->argument},
			{"source", &grant->source},
			{"target", &grant->target},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(key, texts[i].key) != 0) {
			continue;
		}
		if (*texts[i].text) {
			return err_set(err, "%s is given twice", key);
		}
		return set_text(texts[i].text, value, err);
	}
	return 1;
}

/* Keys of an answer. 1 if it is none. */
static int
set_of_answer(struct grant *grant, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "answer") == 0 && !grant->answer) {
		return set_answer(grant, value, err);
	}
	if (strcmp(key, "source-uuid") == 0 && !grant->source_uuid) {
		return set_text(&grant->source_uuid, value, err);
	}
	if (strcmp(key, "target-uuid") == 0 && !grant->target_uuid) {
		return set_text(&grant->target_uuid, value, err);
	}
	if (strcmp(key, "rule") == 0 && !grant->rule) {
		grant->rule = xstrdup(value);
		return 0;
	}
	return 1;
}

/* Keys of a limit. 1 if it is none. */
static int
set_of_limit(struct grant *grant, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "rate") == 0 && !grant->rate) {
		return set_rate(grant, value, err);
	}
	if (strcmp(key, "bytes") == 0 && !grant->bytes) {
		return set_bytes(grant, value, err);
	}
	if (strcmp(key, "volume") == 0 && !grant->volume) {
		return set_volume(grant, value, err);
	}
	return 1;
}

int
grant_set(struct grant *grant, const char *key, const char *value, struct err *err)
{
	int result = set_call(grant, key, value, err);

	if (result == 1 && strcmp(key, "expires") == 0 && !grant->expires) {
		return set_expires(grant, value, err);
	}
	if (result == 1) {
		result = grant->is_answer ? set_of_answer(grant, key, value, err)
					  : set_of_limit(grant, key, value, err);
	}
	return result == 1 ? err_set(err, "the key %.64s cannot stand here", key)
			   : result;
}

static int
check_words(const struct policy_rule *rule, struct err *err)
{
	struct policy_token token;

	if (policy_rule_check_service(rule->service, rule->argument, err) < 0 ||
			policy_token_parse(rule->source, POLICY_COLUMN_SOURCE,
					&token, err) < 0) {
		return -1;
	}
	return policy_token_parse(
			rule->target, POLICY_COLUMN_TARGET, &token, err);
}

int
grant_check(const struct grant *grant, struct policy_rule *rule, struct err *err)
{
	*rule = (struct policy_rule){
			.service = grant->service ? grant->service : "*",
			.argument = grant->argument ? grant->argument : "*",
			.source = grant->source ? grant->source : "*",
			.target = grant->target ? grant->target : "*",
	};
	if (check_words(rule, err) < 0) {
		return err_wrap(err, "%s", grant->place);
	}
	if (grant->is_answer && !grant->answer) {
		return err_set(err, "%s: answer is missing", grant->place);
	}
	if (!grant->is_answer && !grant->expires && !grant->rate &&
			!grant->bytes && !grant->volume) {
		return err_set(err, "%s: this limits nothing", grant->place);
	}
	return 0;
}
