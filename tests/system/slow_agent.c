// SPDX-License-Identifier: MIT
/*
 * Stands in for the GUI agent: notes each of its starts; ends at
 * once in a qube called "crash", else shows its socket after a while.
 */
#define _DEFAULT_SOURCE // usleep
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SLOW_USEC 700000

int
main(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	char name[64] = "";
	int fd, note;

	if (chdir(getenv("VCHAN_SOCKET_DIR")) < 0) {
		return 1;
	}
	note = open("starts", O_CREAT | O_WRONLY | O_APPEND, 0644);

	gethostname(name, sizeof(name) - 1);
	if (write(note, "x", 1) != 1 || strcmp(name, "crash") == 0) {
		return 1;
	}
	usleep(SLOW_USEC);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/wayland-0",
			getenv("XDG_RUNTIME_DIR"));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
			listen(fd, 1) < 0) {
		return 1;
	}
	pause();
	return 0;
}
