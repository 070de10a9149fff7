// SPDX-License-Identifier: MIT
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "answers.h"
#include "ask_router.h"
#include "common/file.h"
#include "common/mem.h"
#include "common/state_dir.h"
#include "explain.h"
#include "qrexec/policy/grants.h"
#include "qubes.h"
#include "script.h"

#define STATUS_YES 0
#define STATUS_NO 1
#define STATUS_UNKNOWN 2

void
commands_init(struct commands_options *options)
{
	*options = (struct commands_options){
			.paths = policy_default_paths,
			.grants_dir = POLICY_GRANTS_DIR,
	};
}

bool
commands_add_dir(struct commands_options *options, const char *path)
{
	size_t *count = &options->paths.dir_count;

	if (options->paths.dirs != options->dirs) {
		options->paths.dirs = options->dirs;
		*count = 0;
		options->grants_dir = NULL;
	}
	if (*count == COMMANDS_DIRS_MAX) {
		fprintf(stderr, "more than %d folders\n", COMMANDS_DIRS_MAX);
		return false;
	}
	options->dirs[(*count)++] = (struct policy_dir){path, false};
	return true;
}

static int
check(const struct commands_options *options)
{
	struct err err;
	struct policy *policy = policy_load(&options->paths, &err);
	struct policy_grants *grants = NULL;

	if (policy && options->grants_dir) {
		grants = policy_grants_load(options->grants_dir, NULL, &err);
	}
	if (!policy || (options->grants_dir && !grants)) {
		fprintf(stderr, "%s\n", err.text);
		policy_destroy(policy);
		return STATUS_NO;
	}
	printf("%zu rules in %zu files, %zu grants\n",
			policy_count_rules(policy), policy_count_files(policy),
			grants ? policy_grants_count(grants) : 0);
	policy_grants_destroy(grants);
	policy_destroy(policy);
	return STATUS_YES;
}

static void
print_answer(const struct script *script)
{
	char *choice;

	puts(script_get_answer(script));
	for (size_t at = 0; (choice = script_choose(script, at)); at++) {
		printf("  %s\n", choice);
		free(choice);
	}
}

/* What running a script came to. */
struct tally {
	int right;
	int wrong;
	bool bad; // the file could not be read to its end
};

/* Runs the lines of a script; answers are printed if print. */
static void
run_script(struct script *script, FILE *file, const char *name, bool print,
		struct tally *tally)
{
	char *line = NULL;
	size_t cap = 0;

	for (int number = 1; !tally->bad && getline(&line, &cap, file) > 0;
			number++) {
		struct err err;

		line[strcspn(line, "\n")] = '\0';
		switch (script_feed(script, line, &err)) {
		case SCRIPT_NOTHING:
			break;
		case SCRIPT_ANSWER:
			if (print) {
				print_answer(script);
			}
			break;
		case SCRIPT_RIGHT:
			tally->right++;
			break;
		case SCRIPT_BAD:
			tally->bad = true;
			fprintf(stderr, "%s:%d: %s\n", name, number, err.text);
			break;
		case SCRIPT_WRONG:
			tally->wrong++;
			printf("%s:%d: %s\n", name, number, err.text);
			break;
		}
	}
	free(line);
}

static int
test_file(const struct commands_options *options, const char *path,
		struct tally *tally)
{
	FILE *file = fopen(path, "re");
	struct script *script;

	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	script = script_create(&options->paths);
	run_script(script, file, path, false, tally);
	script_destroy(script);
	fclose(file);
	return 0;
}

static int
test(const struct commands_options *options, int count, char *const files[])
{
	struct tally tally = {0};

	for (int i = 0; i < count; i++) {
		if (test_file(options, files[i], &tally) < 0) {
			tally.bad = true;
		}
	}
	printf("%d as expected, %d not\n", tally.right, tally.wrong);
	if (tally.bad) {
		return STATUS_UNKNOWN;
	}
	return tally.wrong > 0 ? STATUS_NO : STATUS_YES;
}

