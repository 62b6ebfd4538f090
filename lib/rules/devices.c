/* Infusion pumps and what belongs to them: the pump page. */
#include "rules/judge.h"
#include "rules/settle.h"

enum rule_status rule_unknown_device(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	return bit_if(!reference_of(j)->device_known);
}

enum rule_status rule_device_insulin_pump(const struct judgement *j,
					  struct reason *r)
{
	(void)r;
	return bit_if(reference_of(j)->device.category == DEVICE_INSULINEPOMP);
}

enum rule_status rule_device_kind(const struct judgement *j, struct reason *r)
{
	(void)r;
	return bit_if(reference_of(j)->device.category == DEVICE_OVERIG);
}

enum rule_status rule_device_letter(const struct judgement *j, struct reason *r)
{
	const struct item *item = &claim_of(j)->item;

	(void)r;
	if (item->part != PART_PUMP)
		return RULE_NOT_APPLICABLE;
	return bit_if(!item->diagnosis_letter);
}

enum rule_status rule_device_permit(const struct judgement *j, struct reason *r)
{
	(void)r;
	if (reference_of(j)->contract_hulpmiddelen)
		return RULE_NOT_APPLICABLE;
	return bit_if(!j->matter.permit_covers_item);
}

/* They come with the first purchase only. */
bool device_all_own(const struct judgement *j)
{
	const struct item *item = &claim_of(j)->item;

	return (item->part == PART_BATTERY || item->part == PART_CHARGER) &&
	       !item->first_purchase;
}

/* Without a contract only, and where there is a market price. */
static bool price_is_judged(const struct judgement *j)
{
	const struct reference *reference = reference_of(j);

	return !reference->contract_hulpmiddelen &&
	       reference->device.has_market && !device_all_own(j);
}

cents device_excess(const struct judgement *j)
{
	if (!price_is_judged(j))
		return 0;
	return max_i64(0,
		       claim_of(j)->item.price - device_bound(reference_of(j)));
}

/* These two are provisional: settle() says what they cost. */
enum rule_status rule_device_battery(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	return bit_if(device_all_own(j));
}

enum rule_status rule_device_price(const struct judgement *j, struct reason *r)
{
	(void)r;
	if (!price_is_judged(j))
		return RULE_NOT_APPLICABLE;
	return bit_if(device_excess(j) > 0);
}
