// SPDX-License-Identifier: MIT
#include "qube/rpc/image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <sfdo-basedir.h>
#include <sfdo-common.h>
#include <sfdo-icon.h>
#include <stdlib.h>

#include "common/mem.h"

#define ICON_OPTIONS \
	(SFDO_ICON_THEME_LOAD_OPTION_RELAXED | \
			SFDO_ICON_THEME_LOAD_OPTION_ALLOW_MISSING)

static char *
find_in_theme(struct sfdo_icon_ctx *ctx, const char *theme_name, const char *name)
{
	struct sfdo_icon_theme *theme =
			sfdo_icon_theme_load(ctx, theme_name, ICON_OPTIONS);
	struct sfdo_icon_file *file;
	char *path = NULL;

	if (!theme) {
		return NULL;
	}
	file = sfdo_icon_theme_lookup(theme, name, SFDO_NT, IMAGE_ICON_SIDE, 1,
			SFDO_ICON_THEME_LOOKUP_OPTIONS_DEFAULT);
	if (file && file != SFDO_ICON_FILE_INVALID) {
		path = xstrdup(sfdo_icon_file_get_path(file, NULL));
	}
	sfdo_icon_file_destroy(file);
	sfdo_icon_theme_destroy(theme);
	return path;
}

char *
image_find_icon(const char *name)
{
	static const char *const themes[] = {
			"Adwaita", "breeze", "Papirus", "hicolor"};
	struct sfdo_basedir_ctx *dirs = sfdo_basedir_ctx_create();
	struct sfdo_icon_ctx *ctx = sfdo_icon_ctx_create(dirs);
	char *path = NULL;

	for (size_t i = 0; ctx && !path && i < G_N_ELEMENTS(themes); i++) {
		path = find_in_theme(ctx, themes[i], name);
	}
	sfdo_icon_ctx_destroy(ctx);
	sfdo_basedir_ctx_destroy(dirs);
	return path;
}

static bool
write_rows(const GdkPixbuf *picture, FILE *out)
{
	const guint8 *pixels = gdk_pixbuf_read_pixels(picture);
	int stride = gdk_pixbuf_get_rowstride(picture);
	size_t width = (size_t)gdk_pixbuf_get_width(picture);
	int height = gdk_pixbuf_get_height(picture);

	fprintf(out, "%zu %d\n", width, height);
	for (int y = 0; y < height; y++) {
		fwrite(pixels + (size_t)y * (size_t)stride, 4, width, out);
	}
	return fflush(out) == 0 && !ferror(out);
}

/* Asked before anything is decoded, so that a small file cannot ask for much
 * memory. A picture drawn by lines has any size. */
static GdkPixbuf *
load(const char *path, int most, GError **error)
{
	int width, height;

	if (!gdk_pixbuf_get_file_info(path, &width, &height)) {
		return gdk_pixbuf_new_from_file(path, error);
	}
	if (width <= most && height <= most) {
		return gdk_pixbuf_new_from_file(path, error);
	}
	return gdk_pixbuf_new_from_file_at_size(path, most, most, error);
}

int
image_write_rgba(const char *path, int most, FILE *out, struct err *err)
{
	GError *error = NULL;
	GdkPixbuf *loaded = load(path, most, &error);
	GdkPixbuf *picture;
	int result = 0;

	if (!loaded) {
		err_set(err, "%s", error->message);
		g_error_free(error);
		return -1;
	}
	picture = gdk_pixbuf_add_alpha(loaded, FALSE, 0, 0, 0);
	g_object_unref(loaded);
	if (!picture) {
		return err_set(err, "the picture is too large");
	}
	if (!write_rows(picture, out)) {
		result = err_set_errno(err, "cannot write");
	}
	g_object_unref(picture);
	return result;
}
