#include "client/check_replies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "wire/doc.h"

/* Lines are few (a case has a handful of steps): searched in order. */
struct check_replies {
	size_t count, room;
	char **lines;
};

static void add_line(struct check_replies *r, char *line)
{
	if (r->count == r->room) {
		r->room = r->room == 0 ? 256 : 2 * r->room;
		r->lines = realloc(r->lines, r->room * sizeof(*r->lines));
		ensure(r->lines != NULL);
	}
	r->lines[r->count++] = line;
}

bool check_replies_read(const char *path, struct check_replies **out,
			struct err *e)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (in == NULL)
		return err_set(e, ERR_NOT_FOUND, "%s: %s", path,
			       strerror(errno));
	*out = calloc(1, sizeof(**out));
	ensure(*out != NULL);
	while ((len = getline(&line, &room, in)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		add_line(*out, line);
		line = NULL;
		room = 0;
	}
	free(line);
	(void)fclose(in);
	return true;
}

void check_replies_free(struct check_replies *replies)
{
	if (replies == NULL)
		return;
	for (size_t i = 0; i < replies->count; i++)
		free(replies->lines[i]);
	free(replies->lines);
	free(replies);
}

/* CASE<tab>step<tab>reply */
static const char *find(const struct check_replies *r, const char *id, int step)
{
	size_t len = strlen(id);

	for (size_t i = 0; i < r->count; i++) {
		const char *line = r->lines[i];
		char *end;
		if (strncmp(line, id, len) != 0 || line[len] != '\t')
			continue;
		if (strtol(line + len + 1, &end, 10) == step && *end == '\t')
			return end + 1;
	}
	return NULL;
}

static bool as_meant(struct check_step *step, const char *reply)
{
	struct err ignored;
	struct doc *doc;

	if (!doc_parse(reply, strlen(reply), &doc, &ignored))
		return false;
	bool ok = strcmp(doc_get_str(doc_root(doc), "outcome", ""),
			 step->outcome) == 0;
	struct text t;
	text_init(&t, step->claim, sizeof(step->claim));
	text_str(&t, doc_get_str(doc_root(doc), "claim", ""));
	doc_free(doc);
	return ok;
}

bool check_replies_get(const struct check_replies *replies, const char *id,
		       const char *path, struct check_steps *steps,
		       struct text *reply, struct err *e)
{
	for (int i = 0; i < steps->count; i++) {
		struct check_step *step = &steps->at[i];
		if (step->kind == STEP_HISTORY)
			continue;
		const char *got = find(replies, id, i);
		if (got == NULL)
			return err_set(e, ERR_FAILED,
				       "%s:%d: no reply to the "
				       "%s step",
				       path, step->line,
				       step_kind_name(step->kind));
		if (step->kind == STEP_REQUEST)
			text_str(reply, got);
		else if (!as_meant(step, got))
			return err_set(
			    e, ERR_FAILED, "%s:%d: the %s step got: %.300s",
			    path, step->line, step_kind_name(step->kind), got);
	}
	return true;
}
