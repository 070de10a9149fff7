// SPDX-License-Identifier: MIT
/* [mouse] and [touchpad]. */
#include <string.h>

#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* Words in the order of their values, which are those of libinput. */
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const profiles[] = {"none", "flat", "adaptive", NULL};
static const char *const scrolls[] = {
		"none", "two-finger", "edge", "button", NULL};
static const char *const clicks[] = {"none", "areas", "fingers", NULL};
static const char *const maps[] = {
		"left-right-middle", "left-middle-right", NULL};

static const struct {
	const char *key;
	const char *const *words;
} choices[CONFIG_DEVICE_COUNT] = {
		[CONFIG_DEVICE_TAP] = {"tap", no_yes},
		[CONFIG_DEVICE_TAP_BUTTONS] = {"tap-buttons", maps},
		[CONFIG_DEVICE_TAP_DRAG] = {"tap-drag", no_yes},
		[CONFIG_DEVICE_DRAG_LOCK] = {"drag-lock", no_yes},
		[CONFIG_DEVICE_NATURAL_SCROLL] = {"natural-scroll", no_yes},
		[CONFIG_DEVICE_LEFT_HANDED] = {"left-handed", no_yes},
		[CONFIG_DEVICE_MIDDLE_EMULATION] = {"middle-emulation", no_yes},
		[CONFIG_DEVICE_TYPING] = {"disable-while-typing", no_yes},
		[CONFIG_DEVICE_PROFILE] = {"acceleration-profile", profiles},
		[CONFIG_DEVICE_SCROLL] = {"scroll-method", scrolls},
		[CONFIG_DEVICE_CLICK] = {"click-method", clicks},
};

static int
refuse_word(const char *key, const char *const *words, struct err *err)
{
	char list[96] = "";

	for (size_t i = 0; words[i]; i++) {
		size_t len = strlen(list);

		str_copy(list + len, sizeof(list) - len, i > 0 ? ", " : "");
		len = strlen(list);
		str_copy(list + len, sizeof(list) - len, words[i]);
	}
	return err_set(err, "%s must be one of %s", key, list);
}

static int
read_choice(int *out, const char *key, const char *const *words,
		const char *value, struct err *err)
{
	bool yes;

	if (words == no_yes && str_to_bool(value, &yes)) {
		*out = yes;
		return 0;
	}
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], value) == 0) {
			*out = i;
			return 0;
		}
	}
	return refuse_word(key, words, err);
}

static int
read_device(struct config_device *device, const char *section, const char *key,
		const char *value, struct err *err)
{
	if (strcmp(key, "acceleration") == 0) {
		device->has_speed = true;
		return str_to_double(value, -1, 1, &device->speed)
				? 0
				: err_set(err,
						  "acceleration must be from -1 "
						  "to 1");
	}
	if (strcmp(key, "scroll-factor") == 0) {
		return str_to_double(value, 0.1, 10, &device->scroll_factor)
				? 0
				: err_set(err,
						  "scroll-factor must be from 0.1 "
						  "to 10");
	}
	for (size_t i = 0; i < LENGTH(choices); i++) {
		if (strcmp(key, choices[i].key) == 0) {
			return read_choice(&device->choices[i], key,
					choices[i].words, value, err);
		}
	}
	return config_unknown_key(section, key, err);
}

int
config_read_mouse(struct config *config, const char *key, const char *value,
		struct err *err)
{
	return read_device(&config->mouse, "mouse", key, value, err);
}

int
config_read_touchpad(struct config *config, const char *key, const char *value,
		struct err *err)
{
	return read_device(&config->touchpad, "touchpad", key, value, err);
}

struct config_device
config_default_device(void)
{
	struct config_device device = {.scroll_factor = 1};

	for (size_t i = 0; i < LENGTH(choices); i++) {
		device.choices[i] = CONFIG_DEVICE_DEFAULT;
	}
	return device;
}
