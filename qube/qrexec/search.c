// SPDX-License-Identifier: MIT
#include "qube/qrexec/search.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "common/str.h"

#define TCP "/dev/tcp"

/* SEARCH_TCP with the link's text in hit, SEARCH_FAILED, or SEARCH_NONE if the
 * link is of another kind. */
static enum search_result
read_tcp_link(struct search_hit *hit)
{
	char text[SEARCH_PATH_SIZE];
	ssize_t len = readlink(hit->path, text, sizeof(text) - 1);

	if (len < 0) {
		log_err_errno("cannot read the link of a service");
		return SEARCH_FAILED;
	}
	text[len] = '\0';
	if (strcmp(text, TCP) != 0 && strncmp(text, TCP "/", sizeof(TCP)) != 0) {
		return SEARCH_NONE;
	}
	if (text[sizeof(TCP) - 1] == '/' && text[sizeof(TCP)] == '\0') {
		log_err("a link to " TCP "/ names no host");
		return SEARCH_FAILED;
	}
	if ((size_t)len == sizeof(text) - 1) {
		log_err("a link to " TCP " is too long");
		return SEARCH_FAILED;
	}
	str_copy(hit->path, sizeof(hit->path), text);
	return SEARCH_TCP;
}

static enum search_result
look_at(struct search_hit *hit, bool tcp)
{
	struct stat st;
	int result = lstat(hit->path, &st);
	char shown[256];

	if (result == 0 && S_ISLNK(st.st_mode)) {
		enum search_result link = tcp ? read_tcp_link(hit) : SEARCH_NONE;

		if (link != SEARCH_NONE) {
			return link;
		}
		result = stat(hit->path, &st);
	}
	if (result == 0) {
		hit->mode = st.st_mode;
		return SEARCH_FOUND;
	}
	if (errno == ENOENT) {
		return SEARCH_NONE;
	}
	log_err_errno("cannot look at %s",
			str_escape(shown, sizeof(shown), hit->path,
					strlen(hit->path)));
	return SEARCH_FAILED;
}

enum search_result
search_find(const char *folders, const char *name, bool tcp,
		struct search_hit *hit)
{
	size_t name_len = strlen(name);

	if (name_len > NAME_MAX) {
		return SEARCH_NONE;
	}
	while (*folders != '\0') {
		size_t len = strcspn(folders, ":");
		enum search_result result;

		if (len + name_len + 1 >= sizeof(hit->path)) {
			log_err("a folder of services has too long a name");
			return SEARCH_FAILED;
		}
		snprintf(hit->path, sizeof(hit->path), "%.*s/%s", (int)len,
				folders, name);
		result = look_at(hit, tcp);
		if (result != SEARCH_NONE) {
			return result;
		}
		folders += len;
		folders += strspn(folders, ":");
	}
	return SEARCH_NONE;
}
