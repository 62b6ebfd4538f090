#include "client/whatif_print.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/columns.h"
#include "client/leaves.h"
#include "client/reply_advice.h"
#include "client/reply_print.h"
#include "rules/forms.h"

/* Of a cell: the longest advice names 8 articles. */
enum { CELL_BYTES = 4096 };

/* In both languages; a label fits its column. */
struct label {
	const char *nl, *en;
};

struct sheet {
	struct columns columns;
	enum language language;
	const struct doc_node *before;
	const struct doc_node *after; /* NULL: nothing was changed */
	bool any;		      /* a change was listed */
};

static const char *in_words(const struct sheet *sheet, struct label label)
{
	return sheet->language == LANGUAGE_NL ? label.nl : label.en;
}

/* ---- changes ------------------------------------------------------------ */

static void print_change(void *ctx, const char *name, const char *before,
			 const char *after)
{
	struct sheet *sheet = ctx;
	char memory[CELL_BYTES];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, name);
	text_char(&t, ' ');
	leaf_show(before, &t);
	text_str(&t, " → ");
	leaf_show(after, &t);
	columns_row(&sheet->columns,
		    sheet->any ? ""
			       : in_words(sheet, (struct label){"wijzigingen",
								"changes"}),
		    memory, NULL);
	sheet->any = true;
}

/* ---- rows --------------------------------------------------------------- */

typedef void write_cell(const struct sheet *sheet, const void *row,
			const struct doc_node *reply, struct text *out);

/* The same cell of both replies; nodes may be NULL. */
static void print_row(const struct sheet *sheet, struct label label,
		      write_cell *cell, const void *row)
{
	const char *name = in_words(sheet, label);
	char left[CELL_BYTES], right[CELL_BYTES];
	struct text t;

	text_init(&t, left, sizeof(left));
	cell(sheet, row, sheet->before, &t);
	if (sheet->after == NULL) {
		columns_row(&sheet->columns, name, left, NULL);
		return;
	}
	text_init(&t, right, sizeof(right));
	cell(sheet, row, sheet->after, &t);
	columns_row(&sheet->columns, name, left, right);
}

static void write_outcome(const struct sheet *sheet, const void *row,
			  const struct doc_node *reply, struct text *out)
{
	(void)row;
	for (const char *p = reply_outcome(reply); *p != '\0'; p++)
		text_char(out, (char)toupper((unsigned char)*p));
	if (doc_get_bool(reply, "stale", false))
		text_str(out, in_words(sheet, (struct label){
						  ", op een verlopen snapshot",
						  ", on an expired snapshot"}));
}

/* A file's request may be refused where the changed one is not. */
static void write_failure(const struct sheet *sheet, const void *row,
			  const struct doc_node *reply, struct text *out)
{
	const struct doc_node *failure = doc_get(reply, row);
	const char *field = doc_get_str(failure, "field", "");

	(void)sheet;
	if (failure == NULL)
		return;
	text_str(out, doc_get_str(failure, "code", ""));
	text_str(out, *field != '\0' ? " " : "");
	text_str(out, field);
	text_str(out, ": ");
	text_str(out, doc_get_str(failure, "message", ""));
}

struct value_row {
	struct label label;
	const char *object; /* NULL: the reply itself */
	const char *name;
	enum form form;
};

static const struct value_row value_rows[] = {
    {{"hoeveelheid", "quantity"}, "approved", "quantity_milli", FORM_QUANTITY},
    {{"dagen", "days"}, "approved", "days", FORM_PLAIN},
    {{"gedeclareerd", "claimed"}, "amounts", "claimed", FORM_EURO},
    {{"vergoed", "reimbursed"}, "amounts", "reimbursed", FORM_EURO},
    {{"eigen bijdrage", "eigen bijdrage"},
     "amounts",
     "eigen_bijdrage",
     FORM_EURO},
    {{"eigen rekening", "own account"}, "amounts", "own_account", FORM_EURO},
    {{"geweigerd", "refused"}, "amounts", "refused", FORM_EURO},
    {{"betaalt nu", "pays at counter"}, "collect", "from_insured", FORM_EURO},
    {{"betaalt later", "insurer bills"},
     "collect",
     "billed_by_insurer",
     FORM_EURO},
    {{"schiet voor", "advances"}, "collect", "advanced", FORM_EURO},
    {{"eigen risico", "eigen risico"}, NULL, "eigen_risico", FORM_EURO},
};

