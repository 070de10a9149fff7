// SPDX-License-Identifier: MIT
/*
 * Bytes as what a router and the clients of a qube do to its agent, which is
 * the real one with real sockets: say something in any portions, hear or not,
 * hang up. It may not tell the router what a router must refuse, clients get
 * an answer or none, and no descriptor and no process stays. Nobody serves the
 * data channels of the calls: those wait until the agent ends.
 *
 * No command is ever run: each agent believes to be a user whose name is drawn
 * anew, so that no input can have it.
 */
#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/sock.h"
#include "protocols/qrexec/qrexec_stream.h"
#include "qube/qrexec/agent.h"

#define CLIENTS 4
#define TURNS 4 // of the loop, so that all it can do is done
#define ACTS_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum act {
	ACT_ROUTER_SAYS,
	ACT_ROUTER_HEARS,
	ACT_ROUTER_ENDS,
	ACT_CLIENT_COMES,
	ACT_CLIENT_SAYS,
	ACT_CLIENT_GOES,
	ACT_TURN,
	ACT_COUNT,
};

struct peers {
	int router; // owned
	struct qrexec_stream heard;
	int clients[CLIENTS]; // owned; -1: none
};

/* What is left of the input. */
struct script {
	const uint8_t *data; // borrowed
	size_t left;
};

static char folder[] = "/tmp/fuzz-agent-XXXXXX";
static char socket_path[sizeof(folder) + 8];
static struct agent_options options = {
		.socket_path = socket_path,
		.service_path = folder, // where nothing is
		.shell = "/nonexistent",
};

static void
leave_no_trace(void)
{
	unlink(socket_path);
	rmdir(folder);
}

static void
prepare(void)
{
	static bool prepared;

	if (prepared) {
		return;
	}
	prepared = true;
	log_init(LOG_LEVEL_ERROR);
	if (!mkdtemp(folder)) {
		abort();
	}
	snprintf(socket_path, sizeof(socket_path), "%s/agent", folder);
	setenv("VCHAN_SOCKET_DIR", folder, 1);
	setenv("VCHAN_DOMAIN", "1", 1);
	signal(SIGPIPE, SIG_IGN);
	atexit(leave_no_trace);
}

static uint8_t
take_byte(struct script *script)
{
	if (script->left == 0) {
		return 0;
	}
	script->left--;
	return *script->data++;
}

/* Says the next bytes of the script, whose number comes first. */
static void
say(struct script *script, int fd)
{
	size_t len = take_byte(script);

	len |= (size_t)take_byte(script) << 8;
	len = len < script->left ? len : script->left;
	if (fd >= 0) {
		send(fd, script->data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	script->data += len;
	script->left -= len;
}

static void
check_heard(struct qrexec_stream *stream, const uint8_t *data, size_t len)
{
	struct qrexec_header header;
	struct qrexec_msg msg;
	struct err err = {0};
	const uint8_t *body;
	int result;

	qrexec_stream_lend(stream, data, len);
	while ((result = qrexec_stream_next(stream, &header, &body, &err)) > 0) {
		result = qrexec_msg_parse(header, body, &msg, &err);
		assert(result == 0);
	}
	assert(result == 0);
}

/* The agent may say only what its end of the link can. */
static void
hear(struct peers *peers)
{
	uint8_t room[4096];
	ssize_t got;

	while ((got = recv(peers->router, room, sizeof(room), MSG_DONTWAIT)) > 0) {
		check_heard(&peers->heard, room, (size_t)got);
	}
}

/* A client hears where its call is, or that there is none. */
static void
hang_up(int *client)
{
	uint8_t answer[QREXEC_PARAMS_SIZE + 1];
	ssize_t got;

	if (*client >= 0) {
		got = recv(*client, answer, sizeof(answer), MSG_DONTWAIT);
		assert(got <= 0 || got == QREXEC_PARAMS_SIZE);
		close(*client);
		*client = -1;
	}
}

static void
come(int *client)
{
	hang_up(client);
	*client = sock_connect(socket_path, SOCK_STREAM);
}

static void
turn(struct agent *agent)
{
	for (int i = 0; i < TURNS && !agent->stopped; i++) {
		wl_event_loop_dispatch(agent->loop, 0);
	}
}

static void
act(struct agent *agent, struct peers *peers, struct script *script)
{
	uint8_t byte = take_byte(script);
	int *client = &peers->clients[(byte >> 4) % CLIENTS];

	switch ((enum act)((byte & 15) % ACT_COUNT)) {
	case ACT_ROUTER_SAYS:
		say(script, peers->router);
		break;
	case ACT_ROUTER_HEARS:
		hear(peers);
		break;
	case ACT_ROUTER_ENDS:
		shutdown(peers->router, SHUT_WR);
		break;
	case ACT_CLIENT_COMES:
		come(client);
		break;
	case ACT_CLIENT_SAYS:
		say(script, *client);
		break;
	case ACT_CLIENT_GOES:
		hang_up(client);
		break;
	case ACT_TURN:
	case ACT_COUNT:
		break;
	}
	turn(agent);
}

static void
name_agent(struct agent *agent)
{
	uint8_t name[sizeof(agent->user) - 1];

	if (getrandom(name, sizeof(name), 0) != (ssize_t)sizeof(name)) {
		abort();
	}
	for (size_t i = 0; i < sizeof(name); i++) {
		agent->user[i] = (char)('A' + name[i] % 26);
	}
	agent->user[sizeof(name)] = '\0';
}

static void
play(struct script script)
{
	struct peers peers = {.clients = {-1, -1, -1, -1}};
	struct agent agent;
	struct err err;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		abort();
	}
	peers.router = pair[0];
	options.control_fd = pair[1];
	qrexec_stream_init(&peers.heard, QREXEC_LINK_FROM_AGENT);
	if (agent_init(&agent, &options, &err) < 0) {
		abort();
	}
	name_agent(&agent);
	if (agent_begin(&agent, &err) < 0) {
		abort();
	}
	for (int i = 0; i < ACTS_MAX && script.left > 0 && !agent.stopped; i++) {
		act(&agent, &peers, &script);
	}
	hear(&peers);
	agent_finish(&agent);
	for (int i = 0; i < CLIENTS; i++) {
		hang_up(&peers.clients[i]);
	}
	qrexec_stream_finish(&peers.heard);
	close(peers.router);
}

/* The number the next descriptor will have. */
static int
next_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	close(fd);
	return fd;
}

/* The fuzzer may have one, which tells it the names of functions. */
static bool
has_children(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	sigset_t signals;
	bool had_children;
	int before;

	prepare();
	before = next_fd();
	had_children = has_children();
	sigprocmask(SIG_SETMASK, NULL, &signals);
	play((struct script){data, size});
	sigprocmask(SIG_SETMASK, &signals, NULL);
	assert(next_fd() == before);
	assert(had_children || !has_children());
	return 0;
}
