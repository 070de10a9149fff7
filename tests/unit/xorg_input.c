// SPDX-License-Identifier: MIT
#include "xorg_modules.h"

void
xorg_input_dump(void *pixmap)
{
	xf86_qubes_pixmap_add_to_list(pixmap);
}

void
xorg_input_ack(void)
{
	xf86_qubes_pixmap_remove_list_head();
}

void
xorg_input_forget(void)
{
	xf86_qubes_pixmap_remove_list_all();
}
