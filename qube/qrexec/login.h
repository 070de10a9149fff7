// SPDX-License-Identifier: MIT
/* Runs a command as another user, as after a login: PAM, groups, and a login
 * shell around it. Only for an agent that is root. */
#ifndef QUBE_QREXEC_LOGIN_H
#define QUBE_QREXEC_LOGIN_H

#include <stdbool.h>
#include <sys/types.h>

struct process_plan;

/* Starts plan->user's login. The process holds the PAM session, and ends with
 * the command's exit code; any failure is QREXEC_EXIT_BROKEN. False with a
 * reason logged if there is no process. */
bool login_start(const struct process_plan *plan, pid_t *pid);

#endif
