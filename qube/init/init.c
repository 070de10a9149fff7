// SPDX-License-Identifier: MIT
#include "qube/init/init.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/sock.h"
#include "protocols/zone/init_msg.h"

#define DISPLAY_WAIT_MSEC 10000
#define MESSAGES_PER_WAKEUP 32

static int64_t
now_msec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
tell_keeper(struct init *init, const struct init_msg *msg)
{
	uint8_t out[INIT_MSG_SIZE_MAX];
	size_t len = init_msg_encode(msg, out);

	if (sock_send(init->control, out, len, NULL, 0) < 0) {
		log_warn_errno("cannot answer the keeper");
	}
}

static void
run_command(struct init *init, uint32_t serial, const char *command)
{
	struct init_msg answer = {.type = INIT_RAN, .serial = serial};

	answer.number = (uint32_t)programs_run(command);
	tell_keeper(init, &answer);
}

static bool
may_run(const struct init *init)
{
	return !init->agent.file || init->display.ready ||
			now_msec() >= init->display_until_msec;
}

static void
run_waiting(struct init *init)
{
	struct programs_entry entry;

	while (!init->stopping && may_run(init) &&
			programs_pop(&init->programs, &entry)) {
		run_command(init, entry.serial, entry.command);
	}
}

static void
handle_run(struct init *init, const struct init_msg *msg)
{
	struct init_msg answer = {.type = INIT_RAN, .serial = msg->serial};

	if (init->stopping) {
		answer.number = ESHUTDOWN;
		tell_keeper(init, &answer);
	} else if (!programs_push(&init->programs, msg->serial, msg->command)) {
		answer.number = EAGAIN;
		tell_keeper(init, &answer);
	}
	run_waiting(init);
}

static void
handle_stop(struct init *init)
{
	init->stopping = true;
	kill(-1, SIGTERM);
	kill(-1, SIGCONT); // a stopped program has to see it too
}

static void
handle_message(struct init *init, const void *data, size_t len)
{
	struct init_msg msg;

	if (!init_msg_parse(data, len, &msg) ||
			!init_msg_is_from_keeper(msg.type)) {
		log_warn("the keeper sent something unknown");
		return;
	}
	if (msg.type == INIT_RUN) {
		handle_run(init, &msg);
	} else {
		handle_stop(init);
	}
}

static void
handle_control(struct init *init)
{
	uint8_t data[INIT_MSG_SIZE_MAX];

	for (int i = 0; i < MESSAGES_PER_WAKEUP; i++) {
		size_t nfds = 0;
		ssize_t len = sock_recv(
				init->control, data, sizeof(data), NULL, &nfds);

		if (len < 0 && errno == EAGAIN) {
			return;
		}
		if (len <= 0) {
			init->gone = true;
			return;
		}
		handle_message(init, data, (size_t)len);
	}
}

static void
start_agents(struct init *init)
{
	if (!init->stopping) {
		respawn_start(&init->agent, now_msec());
		respawn_start(&init->qrexec, now_msec());
	}
}

static void
handle_exit(struct init *init, pid_t pid, int status)
{
	int64_t now = now_msec();

	if (!init->stopping &&
			!respawn_handle_exit(&init->agent, pid, status, now)) {
		respawn_handle_exit(&init->qrexec, pid, status, now);
	}
}

/* Returns false when nothing is left to wait for. */
static bool
reap(struct init *init)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		handle_exit(init, pid, status);
	}
	return pid == 0;
}

static void
handle_signals(struct init *init)
{
	struct signalfd_siginfo info;

	while (read(init->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTERM) {
			handle_stop(init);
		}
	}
}

static int
next_timeout(const struct init *init)
{
	int64_t now = now_msec();
	int64_t next = INT64_MAX;
	int64_t other = INT64_MAX;

	if (!init->stopping) {
		next = respawn_next_msec(&init->agent);
		other = respawn_next_msec(&init->qrexec);
	}
	next = other < next ? other : next;
	if (init->programs.count > 0 && init->display_until_msec < next) {
		next = init->display_until_msec;
	}
	if (next == INT64_MAX) {
		return -1;
	}
	return next > now ? (int)(next - now) : 0;
}

int
init_init(struct init *init, int control, const char *agent, const char *qrexec,
		const char *runtime_dir, struct err *err)
{
	struct init_msg ready = {.type = INIT_READY};
	sigset_t set;

	*init = (struct init){.control = control,
			.display_until_msec = now_msec() + DISPLAY_WAIT_MSEC};
	respawn_init(&init->agent, agent, false);
	respawn_init(&init->qrexec, qrexec, true);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_SETMASK, &set, NULL);
	init->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (init->signals < 0) {
		return err_set_errno(err, "cannot watch for signals");
	}
	if (!display_init(&init->display, runtime_dir)) {
		return err_set_errno(err, "cannot watch %s", runtime_dir);
	}
	tell_keeper(init, &ready);
	return 0;
}

void
init_run(struct init *init)
{
	bool children = true;

	while (!init->gone && (children || !init->stopping)) {
		struct pollfd fds[] = {
				{.fd = init->control, .events = POLLIN},
				{.fd = init->signals, .events = POLLIN},
				{.fd = init->display.fd, .events = POLLIN},
		};

		start_agents(init);
		if (poll(fds, 3, next_timeout(init)) < 0 && errno != EINTR) {
			log_err_errno("cannot wait for events");
			return;
		}
		if (fds[0].revents != 0) {
			handle_control(init);
		}
		if (fds[1].revents != 0) {
			handle_signals(init);
		}
		if (fds[2].revents != 0) {
			display_update(&init->display);
		}
		run_waiting(init);
		children = reap(init);
	}
}
