// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create, seals
#include "zones/keeper/segments.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/mem.h"
#include "protocols/zone/arena.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008u // Linux 6.3
#endif

void
segments_init(struct segments *segments, uint32_t quota)
{
	*segments = (struct segments){.quota = quota};
	wl_list_init(&segments->list);
}

void
segments_finish(struct segments *segments)
{
	struct segment *segment;
	struct segment *next;

	wl_list_for_each_safe(segment, next, &segments->list, link) {
		segments_remove(segments, segment);
	}
}

static int
make_memfd(void)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("leadlight-arena", flags | MFD_NOEXEC_SEAL);

	return fd >= 0 ? fd : memfd_create("leadlight-arena", flags);
}

static int
make_memory(uint32_t pages, struct err *err)
{
	FD_SCOPED int fd = make_memfd();

	if (fd < 0 || ftruncate(fd, (off_t)pages * ARENA_PAGE_SIZE) < 0 ||
			fcntl(fd, F_ADD_SEALS, SEALS) < 0) {
		return err_set_errno(err, "cannot make a segment");
	}
	return fd_steal(&fd);
}

static uint32_t
next_number(struct segments *segments)
{
	uint32_t number = segments->last;

	do {
		number = number < ARENA_SEGMENT_LAST ? number + 1
						     : ARENA_SEGMENT_FIRST;
	} while (segments_find(segments, number));
	return number;
}

struct segment *
segments_add(struct segments *segments, uint32_t pages, struct err *err)
{
	struct segment *segment;
	int fd;

	if (pages == 0 || pages > ARENA_SEGMENT_PAGES_MAX ||
			segments->count == SEGMENTS_MAX ||
			pages > segments->quota - segments->used) {
		err_set(err, "%u pages do not fit: %u of %u pages in use",
				pages, segments->used, segments->quota);
		return NULL;
	}
	fd = make_memory(pages, err);
	if (fd < 0) {
		return NULL;
	}
	segment = xcalloc(1, sizeof(*segment));
	*segment = (struct segment){
			.number = next_number(segments),
			.pages = pages,
			.fd = fd,
			.since_msec = loop_now_msec(),
	};
	segments->last = segment->number;
	segments->used += pages;
	segments->count++;
	wl_list_insert(segments->list.prev, &segment->link);
	return segment;
}

void
segments_remove(struct segments *segments, struct segment *segment)
{
	segments->used -= segment->pages;
	segments->count--;
	wl_list_remove(&segment->link);
	fd_close(&segment->fd);
	free(segment);
}

struct segment *
segments_find(struct segments *segments, uint32_t number)
{
	struct segment *segment;

	wl_list_for_each(segment, &segments->list, link) {
		if (segment->number == number) {
			return segment;
		}
	}
	return NULL;
}

int
segment_open_readonly(const struct segment *segment)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", segment->fd);
	return open(path, O_RDONLY | O_CLOEXEC);
}
