/* What the rules decided, with all that a reply and an explanation need. */
#ifndef CLAIMD_RULES_DECISION_H
#define CLAIMD_RULES_DECISION_H

#include "base/text.h"
#include "rules/facts.h"

/* Part of every decision and snapshot; a changed rule or text raises it. */
#define RULES_VERSION "2026.1"

enum outcome { OUTCOME_APPROVE, OUTCOME_PARTIAL, OUTCOME_DENY, OUTCOME_COUNT };

enum effect {
	EFFECT_DENY,
	EFFECT_LIMIT,
	EFFECT_OWN_ACCOUNT,
	EFFECT_CAP,
	EFFECT_CONTRIBUTION,
	EFFECT_NOTE,
	EFFECT_COUNT
};

enum rule_code {
#define RULE(code, article, kinds, effect, function, nl, en) RULE_##code,
#include "rules/rules.def"
#undef RULE
	RULE_COUNT
};

/* For the explanation: what became of each rule, in the table's order. */
enum rule_status {
	RULE_NOT_REACHED, /* an earlier rule ended the list */
	RULE_NOT_APPLICABLE,
	RULE_PASSED,
	RULE_BIT,
};

enum { REASON_VALUES_MAX = 6 };

/* Which sentence a reason gets: its row's own, or another (texts.def). */
enum text_variant {
	TEXT_OF_THE_RULE,
#define TEXT(variant, nl, en) TEXT_##variant,
#include "rules/texts.def"
#undef TEXT
	TEXT_VARIANT_COUNT
};

/* Members that a reason does not have are -1, or CIVIL_NONE for dates. */
struct reason {
	enum rule_code code;
	enum effect effect;
	const char *article; /* static, e.g. "9.1" */
	int limit_days;
	int64_t limit_quantity_milli;
	cents amount;
	civil_day until;
	civil_day since;
	bool names_preferred; /* member zi: reference.preferred */
	uint64_t claim;	      /* SERVICE_FREQUENCY; 0: none */
	unsigned missing;     /* SERVICE_CONDITION: bits of service_fact */
	enum text_variant variant;
	/* What the texts fill in; their meaning is the rule's own. */
	int64_t values[REASON_VALUES_MAX];
};

enum advice_action {
#define ADVICE(action, name, nl, en) ADVICE_##action,
#include "rules/advices.def"
#undef ADVICE
	ADVICE_ACTION_COUNT
};

struct advice {
	enum advice_action action;
	civil_day from;		  /* resupply */
	int days;		  /* reduce; 0: the request has none */
	int64_t quantity_milli;	  /* reduce */
	enum statement_kind kind; /* ask_statement */
	uint32_t articles; /* dispense_preferred: bits of preferred[] */
};

struct amounts {
	cents claimed;
	cents reimbursed;
	cents eigen_bijdrage;
	cents own_account;
	cents refused;
};

struct collect {
	cents from_insured;
	cents billed_by_insurer;
	cents advanced;
};

/* The arithmetic on the way, for the explanation; letters as in section 6. */
struct working {
	cents list_cents; /* list(Q) */
	cents base_cents;
	cents approved_price;	  /* A */
	int own_days;		  /* o */
	cents own_cents;	  /* own */
	cents contribution_uncut; /* k */
	cents contribution_room;  /* c - y; -1: no cap known */
	cents tariff_cents;	  /* T; -1: contracted */
};

enum { REASONS_MAX = RULE_COUNT, ADVICE_MAX = ADVICE_ACTION_COUNT };

struct decision {
	enum outcome outcome;
	int64_t approved_quantity_milli;
	int approved_days; /* meaningless when the request has no days */
	struct amounts amounts;
	struct collect collect;
	cents eigen_risico;
	int reason_count;
	struct reason reasons[REASONS_MAX];
	int advice_count;
	struct advice advice[ADVICE_MAX];
	enum rule_status status[RULE_COUNT];
	struct working working;
};

/*
 * Judges the facts: reasons, amounts and advice. Pure and thread-safe; the
 * decision is complete and independent of the facts' memory except for the
 * names of preferred articles, which stay in facts->reference.
 */
void adjudicate(const struct facts *facts, struct decision *decision);

/*
 * What only the snapshot tells to be missing from a request, before any rule
 * (UNKNOWN_ARTICLE in the rulebook): the JSON pointer of the member, static;
 * NULL when the request is complete.
 */
const char *facts_lack(const struct facts *facts);

/* Whether a recorded claim counts as an earlier one of its service. */
bool decision_service(const struct facts *facts,
		      const struct decision *decision);

/* The supply that a recorded claim counts as; false if it counts as none. */
bool decision_supply(const struct facts *facts, const struct decision *decision,
		     struct supply *supply);

const char *outcome_name(enum outcome outcome);
const char *effect_name(enum effect effect);
const char *advice_name(enum advice_action action);
const char *rule_name(enum rule_code code);
const char *rule_article(enum rule_code code);
/* Whether a rule is about a kind at all. */
bool rule_judges(enum rule_code code, enum item_kind kind);

enum language { LANGUAGE_NL, LANGUAGE_EN, LANGUAGE_COUNT };

/* Appends the sentence(s) of a reason with its values filled in. */
void reason_text(const struct facts *facts, const struct reason *reason,
		 enum language language, struct text *out);

/* The same for an advice; names: what dispense_preferred names, or "". */
void advice_text(const struct advice *advice, const char *names,
		 enum language language, struct text *out);

#endif
