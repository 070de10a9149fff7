// SPDX-License-Identifier: MIT
#include "script.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "common/mem.h"
#include "qrexec/policy/policy.h"

#define SPACES " \t\r"
#define DIRS_MAX 8
#define TEXT_MAX (64u << 20)

struct script {
	const struct policy_paths *paths; // borrowed, may be NULL
	struct system_info *info; // owned
	char *text; // owned: rules of the script's own
	size_t text_len;
	size_t text_cap;
	char *dirs[DIRS_MAX]; // owned
	size_t dir_count;
	char *compat_dir; // owned, may be NULL
	bool loaded; // policy or problem is of the rules as they are
	struct policy *policy; // owned, may be NULL
	struct err problem;
	struct policy_verdict verdict; // of the last call
	char *answer; // owned, may be NULL
};

struct script *
script_create(const struct policy_paths *paths)
{
	struct script *script = xcalloc(1, sizeof(*script));

	script->paths = paths;
	script->info = system_info_create();
	return script;
}

static void
unload(struct script *script)
{
	policy_destroy(script->policy);
	script->policy = NULL;
	script->loaded = false;
}

static void
forget_rules(struct script *script)
{
	unload(script);
	script->text_len = 0;
	for (size_t i = 0; i < script->dir_count; i++) {
		free(script->dirs[i]);
	}
	script->dir_count = 0;
	free(script->compat_dir);
	script->compat_dir = NULL;
}

void
script_destroy(struct script *script)
{
	if (!script) {
		return;
	}
	forget_rules(script);
	free(script->text);
	free(script->answer);
	policy_verdict_finish(&script->verdict);
	system_info_destroy(script->info);
	free(script);
}

static int
set_field(struct system_qube *qube, const char *key, char *value)
{
	const struct {
		const char *key;
		const char **field;
	} fields[] = {
			{"uuid", &qube->uuid},
			{"class", &qube->class},
			{"tags", &qube->tags},
			{"label", &qube->label},
			{"default_dispvm", &qube->default_dispvm},
			{"guivm", &qube->guivm},
			{"relayvm", &qube->relayvm},
			{"transport_rpc", &qube->transport_rpc},
			{"power", &qube->power_state},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(key, fields[i].key) == 0) {
			*fields[i].field = value;
			return 0;
		}
	}
	return -1;
}

static int
take_qube_word(struct system_qube *qube, char *word, struct err *err)
{
	char *equals = strchr(word, '=');

	if (strcmp(word, "template") == 0) {
		qube->flags |= SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS;
		return 0;
	}
	if (strcmp(word, "internal") == 0) {
		qube->flags |= SYSTEM_QUBE_INTERNAL;
		return 0;
	}
	if (!equals) {
		return err_set(err, "\"%.64s\" is nothing of a qube", word);
	}
	*equals = '\0';
	for (char *c = equals + 1; strcmp(word, "tags") == 0 && *c; c++) {
		*c = *c == ',' ? ' ' : *c;
	}
	if (set_field(qube, word, equals + 1) < 0) {
		return err_set(err, "\"%.64s\" is nothing of a qube", word);
	}
	return 0;
}

int
script_add_qube(struct system_info *info, const char *words, struct err *err)
{
	char *copy = xstrdup(words);
	char *rest = NULL;
	struct system_qube qube = {.name = strtok_r(copy, SPACES, &rest)};
	char *word;
	int result = 0;

	while (result == 0 && (word = strtok_r(NULL, SPACES, &rest))) {
		result = take_qube_word(&qube, word, err);
	}
	if (result == 0 && !system_info_set(info, &qube)) {
		result = err_set(err, "the qube has no name");
	}
	free(copy);
	return result;
}

static int
add_rule(struct script *script, const char *line, struct err *err)
{
	size_t len = strlen(line);

	if (len + script->text_len + 2 > TEXT_MAX) {
		return err_set(err, "too many rules");
	}
	while (script->text_cap < script->text_len + len + 2) {
		size_t cap = script->text_cap ? script->text_cap * 2 : 4096;
		char *text = xcalloc(1, cap);

		if (script->text) {
			memcpy(text, script->text, script->text_len);
		}
		free(script->text);
		script->text = text;
		script->text_cap = cap;
	}
	memcpy(script->text + script->text_len, line, len);
	script->text_len += len;
	script->text[script->text_len++] = '\n';
	script->text[script->text_len] = '\0';
	unload(script);
	return 0;
}

static int
add_dir(struct script *script, const char *path, struct err *err)
{
	if (script->dir_count == DIRS_MAX) {
		return err_set(err, "more than %d folders", DIRS_MAX);
	}
	script->dirs[script->dir_count++] = xstrdup(path);
	unload(script);
	return 0;
}

static struct policy *
load_dirs(struct script *script)
{
	struct policy_dir dirs[DIRS_MAX];
	struct policy_paths paths = {
			.dirs = dirs,
			.dir_count = script->dir_count,
			.compat_dir = script->compat_dir,
	};

	for (size_t i = 0; i < script->dir_count; i++) {
		dirs[i] = (struct policy_dir){script->dirs[i], false};
	}
	return policy_load(&paths, &script->problem);
}

