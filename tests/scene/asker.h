// SPDX-License-Identifier: MIT
/* The router's side of a question or notice: a connection to the compositor's
 * door in the same process. */
#ifndef TESTS_SCENE_ASKER_H
#define TESTS_SCENE_ASKER_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/scene/scene.h"

#define ASKER_ANSWER 128

struct asker {
	struct scene *scene; // borrowed
	int fd; // owned, -1: closed
	char answer[ASKER_ANSWER]; // so far
	size_t len;
	bool ended; // by the other end
};

/* Connects, writes these bytes and ends its side. */
void asker_send(struct asker *asker, struct scene *scene, const void *data,
		size_t len);

/* Asks for a service of one of the targets ("\"a\",\"b\""); chosen may be "". */
void asker_ask(struct asker *asker, struct scene *scene, const char *source,
		const char *targets, const char *chosen);

/* The same with more members in front, such as "\"local_only\":true,". */
void asker_ask_more(struct asker *asker, struct scene *scene, const char *more,
		const char *source, const char *targets, const char *chosen);

/* A notice of a call that was denied. */
void asker_tell(struct asker *asker, struct scene *scene, const char *source,
		const char *target);

/* Reads what is there now; true once the other end has ended it. */
bool asker_has_ended(struct asker *asker);

/* Runs the loop until it has ended; fails the test if that is not with this
 * answer. The asker is closed then. */
void asker_check(struct asker *asker, const char *answer);

void asker_close(struct asker *asker);

#endif
