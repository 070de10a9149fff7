// SPDX-License-Identifier: MIT
#include "tests/system/zone_rig.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "common/str.h"
#include "tests/check.h"
#include "zones/keeper/run_dir.h"

#define USUAL_MSEC 5000

const char *
zone_rig_path(const char *dir, const char *below)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", dir, below);
	return path;
}

static void
handle_connected(void *user)
{
	((struct zone_rig *)user)->connects++;
}

static void
handle_disconnected(void *user)
{
	((struct zone_rig *)user)->disconnects++;
}

static void
handle_qube(void *user, const struct zone_qube *info)
{
	struct zone_rig *rig = user;
	int i = 0;

	while (i < rig->nqubes && rig->qubes[i].id != info->id) {
		i++;
	}
	assert_true(i < RIG_MAX);
	rig->qubes[i] = *info;
	rig->nqubes = i == rig->nqubes ? i + 1 : rig->nqubes;
	rig->qube_events++;
}

static void
handle_qube_gone(void *user, uint32_t qube)
{
	struct zone_rig *rig = user;

	for (int i = 0; i < rig->nqubes; i++) {
		if (rig->qubes[i].id == qube) {
			rig->qubes[i] = rig->qubes[--rig->nqubes];
			return;
		}
	}
	fail_msg("an unknown qube %u is gone", qube);
}

static void
handle_segment(void *user, uint32_t qube, uint32_t segment, uint32_t pages, int fd)
{
	struct zone_rig *rig = user;

	assert_true(rig->nsegments < RIG_MAX);
	rig->segments[rig->nsegments++] = (struct rig_segment){
			.qube = qube,
			.number = segment,
			.pages = pages,
			.fd = fd,
	};
}

static void
handle_segment_gone(void *user, uint32_t qube, uint32_t segment)
{
	struct zone_rig *rig = user;

	for (int i = 0; i < rig->nsegments; i++) {
		struct rig_segment *s = &rig->segments[i];

		if (s->qube == qube && s->number == segment && !s->gone) {
			s->gone = true;
			if (!rig->keep_gone) {
				zone_client_free_segment(
						rig->client, qube, segment);
			}
			return;
		}
	}
	fail_msg("an unknown segment %u is gone", segment);
}

static const struct zone_client_events events = {
		.connected = handle_connected,
		.disconnected = handle_disconnected,
		.qube = handle_qube,
		.qube_gone = handle_qube_gone,
		.segment = handle_segment,
		.segment_gone = handle_segment_gone,
};

/* For a sandbox: its first process, but not the agent, whose part the tests
 * play themselves. */
static int
make_programs(struct zone_rig *rig)
{
	const char *init = getenv("TEST_INIT");

	mkdir(zone_rig_path(rig->dir, "programs"), 0711);
	return init ? symlink(init,
				      zone_rig_path(rig->dir,
						      "programs/leadlight-qube-init"))
		    : 0;
}

int
zone_rig_setup(void **state)
{
	struct zone_rig *rig = xcalloc(1, sizeof(*rig));

	memcpy(rig->dir, "/tmp/zone-rig-XXXXXX", 21);
	if (!mkdtemp(rig->dir)) {
		return -1;
	}
	chmod(rig->dir, 0711);
	mkdir(zone_rig_path(rig->dir, "config"), 0700);
	mkdir(zone_rig_path(rig->dir, "config/qubes.d"), 0700);
	rig->loop = wl_event_loop_create();
	rig->opened = -1;
	*state = rig;
	return make_programs(rig);
}

static void
stop_everything(struct zone_rig *rig)
{
	int before = rig->replies;

	if (!rig->zone) {
		zone_rig_start(rig);
	}
	if (!rig->client) {
		zone_rig_connect(rig);
	}
	zone_client_stop(rig->client, 0, ZONE_STOP_KILL, zone_rig_replied, rig);
	while (rig->replies == before) {
		assert_true(zone_rig_until(
				rig, &rig->replies, rig->replies + 1, 10000));
	}
}

int
zone_rig_teardown(void **state)
{
	struct zone_rig *rig = *state;
	int status = 0;

	stop_everything(rig);
	zone_client_destroy(rig->client);
	kill(rig->zone, SIGTERM);
	waitpid(rig->zone, &status, 0);
	zone_rig_pump(rig, 100); // the last keepers go
	if (zone_rig_log_count(rig, "Sanitizer") > 0) {
		status = -1;
	}
	for (int i = 0; i < rig->nsegments; i++) {
		fd_close(&rig->segments[i].fd);
	}
	fd_close(&rig->opened);
	wl_event_loop_destroy(rig->loop);
	run_dir_remove_tree(AT_FDCWD, rig->dir);
	free(rig);
	return status == 0 ? 0 : -1;
}

