#include "client/whatif_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "base/suggest.h"
#include "client/casefile.h"
#include "client/columns.h"
#include "client/leaves.h"
#include "client/limits.h"
#include "client/out.h"
#include "client/whatif_print.h"
#include "wire/edit.h"
#include "wire/field_names.h"

enum {
	NAME_WIDTH = 36,
	/* A value of the longest request, or what is expected of one. */
	FIELD_TEXT_BYTES = 4096,
};

struct loop {
	struct whatif *w;
	enum language language;
	/* What `undo` goes back to; the newest is last. */
	char *undo[WHATIF_UNDO_MAX];
	int undo_count;
	bool ended;
	int status; /* of the first line that failed */
};

static char *copy(const char *request)
{
	char *bytes = strdup(request);

	ensure(bytes != NULL);
	return bytes;
}

static void fail(struct loop *loop, const struct err *e)
{
	char memory[512];
	struct text hint;

	text_init(&hint, memory, sizeof(memory));
	const char *said = e->code == ERR_USAGE
			       ? "help lists what can be typed here"
			       : whatif_hint(loop->w, e, &hint);
	int status = out_fail(loop->w->args, e, said);
	if (loop->status == 0)
		loop->status = status;
}

static void show(struct loop *loop)
{
	if (args_has(loop->w->args, OPT_JSON))
		whatif_print_json(loop->w);
	else
		whatif_print(loop->w, loop->language);
}

/* ---- changes ------------------------------------------------------------ */

/* So many are kept: the oldest is forgotten. */
static void remember(struct loop *loop, char *request)
{
	if (loop->undo_count == WHATIF_UNDO_MAX) {
		free(loop->undo[0]);
		memmove(loop->undo, loop->undo + 1,
			(WHATIF_UNDO_MAX - 1) * sizeof(loop->undo[0]));
		loop->undo_count--;
	}
	loop->undo[loop->undo_count++] = request;
}

/* Takes the request over; true when it could be decided. */
static bool go_to(struct loop *loop, char *request)
{
	struct err e;

	if (whatif_try(loop->w, request, &e)) {
		show(loop);
		return true;
	}
	fail(loop, &e);
	return false;
}

/* Takes the quotation marks off the value of FIELD="a value". */
static bool unquote_value(char *word, struct err *e)
{
	char *equals = strchr(word, '=');
	char *value = equals != NULL ? equals + 1 : word;
	char *bare = value;

	if (!case_unquote(&bare))
		return err_set(e, ERR_USAGE,
			       "expected one pair of quotation marks around a "
			       "value");
	memmove(value, bare, strlen(bare) + 1);
	return true;
}

/* All that a line sets, or nothing of it. */
static void change_all(struct loop *loop, char *line)
{
	char *before = copy(loop->w->now), *request = copy(loop->w->now);
	struct err e;
	char *word;

	while ((word = case_word(&line)) != NULL)
		if (!unquote_value(word, &e) ||
		    !whatif_assign(&request, word, &e)) {
			fail(loop, &e);
			free(request);
			free(before);
			return;
		}
	if (go_to(loop, request))
		remember(loop, before);
	else
		free(before);
}

/* ---- words -------------------------------------------------------------- */

static void run_undo(struct loop *loop)
{
	if (loop->undo_count == 0) {
		puts("there is nothing to take back");
		return;
	}
	if (go_to(loop, copy(loop->undo[loop->undo_count - 1])))
		free(loop->undo[--loop->undo_count]);
}

static void run_reset(struct loop *loop)
{
	char *before = copy(loop->w->now);

	if (go_to(loop, copy(loop->w->start)))
		remember(loop, before);
	else
		free(before);
}

/* Of a list of objects the elements are shown, not the list. */
static bool has_below(const struct leaves *leaves, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < leaves->count; i++)
		if (strncmp(leaves->at[i].name, name, len) == 0 &&
		    leaves->at[i].name[len] == '.')
			return true;
	return false;
}

static struct leaf *find_leaf(const struct leaves *leaves, const char *name)
{
	for (size_t i = 0; i < leaves->count; i++)
		if (strcmp(leaves->at[i].name, name) == 0)
			return &leaves->at[i];
	return NULL;
}

static void print_field(const char *name, const char *text)
{
	struct columns columns = columns_fit();

	columns.side -= (NAME_WIDTH - columns.label) / 2;
	columns.label = NAME_WIDTH;
	columns_row(&columns, name, text, NULL);
}

/* The value of what is there, and what the rest would have to be. */
static void show_field(void *ctx, const char *name, const char *expected)
{
	struct leaves *leaves = ctx;
	struct leaf *leaf = find_leaf(leaves, name);
	char memory[FIELD_TEXT_BYTES];
	struct text t;

	if (leaf == NULL && has_below(leaves, name))
		return;
	text_init(&t, memory, sizeof(memory));
	if (leaf != NULL) {
		leaf->seen = true;
		leaf_show(leaf->json, &t);
	} else {
		text_str(&t, "- (");
		text_str(&t, expected);
		text_char(&t, ')');
	}
	print_field(name, memory);
}

