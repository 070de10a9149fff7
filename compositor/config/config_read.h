// SPDX-License-Identifier: MIT
/* What config.c asks of the files that read one section each. A key's function
 * returns -1 with what is wrong, without file and line. */
#ifndef COMPOSITOR_CONFIG_CONFIG_READ_H
#define COMPOSITOR_CONFIG_CONFIG_READ_H

#include "common/err.h"

struct config;
struct wl_list;

/* Replaces an owned text. */
void config_set_text(char **text, const char *value);

int config_set_int(int *out, const char *key, const char *value, int min,
		int max, struct err *err);

int config_unknown_key(const char *section, const char *key, struct err *err);

/* Sections without a name. */
int config_read_theme(struct config *config, const char *key, const char *value,
		struct err *err);
int config_read_cursor(struct config *config, const char *key,
		const char *value, struct err *err);
int config_read_keyboard(struct config *config, const char *key,
		const char *value, struct err *err);
int config_read_keys(struct config *config, const char *key, const char *value,
		struct err *err);
int config_read_mouse(struct config *config, const char *key, const char *value,
		struct err *err);
int config_read_touchpad(struct config *config, const char *key,
		const char *value, struct err *err);
struct config_device config_default_device(void);
int config_read_lock(struct config *config, const char *key, const char *value,
		struct err *err);
int config_read_windows(struct config *config, const char *key,
		const char *value, struct err *err);

int config_read_titlebar(struct config *config, const char *key,
		const char *value, struct err *err);
int config_read_workspaces(struct config *config, const char *key,
		const char *value, struct err *err);

/* [output NAME], [program NAME] */
int config_read_output(struct config *config, const char *name, const char *key,
		const char *value, struct err *err);
int config_read_program(struct config *config, const char *name,
		const char *key, const char *value, struct err *err);

/* [qube NAME], [label NAME] */
int config_read_qube(struct config *config, const char *name, const char *key,
		const char *value, struct err *err);
int config_read_label(struct config *config, const char *name, const char *key,
		const char *value, struct err *err);
void config_free_rules(struct wl_list *entries);

/* Judges all that was read; err has its own file and line. */
int config_check(const struct config *config, struct err *err);

void config_add_default_keys(struct config *config);

/* [clipboard] */
int config_read_clipboard(struct config *config, const char *key,
		const char *value, struct err *err);
void config_set_default_clipboard(struct config *config);

void config_set_default_titlebar(struct config *config);

#endif
