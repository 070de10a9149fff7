// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_DIRECTORY, O_NOFOLLOW
#include "qube/rpc/incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/str.h"

const char *
incoming_home(void)
{
	const char *home = getenv("HOME");
	const struct passwd *user;

	if (home && home[0] == '/') {
		return home;
	}
	user = getpwuid(getuid());
	return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir
							      : NULL;
}

/* The person may have put the folder elsewhere by a link; the folder of one
 * qube is ours alone. */
static int
open_below(int dir, const char *name, int flags, struct err *err)
{
	int fd;

	if (mkdirat(dir, name, 0700) < 0 && errno != EEXIST) {
		return err_set_errno(err, "cannot make %s", name);
	}
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	return fd < 0 ? err_set_errno(err, "cannot open %s", name) : fd;
}

int
incoming_open(const char *source, struct err *err)
{
	const char *path = incoming_home();
	FD_SCOPED int home = -1;
	FD_SCOPED int all = -1;

	if (!source || !str_is_qube_name(source)) {
		errno = EINVAL;
		return err_set(err, "QREXEC_REMOTE_DOMAIN names no qube");
	}
	if (!path) {
		errno = ENOENT;
		return err_set(err, "there is no home directory");
	}
	home = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (home < 0) {
		return err_set_errno(err, "cannot open %s", path);
	}
	all = open_below(home, INCOMING_DIR, 0, err);
	return all < 0 ? -1 : open_below(all, source, O_NOFOLLOW, err);
}
