// SPDX-License-Identifier: MIT
#include "qube/init/respawn.h"

#include <errno.h>
#include <stddef.h>

#include "common/log.h"
#include "qube/init/programs.h"

#define PAUSE_MIN_MSEC 100
#define PAUSE_MAX_MSEC 5000
#define STEADY_MSEC 10000 // after that long a crash counts as the first

void
respawn_init(struct respawn *respawn, const char *file, bool display)
{
	*respawn = (struct respawn){
			.file = file,
			.display = display,
			.pause_msec = PAUSE_MIN_MSEC,
	};
}

void
respawn_start(struct respawn *respawn, int64_t now_msec)
{
	char *argv[] = {(char *)respawn->file, NULL};
	int error;

	if (!respawn->file || respawn->pid != 0 ||
			now_msec < respawn->again_msec) {
		return;
	}
	if (respawn->display) {
		programs_set_display(true);
	}
	error = programs_spawn(respawn->file, argv, &respawn->pid);
	if (respawn->display) {
		programs_set_display(false);
	}
	respawn->since_msec = now_msec;
	if (error != 0) {
		errno = error;
		log_err_errno("cannot start %s, trying again", respawn->file);
		respawn->pid = 0;
		respawn->again_msec = now_msec + PAUSE_MAX_MSEC;
	}
}

bool
respawn_handle_exit(struct respawn *respawn, pid_t pid, int status,
		int64_t now_msec)
{
	if (respawn->pid == 0 || respawn->pid != pid) {
		return false;
	}
	respawn->pid = 0;
	if (now_msec - respawn->since_msec >= STEADY_MSEC) {
		respawn->pause_msec = PAUSE_MIN_MSEC;
	}
	respawn->again_msec = now_msec + respawn->pause_msec;
	log_warn("%s ended (status 0x%x), again in %d ms", respawn->file,
			(unsigned int)status, (int)respawn->pause_msec);
	respawn->pause_msec *= 2;
	if (respawn->pause_msec > PAUSE_MAX_MSEC) {
		respawn->pause_msec = PAUSE_MAX_MSEC;
	}
	return true;
}

int64_t
respawn_next_msec(const struct respawn *respawn)
{
	return respawn->file && respawn->pid == 0 ? respawn->again_msec
						  : INT64_MAX;
}
