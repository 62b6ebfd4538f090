#include "desk/rehearse.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "desk/clock.h"
#include "desk/commands.h"
#include "desk/rehearsal.h"

/* --- the list: the newest may be asked for, the others are being closed --- */

static void answer_error(struct job *job, enum err_code code,
			 const char *message)
{
	char memory[1024];
	struct text reply;
	struct err e;

	err_set(&e, code, "%s", message);
	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, "", &e);
	job_answer(job, &reply);
	job_deliver(job, false);
}

static const char is_over[] = "this rehearsal is over; begin again";

static void drop(struct desk *desk)
{
	struct rehearsal *rehearsal = desk->rehearsal;

	if (rehearsal == NULL)
		return;
	struct job *parked = rehearsal_stop(rehearsal);
	if (parked != NULL)
		answer_error(parked, ERR_REFUSED, is_over);
	rehearsal->older = desk->rehearsals_closing;
	desk->rehearsals_closing = rehearsal;
	desk->rehearsal = NULL;
}

/* Frees those that have been closed; returns how many have not. */
static int reap(struct desk *desk)
{
	struct rehearsal **at = &desk->rehearsals_closing;
	int closing = 0;

	while (*at != NULL) {
		struct rehearsal *rehearsal = *at;
		if (!rehearsal_is_over(rehearsal)) {
			closing++;
			at = &rehearsal->older;
			continue;
		}
		*at = rehearsal->older;
		rehearsal_free(rehearsal);
	}
	return closing;
}

void rehearse_tend(struct desk *desk)
{
	struct rehearsal *rehearsal = desk->rehearsal;

	if (rehearsal != NULL && !rehearsal->asked_for &&
	    clock_steady_ms() - rehearsal->asked_ms > REHEARSE_ABANDONED_MS)
		drop(desk);
	(void)reap(desk);
}

void rehearse_stop(struct desk *desk)
{
	if (desk->rehearsal != NULL) {
		struct job *parked = rehearsal_stop(desk->rehearsal);
		if (parked != NULL)
			answer_error(parked, ERR_DRAINING,
				     "claimd is stopping");
		rehearsal_free(desk->rehearsal);
		desk->rehearsal = NULL;
	}
	while (desk->rehearsals_closing != NULL) {
		struct rehearsal *rehearsal = desk->rehearsals_closing;
		desk->rehearsals_closing = rehearsal->older;
		rehearsal_free(rehearsal);
	}
}

bool rehearse_park(struct desk *desk, struct job *job)
{
	return rehearsal_park(desk->rehearsal, job);
}

/* From now on it may be abandoned. */
static void answered(struct rehearsal *rehearsal)
{
	rehearsal->asked_for = false;
	rehearsal->asked_ms = clock_steady_ms();
}

/* It goes on at the end of the mailbox, or when a worker has something. */
static enum ledger_result go_on(struct job *job, bool parked,
				struct text *reply)
{
	job->again = true;
	job->park = parked ? rehearse_park : NULL;
	text_str(reply, "{}"); /* nobody gets it */
	return LEDGER_OK;
}

/* --- begin -------------------------------------------------------------- */

static bool read_begin(const struct job *job, const char **path, int64_t *days,
		       struct err *e)
{
	const struct doc_node *command = doc_root(job->command);

	*path = doc_get_str(command, "path", "");
	*days = doc_get_int(command, "days", 0);
	if ((*path)[0] != '/' || strlen(*path) >= PATH_MAX)
		return err_field(e, ERR_BAD_FIELD, "/path",
				 "expected an absolute path");
	if (*days < 1 || *days > REHEARSE_DAYS_MAX)
		return err_field(e, ERR_BAD_FIELD, "/days",
				 "expected 1 to %d days", REHEARSE_DAYS_MAX);
	return true;
}

/* What is recorded from now on is left out, or it might never end. */
static bool begin(struct desk *desk, struct job *job, struct err *e)
{
	const char *path;
	int64_t days;

	if (!read_begin(job, &path, &days, e))
		return false;
	drop(desk);
	if (reap(desk) >= REHEARSALS_CLOSING_MAX)
		return err_set(e, ERR_BUSY,
			       "earlier rehearsals are still being closed");
	job->token = ++desk->rehearse_token;
	struct rehearsal *r = rehearsal_new(&desk->mailbox, job->token, path);
	r->from = desk->today - (civil_day)days + 1;
	r->first = ledger_first_since(desk->ledger, clock_day_begins(r->from));
	r->end = ledger_next_seq(desk->ledger);
	r->asked_for = true;
	desk->rehearsal = r;
	return true;
}

