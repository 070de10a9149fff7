// SPDX-License-Identifier: MIT
/*
 * What a hostile program in a qube would try. Each attempt returns 0 if it
 * succeeded and else an errno; it runs in a process of its own, which may be
 * killed for it. Run outside of any sandbox as root all of them succeed: that
 * is what tells a refusal from a mistake in the attempt.
 */
#ifndef TESTS_VM_ESCAPE_ESCAPE_H
#define TESTS_VM_ESCAPE_ESCAPE_H

#include <sys/types.h>

struct attempt {
	const char *name;
	int (*make)(void);
};

/* Ends with an entry without a name. */
extern const struct attempt escape_devices[];
extern const struct attempt escape_files[];
extern const struct attempt escape_kernel[];
extern const struct attempt escape_network[];
extern const struct attempt escape_processes[];

/* The process outside that is to be reached; environment ESCAPE_VICTIM. */
pid_t escape_victim(void);

/* 0 if result is not negative, else errno. */
int escape_result(long result);

/* 0 if the file can be opened for reading and has something in it. */
int escape_read(const char *path);

/* 0 if text can be written to the file. */
int escape_write(const char *path, const char *text);

/* Holds what the attempts are after, and waits: outside, as root. */
int escape_be_victim(void);

/* What the victim has. */
#define SECRET_FILE "/srv/secret"
#define SECRET_TEXT "the host's secret"
#define OTHER_HOME_FILE "/srv/qubes/other/home/secret"
#define OTHER_SOCKET "/srv/qubes/other/run/vchan/vchan.7.0.6000.sock"
#define OTHER_ARENA "/srv/qubes/other/run/arena.sock"
#define HOST_SOCKET "/srv/host.sock"
#define ABSTRACT_NAME "leadlight-victim"
#define LOOPBACK_PORT 7070
#define SHM_KEY 0x11d117
#define QUEUE_NAME "/leadlight-victim"

#endif