static int
query_batch(const struct commands_options *options)
{
	struct script *script = script_create(&options->paths);
	struct tally tally = {0};

	run_script(script, stdin, "standard input", true, &tally);
	script_destroy(script);
	if (tally.bad) {
		return STATUS_UNKNOWN;
	}
	return tally.wrong > 0 ? STATUS_NO : STATUS_YES;
}

/* A call from the command line; the service is cut up. */
static struct policy_request
make_request(const struct commands_options *options, char *const words[],
		char **service)
{
	const char *plus = strchr(words[2], '+');
	size_t len = plus ? (size_t)(plus - words[2]) : strlen(words[2]);

	*service = xformat("%.*s", (int)len, words[2]);
	return (struct policy_request){
			.service = *service,
			.argument = plus ? plus : "+",
			.source = words[0],
			.target = words[1],
			.requested_source = options->as,
	};
}

static int
status_of(const struct policy_verdict *verdict)
{
	return verdict->decision == POLICY_DENY ? STATUS_NO : STATUS_YES;
}

/* Here, with the files as they are, not by a router that runs. */
static int
answer_here(const struct commands_options *options, char *const words[],
		bool explain)
{
	struct system_info *info = system_info_create();
	struct policy_verdict verdict = {0};
	char *service;
	struct policy_request request = make_request(options, words, &service);
	struct err err;
	struct policy *policy = policy_load(&options->paths, &err);
	int status = STATUS_UNKNOWN;

	if (!policy || qubes_read(info, options->qubes, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
	} else {
		policy_evaluate(policy, info, &request, &verdict);
		status = status_of(&verdict);
		if (explain) {
			explain_print(policy, info, &request, &verdict);
		} else {
			char *answer = answer_format(&verdict);

			puts(answer);
			free(answer);
		}
	}
	policy_verdict_finish(&verdict);
	policy_destroy(policy);
	system_info_destroy(info);
	free(service);
	return status;
}

static int
query(const struct commands_options *options, char *const words[])
{
	char *service;
	struct policy_request request;
	struct err err;
	int answer;

	if (!options->socket) {
		return answer_here(options, words, false);
	}
	request = make_request(options, words, &service);
	answer = ask_router(options->socket, &request, &err);
	free(service);
	if (answer < 0) {
		fprintf(stderr, "%s\n", err.text);
		return STATUS_UNKNOWN;
	}
	puts(answer ? "allow" : "deny");
	return answer ? STATUS_YES : STATUS_NO;
}

/* Lists what is remembered, or forgets those of the words. */
static int
act_on_answers(const struct commands_options *options, int count,
		char *const words[])
{
	const char *given = options->answers_dir;
	char *state = given ? NULL : state_dir_find();
	char *dir = given ? xstrdup(given)
			  : xformat("%s/grants.d", state ? state : "");
	struct err err = {"there is no folder of answers: set HOME"};
	int result = -1;

	if (given || state) {
		result = count == 0 ? answers_print(dir, &err)
				    : answers_forget(dir, count, words, &err);
	}
	if (result < 0) {
		fprintf(stderr, "%s\n", err.text);
	}
	free(dir);
	free(state);
	return result < 0 ? STATUS_UNKNOWN : STATUS_YES;
}

int
commands_run(const struct commands_options *options, int count,
		char *const words[])
{
	const char *name = count > 0 ? words[0] : "";

	if (strcmp(name, "check") == 0 && count == 1) {
		return check(options);
	}
	if (strcmp(name, "test") == 0 && count > 1) {
		return test(options, count - 1, words + 1);
	}
	if (strcmp(name, "query") == 0 && count == 1 && options->batch) {
		return query_batch(options);
	}
	if (strcmp(name, "query") == 0 && count == 4) {
		return query(options, words + 1);
	}
	if (strcmp(name, "explain") == 0 && count == 4) {
		return answer_here(options, words + 1, true);
	}
	if (strcmp(name, "answers") == 0 && count == 1) {
		return act_on_answers(options, 0, NULL);
	}
	if (strcmp(name, "forget") == 0 && count > 1) {
		return act_on_answers(options, count - 1, words + 1);
	}
	return -1;
}
