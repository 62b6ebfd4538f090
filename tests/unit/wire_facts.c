#include "wire_facts.h"

#include <criterion/criterion.h>
#include <string.h>

#include "wire_support.h"

static const struct article full_article = {
    .zi = "15987654",
    .name = "Metformine \"500\" mg\ttablet é",
    .prk = "1234567890123456",
    .substance = "METFORMINE",
    .form = "TABLET",
    .package_milli = 30000,
    .smallest_package_milli = 15000,
    .prk_least_package_milli = 10000,
    .divisible = true,
    .prescription_only = true,
    .annex = ANNEX_1B,
    .selfcare = true,
    .cg_group = CG_OOGBESCHERMING,
    .hospital_only = true,
    .excluded = EXCLUDED_ALTERNATIEF,
    .long_supply = true,
    .oral_contraceptive = true,
    .insulin = true,
    .diet_type = DIET_OVERIG,
};

/* Member by member: an assigned struct may bring other padding, and
 * references are compared byte by byte. */
static void full_components(struct reference *r)
{
	r->component_count = INGREDIENTS_MAX;
	for (int i = 0; i < INGREDIENTS_MAX; i++) {
		struct component *c = &r->components[i];
		c->unreimbursed_equivalent = true;
		c->irrational = true;
		c->limited = true;
		c->package_milli = QUANTITY_MILLI_MAX - i;
		c->price.aip_cents = PRICE_CENTS_MAX;
		c->price.vat_bp = 10000;
		c->price.has_limit = true;
		c->price.limit_micro = INT64_MAX - i;
	}
}

static void full_service_and_device(struct reference *r)
{
	r->service_known = true;
	memset(r->service.name, '\x1f', LEN_NAME);
	r->service.article = SERVICE_7_14;
	r->service.cover = COVER_INDIEN_GECONTRACTEERD;
	r->service.has_tariff = true;
	r->service.tariff_cents = PRICE_CENTS_MAX;
	r->device_known = true;
	memset(r->device.name, '\x1f', LEN_NAME);
	r->device.category = DEVICE_OVERIG;
	r->device.has_market = true;
	r->device.market_cents = PRICE_CENTS_MAX;
}

void wire_full_reference(struct reference *r)
{
	memset(r, 0, sizeof(*r));
	r->policy_known = true;
	strcpy(r->reglement, "prolife-2023");
	for (int i = 0; i < PARAM_COUNT; i++)
		r->param[i] = i % 2 ? i : -1 - i;
	r->supplier = SUPPLIER_ZIEKENHUIS;
	r->contract_farmacie = true;
	r->contract_dieet = true;
	r->contract_hulpmiddelen = true;
	r->contract_service = true;
	r->article_known = true;
	memcpy(&r->article, &full_article, sizeof(r->article));
	r->price.aip_cents = 2670;
	r->price.vat_bp = 900;
	r->price.has_limit = true;
	r->price.limit_micro = 654260;
	full_service_and_device(r);
	full_components(r);
	r->is_preferred = true;
	r->condition_count = CONDITIONS_MAX;
	for (int i = 0; i < CONDITIONS_MAX; i++)
		r->conditions[i] = (struct condition){
		    .id = i == 0 ? INT64_MIN : INT64_MAX - i,
		    .procedure = (enum procedure)(i % PROCEDURE_COUNT),
		    .form = (enum statement_kind)(i % STATEMENT_KIND_COUNT),
		    .age_from = i - 1,
		    .age_below = 150 - i,
		};
	r->has_average_tariff = true;
	r->average_tariff_cents = 3000;
	r->preferred_count = PREFERRED_MAX;
	for (int i = 0; i < PREFERRED_MAX; i++) {
		struct preferred *p = &r->preferred[i];
		struct text zi;
		text_init(&zi, p->zi, sizeof(p->zi));
		text_int(&zi, 90000000 + i);
		memset(p->name, '\x01' + i, LEN_NAME);
		p->unlike = i >= 16;
	}
}

void wire_claim(struct claim *claim)
{
	static struct wire_parsed parsed;
	static char quoted[WIRE_LINE_MAX];

	wire_parse(quoted, wire_quote(wire_full, quoted), &parsed);
	cr_assert(parsed.good);
	*claim = parsed.request.claim;
}

struct reason wire_reason(enum rule_code code, enum effect effect,
			  const char *article)
{
	return (struct reason){
	    .code = code,
	    .effect = effect,
	    .article = article,
	    .limit_days = -1,
	    .limit_quantity_milli = -1,
	    .amount = -1,
	    .until = CIVIL_NONE,
	    .since = CIVIL_NONE,
	};
}