void
zone_rig_write(struct zone_rig *rig, const char *name, const char *text)
{
	char below[80];
	struct err err;

	snprintf(below, sizeof(below), "config/qubes.d/%s.qube", name);
	if (!text) {
		unlink(zone_rig_path(rig->dir, below));
		return;
	}
	assert_int_equal(file_write_whole(zone_rig_path(rig->dir, below), text,
					 strlen(text), 0600, &err),
			0);
}

static void
become_zone(struct zone_rig *rig)
{
	char *config = xstrdup(zone_rig_path(rig->dir, "config"));
	char *run = xstrdup(zone_rig_path(rig->dir, "run"));
	char *state = xstrdup(zone_rig_path(rig->dir, "state"));
	char *programs = xstrdup(zone_rig_path(rig->dir, "programs"));
	const char *zone = getenv("TEST_ZONE");
	int log = open(zone_rig_path(rig->dir, "log"),
			O_WRONLY | O_CREAT | O_APPEND, 0600);

	dup2(log, STDERR_FILENO);
	if (zone) {
		execl(zone, zone, "--config", config, "--runtime", run, "--state",
				state, "--keeper", getenv("TEST_KEEPER"),
				"--programs", programs, (char *)NULL);
	}
	_exit(127);
}

void
zone_rig_start(struct zone_rig *rig)
{
	int64_t end = loop_now_msec() + USUAL_MSEC;
	int fd = -1;

	rig->zone = fork();
	assert_true(rig->zone >= 0);
	if (rig->zone == 0) {
		become_zone(rig);
	}
	while (fd < 0 && loop_now_msec() < end) {
		poll(NULL, 0, 2);
		fd = sock_connect(zone_rig_path(rig->dir, "run/zone.sock"),
				SOCK_SEQPACKET);
	}
	assert_true(fd >= 0);
	close(fd);
}

void
zone_rig_kill(struct zone_rig *rig)
{
	kill(rig->zone, SIGKILL);
	waitpid(rig->zone, NULL, 0);
	rig->zone = 0;
}

void
zone_rig_connect(struct zone_rig *rig)
{
	if (!rig->client) {
		rig->client = zone_client_create(rig->loop,
				zone_rig_path(rig->dir, "run/zone.sock"),
				&events, rig);
	}
	assert_true(zone_rig_until(rig, &rig->connects, 1, USUAL_MSEC));
	zone_rig_pump(rig, 50);
}

struct zone_rig *
zone_rig_start_with_work(void **state)
{
	struct zone_rig *rig = *state;

	zone_rig_write(rig, "work", ZONE_RIG_WORK);
	zone_rig_start(rig);
	zone_rig_connect(rig);
	return rig;
}

bool
zone_rig_until(struct zone_rig *rig, const int *value, int want, int msec)
{
	int64_t end = loop_now_msec() + msec;

	while (*value != want && loop_now_msec() < end) {
		wl_event_loop_dispatch(rig->loop, 10);
	}
	return *value == want;
}

void
zone_rig_pump(struct zone_rig *rig, int msec)
{
	const int never = 0;

	zone_rig_until(rig, &never, 1, msec);
}

const struct zone_qube *
zone_rig_qube(struct zone_rig *rig, const char *name)
{
	for (int i = 0; i < rig->nqubes; i++) {
		if (strcmp(rig->qubes[i].name, name) == 0) {
			return &rig->qubes[i];
		}
	}
	return NULL;
}

bool
zone_rig_until_state(struct zone_rig *rig, const char *name,
		enum zone_state state, int msec)
{
	int64_t end = loop_now_msec() + msec;
	const struct zone_qube *qube = zone_rig_qube(rig, name);

	while ((!qube || qube->state != state) && loop_now_msec() < end) {
		wl_event_loop_dispatch(rig->loop, 10);
		qube = zone_rig_qube(rig, name);
	}
	return qube && qube->state == state;
}

uint32_t
zone_rig_start_qube(struct zone_rig *rig, const char *name)
{
	int want = rig->replies + 1;

	zone_client_start(rig->client, name, zone_rig_replied, rig);
	assert_true(zone_rig_until(rig, &rig->replies, want, 20000));
	assert_string_equal(rig->text, "");
	assert_int_equal(rig->status, ZONE_STATUS_OK);
	assert_true(zone_rig_until_state(
			rig, name, ZONE_STATE_RUNNING, USUAL_MSEC));
	return zone_rig_qube(rig, name)->id;
}

void
zone_rig_replied(void *user, enum zone_status status, const char *text)
{
	struct zone_rig *rig = user;

	rig->replies++;
	rig->status = status;
	str_copy(rig->text, sizeof(rig->text), text);
}

