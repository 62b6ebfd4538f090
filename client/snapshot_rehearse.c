#include "client/snapshot_rehearse.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "client/control_client.h"
#include "client/progress.h"
#include "desk/control.h"

/* --- the wish ----------------------------------------------------------- */

/* "12", "12.5" or "12,50": euros, to cents. */
static bool read_euros(const char *text, cents *out)
{
	size_t whole = strspn(text, "0123456789");
	const char *rest = text + whole;

	if (whole == 0 || whole > 9)
		return false;
	*out = strtoll(text, NULL, 10) * 100;
	if (*rest == '\0')
		return true;
	size_t digits = strspn(rest + 1, "0123456789");
	if ((*rest != '.' && *rest != ',') || digits < 1 || digits > 2 ||
	    rest[1 + digits] != '\0')
		return false;
	*out += strtoll(rest + 1, NULL, 10) * (digits == 1 ? 10 : 1);
	return true;
}

bool rehearse_read_wish(const struct args *args, struct rehearse_wish *wish,
			struct err *e)
{
	const char *shift = args_value(args, OPT_MAX_SHIFT, NULL);

	*wish = (struct rehearse_wish){.max_denials = -1, .max_shift = -1};
	if (!args_number(args, OPT_REHEARSE, 1, REHEARSE_DAYS_MAX, &wish->days,
			 e) ||
	    !args_number(args, OPT_MAX_DENIALS, 0, INT32_MAX,
			 &wish->max_denials, e))
		return false;
	if (shift != NULL && !read_euros(shift, &wish->max_shift))
		return err_set(e, ERR_USAGE,
			       "--max-shift %s: expected euros, e.g. 250 or "
			       "12.50",
			       shift);
	if (wish->days == 0 && (wish->max_denials >= 0 || shift != NULL))
		return err_set(e, ERR_USAGE,
			       "--max-denials and --max-shift need --rehearse "
			       "DAYS");
	return true;
}

bool rehearsed_is_within(const struct rehearsed *rehearsed,
			 const struct rehearse_wish *wish, struct err *e)
{
	char memory[64];
	struct text euros;

	if (wish->max_denials >= 0 && rehearsed->denials > wish->max_denials)
		return err_set(e, ERR_CHANGES_TOO_MUCH,
			       "of the claims of the last %lld days %lld would "
			       "be denied that were not; --max-denials allows "
			       "%lld",
			       (long long)wish->days,
			       (long long)rehearsed->denials,
			       (long long)wish->max_denials);
	if (wish->max_shift < 0 || rehearsed->shift <= wish->max_shift)
		return true;
	text_init(&euros, memory, sizeof(memory));
	text_euro_en(&euros, rehearsed->shift);
	text_str(&euros, "; --max-shift allows ");
	text_euro_en(&euros, wish->max_shift);
	return err_set(e, ERR_CHANGES_TOO_MUCH,
		       "amounts of the claims of the last %lld days would "
		       "shift by %s",
		       (long long)wish->days, memory);
}

/* --- adding up ---------------------------------------------------------- */

static bool was_denied(const struct doc_node *side)
{
	return strcmp(doc_get_str(side, "outcome", ""), "deny") == 0;
}

/* More than are listed are counted and summed all the same. */
static bool is_listed(struct rehearsed *r)
{
	if (r->change_count + r->failure_count < REHEARSED_LISTED_MAX)
		return true;
	r->unlisted++;
	return false;
}

static char *as_json(const struct doc_node *node)
{
	char *json = doc_compact(node);

	ensure(json != NULL);
	return json;
}

static void keep_change(struct rehearsed *r, const struct doc_node *change,
			cents shift)
{
	size_t n = r->change_count;

	if (!is_listed(r))
		return;
	/* Room for twice as many whenever their number is a power of two. */
	if ((n & (n - 1)) == 0)
		r->changes = realloc(r->changes, (n == 0 ? 1 : 2 * n) *
						     sizeof(*r->changes));
	ensure(r->changes != NULL);
	r->changes[r->change_count++] =
	    (struct rehearsed_change){as_json(change), shift, n};
}

static void keep_failure(struct rehearsed *r, const struct doc_node *failure)
{
	size_t n = r->failure_count;

	if (!is_listed(r))
		return;
	if ((n & (n - 1)) == 0)
		r->failures = realloc(r->failures, (n == 0 ? 1 : 2 * n) *
						       sizeof(*r->failures));
	ensure(r->failures != NULL);
	r->failures[r->failure_count++] = as_json(failure);
}

static void add_change(struct rehearsed *r, const struct doc_node *change)
{
	bool before = was_denied(doc_get(change, "before"));
	bool after = was_denied(doc_get(change, "after"));
	struct sums sums;

	sums_read(change, &sums);
	cents shift = sums_shift(&sums);
	r->denials += !before && after;
	r->rescued += before && !after;
	r->shift += shift;
	sums_add(&r->sums, &sums);
	groups_add_rules(&r->rules, change, &sums);
	group_add(groups_find(&r->articles, doc_get_str(change, "code", ""),
			      doc_get_str(change, "kind", ""),
			      doc_get_str(change, "name", "")),
		  &sums);
	keep_change(r, change, shift);
}

bool rehearsed_add(struct rehearsed *r, const struct doc_node *answer,
		   struct err *e)
{
	const struct doc_node *changes = doc_get(answer, "changes");
	const struct doc_node *failures = doc_get(answer, "failures");

