/*
 * Inside lib/rules: section 6. All arithmetic with money is here, in integer
 * cents and exact 128-bit rationals, rounded half up once per figure.
 */
#ifndef CLAIMD_RULES_SETTLE_H
#define CLAIMD_RULES_SETTLE_H

#include "rules/judge.h"

/* list(q): the list price of a quantity, VAT included. */
cents list_price(const struct reference *reference, int64_t quantity_milli);

/*
 * What the snapshot says that the item costs: the list price of its quantity,
 * or a service's tariff. False, and 0, where nothing is known.
 */
bool listed_price(const struct reference *reference, const struct item *item,
		  cents *price);

/* The highest price of a device that is not far above the market's. */
cents device_bound(const struct reference *reference);

/* min(claimed, list(Q)), as far as the list price is known. */
cents base_price(const struct judgement *j);

/* What quantity q of Q costs when Q costs price. */
cents price_share(cents price, int64_t q, int64_t of_q);

/* The limit of one package in cents, VAT excluded. */
cents limit_of_package(const struct reference *reference);

/* Of one ingredient of a preparation, on its own; 0 where none is due. */
cents ingredient_contribution(const struct reference *reference,
			      const struct item *item, int i);

/* The contract that the kind asks for (3.3); devices: the money's view. */
bool contracted(const struct judgement *j);

/* Fills the decision's money and j->moved; needs j->constraints. */
void settle(struct judgement *j);

/* The same under a reason with effect deny: all is refused. */
void settle_denied(struct judgement *j);

#endif
