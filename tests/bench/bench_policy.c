// SPDX-License-Identifier: MIT
/*
 * bench-policy SHAPE RULES: how long a decision takes, on standard output as
 * "P50 P99 MAX LOAD", the first three in nanoseconds, the time to read the
 * rules in microseconds. Shapes:
 *
 * mixed: 200 services, rules by name, tag, type and argument, as in life
 * same:  all rules are for one service, each for another pair of qubes
 * tags:  all rules are for one service and tags, and qubes have 20 of them
 * ask:   as mixed, and the last rule asks about everything
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/buf.h"
#include "common/mem.h"
#include "common/str.h"
#include "qrexec/policy/policy.h"

#define QUBES 60
#define SERVICES 200
#define TAGS 40
#define CALLS 200000
#define TEXT_MAX (64u << 20)

/* The same numbers in each run. */
static uint32_t
next(uint32_t below)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 20) % below);
}

static int64_t
now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static struct system_info *
make_info(const char *shape)
{
	struct system_info *info = system_info_create();
	uint32_t tag_count = strcmp(shape, "tags") == 0 ? 20 : 3;

	for (uint32_t i = 0; i < QUBES; i++) {
		char name[32];
		char uuid[40];
		char tags[1024] = "";

		snprintf(name, sizeof(name), "qube-%u", i);
		snprintf(uuid, sizeof(uuid), "%08x-0000-4000-8000-000000000000",
				i + 1);
		for (uint32_t j = 0; j < tag_count; j++) {
			size_t len = strlen(tags);

			snprintf(tags + len, sizeof(tags) - len, "tag-%u ",
					next(TAGS));
		}
		system_info_set(info,
				&(struct system_qube){
						.name = name,
						.uuid = uuid,
						.tags = tags,
						.default_dispvm = "qube-1",
						.power_state = "Running",
						.flags = i % 8 == 1 ? SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS
								    : 0,
				});
	}
	return info;
}

static void
write_mixed(char *line, size_t size)
{
	switch (next(6)) {
	case 0:
		snprintf(line, size, "svc.S%u * qube-%u qube-%u deny\n",
				next(SERVICES), next(QUBES), next(QUBES));
		break;
	case 1:
		snprintf(line, size, "svc.S%u +a%u qube-%u @anyvm deny\n",
				next(SERVICES), next(9), next(QUBES));
		break;
	case 2:
		snprintf(line, size, "svc.S%u * @tag:tag-%u qube-%u ask\n",
				next(SERVICES), next(TAGS), next(QUBES));
		break;
	case 3:
		snprintf(line, size, "svc.S%u * @tag:tag-%u @tag:tag-%u deny\n",
				next(SERVICES), next(TAGS), next(TAGS));
		break;
	case 4:
		snprintf(line, size, "svc.S%u + qube-%u @dispvm:qube-%u allow\n",
				next(SERVICES), next(QUBES), next(QUBES));
		break;
	default:
		snprintf(line, size,
				"svc.S%u * qube-%u @default allow target=qube-%u\n",
				next(SERVICES), next(QUBES), next(QUBES));
		break;
	}
}

static void
write_rule(char *line, size_t size, const char *shape, uint32_t at)
{
	if (strcmp(shape, "same") == 0) {
		snprintf(line, size, "svc.S0 * qube-%u other-%u deny\n",
				at % QUBES, at / QUBES);
	} else if (strcmp(shape, "tags") == 0) {
		snprintf(line, size, "svc.S0 * @tag:tag-%u @tag:no-%u deny\n",
				at % TAGS, at / TAGS);
	} else {
		write_mixed(line, size);
	}
}

static char *
make_rules(const char *shape, uint32_t count)
{
	const char *last = strcmp(shape, "ask") == 0
			? "* * @anyvm @anyvm ask\n"
			: "* * @anyvm @anyvm allow\n";
	struct buf buf;

	buf_init(&buf, TEXT_MAX);
	for (uint32_t i = 0; i + 1 < count; i++) {
		char line[160];

		write_rule(line, sizeof(line), shape, i);
		buf_append(&buf, line, strlen(line));
	}
	buf_append(&buf, last, strlen(last) + 1);
	return (char *)buf.data;
}

static int64_t
measure_one(const struct policy *policy, const struct system_info *info)
{
	static const char *const arguments[] = {"+", "+a1", "+a2", "+none"};
	char service[32];
	char source[32];
	char target[32];
	struct policy_request request = {
			.service = service,
			.argument = arguments[next(4)],
			.source = source,
			.target = next(10) == 0 ? "@dispvm" : target,
	};
	struct policy_verdict verdict;
	int64_t begin;
	int64_t passed;

	snprintf(service, sizeof(service), "svc.S%u",
			next(4) == 0 ? 0 : next(SERVICES));
	snprintf(source, sizeof(source), "qube-%u", next(QUBES));
	snprintf(target, sizeof(target), "qube-%u", next(QUBES));
	begin = now_ns();
	policy_evaluate(policy, info, &request, &verdict);
	policy_verdict_finish(&verdict);
	passed = now_ns() - begin;
	return passed;
}

static int
compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

int
main(int argc, char *argv[])
{
	struct system_info *info;
	struct policy *policy;
	struct err err = {0};
	int64_t *times = xcalloc(CALLS, sizeof(*times));
	int64_t load;
	long count;
	char *rules;

	if (argc != 3 || !str_to_long(argv[2], 1, 500000, &count)) {
		fprintf(stderr, "usage: bench-policy SHAPE RULES\n");
		return 2;
	}
	info = make_info(argv[1]);
	rules = make_rules(argv[1], (uint32_t)count);
	load = now_ns();
	policy = policy_load_text("rules", rules, &err);
	load = now_ns() - load;
	if (!policy) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < CALLS; i++) {
		times[i] = measure_one(policy, info);
	}
	qsort(times, CALLS, sizeof(*times), compare);
	printf("%ld %ld %ld %ld\n", (long)times[CALLS / 2],
			(long)times[CALLS / 100 * 99], (long)times[CALLS - 1],
			(long)(load / 1000));
	policy_destroy(policy);
	system_info_destroy(info);
	free(rules);
	free(times);
	return 0;
}
