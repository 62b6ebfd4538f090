/* Rows that the operator brings: permits and imported supplies, as text. */
#ifndef CLAIMD_DESK_ROWS_H
#define CLAIMD_DESK_ROWS_H

#include "store/ledger.h"

/* The columns, in the order of the CSV (operation.md). */
enum { PERMIT_COLUMNS = 6, HISTORY_COLUMNS = 6 };
/* number, bsn, uzovi, scope, from, to */
extern const char *const permit_columns[PERMIT_COLUMNS];
/* bsn, substance, form, date, days, quantity_milli */
extern const char *const history_columns[HISTORY_COLUMNS];

/* -1, or the column that is wrong, with what was expected in *e. */
MUSTCHECK int row_read_permit(const struct identity *identity,
			      const char *const fields[PERMIT_COLUMNS],
			      struct patient_key *patient,
			      struct permit_row *permit, struct err *e);
MUSTCHECK int row_read_history(const struct identity *identity,
			       const char *const fields[HISTORY_COLUMNS],
			       struct import_row *row, struct err *e);

#endif
