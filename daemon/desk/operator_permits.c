/* The operator's permits: add, revoke, list. */
#include "desk/commands.h"
#include "desk/permits.h"
#include "desk/rows.h"

/* The command's members in the order of the CSV's columns. */
static void fields_of(const struct job *job, const char **fields)
{
	const struct doc_node *command = doc_root(job->command);

	for (int i = 0; i < PERMIT_COLUMNS; i++)
		fields[i] = doc_get_str(command, permit_columns[i], "");
}

/* The error's place is the member that is wrong. */
static bool read_permit(struct desk *desk, const char *const *fields,
			struct patient_key *patient, struct permit_row *row,
			struct err *e)
{
	int wrong = row_read_permit(desk->identity, fields, patient, row, e);
	struct err cause = *e;

	if (wrong < 0)
		return true;
	char field[32] = "/";
	struct text pointer;
	text_init(&pointer, field, sizeof(field));
	text_char(&pointer, '/');
	text_str(&pointer, permit_columns[wrong]);
	return err_field(e, cause.code, field, "%s", cause.message);
}

static void answer_permit(struct text *reply, const struct permit_row *row)
{
	text_str(reply, "{\"ok\":true");
	put_str(reply, "permit", row->number);
	text_char(reply, '}');
}

static bool check_writable(const struct desk *desk, struct err *e)
{
	return desk->writable ||
	       err_set(e, ERR_DISK_FULL, "the ledger's disk is full");
}

enum ledger_result control_permit_add(struct desk *desk, struct job *job,
				      struct text *reply)
{
	const char *fields[PERMIT_COLUMNS];
	struct patient_key patient;
	struct permit_row row;
	struct err e;

	fields_of(job, fields);
	if (!check_writable(desk, &e) ||
	    !read_permit(desk, fields, &patient, &row, &e))
		return command_refuse(desk, &e, reply);
	enum permit_check check = permit_check(desk, &patient, &row, &e);
	if (check == PERMIT_CONFLICTS)
		return command_refuse(desk, &e, reply);
	answer_permit(reply, &row);
	return check == PERMIT_NEW
		   ? permit_record_operator(desk, &patient, &row)
		   : LEDGER_OK;
}

/* A revocation needs no scope and no period. */
enum ledger_result control_permit_revoke(struct desk *desk, struct job *job,
					 struct text *reply)
{
	const char *fields[PERMIT_COLUMNS];
	enum ledger_result result;
	struct patient_key patient;
	struct permit_row row;
	struct err e;

	fields_of(job, fields);
	fields[3] = "any";
	fields[4] = fields[5] = "2000-01-01";
	if (!check_writable(desk, &e) ||
	    !read_permit(desk, fields, &patient, &row, &e) ||
	    !permit_revoke_operator(desk, &patient, &row, &result, &e))
		return command_refuse(desk, &e, reply);
	answer_permit(reply, &row);
	return result;
}

struct listing {
	struct text *reply;
	int64_t left;
};

static bool list_permit(void *ctx, const struct permit_row *permit)
{
	struct listing *listing = ctx;
	struct text *t = listing->reply;

	if (listing->left-- <= 0)
		return false;
	if (t->data[t->len - 1] != '[')
		text_char(t, ',');
	text_char(t, '{');
	put_str(t, "number", permit->number);
	put_str(t, "uzovi", permit->uzovi);
	put_str(t, "scope", permit->scope);
	put_date(t, "from", permit->from);
	put_date(t, "to", permit->to);
	put_bool(t, "revoked", permit->revoked_by != 0);
	text_char(t, '}');
	return true;
}

enum ledger_result control_permit_list(struct desk *desk, struct job *job,
				       struct text *reply)
{
	const struct doc_node *command = doc_root(job->command);
	const char *bsn = doc_get_str(command, "bsn", NULL);
	int64_t limit = doc_get_int(command, "limit", PERMITS_LISTED_MAX);
	struct listing listing = {reply, min_i64(limit, PERMITS_LISTED_MAX)};
	struct patient_key patient;
	struct err e;

	if (bsn != NULL && !bsn_valid(bsn)) {
		err_field(&e, ERR_BAD_FIELD, "/bsn",
			  "expected 9 digits that pass the eleven-test");
		return command_refuse(desk, &e, reply);
	}
	if (bsn != NULL)
		identity_patient(desk->identity, bsn, &patient);
	text_str(reply, "{\"ok\":true,\"permits\":[");
	ledger_permits(desk->ledger, bsn != NULL ? &patient : NULL, list_permit,
		       &listing);
	text_str(reply, "]}");
	return LEDGER_OK;
}
