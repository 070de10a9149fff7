// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create, F_ADD_SEALS
#include "tests/lib/fake_qube.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/bytes.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/draw/label.h"
#include "compositor/qube/arena.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "protocols/gui/codec.h"
#include "protocols/zone/arena.h"
#include "tests/check.h"

#define MAX_BUFFERED (4 << 20)

static void
make_arena(struct fake_qube *qube)
{
	size_t size = (size_t)FAKE_QUBE_PAGES * ARENA_PAGE_SIZE;

	qube->arena_fd = memfd_create(
			"fake-qube", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(qube->arena_fd >= 0);
	assert_int_equal(ftruncate(qube->arena_fd, (off_t)size), 0);
	assert_int_equal(fcntl(qube->arena_fd, F_ADD_SEALS,
					 F_SEAL_SHRINK | F_SEAL_GROW),
			0);
	qube->arena = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			qube->arena_fd, 0);
	assert_ptr_not_equal(qube->arena, MAP_FAILED);
}

void
fake_qube_init_in_zone(struct fake_qube *qube, struct server *server, uint32_t id)
{
	*qube = (struct fake_qube){
			.server = server,
			.id = id,
			.fd = -1,
			.auto_ack = true,
			.arena_fd = -1,
			.next_page = 1,
	};
	buf_init(&qube->in, MAX_BUFFERED);
	buf_init(&qube->out, MAX_BUFFERED);
	qube->msgs = xcalloc(FAKE_QUBE_MAX_MSGS, sizeof(*qube->msgs));
	make_arena(qube);
}

void
fake_qube_init(struct fake_qube *qube, struct server *server, uint32_t id,
		const char *name, uint32_t rgb, uint32_t minor)
{
	struct label label = label_make("test", rgb);
	struct qube *record = qube_create(server, id, name, &label);
	struct err err = {0};

	fake_qube_init_in_zone(qube, server, id);
	if (arena_add_segment(record->arena, FAKE_QUBE_SEGMENT, FAKE_QUBE_PAGES,
			    dup(qube->arena_fd), &err) < 0) {
		fail_msg("%s", err.text);
	}
	fake_qube_connect(qube, minor);
}

void
fake_qube_disconnect(struct fake_qube *qube)
{
	if (qube->fd >= 0) {
		close(qube->fd);
		qube->fd = -1;
	}
}

void
fake_qube_finish(struct fake_qube *qube)
{
	struct qube *record = qube_try_from_id(qube->server, qube->id);

	if (record) {
		qube_destroy(record);
	}
	fake_qube_disconnect(qube);
	munmap(qube->arena, (size_t)FAKE_QUBE_PAGES * ARENA_PAGE_SIZE);
	close(qube->arena_fd);
	buf_finish(&qube->in);
	buf_finish(&qube->out);
	free(qube->msgs);
}

void
fake_qube_adopt(struct fake_qube *qube, int fd, uint32_t minor)
{
	uint8_t version[4];

	fake_qube_disconnect(qube);
	buf_consume(&qube->in, qube->in.len);
	buf_consume(&qube->out, qube->out.len);
	qube->fd = fd;
	qube->minor = minor;
	qube->shook_hands = false;
	gui_encode_u32(GUI_VERSION(1, minor), version);
	fake_qube_send_bytes(qube, version, sizeof(version));
}

void
fake_qube_connect(struct fake_qube *qube, uint32_t minor)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX,
					 SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
					 0, fds),
			0);
	qube_attach(qube_try_from_id(qube->server, qube->id), fds[1]);
	fake_qube_adopt(qube, fds[0], minor);
}

void
fake_qube_send_bytes(struct fake_qube *qube, const void *data, size_t len)
{
	assert_true(buf_append(&qube->out, data, len));
}

void
fake_qube_send(struct fake_qube *qube, const struct gui_msg *msg)
{
	assert_true(gui_encode(msg, &qube->out));
}

/* From 1.4 the daemon answers with the version; then xconf. */
static bool
take_handshake(struct fake_qube *qube)
{
	size_t skip = qube->minor >= 4 ? 4 : 0;
	const uint8_t *data = buf_peek(&qube->in);

	if (qube->in.len < skip + GUI_XCONF_SIZE) {
		return false;
	}
	if (skip) {
		assert_int_equal(bytes_get_u32(data),
				GUI_VERSION(1, qube->minor));
	}
	qube->xconf = gui_decode_xconf(data + skip);
	buf_consume(&qube->in, skip + GUI_XCONF_SIZE);
	qube->shook_hands = true;
	return true;
}

