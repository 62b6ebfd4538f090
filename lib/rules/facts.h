/*
 * All that the rules look at. Whoever gathers fills everything; the rules
 * only read. Texts are empty and dates CIVIL_NONE where something is absent.
 */
#ifndef CLAIMD_RULES_FACTS_H
#define CLAIMD_RULES_FACTS_H

#include <stddef.h>

#include "rules/claim.h"

enum param {
#define PARAM(symbol, name, min, max, article) PARAM_##symbol,
#include "rules/params.def"
#undef PARAM
	PARAM_COUNT
};

struct param_info {
	const char *name;
	int64_t min, max;
	const char *article;
};

/* Name, range and article of a parameter; static memory. */
const struct param_info *param_info(enum param param);

enum supplier_kind {
	SUPPLIER_UNKNOWN, /* not listed: no pharmacy, no hospital */
	SUPPLIER_APOTHEEK,
	SUPPLIER_APOTHEEKHOUDEND_HUISARTS,
	SUPPLIER_MEDISCHE_SPECIAALZAAK,
	SUPPLIER_HULPMIDDELENLEVERANCIER,
	SUPPLIER_ZIEKENHUIS,
	SUPPLIER_KIND_COUNT
};

enum annex { ANNEX_NONE, ANNEX_1A, ANNEX_1B, ANNEX_COUNT };

enum excluded {
	EXCLUDED_NO,
	EXCLUDED_REIZEN,
	EXCLUDED_GELIJKWAARDIG_NIET_VERGOED,
	EXCLUDED_ONDERZOEK,
	EXCLUDED_ART40_3_F,
	EXCLUDED_HOMEOPATHIE,
	EXCLUDED_ANTROPOSOFIE,
	EXCLUDED_ALTERNATIEF,
	EXCLUDED_COUNT
};

enum cg_group {
	CG_NONE,
	CG_MAAGZUURREMMER,
	CG_LAXEERMIDDEL,
	CG_ALLERGIE,
	CG_DIARREE,
	CG_MAAGLEDIGING,
	CG_OOGBESCHERMING,
	CG_GROUP_COUNT
};

enum procedure {
	PROCEDURE_ACHTERAF,
	PROCEDURE_VOORAF,
	PROCEDURE_TOESTEMMING,
	PROCEDURE_COUNT
};

/* The words of snapshot.md; "" for the none value; static strings. */
const char *supplier_kind_name(enum supplier_kind kind);
const char *annex_name(enum annex annex);
const char *excluded_name(enum excluded excluded);
const char *cg_group_name(enum cg_group group);
const char *procedure_name(enum procedure procedure);

struct article {
	char zi[LEN_ZI + 1];
	char name[LEN_NAME + 1];
	char prk[LEN_CODE + 1];
	char substance[LEN_CODE + 1];
	char form[LEN_CODE + 1];
	int64_t package_milli;
	int64_t smallest_package_milli; /* the column; 0: not given */
	int64_t prk_least_package_milli; /* least of the same prk on D */
	bool divisible;
	bool prescription_only;
	enum annex annex;
	bool selfcare;
	enum cg_group cg_group;
	bool hospital_only;
	enum excluded excluded;
	bool long_supply;
	bool oral_contraceptive;
	bool insulin;
};

struct price {
	cents aip_cents;     /* one package, excl. VAT */
	int32_t vat_bp;	     /* basis points */
	bool has_limit;
	int64_t limit_micro; /* micro-euro a unit, excl. VAT */
};

struct preferred {
	char zi[LEN_ZI + 1];
	char name[LEN_NAME + 1];
	/* A rule may refuse it though it does not refuse this article: they
	 * differ in annex, excluded, selfcare, cg_group or hospital_only, or
	 * a condition names its zi. It is not advised then. */
	bool unlike;
};

/* A row of annex 2 that matches the article on D, whatever the age. */
struct condition {
	int64_t id;
	enum procedure procedure;
	enum statement_kind form; /* STATEMENT_NONE: any kind serves */
	int age_from;  /* -1: no bound */
	int age_below; /* -1: no bound */
};

/*
 * What the snapshot says for one (insurer, policy, article, pharmacy, date).
 * Flat and without pointers: it is kept with the claim, so that a decision
 * can be explained when the snapshot is long gone. Fields that a later field
 * rests on are noted; what is unknown is zero.
 */
struct reference {
	bool policy_known;
	char reglement[LEN_REGLEMENT + 1];
	int64_t param[PARAM_COUNT];	/* policy_known */
	enum supplier_kind supplier;
	bool contract_farmacie;
	bool article_known;		/* an article and a price row on D */
	struct article article;		/* article_known */
	struct price price;		/* article_known */
	bool is_preferred;		/* this zi is preferred for its prk */
	int condition_count;
	struct condition conditions[CONDITIONS_MAX]; /* ordered by id */
	bool has_average_tariff;
	cents average_tariff_cents;	/* one package, incl. VAT */
	/* Preferred for this prk and insurer on D, ordered by zi. Last, so
	 * that copies can leave out the places that are not used. */
	int preferred_count;
	struct preferred preferred[PREFERRED_MAX];
};

/* An earlier supply of the same substance and form to the same insured. */
struct supply {
	civil_day date;
	int days;		  /* approved; 0: unknown */
	char prk[LEN_CODE + 1];	  /* empty: imported, matches every prk */
	bool dose_changed;
	civil_day last_supplied;  /* what that request attested */
	civil_day first_supplied;
};

struct facts {
	char pharmacy[LEN_AGB + 1];
	struct claim claim;
	struct reference reference;
	/* By date, then in the order of recording; date <= claim.date. */
	const struct supply *history;
	size_t history_count;
	/* A permit that the request names is known, of this insured and
	 * insurer, valid on D, not revoked, and covers the item / a holiday. */
	bool permit_covers_item;
	bool permit_covers_holiday;
	/* Contributions of this insured in the calendar year of D. */
	cents contributions_year_cents;
	civil_day ledger_since;
};

#endif
