// SPDX-License-Identifier: MIT
#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "qrexec/policy/verdict.h"

static void
add(char **text, const char *before, const char *word)
{
	char *more = xformat("%s %s%s", *text, before, word);

	free(*text);
	*text = more;
}

static char *
format_allow(const struct policy_verdict *verdict)
{
	char *text = xformat("allow target=%s user=%s autostart=%s",
			verdict->target,
			verdict->user ? verdict->user : "DEFAULT",
			verdict->autostart ? "yes" : "no");

	if (verdict->target_uuid[0]) {
		add(&text, "uuid=", verdict->target_uuid);
	}
	add(&text, "requested_target=", verdict->requested_target);
	if (verdict->service) {
		add(&text, "service=", verdict->service);
	}
	if (verdict->policy_source) {
		add(&text, "policy_source=", verdict->policy_source);
	}
	return text;
}

char *
answer_format(const struct policy_verdict *verdict)
{
	char *text;

	switch (verdict->decision) {
	case POLICY_ALLOW:
		return format_allow(verdict);
	case POLICY_ASK:
		text = xstrdup("ask");
		for (size_t i = 0; i < verdict->target_count; i++) {
			add(&text, "", verdict->targets[i]);
		}
		if (verdict->default_target) {
			add(&text, "default=", verdict->default_target);
		}
		return text;
	case POLICY_DENY:
		break;
	}
	return xstrdup(verdict->notify ? "deny notify=yes" : "deny notify=no");
}

/* Whether text has this word; with just the key, whether it has the key. */
static bool
has_word(const char *text, const char *word, bool just_key)
{
	size_t len = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		bool begins = at == text || at[-1] == ' ';

		if (begins &&
				(just_key ? at[len] == '='
					  : at[len] == ' ' || at[len] == '\0')) {
			return true;
		}
	}
	return false;
}

static size_t
count_words(const char *text)
{
	size_t count = 0;

	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		count++;
		text += strcspn(text, " \t");
	}
	return count;
}

bool
answer_is(const char *answer, const char *words)
{
	char *copy = xstrdup(words);
	char *rest = NULL;
	char *word = strtok_r(copy, " \t", &rest);
	bool is = word && strncmp(answer, word, strlen(word)) == 0 &&
			strchr(" ", answer[strlen(word)]);

	if (is && strcmp(word, "ask") == 0) {
		is = count_words(answer) == count_words(words);
	}
	while (is && (word = strtok_r(NULL, " \t", &rest))) {
		is = word[0] == '!' ? !has_word(answer, word + 1, true)
				    : has_word(answer, word, false);
	}
	free(copy);
	return is;
}

static char *
copy_text(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

void
answer_copy_verdict(struct policy_verdict *copy,
		const struct policy_verdict *verdict)
{
	*copy = *verdict;
	copy->reason = copy_text(verdict->reason);
	copy->rule = copy_text(verdict->rule);
	copy->source = copy_text(verdict->source);
	copy->requested_target = copy_text(verdict->requested_target);
	copy->user = copy_text(verdict->user);
	copy->target = copy_text(verdict->target);
	copy->decided_target = copy_text(verdict->decided_target);
	copy->target_uuid = copy_text(verdict->target_uuid);
	copy->service = copy_text(verdict->service);
	copy->policy_source = copy_text(verdict->policy_source);
	copy->asked_service = copy_text(verdict->asked_service);
	copy->asked_argument = copy_text(verdict->asked_argument);
	copy->asked_rule = copy_text(verdict->asked_rule);
	copy->targets = xcalloc(verdict->target_count, sizeof(char *));
	copy->default_target = NULL;
	for (size_t i = 0; i < verdict->target_count; i++) {
		copy->targets[i] = xstrdup(verdict->targets[i]);
		if (verdict->default_target == verdict->targets[i]) {
			copy->default_target = copy->targets[i];
		}
	}
}
