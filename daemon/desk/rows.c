#include "desk/rows.h"

#include <string.h>

#include "rules/permit.h"
#include "wire/request.h"

const char *const permit_columns[PERMIT_COLUMNS] = {"number", "bsn",  "uzovi",
						    "scope",  "from", "to"};
const char *const history_columns[HISTORY_COLUMNS] = {
    "bsn", "substance", "form", "date", "days", "quantity_milli"};

static bool expected(struct err *e, const char *what)
{
	return err_set(e, ERR_BAD_FIELD, "expected %s", what);
}

static bool read_string(const char *text, char *out, size_t max, struct err *e)
{
	size_t len = strlen(text);

	if (len < 1 || len > max)
		return err_set(e, ERR_BAD_FIELD, "expected 1 to %zu bytes",
			       max);
	memcpy(out, text, len + 1);
	return true;
}

static bool read_patient(const struct identity *identity, const char *bsn,
			 struct patient_key *patient, struct err *e)
{
	if (!bsn_valid(bsn))
		return expected(e, "9 digits that pass the eleven-test");
	identity_patient(identity, bsn, patient);
	return true;
}

static bool read_uzovi(const char *text, char out[LEN_UZOVI + 1], struct err *e)
{
	if (strlen(text) != LEN_UZOVI ||
	    strspn(text, "0123456789") != LEN_UZOVI)
		return expected(e, "4 digits");
	memcpy(out, text, LEN_UZOVI + 1);
	return true;
}

static bool read_scope(const char *text, char out[LEN_SCOPE + 1], struct err *e)
{
	if (strlen(text) > LEN_SCOPE || !permit_scope_valid(text))
		return expected(e, "zi:…, prk:…, substance:…, device:…, "
				   "holiday or any");
	memcpy(out, text, strlen(text) + 1);
	return true;
}

static bool read_date(const char *text, civil_day *day, struct err *e)
{
	return civil_parse(text, strlen(text), day) ||
	       expected(e, "a date YYYY-MM-DD");
}

/* Empty is 0: unknown. */
static bool read_number(const char *text, int64_t max, int64_t *value,
			struct err *e)
{
	*value = 0;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9')
			*value = *value * 10 + (*p - '0');
		if (*p < '0' || *p > '9' || *value > max)
			return err_set(e, ERR_BAD_FIELD,
				       "expected a number up to %lld, or "
				       "nothing",
				       (long long)max);
	}
	return true;
}

int row_read_permit(const struct identity *identity,
		    const char *const fields[PERMIT_COLUMNS],
		    struct patient_key *patient, struct permit_row *permit,
		    struct err *e)
{
	memset(permit, 0, sizeof(*permit));
	if (!read_string(fields[0], permit->number, LEN_PERMIT, e))
		return 0;
	if (!read_patient(identity, fields[1], patient, e))
		return 1;
	if (!read_uzovi(fields[2], permit->uzovi, e))
		return 2;
	if (!read_scope(fields[3], permit->scope, e))
		return 3;
	if (!read_date(fields[4], &permit->from, e))
		return 4;
	if (!read_date(fields[5], &permit->to, e) ||
	    (permit->to < permit->from &&
	     !expected(e, "a date on or after from")))
		return 5;
	return -1;
}

int row_read_history(const struct identity *identity,
		     const char *const fields[HISTORY_COLUMNS],
		     struct import_row *row, struct err *e)
{
	int64_t days;

	memset(row, 0, sizeof(*row));
	if (!read_patient(identity, fields[0], &row->patient, e))
		return 0;
	if (!read_string(fields[1], row->substance, LEN_CODE, e))
		return 1;
	if (!read_string(fields[2], row->form, LEN_CODE, e))
		return 2;
	if (!read_date(fields[3], &row->date, e))
		return 3;
	if (!read_number(fields[4], DAYS_MAX, &days, e))
		return 4;
	row->days = (int)days;
	if (!read_number(fields[5], QUANTITY_MILLI_MAX, &row->quantity_milli,
			 e))
		return 5;
	return -1;
}
