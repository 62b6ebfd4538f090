#include "client/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/bsn_prompt.h"
#include "client/command.h"
#include "client/control_client.h"
#include "client/import_rows.h"
#include "client/out.h"

static const struct import_table tables[] = {
    [IMPORT_PERMIT] = {"permit",
		       {"number", "bsn", "uzovi", "scope", "from", "to"}},
    [IMPORT_HISTORY] = {"history",
			{"bsn", "substance", "form", "date", "days",
			 "quantity_milli"}},
};

/* Reads "/rows/17/3"; false if it is something else. */
static bool read_place(const char *field, uint64_t *row, uint64_t *column)
{
	static const char prefix[] = "/rows/";
	char *end;

	if (strncmp(field, prefix, sizeof(prefix) - 1) != 0)
		return false;
	*row = strtoull(field + sizeof(prefix) - 1, &end, 10);
	if (*end != '/')
		return false;
	*column = strtoull(end + 1, &end, 10);
	return *end == '\0';
}

/*
 * The daemon names a row by its index in the import. The person at the
 * keyboard gets the file's line and the column's name.
 */
static void place_fault(const struct import_rows *rows, const char *name,
			struct err *e)
{
	uint64_t row, column;

	if (!read_place(e->field, &row, &column) || column >= IMPORT_COLUMNS)
		return;
	int64_t line = import_rows_line(rows, row);
	if (line == 0)
		return;
	snprintf(e->field, sizeof(e->field), "%.60s:%lld: %s", name,
		 (long long)line, rows->table->columns[column]);
}

static bool begin(struct control *control, const struct import_table *table,
		  int64_t *token, struct err *e)
{
	char memory[128];
	struct text command;
	struct doc *reply;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"import_begin\",\"what\":");
	text_json_string(&command, table->what);
	text_char(&command, '}');
	if (!control_call(control, &command, &reply, e))
		return false;
	*token = doc_get_int(doc_root(reply), "token", 0);
	doc_free(reply);
	return true;
}

static bool commit(struct control *control, int64_t token, struct doc **reply,
		   struct err *e)
{
	char memory[128];
	struct text command;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"import_commit\",\"token\":");
	text_int(&command, token);
	text_char(&command, '}');
	return control_call(control, &command, reply, e);
}

/* Faults of the file's form were printed one by one: that many. */
static bool import_all(const struct args *args, enum import_what what,
		       struct doc **reply, struct err *e)
{
	const char *name = args->operands[0];
	const char *path = strcmp(name, "-") == 0 ? "/dev/stdin" : name;
	struct import_rows rows = {.table = &tables[what], .name = name};
	struct control *control = NULL;

	bool ok = control_open(args, &control, e) &&
		  begin(control, rows.table, &rows.token, e);
	if (ok) {
		import_rows_start(&rows, control);
		ok = import_rows_send(&rows, path, e) &&
		     commit(control, rows.token, reply, e);
		if (!ok)
			place_fault(&rows, name, e);
		import_rows_free(&rows);
	}
	control_close(control);
	return ok;
}

int import_file(const struct args *args, enum import_what what)
{
	struct doc *reply;
	struct err e;

	if (!import_all(args, what, &reply, &e))
		return out_fail(args, &e,
				"nothing was imported; put the file right and "
				"import all of it again");
	const struct doc_node *root = doc_root(reply);
	if (args_has(args, OPT_JSON))
		control_print_json(reply);
	else
		printf("%lld added, %lld known before\n",
		       (long long)doc_get_int(root, "added", 0),
		       (long long)doc_get_int(root, "known", 0));
	doc_free(reply);
	return 0;
}

int cmd_history_import(const struct args *args)
{
	return import_file(args, IMPORT_HISTORY);
}
