#include "fill_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/claim_number.h"
#include "base/ensure.h"
#include "wire/request.h"

/* Stands for every date while a line is read; nobody is born on it. */
static const char some_date[] = "2019-10-11";

static bool find(const char *in, size_t len, const char *what, size_t *at)
{
	const char *found = memmem(in + *at, len - *at, what, strlen(what));

	if (found != NULL)
		*at = (size_t)(found - in);
	return found != NULL;
}

/* Puts an id of the length that all will have where `id` stands. */
static void keep_body(struct fill_line *line, const struct text *canonical,
		      const char *id)
{
	char any[FILL_ID_LEN + 1];
	size_t at = 0;
	struct text body;

	fill_id(0, any);
	ensure(find(canonical->data, canonical->len, id, &at));
	text_init(&body, malloc(canonical->len + sizeof(any)),
		  canonical->len + sizeof(any));
	ensure(body.data != NULL);
	text_bytes(&body, canonical->data, at);
	text_bytes(&body, any, FILL_ID_LEN);
	text_str(&body, canonical->data + at + strlen(id));
	line->body = body.data;
	line->body_len = body.len;
	line->id_at = at;
	for (at = 0; line->date_count < FILL_DATES_MAX &&
		     find(body.data, body.len, some_date, &at);
	     at++)
		line->dates_at[line->date_count++] = at;
}

static bool read_request(const struct templates *templates, size_t n,
			 struct fill_line *line, struct err *e)
{
	static char bytes[TEMPLATE_LINE_MAX], memory[FILL_TEXT_MAX];
	struct text canonical;
	struct request request;

	size_t len = template_fill(templates, n, bytes);
	text_init(&canonical, memory, sizeof(memory));
	if (!request_parse(bytes, len - 1, &request, &canonical, e))
		return false;
	if (canonical.overflow)
		return err_set(e, ERR_REFUSED, "line %zu is too long", n + 1);
	keep_body(line, &canonical, request.id);
	return true;
}

static bool read_article(FILE *file, struct fill_line *line)
{
	char text[256];

	return fgets(text, sizeof(text), file) != NULL &&
	       sscanf(text, "%8[^,],%16[^,],%16[^,],%16[^,\n]", line->zi,
		      line->substance, line->form, line->prk) == 4;
}

static unsigned group_of(const struct fill_lines *lines, size_t n)
{
	const struct fill_line *line = &lines->lines[n];
	unsigned i = 0;

	while (strcmp(lines->lines[i].substance, line->substance) != 0 ||
	       strcmp(lines->lines[i].form, line->form) != 0)
		i++;
	return i;
}

static bool read_articles(struct fill_lines *lines, const char *path,
			  struct err *e)
{
	char name[4096];
	bool fine = true;

	snprintf(name, sizeof(name), "%s.articles", path);
	FILE *file = fopen(name, "r");
	if (file == NULL)
		return err_set(e, ERR_REFUSED,
			       "%s: cannot be read; see requests.sh", name);
	for (size_t i = 0; i < lines->count && fine; i++) {
		fine = read_article(file, &lines->lines[i]);
		lines->lines[i].group = group_of(lines, i);
	}
	fclose(file);
	return fine || err_set(e, ERR_REFUSED,
			       "%s: expected zi,substance,form,prk for each "
			       "line of the requests",
			       name);
}

bool fill_lines_load(struct fill_lines *lines, const char *path, struct err *e)
{
	static struct templates templates = {
	    .run = "any", .date = some_date, .insured = 1};

	if (!templates_load(&templates, path))
		return err_set(e, ERR_REFUSED, "%s: no requests", path);
	lines->count = templates.count;
	bool fine = true;
	for (size_t i = 0; i < lines->count && fine; i++)
		fine = read_request(&templates, i, &lines->lines[i], e);
	templates_free(&templates);
	return fine && read_articles(lines, path, e);
}

void fill_lines_free(struct fill_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->lines[i].body);
}

void fill_id(uint64_t seq, char out[FILL_ID_LEN + 1])
{
	struct text id;

	text_init(&id, out, FILL_ID_LEN + 1);
	text_str(&id, "fill-");
	text_int_padded(&id, (int64_t)seq, FILL_ID_LEN - 5);
	ensure(id.len == FILL_ID_LEN && !id.overflow);
}

