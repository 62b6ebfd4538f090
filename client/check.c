#include "client/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/check_compare.h"
#include "client/check_core.h"
#include "client/check_replies.h"
#include "store/snapshot.h"

enum { REPORT_MAX = 65536, CASE_ID_MAX = 4096 };

struct check {
	const struct check_options *options;
	struct check_result *result;
	struct snapshot *snapshot;     /* NULL: replies or steps */
	struct check_replies *replies; /* NULL: the core or steps */
	const char *path;
	const struct rule_case *c;
	char id[CASE_ID_MAX];
	char reply[REPLY_MAX];
	char report[REPORT_MAX];
	struct err *e;
};

static void print_steps(struct check *k, const struct check_steps *steps)
{
	FILE *out = k->options->out;
	char text[2 * CHECK_JSON_MAX];
	struct text t;

	text_init(&t, text, sizeof(text));
	text_json_string(&t, k->id);
	fprintf(out, "{\"case\":%s,\"since\":\"%s\",\"steps\":[", text,
		steps->since);
	for (int i = 0; i < steps->count; i++) {
		const struct check_step *step = &steps->at[i];
		text_clear(&t);
		text_json_string(&t, step->json);
		ensure(!t.overflow);
		fprintf(out,
			"%s{\"do\":\"%s\",\"pharmacy\":\"%s\",\"json\":%s}",
			i > 0 ? "," : "", step_kind_name(step->kind),
			step->pharmacy, text);
	}
	fprintf(out, "]}\n");
}

static void print_failure(struct check *k, const char *report,
			  const char *reply)
{
	FILE *out = k->options->json ? stderr : k->options->out;

	fprintf(out, "FAIL %s:%d %s: %s", k->path, k->c->number, k->c->name,
		k->c->title);
	if (*k->c->clause != '\0')
		fprintf(out, " (%s)", k->c->clause);
	fprintf(out, "\n%s", report);
	if (*reply != '\0')
		fprintf(out, "    reply: %s\n", reply);
}

/* The reply's line, from the core or from what a daemon answered. */
static bool get_reply(struct check *k, struct check_steps *steps,
		      struct text *reply)
{
	if (k->replies != NULL)
		return check_replies_get(k->replies, k->id, k->path, steps,
					 reply, k->e);
	return check_core_run(k->snapshot, k->path, steps, reply, k->e);
}

static bool passes(struct check *k, struct check_steps *steps)
{
	struct text reply, report;

	text_init(&reply, k->reply, sizeof(k->reply));
	text_init(&report, k->report, sizeof(k->report));
	if (!get_reply(k, steps, &reply)) {
		text_str(&report, "  ! ");
		text_str(&report, k->e->message);
		text_char(&report, '\n');
	} else if (check_compare(k->c, steps, reply.data, reply.len, &report)) {
		return true;
	}
	print_failure(k, k->report, k->reply);
	return false;
}

static bool check_case(struct check *k, size_t index)
{
	struct check_steps *steps = calloc(1, sizeof(*steps));
	struct text id;

	ensure(steps != NULL);
	text_init(&id, k->id, sizeof(k->id));
	text_str(&id, k->path);
	text_char(&id, ':');
	text_str(&id, k->c->name);
	bool ok = check_steps_make(k->path, k->c, index, steps, k->e);
	if (ok && k->options->steps)
		print_steps(k, steps);
	else if (ok && passes(k, steps))
		k->result->passed++;
	else if (ok)
		k->result->failed++;
	check_steps_free(steps);
	free(steps);
	return ok;
}

static bool check_file(struct check *k, size_t *index)
{
	struct casefile file;
	bool ok = true;

	if (!casefile_read(k->path, &file, k->e))
		return false;
	for (size_t i = 0; ok && i < file.case_count; i++) {
		k->c = &file.cases[i];
		ok = check_case(k, (*index)++);
	}
	k->c = NULL;
	casefile_free(&file);
	return ok;
}

static bool open_judge(struct check *k)
{
	const struct check_options *o = k->options;

	if (o->steps)
		return true;
	if (o->replies != NULL)
		return check_replies_read(o->replies, &k->replies, k->e);
	k->snapshot = o->opened;
	if (k->snapshot != NULL)
		return true;
	if (o->snapshot == NULL)
		return err_set(k->e, ERR_USAGE,
			       "check needs --snapshot FILE to judge with");
	return snapshot_open(o->snapshot, &k->snapshot, k->e);
}

bool check_files(char *const *files, int count,
		 const struct check_options *options,
		 struct check_result *result, struct err *e)
{
	struct check *k = calloc(1, sizeof(*k));
	size_t index = 0;

	ensure(k != NULL);
	*result = (struct check_result){0};
	k->options = options;
	k->result = result;
	k->e = e;
	bool ok = open_judge(k);
	for (int i = 0; ok && i < count; i++) {
		k->path = files[i];
		ok = check_file(k, &index);
	}
	if (ok && !options->steps && !options->no_summary)
		fprintf(options->out,
			options->json ? "{\"passed\":%d,\"failed\":%d}\n"
				      : "%d passed, %d failed\n",
			result->passed, result->failed);
	if (k->snapshot != options->opened)
		snapshot_close(k->snapshot);
	check_replies_free(k->replies);
	free(k);
	return ok;
}
