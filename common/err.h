// SPDX-License-Identifier: MIT
/*
 * An error that carries a sentence for a person. Functions that take one
 * return a negative number and fill it; callers may put context in front.
 */
#ifndef COMMON_ERR_H
#define COMMON_ERR_H

struct err {
	char text[256]; // a sentence without a full stop; "" when unset
};

/* Sets the text (printf format) and returns -1, so that callers can write
 * "return err_set(err, ...)". err may be NULL: nothing is stored then. */
int err_set(struct err *err, const char *fmt, ...)
		__attribute__((format(printf, 2, 3)));

/* As err_set, with ": " and the text of the current errno behind it. */
int err_set_errno(struct err *err, const char *fmt, ...)
		__attribute__((format(printf, 2, 3)));

/* Puts "context: " in front of the text that is there; returns -1. */
int err_wrap(struct err *err, const char *fmt, ...)
		__attribute__((format(printf, 2, 3)));

#endif
