// SPDX-License-Identifier: MIT
#include "qube/init/display.h"

#include <limits.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

bool
display_init(struct display *display, const char *dir)
{
	*display = (struct display){.dir = dir};
	display->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (display->fd < 0) {
		return false;
	}
	if (inotify_add_watch(display->fd, dir, IN_CREATE | IN_MOVED_TO) < 0) {
		fd_close(&display->fd);
		return false;
	}
	display_update(display);
	return true;
}

static void
drain(int fd)
{
	char events[4096];

	while (read(fd, events, sizeof(events)) > 0) {
	}
}

void
display_update(struct display *display)
{
	char path[PATH_MAX];
	struct stat st;

	drain(display->fd);
	snprintf(path, sizeof(path), "%s/" DISPLAY_SOCKET, display->dir);
	display->ready = stat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}
