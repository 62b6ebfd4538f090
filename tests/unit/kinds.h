/* A scenario of each other kind, which is approved as it stands. */
#ifndef CLAIMD_TESTS_KINDS_H
#define CLAIMD_TESTS_KINDS_H

#include "scenario.h"

/* Of two substances, for EUR 45. */
void begin_preparation(struct scenario *s);
/* For a rare disease, with a permit, for EUR 200. */
void begin_import(struct scenario *s);
/* A registered one for EUR 150. */
void begin_allergen(struct scenario *s);
/* By a dietitian, from a contracted shop, with its statement. */
void begin_diet(struct scenario *s);
/* An infusion pump for EUR 1,000, with a letter, from a contracted supplier;
 * the market price is EUR 1,000 too. */
void begin_device(struct scenario *s);
/* At a tariff of EUR 7, all facts stated, for the medicine of the scenario. */
void begin_service(struct scenario *s, enum service_article article);
/* An earlier claim of the same service, its number and date. */
struct past_service *add_past_service(struct scenario *s, uint64_t claim,
				      civil_day date);

#endif
