#include "client/check_core.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/check_advice.h"
#include "rules/permit.h"
#include "store/dossier.h"
#include "wire/doc.h"
#include "wire/reply.h"

enum { CANONICAL_MAX = 16384 };

/* What an earlier step left behind; patient by BSN, as tests may. */
struct recorded {
	char bsn[LEN_BSN + 1];
	char substance[LEN_CODE + 1], form[LEN_CODE + 1];
	bool is_supply;
	struct supply supply;
	char code[LEN_SERVICE + 1];
	bool is_service;
	struct past_service service;
	int year;
	cents contribution;
	bool reversed;
};

struct known_permit {
	char bsn[LEN_BSN + 1], uzovi[LEN_UZOVI + 1];
	struct permit permit;
	bool revoked;
};

struct world {
	struct snapshot *snapshot;
	const char *path;
	struct check_step *step;
	civil_day since;
	int recorded_count;
	struct recorded recorded[CHECK_STEPS_MAX];
	int permit_count;
	struct known_permit permits[CHECK_STEPS_MAX];
	/* of the request at hand */
	struct request request;
	struct facts facts;
	struct supply history[CHECK_STEPS_MAX];
	struct past_service services[CHECK_STEPS_MAX];
	struct decision decision;
	struct err *e;
};

static bool fault(struct world *w, const char *why)
{
	struct err cause = {0};

	memcpy(cause.message, w->e->message, sizeof(cause.message));
	return err_set(w->e, ERR_FAILED, "%s:%d: %s%s%.300s", w->path,
		       w->step->line, why, *cause.message ? ": " : "",
		       cause.message);
}

static void copy(char *to, size_t cap, const char *from)
{
	struct text t;

	text_init(&t, to, cap);
	text_str(&t, from);
	ensure(!t.overflow);
}

static bool known_date(const char *text, civil_day *day)
{
	return civil_parse(text, strlen(text), day);
}

/* Empty: unknown. */
static bool known_days(const char *text, int *days)
{
	char *end;
	long value = strtol(text, &end, 10);

	*days = (int)value;
	return *end == '\0' && value >= 0 && value <= DAYS_MAX;
}

/* The columns of `claimctl history import`. */
static bool add_history(struct world *w, const struct doc_node *row)
{
	struct recorded *r = &w->recorded[w->recorded_count];
	const char *column[6];

	for (size_t i = 0; i < ARRAY_LEN(column); i++)
		column[i] = doc_str(doc_at(row, i), "");
	*r = (struct recorded){.is_supply = true};
	r->supply.last_supplied = r->supply.first_supplied = CIVIL_NONE;
	if (strlen(column[0]) > LEN_BSN || strlen(column[1]) > LEN_CODE ||
	    strlen(column[2]) > LEN_CODE ||
	    !known_date(column[3], &r->supply.date) ||
	    !known_days(column[4], &r->supply.days))
		return fault(w, "history: expected codes, a date and days");
	copy(r->bsn, sizeof(r->bsn), column[0]);
	copy(r->substance, sizeof(r->substance), column[1]);
	copy(r->form, sizeof(r->form), column[2]);
	w->recorded_count++;
	return true;
}

static bool run_history(struct world *w)
{
	struct doc *doc;

	if (!doc_parse(w->step->json, strlen(w->step->json), &doc, w->e))
		return fault(w, "history");
	bool ok = add_history(w, doc_root(doc));
	doc_free(doc);
	return ok;
}

static bool parse(struct world *w)
{
	static char canonical[CANONICAL_MAX];
	struct text t;

	text_init(&t, canonical, sizeof(canonical));
	return request_parse(w->step->json, strlen(w->step->json), &w->request,
			     &t, w->e);
}

