// SPDX-License-Identifier: MIT
/*
 * The configuration of the compositor: DIR/leadlight.conf and the drop-ins
 * DIR/leadlight.conf.d/NAME.conf, described in leadlight(5). Reading fills a
 * struct of its own, so that a file with a mistake changes nothing.
 */
#ifndef COMPOSITOR_CONFIG_H
#define COMPOSITOR_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "common/err.h"
#include "compositor/input/keybind.h"
#include "compositor/roles.h"

struct xkb_keymap;

#define CONFIG_MIN_SCALE 0.5
#define CONFIG_MAX_SCALE 8.0

/* [output NAME]; the name * stands for outputs without a section. */
struct config_output {
	struct wl_list link; // config.outputs
	char *name; // owned; a connector, or "Make Model Serial"
	bool disabled; // not used while there is another
	double scale; // 0: as the output says
	int width, height; // 0: preferred mode
	int refresh_mhz; // 0: any
	bool has_position;
	int lx, ly;
	int transform; // enum wl_output_transform
};

/* [keyboard]; texts are owned, "" for the library's default. */
struct config_keyboard {
	char *rules, *model, *layout, *variant, *options;
	int repeat_rate; // per second, 0: no repeat
	int repeat_delay; // ms
};

/* Settings of a mouse or touchpad that are one of a few words. */
enum config_device_choice {
	CONFIG_DEVICE_TAP,
	CONFIG_DEVICE_TAP_BUTTONS,
	CONFIG_DEVICE_TAP_DRAG,
	CONFIG_DEVICE_DRAG_LOCK,
	CONFIG_DEVICE_NATURAL_SCROLL,
	CONFIG_DEVICE_LEFT_HANDED,
	CONFIG_DEVICE_MIDDLE_EMULATION,
	CONFIG_DEVICE_TYPING,
	CONFIG_DEVICE_PROFILE,
	CONFIG_DEVICE_SCROLL,
	CONFIG_DEVICE_CLICK,
	CONFIG_DEVICE_COUNT,
};

#define CONFIG_DEVICE_DEFAULT (-1) // as the device does by itself

/* [mouse], [touchpad] */
struct config_device {
	int choices[CONFIG_DEVICE_COUNT]; // place of the word, in the order
					  // of leadlight(5)
	bool has_speed;
	double speed; // -1 to 1
	double scroll_factor;
};

enum config_start {
	CONFIG_START_SESSION, // with the compositor
	CONFIG_START_ON_DEMAND, // when the person asks for it
	CONFIG_START_NO,
};

/* [program NAME] */
struct config_program {
	struct wl_list link; // config.programs
	char *name; // owned
	char *place; // owned; file:line of its first key
	char *command; // owned, a line for sh -c
	unsigned int roles; // bitmask of enum role
	unsigned int children; // bitmask of enum role: what it starts itself
			       // has; 0: it can start nothing
	enum config_start start;
	bool restart; // start again when it ends
};

/* [keys]: one chord and the action it is bound to. */
struct config_key {
	struct wl_list link; // config.keys
	struct keybind bind;
};

#define CONFIG_MAX_WORKSPACES 32

enum config_clipboard {
	CONFIG_CLIPBOARD_COPY = 1 << 0, // other qubes may get its text
	CONFIG_CLIPBOARD_PASTE = 1 << 1, // it may get others' text
};

/* What holds for one qube. */
struct config_rule {
	bool has_fullscreen, fullscreen; // may make itself fullscreen
	bool has_clipboard;
	unsigned int clipboard; // bitmask of enum config_clipboard
	int workspace; // where its windows open, from 1; 0: the current one
};

/* [qube NAME], [label NAME] */
struct config_rule_entry {
	struct wl_list link; // config.qube_rules, config.label_rules
	char *name; // owned
	struct config_rule rule;
};

/* "file:line" where the last key of something was read, for what can only be
 * judged as a whole; NULL: nowhere. */
struct config_places {
	char *theme, *cursor, *keyboard, *lock; // owned
};

/* [titlebar]: what is done to the window whose title is pressed. */
struct config_titlebar {
	struct keybind_command double_click, middle, right;
	struct keybind_command wheel_up, wheel_down;
};

struct config {
	struct config_places places;
	const char *reading; // file:line of the key that is read
	char *theme; // owned; [theme] name
	char *cursor_theme; // owned, NULL: the default
	int cursor_size; // logical px
	struct config_keyboard keyboard;
	bool lock_at_start; // [lock] at-start
	struct config_device mouse, touchpad;
	struct wl_list outputs; // list of struct config_output, .link
	struct wl_list programs; // list of struct config_program, .link
	struct wl_list keys; // list of struct config_key, .link; first wins
	uint32_t drag_mods; // bitmask of enum keybind_mod: with it held, left
			    // drag moves a window and right drag resizes it
	int clipboard_max; // bytes that may be copied at once
	int clipboard_forget; // seconds until what was copied is forgotten, 0:
			      // never
	struct config_titlebar titlebar;
	bool follow_mouse; // the keyboard goes where the pointer goes
	int raise_delay; // ms, 0: such a window is not raised
	bool raise_on_click; // a press on its content raises a window
	int workspace_count; // 1 to CONFIG_MAX_WORKSPACES
	char *workspace_names[CONFIG_MAX_WORKSPACES]; // owned, NULL: its number
	struct wl_list qube_rules; // list of struct config_rule_entry, .link
	struct wl_list label_rules; // list of struct config_rule_entry, .link
	bool closed; // no clipboard between qubes, nothing fullscreen
};

/* Everything at its default. Destroy with config_destroy. */
struct config *config_create(void);
void config_destroy(struct config *config); // NULL is allowed

/* Adds what the files below dir say, and judges it as a whole: the keyboard
 * layout and the cursor theme must exist. -1 with "file:line: what is wrong" in
 * err; missing files are not an error. */
int config_load(struct config *config, const char *dir, struct err *err);

/* As config_load, from text; name stands for the path in errors. */
int config_load_text(struct config *config, const char *name, const char *text,
		struct err *err);

/* What holds while the files cannot be read: the defaults, with everything
 * closed that the files might have closed. */
struct config *config_create_closed(void);

/* NULL if the keyboard's layout does not exist; the caller unrefs it. */
struct xkb_keymap *config_make_keymap(const struct config_keyboard *keyboard);

/* The section of exactly this name, or NULL. */
const struct config_output *config_get_output(
		const struct config *config, const char *name);

/* The word for a transform (enum wl_output_transform). */
const char *config_get_transform_name(int transform);

/* What the chord of these modifiers (enum keybind_mod) and key is bound to;
 * sym is the key's symbol without modifiers. */
const struct keybind_command *config_get_command(
		const struct config *config, uint32_t mods, uint32_t sym);

/* The chord an action is bound to, for people to read; "" if there is none. */
void config_format_chord(const struct config *config,
		enum keybind_action action, char *out, size_t size);

/* What holds for a qube of this name and label: its own section wins over its
 * label's, key by key; what neither says has its default. */
struct config_rule config_get_rule(const struct config *config,
		const char *qube, const char *label);

#endif
