// SPDX-License-Identifier: MIT
#include <stddef.h>

#include "xorg_modules.h"

#define LIST_MAX 16

static void *list[LIST_MAX];
static int count;

void
xf86_qubes_pixmap_add_to_list(void *pixmap)
{
	if (pixmap != NULL && count < LIST_MAX) {
		list[count++] = pixmap;
	}
}

void
xf86_qubes_pixmap_remove_list_head(void)
{
	if (count > 0) {
		list[--count] = NULL;
	}
}

void
xf86_qubes_pixmap_remove_list_all(void)
{
	while (count > 0) {
		xf86_qubes_pixmap_remove_list_head();
	}
}

int
xorg_video_count(void)
{
	return count;
}
