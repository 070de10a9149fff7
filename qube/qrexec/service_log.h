// SPDX-License-Identifier: MIT
/*
 * What services of the trusted side write to stderr goes to our log, and not
 * to callers. A qube may have put the words into their mouth: each line is
 * marked with whose it is, and escaped.
 */
#ifndef QUBE_QREXEC_SERVICE_LOG_H
#define QUBE_QREXEC_SERVICE_LOG_H

struct agent;
struct qrexec_command;

/* A descriptor to be the stderr of this command. It blocks nobody and ends
 * nobody, also when we do not read, or are gone: what does not fit is lost.
 * Caller closes it; what reads the other end belongs to the agent until all
 * who write have ended. -1 with errno set on failure. */
int service_log_open(struct agent *agent, const struct qrexec_command *command);

/* Hears nobody any longer. */
void service_log_destroy_all(struct agent *agent);

#endif