static void write_value(const struct sheet *sheet, const void *row,
			const struct doc_node *reply, struct text *out)
{
	const struct value_row *v = row;
	const struct doc_node *object =
	    v->object != NULL ? doc_get(reply, v->object) : reply;
	const struct doc_node *value = doc_get(object, v->name);

	if (value != NULL)
		form_write(out, v->form, doc_int(value, 0), sheet->language);
}

static void write_snapshot(const struct sheet *sheet, const void *row,
			   const struct doc_node *reply, struct text *out)
{
	(void)sheet;
	(void)row;
	text_str(out, doc_get_str(reply, "snapshot", ""));
}

/* ---- reasons and advice: lists that are put side by side ---------------- */

struct list_row {
	const char *list, *key; /* "reasons", "code" */
	struct label label;	/* none: the article */
	void (*write)(const struct sheet *sheet, const struct doc_node *item,
		      struct text *out);
};

static void write_reason(const struct sheet *sheet, const struct doc_node *item,
			 struct text *out)
{
	text_str(out, doc_get_str(item, "code", ""));
	text_str(out, ": ");
	text_str(out,
		 doc_get_str(item, sheet->language == LANGUAGE_NL ? "nl" : "en",
			     ""));
}

static void write_advice(const struct sheet *sheet, const struct doc_node *item,
			 struct text *out)
{
	text_str(out, doc_get_str(item, "action", ""));
	text_str(out, ": ");
	reply_advice_text(out, item, sheet->language);
}

static const struct list_row list_rows[] = {
    {"reasons", "code", {NULL, NULL}, write_reason},
    {"advice", "action", {"advies", "advice"}, write_advice},
};

static const struct doc_node *item_with(const struct doc_node *list,
					const char *key, const char *word)
{
	for (size_t i = 0; i < doc_len(list); i++)
		if (strcmp(doc_get_str(doc_at(list, i), key, ""), word) == 0)
			return doc_at(list, i);
	return NULL;
}

static void print_pair(const struct sheet *sheet, const struct list_row *row,
		       const struct doc_node *left,
		       const struct doc_node *right)
{
	const struct doc_node *any = left != NULL ? left : right;
	const char *article = doc_get_str(any, "article", "");
	char texts[2][CELL_BYTES], label[64];
	struct text t;

	snprintf(label, sizeof(label), "%s%s",
		 isdigit((unsigned char)article[0]) ? "art. " : "", article);
	for (int i = 0; i < 2; i++) {
		const struct doc_node *item = i == 0 ? left : right;
		text_init(&t, texts[i], sizeof(texts[i]));
		if (item != NULL)
			row->write(sheet, item, &t);
	}
	const char *name = in_words(sheet, row->label);
	columns_row(&sheet->columns, name != NULL ? name : label, texts[0],
		    sheet->after != NULL ? texts[1] : NULL);
}

/*
 * Both lists are in the order of the rulebook: what only one of them has
 * stands alone, at its place.
 */
static void print_list(const struct sheet *sheet, const struct list_row *row)
{
	const struct doc_node *before = doc_get(sheet->before, row->list);
	const struct doc_node *after = doc_get(sheet->after, row->list);
	size_t i = 0, j = 0;

	while (i < doc_len(before) || j < doc_len(after)) {
		const struct doc_node *left = doc_at(before, i);
		const struct doc_node *right = doc_at(after, j);
		const char *word = doc_get_str(left, row->key, "");
		bool alone = item_with(after, row->key, word) == NULL;
		bool meets =
		    strcmp(word, doc_get_str(right, row->key, "")) == 0;
		if (left != NULL && (alone || right == NULL))
			right = NULL;
		else if (!meets)
			left = NULL;
		print_pair(sheet, row, left, right);
		i += left != NULL;
		j += right != NULL;
	}
}