void fill_body(const struct fill_line *line, const char *id, civil_day date,
	       struct text *out)
{
	char day[LEN_CIVIL + 1];

	text_clear(out);
	text_bytes(out, line->body, line->body_len);
	ensure(!out->overflow);
	memcpy(out->data + line->id_at, id, FILL_ID_LEN);
	civil_format(date, day);
	for (size_t i = 0; i < line->date_count; i++)
		memcpy(out->data + line->dates_at[i], day, LEN_CIVIL);
}

/* A decision with two notes, as claimd writes it: most have about as much. */
void fill_reply(const char *id, uint64_t seq, civil_day date, struct text *out)
{
	char number[LEN_CLAIM_NUMBER + 1];

	claim_number_format(seq, number);
	text_clear(out);
	text_str(out, "{\"v\":1,\"id\":\"");
	text_str(out, id);
	text_str(out, "\",\"claim\":\"");
	text_str(out, number);
	text_str(out,
		 "\",\"outcome\":\"approve\",\"approved\":{\"quantity_milli\":"
		 "30000,\"days\":30},\"amounts\":{\"claimed\":2715,"
		 "\"reimbursed\":2715,\"eigen_bijdrage\":0,\"own_account\":0,"
		 "\"refused\":0},\"collect\":{\"from_insured\":0,"
		 "\"billed_by_insurer\":0,\"advanced\":0},\"eigen_risico\":"
		 "2715,\"reasons\":[{\"code\":\"CHECKED_AFTERWARDS\","
		 "\"effect\":\"note\",\"article\":\"4.4.2.1\",\"nl\":\"Uw "
		 "verzekeraar controleert achteraf of u aan de voorwaarden "
		 "voldoet. Zo niet, dan betaalt u alsnog zelf.\",\"en\":"
		 "\"Your insurer checks afterwards whether you meet the "
		 "conditions. If not, you still have to pay.\"}],\"advice\":"
		 "[],\"snapshot\":\"gvs-20261101-000017\",\"rules\":"
		 "\"2026.1\",\"date\":\"");
	text_date(out, date);
	text_str(out, "\"}");
	ensure(!out->overflow);
}

void fill_reference(const struct fill_line *line, unsigned which,
		    struct text *out)
{
	text_clear(out);
	text_str(
	    out,
	    "{\"policy\":{\"reglement\":\"prolife-2023\",\"covers_farmacie\":"
	    "1,\"covers_hulpmiddelen\":0,\"first_supply_days\":15,"
	    "\"first_early_days\":5,\"new_after_months\":12,"
	    "\"expensive_month_cents\":100000,\"setup_months\":6,"
	    "\"setup_supply_months\":1,\"max_supply_months\":3,"
	    "\"long_supply_months\":12,\"early_days\":14,"
	    "\"palliative_days\":15,\"holiday_months\":6,"
	    "\"prescription_free_age\":21,\"cg_own_days\":15,"
	    "\"uncontracted_percent\":75,\"contribution_year_cents\":25000,"
	    "\"contribution_by_insurer\":1,\"logistic_necessity\":1,"
	    "\"service_new_months\":12,\"review_exempt\":0,"
	    "\"eigen_risico_age\":18,\"device_excess_percent\":10},"
	    "\"supplier\":\"apotheek\",\"contract_farmacie\":true,"
	    "\"article\":{\"zi\":\"");
	text_str(out, line->zi);
	text_str(out,
		 "\",\"name\":\"GENEESMIDDEL TABLET 30 STUKS\",\"prk\":\"");
	text_str(out, line->prk);
	text_str(out, "\",\"substance\":\"");
	text_str(out, line->substance);
	text_str(out, "\",\"form\":\"");
	text_str(out, line->form);
	text_str(out, "\",\"package_milli\":30000,\"prk_least_package_milli\":"
		      "30000,\"prescription_only\":true,\"annex\":\"1A\","
		      "\"aip_cents\":");
	text_int(out, 1800 + which);
	text_str(out, ",\"vat_bp\":900,\"limit_micro\":43971300}}");
	ensure(!out->overflow && which < FILL_REFERENCES);
}
