// SPDX-License-Identifier: MIT
#include "tests/wire/gui_model.h"

#include <assert.h>
#include <string.h>

#include "protocols/gui/codec.h"

#define RECORDS ((size_t)64 << 20)

void
model_init(struct model *model, uint32_t version,
		const struct gui_daemon_config *config)
{
	memset(model, 0, sizeof(*model));
	model->version = version;
	model->config = *config;
	buf_init(&model->at_daemon, RECORDS);
	buf_init(&model->at_agent, RECORDS);
}

void
model_finish(struct model *model)
{
	buf_finish(&model->at_daemon);
	buf_finish(&model->at_agent);
}

uint64_t
model_hash(const void *data, size_t len)
{
	const uint8_t *p = data;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++) {
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	}
	return hash;
}

void
model_note(struct buf *records, const struct model_record *record)
{
	assert(buf_append(records, record, sizeof(*record)));
}

/* A record of a daemon's event about a window. */
void
model_note_two(struct model *model, enum model_event event, uint32_t id,
		int64_t a, int64_t b)
{
	const struct model_record record = {
			.event = event, .window = id, .values = {a, b}};

	model_note(&model->at_daemon, &record);
}

void
model_note_rect(struct model *model, enum model_event event, uint32_t id,
		const struct gui_rect *rect, int64_t more)
{
	const struct model_record record = {.event = event,
			.window = id,
			.values = {rect->x, rect->y, rect->width, rect->height,
					more}};

	model_note(&model->at_daemon, &record);
}

static void
push(struct model_queue *queue, const struct gui_msg *msg, uint64_t hash)
{
	struct model_item *item =
			&queue->items[(queue->first + queue->n) % MODEL_QUEUE];

	assert(queue->n < MODEL_QUEUE);
	queue->n++;
	item->msg = *msg;
	item->hash = hash;
	item->size = GUI_HEADER_SIZE + gui_get_fixed_size(msg->type);
	if (msg->type == GUI_MSG_CLIPBOARD_DATA) {
		item->size += msg->clipboard.len;
	} else if (msg->type == GUI_MSG_WINDOW_DUMP) {
		item->size += 4 * msg->dump.n_refs;
	} else if (msg->type == GUI_MSG_MFNDUMP) {
		item->size += 4 * (size_t)msg->mfndump.n_mfns;
	}
}

void
model_agent_said(struct model *model, const struct gui_msg *msg, uint64_t hash)
{
	uint32_t id = msg->window;

	push(&model->up, msg, hash);
	if (msg->type == GUI_MSG_CREATE && id < MODEL_IDS) {
		model->alive[id] = true;
	} else if (msg->type == GUI_MSG_DESTROY && id < MODEL_IDS) {
		model->alive[id] = false;
		model->dying[id] = model->version >= GUI_VERSION(1, 5);
	} else if (msg->type == GUI_MSG_WINDOW_DUMP &&
			model->version >= GUI_VERSION(1, 7)) {
		model->dumps[(model->first_dump + model->n_dumps++) % MODEL_QUEUE] =
				id;
	}
}

void
model_agent_slipped(struct model *model, const struct gui_msg *msg, uint64_t hash)
{
	push(&model->up, msg, hash);
}

/* A motion that was not begun to be sent gives way to the next. */
void
model_daemon_said(struct model *model, const struct gui_msg *msg, uint64_t hash)
{
	struct model_queue *down = &model->down;
	struct model_item *last =
			&down->items[(down->first + down->n + MODEL_QUEUE - 1) %
					MODEL_QUEUE];

	if (msg->type == GUI_MSG_MOTION && down->n > 0 &&
			last->msg.type == GUI_MSG_MOTION &&
			last->msg.window == msg->window &&
			!(down->n == 1 && down->done > 0)) {
		down->n--;
	}
	push(down, msg, hash);
}

static void
reply(struct model *model, enum gui_msg_type type, uint32_t id)
{
	const struct gui_msg msg = {.type = type, .window = id};

	model_daemon_said(model, &msg, 0);
}

