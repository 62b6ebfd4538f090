#include "desk/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "desk/control.h"
#include "desk/permits.h"
#include "desk/record.h"
#include "desk/rows.h"

struct permit_import {
	struct patient_key patient;
	struct permit_row permit;
};

struct import;

/* What can be imported: how a row is read, and how it is recorded. */
struct import_type {
	const char *name;
	int columns;
	size_t row_size;
	int (*read)(const struct identity *identity, const char *const *fields,
		    void *row, struct err *e);
	enum ledger_result (*record)(struct desk *desk, struct import *import,
				     int64_t *added, struct err *e);
};

struct import {
	const struct import_type *type;
	int64_t token;
	size_t count, cap;
	char *rows;
};

static int read_history(const struct identity *identity,
			const char *const *fields, void *row, struct err *e)
{
	return row_read_history(identity, fields, row, e);
}

static int read_permit(const struct identity *identity,
		       const char *const *fields, void *row, struct err *e)
{
	struct permit_import *permit = row;

	return row_read_permit(identity, fields, &permit->patient,
			       &permit->permit, e);
}

/* Folds a row into the keyed digest of the rows before it. */
static void digest_row(const struct identity *identity,
		       const struct import_row *row, struct digest *digest)
{
	char memory[256];
	struct text canonical;

	text_init(&canonical, memory, sizeof(memory));
	text_hex(&canonical, digest->bytes, sizeof(digest->bytes));
	text_char(&canonical, '\n');
	text_str(&canonical, row->substance);
	text_char(&canonical, '\n');
	text_str(&canonical, row->form);
	text_char(&canonical, '\n');
	text_date(&canonical, row->date);
	text_char(&canonical, '\n');
	text_int(&canonical, row->days);
	text_char(&canonical, '\n');
	text_int(&canonical, row->quantity_milli);
	identity_digest(identity, &row->patient, canonical.data, canonical.len,
			digest);
}

static enum ledger_result
record_import(struct desk *desk, const struct digest *digest, int64_t added)
{
	char memory[256];
	struct text body;

	text_init(&body, memory, sizeof(memory));
	text_str(&body, "{\"digest\":\"");
	text_hex(&body, digest->bytes, sizeof(digest->bytes));
	text_str(&body, "\",\"op\":\"history_import\",\"rows\":");
	text_int(&body, added);
	text_char(&body, '}');
	return record_operator(desk, ENTRY_IMPORT, NULL, &body);
}

/*
 * One entry stands for all rows that are new, with a keyed digest of them;
 * what was there already changes nothing.
 */
static enum ledger_result record_history(struct desk *desk,
					 struct import *import, int64_t *added,
					 struct err *e)
{
	const struct import_row *rows = (const void *)import->rows;
	uint64_t seq = ledger_next_seq(desk->ledger);
	struct digest digest = {{0}};

	(void)e;
	for (size_t i = 0; i < import->count; i++) {
		bool is_new;
		enum ledger_result result =
		    ledger_add_import(desk->ledger, seq, &rows[i], &is_new);
		if (result != LEDGER_OK)
			return result;
		if (is_new) {
			++*added;
			digest_row(desk->identity, &rows[i], &digest);
		}
	}
	return *added == 0 ? LEDGER_OK : record_import(desk, &digest, *added);
}

static enum ledger_result record_permits(struct desk *desk,
					 struct import *import, int64_t *added,
					 struct err *e)
{
	const struct permit_import *rows = (const void *)import->rows;

	for (size_t i = 0; i < import->count; i++) {
		enum permit_check check =
		    permit_check(desk, &rows[i].patient, &rows[i].permit, e);
		if (check == PERMIT_CONFLICTS) {
			snprintf(e->field, sizeof(e->field), "/rows/%zu/0", i);
			return LEDGER_OK;
		}
		if (check == PERMIT_KNOWN)
			continue;
		++*added;
		enum ledger_result result = permit_record_operator(
		    desk, &rows[i].patient, &rows[i].permit);
		if (result != LEDGER_OK)
			return result;
	}
	return LEDGER_OK;
}

static const struct import_type types[] = {
    {"history", HISTORY_COLUMNS, sizeof(struct import_row), read_history,
     record_history},
    {"permit", PERMIT_COLUMNS, sizeof(struct permit_import), read_permit,
     record_permits},
};

void import_free(struct import *import)
{
	if (import == NULL)
		return;
	free(import->rows);
	free(import);
}

