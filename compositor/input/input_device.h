// SPDX-License-Identifier: MIT
/* The settings of mice and touchpads: [mouse] and [touchpad] of leadlight(5),
 * told to libinput. */
#ifndef COMPOSITOR_INPUT_INPUT_DEVICE_H
#define COMPOSITOR_INPUT_INPUT_DEVICE_H

struct config;
struct wlr_input_device;

/* Gives a device its settings; what the configuration does not name gets the
 * device's own default back. A device that libinput does not drive, or that
 * cannot do something, is left as it is. */
void input_device_configure(
		struct wlr_input_device *input, const struct config *config);

/* By how much the device's scrolling is multiplied. */
double input_device_get_scroll_factor(
		struct wlr_input_device *input, const struct config *config);

#endif
