/* What a snapshot answers for claims that are no medicine. */
#include <criterion/criterion.h>

#include <string.h>

#include "snapshot_fixture.h"

static struct fixture f;
static struct snapshot *snapshot;
static struct claim claim;

static void set_up(void)
{
	fixture_begin(&f);
	fixture_append(&f, "contract.csv",
		       "3311,02012345,dieet,2024-02-01,2024-02-29\n"
		       "3311,02012345,hulpmiddelen,2024-03-01,2024-03-31\n"
		       "3311,02012345,prestatie:y,2024-04-01,2024-04-30\n"
		       "3312,02012345,dieet,2024-01-01,\n");
	fixture_append(&f, "average_tariff.csv",
		       "3311,y,2024-04-02,2024-04-03,1500\n"
		       "3311,90000013,2024-04-01,,480\n");
	fixture_append(&f, "service.csv",
		       "y,2024-04-01,2024-04-30,7.4,Instructie,ja,1750\n"
		       "y,2024-05-01,,7.13,Anders,nee,0\n");
	fixture_append(
	    &f, "device.csv",
	    "POMP1X,2024-01-01,,overig,Langer,\n"
	    "90000005,2024-06-01,2024-06-30,insulinepomp,Per zi,0\n");
	fixture_append(&f, "irrational_substance.csv", "menthol,warenwet\n");
	fixture_append(&f, "registered_equivalent.csv",
		       "metformin,90000005,1,0\n"
		       "menthol,90000005,1,0\n"
		       "menthol,90000013,0,1\n"
		       "menthol,90000021,0,0\n");
	snapshot = fixture_open(&f);
	memset(&claim, 0, sizeof(claim));
	strcpy(claim.insured.uzovi, "3311");
	strcpy(claim.insured.polis, "196");
}

static void tear_down(void)
{
	snapshot_close(snapshot);
	fixture_end(&f);
}

TestSuite(snapshot_kinds, .init = set_up, .fini = tear_down);

static const struct reference *ask(const char *date)
{
	static struct reference reference;
	struct reference_key key;
	struct err e;

	cr_assert(civil_parse(date, strlen(date), &claim.date));
	reference_key_of(&claim, "02012345", &key);
	memset(&reference, 0x55, sizeof(reference));
	cr_assert(snapshot_reference(snapshot, &key, &reference, &e), "%s",
		  e.message);
	return &reference;
}

static const struct reference *ask_service(const char *code, const char *for_zi,
					   const char *date)
{
	claim.item = (struct item){.kind = KIND_SERVICE};
	strcpy(claim.item.code, code);
	strcpy(claim.item.for_zi, for_zi);
	return ask(date);
}

Test(snapshot_kinds, contracts_by_scope_and_day)
{
	static const struct {
		const char *date;
		bool farmacie, dieet, hulpmiddelen;
	} cases[] = {
	    {"2023-12-31", false, false, false},
	    {"2024-01-01", true, false, false},
	    {"2024-01-31", true, false, false},
	    {"2024-02-01", true, true, false},
	    {"2024-02-29", true, true, false},
	    {"2024-03-01", true, false, true},
	    {"2024-03-31", true, false, true},
	    {"2024-04-01", true, false, false},
	    {"2024-12-31", true, false, false},
	    {"2025-01-01", false, false, false},
	};

	for (int kind = 0; kind < KIND_COUNT; kind++)
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			claim.item =
			    (struct item){.kind = (enum item_kind)kind};
			const struct reference *r = ask(cases[i].date);
			cr_expect(r->policy_known == (i > 0));
			cr_expect(r->supplier == SUPPLIER_APOTHEEK);
			cr_expect(r->contract_farmacie == cases[i].farmacie,
				  "%d %s", kind, cases[i].date);
			cr_expect(r->contract_dieet == cases[i].dieet, "%d %s",
				  kind, cases[i].date);
			cr_expect(r->contract_hulpmiddelen ==
				      cases[i].hulpmiddelen,
				  "%d %s", kind, cases[i].date);
			cr_expect_not(r->contract_service);
		}
}

Test(snapshot_kinds, contract_of_the_service_asked_for)
{
	cr_expect_not(ask_service("y", "", "2024-03-31")->contract_service);
	cr_expect(ask_service("y", "", "2024-04-01")->contract_service);
	cr_expect(ask_service("y", "", "2024-04-30")->contract_service);
	cr_expect_not(ask_service("y", "", "2024-05-01")->contract_service);
	cr_expect(ask_service("x", "", "2024-05-01")->contract_service);
	cr_expect_not(ask_service("xy", "", "2024-04-01")->contract_service);
	/* No code that merely looks like another scope. */
	const struct reference *r = ask_service("farmacie", "", "2025-01-01");
	cr_expect(!r->contract_service && !r->contract_farmacie);
	/* A device of the same code has no contract of that service. */
	claim.item = (struct item){.kind = KIND_DEVICE, .gph = "y"};
	cr_expect_not(ask("2024-04-01")->contract_service);
	/* The longest code there is. */
	r = ask_service("abcdefghijklmnopqrstuvwxyzabcdef", "", "2024-04-01");
	cr_expect_not(r->contract_service);
}