static struct fake_window *
find_window(struct fake_qube *qube, uint32_t id)
{
	struct fake_window *window = qube->windows;

	while (window && window->id != id) {
		window = window->next;
	}
	return window;
}

static void
handle_msg(struct fake_qube *qube, const struct gui_msg *msg)
{
	struct fake_window *window = find_window(qube, msg->window);

	assert_true(qube->n_msgs < FAKE_QUBE_MAX_MSGS);
	qube->msgs[qube->n_msgs++] = *msg;
	if (msg->type == GUI_MSG_CONFIGURE && window && qube->auto_ack) {
		fake_window_configure(window, &msg->configure.geometry);
	}
}

/* One message; false when it is not all there. */
static bool
take_msg(struct fake_qube *qube)
{
	const uint8_t *data = buf_peek(&qube->in);
	struct gui_header header;
	struct gui_msg msg;
	struct err err = {0};
	size_t size;

	if (qube->in.len < GUI_HEADER_SIZE) {
		return false;
	}
	header = gui_decode_header(data);
	if (gui_body_size(&header, GUI_SIDE_DAEMON, GUI_VERSION(1, qube->minor),
			    &size, &err) < 0) {
		fail_msg("%s", err.text);
	}
	if (qube->in.len < GUI_HEADER_SIZE + size) {
		return false;
	}
	if (gui_decode(&header, data + GUI_HEADER_SIZE, size, &msg, &err) < 0) {
		fail_msg("%s", err.text);
	}
	handle_msg(qube, &msg);
	buf_consume(&qube->in, GUI_HEADER_SIZE + size);
	return true;
}

static void
receive(struct fake_qube *qube)
{
	static uint8_t data[65536]; // one that is not is zeroed, each time
	ssize_t n;

	while ((n = recv(qube->fd, data, sizeof(data), MSG_DONTWAIT)) > 0) {
		assert_true(buf_append(&qube->in, data, (size_t)n));
		memset(data, 0, (size_t)n); // a test looks for copies
	}
	if (!qube->shook_hands && !take_handshake(qube)) {
		return;
	}
	while (take_msg(qube)) {
	}
}

void
fake_qube_pump(struct fake_qube *qube)
{
	ssize_t n;

	if (qube->fd < 0) {
		return;
	}
	if (!qube->deaf) {
		receive(qube);
	}
	while (!qube->mute && qube->out.len > 0) {
		n = send(qube->fd, buf_peek(&qube->out), qube->out.len,
				MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0) {
			break;
		}
		buf_consume(&qube->out, (size_t)n);
	}
}

bool
fake_qube_is_dropped(struct fake_qube *qube)
{
	struct pollfd pollfd = {.fd = qube->fd};

	return qube->fd < 0 ||
			(poll(&pollfd, 1, 0) == 1 && (pollfd.revents & POLLHUP));
}

uint32_t
fake_qube_take_pages(struct fake_qube *qube, uint32_t n)
{
	uint32_t first = qube->next_page;

	if (first + n > FAKE_QUBE_PAGES) {
		first = 1; // long ago, nobody looks any more
	}
	qube->next_page = first + n;
	if (qube->used_pages < qube->next_page) {
		qube->used_pages = qube->next_page;
	}
	return first;
}

static bool
matches(const struct gui_msg *msg, uint32_t type, uint32_t window)
{
	return msg->type == type && (window == 0 || msg->window == window);
}

size_t
fake_qube_count(const struct fake_qube *qube, uint32_t type, uint32_t window)
{
	size_t n = 0;

	for (size_t i = 0; i < qube->n_msgs; i++) {
		n += matches(&qube->msgs[i], type, window);
	}
	return n;
}

const struct gui_msg *
fake_qube_last(const struct fake_qube *qube, uint32_t type, uint32_t window)
{
	for (size_t i = qube->n_msgs; i > 0; i--) {
		if (matches(&qube->msgs[i - 1], type, window)) {
			return &qube->msgs[i - 1];
		}
	}
	return NULL;
}

void
fake_qube_forget(struct fake_qube *qube)
{
	qube->n_msgs = 0;
}

/* Windows */

static void
send_create(struct fake_window *window)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CREATE,
			.window = window->id,
			.create = {window->geometry, 0, window->override_redirect},
	};

	fake_qube_send(window->qube, &msg);
}

static void
send_configure(struct fake_window *window)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CONFIGURE,
			.window = window->id,
			.configure = {window->geometry, 0},
	};

	fake_qube_send(window->qube, &msg);
}

static void
send_map(struct fake_window *window, uint32_t transient_for)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_MAP,
			.window = window->id,
			.map = {transient_for, window->override_redirect},
	};

	fake_qube_send(window->qube, &msg);
}

