// SPDX-License-Identifier: MIT
#include "qube/rpc/launch.h"

#include <errno.h>
#include <gio/gdesktopappinfo.h>
#include <gio/gio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/mem.h"

/* What has been started; a program with several files has several. */
struct started {
	GPid pids[8];
	size_t count;
};

static void
handle_started(GDesktopAppInfo *app, GPid pid, gpointer user)
{
	struct started *started = user;

	if (started->count < G_N_ELEMENTS(started->pids)) {
		started->pids[started->count++] = pid;
	}
}

static int
wait_for(const struct started *started)
{
	int code = 0;

	for (size_t i = 0; i < started->count; i++) {
		int status;

		while (waitpid(started->pids[i], &status, 0) < 0) {
			if (errno != EINTR) {
				return 1;
			}
		}
		code = WIFEXITED(status) ? WEXITSTATUS(status)
					 : 128 + WTERMSIG(status);
	}
	return code;
}

/* Never by a message bus: then nobody would know when it ends. */
static int
launch(GDesktopAppInfo *app, const char *uri, struct err *err)
{
	GList one = {.data = (char *)uri};
	struct started started = {0};
	GError *error = NULL;

	if (!g_desktop_app_info_launch_uris_as_manager(app, uri ? &one : NULL,
			    NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
			    NULL, NULL, handle_started, &started, &error)) {
		err_set(err, "%s", error->message);
		g_error_free(error);
		return -1;
	}
	return wait_for(&started);
}

static int
launch_info(GAppInfo *info, const char *uri, const char *what, struct err *err)
{
	bool is_entry = info && G_IS_DESKTOP_APP_INFO(info);
	int code;

	if (!is_entry) {
		return err_set(err, "no program here is for %s", what);
	}
	code = launch(G_DESKTOP_APP_INFO(info), uri, err);
	g_object_unref(info);
	return code;
}

/* No service of the session's is asked about files. */
static void
use_local_files(void)
{
	g_setenv("GIO_USE_VFS", "local", TRUE);
}

int
launch_file(const char *path, struct err *err)
{
	GFileInfo *info;
	GFile *file;
	char *uri, *type;
	int code;

	use_local_files();
	file = g_file_new_for_path(path);
	info = g_file_query_info(file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
			G_FILE_QUERY_INFO_NONE, NULL, NULL);
	type = xstrdup(info ? g_file_info_get_content_type(info)
			    : "application/octet-stream");
	uri = g_file_get_uri(file);
	code = launch_info(g_app_info_get_default_for_type(type, FALSE), uri,
			type, err);
	g_clear_object(&info);
	g_object_unref(file);
	g_free(uri);
	free(type);
	return code;
}

int
launch_url(const char *url, struct err *err)
{
	char *scheme = g_uri_parse_scheme(url);
	int code;

	use_local_files();
	if (!scheme) {
		return err_set(err, "that is no address");
	}
	code = launch_info(g_app_info_get_default_for_uri_scheme(scheme), url,
			scheme, err);
	g_free(scheme);
	return code;
}

int
launch_entry(const char *id, struct err *err)
{
	char *name;
	GDesktopAppInfo *app;
	int code;

	use_local_files();
	if (!*id || strchr(id, '/')) {
		return err_set(err, "that is no name of a program");
	}
	name = xformat("%s.desktop", id);
	app = g_desktop_app_info_new(name);
	free(name);
	if (!app) {
		return err_set(err, "there is no %.100s here", id);
	}
	code = launch(app, NULL, err);
	g_object_unref(app);
	return code;
}
