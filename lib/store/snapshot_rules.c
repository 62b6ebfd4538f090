#include "store/snapshot_rules.h"

#include <stddef.h>

#include "base/limits.h"
#include "rules/decision.h"

#define TEXT_OF(number) #number
#define NUMBER(number)	TEXT_OF(number)

/* The limits as SQL writes them; held to limits.h below. */
#define SQL_PREFERRED_MAX  32
#define SQL_CONDITIONS_MAX 16
_Static_assert(SQL_PREFERRED_MAX == PREFERRED_MAX, "preferred articles");
_Static_assert(SQL_CONDITIONS_MAX == CONDITIONS_MAX, "conditions");

/* A question keeps its own lines. */
/* clang-format off */

#define META(name) "(SELECT value FROM meta WHERE key = '" name "')"
#define ENDS(row) "coalesce(" row ".valid_to, 2932896)"

/* --- meta ----------------------------------------------------------------- */

static const char meta_missing[] =
	"SELECT 'meta', 'key', 1, printf('no row %Q', column1),"
	" 'one row for each key'"
	" FROM (VALUES ('snapshot_id'), ('sequence'), ('publisher'),"
	"  ('published_at'), ('first_day'), ('last_day'), ('rules'))"
	" WHERE column1 NOT IN (SELECT key FROM meta WHERE key IS NOT NULL)";

#define DIGITS_6 "[0-9][0-9][0-9][0-9][0-9][0-9]"

static const char meta_formats[] =
	"WITH form(key, expected) AS (VALUES"
	"  ('snapshot_id', 'gvs-YYYYMMDD-NNNNNN'),"
	"  ('sequence', 'an integer from 1, at most 15 digits'),"
	"  ('published_at', 'a time in UTC like 2026-11-01T03:00:00Z'),"
	"  ('first_day', 'a date YYYY-MM-DD'),"
	"  ('last_day', 'a date YYYY-MM-DD'),"
	"  ('rules', '" RULES_VERSION ", the rulebook of this program'))"
	" SELECT 'meta', 'value', line, printf('%Q', value),"
	"  printf('%s as %s', form.expected, key)"
	" FROM meta JOIN form USING (key) WHERE ok AND NOT CASE key"
	"  WHEN 'snapshot_id' THEN"
	"   value GLOB 'gvs-[0-9][0-9]" DIGITS_6 "-" DIGITS_6 "'"
	"   AND day(substr(value, 5, 4) || '-' || substr(value, 9, 2) || '-'"
	"    || substr(value, 11, 2)) IS NOT NULL"
	"  WHEN 'sequence' THEN value GLOB '[1-9]*'"
	"   AND value NOT GLOB '*[^0-9]*' AND length(value) <= 15"
	"  WHEN 'published_at' THEN utc(value)"
	"  WHEN 'rules' THEN value = '" RULES_VERSION "'"
	"  ELSE day(value) IS NOT NULL END";

static const char meta_days[] =
	"SELECT 'meta', 'value', line, printf('%Q', value),"
	" 'a last_day that is not before first_day'"
	" FROM meta WHERE key = 'last_day'"
	" AND day(value) < day(" META("first_day") ")";

/* --- parameters ----------------------------------------------------------- */

static const char parameter_known[] =
	"SELECT 'parameter', 'name', line, printf('%Q', name),"
	" 'the name of a parameter'"
	" FROM parameter"
	" WHERE name NOT IN (SELECT name FROM known_parameter)";

static const char parameter_range[] =
	"SELECT 'parameter', 'value', line, printf('%d', value),"
	" printf('%d to %d as %s', low, high, name)"
	" FROM parameter JOIN known_parameter USING (name)"
	" WHERE value NOT BETWEEN low AND high";

/*
 * A period that no row covers begins on the first day, or on the day after a
 * row's end: only those days are looked at.
 */
static const char parameter_gaps[] =
	"WITH span(first, last) AS (SELECT day(" META("first_day") "),"
	"   day(" META("last_day") ")),"
	" need AS (SELECT min(p.line) AS line, p.reglement, k.name"
	"  FROM policy p, known_parameter k WHERE p.reglement IS NOT NULL"
	"  GROUP BY p.reglement, k.name),"
	" start AS (SELECT need.*, first AS d FROM need, span"
	"  UNION SELECT need.*, p.valid_to + 1 FROM need"
	"   JOIN parameter p USING (reglement, name), span"
	"   WHERE p.valid_to >= first AND p.valid_to < last)"
	" SELECT 'policy', 'reglement', line, printf('%Q has no %s on %s',"
	"   reglement, name, date(min(d) * 86400, 'unixepoch')),"
	"  'every parameter on each day from first_day to last_day'"
	" FROM start s WHERE d IS NOT NULL AND NOT EXISTS (SELECT 1"
	"  FROM parameter p WHERE p.reglement = s.reglement"
	"   AND p.name = s.name AND p.valid_from <= s.d"
	"   AND " ENDS("p") " >= s.d)"
	" GROUP BY reglement, name ORDER BY line, name";

/* --- articles that are named ---------------------------------------------- */

#define ZI_KNOWN(table, column, where) \
	"SELECT '" table "', '" column "', line, printf('%Q', " column ")," \
	" 'a zi of article' FROM " table " WHERE " where column \
	" NOT IN (SELECT zi FROM article WHERE zi IS NOT NULL)"

static const char price_zi[] = ZI_KNOWN("price", "zi", "");
static const char preference_zi[] = ZI_KNOWN("preference", "zi", "");
static const char equivalent_zi[] = ZI_KNOWN("registered_equivalent", "zi", "");
static const char condition_zi[] =
	ZI_KNOWN("condition", "value", "scope = 'zi' AND ");