static void
load(struct script *script)
{
	if (script->loaded) {
		return;
	}
	script->loaded = true;
	script->problem.text[0] = '\0';
	if (script->dir_count > 0) {
		script->policy = load_dirs(script);
	} else if (script->text_len > 0 || !script->paths) {
		script->policy = policy_load_text("rules",
				script->text_len ? script->text : "",
				&script->problem);
	} else {
		script->policy = policy_load(script->paths, &script->problem);
	}
}

static void
decide(struct script *script, const char *service,
		const struct policy_request *from)
{
	struct policy_request request = *from;
	const char *plus = strchr(service, '+');
	char *name = xformat("%.*s",
			(int)(plus ? plus - service : (long)strlen(service)),
			service);

	request.service = name;
	request.argument = plus ? plus : "+";
	load(script);
	policy_verdict_finish(&script->verdict);
	free(script->answer);
	policy_evaluate(script->policy, script->info, &request, &script->verdict);
	script->answer = script->policy
			? answer_format(&script->verdict)
			: xformat("error %s", script->problem.text);
	free(name);
}

static enum script_result
take_call(struct script *script, const char *words, struct err *err)
{
	struct policy_request request = {0};
	const char *service = NULL;
	char *copy = xstrdup(words);
	char *rest = NULL;
	enum script_result result = SCRIPT_ANSWER;

	for (char *word = strtok_r(copy, SPACES, &rest); word;
			word = strtok_r(NULL, SPACES, &rest)) {
		if (strncmp(word, "source=", 7) == 0) {
			request.source = word + 7;
		} else if (strncmp(word, "target=", 7) == 0) {
			request.target = word + 7;
		} else if (strncmp(word, "service=", 8) == 0) {
			service = word + 8;
		} else if (strncmp(word, "as=", 3) == 0) {
			request.requested_source = word + 3;
		} else {
			err_set(err, "\"%.64s\" is nothing of a call", word);
			result = SCRIPT_BAD;
		}
	}
	if (result == SCRIPT_ANSWER && (!request.source || !service)) {
		err_set(err, "a call has source= and service=");
		result = SCRIPT_BAD;
	}
	if (result == SCRIPT_ANSWER) {
		decide(script, service, &request);
	}
	free(copy);
	return result;
}

static enum script_result
take_expectation(struct script *script, const char *words, struct err *err)
{
	if (!script->answer) {
		err_set(err, "there is no call before");
		return SCRIPT_BAD;
	}
	if (answer_is(script->answer, words)) {
		return SCRIPT_RIGHT;
	}
	err_set(err, "it is \"%.200s\"", script->answer);
	return SCRIPT_WRONG;
}

static enum script_result
done(int result)
{
	return result < 0 ? SCRIPT_BAD : SCRIPT_NOTHING;
}

static enum script_result
take_command(struct script *script, const char *name, const char *words,
		struct err *err)
{
	if (strcmp(name, "qube") == 0) {
		return done(script_add_qube(script->info, words, err));
	}
	if (strcmp(name, "call") == 0) {
		return take_call(script, words, err);
	}
	if (strcmp(name, "dir") == 0) {
		return done(add_dir(script, words, err));
	}
	if (strcmp(name, "compat") == 0) {
		free(script->compat_dir);
		script->compat_dir = xstrdup(words);
		unload(script);
		return SCRIPT_NOTHING;
	}
	if (strcmp(name, "rules") == 0) {
		forget_rules(script);
		return SCRIPT_NOTHING;
	}
	if (strcmp(name, "qubes") == 0) {
		system_info_destroy(script->info);
		script->info = system_info_create();
		return SCRIPT_NOTHING;
	}
	err_set(err, "\"%.40s\" is no command", name);
	return SCRIPT_BAD;
}

enum script_result
script_feed(struct script *script, const char *line, struct err *err)
{
	const char *at = line + strspn(line, SPACES);
	size_t len = strcspn(at, SPACES);
	enum script_result result;
	char *name;

	if (at[0] == '\0' || at[0] == '#') {
		return SCRIPT_NOTHING;
	}
	if (at[0] == '|') {
		return done(add_rule(script, at + 1, err));
	}
	if (at[0] == '=') {
		return take_expectation(script, at + 1, err);
	}
	name = xformat("%.*s", (int)len, at);
	at += len;
	result = take_command(script, name, at + strspn(at, SPACES), err);
	free(name);
	return result;
}

const char *
script_get_answer(const struct script *script)
{
	return script->answer;
}

char *
script_choose(const struct script *script, size_t at)
{
	struct policy_verdict copy;
	char *answer;

	if (script->verdict.decision != POLICY_ASK ||
			at >= script->verdict.target_count) {
		return NULL;
	}
	answer_copy_verdict(&copy, &script->verdict);
	policy_verdict_choose(&copy, script->info, script->verdict.targets[at]);
	answer = answer_format(&copy);
	policy_verdict_finish(&copy);
	return answer;
}

const struct system_info *
script_get_info(const struct script *script)
{
	return script->info;
}
