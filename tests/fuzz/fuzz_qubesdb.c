// SPDX-License-Identifier: MIT
/* Bytes as a QubesDB stream, to both ends. The first byte says how long the
 * portions are: whatever they are, both ends must end in the same place. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "protocols/qubesdb/qubesdb_origin.h"
#include "protocols/qubesdb/qubesdb_replica.h"
#include "protocols/qubesdb/qubesdb_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
handle_changed(void *user, const char *path, const char *value, size_t len)
{
	assert(strlen(value) == len);
	*(size_t *)user += strlen(path) + len;
}

static const struct qubesdb_replica_events events = {
		.changed = handle_changed,
};

static size_t
run_replica(const uint8_t *data, size_t size, size_t portion)
{
	struct qubesdb_replica replica;
	size_t told = 0;

	qubesdb_replica_init(&replica, &events, &told);
	for (size_t at = 0; at < size; at += portion) {
		size_t len = size - at < portion ? size - at : portion;

		if (qubesdb_replica_feed(&replica, data + at, len, NULL) < 0) {
			break;
		}
	}
	qubesdb_replica_finish(&replica);
	return told;
}

static size_t
run_origin(const uint8_t *data, size_t size, size_t portion)
{
	struct qubesdb_table table = {0};
	struct qubesdb_origin origin;
	size_t told;

	qubesdb_table_set(&table, "/name", "work");
	qubesdb_table_set(&table, "/leadlight/scale", "1");
	qubesdb_origin_init(&origin, &table);
	for (size_t at = 0; at < size; at += portion) {
		size_t len = size - at < portion ? size - at : portion;

		if (qubesdb_origin_feed(&origin, data + at, len, NULL) < 0) {
			break;
		}
	}
	told = origin.out.len;
	qubesdb_origin_finish(&origin);
	qubesdb_table_finish(&table);
	return told;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t portion;

	if (size < 2) {
		return 0;
	}
	portion = data[0] ? data[0] : 256;
	data++;
	size--;
	assert(run_replica(data, size, portion) == run_replica(data, size, size));
	assert(run_origin(data, size, portion) == run_origin(data, size, size));
	return 0;
}
