// SPDX-License-Identifier: MIT
/* qubes.OpenURL: opens the address on the first line of standard input. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "qube/rpc/launch.h"
#include "qube/rpc/stream.h"

#define URL_MAX 8192

static bool
has_known_scheme(const char *url)
{
	static const char *const schemes[] = {"http://", "https://", "ftp://"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0) {
			return true;
		}
	}
	return false;
}

/* Up to the end of the line; false if it has none, is too long, or has other
 * than visible characters. */
static bool
read_line(char *line, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size && (n = stream_read(STDIN_FILENO, line + len, 1)) == 1 &&
			line[len] != '\n') {
		if (line[len] <= ' ' || line[len] > '~') {
			return false;
		}
		len++;
	}
	if (len == size) {
		return false;
	}
	line[len] = '\0';
	return true;
}

int
main(int argc, char **argv)
{
	char url[URL_MAX];
	struct err err = {0};
	int code;

	if (!read_line(url, sizeof(url)) || !has_known_scheme(url)) {
		fputs("qubes.OpenURL: that is no address it opens\n", stderr);
		return 1;
	}
	code = launch_url(url, &err);
	if (code < 0) {
		fprintf(stderr, "qubes.OpenURL: %s\n", err.text);
		return 1;
	}
	return code;
}