static struct rehearsal *find(struct desk *desk, int64_t token, struct err *e)
{
	struct rehearsal *rehearsal = desk->rehearsal;

	if (rehearsal != NULL && rehearsal->token == token)
		return rehearsal;
	err_field(e, ERR_REFUSED, "/token", is_over);
	return NULL;
}

static void write_begun(struct text *reply, const struct rehearsal *r,
			const struct snapshot_info *info)
{
	text_str(reply, "{\"ok\":true");
	put_int(reply, "token", r->token);
	put_str(reply, "snapshot", info->id);
	put_date(reply, "first_day", info->first_day);
	put_date(reply, "last_day", info->last_day);
	put_date(reply, "from", r->from);
	put_int(reply, "total", (int64_t)(r->end - r->first));
	text_char(reply, '}');
}

/* The first time it starts a thread that opens the snapshot. */
enum ledger_result rehearse_begin(struct desk *desk, struct job *job,
				  struct text *reply)
{
	struct err e;
	bool failed;

	job->again = false;
	if (job->token == 0) {
		if (!begin(desk, job, &e))
			return command_refuse(desk, &e, reply);
		return go_on(job, true, reply);
	}
	struct rehearsal *rehearsal = find(desk, job->token, &e);
	if (rehearsal == NULL)
		return command_refuse(desk, &e, reply);
	const struct snapshot_info *info =
	    rehearsal_info(rehearsal, &failed, &e);
	if (info == NULL) {
		ensure(failed);
		drop(desk);
		return command_refuse(desk, &e, reply);
	}
	write_begun(reply, rehearsal, info);
	answered(rehearsal);
	return LEDGER_OK;
}

/* --- next --------------------------------------------------------------- */

static void write_list(struct text *reply, const char *name, struct text *list)
{
	put_open(reply, name, '[');
	text_bytes(reply, list->data, list->len);
	text_char(reply, ']');
	text_clear(list);
}

static void write_progress(struct text *reply, struct rehearsal *r,
			   bool finished)
{
	const struct rehearse_tally *tally = &r->tally;

	text_str(reply, "{\"ok\":true");
	put_int(reply, "done", (int64_t)(r->done - r->first));
	put_int(reply, "total", (int64_t)(r->end - r->first));
	put_int(reply, "judged", tally->judged);
	put_int(reply, "changed", tally->changed);
	put_int(reply, "unjudged", tally->unjudged);
	put_int(reply, "reversed", tally->reversed);
	put_int(reply, "out_of_days", tally->out_of_days);
	put_int(reply, "other_rules", tally->other_rules);
	write_list(reply, "changes", &r->changed);
	write_list(reply, "failures", &r->unjudged);
	put_bool(reply, "finished", finished);
	text_char(reply, '}');
}

/* The rehearsal that a job goes on with; one at a time asks for it. */
static struct rehearsal *find_next(struct desk *desk, struct job *job,
				   struct err *e)
{
	int64_t token = doc_get_int(doc_root(job->command), "token", 0);
	struct rehearsal *rehearsal = find(desk, token, e);

	if (rehearsal == NULL || job->began_us != 0)
		return rehearsal;
	if (rehearsal->asked_for) {
		err_set(e, ERR_BUSY, "it is being asked for already");
		return NULL;
	}
	rehearsal->asked_for = true;
	job->began_us = clock_steady_us();
	return rehearsal;
}

enum ledger_result rehearse_next(struct desk *desk, struct job *job,
				 struct text *reply)
{
	int64_t now_us = clock_steady_us();
	struct err e;

	job->again = false;
	struct rehearsal *rehearsal = find_next(desk, job, &e);
	if (rehearsal == NULL)
		return command_refuse(desk, &e, reply);
	enum rehearse_turn turn =
	    rehearsal_turn(rehearsal, desk->ledger, now_us + REHEARSE_SLICE_US);
	bool goes_on = turn == TURN_MORE || turn == TURN_WAIT;
	if (goes_on && now_us - job->began_us < REHEARSE_ANSWER_US)
		return go_on(job, turn == TURN_WAIT, reply);
	write_progress(reply, rehearsal, turn == TURN_FINISHED);
	answered(rehearsal);
	return LEDGER_OK;
}

/* --- end ---------------------------------------------------------------- */

enum ledger_result rehearse_end(struct desk *desk, struct job *job,
				struct text *reply)
{
	int64_t token = doc_get_int(doc_root(job->command), "token", 0);
	struct err e;

	if (find(desk, token, &e) == NULL)
		return command_refuse(desk, &e, reply);
	drop(desk);
	text_str(reply, "{\"ok\":true}");
	return LEDGER_OK;
}
