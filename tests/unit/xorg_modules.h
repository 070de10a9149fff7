// SPDX-License-Identifier: MIT
/*
 * Two modules of an X server: one keeps a list of what was announced, as the
 * stock video driver does, the other calls it, as the stock input driver does.
 */
#ifndef TESTS_UNIT_XORG_MODULES_H
#define TESTS_UNIT_XORG_MODULES_H

/* xorg_video.c */
void xf86_qubes_pixmap_add_to_list(void *pixmap);
void xf86_qubes_pixmap_remove_list_head(void);
void xf86_qubes_pixmap_remove_list_all(void);
int xorg_video_count(void); // on the list

/* xorg_input.c */
void xorg_input_dump(void *pixmap);
void xorg_input_ack(void);
void xorg_input_forget(void);

#endif
