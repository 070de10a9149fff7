// SPDX-License-Identifier: MIT
#include "compositor/prompt/ask_patience.h"

#include <string.h>

#include "common/str.h"

#define VAIN_MAX 1000

/* The qube's place, or NULL. */
static struct ask_patience_qube *
find(struct ask_patience *patience, const char *source)
{
	for (int i = 0; i < ASK_PATIENCE_QUBES; i++) {
		struct ask_patience_qube *qube = &patience->qubes[i];

		if (qube->vain > 0 && strcmp(qube->source, source) == 0) {
			return qube;
		}
	}
	return NULL;
}

/* A place for it: a free one, or that of the qube quiet for longest. */
static struct ask_patience_qube *
make(struct ask_patience *patience, const char *source)
{
	struct ask_patience_qube *best = &patience->qubes[0];

	for (int i = 0; i < ASK_PATIENCE_QUBES && best->vain > 0; i++) {
		struct ask_patience_qube *qube = &patience->qubes[i];

		if (qube->vain == 0 || qube->last_msec < best->last_msec) {
			best = qube;
		}
	}
	*best = (struct ask_patience_qube){0};
	str_copy(best->source, sizeof(best->source), source);
	return best;
}

static bool
is_forgotten(const struct ask_patience_qube *qube, int64_t now_msec)
{
	return now_msec - qube->last_msec >= ASK_PATIENCE_FORGET_MSEC;
}

bool
ask_patience_admit(struct ask_patience *patience, const char *source,
		int64_t now_msec)
{
	struct ask_patience_qube *qube = find(patience, source);

	if (!qube || now_msec >= qube->until_msec) {
		return true;
	}
	qube->refused++;
	return false;
}

int
ask_patience_get_vain(const struct ask_patience *patience, const char *source,
		int64_t now_msec)
{
	struct ask_patience_qube *qube =
			find((struct ask_patience *)patience, source);

	return qube && !is_forgotten(qube, now_msec) ? qube->vain : 0;
}

/* What a qube has to wait that asked so often. */
static int
get_pause(int vain)
{
	int sec = ASK_PATIENCE_SEC;

	if (vain < ASK_PATIENCE_TIMES) {
		return 0;
	}
	for (int i = ASK_PATIENCE_TIMES; i < vain && sec < ASK_PATIENCE_SEC_MAX;
			i++) {
		sec *= 2;
	}
	return sec;
}

int
ask_patience_end_in_vain(struct ask_patience *patience, const char *source,
		int64_t now_msec)
{
	struct ask_patience_qube *qube = find(patience, source);
	int sec;

	if (!qube || is_forgotten(qube, now_msec)) {
		qube = qube ? qube : make(patience, source);
		qube->vain = 0;
	}
	qube->vain += qube->vain < VAIN_MAX;
	qube->last_msec = now_msec;
	sec = get_pause(qube->vain);
	qube->until_msec = now_msec + sec * INT64_C(1000);
	return sec;
}

void
ask_patience_forgive(struct ask_patience *patience, const char *source)
{
	struct ask_patience_qube *qube = find(patience, source);

	if (qube) {
		*qube = (struct ask_patience_qube){0};
	}
}

unsigned int
ask_patience_take_refused(struct ask_patience *patience, const char *source)
{
	struct ask_patience_qube *qube = find(patience, source);
	unsigned int refused = qube ? qube->refused : 0;

	if (qube) {
		qube->refused = 0;
	}
	return refused;
}
