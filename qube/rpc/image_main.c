// SPDX-License-Identifier: MIT
/* qubes.GetImageRGBA: reads which picture is asked for, and answers with it. */
#define _GNU_SOURCE // mkstemp
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "qube/rpc/image.h"
#include "qube/rpc/stream.h"

#define REQUEST_MAX 4096
#define PICTURE_MAX (256u * 1024 * 1024)
#define ICON_PREFIX "xdgicon:"

/* The picture comes behind the line: kept while it is looked at. */
static int
run_received(struct err *err)
{
	char path[] = "/tmp/image-XXXXXX";
	FD_SCOPED int fd = mkstemp(path);
	int result;

	if (fd < 0) {
		return err_set_errno(err, "cannot keep the picture");
	}
	if (stream_copy(STDIN_FILENO, fd, PICTURE_MAX, NULL)) {
		result = image_write_rgba(path, IMAGE_SIDE_MAX, stdout, err);
	} else {
		result = err_set_errno(err, "cannot keep the picture");
	}
	unlink(path);
	return result;
}

static int
run_icon(const char *name, struct err *err)
{
	char *path = image_find_icon(name);
	int result;

	if (!path) {
		return err_set(err, "there is no such icon");
	}
	result = image_write_rgba(path, IMAGE_ICON_SIDE, stdout, err);
	free(path);
	return result;
}

/* "-", "FORMAT:-", "xdgicon:NAME" or a path. The format is found out anyway. */
static int
run(const char *request, struct err *err)
{
	const char *colon = strrchr(request, ':');

	if (strcmp(request, "-") == 0 || (colon && strcmp(colon, ":-") == 0)) {
		return run_received(err);
	}
	if (strncmp(request, ICON_PREFIX, strlen(ICON_PREFIX)) == 0) {
		return run_icon(request + strlen(ICON_PREFIX), err);
	}
	return image_write_rgba(request, IMAGE_SIDE_MAX, stdout, err);
}

/* Byte by byte: what is behind the line is not ours. */
static bool
read_line(char *line, size_t size)
{
	size_t len = 0;

	while (len < size && stream_read(STDIN_FILENO, line + len, 1) == 1 &&
			line[len] != '\n') {
		len++;
	}
	if (len == size) {
		return false;
	}
	line[len] = '\0';
	return len > 0;
}

int
main(int argc, char **argv)
{
	char request[REQUEST_MAX] = "";
	struct err err = {0};

	if (!read_line(request, sizeof(request))) {
		fputs("qubes.GetImageRGBA: no picture was named\n", stderr);
		return 1;
	}
	if (run(request, &err) < 0) {
		fprintf(stderr, "qubes.GetImageRGBA: %s\n", err.text);
		return 1;
	}
	return 0;
}