Test(snapshot_kinds, a_service_on_its_days)
{
	cr_expect_not(ask_service("y", "", "2024-03-31")->service_known);
	const struct reference *r = ask_service("y", "", "2024-04-01");
	cr_assert(r->service_known);
	cr_expect_str_eq(r->service.name, "Instructie");
	cr_expect(r->service.article == SERVICE_7_4);
	cr_expect(r->service.cover == COVER_JA);
	cr_expect(r->service.has_tariff);
	cr_expect_eq(r->service.tariff_cents, 1750);
	cr_expect_not(r->article_known);
	cr_expect(ask_service("y", "", "2024-04-30")->service.has_tariff);
	r = ask_service("y", "", "2024-05-01");
	cr_expect(r->service.article == SERVICE_7_13);
	cr_expect(r->service.cover == COVER_NEE);
	cr_expect(r->service.has_tariff && r->service.tariff_cents == 0);
	r = ask_service("x", "", "2024-05-01");
	cr_expect(r->service.article == SERVICE_7_14);
	cr_expect(r->service.cover == COVER_INDIEN_GECONTRACTEERD);
	cr_expect_not(r->service.has_tariff);
	cr_expect_not(ask_service("z", "", "2024-05-01")->service_known);
}

Test(snapshot_kinds, average_tariff_of_a_service)
{
	cr_expect_not(ask_service("y", "", "2024-04-01")->has_average_tariff);
	const struct reference *r = ask_service("y", "", "2024-04-02");
	cr_expect(r->has_average_tariff);
	cr_expect_eq(r->average_tariff_cents, 1500);
	cr_expect(ask_service("y", "", "2024-04-03")->has_average_tariff);
	/* That of the medicine is not the service's. */
	r = ask_service("y", "90000013", "2024-04-04");
	cr_expect(!r->has_average_tariff && r->average_tariff_cents == 0);
}

Test(snapshot_kinds, the_medicine_of_a_service_needs_no_price)
{
	const struct reference *r = ask_service("x", "90000005", "2025-01-15");
	cr_assert(r->article_known);
	cr_expect_str_eq(r->article.zi, "90000005");
	cr_expect_str_eq(r->article.substance, "metformin");
	cr_expect_str_eq(r->article.form, "tablet");
	cr_expect(r->article.annex == ANNEX_1A);
	cr_expect(r->article.prescription_only);
	r = ask_service("x", "90000005", "2025-02-15");
	cr_expect_eq(r->price.aip_cents, 0);
	cr_expect(r->condition_count == 0 && r->preferred_count == 0);
	cr_expect_not(r->is_preferred);
	cr_expect(ask_service("x", "90000005", "2025-12-31")->article_known);
	r = ask_service("x", "90000005", "2026-01-01");
	cr_expect(!r->article_known && r->article.substance[0] == '\0');
	r = ask_service("x", "90000099", "2025-01-15");
	cr_expect(r->service_known && !r->article_known);
}

static const struct reference *ask_zi(enum item_kind kind, const char *zi,
				      const char *date)
{
	claim.item = (struct item){.kind = (enum item_kind)kind};
	strcpy(claim.item.zi, zi);
	return ask(date);
}

Test(snapshot_kinds, diet_has_its_article_but_no_preference)
{
	const struct reference *r = ask_zi(KIND_DIET, "90000013", "2024-04-01");

	cr_assert(r->article_known);
	cr_expect(r->article.diet_type == DIET_POLYMEER);
	cr_expect_eq(r->price.aip_cents, 500);
	cr_expect_eq(r->average_tariff_cents, 480);
	cr_expect_eq(r->condition_count, 4);
	cr_expect(r->preferred_count == 0 && !r->is_preferred);
	r = ask_zi(KIND_MEDICINE, "90000013", "2024-04-01");
	cr_expect(r->article.diet_type == DIET_POLYMEER);
	cr_expect(r->preferred_count == 1 && r->is_preferred);
	r = ask_zi(KIND_DIET, "90000005", "2024-12-31");
	cr_expect(r->article_known && r->article.diet_type == DIET_NONE);
	cr_expect(r->price.has_limit);
	/* No price. */
	r = ask_zi(KIND_DIET, "90000005", "2025-01-01");
	cr_expect(!r->article_known && r->condition_count == 0);
	cr_expect_not(
	    ask_zi(KIND_DIET, "90000013", "2024-02-29")->article_known);
}