void
zone_rig_opened(void *user, enum zone_status status, int fd, const char *text)
{
	struct zone_rig *rig = user;

	rig->opens++;
	rig->status = status;
	str_copy(rig->text, sizeof(rig->text), text);
	fd_close(&rig->opened);
	rig->opened = fd;
}

static char *
qube_dir(struct zone_rig *rig, const char *name)
{
	return xformat("%s/run/qubes/%s", rig->dir, name);
}

static bool
is_keeper_of(const char *pid, const char *dir)
{
	char path[64];
	char *line;
	bool found = false;
	FILE *file;
	char text[512] = "";
	size_t len;

	snprintf(path, sizeof(path), "/proc/%.16s/cmdline", pid);
	file = fopen(path, "re");
	if (!file) {
		return false;
	}
	len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	for (line = text; line < text + len; line += strlen(line) + 1) {
		found |= strcmp(line, dir) == 0;
	}
	return found;
}

pid_t
zone_rig_keeper(struct zone_rig *rig, const char *name)
{
	char *dir = qube_dir(rig, name);
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	long pid = 0;

	while (pid == 0 && (entry = readdir(proc))) {
		long number;

		if (str_to_long(entry->d_name, 1, 1L << 30, &number) &&
				is_keeper_of(entry->d_name, dir)) {
			pid = number;
		}
	}
	closedir(proc);
	free(dir);
	return (pid_t)pid;
}

bool
zone_rig_until_gone(struct zone_rig *rig, int i)
{
	for (int n = 0; n < 200 && !rig->segments[i].gone; n++) {
		zone_rig_pump(rig, 10);
	}
	return rig->segments[i].gone;
}

bool
zone_rig_is_closed(struct zone_rig *rig, int fd)
{
	char room[ZONE_MSG_SIZE_MAX];

	for (int i = 0; i < 100; i++) {
		ssize_t got = recv(fd, room, sizeof(room), MSG_DONTWAIT);

		if (got == 0 || (got < 0 && errno != EAGAIN)) {
			return true;
		}
		zone_rig_pump(rig, 10);
	}
	return false;
}

int
zone_rig_arena(struct zone_rig *rig, const char *name)
{
	char *path = xformat("%s/run/qubes/%s/run/arena.sock", rig->dir, name);
	int fd = sock_connect(path, SOCK_SEQPACKET);

	free(path);
	assert_true(fd >= 0);
	return fd;
}

bool
zone_rig_grant(struct zone_rig *rig, int conn, struct arena_grant *grant,
		int *fd, int msec)
{
	int64_t end = loop_now_msec() + msec;
	uint8_t wire[64];

	while (loop_now_msec() < end) {
		size_t nfds = 1;
		ssize_t got = sock_recv(conn, wire, sizeof(wire), fd, &nfds);

		if (got >= 0) {
			*fd = nfds == 1 ? *fd : -1;
			return got > 0 &&
					arena_grant_parse(wire, (size_t)got,
							grant);
		}
		wl_event_loop_dispatch(rig->loop, 5);
	}
	return false;
}

void
zone_rig_ask(int conn, uint32_t pages)
{
	const struct arena_request request = {.pages = pages};
	uint8_t wire[ARENA_REQUEST_SIZE];

	arena_request_encode(&request, wire);
	assert_int_equal(sock_send(conn, wire, sizeof(wire), NULL, 0),
			sizeof(wire));
}

const char *
zone_rig_vchan(struct zone_rig *rig, const char *name, uint32_t port)
{
	char below[120];

	snprintf(below, sizeof(below),
			"run/qubes/%s/run/vchan/vchan.%u.0.%u.sock", name,
			zone_rig_qube(rig, name)->id, port);
	return zone_rig_path(rig->dir, below);
}

const char *
zone_rig_vchan_out(struct zone_rig *rig, const char *name, uint32_t port)
{
	char below[120];

	snprintf(below, sizeof(below),
			"run/qubes/%s/run/vchan/vchan.0.%u.%u.sock", name,
			zone_rig_qube(rig, name)->id, port);
	return zone_rig_path(rig->dir, below);
}

int
zone_rig_listen(struct zone_rig *rig, const char *name, uint32_t port)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(str_copy(addr.sun_path, sizeof(addr.sun_path),
			zone_rig_vchan(rig, name, port)));
	unlink(addr.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

int
zone_rig_log_count(struct zone_rig *rig, const char *text)
{
	char *log = file_read_text(zone_rig_path(rig->dir, "log"), 1 << 20);
	int count = 0;

	assert_non_null(log);
	for (char *at = log; (at = strstr(at, text)); at++) {
		count++;
	}
	free(log);
	return count;
}

double
zone_rig_cpu_msec(pid_t pid)
{
	char path[64];
	unsigned long long ns = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/schedstat", (long)pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%llu", &ns), 1);
	fclose(file);
	return (double)ns / 1e6;
}