/* --- conditions ----------------------------------------------------------- */

static const char condition_atc[] =
	"SELECT 'condition', 'value', line, printf('%Q', value),"
	" 'the beginning of an ATC code with scope atc'"
	" FROM condition WHERE scope = 'atc' AND (length(value) > 7 OR"
	"  value || substr('A00AA00', length(value) + 1) NOT GLOB"
	"  '[A-Z][0-9][0-9][A-Z][A-Z][0-9][0-9]')";

static const char condition_ages[] =
	"SELECT 'condition', 'age_below', line, printf('%d', age_below),"
	" 'an age above age_from'"
	" FROM condition WHERE age_below <= age_from";

/* --- what a reference can hold -------------------------------------------- */

static const char preferred_many[] =
	"WITH crowd AS (SELECT uzovi, prk FROM preference WHERE ok"
	"  GROUP BY uzovi, prk HAVING count(*) > " NUMBER(SQL_PREFERRED_MAX)
	" ) SELECT 'preference', 'prk', a.line, printf('%d zi of %Q on %s',"
	"   count(*), a.prk, date(a.valid_from * 86400, 'unixepoch')),"
	"  'at most " NUMBER(SQL_PREFERRED_MAX) " preferred on a day'"
	" FROM crowd JOIN preference a USING (uzovi, prk)"
	"  JOIN preference b USING (uzovi, prk)"
	" WHERE a.ok AND b.ok AND b.valid_from <= a.valid_from"
	"  AND " ENDS("b") " >= a.valid_from"
	" GROUP BY a.uzovi, a.prk, a.zi, a.valid_from"
	" HAVING count(*) > " NUMBER(SQL_PREFERRED_MAX);

/* IN comes first: it finds the few candidates by the index on value. */
#define MATCHES(c) \
	c ".value IN (a.zi, a.prk, a.gpk, a.substance, substr(a.atc, 1, 1)," \
	" substr(a.atc, 1, 2), substr(a.atc, 1, 3), substr(a.atc, 1, 4)," \
	" substr(a.atc, 1, 5), substr(a.atc, 1, 6), a.atc)" \
	" AND CASE " c ".scope WHEN 'zi' THEN " c ".value = a.zi" \
	" WHEN 'prk' THEN " c ".value = a.prk" \
	" WHEN 'gpk' THEN " c ".value = a.gpk" \
	" WHEN 'substance' THEN " c ".value = a.substance" \
	" ELSE substr(a.atc, 1, length(" c ".value)) = " c ".value END"

/*
 * As many as an article can have, from the conditions alone: of each code the
 * most that name one, and of the beginnings of ATC codes the longest chain.
 */
#define OTHER_SCOPE(c) \
	" coalesce(" c ".scope, '') NOT IN ('zi', 'prk', 'gpk', 'substance')"
#define CONDITIONS_AT_MOST \
	"(SELECT total(n) FROM (SELECT max(n) AS n FROM" \
	"  (SELECT scope, count(*) AS n FROM condition" \
	"   WHERE scope IN ('zi', 'prk', 'gpk', 'substance')" \
	"   GROUP BY scope, value) GROUP BY scope" \
	"  UNION ALL SELECT max((SELECT count(*) FROM condition b" \
	"   WHERE b.value IN (substr(a.value, 1, 1), substr(a.value, 1, 2)," \
	"    substr(a.value, 1, 3), substr(a.value, 1, 4)," \
	"    substr(a.value, 1, 5), substr(a.value, 1, 6), a.value)" \
	"   AND" OTHER_SCOPE("b") ")) FROM condition a WHERE" OTHER_SCOPE("a") "))"

/*
 * Most snapshots have no article that more conditions match than fit, on
 * whatever day: only the others are counted day by day, where a day worth
 * looking at begins a condition's period or the article's.
 */
static const char conditions_many[] =
	"WITH crowd AS MATERIALIZED (SELECT * FROM article a WHERE"
	"  " CONDITIONS_AT_MOST " > " NUMBER(SQL_CONDITIONS_MAX)
	"  AND ok AND (SELECT count(*) FROM condition c"
	"   WHERE " MATCHES("c") ") > " NUMBER(SQL_CONDITIONS_MAX)
	" ), busy AS (SELECT a.zi, a.line, a.valid_from,"
	"  max(b.valid_from, a.valid_from) AS d"
	"  FROM crowd a JOIN condition b ON " MATCHES("b")
	"  WHERE b.ok AND b.valid_from <= " ENDS("a")
	"   AND " ENDS("b") " >= a.valid_from"
	"   AND (SELECT count(*) FROM condition c WHERE " MATCHES("c")
	"    AND c.ok AND c.valid_from <= max(b.valid_from, a.valid_from)"
	"    AND " ENDS("c") " >= max(b.valid_from, a.valid_from)"
	"   ) > " NUMBER(SQL_CONDITIONS_MAX)
	" ) SELECT 'article', 'zi', line, printf('%Q on %s', zi,"
	"   date(min(d) * 86400, 'unixepoch')),"
	"  'at most " NUMBER(SQL_CONDITIONS_MAX) " matching conditions on a day'"
	" FROM busy GROUP BY zi, valid_from";

/* clang-format on */

const char *const snapshot_source_rules[] = {
    price_zi, preference_zi, equivalent_zi, condition_zi, NULL,
};

const char *const snapshot_rules[] = {
    meta_missing,    meta_formats,   meta_days,	    parameter_known,
    parameter_range, parameter_gaps, condition_atc, condition_ages,
    preferred_many,  conditions_many, NULL,
};
