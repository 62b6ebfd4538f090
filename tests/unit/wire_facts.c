#include "wire_facts.h"

#include <criterion/criterion.h>
#include <string.h>

#include "wire_support.h"

static void full_article(struct article *a)
{
	*a = (struct article){
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
}

static void full_components(struct reference *r)
{
	r->component_count = INGREDIENTS_MAX;
	for (int i = 0; i < INGREDIENTS_MAX; i++)
		r->components[i] = (struct component){
		    .unreimbursed_equivalent = true,
		    .irrational = true,
		    .limited = true,
		    .package_milli = QUANTITY_MILLI_MAX - i,
		    .price = {PRICE_CENTS_MAX, 10000, true, INT64_MAX - i},
		};
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
	full_article(&r->article);
	r->price = (struct price){2670, 900, true, 654260};
	r->service_known = true;
	r->service = (struct care_service){
	    .article = SERVICE_7_14,
	    .cover = COVER_INDIEN_GECONTRACTEERD,
	    .has_tariff = true,
	    .tariff_cents = PRICE_CENTS_MAX,
	};
	memset(r->service.name, '\x1f', LEN_NAME);
	r->device_known = true;
	r->device = (struct device){
	    .category = DEVICE_OVERIG,
	    .has_market = true,
	    .market_cents = PRICE_CENTS_MAX,
	};
	memset(r->device.name, '\x1f', LEN_NAME);
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