static void
create(struct model *model, uint32_t id, const struct gui_create *msg)
{
	struct model_window *win = &model->windows[id];

	if (win->exists || msg->geometry.width >> 31 ||
			msg->geometry.height >> 31) {
		model->failed = true;
		return;
	}
	*win = (struct model_window){.exists = true, .birth = model->births++};
	win->title = model_hash("", 0);
	win->wmclass = model_hash("", 0);
	win->at = model_limit(&msg->geometry);
	win->override_redirect = msg->override_redirect &&
			model_is_small(model, &win->at);
	model_note_rect(model, MODEL_CREATE, id, &win->at,
			win->override_redirect);
}

static void
destroy(struct model *model, uint32_t id)
{
	for (uint32_t i = 0; i < MODEL_IDS; i++) {
		if (model->windows[i].parent == id) {
			model->windows[i].parent = 0;
		}
	}
	model->windows[id].exists = false;
	model_note_two(model, MODEL_DESTROY, id, 0, 0);
}

static void
map(struct model *model, uint32_t id, const struct gui_map *msg)
{
	struct model_window *win = &model->windows[id];
	uint32_t parent = msg->transient_for;

	if (win->docked) {
		return;
	}
	if (win->mapped) {
		if (win->minimized) {
			win->minimized = false;
			win->flags &= ~4u;
			model_note_two(model, MODEL_FLAGS, id, 0, 4);
		}
		return;
	}
	if (parent >= MODEL_IDS || !model->windows[parent].exists) {
		parent = 0;
	}
	for (uint32_t up = parent; up != 0; up = model->windows[up].parent) {
		if (up == id) {
			parent = 0;
			break;
		}
	}
	win->parent = parent;
	win->override_redirect = msg->override_redirect &&
			model_is_small(model, &win->at);
	win->mapped = true;
	model_note_two(model, MODEL_MAP, id, win->override_redirect, parent);
}

static void
unmap(struct model *model, uint32_t id)
{
	struct model_window *win = &model->windows[id];

	if (win->docked) {
		return;
	}
	if (id != 0) {
		win->image_width = 0;
		win->image_height = 0;
	}
	win->flags &= ~4u;
	win->minimized = false;
	if (win->mapped) {
		win->mapped = false;
		model_note_two(model, MODEL_UNMAP, id, 0, 0);
	}
}

static void
damage(struct model *model, uint32_t id, const struct gui_rect *raw)
{
	const struct model_window *win = &model->windows[id];
	const struct model_window *screen = &model->windows[0];
	int64_t left = 0, top = 0, right = win->image_width,
		bottom = win->image_height;
	struct gui_rect part;

	if (raw->x < 0 || raw->y < 0 || raw->width >> 31 || raw->height >> 31 ||
			(!win->mapped && !win->docked)) {
		return;
	}
	if (win->image_width == 0) {
		if (!screen->exists || screen->image_width == 0) {
			return;
		}
		left = model_between(0, -(int64_t)win->at.x, INT32_MAX);
		top = model_between(0, -(int64_t)win->at.y, INT32_MAX);
		right = model_between(0, (int64_t)screen->image_width - win->at.x,
				win->at.width);
		bottom = model_between(0,
				(int64_t)screen->image_height - win->at.y,
				win->at.height);
	}
	left = raw->x > left ? raw->x : left;
	top = raw->y > top ? raw->y : top;
	right = model_between(0, (int64_t)raw->x + raw->width, right);
	bottom = model_between(0, (int64_t)raw->y + raw->height, bottom);
	if (left < right && top < bottom) {
		part = (struct gui_rect){(int32_t)left, (int32_t)top,
				(uint32_t)(right - left),
				(uint32_t)(bottom - top)};
		model_note_rect(model, MODEL_DAMAGE, id, &part, 0);
	}
}

static void
dump(struct model *model, uint32_t id, const struct gui_dump *msg, uint64_t hash)
{
	struct model_window *win = &model->windows[id];
	const struct model_record record = {.event = MODEL_DUMP,
			.window = id,
			.values = {msg->width, msg->height, (int64_t)msg->n_refs},
			.hash = hash};

	if (msg->width > 0 && msg->height > 0) {
		win->image_width = msg->width;
		win->image_height = msg->height;
		model_note(&model->at_daemon, &record);
	}
}

