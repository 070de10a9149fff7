// SPDX-License-Identifier: MIT
/* What gui_host can be told, a line each: see the table at the end. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/loop.h"
#include "qube/agent/stream.h"
#include "tests/tools/gui_host.h"

#define MAX_ARGS 8

/* Commands. args[0] is the word itself; numbers are decimal. */

static struct gui_window *
window_arg(struct gui_host *host, char **args)
{
	struct gui_window *win = host->daemon == NULL
			? NULL
			: gui_daemon_try_window(host->daemon,
					  (uint32_t)strtoul(args[1], NULL, 10));

	if (win == NULL) {
		printf("error no window %s\n", args[1]);
	}
	return win;
}

static int32_t
number(const char *text)
{
	return (int32_t)strtol(text, NULL, 10);
}

static void
do_connect(struct gui_host *host, char **args)
{
	gui_host_connect(host);
}

static void
do_disconnect(struct gui_host *host, char **args)
{
	gui_host_disconnect(host, "as asked");
}

static void
do_shot(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	const struct image *image;
	FILE *file;

	if (win == NULL) {
		return;
	}
	image = win->data;
	file = fopen(args[2], "we");
	if (file == NULL || image->refs == NULL) {
		printf("error no picture\n");
		return;
	}
	fprintf(file, "P6\n%u %u\n255\n", image->width, image->height);
	for (size_t i = 0; i < (size_t)image->width * image->height; i++) {
		const uint8_t *page = gui_host_find_page(
				host, image->refs[i * 4 / 4096]);
		const uint8_t *p = page + i * 4 % 4096;

		putc(p[2], file);
		putc(p[1], file);
		putc(p[0], file);
	}
	fclose(file);
	printf("shot %u %u %u\n", win->id, image->width, image->height);
}

static void
do_count(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	const struct image *image;

	if (win != NULL) {
		image = win->data;
		printf("count %u dumps=%" PRIu64 " damages=%" PRIu64
		       " pixels=%" PRIu64 "\n",
				win->id, image->dumps, image->damages,
				image->pixels);
	}
}

static void
do_key(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	struct gui_keypress key = {
			.type = strcmp(args[2], "press") == 0 ? GUI_KEY_PRESS
							      : GUI_KEY_RELEASE,
			.keycode = (uint32_t)number(args[3]),
			.state = (uint32_t)number(args[4]),
	};

	if (win != NULL) {
		gui_daemon_key(host->daemon, win, &key);
	}
}

static void
do_button(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	struct gui_button button = {
			.type = strcmp(args[2], "press") == 0
					? GUI_BUTTON_PRESS
					: GUI_BUTTON_RELEASE,
			.button = (uint32_t)number(args[3]),
			.x = number(args[4]),
			.y = number(args[5]),
			.state = (uint32_t)number(args[6]),
	};

	if (win != NULL) {
		gui_daemon_button(host->daemon, win, &button);
	}
}

static void
do_motion(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	struct gui_motion motion = {
			.x = number(args[2]),
			.y = number(args[3]),
	};

	if (win != NULL) {
		gui_daemon_motion(host->daemon, win, &motion);
	}
}

static void
do_crossing(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	struct gui_crossing crossing = {
			.type = strcmp(args[2], "enter") == 0
					? GUI_CROSSING_ENTER
					: GUI_CROSSING_LEAVE,
			.x = number(args[3]),
			.y = number(args[4]),
	};

	if (win != NULL) {
		gui_daemon_crossing(host->daemon, win, &crossing);
	}
}

static void
do_focus(struct gui_host *host, char **args)
{
	static const uint8_t keymap[GUI_KEYMAP_SIZE];
	struct gui_window *win = window_arg(host, args);
	bool in = strcmp(args[2], "in") == 0;

	if (win != NULL) {
		gui_daemon_focus(host->daemon, win, in, in ? keymap : NULL);
	}
}

static void
do_configure(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);
	struct gui_rect rect = {
			.x = number(args[2]),
			.y = number(args[3]),
			.width = (uint32_t)number(args[4]),
			.height = (uint32_t)number(args[5]),
	};

	if (win != NULL) {
		gui_daemon_configure(host->daemon, win, &rect, loop_now_msec());
	}
}

static void
do_close(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);

	if (win != NULL) {
		gui_daemon_close(host->daemon, win);
	}
}

static void
do_flags(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);

	if (win != NULL) {
		gui_daemon_flags(host->daemon, win, (uint32_t)number(args[2]),
				(uint32_t)number(args[3]));
	}
}

static void
do_copy(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);

	if (win != NULL) {
		gui_daemon_request_clipboard(host->daemon, win);
	}
}

static void
do_paste(struct gui_host *host, char **args)
{
	struct gui_window *win = window_arg(host, args);

	if (win != NULL) {
		gui_daemon_send_clipboard(host->daemon, win,
				(const uint8_t *)args[2], strlen(args[2]));
	}
}

/* set KEY VALUE; '|' in the value stands for the end of a line. */
static void
do_set(struct gui_host *host, char **args)
{
	struct err err = {0};

	for (char *p = args[2]; *p != '\0'; p++) {
		*p = *p == '|' ? '\n' : *p;
	}
	for (char *p = args[2]; *p != '\0'; p++) {
		*p = *p == '_' ? ' ' : *p;
	}
	if (qubesdb_table_set(&host->table, args[1], args[2]) &&
			host->db != NULL) {
		qubesdb_origin_changed(&host->origin, args[1], &err);
		stream_flush(host->db);
	}
}

static void
do_sync(struct gui_host *host, char **args)
{
	printf("sync %s\n", args[1]);
}

static const struct command {
	const char *word;
	int args; // besides the word
	void (*run)(struct gui_host *host, char **args);
} commands[] = {
		{"connect", 0, do_connect}, {"disconnect", 0, do_disconnect},
		{"shot", 2, do_shot}, // window, file
		{"count", 1, do_count}, // window
		{"key", 4, do_key}, // window, press|release, keycode, state
		{"button", 6, do_button}, // ..., button, x, y, state
		{"motion", 3, do_motion}, // window, x, y
		{"crossing", 4, do_crossing}, // window, enter|leave, x, y
		{"focus", 2, do_focus}, // window, in|out
		{"configure", 5, do_configure}, // window, x, y, width, height
		{"close", 1, do_close}, // window
		{"flags", 3, do_flags}, // window, set, unset
		{"copy", 1, do_copy}, // window
		{"paste", 2, do_paste}, // window, text
		{"set", 2, do_set}, // key, value
		{"sync", 1, do_sync}, // word that is said back
};

void
gui_host_run(struct gui_host *host, char *line)
{
	char *args[MAX_ARGS] = {0};
	char *rest = line;
	int n = 0;

	while (n < MAX_ARGS && (args[n] = strtok_r(rest, " ", &rest))) {
		n++;
	}
	for (size_t i = 0; n > 0 && i < sizeof(commands) / sizeof(*commands);
			i++) {
		if (strcmp(commands[i].word, args[0]) == 0 &&
				commands[i].args == n - 1) {
			commands[i].run(host, args);
			gui_host_flush(host);
			fflush(stdout);
			return;
		}
	}
	printf("error what is '%s'?\n", n > 0 ? args[0] : "");
}
