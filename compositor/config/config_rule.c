// SPDX-License-Identifier: MIT
/* [qube NAME] and [label NAME]. */
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name;
	unsigned int clipboard;
} clipboards[] = {
		{"no", 0},
		{"copy", CONFIG_CLIPBOARD_COPY},
		{"paste", CONFIG_CLIPBOARD_PASTE},
		{"yes", CONFIG_CLIPBOARD_COPY | CONFIG_CLIPBOARD_PASTE},
};

static struct config_rule_entry *
get_entry(struct wl_list *entries, const char *name)
{
	struct config_rule_entry *entry;

	wl_list_for_each(entry, entries, link) {
		if (strcmp(entry->name, name) == 0) {
			return entry;
		}
	}
	entry = xcalloc(1, sizeof(*entry));
	entry->name = xstrdup(name);
	wl_list_insert(entries->prev, &entry->link);
	return entry;
}

static int
read_clipboard(struct config_rule *rule, const char *value, struct err *err)
{
	for (size_t i = 0; i < LENGTH(clipboards); i++) {
		if (strcmp(clipboards[i].name, value) == 0) {
			rule->has_clipboard = true;
			rule->clipboard = clipboards[i].clipboard;
			return 0;
		}
	}
	return err_set(err, "clipboard must be yes, no, copy or paste");
}

static int
read_rule(struct config_rule *rule, const char *section, const char *key,
		const char *value, struct err *err)
{
	if (strcmp(key, "fullscreen") == 0) {
		rule->has_fullscreen = true;
		return str_to_bool(value, &rule->fullscreen)
				? 0
				: err_set(err, "fullscreen must be yes or no");
	}
	if (strcmp(key, "clipboard") == 0) {
		return read_clipboard(rule, value, err);
	}
	if (strcmp(key, "workspace") == 0) {
		return config_set_int(&rule->workspace, key, value, 1,
				CONFIG_MAX_WORKSPACES, err);
	}
	return config_unknown_key(section, key, err);
}

int
config_read_qube(struct config *config, const char *name, const char *key,
		const char *value, struct err *err)
{
	if (!str_is_qube_name(name)) {
		return err_set(err, "[qube NAME] needs the name of a qube");
	}
	return read_rule(&get_entry(&config->qube_rules, name)->rule,
			"qube NAME", key, value, err);
}

int
config_read_label(struct config *config, const char *name, const char *key,
		const char *value, struct err *err)
{
	return read_rule(&get_entry(&config->label_rules, name)->rule,
			"label NAME", key, value, err);
}

/* What from says where rule is silent. */
static void
fill(struct config_rule *rule, const struct wl_list *from, const char *name)
{
	const struct config_rule_entry *entry;

	wl_list_for_each(entry, from, link) {
		const struct config_rule *other = &entry->rule;

		if (strcmp(entry->name, name) != 0) {
			continue;
		}
		if (!rule->has_fullscreen && other->has_fullscreen) {
			rule->has_fullscreen = true;
			rule->fullscreen = other->fullscreen;
		}
		if (!rule->has_clipboard && other->has_clipboard) {
			rule->has_clipboard = true;
			rule->clipboard = other->clipboard;
		}
		if (rule->workspace == 0) {
			rule->workspace = other->workspace;
		}
	}
}

struct config_rule
config_get_rule(const struct config *config, const char *qube, const char *label)
{
	struct config_rule rule = {0};

	if (config->closed) {
		return (struct config_rule){
				.has_fullscreen = true, .has_clipboard = true};
	}
	fill(&rule, &config->qube_rules, qube);
	fill(&rule, &config->label_rules, label);
	if (!rule.has_clipboard) {
		rule.clipboard = CONFIG_CLIPBOARD_COPY | CONFIG_CLIPBOARD_PASTE;
	}
	return rule;
}

void
config_free_rules(struct wl_list *entries)
{
	struct config_rule_entry *entry, *tmp;

	wl_list_for_each_safe(entry, tmp, entries, link) {
		wl_list_remove(&entry->link);
		free(entry->name);
		free(entry);
	}
}
