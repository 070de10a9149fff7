// SPDX-License-Identifier: MIT
#include "common/list.h"

void
list_init(struct list *list)
{
	list->prev = list;
	list->next = list;
}

void
list_append(struct list *list, struct list *link)
{
	link->prev = list->prev;
	link->next = list;
	list->prev->next = link;
	list->prev = link;
}

void
list_remove(struct list *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	list_init(link);
}

bool
list_is_empty(const struct list *list)
{
	return list->next == list;
}