static enum ledger_result refuse(struct desk *desk, const struct err *e,
				 struct text *reply)
{
	desk_refuse(desk, "", e, reply);
	return LEDGER_OK;
}

enum ledger_result import_begin(struct desk *desk, struct job *job,
				struct text *reply)
{
	const char *what = doc_get_str(doc_root(job->command), "what", "");
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (strcmp(types[i].name, what) != 0)
			continue;
		int64_t token = desk->import_token + 1;
		import_free(desk->import);
		desk->import = calloc(1, sizeof(*desk->import));
		ensure(desk->import != NULL);
		desk->import->type = &types[i];
		desk->import->token = token;
		desk->import_token = token;
		text_str(reply, "{\"ok\":true,\"token\":");
		text_int(reply, token);
		text_char(reply, '}');
		return LEDGER_OK;
	}
	err_field(&e, ERR_BAD_FIELD, "/what", "expected history or permit");
	return refuse(desk, &e, reply);
}

/* The import that a command goes on with, or NULL with the error. */
static struct import *current_import(struct desk *desk, const struct job *job,
				     struct err *e)
{
	int64_t token = doc_get_int(doc_root(job->command), "token", 0);

	if (desk->import != NULL && desk->import->token == token)
		return desk->import;
	err_field(e, ERR_REFUSED, "/token", "this import is over; begin again");
	return NULL;
}

static void *next_row(struct import *import)
{
	if (import->count == import->cap) {
		import->cap = import->cap == 0 ? 1024 : 2 * import->cap;
		import->rows =
		    realloc(import->rows, import->cap * import->type->row_size);
		ensure(import->rows != NULL);
	}
	return import->rows + import->count * import->type->row_size;
}

static bool add_row(struct desk *desk, struct import *import,
		    const struct doc_node *row, struct err *e)
{
	const char *fields[PERMIT_COLUMNS];

	if (import->count >= IMPORT_ROWS_MAX)
		return err_set(e, ERR_BAD_FIELD,
			       "expected at most %d rows an import",
			       IMPORT_ROWS_MAX);
	if (doc_len(row) != (size_t)import->type->columns)
		return err_field(e, ERR_BAD_FIELD, "/rows",
				 "row %zu: expected %d fields", import->count,
				 import->type->columns);
	for (int i = 0; i < import->type->columns; i++)
		fields[i] = doc_str(doc_at(row, (size_t)i), "");
	int wrong =
	    import->type->read(desk->identity, fields, next_row(import), e);
	if (wrong < 0) {
		import->count++;
		return true;
	}
	snprintf(e->field, sizeof(e->field), "/rows/%zu/%d", import->count,
		 wrong);
	return false;
}

enum ledger_result import_rows(struct desk *desk, struct job *job,
			       struct text *reply)
{
	struct err e;
	struct import *import = current_import(desk, job, &e);
	const struct doc_node *rows = doc_get(doc_root(job->command), "rows");

	if (import == NULL)
		return refuse(desk, &e, reply);
	for (size_t i = 0; i < doc_len(rows); i++) {
		if (!add_row(desk, import, doc_at(rows, i), &e)) {
			import_free(import);
			desk->import = NULL;
			return refuse(desk, &e, reply);
		}
	}
	text_str(reply, "{\"ok\":true,\"rows\":");
	text_int(reply, (int64_t)import->count);
	text_char(reply, '}');
	return LEDGER_OK;
}

/* A refusal takes back what was written: commands have a transaction each. */
enum ledger_result import_commit(struct desk *desk, struct job *job,
				 struct text *reply)
{
	struct err e = {.code = ERR_NONE};
	int64_t added = 0;

	if (!desk->writable) {
		err_set(&e, ERR_DISK_FULL, "the ledger's disk is full");
		return refuse(desk, &e, reply);
	}
	struct import *import = current_import(desk, job, &e);
	if (import == NULL)
		return refuse(desk, &e, reply);
	enum ledger_result result =
	    import->type->record(desk, import, &added, &e);
	if (result != LEDGER_OK)
		return result;
	if (e.code != ERR_NONE) {
		desk->rollback = true;
		refuse(desk, &e, reply);
	} else {
		text_str(reply, "{\"ok\":true,\"added\":");
		text_int(reply, added);
		text_str(reply, ",\"known\":");
		text_int(reply, (int64_t)import->count - added);
		text_char(reply, '}');
	}
	import_free(import);
	desk->import = NULL;
	return LEDGER_OK;
}