/* ---- the whole ---------------------------------------------------------- */

static const struct label other_snapshot = {
    "De wijziging vraagt andere referentiegegevens dan erbij bewaard zijn: die "
    "van\nde snapshot die nu dient.",
    "The change needs other reference data than was kept with it: those of "
    "the\nsnapshot that is served now.",
};

static const struct {
	struct label label;
	write_cell *cell;
	const char *row;
} first_rows[] = {
    {{"uitkomst", "outcome"}, write_outcome, NULL},
    {{"fout", "error"}, write_failure, "error"},
    {{"later opnieuw", "retry"}, write_failure, "retry"},
};

static void print_rulebooks(const struct sheet *sheet, const char *then)
{
	struct label first = {"Toen beslist met versie",
			      "Decided then by version"};
	struct label second = {"van de regels; hier met versie",
			       "of the rules; here by version"};

	printf("%s %s %s %s.\n", in_words(sheet, first), then,
	       in_words(sheet, second), RULES_VERSION);
}

static void print_head(const struct whatif *w, const struct sheet *sheet)
{
	const struct doc_node *root = doc_root(w->answer);
	const char *rules = doc_get_str(root, "rules_recorded", RULES_VERSION);
	const char *claim = doc_get_str(root, "claim", NULL);
	const char *of = in_words(sheet, (struct label){"van", "of"});

	if (claim != NULL)
		printf("claim %s, %s %s %s\n", claim,
		       doc_get_str(root, "id", "?"), of,
		       doc_get_str(root, "pharmacy", "?"));
	else
		printf("%s %s %s %s\n",
		       in_words(sheet, (struct label){"aanvraag", "request"}),
		       doc_get_str(sheet->before, "id", "?"), of,
		       args_value(w->args, OPT_FILE, "?"));
	if (strcmp(rules, RULES_VERSION) != 0)
		print_rulebooks(sheet, rules);
	if (strcmp(doc_get_str(root, "snapshot_before", ""),
		   doc_get_str(root, "snapshot_after", "")) != 0)
		puts(in_words(sheet, other_snapshot));
}

/* Above both columns. */
static void print_titles(const struct whatif *w, const struct sheet *sheet)
{
	struct label start =
	    whatif_has_file(w->args)
		? (struct label){"zoals het is", "as it stands"}
		: (struct label){"zoals vastgelegd", "as recorded"};

	putchar('\n');
	columns_row(&sheet->columns,
		    in_words(sheet, (struct label){"verschilt", "differs"}),
		    in_words(sheet, start),
		    in_words(sheet, (struct label){"wat als", "what if"}));
}

void whatif_print(const struct whatif *w, enum language language)
{
	const struct doc_node *root = doc_root(w->answer);
	struct sheet sheet = {.columns = columns_fit(),
			      .language = language,
			      .before = doc_get(root, "before")};

	print_head(w, &sheet);
	whatif_changes(w, print_change, &sheet);
	if (sheet.any) {
		sheet.after = doc_get(root, "after");
		print_titles(w, &sheet);
	}
	for (size_t i = 0; i < ARRAY_LEN(first_rows); i++)
		print_row(&sheet, first_rows[i].label, first_rows[i].cell,
			  first_rows[i].row);
	for (size_t i = 0; i < ARRAY_LEN(value_rows); i++)
		print_row(&sheet, value_rows[i].label, write_value,
			  &value_rows[i]);
	for (size_t i = 0; i < ARRAY_LEN(list_rows); i++)
		print_list(&sheet, &list_rows[i]);
	print_row(&sheet, (struct label){"snapshot", "snapshot"},
		  write_snapshot, NULL);
}
