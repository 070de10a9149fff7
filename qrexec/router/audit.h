// SPDX-License-Identifier: MIT
/*
 * The record of calls: one line a decision and one at the end of each call
 * that was allowed, as words key=value. Whatever a qube sent is escaped and
 * short, so that nothing can forge a line or a word.
 */
#ifndef QREXEC_ROUTER_AUDIT_H
#define QREXEC_ROUTER_AUDIT_H

struct call;

#define AUDIT_WORD_SIZE 512 // of a value, escaped

/* Text as one word for a line: escaped, cut, "-" if it is NULL or empty. What
 * is returned may lie in out. */
const char *audit_word(char out[AUDIT_WORD_SIZE], const char *text);

/* It is allowed: by which rule, to whom. */
void audit_allowed(const struct call *call);

/* The person's answer to it is remembered for some time. */
void audit_remembered(const struct call *call, unsigned int seconds);

/* It is refused. why is our own sentence. */
void audit_refused(const struct call *call, const char *why);

/* It is over: how long it took, what passed, and with which exit code. why is
 * "" if it ended by itself. */
void audit_ended(const struct call *call, const char *why);

#endif
