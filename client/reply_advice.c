#include "client/reply_advice.h"

#include <string.h>

/* Which of the words a name is; count where it is none. */
static int word_index(const char *name, const char *(*word)(int), int count)
{
	int i = 0;

	while (i < count && strcmp(word(i), name) != 0)
		i++;
	return i;
}

static const char *action_word(int i)
{
	return advice_name((enum advice_action)i);
}

static const char *kind_word(int i)
{
	return statement_kind_name((enum statement_kind)i);
}

/* False: an action that this program does not know. */
static bool read_advice(const struct doc_node *node, struct advice *advice)
{
	const char *from = doc_get_str(node, "from", "");
	int action = word_index(doc_get_str(node, "action", ""), action_word,
				ADVICE_ACTION_COUNT);
	int kind = word_index(doc_get_str(node, "kind", ""), kind_word,
			      STATEMENT_KIND_COUNT);

	*advice = (struct advice){
	    .action = (enum advice_action)action,
	    .from = CIVIL_NONE,
	    .days = (int)doc_get_int(node, "days", 0),
	    .quantity_milli = doc_get_int(node, "quantity_milli", 0),
	};
	if (kind < STATEMENT_KIND_COUNT)
		advice->kind = (enum statement_kind)kind;
	bool dated =
	    from[0] == '\0' || civil_parse(from, strlen(from), &advice->from);
	return dated && action < ADVICE_ACTION_COUNT;
}

static void add_names(struct text *t, const struct doc_node *advice)
{
	const struct doc_node *zi = doc_get(advice, "zi");
	const struct doc_node *names = doc_get(advice, "names");

	for (size_t i = 0; i < doc_len(zi); i++) {
		text_str(t, i == 0 ? "" : ", ");
		text_str(t, doc_str(doc_at(zi, i), ""));
		text_char(t, ' ');
		text_str(t, doc_str(doc_at(names, i), ""));
	}
}

void reply_advice_text(struct text *out, const struct doc_node *node,
		       enum language language)
{
	char memory[ADVICE_NAMED_MAX * (LEN_ZI + LEN_NAME + 4)];
	struct advice advice = {0};
	struct text names;

	text_init(&names, memory, sizeof(memory));
	add_names(&names, node);
	if (read_advice(node, &advice))
		advice_text(&advice, names.data, language, out);
	else
		text_str(out, doc_get_str(node, "action", ""));
}
