// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_NOFOLLOW
#include "qube/rpc/send.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/str.h"
#include "qube/rpc/stream.h"

#define SHOWN_MAX 128

void
send_init(struct send *send, int in, int out, struct progress *progress)
{
	*send = (struct send){.in = in, .out = out, .progress = progress};
	buf_init(&send->buf,
			STREAM_CHUNK + FILECOPY_HEADER_SIZE + FILECOPY_PATH_MAX);
}

void
send_finish(struct send *send)
{
	buf_finish(&send->buf);
}

/* Reads some of the reply, waiting for it or not. */
static void
read_reply(struct send *send, bool wait)
{
	struct pollfd poll_fd = {.fd = send->in, .events = POLLIN};
	uint8_t data[1024];
	ssize_t n;

	if (send->ended || (!wait && poll(&poll_fd, 1, 0) <= 0)) {
		return;
	}
	n = stream_read(send->in, data, sizeof(data));
	if (n <= 0) {
		send->ended = true;
		return;
	}
	filecopy_reply_feed(&send->reply, data, (size_t)n);
}

static void
read_whole_reply(struct send *send)
{
	while (!send->ended && !filecopy_reply_is_whole(&send->reply)) {
		read_reply(send, true);
	}
}

/* What the receiver's error means; the name in it is the other qube's word. */
static int
explain(const struct send *send, struct err *err)
{
	const struct filecopy_reply *reply = &send->reply;
	char name[SHOWN_MAX];

	str_escape(name, sizeof(name), reply->name, strlen(reply->name));
	switch (reply->error) {
	case EEXIST:
		return err_set(err,
				"there is a \"%s\" in the other qube's "
				"QubesIncoming already",
				name);
	case EILSEQ:
		return err_set(err,
				"the other qube takes no such name or link: "
				"\"%s\"",
				name);
	case ENOLINK:
		return err_set(err,
				"the other qube takes no link that leads out "
				"of what is copied: \"%s\"",
				name);
	case EDQUOT:
		return err_set(err,
				"that is more than the other qube takes at "
				"\"%s\"",
				name);
	case EINVAL:
		return err_set(err,
				"the other qube could make nothing of what "
				"was sent at \"%s\"",
				name);
	case FILECOPY_CUT_SHORT:
	case EREMOTEIO:
		return err_set(err, "the copy was cut short at \"%s\"", name);
	default:
		return err_set(err, "%s in the other qube at \"%s\"",
				reply->error < 4096 ? strerror((int)reply->error)
						    : "unknown error",
				name);
	}
}

/* The receiver stopped reading, or has said something before the end. */
static int
give_up(struct send *send, struct err *err)
{
	read_whole_reply(send);
	if (!filecopy_reply_is_there(&send->reply)) {
		return err_set(err, "the other qube ended the copy");
	}
	if (send->reply.error == 0) {
		return err_set(err, "the other qube answered too early");
	}
	return explain(send, err);
}

static int
flush(struct send *send, struct err *err)
{
	read_reply(send, false);
	if (send->ended || send->reply.have > 0 ||
			!stream_write(send->out, buf_peek(&send->buf),
					send->buf.len)) {
		return give_up(send, err);
	}
	buf_consume(&send->buf, send->buf.len);
	return 0;
}

/* Small files go together: afterwards a header, a name or some content fits. */
static int
make_room(struct send *send, struct err *err)
{
	return send->buf.len < STREAM_CHUNK ? 0 : flush(send, err);
}

static int
changed(const struct tree_entry *entry, const char *how, struct err *err)
{
	char name[SHOWN_MAX];

	return err_set(err, "\"%s\" %s while it was sent",
			str_escape(name, sizeof(name), entry->name,
					strlen(entry->name)),
			how);
}

/* Up to the bytes announced and a whole chunk. Returns how many, 0 at the
 * file's end, -1 with err set. */
