#include "power.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/money.h"
#include "plan.h"

enum { LAST_PAGE = 4096 + 24 }; /* with the head of its frame in the WAL */

/* --- walking ------------------------------------------------------------ */

void power_start(struct power *power, const struct record *record,
		 const struct disk *base)
{
	*power = (struct power){.record = record, .durable = disk_new()};
	disk_copy(power->durable, base);
}

void power_end(struct power *power)
{
	disk_free(power->durable);
	free(power->pending);
}

static const struct op *waiting(const struct power *power, size_t index)
{
	return &power->record->ops[power->pending[index]];
}

static const uint8_t *bytes_of(const struct power *power, const struct op *op)
{
	return power->record->bytes + op->bytes;
}

static void apply(const struct power *power, const struct op *op,
		  struct disk *disk)
{
	if (op->deed == DEED_WRITE)
		disk_write(disk, op->file, op->at, bytes_of(power, op),
			   op->len);
	else
		disk_truncate(disk, op->file,
			      op->deed == DEED_TRUNCATE ? op->at : 0);
}

static void wait_too(struct power *power, size_t op)
{
	if (power->count == power->room) {
		power->room = power->room == 0 ? 256 : 2 * power->room;
		power->pending = realloc(power->pending,
					 power->room * sizeof(*power->pending));
		ensure(power->pending != NULL);
	}
	power->pending[power->count++] = op;
}

/* Ops on a file up to its last removal are over: there is another now. */
static size_t last_removal(const struct power *power, enum disk_name file)
{
	for (size_t i = power->count; i-- > 0;)
		if (waiting(power, i)->deed == DEED_REMOVE &&
		    waiting(power, i)->file == file)
			return i + 1;
	return 0;
}

static void sync_folder(struct power *power)
{
	size_t over[DISK_FILES], left = 0;

	for (int file = 0; file < DISK_FILES; file++) {
		over[file] = last_removal(power, (enum disk_name)file);
		if (over[file] > 0)
			disk_truncate(power->durable, (enum disk_name)file, 0);
	}
	for (size_t i = 0; i < power->count; i++)
		if (i >= over[waiting(power, i)->file])
			power->pending[left++] = power->pending[i];
	power->count = left;
}

static void sync_file(struct power *power, enum disk_name file)
{
	size_t left = 0;

	for (size_t i = 0; i < power->count; i++) {
		const struct op *op = waiting(power, i);

		if (op->file == file)
			apply(power, op, power->durable);
		else
			power->pending[left++] = power->pending[i];
	}
	power->count = left;
}

bool power_step(struct power *power)
{
	if (power->next == power->record->count)
		return false;
	const struct op *op = &power->record->ops[power->next];
	if (op->deed == DEED_SYNC)
		sync_file(power, op->file);
	else if (op->deed == DEED_SYNC_FOLDER)
		sync_folder(power);
	else if (op->deed == DEED_BEGUN)
		power->begun = (uint64_t)op->at;
	else if (op->deed == DEED_ACKED)
		power->acked = (uint64_t)op->at;
	else
		wait_too(power, power->next);
	power->next++;
	return true;
}

/* --- what is found ------------------------------------------------------ */

void power_all(const struct power *power, struct disk *out)
{
	disk_copy(out, power->durable);
	for (size_t i = 0; i < power->count; i++)
		apply(power, waiting(power, i), out);
}

void power_none(const struct power *power, struct disk *out)
{
	disk_copy(out, power->durable);
}

/* The first place in a write at which its last page may be torn. */
static int64_t first_tear(const struct op *op)
{
	int64_t from = op->at + max_i64(op->len - LAST_PAGE, 0);

	return (from / DISK_SECTOR + 1) * DISK_SECTOR;
}

/* The last write that waits; count: there is none. */
static size_t last_write(const struct power *power)
{
	for (size_t i = power->count; i-- > 0;)
		if (waiting(power, i)->deed == DEED_WRITE)
			return i;
	return power->count;
}

