/*
 * The ledger's invariants. Whoever changes a file of the ledger keeps them.
 *
 *  1. One connection of one thread opens the file, writes it and checkpoints
 *     it. locking_mode=EXCLUSIVE comes before journal_mode=WAL, so that
 *     SQLite itself keeps every other process out. (With two connections, one
 *     committing while the other checkpoints, SQLite before 3.51.3 can
 *     corrupt a WAL.)
 *  2. Entries are added and never changed. seq runs from 1 without gaps;
 *     seq of the next entry is head.seq + 1.
 *  3. Each entry's hash covers the hash before it, all its columns and the
 *     digest of its reference facts (ledger_chain.c). `previous` of the first
 *     is all zeros.
 *  4. (pharmacy, request_id) is unique. The caller looks before it appends;
 *     a collision is a bug and aborts.
 *  5. trace, reversal and permit follow from the entries. A row of trace may
 *     stand in recent instead (ledger_recent.h), or, until its piece there is
 *     removed, in both. Only two columns ever change, each once and from 0:
 *     reversed_by of a row of trace and permit.revoked_by, to the seq of the
 *     entry that caused it. So the state before entry n is: rows with seq < n, where a
 *     reversed_by >= n counts as 0.
 *  6. A commit that returned LEDGER_OK is synced (synchronous=FULL). Only
 *     then may a reply leave.
 *  7. After LEDGER_FULL nothing of the transaction stands: a full disk is
 *     reported by writes only (a sync that says so made a write, wal_vfs.h),
 *     and a commit counts from its last frame on, which then was not written.
 *     A failing sync is an I/O error.
 *  8. After any other failure of a write the outcome is unknown: the ledger
 *     is broken for good, says LEDGER_BROKEN to everything and does not
 *     checkpoint when it is closed. A failing read ends the process, since
 *     no caller could answer anything after it.
 *  9. No statement stays open between two calls of the ledger: what a caller
 *     gets is copied. So a checkpoint always reaches the end of the WAL, and
 *     the next commit begins it anew.
 * 10. No BSN: patients are keys, and no error text holds a value of a row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

/* --- statements --------------------------------------------------------- */

static bool is_bug(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_TOOBIG:
		return true;
	default:
		return false;
	}
}

enum ledger_result ledger_result_of(struct ledger *ledger, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE)
		return LEDGER_OK;
	ensure(!is_bug(rc));
	if ((rc & 0xff) == SQLITE_FULL) {
		ledger->full = true;
		return LEDGER_FULL;
	}
	ledger->broken = true;
	return LEDGER_BROKEN;
}

static void forget_transaction(struct ledger *ledger)
{
	ledger->now = ledger->committed;
	ledger->known.whole = false;
	ledger_reference_forget(ledger);
	recent_rollback(ledger->recent, ledger->now.head.seq);
}

/* Undoes what SQLite has not undone by itself. */
static void undo(struct ledger *ledger)
{
	forget_transaction(ledger);
	if (sqlite3_get_autocommit(ledger->db))
		return;
	int rc = sqlite3_step(ledger->sql[SQL_ROLLBACK]);
	sqlite3_reset(ledger->sql[SQL_ROLLBACK]);
	if (rc != SQLITE_DONE)
		ledger->broken = true;
}

static enum ledger_result run(struct ledger *ledger, enum sql sql)
{
	int rc = sqlite3_step(ledger->sql[sql]);

	ensure(rc != SQLITE_ROW);
	sqlite3_reset(ledger->sql[sql]);
	return ledger_result_of(ledger, rc);
}

enum ledger_result ledger_write(struct ledger *ledger, enum sql sql)
{
	if (ledger->broken)
		return LEDGER_BROKEN;
	if (ledger->transaction == TRANSACTION_FAILED)
		return LEDGER_FULL;
	ensure(ledger->transaction == TRANSACTION_OPEN);
	enum ledger_result result = run(ledger, sql);
	if (result != LEDGER_OK) {
		ledger->transaction = TRANSACTION_FAILED;
		undo(ledger);
	}
	return ledger->broken ? LEDGER_BROKEN : result;
}

void ledger_cannot_read(struct ledger *ledger, const char *why)
{
	fprintf(stderr, "ledger: %s: cannot be read: %s\n", ledger->path, why);
	_exit(EXIT_FAILURE);
}

bool ledger_row(struct ledger *ledger, enum sql sql)
{
	int rc = sqlite3_step(ledger->sql[sql]);

	if (rc == SQLITE_ROW)
		return true;
	ensure(!is_bug(rc));
	if (rc != SQLITE_DONE)
		ledger_cannot_read(ledger, sqlite3_errmsg(ledger->db));
	sqlite3_reset(ledger->sql[sql]);
	return false;
}

void ledger_reset(struct ledger *ledger, enum sql sql)
{
	sqlite3_reset(ledger->sql[sql]);
}

int64_t ledger_value(struct ledger *ledger, enum sql sql, int64_t fallback)
{
	if (!ledger_row(ledger, sql))
		return fallback;
	int64_t value = sqlite3_column_int64(ledger->sql[sql], 0);
	ledger_reset(ledger, sql);
	return value;
}

char *bytes_room(struct bytes *bytes, size_t len)
{
	if (len > bytes->cap) {
		char *data = realloc(bytes->data, len);

		ensure(data);
		bytes->data = data;
		bytes->cap = len;
	}
	return bytes->data;
}

/* --- transactions ------------------------------------------------------- */

enum ledger_result ledger_begin(struct ledger *ledger)
{
	ensure(ledger->transaction == TRANSACTION_NONE);
	if (ledger->broken)
		return LEDGER_BROKEN;
	enum ledger_result result = run(ledger, SQL_BEGIN);
	if (result == LEDGER_OK)
		ledger->transaction = TRANSACTION_OPEN;
	return result;
}

enum ledger_result ledger_commit(struct ledger *ledger)
{
	enum ledger_result result = LEDGER_FULL;

	ensure(ledger->transaction != TRANSACTION_NONE);
	if (ledger->transaction == TRANSACTION_OPEN && !ledger->broken)
		result = ledger_keep_recent(ledger);
	ledger->transaction = TRANSACTION_NONE;
	if (ledger->broken || result != LEDGER_OK)
		return ledger->broken ? LEDGER_BROKEN : result;
	result = run(ledger, SQL_COMMIT);
	if (result == LEDGER_OK) {
		ledger->committed = ledger->now;
		recent_commit(ledger->recent);
	} else {
		undo(ledger);
	}
	return ledger->broken ? LEDGER_BROKEN : result;
}

void ledger_rollback(struct ledger *ledger)
{
	if (ledger->transaction == TRANSACTION_NONE)
		return;
	ledger->transaction = TRANSACTION_NONE;
	undo(ledger);
}

/* --- what the ledger says of itself ------------------------------------- */

civil_day ledger_since(const struct ledger *ledger)
{
	return ledger->since;
}

struct ledger_head ledger_head(const struct ledger *ledger)
{
	return ledger->now.head;
}

uint64_t ledger_next_seq(const struct ledger *ledger)
{
	return ledger->now.head.seq + 1;
}
