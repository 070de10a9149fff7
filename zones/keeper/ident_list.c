// SPDX-License-Identifier: MIT
#include "zones/keeper/ident_list.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

#define FIRST_CAP 16

static void
grow(struct ident_list *list)
{
	size_t cap = list->cap > 0 ? 2 * list->cap : FIRST_CAP;
	struct ident *more = xcalloc(cap, sizeof(*more));

	if (list->count > 0) {
		memcpy(more, list->idents, list->count * sizeof(*more));
	}
	free(list->idents);
	list->idents = more;
	list->cap = cap;
}

void
ident_list_add(struct ident_list *list, const char bytes[QREXEC_IDENT_SIZE])
{
	if (list->count == list->cap) {
		grow(list);
	}
	memcpy(list->idents[list->count++].bytes, bytes, QREXEC_IDENT_SIZE);
}

void
ident_list_remove(struct ident_list *list, const char bytes[QREXEC_IDENT_SIZE])
{
	for (size_t i = 0; i < list->count; i++) {
		if (memcmp(list->idents[i].bytes, bytes, QREXEC_IDENT_SIZE) == 0) {
			list->idents[i] = list->idents[--list->count];
			return;
		}
	}
}

void
ident_list_clear(struct ident_list *list)
{
	free(list->idents);
	*list = (struct ident_list){0};
}
