/* snapshot diff: what another snapshot would change. */
#include "client/snapshot_diff.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/files.h"
#include "client/out.h"

bool diff_is_outside(const struct diff *diff,
		     const struct snapshot_change *change)
{
	const struct snapshot_info *info = snapshot_info(diff->words.is);

	return change->to < info->first_day || change->from > info->last_day;
}

bool diff_is_left_out(const struct diff *diff,
		      const struct snapshot_change *change)
{
	return !diff->words.full && !diff->json &&
	       diff_is_outside(diff, change);
}

static void keep(struct diff *diff, const struct supplied_article *article)
{
	if (diff->kept_count == diff->kept_cap) {
		diff->kept_cap = diff->kept_cap == 0 ? 64 : 2 * diff->kept_cap;
		diff->kept =
		    realloc(diff->kept, diff->kept_cap * sizeof(*diff->kept));
		ensure(diff->kept != NULL);
	}
	struct diff_kept *kept = &diff->kept[diff->kept_count];
	*kept = (struct diff_kept){.article = article,
				   .order = diff->kept_count++,
				   .line = strdup(diff->line)};
	ensure(kept->line != NULL);
}

const struct supplied_article *diff_find(const struct diff *diff,
					 const struct snapshot_change *change,
					 const struct snapshot_change *instead)
{
	const struct supplied_article *a =
	    supplied_find(&diff->supplied, change);
	const struct supplied_article *b =
	    instead != NULL ? supplied_find(&diff->supplied, instead) : NULL;

	return a == NULL || (b != NULL && b < a) ? b : a;
}

void diff_line_text(struct diff *diff, const struct snapshot_change *change,
		    const struct snapshot_change *instead)
{
	struct text line;

	text_init(&line, diff->line, DIFF_LINE_MAX);
	if (instead != NULL)
		words_swap(&diff->words, change, instead, &line);
	else
		words_change(&diff->words, change, &line);
	ensure(!line.overflow);
}

/* As a line under the article's name. */
static void keep_text(void *ctx, const struct snapshot_change *change,
		      const struct snapshot_change *instead)
{
	struct diff *diff = ctx;
	const struct supplied_article *article =
	    diff_find(diff, change, instead);

	if (article == NULL)
		return;
	diff->words.this_zi = article->zi;
	diff_line_text(diff, change, instead);
	diff->words.this_zi = NULL;
	keep(diff, article);
}

static void keep_json(struct diff *diff, const struct snapshot_change *change)
{
	const struct supplied_article *article = diff_find(diff, change, NULL);

	if (article == NULL)
		return;
	diff_line_json(diff, change, article);
	keep(diff, article);
}

static void count(struct diff *diff, const struct snapshot_change *change)
{
	struct diff_counts *counts = &diff->counts[change->table];

	counts->kinds[change->kind]++;
	if (supplied_find(&diff->supplied, change) != NULL)
		counts->supplied++;
	for (int i = 0; i < CHANGE_COLUMNS_MAX; i++)
		if (change->kind == CHANGE_CHANGED)
			counts->columns[i] +=
			    (int64_t)(change->columns >> i & 1);
}

/* The first walk: counts, and keeps what comes first. */
static void look_at(void *ctx, const struct snapshot_change *change)
{
	struct swap *swap = ctx;
	struct diff *diff = swap->ctx;

	if (diff_is_left_out(diff, change)) {
		diff->outside++;
		return;
	}
	count(diff, change);
	if (diff->json)
		keep_json(diff, change);
	else
		swap_feed(swap, change);
}

/* The most supplied first; of one article in the order of the walk. */
static int compare_kept(const void *a, const void *b)
{
	const struct diff_kept *left = a, *right = b;

	if (left->article != right->article)
		return left->article < right->article ? -1 : 1;
	return left->order < right->order ? -1 : 1;
}

static bool compare(struct diff *diff, struct err *e)
{
	struct swap swap = {.tell = keep_text, .ctx = diff};

	supplied_look_up(&diff->supplied, diff->words.was, diff->words.is);
	if (!snapshot_diff(diff->words.was, diff->words.is, look_at, &swap, e))
		return false;
	swap_end(&swap);
	if (diff->kept_count > 0)
		qsort(diff->kept, diff->kept_count, sizeof(*diff->kept),
		      compare_kept);
	return diff->json ? diff_print_json(diff, e) : diff_print_text(diff, e);
}

/* After both were opened: what is no snapshot is said at once. */
static bool rehearse(const struct args *args, struct diff *diff, struct err *e)
{
	char path[PATH_BYTES_MAX];

	return diff->wish.days == 0 ||
	       (path_absolute(args->operands[1], path, e) &&
		rehearse_run(args, path, diff->wish.days, &diff->rehearsed, e));
}

static void print_rehearsed(const struct diff *diff)
{
	if (diff->wish.days == 0 || diff->json)
		return;
	putchar('\n');
	rehearsed_print(&diff->rehearsed, stdout, diff->words.language,
			diff->words.full);
}

static void end(struct diff *diff)
{
	for (size_t i = 0; i < diff->kept_count; i++)
		free(diff->kept[i].line);
	free(diff->kept);
	free(diff->line);
	supplied_clear(&diff->supplied);
	rehearsed_free(&diff->rehearsed);
	snapshot_close(diff->words.was);
	snapshot_close(diff->words.is);
}

struct opening {
	const char *path;
	struct snapshot *snapshot;
	bool ok;
	struct err e;
};

static void *open_one(void *ctx)
{
	struct opening *opening = ctx;

	opening->ok =
	    snapshot_open(opening->path, &opening->snapshot, &opening->e);
	return NULL;
}

/* Checking a large file takes seconds: both are checked at once. */
static bool open_both(const struct args *args, struct diff *diff, struct err *e)
{
	struct opening was = {.path = args->operands[0]};
	struct opening is = {.path = args->operands[1]};
	pthread_t thread;

	ensure(pthread_create(&thread, NULL, open_one, &was) == 0);
	open_one(&is);
	ensure(pthread_join(thread, NULL) == 0);
	diff->words.was = was.snapshot;
	diff->words.is = is.snapshot;
	if (!was.ok || !is.ok)
		*e = was.ok ? is.e : was.e;
	return was.ok && is.ok;
}

int cmd_snapshot_diff(const struct args *args)
{
	struct diff diff = {.json = args_has(args, OPT_JSON)};
	int status = 0;
	struct err e;

	diff.words.full = args_has(args, OPT_FULL);
	diff.line = malloc(DIFF_LINE_MAX);
	ensure(diff.line != NULL);
	if (!args_language(args, &diff.words.language, &e) ||
	    !rehearse_read_wish(args, &diff.wish, &e) ||
	    !supplied_ask(args, &diff.supplied, &e) ||
	    !open_both(args, &diff, &e) || !rehearse(args, &diff, &e) ||
	    !compare(&diff, &e))
		status = out_fail(args, &e, NULL);
	else
		print_rehearsed(&diff);
	end(&diff);
	return status;
}
