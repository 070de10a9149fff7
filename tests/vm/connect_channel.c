// SPDX-License-Identifier: MIT
/*
 * connect-channel DIR SERVER CLIENT PORT: opens a channel as the zone service
 * does and prints what came of it: "connected" or the error.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/vchan/vchan_unix.h"

int
main(int argc, char *argv[])
{
	struct vchan_unix_address address;
	int dir;

	if (argc != 5) {
		return 2;
	}
	address = (struct vchan_unix_address){
			.server = (uint32_t)strtoul(argv[2], NULL, 10),
			.client = (uint32_t)strtoul(argv[3], NULL, 10),
			.port = (uint32_t)strtoul(argv[4], NULL, 10)};
	dir = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (vchan_unix_connect(dir, &address) >= 0) {
		puts("connected");
		return 0;
	}
	puts(strerror(errno));
	return 1;
}
