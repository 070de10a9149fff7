// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // syncfs
#include "qube/rpc/receive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"
#include "common/str.h"
#include "protocols/filecopy/filecopy_reply.h"
#include "qube/rpc/stream.h"
#include "qube/rpc/unpack.h"

static void
tell_name(const struct filecopy_reader *reader)
{
	char name[1024];

	fprintf(stderr, "%s\n",
			str_escape(name, sizeof(name), reader->name,
					strlen(reader->name)));
}

/* Carries out one event; returns 0 or what to answer. */
static uint32_t
handle(const struct receive *receive, struct unpack *unpack,
		const struct filecopy_reader *reader, enum filecopy_event event)
{
	switch (event) {
	case FILECOPY_ENTRY:
		if (receive->verbose &&
				(reader->header.mode & FILECOPY_TYPE) !=
						FILECOPY_DIR) {
			tell_name(reader);
		}
		return (uint32_t)unpack_entry(unpack, reader);
	case FILECOPY_DATA:
		return (uint32_t)unpack_data(
				unpack, reader->data, reader->data_len);
	case FILECOPY_FILE_END:
		return (uint32_t)unpack_file_end(unpack, reader);
	case FILECOPY_REFUSED:
		return (uint32_t)reader->error;
	case FILECOPY_MORE:
	case FILECOPY_END:
		break;
	}
	return 0;
}

/* Receives up to the end or the first error. */
static uint32_t
receive_entries(const struct receive *receive, struct unpack *unpack,
		struct filecopy_reader *reader, uint8_t *chunk)
{
	for (;;) {
		ssize_t n = stream_read(receive->in, chunk, STREAM_CHUNK);
		const uint8_t *data = chunk;
		size_t len = n > 0 ? (size_t)n : 0;
		enum filecopy_event event;

		if (n <= 0) {
			return filecopy_reader_end(reader);
		}
		do {
			uint32_t error;

			event = filecopy_reader_feed(reader, &data, &len);
			error = handle(receive, unpack, reader, event);
			if (error != 0 || event == FILECOPY_END) {
				return error;
			}
		} while (event != FILECOPY_MORE);
	}
}

static void
answer(const struct receive *receive, uint32_t error,
		const struct filecopy_reader *reader)
{
	struct buf out;

	buf_init(&out, FILECOPY_REPLY_SIZE + 4 + FILECOPY_PATH_MAX);
	if (filecopy_reply_append(&out, error, reader->crc, reader->name)) {
		stream_write(receive->out, buf_peek(&out), out.len);
	}
	buf_finish(&out);
}

uint32_t
receive_run(const struct receive *receive)
{
	struct filecopy_reader *reader = xcalloc(1, sizeof(*reader));
	uint8_t *chunk = xcalloc(1, STREAM_CHUNK);
	struct unpack unpack;
	uint32_t error;

	filecopy_reader_init(reader, &receive->limits);
	unpack_init(&unpack, receive->root);
	unpack.spare = receive->spare;
	error = receive_entries(receive, &unpack, reader, chunk);
	unpack_finish(&unpack);
	if (error == 0 && syncfs(receive->root) < 0) {
		error = (uint32_t)errno;
	}
	if (error != 0) {
		close(receive->in);
	}
	answer(receive, error, reader);
	free(chunk);
	free(reader);
	return error;
}

void
receive_refuse(const struct receive *receive, uint32_t error)
{
	struct filecopy_reader *reader = xcalloc(1, sizeof(*reader));

	close(receive->in);
	answer(receive, error, reader);
	free(reader);
}