static void
changed_flags(struct model *model, uint32_t id, uint32_t set, uint32_t unset)
{
	struct model_window *win = &model->windows[id];
	uint32_t before = win->flags;

	if (set & unset) {
		model->failed = true;
		return;
	}
	if (!win->mapped) {
		win->flags = set & 3;
		if (win->flags != before) {
			model_note_two(model, MODEL_FLAGS, id,
					win->flags & ~before,
					before & ~win->flags);
		}
		return;
	}
	set &= set & 4 ? 6 : 7;
	unset &= 1;
	win->minimized |= (set & 4) != 0;
	win->flags = (win->flags | set) & ~unset;
	if (set | unset) {
		model_note_two(model, MODEL_FLAGS, id, set, unset);
	}
}

static struct gui_hints
sane_hints(const struct gui_hints *raw)
{
	struct gui_hints hints = {.flags = raw->flags & 5};

	if ((raw->flags & 16) && raw->min_width <= 16384 &&
			raw->min_height <= 6144) {
		hints.flags |= 16;
		hints.min_width = raw->min_width;
		hints.min_height = raw->min_height;
	}
	if ((raw->flags & 32) && raw->max_width - 1 < 16384 &&
			raw->max_height - 1 < 6144) {
		hints.flags |= 32;
		hints.max_width = raw->max_width;
		hints.max_height = raw->max_height;
	}
	if ((raw->flags & 64) && raw->inc_width < 16384 &&
			raw->inc_height < 6144) {
		hints.flags |= 64;
		hints.inc_width = raw->inc_width;
		hints.inc_height = raw->inc_height;
	}
	if ((raw->flags & 256) && raw->base_width <= 16384 &&
			raw->base_height <= 6144) {
		hints.flags |= 256;
		hints.base_width = raw->base_width;
		hints.base_height = raw->base_height;
	}
	return hints;
}

static void
hinted(struct model *model, uint32_t id, const struct gui_hints *raw)
{
	struct model_window *win = &model->windows[id];
	struct gui_hints hints = sane_hints(raw);
	const struct model_record record = {.event = MODEL_HINTS,
			.window = id,
			.hash = model_hash(&hints, sizeof(hints))};

	if (memcmp(&hints, &win->hints, sizeof(hints)) != 0) {
		win->hints = hints;
		model_note(&model->at_daemon, &record);
	}
}

/* Texts in this test are printable ASCII, so cleaning is not the point. */
static void
named(struct model *model, enum model_event event, uint32_t id, uint64_t *old,
		uint64_t hash)
{
	const struct model_record record = {
			.event = event, .window = id, .hash = hash};

	if (*old != hash) {
		*old = hash;
		model_note(&model->at_daemon, &record);
	}
}

static void
pointed(struct model *model, uint32_t id, uint32_t cursor)
{
	if (cursor != 0 && (cursor < 0x100 || cursor > 0x199)) {
		model->failed = true;
	} else {
		model_note_two(model, MODEL_CURSOR, id, cursor, 0);
	}
}

static void
dock(struct model *model, uint32_t id)
{
	struct model_window *win = &model->windows[id];

	if (!win->mapped && !win->docked) {
		win->docked = true;
		win->override_redirect = false;
		model_note_two(model, MODEL_DOCK, id, 0, 0);
	}
}

static void
pasted(struct model *model, size_t len, uint64_t hash)
{
	bool fits = len <= model->config.max_clipboard;
	const struct model_record record = {.event = MODEL_CLIPBOARD,
			.values = {fits ? (int64_t)len : 0, !fits},
			.hash = fits ? hash : model_hash("", 0)};

	if (model->asked && model->asked_at_begin &&
			model->question == model->question_at_begin) {
		model->asked = false;
		model_note(&model->at_daemon, &record);
	}
}