	if (!doc_is_array(changes) || !doc_is_array(failures))
		return err_set(e, ERR_FAILED,
			       "the daemon's answer is unreadable");
	r->judged = doc_get_int(answer, "judged", 0);
	r->changed = doc_get_int(answer, "changed", 0);
	r->unjudged = doc_get_int(answer, "unjudged", 0);
	r->reversed = doc_get_int(answer, "reversed", 0);
	r->out_of_days = doc_get_int(answer, "out_of_days", 0);
	r->other_rules = doc_get_int(answer, "other_rules", 0);
	for (size_t i = 0; i < doc_len(changes); i++)
		add_change(r, doc_at(changes, i));
	for (size_t i = 0; i < doc_len(failures); i++)
		keep_failure(r, doc_at(failures, i));
	return true;
}

void rehearsed_free(struct rehearsed *r)
{
	for (size_t i = 0; i < r->change_count; i++)
		free(r->changes[i].json);
	for (size_t i = 0; i < r->failure_count; i++)
		free(r->failures[i]);
	free(r->changes);
	free(r->failures);
	groups_free(&r->rules);
	groups_free(&r->articles);
	memset(r, 0, sizeof(*r));
}

/* --- asking ------------------------------------------------------------- */

static volatile sig_atomic_t interrupted, has_token;

/* Until the daemon has given a token there is nothing to tell it: it drops
 * what nobody asks for. */
static void on_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
	if (!has_token)
		_exit(err_exit_status(ERR_INTERRUPTED));
}

struct asking {
	struct control *control;
	int64_t token, total, done;
	bool finished;
	struct progress progress;
};

static void copy_day(const struct doc_node *node, const char *name,
		     char out[LEN_CIVIL + 1])
{
	strncpy(out, doc_get_str(node, name, ""), LEN_CIVIL);
}

static bool begin(struct asking *a, const char *path, int64_t days,
		  struct rehearsed *out, struct err *e)
{
	char memory[2 * PATH_BYTES_MAX];
	struct text command;
	struct doc *reply;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"rehearse_begin\",\"path\":");
	text_json_string(&command, path);
	text_str(&command, ",\"days\":");
	text_int(&command, days);
	text_char(&command, '}');
	if (!control_call(a->control, &command, &reply, e))
		return false;
	const struct doc_node *root = doc_root(reply);
	a->token = doc_get_int(root, "token", 0);
	a->total = doc_get_int(root, "total", 0);
	strncpy(out->snapshot, doc_get_str(root, "snapshot", ""),
		LEN_SNAPSHOT_ID);
	copy_day(root, "from", out->from);
	copy_day(root, "first_day", out->first_day);
	copy_day(root, "last_day", out->last_day);
	doc_free(reply);
	has_token = 1;
	return true;
}

static bool call(struct asking *a, const char *verb, struct doc **reply,
		 struct err *e)
{
	char memory[96];
	struct text command;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"rehearse_");
	text_str(&command, verb);
	text_str(&command, "\",\"token\":");
	text_int(&command, a->token);
	text_char(&command, '}');
	return control_call(a->control, &command, reply, e);
}

/* A mailbox that is full now has room in a moment. */
static bool call_next(struct asking *a, struct doc **reply, struct err *e)
{
	const struct timespec pause = {.tv_nsec = 100000000};

	for (int tries = 1; !call(a, "next", reply, e); tries++) {
		if (e->code != ERR_BUSY || tries == REHEARSE_TRIES_MAX ||
		    interrupted)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

static bool take_next(struct asking *a, struct rehearsed *out, struct err *e)
{
	struct doc *reply;

	if (!call_next(a, &reply, e))
		return false;
	const struct doc_node *root = doc_root(reply);
	bool ok = rehearsed_add(out, root, e);
	a->done = doc_get_int(root, "done", 0);
	a->finished = doc_get_bool(root, "finished", false);
	doc_free(reply);
	progress_update(&a->progress, a->done, out->judged);
	return ok;
}

/* The daemon frees it; that it cannot be told changes nothing here. */
static void end(struct asking *a)
{
	struct doc *reply;
	struct err e;

	if (a->token != 0 && call(a, "end", &reply, &e))
		doc_free(reply);
}

static bool ask(struct asking *a, const char *path, int64_t days,
		struct rehearsed *out, struct err *e)
{
	bool ok = begin(a, path, days, out, e);

	if (ok)
		progress_start_counting(&a->progress, a->total, "re-judged");
	while (ok && !a->finished && !interrupted)
		ok = take_next(a, out, e);
	progress_clear(&a->progress);
	end(a);
	if (interrupted)
		return err_set(e, ERR_INTERRUPTED, "interrupted");
	return ok;
}

bool rehearse_run(const struct args *args, const char *path, int64_t days,
		  struct rehearsed *out, struct err *e)
{
	struct asking asking = {.control = NULL};
	struct sigaction catch = {.sa_handler = on_interrupt}, old;

	if (!control_open(args, &asking.control, e))
		return false;
	interrupted = has_token = 0;
	ensure(sigaction(SIGINT, &catch, &old) == 0);
	bool ok = ask(&asking, path, days, out, e);
	ensure(sigaction(SIGINT, &old, NULL) == 0);
	control_close(asking.control);
	groups_sort(&out->rules);
	groups_sort(&out->articles);
	return ok;
}