static void
create(struct fake_window *window, struct fake_qube *qube, uint32_t id,
		const struct gui_rect *geometry, uint32_t color, bool popup)
{
	*window = (struct fake_window){
			.qube = qube,
			.next = qube->windows,
			.id = id,
			.geometry = *geometry,
			.override_redirect = popup,
			.color = color,
	};
	qube->windows = window;
	send_create(window);
}

void
fake_window_create(struct fake_window *window, struct fake_qube *qube,
		uint32_t id, const struct gui_rect *geometry, uint32_t color)
{
	create(window, qube, id, geometry, color, false);
}

void
fake_window_create_popup(struct fake_window *window, struct fake_qube *qube,
		uint32_t id, const struct gui_rect *geometry, uint32_t color)
{
	create(window, qube, id, geometry, color, true);
}

static uint32_t
count_pages(const struct gui_rect *size)
{
	return arena_pages_for((uint64_t)size->width * size->height * 4);
}

void
fake_window_dump(struct fake_window *window, bool damage)
{
	struct fake_qube *qube = window->qube;
	const struct gui_rect whole = {
			0, 0, window->geometry.width, window->geometry.height};
	uint32_t n = count_pages(&whole);
	uint32_t *refs;

	if (n >= FAKE_QUBE_PAGES) {
		return;
	}
	refs = xcalloc(n, sizeof(*refs));
	window->first_page = fake_qube_take_pages(qube, n);
	window->pixels = (uint32_t *)(qube->arena +
			(size_t)window->first_page * ARENA_PAGE_SIZE);
	fake_window_fill(window, &whole, window->color);
	for (uint32_t i = 0; i < n; i++) {
		refs[i] = arena_ref_make(
				FAKE_QUBE_SEGMENT, window->first_page + i);
	}
	fake_window_dump_refs(window, refs, n, whole.width, whole.height);
	free(refs);
	if (damage) {
		fake_window_damage(window, &whole);
	}
}

void
fake_window_dump_refs(struct fake_window *window, const uint32_t *refs,
		size_t n, uint32_t width, uint32_t height)
{
	assert_true(gui_encode_dump(window->id, width, height, refs, n,
			&window->qube->out));
}

void
fake_window_map(struct fake_window *window, uint32_t transient_for)
{
	window->mapped = true;
	send_map(window, transient_for);
	fake_window_dump(window, true);
}

static void
send_plain(struct fake_window *window, enum gui_msg_type type)
{
	const struct gui_msg msg = {.type = type, .window = window->id};

	fake_qube_send(window->qube, &msg);
}

void
fake_window_unmap(struct fake_window *window)
{
	window->mapped = false;
	send_plain(window, GUI_MSG_UNMAP);
}

void
fake_window_destroy(struct fake_window *window)
{
	struct fake_window **link = &window->qube->windows;

	while (*link != window) {
		link = &(*link)->next;
	}
	*link = window->next;
	send_plain(window, GUI_MSG_DESTROY);
}

void
fake_window_fill(struct fake_window *window, const struct gui_rect *rect,
		uint32_t color)
{
	for (uint32_t y = 0; y < rect->height; y++) {
		uint32_t *row = window->pixels +
				((size_t)rect->y + y) * window->geometry.width +
				rect->x;

		for (uint32_t x = 0; x < rect->width; x++) {
			row[x] = color;
		}
	}
}

void
fake_window_damage(struct fake_window *window, const struct gui_rect *rect)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_SHMIMAGE,
			.window = window->id,
			.shmimage = *rect,
	};

	fake_qube_send(window->qube, &msg);
}

void
fake_window_configure(struct fake_window *window, const struct gui_rect *geometry)
{
	bool resized = geometry->width != window->geometry.width ||
			geometry->height != window->geometry.height;

	window->geometry = *geometry;
	send_configure(window);
	if (window->mapped && resized) {
		fake_window_dump(window, true);
	}
}

void
fake_window_replay(struct fake_window *window)
{
	send_create(window);
	send_configure(window);
	if (window->mapped) {
		fake_window_dump(window, false);
		send_map(window, 0);
	}
}

void
fake_window_title(struct fake_window *window, const char *title)
{
	struct gui_msg msg = {.type = GUI_MSG_WMNAME, .window = window->id};

	str_copy(msg.title, sizeof(msg.title), title);
	fake_qube_send(window->qube, &msg);
}

void
fake_window_flags(struct fake_window *window, uint32_t set, uint32_t unset)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_WINDOW_FLAGS,
			.window = window->id,
			.flags = {set, unset},
	};

	fake_qube_send(window->qube, &msg);
}
