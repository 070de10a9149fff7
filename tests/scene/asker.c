// SPDX-License-Identifier: MIT
#include "tests/scene/asker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/prompt/ask_door.h"
#include "tests/check.h"

#define LONG_MSEC 30000 // machines may be slow

void
asker_send(struct asker *asker, struct scene *scene, const void *data, size_t len)
{
	char *path = xformat("%s/%s", scene->dir, ASK_DOOR_NAME);
	const char *at = data;
	int64_t end = loop_now_msec() + LONG_MSEC;

	*asker = (struct asker){.scene = scene};
	asker->fd = sock_connect(path, SOCK_STREAM);
	assert_true(asker->fd >= 0);
	free(path);
	while (len > 0 && loop_now_msec() < end) {
		ssize_t n = send(asker->fd, at, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN) {
			break; // it has heard enough
		}
		at += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
		scene_settle(scene);
	}
	shutdown(asker->fd, SHUT_WR);
	scene_settle(scene);
}

/* Header, NUL and object. */
static void
send_object(struct asker *asker, struct scene *scene, const char *service,
		const char *object)
{
	char *text = xformat("%s dom0 name dom0|%s", service, object);
	size_t len = strlen(text);

	*strchr(text, '|') = '\0';
	asker_send(asker, scene, text, len);
	free(text);
}

void
asker_ask_more(struct asker *asker, struct scene *scene, const char *more,
		const char *source, const char *targets, const char *chosen)
{
	char *object = xformat("{%s\"source\":\"%s\",\"service\":"
			       "\"qubes.Filecopy\",\"argument\":\"+\","
			       "\"targets\":[%s],\"default_target\":\"%s\","
			       "\"icons\":{}}",
			more, source, targets, chosen);

	send_object(asker, scene, "policy.Ask", object);
	free(object);
}

void
asker_ask(struct asker *asker, struct scene *scene, const char *source,
		const char *targets, const char *chosen)
{
	asker_ask_more(asker, scene, "", source, targets, chosen);
}

void
asker_tell(struct asker *asker, struct scene *scene, const char *source,
		const char *target)
{
	char *object = xformat("{\"resolution\":\"deny\",\"source\":\"%s\","
			       "\"service\":\"qubes.Filecopy\",\"argument\":"
			       "\"+\",\"target\":\"%s\"}",
			source, target);

	send_object(asker, scene, "policy.Notify", object);
	free(object);
}

bool
asker_has_ended(struct asker *asker)
{
	ssize_t n = asker->ended
			? -1
			: recv(asker->fd, asker->answer + asker->len,
					  sizeof(asker->answer) - 1 - asker->len,
					  MSG_DONTWAIT);

	if (n > 0) {
		asker->len += (size_t)n;
		asker->answer[asker->len] = '\0';
	} else if (n == 0 || (errno != EAGAIN && !asker->ended)) {
		asker->ended = true;
	}
	return asker->ended;
}

void
asker_check(struct asker *asker, const char *answer)
{
	int64_t end = loop_now_msec() + LONG_MSEC;

	while (!asker_has_ended(asker) && loop_now_msec() < end) {
		wl_event_loop_dispatch(asker->scene->server.loop, 1);
	}
	assert_true(asker->ended);
	assert_string_equal(asker->answer, answer);
	asker_close(asker);
}

void
asker_close(struct asker *asker)
{
	fd_close(&asker->fd);
}