static bool run_permit(struct world *w)
{
	struct request *q = &w->request;

	if (!parse(w))
		return fault(w, "permit");
	if (q->op == OP_PERMIT_REVOKE) {
		w->permits[w->permit_count - 1].revoked = true;
		return true;
	}
	struct known_permit *p = &w->permits[w->permit_count++];
	*p = (struct known_permit){.permit = q->permit};
	copy(p->bsn, sizeof(p->bsn), q->bsn);
	copy(p->uzovi, sizeof(p->uzovi), q->uzovi);
	return true;
}

static bool named(const struct claim *claim, const char *number)
{
	for (int i = 0; i < claim->permit_count; i++)
		if (strcmp(claim->permits[i], number) == 0)
			return true;
	return false;
}

static void gather_permits(struct world *w)
{
	const struct claim *claim = &w->facts.claim;

	for (int i = 0; i < w->permit_count; i++) {
		const struct known_permit *p = &w->permits[i];
		if (p->revoked || strcmp(p->bsn, w->request.bsn) != 0 ||
		    strcmp(p->uzovi, claim->insured.uzovi) != 0 ||
		    !named(claim, p->permit.number) ||
		    p->permit.from > claim->date || claim->date > p->permit.to)
			continue;
		w->facts.permit_covers_item |=
		    permit_scope_covers(p->permit.scope, &w->facts);
		w->facts.permit_covers_holiday |=
		    permit_scope_covers_holiday(p->permit.scope);
	}
}

/* By date; among equal dates in the order of recording. */
static void insert_supply(struct world *w, const struct supply *supply)
{
	size_t at = w->facts.history_count++;

	for (; at > 0 && w->history[at - 1].date > supply->date; at--)
		w->history[at] = w->history[at - 1];
	w->history[at] = *supply;
}

/* Of what is dispensed, or of the medicine that a service is about. */
static bool in_history(const struct world *w, const struct recorded *r)
{
	const struct claim *claim = &w->facts.claim;
	const struct article *article = &w->facts.reference.article;
	enum item_kind kind = claim->item.kind;

	return r->is_supply && r->supply.date <= claim->date &&
	       (kind == KIND_MEDICINE || kind == KIND_SERVICE) &&
	       strcmp(r->substance, article->substance) == 0 &&
	       strcmp(r->form, article->form) == 0;
}

static void gather_recorded(struct world *w)
{
	const struct claim *claim = &w->facts.claim;

	for (int i = 0; i < w->recorded_count; i++) {
		const struct recorded *r = &w->recorded[i];
		if (r->reversed || strcmp(r->bsn, w->request.bsn) != 0)
			continue;
		if (r->year == civil_year(claim->date))
			w->facts.contributions_year_cents += r->contribution;
		if (in_history(w, r))
			insert_supply(w, &r->supply);
		if (r->is_service && claim->item.kind == KIND_SERVICE &&
		    strcmp(r->code, claim->item.code) == 0)
			w->services[w->facts.service_count++] = r->service;
	}
}

static bool gather(struct world *w)
{
	const struct claim *claim = &w->request.claim;
	struct reference_key key;

	w->facts = (struct facts){
	    .claim = *claim,
	    .history = w->history,
	    .services = w->services,
	    .ledger_since = w->since,
	};
	copy(w->facts.pharmacy, sizeof(w->facts.pharmacy), w->step->pharmacy);
	reference_key_of(claim, w->facts.pharmacy, &key);
	if (!snapshot_reference(w->snapshot, &key, &w->facts.reference, w->e) ||
	    !facts_are_complete(&w->facts, w->e))
		return false;
	gather_permits(w);
	gather_recorded(w);
	return true;
}

static bool in_range(struct world *w)
{
	const struct snapshot_info *info = snapshot_info(w->snapshot);
	civil_day date = w->request.claim.date;

	if (info->first_day <= date && date <= info->last_day)
		return true;
	return err_field(w->e, ERR_DATE_OUT_OF_RANGE, "/date",
			 "outside the snapshot's days");
}

static bool judge(struct world *w)
{
	if (!parse(w) || !in_range(w) || !gather(w))
		return false;
	adjudicate(&w->facts, &w->decision);
	return true;
}

