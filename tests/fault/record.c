#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

static size_t grown(size_t room, size_t needed)
{
	room = room == 0 ? 1024 : room;
	while (room < needed)
		room *= 2;
	return room;
}

void record_add(struct record *record, struct op op, const void *bytes)
{
	size_t len = bytes == NULL ? 0 : (size_t)op.len;

	if (record->count == record->room) {
		record->room = grown(record->room, record->count + 1);
		record->ops =
		    realloc(record->ops, record->room * sizeof(*record->ops));
		ensure(record->ops != NULL);
	}
	if (record->used + len > record->bytes_room) {
		record->bytes_room =
		    grown(record->bytes_room, record->used + len);
		record->bytes = realloc(record->bytes, record->bytes_room);
		ensure(record->bytes != NULL);
	}
	op.bytes = record->used;
	if (len > 0)
		memcpy(record->bytes + record->used, bytes, len);
	record->used += len;
	record->ops[record->count++] = op;
}

size_t record_count(const struct record *record, enum deed deed)
{
	size_t count = 0;

	for (size_t i = 0; i < record->count; i++)
		count += record->ops[i].deed == deed;
	return count;
}

void record_clear(struct record *record)
{
	record->count = 0;
	record->used = 0;
}

void record_free(struct record *record)
{
	free(record->ops);
	free(record->bytes);
	*record = (struct record){0};
}
