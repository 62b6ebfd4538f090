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

enum diet_type {
	DIET_NONE,
	DIET_POLYMEER,
	DIET_OLIGOMEER,
	DIET_MONOMEER,
	DIET_MODULAIR,
	DIET_OVERIG,
	DIET_TYPE_COUNT
};

enum service_article {
	SERVICE_7_1,
	SERVICE_7_2,
	SERVICE_7_3,
	SERVICE_7_4,
	SERVICE_7_5,
	SERVICE_7_6,
	SERVICE_7_7,
	SERVICE_7_8,
	SERVICE_7_9,
	SERVICE_7_10,
	SERVICE_7_11,
	SERVICE_7_12,
	SERVICE_7_13,
	SERVICE_7_14,
	SERVICE_ARTICLE_COUNT
};

enum service_cover {
	COVER_JA,
	COVER_NEE,
	COVER_INDIEN_GECONTRACTEERD,
	SERVICE_COVER_COUNT
};

enum device_category {
	DEVICE_INFUUSPOMP,
	DEVICE_INSULINEPOMP,
	DEVICE_OVERIG,
	DEVICE_CATEGORY_COUNT
};

/* The words of snapshot.md; "" for the none value; static strings. */
const char *supplier_kind_name(enum supplier_kind kind);
const char *annex_name(enum annex annex);
const char *excluded_name(enum excluded excluded);
const char *cg_group_name(enum cg_group group);
const char *procedure_name(enum procedure procedure);
const char *diet_type_name(enum diet_type type);
const char *service_article_name(enum service_article article); /* "7.1" */
const char *service_cover_name(enum service_cover cover);
const char *device_category_name(enum device_category category);

struct article {
	char zi[LEN_ZI + 1];
	char name[LEN_NAME + 1];
	char prk[LEN_CODE + 1];
	char substance[LEN_CODE + 1];
	char form[LEN_CODE + 1];
	int64_t package_milli;
	int64_t smallest_package_milli;	 /* the column; 0: not given */
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
	enum diet_type diet_type;
};

struct price {
	cents aip_cents; /* one package, excl. VAT */
	int32_t vat_bp;	 /* basis points */
	bool has_limit;
	int64_t limit_micro; /* micro-euro a unit, excl. VAT */
};

struct preferred {
	char zi[LEN_ZI + 1];
	char name[LEN_NAME + 1];
	/* A rule may refuse it though it does not refuse this article: they
	 * differ in what the rules look at (snapshot_article.c), or a
	 * condition names its zi. It is not advised then. */
	bool unlike;
	bool dearer; /* its list price is above this one's, for a quantity */
};

/* A row of annex 2 that matches the article on D, whatever the age. */
struct condition {
	int64_t id;
	enum procedure procedure;
	enum statement_kind form; /* STATEMENT_NONE: any kind serves */
	int age_from;		  /* -1: no bound */
	int age_below;		  /* -1: no bound */
};

struct care_service {
	char name[LEN_NAME + 1];
	enum service_article article;
	enum service_cover cover;
	bool has_tariff;
	cents tariff_cents;
};

struct device {
	char name[LEN_NAME + 1];
	enum device_category category;
	bool has_market;
	cents market_cents; /* incl. VAT; has_market */
};

/* What the snapshot says of one ingredient of a preparation. */
struct component {
	/* A registered_equivalent of its substance that is neither in the GVS
	 * nor was refused by the minister. */
	bool unreimbursed_equivalent;
	bool irrational; /* its substance is in irrational_substance */
	/* Its zi has an article in annex 1A and a price with a limit on D. */
	bool limited;
	int64_t package_milli; /* these two: limited */
	struct price price;
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
	int64_t param[PARAM_COUNT]; /* policy_known */
	enum supplier_kind supplier;
	/* The pharmacy's contracts with this insurer on D, by scope. */
	bool contract_farmacie;
	bool contract_dieet;
	bool contract_hulpmiddelen;
	bool contract_service; /* prestatie:<code> of item.code */
	/* medicine, diet: zi has an article and a price row on D. service:
	 * for_zi has an article row on D; its price is left out. */
	bool article_known;
	struct article article; /* article_known */
	struct price price;	/* article_known, not for services */
	bool service_known;
	struct care_service service; /* service_known */
	bool device_known;
	struct device device; /* device_known */
	bool is_preferred;    /* this zi is preferred for its prk */
	int condition_count;
	struct condition conditions[CONDITIONS_MAX]; /* ordered by id */
	bool has_average_tariff;
	cents average_tariff_cents; /* one package, incl. VAT; a service */
	/* Preparations: one for each ingredient, in its order; else none. */
	int component_count;
	/* Preferred for this prk and insurer on D, ordered by zi. These two
	 * lists are last, so that copies can leave out what is not used. */
	int preferred_count;
	struct preferred preferred[PREFERRED_MAX];
	struct component components[INGREDIENTS_MAX];
};

/* An earlier supply of the same substance and form to the same insured. */
struct supply {
	civil_day date;
	int days;		/* approved; 0: unknown */
	char prk[LEN_CODE + 1]; /* empty: imported, matches every prk */
	bool dose_changed;
	civil_day last_supplied; /* what that request attested */
	civil_day first_supplied;
};

/* An earlier undenied, unreversed claim of the same insured and service
 * code. */
struct past_service {
	uint64_t claim; /* its number */
	civil_day date;
	char for_zi[LEN_ZI + 1];
	char event[LEN_EVENT + 1];
};

struct facts {
	char pharmacy[LEN_AGB + 1];
	struct claim claim;
	struct reference reference;
	/* Of the article's (substance, form): a medicine's own, or that of
	 * the medicine that a service is about; no other kind has any.
	 * By date, then in the order of recording; date <= claim.date. */
	const struct supply *history;
	size_t history_count;
	/* Services: in the order of recording, whatever their dates. */
	const struct past_service *services;
	size_t service_count;
	/* A permit that the request names is known, of this insured and
	 * insurer, valid on D, not revoked, and covers the item (permit.h)
	 * / a holiday. */
	bool permit_covers_item;
	bool permit_covers_holiday;
	/* Contributions of this insured in the calendar year of D. */
	cents contributions_year_cents;
	civil_day ledger_since;
};

#endif
