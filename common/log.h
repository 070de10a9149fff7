// SPDX-License-Identifier: MIT
/*
 * One line per event on standard error: "level: file-stem: text". What a peer
 * sent reaches a line only through str_escape().
 */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

/* Sets what is printed. The environment variable LEADLIGHT_LOG (error, warn,
 * info, debug) wins over the argument. */
void log_init(enum log_level level);

/* From now on a line that standard error does not take at once is lost, and
 * the next one that it takes says how many were. Others who write there are
 * not changed. */
void log_never_wait(void);

/* Takes that back, for a child whose standard error has become another one. */
void log_wait(void);

/* The level now in force. */
enum log_level log_get_level(void);

/* Use the macros below; file is __FILE__, of which the stem is the tag. */
void log_write(enum log_level level, const char *file, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* As log_write, with ": " and the text of errno behind it. */
void log_write_errno(enum log_level level, const char *file, const char *fmt,
		...) __attribute__((format(printf, 3, 4)));

#define log_err(...) log_write(LOG_LEVEL_ERROR, __FILE__, __VA_ARGS__)
#define log_warn(...) log_write(LOG_LEVEL_WARN, __FILE__, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __FILE__, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __FILE__, __VA_ARGS__)
#define log_err_errno(...) \
	log_write_errno(LOG_LEVEL_ERROR, __FILE__, __VA_ARGS__)
#define log_warn_errno(...) \
	log_write_errno(LOG_LEVEL_WARN, __FILE__, __VA_ARGS__)

/* How often one peer may make us write a line. Zero it before first use. */
struct log_limit {
	int64_t window_msec; // when the current window began
	unsigned int count; // lines asked for in it
};

/* True if this line may be written: at most 10 in 10 s. */
bool log_limit_allow(struct log_limit *limit, int64_t now_msec);

#endif
