/* Machtigingen: what insurers permitted, from pharmacies and the operator. */
#ifndef CLAIMD_DESK_PERMITS_H
#define CLAIMD_DESK_PERMITS_H

#include "desk/state.h"

enum permit_check { PERMIT_NEW, PERMIT_KNOWN, PERMIT_CONFLICTS };

/* Whether a permit may be added; *e says why it conflicts. */
MUSTCHECK enum permit_check permit_check(struct desk *desk,
					 const struct patient_key *patient,
					 const struct permit_row *permit,
					 struct err *e);

/* Records a permit as the operator's own entry. */
MUSTCHECK enum ledger_result
permit_record_operator(struct desk *desk, const struct patient_key *patient,
		       const struct permit_row *permit);

/* Records that the operator revokes a permit; false with no_such_permit. */
MUSTCHECK bool permit_revoke_operator(struct desk *desk,
				      const struct patient_key *patient,
				      struct permit_row *permit,
				      enum ledger_result *result,
				      struct err *e);

#endif
