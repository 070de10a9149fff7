// SPDX-License-Identifier: MIT
/* What no single key can tell. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon.h>

#include "common/file.h"
#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

static int
check_programs(const struct config *config, struct err *err)
{
	struct config_program *program;

	wl_list_for_each(program, &config->programs, link) {
		if (!program->command) {
			return err_set(err, "%s: [program %s] has no command",
					program->place, program->name);
		}
	}
	return 0;
}

/* Nobody could open what nobody can unlock. */
static int
check_lock(const struct config *config, struct err *err)
{
	const struct config_program *program;

	if (!config->lock_at_start) {
		return 0;
	}
	wl_list_for_each(program, &config->programs, link) {
		if (program->roles & ROLE_LOCKER) {
			return 0;
		}
	}
	return err_set(err, "%s: at-start needs a program with role = locker",
			config->places.lock);
}

static int
check_keyboard(const struct config *config, struct err *err)
{
	const struct config_keyboard *keyboard = &config->keyboard;
	struct xkb_keymap *keymap;

	if (!config->places.keyboard) {
		return 0;
	}
	keymap = config_make_keymap(keyboard);
	if (!keymap) {
		return err_set(err,
				"%s: there is no keyboard layout \"%s\" with "
				"variant \"%s\" and options \"%s\"",
				config->places.keyboard, keyboard->layout,
				keyboard->variant, keyboard->options);
	}
	xkb_keymap_unref(keymap);
	return 0;
}

/* Is there a folder NAME with cursors, or one that says whose cursors it has?
 * The places are those of libXcursor. */
static bool
has_cursors(const char *base, const char *name)
{
	char *cursors = xformat("%s/%s/cursors", base, name);
	char *index = xformat("%s/%s/index.theme", base, name);
	bool found = file_is_dir(cursors) || access(index, F_OK) == 0;

	free(index);
	free(cursors);
	return found;
}

static char *
get_cursor_path(void)
{
	const char *path = getenv("XCURSOR_PATH");
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (path) {
		return xstrdup(path);
	}
	home = home ? home : "/nonexistent";
	return data ? xformat("%s/icons:%s/.icons:/usr/share/icons:"
			      "/usr/share/pixmaps",
				      data, home)
		    : xformat("%s/.local/share/icons:%s/.icons:"
			      "/usr/share/icons:/usr/share/pixmaps",
				      home, home);
}

static int
check_cursor(const struct config *config, struct err *err)
{
	char *path, *rest = NULL;
	bool found = false;

	if (!config->cursor_theme) {
		return 0;
	}
	path = get_cursor_path();
	for (char *base = strtok_r(path, ":", &rest); base && !found;
			base = strtok_r(NULL, ":", &rest)) {
		found = has_cursors(base, config->cursor_theme);
	}
	free(path);
	return found ? 0
		     : err_set(err, "%s: there is no cursor theme \"%s\"",
				       config->places.cursor,
				       config->cursor_theme);
}

int
config_check(const struct config *config, struct err *err)
{
	return check_programs(config, err) < 0 || check_lock(config, err) < 0 ||
					check_keyboard(config, err) < 0 ||
					check_cursor(config, err) < 0
			? -1
			: 0;
}
