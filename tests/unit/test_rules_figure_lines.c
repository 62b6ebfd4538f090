/* Which lines of arithmetic a decision has: those that hold, and no other. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "kinds.h"
#include "rules/figures.h"

static struct scenario s;

/* Their names without "_cents", a blank after each; of an ingredient: with its
 * index; "=0": without a formula. */
static const char *lines_of(void)
{
	static char memory[2048];
	struct figure_line lines[FIGURE_LINES_MAX];
	struct judgement j;
	struct decision decision;
	struct text out;

	sights_judge(&s.facts, &j, &decision);
	int count = figure_lines(&j, lines);
	text_init(&out, memory, sizeof(memory));
	for (int i = 0; i < count; i++) {
		text_bytes(&out, lines[i].name,
			   strlen(lines[i].name) - strlen("_cents"));
		if (lines[i].index >= 0)
			text_int(&out, lines[i].index);
		text_str(&out, lines[i].formula[0] == '\0' ? "=0 " : " ");
	}
	cr_assert_not(out.overflow);
	return memory;
}

static void plain(void)
{
	scenario_init(&s);
}

static void limited(void)
{
	scenario_init(&s);
	scenario_price(&s, 2670, 654260);
}

static void limited_without_cap(void)
{
	limited();
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = -1;
	s.param[PARAM_CONTRIBUTION_BY_INSURER] = 0;
}

static void denied(void)
{
	limited();
	s.prescription->travel = true;
}

static void own_days(void)
{
	begin_new(&s);
	scenario_price(&s, 2670, 654260);
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	s.reference->contract_farmacie = false;
	s.reference->has_average_tariff = true;
	s.reference->average_tariff_cents = 1000;
}

static void all_own(void)
{
	own_days();
	scenario_ask(&s, 10000, 0);
}

static void uncontracted(void)
{
	scenario_init(&s);
	s.reference->contract_farmacie = false;
}

static void uncontracted_with_tariff(void)
{
	uncontracted();
	s.reference->has_average_tariff = true;
	s.reference->average_tariff_cents = 1000;
	s.item->has_price = true;
	s.item->price = 9000;
}

static void preparation(void)
{
	begin_preparation(&s);
	s.reference->components[1] = (struct component){
	    .limited = true,
	    .package_milli = 30000,
	    .price = {.aip_cents = 2670, .has_limit = true},
	};
}

static void preparation_without_limit(void)
{
	begin_preparation(&s);
}

static void uncontracted_service(void)
{
	begin_service(&s, SERVICE_7_5);
	s.reference->contract_farmacie = false;
	s.reference->has_average_tariff = true;
	s.reference->average_tariff_cents = 600;
}

static void free_service(void)
{
	begin_service(&s, SERVICE_7_14);
	s.reference->service.has_tariff = false;
}

static void device_above_market(void)
{
	begin_device(&s);
	s.reference->contract_hulpmiddelen = false;
	s.facts.permit_covers_item = true;
	s.item->price = 120000;
}

static void child(void)
{
	scenario_init(&s);
	s.claim->insured.born = day("2015-01-01");
}

static const struct {
	void (*arrange)(void);
	const char *lines;
} rows[] = {
    {plain, "list claimed base approved_price own=0 rest "
	    "contribution_uncut=0 eigen_bijdrage=0 payable reimbursed "
	    "own_account refused together eigen_risico from_insured "
	    "billed_by_insurer advanced=0 "},
    {limited, "list claimed base approved_price own=0 rest "
	      "contribution_uncut contribution_room eigen_bijdrage "
	      "payable reimbursed own_account refused together "
	      "eigen_risico from_insured billed_by_insurer advanced=0 "},
    {limited_without_cap,
     "list claimed base approved_price own=0 rest "
     "contribution_uncut eigen_bijdrage payable reimbursed "
     "own_account refused together eigen_risico from_insured "
     "billed_by_insurer=0 advanced=0 "},
    {denied, "list claimed reimbursed=0 refused "},
    {own_days, "list claimed base approved_price own rest "
	       "contribution_uncut contribution_room eigen_bijdrage "
	       "payable tariff reimbursed own_account refused together "
	       "eigen_risico=0 from_insured billed_by_insurer=0 advanced "},
    {all_own, "list claimed base approved_price own rest "
	      "contribution_uncut contribution_room eigen_bijdrage "
	      "payable tariff=0 reimbursed own_account refused together "
	      "eigen_risico=0 from_insured billed_by_insurer=0 advanced "},
    {uncontracted, "list claimed base approved_price own=0 rest "
		   "contribution_uncut=0 eigen_bijdrage=0 payable tariff "
		   "reimbursed own_account refused together eigen_risico "
		   "from_insured billed_by_insurer=0 advanced "},
    {uncontracted_with_tariff,
     "list claimed base approved_price own=0 rest "
     "contribution_uncut=0 eigen_bijdrage=0 payable tariff "
     "reimbursed own_account refused together eigen_risico "
     "from_insured billed_by_insurer=0 advanced "},
    {preparation, "claimed base approved_price own=0 rest "
		  "ingredient_contribution1 contribution_uncut "
		  "contribution_room eigen_bijdrage payable reimbursed "
		  "own_account refused together eigen_risico from_insured "
		  "billed_by_insurer advanced=0 "},
    {preparation_without_limit,
     "claimed base approved_price own=0 rest "
     "contribution_uncut=0 eigen_bijdrage=0 payable reimbursed "
     "own_account refused together eigen_risico from_insured "
     "billed_by_insurer advanced=0 "},
    {uncontracted_service,
     "claimed base approved_price own=0 rest "
     "contribution_uncut=0 eigen_bijdrage=0 payable tariff "
     "reimbursed own_account refused together eigen_risico "
     "from_insured billed_by_insurer=0 advanced "},
    {free_service, "claimed base approved_price own=0 rest "
		   "contribution_uncut=0 eigen_bijdrage=0 payable reimbursed "
		   "own_account refused together eigen_risico from_insured "
		   "billed_by_insurer advanced=0 "},
    {device_above_market,
     "claimed base approved_price own rest "
     "contribution_uncut=0 eigen_bijdrage=0 payable reimbursed "
     "own_account refused together eigen_risico=0 from_insured "
     "billed_by_insurer advanced=0 "},
    {child, "list claimed base approved_price own=0 rest "
	    "contribution_uncut=0 eigen_bijdrage=0 payable reimbursed "
	    "own_account refused together eigen_risico=0 from_insured "
	    "billed_by_insurer advanced=0 "},
};

Test(figure_lines, those_that_hold_and_no_other)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows[i].arrange();
		cr_expect_str_eq(lines_of(), rows[i].lines);
	}
}