static ssize_t
read_content(struct send *send, int fd, struct err *err)
{
	size_t most = STREAM_CHUNK - send->buf.len;
	uint8_t *at;
	ssize_t n;

	most = send->writer.left < most ? (size_t)send->writer.left : most;
	at = buf_reserve(&send->buf, most);
	if (!at) {
		return err_set(err, "out of memory");
	}
	n = stream_read(fd, at, most);
	if (n < 0) {
		return err_set_errno(err, "cannot read on");
	}
	filecopy_writer_count(&send->writer, at, (size_t)n);
	buf_commit(&send->buf, (size_t)n);
	return n;
}

/* Exactly the bytes announced; a file that grows is sent as it was. */
static int
write_file(struct send *send, int fd, const struct tree_entry *entry,
		struct err *err)
{
	while (send->writer.left > 0) {
		ssize_t n = make_room(send, err) < 0
				? -1
				: read_content(send, fd, err);

		if (n <= 0) {
			return n < 0 ? -1 : changed(entry, "became shorter", err);
		}
		progress_add(send->progress, (uint64_t)n);
	}
	return 0;
}

/* Not to be tricked into another kind of file since it was looked at. */
static int
open_file(const struct tree_entry *entry, struct stat *st, struct err *err)
{
	char name[SHOWN_MAX];
	int fd = openat(entry->dir, entry->leaf,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fstat(fd, st) < 0) {
		err_set_errno(err, "cannot open \"%s\"",
				str_escape(name, sizeof(name), entry->name,
						strlen(entry->name)));
		fd_close(&fd);
		return -1;
	}
	if (!S_ISREG(st->st_mode)) {
		fd_close(&fd);
		return changed(entry, "became something else", err);
	}
	return fd;
}

static int
write_header(struct send *send, const struct tree_entry *entry,
		const struct stat *st, struct err *err)
{
	struct filecopy_header header = {
			.mode = st->st_mode,
			.size = S_ISDIR(st->st_mode) ? 0 : (uint64_t)st->st_size,
			.atime = (uint32_t)st->st_atim.tv_sec,
			.atime_nsec = (uint32_t)st->st_atim.tv_nsec,
			.mtime = (uint32_t)st->st_mtim.tv_sec,
			.mtime_nsec = (uint32_t)st->st_mtim.tv_nsec,
	};

	if (make_room(send, err) < 0) {
		return -1;
	}
	if (!filecopy_writer_entry(
			    &send->writer, &header, entry->name, &send->buf)) {
		return err_set(err, "a name is too long to be sent");
	}
	return 0;
}

static int
write_target(struct send *send, const char *target, struct err *err)
{
	size_t len = strlen(target);

	if (make_room(send, err) < 0) {
		return -1;
	}
	filecopy_writer_count(&send->writer, target, len);
	return buf_append(&send->buf, target, len)
			? 0
			: err_set(err, "out of memory");
}

static int
send_entry(const struct tree_entry *entry, void *user, struct err *err)
{
	struct send *send = user;
	FD_SCOPED int fd = -1;
	struct stat st = entry->st;

	if (S_ISREG(st.st_mode)) {
		fd = open_file(entry, &st, err);
		if (fd < 0) {
			return -1;
		}
	}
	if (write_header(send, entry, &st, err) < 0) {
		return -1;
	}
	if (fd >= 0) {
		return write_file(send, fd, entry, err);
	}
	return entry->target ? write_target(send, entry->target, err) : 0;
}

int
send_path(struct send *send, const char *path,
		const struct tree_options *options, struct err *err)
{
	return tree_walk(path, options, send_entry, send, err);
}

int
send_end(struct send *send, struct err *err)
{
	if (make_room(send, err) < 0) {
		return -1;
	}
	filecopy_writer_end(&send->writer, &send->buf);
	if (flush(send, err) < 0) {
		return -1;
	}
	read_whole_reply(send);
	if (!filecopy_reply_is_there(&send->reply)) {
		return err_set(err,
				"the other qube did not say whether all "
				"arrived");
	}
	if (send->reply.error != 0) {
		return explain(send, err);
	}
	if (send->reply.bad || send->reply.crc != send->writer.crc) {
		return err_set(err, "what arrived is not what was sent");
	}
	return 0;
}
