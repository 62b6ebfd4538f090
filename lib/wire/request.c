#include "wire/request.h"

#include <string.h>

#include "base/ensure.h"
#include "wire/arena.h"
#include "wire/json.h"
#include "wire/shapes.h"

const char *op_name(enum op op)
{
	static const char *const names[OP_COUNT] = {
	    [OP_DISPENSE] = "dispense",
	    [OP_SIMULATE] = "simulate",
	    [OP_REVERSE] = "reverse",
	    [OP_LOOKUP] = "lookup",
	    [OP_PERMIT_ADD] = "permit_add",
	    [OP_PERMIT_REVOKE] = "permit_revoke",
	    [OP_PING] = "ping",
	};

	ensure(op < OP_COUNT);
	return names[op];
}

/* Nine zeros would pass the sum, but nobody has that number. */
bool bsn_valid(const char *bsn)
{
	int sum = 0;

	for (int i = 0; i < LEN_BSN; i++) {
		if (bsn[i] < '0' || bsn[i] > '9')
			return false;
		int weight = i < LEN_BSN - 1 ? LEN_BSN - i : -1;
		sum += weight * (bsn[i] - '0');
	}
	return bsn[LEN_BSN] == '\0' && sum % 11 == 0 &&
	       strcmp(bsn, "000000000") != 0;
}

/* ---- what spans more than one member ----------------------------------- */

static bool check_order(civil_day earlier, civil_day later, const char *field,
			const char *expected, struct err *e)
{
	if (earlier == CIVIL_NONE || later == CIVIL_NONE || earlier <= later)
		return true;
	return err_field(e, ERR_BAD_FIELD, field, "expected a date %s",
			 expected);
}

/* It may be open only while the insurer still has to judge. */
static bool check_statement(const struct claim *claim, struct err *e)
{
	const struct statement *s = &claim->statement;

	if (!claim->has_statement || s->conditions_met != ANSWER_NOT_GIVEN)
		return true;
	if (s->sent_to_insurer && !s->judged_by_insurer)
		return true;
	return err_field(e, ERR_MISSING_FIELD, "/statement/conditions_met",
			 "expected true or false, unless sent_to_insurer and "
			 "not judged_by_insurer");
}

/* A device is named by one of the two. */
static bool check_device(const struct item *item, struct err *e)
{
	bool by_gph = item->gph[0] != '\0';
	bool by_zi = item->zi[0] != '\0';

	if (item->kind != KIND_DEVICE || by_gph != by_zi)
		return true;
	if (by_gph)
		return err_field(e, ERR_BAD_FIELD, "/item/zi",
				 "expected either gph or zi, not both");
	return err_field(e, ERR_MISSING_FIELD, "/item/gph",
			 "expected gph or zi");
}

static bool check_claim(const struct request *request, struct err *e)
{
	const struct claim *claim = &request->claim;
	const struct item *item = &claim->item;

	return check_order(claim->insured.born, claim->date, "/insured/born",
			   "not after /date", e) &&
	       check_order(claim->prescription.date, claim->date,
			   "/prescription/date", "not after /date", e) &&
	       check_order(item->last_supplied, claim->date,
			   "/item/last_supplied", "not after /date", e) &&
	       check_order(item->first_supplied, claim->date,
			   "/item/first_supplied", "not after /date", e) &&
	       check_order(item->first_supplied, item->last_supplied,
			   "/item/first_supplied",
			   "not after /item/last_supplied", e) &&
	       check_device(item, e) && check_statement(claim, e);
}

static bool check_target(const struct request *request, struct err *e)
{
	bool by_number = request->claim_number != 0;
	bool by_id = request->of[0] != '\0';

	if (by_number && by_id)
		return err_field(e, ERR_BAD_FIELD, "/of",
				 "expected either claim or of, not both");
	if (!by_number && !by_id)
		return err_field(e, ERR_MISSING_FIELD, "/claim",
				 "expected claim or of");
	return true;
}

static bool check_permit(const struct request *request, struct err *e)
{
	return check_order(request->permit.from, request->permit.to,
			   "/permit/to", "not before /permit/from", e);
}

static bool check_nothing(const struct request *request, struct err *e)
{
	(void)request;
	(void)e;
	return true;
}

typedef bool check(const struct request *request, struct err *e);

static check *const checks[OP_COUNT] = {
    [OP_DISPENSE] = check_claim,    [OP_SIMULATE] = check_claim,
    [OP_REVERSE] = check_target,    [OP_LOOKUP] = check_target,
    [OP_PERMIT_ADD] = check_permit, [OP_PERMIT_REVOKE] = check_nothing,
    [OP_PING] = check_nothing,
};

/* ---- reading ----------------------------------------------------------- */

static void request_clear(struct request *request)
{
	memset(request, 0, sizeof(*request));
	request->claim.prescription.date = CIVIL_NONE;
	request->claim.item.last_supplied = CIVIL_NONE;
	request->claim.item.first_supplied = CIVIL_NONE;
	request->permit.from = CIVIL_NONE;
	request->permit.to = CIVIL_NONE;
}

/* The id before all else, so that every reply to this line can name it. */
static void read_id(json_t *root, struct request *out)
{
	const struct field *f = &request_shapes[OP_PING].fields[ROW_ID];
	const json_t *id = json_object_get(root, "id");

	if (field_accepts_text(f, id))
		memcpy(out->id, json_string_value(id),
		       json_string_length(id) + 1);
}

static bool read_row(struct reader *r, int row, json_t *root,
		     struct request *out)
{
	const struct field *f = &request_shapes[OP_PING].fields[row];

	return field_read(r, f, json_object_get(root, f->name), out);
}

static bool read_request(json_t *root, bool canonical, struct request *out,
			 struct err *e)
{
	struct reader r;

	reader_init(&r, canonical, e);
	if (!json_is_object(root))
		return err_set(e, ERR_BAD_JSON,
			       "column 1: expected one object");
	read_id(root, out);
	if (!read_row(&r, ROW_VERSION, root, out) ||
	    !read_row(&r, ROW_OP, root, out))
		return false;
	if (!fields_read(&r, &request_shapes[out->op], root, out) ||
	    !checks[out->op](out, e))
		return false;
	if (out->claim.insured.uzovi[0] != '\0')
		memcpy(out->uzovi, out->claim.insured.uzovi,
		       sizeof(out->uzovi));
	return true;
}

static bool write_canonical(json_t *root, struct text *canonical, struct err *e)
{
	canonical_write(canonical, root);
	return !canonical->overflow ||
	       err_set(e, ERR_LINE_TOO_LONG, "expected at most %zu bytes",
		       canonical->cap - 1);
}

bool request_parse(const char *line, size_t len, struct request *out,
		   struct text *canonical, struct err *e)
{
	struct arena arena;

	request_clear(out);
	text_clear(canonical);
	arena_open(&arena);
	json_t *root = json_read(line, len, e);
	bool good = root != NULL && read_request(root, false, out, e) &&
		    write_canonical(root, canonical, e);
	json_decref(root);
	arena_close(&arena);
	return good;
}

bool request_parse_canonical(const char *bytes, size_t len, struct request *out,
			     struct err *e)
{
	struct arena arena;

	request_clear(out);
	arena_open(&arena);
	json_t *root = json_read(bytes, len, e);
	bool good = root != NULL && read_request(root, true, out, e);
	json_decref(root);
	arena_close(&arena);
	return good;
}
