/*
 * The moment of a switch, on the desk, between two batches. All that takes
 * time is done by the loader: before it (opening) and after it (closing).
 */
#include <syslog.h>

#include "desk/commands.h"
#include "desk/loader.h"
#include "desk/record.h"

/* References of one snapshot are never asked for another's claims: both go
 * and come together. */
static void exchange(struct desk *desk, struct job *job)
{
	struct text previous;

	text_init(&previous, job->previous, sizeof(job->previous));
	text_str(&previous, desk_snapshot_id(desk));
	loader_retire(desk->loader, desk->snapshot, desk->references);
	desk->snapshot = job->snapshot;
	desk->references = job->references;
	job->snapshot = NULL;
	job->references = NULL;
	desk_log(desk, LOG_NOTICE, "snapshot %s in use, was %s",
		 desk_snapshot_id(desk), job->previous);
}

/* A batch that finds the disk full runs twice: it has switched by then. */
enum ledger_result snapshot_switch(struct desk *desk, struct job *job,
				   struct text *reply)
{
	if (job->snapshot != NULL)
		exchange(desk, job);
	text_str(reply, "{\"ok\":true");
	put_str(reply, "snapshot", desk_snapshot_id(desk));
	put_str(reply, "previous", job->previous);
	text_char(reply, '}');
	return LEDGER_OK;
}