int power_tears(const struct power *power)
{
	size_t last = last_write(power);

	if (last == power->count)
		return 0;
	const struct op *op = waiting(power, last);
	int64_t from = first_tear(op), to = op->at + op->len;
	return from >= to ? 1
			  : (int)((to - from + DISK_SECTOR - 1) / DISK_SECTOR);
}

void power_torn(const struct power *power, int tear, struct disk *out)
{
	size_t last = last_write(power);

	disk_copy(out, power->durable);
	for (size_t i = 0; i < power->count; i++) {
		const struct op *op = waiting(power, i);

		if (i != last) {
			apply(power, op, out);
			continue;
		}
		int64_t end = first_tear(op) + (int64_t)tear * DISK_SECTOR;
		disk_write(out, op->file, op->at, bytes_of(power, op),
			   min_i64(end - op->at, op->len));
	}
}

/* --- drawing ------------------------------------------------------------ */

/* Each sector of a write is there or not. */
static void apply_sectors(const struct power *power, const struct op *op,
			  uint64_t *state, struct disk *out)
{
	int64_t end = op->at + op->len;

	for (int64_t at = op->at; at < end;) {
		int64_t next = (at / DISK_SECTOR + 1) * DISK_SECTOR;
		int64_t to = min_i64(next, end);

		if (draw_below(state, 2) == 0)
			disk_write(out, op->file, at,
				   bytes_of(power, op) + (at - op->at),
				   to - at);
		at = to;
	}
}

/* Its name and size are written, its bytes are not. */
static void only_grow(const struct op *op, struct disk *out)
{
	if (op->deed == DEED_WRITE &&
	    op->at + op->len > out->files[op->file].len)
		disk_truncate(out, op->file, op->at + op->len);
}

/* How many files of that name there were since the sync. */
static uint64_t removals(const struct power *power, enum disk_name file)
{
	uint64_t count = 0;

	for (size_t i = 0; i < power->count; i++)
		count += waiting(power, i)->deed == DEED_REMOVE &&
			 waiting(power, i)->file == file;
	return count;
}

/* The ops on those files that are found, in order; returns how many. */
static size_t choose_files(const struct power *power, uint64_t *state,
			   size_t *chosen, struct disk *out)
{
	uint64_t found[DISK_FILES], seen[DISK_FILES] = {0};
	size_t count = 0;

	for (int file = 0; file < DISK_FILES; file++) {
		found[file] = draw_below(
		    state, removals(power, (enum disk_name)file) + 1);
		if (found[file] > 0)
			disk_truncate(out, (enum disk_name)file, 0);
	}
	for (size_t i = 0; i < power->count; i++) {
		const struct op *op = waiting(power, i);

		if (op->deed == DEED_REMOVE)
			seen[op->file]++;
		else if (seen[op->file] == found[op->file])
			chosen[count++] = i;
	}
	return count;
}

static void shuffle(size_t *items, size_t count, uint64_t *state)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = draw_below(state, i), item = items[i - 1];

		items[i - 1] = items[j];
		items[j] = item;
	}
}

void power_drawn(const struct power *power, uint64_t *state, struct disk *out)
{
	size_t *chosen = calloc(power->count + 1, sizeof(*chosen));

	ensure(chosen != NULL);
	disk_copy(out, power->durable);
	size_t count = choose_files(power, state, chosen, out);
	uint64_t kept = draw_below(state, 9); /* eighths */
	if (draw_below(state, 2) == 0)
		shuffle(chosen, count, state);
	for (size_t i = 0; i < count; i++) {
		const struct op *op = waiting(power, chosen[i]);

		if (draw_below(state, 8) >= kept) {
			if (draw_below(state, 4) == 0)
				only_grow(op, out);
		} else if (op->deed == DEED_WRITE &&
			   draw_below(state, 3) == 0) {
			apply_sectors(power, op, state, out);
		} else {
			apply(power, op, out);
		}
	}
	free(chosen);
}
