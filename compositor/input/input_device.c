// SPDX-License-Identifier: MIT
#include "compositor/input/input_device.h"

#include <libinput.h>
#include <wlr/backend/libinput.h>
#include <wlr/types/wlr_input_device.h>

#include "compositor/config/config.h"

/* The place of the settings' words in leadlight(5). */
static const enum libinput_config_accel_profile profiles[] = {
		LIBINPUT_CONFIG_ACCEL_PROFILE_NONE,
		LIBINPUT_CONFIG_ACCEL_PROFILE_FLAT,
		LIBINPUT_CONFIG_ACCEL_PROFILE_ADAPTIVE,
};
static const enum libinput_config_scroll_method scrolls[] = {
		LIBINPUT_CONFIG_SCROLL_NO_SCROLL,
		LIBINPUT_CONFIG_SCROLL_2FG,
		LIBINPUT_CONFIG_SCROLL_EDGE,
		LIBINPUT_CONFIG_SCROLL_ON_BUTTON_DOWN,
};
static const enum libinput_config_click_method clicks[] = {
		LIBINPUT_CONFIG_CLICK_METHOD_NONE,
		LIBINPUT_CONFIG_CLICK_METHOD_BUTTON_AREAS,
		LIBINPUT_CONFIG_CLICK_METHOD_CLICKFINGER,
};

static struct libinput_device *
get_libinput(struct wlr_input_device *input)
{
	return wlr_input_device_is_libinput(input)
			? wlr_libinput_get_device_handle(input)
			: NULL;
}

/* Only touchpads can tap. */
static const struct config_device *
get_settings(struct libinput_device *device, const struct config *config)
{
	return libinput_device_config_tap_get_finger_count(device) > 0
			? &config->touchpad
			: &config->mouse;
}

static int
choose(const struct config_device *settings, enum config_device_choice choice,
		int fallback)
{
	int value = settings->choices[choice];

	return value == CONFIG_DEVICE_DEFAULT ? fallback : value;
}

static void
configure_taps(struct libinput_device *device,
		const struct config_device *settings)
{
	libinput_device_config_tap_set_enabled(device,
			choose(settings, CONFIG_DEVICE_TAP,
					libinput_device_config_tap_get_default_enabled(
							device)));
	libinput_device_config_tap_set_button_map(device,
			choose(settings, CONFIG_DEVICE_TAP_BUTTONS,
					libinput_device_config_tap_get_default_button_map(
							device)));
	libinput_device_config_tap_set_drag_enabled(device,
			choose(settings, CONFIG_DEVICE_TAP_DRAG,
					libinput_device_config_tap_get_default_drag_enabled(
							device)));
	libinput_device_config_tap_set_drag_lock_enabled(device,
			choose(settings, CONFIG_DEVICE_DRAG_LOCK,
					libinput_device_config_tap_get_default_drag_lock_enabled(
							device)));
	libinput_device_config_dwt_set_enabled(device,
			choose(settings, CONFIG_DEVICE_TYPING,
					libinput_device_config_dwt_get_default_enabled(
							device)));
}

static void
configure_buttons(struct libinput_device *device,
		const struct config_device *settings)
{
	int click = settings->choices[CONFIG_DEVICE_CLICK];

	libinput_device_config_left_handed_set(device,
			choose(settings, CONFIG_DEVICE_LEFT_HANDED,
					libinput_device_config_left_handed_get_default(
							device)));
	libinput_device_config_middle_emulation_set_enabled(device,
			choose(settings, CONFIG_DEVICE_MIDDLE_EMULATION,
					libinput_device_config_middle_emulation_get_default_enabled(
							device)));
	libinput_device_config_click_set_method(device,
			click == CONFIG_DEVICE_DEFAULT
					? libinput_device_config_click_get_default_method(
							  device)
					: clicks[click]);
}

static void
configure_scroll(struct libinput_device *device,
		const struct config_device *settings)
{
	int scroll = settings->choices[CONFIG_DEVICE_SCROLL];

	libinput_device_config_scroll_set_natural_scroll_enabled(device,
			choose(settings, CONFIG_DEVICE_NATURAL_SCROLL,
					libinput_device_config_scroll_get_default_natural_scroll_enabled(
							device)));
	libinput_device_config_scroll_set_method(device,
			scroll == CONFIG_DEVICE_DEFAULT
					? libinput_device_config_scroll_get_default_method(
							  device)
					: scrolls[scroll]);
}

static void
configure_speed(struct libinput_device *device,
		const struct config_device *settings)
{
	int profile = settings->choices[CONFIG_DEVICE_PROFILE];

	libinput_device_config_accel_set_profile(device,
			profile == CONFIG_DEVICE_DEFAULT
					? libinput_device_config_accel_get_default_profile(
							  device)
					: profiles[profile]);
	libinput_device_config_accel_set_speed(device,
			settings->has_speed
					? settings->speed
					: libinput_device_config_accel_get_default_speed(
							  device));
}

void
input_device_configure(struct wlr_input_device *input, const struct config *config)
{
	struct libinput_device *device = get_libinput(input);
	const struct config_device *settings;

	if (!device) {
		return;
	}
	settings = get_settings(device, config);
	configure_taps(device, settings);
	configure_buttons(device, settings);
	configure_scroll(device, settings);
	configure_speed(device, settings);
}

double
input_device_get_scroll_factor(
		struct wlr_input_device *input, const struct config *config)
{
	struct libinput_device *device = get_libinput(input);

	return device ? get_settings(device, config)->scroll_factor : 1;
}