Test(snapshot_kinds, a_device_by_gph_and_by_zi)
{
	const struct reference *r =
	    ask_zi(KIND_DEVICE, "90000005", "2024-06-01");

	cr_assert(r->device_known);
	cr_expect_str_eq(r->device.name, "Per zi");
	cr_expect(r->device.category == DEVICE_INSULINEPOMP);
	cr_expect(r->device.has_market && r->device.market_cents == 0);
	cr_expect_not(r->article_known);
	cr_expect(ask_zi(KIND_DEVICE, "90000005", "2024-06-30")->device_known);
	cr_expect_not(
	    ask_zi(KIND_DEVICE, "90000005", "2024-05-31")->device_known);
	r = ask_zi(KIND_DEVICE, "90000005", "2024-07-01");
	cr_expect(!r->device_known && r->device.name[0] == '\0');
	claim.item = (struct item){.kind = KIND_DEVICE, .gph = "POMP1"};
	cr_expect_not(ask("2023-12-31")->device_known);
	r = ask("2024-01-01");
	cr_assert(r->device_known);
	cr_expect(r->device.category == DEVICE_INFUUSPOMP);
	cr_expect_str_eq(r->device.name, "Pomp");
	cr_expect_eq(r->device.market_cents, 120000);
	strcpy(claim.item.gph, "POMP1X");
	r = ask("2024-01-01");
	cr_expect(r->device.category == DEVICE_OVERIG);
	cr_expect_not(r->device.has_market);
	strcpy(claim.item.gph, "POMP");
	cr_expect_not(ask("2024-01-01")->device_known);
}

static void add_ingredient(const char *substance, const char *zi)
{
	struct ingredient *i =
	    &claim.item.ingredients[claim.item.ingredient_count++];

	strcpy(i->substance, substance);
	strcpy(i->zi, zi);
	i->quantity_milli = 1000;
}

Test(snapshot_kinds, what_is_known_of_ingredients)
{
	static const struct {
		const char *substance;
		bool equivalent, irrational;
	} cases[] = {
	    {"other", false, false},	 /* refused by the minister */
	    {"metformin", false, false}, /* in the GVS */
	    {"menthol", true, true},	 {"kamfer", false, true},
	    {"water", false, false},
	};

	claim.item = (struct item){.kind = KIND_PREPARATION};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		add_ingredient(cases[i].substance, "");
	const struct reference *r = ask("2024-04-01");
	cr_assert_eq(r->component_count, (int)ARRAY_LEN(cases));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct component *c = &r->components[i];
		cr_expect(c->unreimbursed_equivalent == cases[i].equivalent,
			  "%s", cases[i].substance);
		cr_expect(c->irrational == cases[i].irrational, "%s",
			  cases[i].substance);
		cr_expect(!c->limited && c->package_milli == 0);
	}
	cr_expect_not(r->article_known);
}

Test(snapshot_kinds, the_limit_of_an_ingredient_on_its_days)
{
	static const struct {
		const char *date;
		bool limited;
	} cases[] = {
	    {"2023-12-31", false}, {"2024-01-01", true},
	    {"2024-12-31", true},  {"2025-01-15", false}, /* no price */
	    {"2025-02-01", false},			  /* no limit */
	};

	claim.item = (struct item){.kind = KIND_PREPARATION};
	add_ingredient("metformin", "90000005");
	add_ingredient("metformin", "90000013"); /* a limit, but 1B */
	add_ingredient("other", "90000021");	 /* not in the GVS */
	add_ingredient("other", "90000099");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct reference *r = ask(cases[i].date);
		cr_assert_eq(r->component_count, 4);
		const struct component *c = &r->components[0];
		cr_expect(c->limited == cases[i].limited, "%s", cases[i].date);
		cr_expect_eq(c->package_milli, c->limited ? 30000 : 0);
		cr_expect_eq(c->price.aip_cents, c->limited ? 1000 : 0);
		cr_expect_eq(c->price.limit_micro, c->limited ? 654260 : 0);
		cr_expect(c->price.has_limit == c->limited);
		cr_expect_eq(c->price.vat_bp, c->limited ? 900 : 0);
		for (int k = 1; k < 4; k++)
			cr_expect_not(r->components[k].limited);
	}
}

/* As many as a request may name. */
Test(snapshot_kinds, all_the_ingredients_there_may_be)
{
	claim.item = (struct item){.kind = KIND_PREPARATION};
	for (int i = 0; i < INGREDIENTS_MAX; i++)
		add_ingredient(i % 2 ? "kamfer" : "water", "90000005");
	const struct reference *r = ask("2024-04-01");
	cr_assert_eq(r->component_count, INGREDIENTS_MAX);
	for (int i = 0; i < INGREDIENTS_MAX; i++) {
		cr_expect(r->components[i].irrational == (i % 2 == 1));
		cr_expect(r->components[i].limited);
	}
}

Test(snapshot_kinds, imports_and_allergens_have_no_article)
{
	for (int kind = KIND_IMPORT; kind <= KIND_ALLERGEN; kind++) {
		claim.item = (struct item){.kind = (enum item_kind)kind};
		strcpy(claim.item.substance, "metformin");
		const struct reference *r = ask("2024-04-01");
		cr_expect(r->policy_known && r->contract_farmacie);
		cr_expect(!r->article_known && !r->service_known);
		cr_expect(!r->device_known && r->component_count == 0);
		cr_expect(r->condition_count == 0 && !r->has_average_tariff);
	}
}