static void
arrive_for(struct model *model, const struct model_item *item)
{
	const struct gui_msg *msg = &item->msg;
	struct model_window *win = &model->windows[msg->window];

	if (msg->type == GUI_MSG_DESTROY) {
		destroy(model, msg->window);
		if (model->version >= GUI_VERSION(1, 5)) {
			reply(model, GUI_MSG_DESTROY, msg->window);
		}
	} else if (msg->type == GUI_MSG_MAP) {
		map(model, msg->window, &msg->map);
	} else if (msg->type == GUI_MSG_UNMAP) {
		unmap(model, msg->window);
	} else if (msg->type == GUI_MSG_CONFIGURE) {
		model_configured(model, msg->window, &msg->configure.geometry);
	} else if (msg->type == GUI_MSG_SHMIMAGE) {
		damage(model, msg->window, &msg->shmimage);
	} else if (msg->type == GUI_MSG_WMNAME) {
		named(model, MODEL_TITLE, msg->window, &win->title, item->hash);
	} else if (msg->type == GUI_MSG_WMCLASS && !win->mapped) {
		named(model, MODEL_CLASS, msg->window, &win->wmclass, item->hash);
	} else if (msg->type == GUI_MSG_WINDOW_HINTS) {
		hinted(model, msg->window, &msg->hints);
	} else if (msg->type == GUI_MSG_WINDOW_FLAGS) {
		changed_flags(model, msg->window, msg->flags.set,
				msg->flags.unset);
	} else if (msg->type == GUI_MSG_CURSOR) {
		pointed(model, msg->window, msg->cursor);
	} else if (msg->type == GUI_MSG_DOCK) {
		dock(model, msg->window);
	} else if (msg->type == GUI_MSG_WINDOW_DUMP) {
		dump(model, msg->window, &msg->dump, item->hash);
	}
	if ((msg->type == GUI_MSG_WINDOW_DUMP || msg->type == GUI_MSG_MFNDUMP) &&
			model->version >= GUI_VERSION(1, 7)) {
		reply(model, GUI_MSG_WINDOW_DUMP_ACK, msg->window);
	}
}

static void
arrive(struct model *model, const struct model_item *item)
{
	uint32_t id = item->msg.window;

	if (item->msg.type == GUI_MSG_CLIPBOARD_DATA) {
		pasted(model, item->msg.clipboard.len, item->hash);
	} else if (item->msg.type == GUI_MSG_CREATE) {
		create(model, id, &item->msg.create);
	} else if (id >= MODEL_IDS || !model->windows[id].exists) {
		model->failed = true;
	} else {
		arrive_for(model, item);
	}
}

/* The daemon looks at who asked when it has seen the header. */
static void
begin_item(struct model *model, const struct model_item *item, size_t before,
		size_t after)
{
	if (item->msg.type == GUI_MSG_CLIPBOARD_DATA &&
			before < GUI_HEADER_SIZE && after >= GUI_HEADER_SIZE) {
		model->asked_at_begin = model->asked;
		model->question_at_begin = model->question;
	}
}

void
model_at_daemon(struct model *model, size_t bytes)
{
	struct model_queue *up = &model->up;

	while (bytes > 0 && !model->failed) {
		struct model_item *item = &up->items[up->first];
		size_t before = up->done;
		size_t part = item->size - before;

		assert(up->n > 0);
		part = part < bytes ? part : bytes;
		up->done += part;
		bytes -= part;
		begin_item(model, item, before, up->done);
		// an old dump counts as soon as its fixed part is there
		if (item->msg.type == GUI_MSG_MFNDUMP &&
				before < GUI_HEADER_SIZE + 28 &&
				up->done >= GUI_HEADER_SIZE + 28) {
			arrive(model, item);
		}
		if (up->done == item->size) {
			if (item->msg.type != GUI_MSG_MFNDUMP) {
				arrive(model, item);
			}
			up->first = (up->first + 1) % MODEL_QUEUE;
			up->n--;
			up->done = 0;
			model->delivered++;
		}
	}
}

void
model_flags(struct model *model, uint32_t id, uint32_t set, uint32_t unset)
{
	struct model_window *win = &model->windows[id];
	const struct gui_msg msg = {.type = GUI_MSG_WINDOW_FLAGS,
			.window = id,
			.flags = {set, unset & ~set}};

	if (win->mapped && (set | unset)) {
		win->flags = (win->flags & ~unset) | set;
		win->minimized = (win->flags & 4) != 0;
		model_daemon_said(model, &msg, 0);
	}
}

void
model_map(struct model *model, uint32_t id)
{
	const struct gui_msg msg = {.type = GUI_MSG_MAP, .window = id};

	model->windows[id].minimized = false;
	model->windows[id].flags &= ~4u;
	model_daemon_said(model, &msg, 0);
}

void
model_end(struct model *model)
{
	while (true) {
		struct model_window *oldest = NULL;

		for (uint32_t i = 0; i < MODEL_IDS; i++) {
			struct model_window *win = &model->windows[i];

			if (win->exists &&
					(!oldest || win->birth < oldest->birth)) {
				oldest = win;
			}
		}
		if (!oldest) {
			return;
		}
		destroy(model, (uint32_t)(oldest - model->windows));
	}
}
