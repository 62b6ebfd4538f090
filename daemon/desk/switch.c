/*
 * The moment of a switch, on the desk, between two batches. All that takes
 * time is done by the loader: before it (opening) and after it (closing).
 */
#include <stdlib.h>
#include <syslog.h>

#include "desk/commands.h"
#include "desk/loader.h"
#include "desk/record.h"

static void log_switch(struct desk *desk, const char *previous)
{
	const struct served *served = desk->served;
	const char *key = served->manifest.key;
	const char *reason = served->reason;

	desk_log(desk, LOG_NOTICE,
		 "snapshot %s in use by %s, was %s: sequence %lld, %s%s%s%s",
		 desk_snapshot_id(desk), switch_how_name(served->how),
		 previous[0] != '\0' ? previous : "none",
		 (long long)served->manifest.sequence,
		 key[0] != '\0' ? "key " : "unsigned", key,
		 reason[0] != '\0' ? ", because: " : "", reason);
}

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
	free(desk->served);
	desk->served = job->served;
	job->snapshot = NULL;
	job->references = NULL;
	job->served = NULL;
	log_switch(desk, job->previous);
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