/* What the protocol's list has no name for: an ingredient after the first. */
static void show_unseen(const struct leaves *leaves)
{
	char memory[FIELD_TEXT_BYTES];
	struct text t;

	for (size_t i = 0; i < leaves->count; i++) {
		const struct leaf *leaf = &leaves->at[i];
		if (leaf->seen || strchr(leaf->name, '.') == NULL)
			continue; /* v, op and id are the envelope's */
		text_init(&t, memory, sizeof(memory));
		leaf_show(leaf->json, &t);
		print_field(leaf->name, memory);
	}
}

static void run_fields(struct loop *loop)
{
	struct leaves leaves;
	struct doc *doc;
	struct err e;

	ensure(doc_parse(loop->w->now, strlen(loop->w->now), &doc, &e));
	leaves_read(doc_root(doc), &leaves);
	field_names(whatif_kind(loop->w->now), show_field, &leaves);
	show_unseen(&leaves);
	leaves_free(&leaves);
	doc_free(doc);
}

static void run_request(struct loop *loop)
{
	const char *now = loop->w->now;
	struct doc *doc;
	struct err e;
	char *shown = edit_set(now, strlen(now), "insured.bsn", NULL, &e);

	ensure(shown != NULL && doc_parse(shown, strlen(shown), &doc, &e));
	free(shown);
	char *pretty = doc_pretty(doc_root(doc));
	ensure(pretty != NULL);
	puts(pretty);
	free(pretty);
	doc_free(doc);
}

static void run_quit(struct loop *loop)
{
	loop->ended = true;
}

static void run_help(struct loop *loop);

static const struct word {
	const char *word, *help;
	void (*run)(struct loop *loop);
} words[] = {
    {"undo", "take back what the last line changed", run_undo},
    {"reset", "take back all changes", run_reset},
    {"show", "show both decisions again", show},
    {"fields", "the fields and their present values", run_fields},
    {"request", "the request as JSON, without the BSN", run_request},
    {"help", "show this help", run_help},
    {"quit", "end; so does the end of the input", run_quit},
};

static void run_help(struct loop *loop)
{
	(void)loop;
	puts("  FIELD=VALUE …  set fields and show both decisions; the value\n"
	     "                 none takes a field away: item.days=none");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		printf("  %-13s  %s\n", words[i].word, words[i].help);
}

static void unknown_word(struct loop *loop, const char *word)
{
	struct suggest s;
	struct err e;

	suggest_start(&s, word);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		suggest_consider(&s, words[i].word);
	err_set(&e, ERR_USAGE,
		"'%.*s' is neither FIELD=VALUE nor a command%s%s%s",
		whatif_shown_len(word), word,
		s.best != NULL ? "; did you mean '" : "",
		s.best != NULL ? s.best : "", s.best != NULL ? "'?" : "");
	fail(loop, &e);
}

/* ---- lines -------------------------------------------------------------- */

static void run_line(struct loop *loop, char *line)
{
	char *word = line + strspn(line, " \t");

	word[strcspn(word, "\r\n")] = '\0';
	if (*word == '\0' || *word == '#')
		return;
	if (strchr(word, '=') != NULL) {
		change_all(loop, word);
		return;
	}
	word[strcspn(word, " \t")] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i].word, word) == 0) {
			words[i].run(loop);
			return;
		}
	unknown_word(loop, word);
}

/* A line that did not fit is read to its end and not looked at. */
static bool is_whole(struct loop *loop, const char *line)
{
	struct err e;
	int c = '\0';

	if (strchr(line, '\n') != NULL || feof(stdin) != 0)
		return true;
	while (c != '\n' && c != EOF)
		c = getchar();
	err_set(&e, ERR_USAGE, "a line is longer than %d bytes",
		WHATIF_LINE_MAX - 1);
	fail(loop, &e);
	return false;
}

static void read_lines(struct loop *loop, bool prompt)
{
	char line[WHATIF_LINE_MAX];

	while (!loop->ended) {
		if (prompt)
			fputs("what if> ", stdout);
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) == NULL)
			break;
		if (is_whole(loop, line))
			run_line(loop, line);
	}
	if (prompt && !loop->ended)
		putchar('\n');
}

int whatif_loop(struct whatif *w, enum language language)
{
	bool typed = isatty(STDIN_FILENO) == 1;
	struct loop *loop = calloc(1, sizeof(*loop));

	ensure(loop != NULL);
	loop->w = w;
	loop->language = language;
	if (go_to(loop, copy(w->start))) {
		if (typed && !args_has(w->args, OPT_JSON))
			puts("\nFIELD=VALUE changes it; help tells more");
		read_lines(loop, typed && isatty(STDOUT_FILENO) == 1);
		if (typed)
			loop->status = 0;
	}
	int status = loop->status;
	while (loop->undo_count > 0)
		free(loop->undo[--loop->undo_count]);
	free(loop);
	return status;
}
