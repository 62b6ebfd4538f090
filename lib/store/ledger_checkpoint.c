/*
 * Checkpoints. SQLite moves the whole WAL at once, so what a checkpoint costs
 * is decided by the pages since the last one, and a checkpoint stops the
 * ledger. Many small ones keep the longest wait short; few large ones save
 * work, since a page that many commits changed is moved once. Hence two
 * bounds: a low one when nobody waits, a high one when somebody does.
 */
#include <sys/stat.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

enum {
	/* Nobody waits: fewer are not worth a sync of their own. */
	PAGES_IDLE = 64,
	/* Somebody waits for 3 to 5 ms; with 1000 it was 12, and a tenth more
	 * claims a second. */
	PAGES_BUSY = 256,
};

static int count_pages(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct ledger *ledger = ctx;

	(void)db;
	(void)name;
	ledger->wal_pages = pages;
	return SQLITE_OK;
}

void ledger_watch_wal(struct ledger *ledger)
{
	sqlite3_wal_hook(ledger->db, count_pages, ledger);
}

static int move_pages(struct ledger *ledger, int mode)
{
	int in_wal, moved;
	int rc =
	    sqlite3_wal_checkpoint_v2(ledger->db, NULL, mode, &in_wal, &moved);

	if (rc == SQLITE_OK && in_wal == moved)
		ledger->wal_pages = 0;
	return rc;
}

enum ledger_result ledger_checkpoint(struct ledger *ledger, int mode)
{
	int rc = move_pages(ledger, mode);

	if ((rc & 0xff) == SQLITE_FULL && reserve_spend(&ledger->reserve))
		rc = move_pages(ledger, mode);
	if (rc == SQLITE_OK)
		ledger->full = false;
	return ledger_result_of(ledger, rc);
}

enum ledger_result ledger_tend(struct ledger *ledger, bool idle)
{
	enum ledger_result result = LEDGER_OK;

	ensure(ledger->transaction == TRANSACTION_NONE);
	if (ledger->broken)
		return LEDGER_BROKEN;
	if (ledger->full ||
	    ledger->wal_pages >= (idle ? PAGES_IDLE : PAGES_BUSY))
		result = ledger_checkpoint(ledger, SQLITE_CHECKPOINT_PASSIVE);
	if (idle && result == LEDGER_OK)
		reserve_fill(&ledger->reserve);
	return result;
}
