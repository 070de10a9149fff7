// SPDX-License-Identifier: MIT
/* The names an agent gave to calls that nobody has answered. */
#ifndef ZONES_KEEPER_IDENT_LIST_H
#define ZONES_KEEPER_IDENT_LIST_H

#include "protocols/qrexec/qrexec_msg.h"

struct ident {
	char bytes[QREXEC_IDENT_SIZE]; // as sent: any bytes
};

struct ident_list {
	struct ident *idents; // owned
	size_t count;
	size_t cap;
};

/* A list is empty when it is all zeros. The same name may be in it more than
 * once. */
void ident_list_add(struct ident_list *list, const char bytes[QREXEC_IDENT_SIZE]);

/* Takes the name out once, if it is there. */
void ident_list_remove(
		struct ident_list *list, const char bytes[QREXEC_IDENT_SIZE]);

/* Frees its memory; it is empty then. */
void ident_list_clear(struct ident_list *list);

#endif