static void record(struct world *w)
{
	struct recorded *r = &w->recorded[w->recorded_count++];
	const struct article *article = &w->facts.reference.article;
	const struct item *item = &w->request.claim.item;

	*r = (struct recorded){0};
	copy(r->bsn, sizeof(r->bsn), w->request.bsn);
	copy(r->substance, sizeof(r->substance), article->substance);
	copy(r->form, sizeof(r->form), article->form);
	r->is_supply = decision_supply(&w->facts, &w->decision, &r->supply);
	r->is_service = decision_service(&w->facts, &w->decision);
	copy(r->code, sizeof(r->code), item->code);
	r->service.claim = (uint64_t)w->recorded_count;
	r->service.date = w->request.claim.date;
	copy(r->service.for_zi, sizeof(r->service.for_zi), item->for_zi);
	copy(r->service.event, sizeof(r->service.event), item->event);
	r->year = civil_year(w->request.claim.date);
	r->contribution = w->decision.amounts.eigen_bijdrage;
}

/* An earlier request that went otherwise than meant makes a case worthless. */
static bool run_earlier(struct world *w)
{
	if (!judge(w))
		return fault(w, "earlier request");
	const char *got = outcome_name(w->decision.outcome);
	if (strcmp(w->step->outcome, got) != 0)
		return err_set(w->e, ERR_FAILED,
			       "%s:%d: the earlier request got %s (%s), "
			       "expected %s",
			       w->path, w->step->line, got,
			       w->decision.reason_count > 0
				   ? rule_name(w->decision.reasons[0].code)
				   : "no reason",
			       w->step->outcome);
	record(w);
	claim_number_format((uint64_t)w->recorded_count, w->step->claim);
	return true;
}

static bool run_reverse(struct world *w)
{
	w->recorded[w->recorded_count - 1].reversed = true;
	return true;
}

/* What a desk would answer, but for the ledger: see daemon/desk. */
static bool run_request(struct world *w, struct text *reply)
{
	const struct reply_context context = {
	    .id = w->request.id,
	    .claim_number = (uint64_t)w->recorded_count + 1,
	    .snapshot = snapshot_info(w->snapshot)->id,
	    .rules = RULES_VERSION,
	};

	if (!judge(w))
		reply_error(reply, w->request.id, w->e);
	else if (w->request.has_expect &&
		 w->decision.outcome > w->request.expect)
		reply_outcome_differs(reply, w->request.id,
				      w->decision.outcome);
	else
		reply_decision(reply, &context, &w->facts, &w->decision);
	return true;
}

static bool run_and_prove(struct world *w, struct text *reply)
{
	w->decision.advice_count = 0;
	return run_request(w, reply) &&
	       (check_advice(w->snapshot, &w->facts, &w->decision, w->e) ||
		fault(w, "advice"));
}

static bool run_step(struct world *w, struct text *reply)
{
	static bool (*const run[STEP_KIND_COUNT])(struct world * w) = {
	    [STEP_HISTORY] = run_history,
	    [STEP_PERMIT] = run_permit,
	    [STEP_EARLIER] = run_earlier,
	    [STEP_REVERSE] = run_reverse,
	};

	*w->e = (struct err){0};
	if (w->step->kind == STEP_REQUEST)
		return run_and_prove(w, reply);
	return run[w->step->kind](w);
}

bool check_core_run(struct snapshot *snapshot, const char *path,
		    struct check_steps *steps, struct text *reply,
		    struct err *e)
{
	struct world *w = calloc(1, sizeof(*w));
	bool ok = true;

	ensure(w != NULL);
	w->snapshot = snapshot;
	w->path = path;
	w->e = e;
	bool dated = known_date(steps->since, &w->since);
	ensure(dated); /* check_steps_make has read it */
	for (int i = 0; ok && i < steps->count; i++) {
		w->step = &steps->at[i];
		ok = run_step(w, reply);
	}
	free(w);
	return ok;
}
