-- The GVS snapshot: one read-only file with all reference data. It is written
-- once, by `claimctl snapshot build`; whoever opens it compares this schema
-- text by text, so what stands here holds for every file that is served.
--
-- Days are days since 1970-01-01; -62091 is 1800-01-01, 2932896 is
-- 9999-12-31. valid_to is inclusive, NULL is an open end. Keys come first:
-- each table is one tree, ordered as it is asked. Rules between rows stand in
-- lib/store/snapshot_check.c.

PRAGMA application_id = 0x47565331;
PRAGMA user_version = 1;

CREATE TABLE meta (
	key TEXT NOT NULL PRIMARY KEY
		CHECK (key IN ('snapshot_id', 'sequence', 'publisher',
			'published_at', 'first_day', 'last_day', 'rules')),
	value TEXT NOT NULL
		CHECK (length(CAST(value AS BLOB)) BETWEEN 1 AND 128)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
	uzovi TEXT NOT NULL CHECK (uzovi GLOB '[0-9][0-9][0-9][0-9]'),
	polis TEXT NOT NULL
		CHECK (length(CAST(polis AS BLOB)) BETWEEN 1 AND 32
			AND polis NOT GLOB '*[^a-z0-9-]*'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	name TEXT NOT NULL
		CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 128),
	reglement TEXT NOT NULL
		CHECK (length(CAST(reglement AS BLOB)) BETWEEN 1 AND 32
			AND reglement NOT GLOB '*[^!-~]*'),
	PRIMARY KEY (uzovi, polis, valid_from)
) STRICT, WITHOUT ROWID;

-- The range of each parameter stands in lib/rules/params.def.
CREATE TABLE parameter (
	reglement TEXT NOT NULL
		CHECK (length(CAST(reglement AS BLOB)) BETWEEN 1 AND 32
			AND reglement NOT GLOB '*[^!-~]*'),
	name TEXT NOT NULL
		CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 32
			AND name NOT GLOB '*[^!-~]*'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	value INTEGER NOT NULL
		CHECK (value BETWEEN -1000000000 AND 1000000000),
	article TEXT CHECK (length(CAST(article AS BLOB)) BETWEEN 1 AND 128),
	note TEXT CHECK (length(CAST(note AS BLOB)) BETWEEN 1 AND 1024),
	PRIMARY KEY (reglement, name, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplier (
	agb TEXT NOT NULL PRIMARY KEY
		CHECK (agb GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	name TEXT NOT NULL
		CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 128),
	kind TEXT NOT NULL
		CHECK (kind IN ('apotheek', 'apotheekhoudend_huisarts',
			'medische_speciaalzaak', 'hulpmiddelenleverancier',
			'ziekenhuis'))
) STRICT, WITHOUT ROWID;

CREATE TABLE contract (
	uzovi TEXT NOT NULL CHECK (uzovi GLOB '[0-9][0-9][0-9][0-9]'),
	agb TEXT NOT NULL
		CHECK (agb GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	scope TEXT NOT NULL
		CHECK (scope IN ('farmacie', 'dieet', 'hulpmiddelen')
			OR (scope GLOB 'prestatie:?*'
				AND length(CAST(scope AS BLOB)) <= 42
				AND scope NOT GLOB '*[^!-~]*')),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	PRIMARY KEY (uzovi, agb, scope, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
	zi TEXT NOT NULL
		CHECK (zi GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	name TEXT NOT NULL
		CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 128),
	hpk TEXT CHECK (length(CAST(hpk AS BLOB)) BETWEEN 1 AND 16
		AND hpk NOT GLOB '*[^!-~]*'),
	prk TEXT NOT NULL CHECK (length(CAST(prk AS BLOB)) BETWEEN 1 AND 16
		AND prk NOT GLOB '*[^!-~]*'),
	gpk TEXT CHECK (length(CAST(gpk AS BLOB)) BETWEEN 1 AND 16
		AND gpk NOT GLOB '*[^!-~]*'),
	atc TEXT CHECK (length(CAST(atc AS BLOB)) BETWEEN 1 AND 7
		AND atc || substr('A00AA00', length(atc) + 1)
			GLOB '[A-Z][0-9][0-9][A-Z][A-Z][0-9][0-9]'),
	substance TEXT NOT NULL
		CHECK (length(CAST(substance AS BLOB)) BETWEEN 1 AND 16
			AND substance NOT GLOB '*[^!-~]*'),
	form TEXT NOT NULL
		CHECK (length(CAST(form AS BLOB)) BETWEEN 1 AND 16
			AND form NOT GLOB '*[^!-~]*'),
	unit TEXT NOT NULL CHECK (unit IN ('stuk', 'ml', 'g', 'dosis')),
	package_milli INTEGER NOT NULL
		CHECK (package_milli BETWEEN 1 AND 1000000000),
	smallest_package_milli INTEGER
		CHECK (smallest_package_milli BETWEEN 1 AND 1000000000),
	divisible INTEGER NOT NULL CHECK (divisible IN (0, 1)),
	prescription_only INTEGER NOT NULL CHECK (prescription_only IN (0, 1)),
	annex TEXT CHECK (annex IN ('1A', '1B')),
	selfcare INTEGER NOT NULL CHECK (selfcare IN (0, 1)),
	cg_group TEXT
		CHECK (cg_group IN ('maagzuurremmer', 'laxeermiddel',
			'allergie', 'diarree', 'maaglediging',
			'oogbescherming')),
	hospital_only INTEGER NOT NULL CHECK (hospital_only IN (0, 1)),
	excluded TEXT
		CHECK (excluded IN ('reizen', 'gelijkwaardig_niet_vergoed',
			'onderzoek', 'art40_3_f', 'homeopathie',
			'antroposofie', 'alternatief')),
	long_supply INTEGER NOT NULL CHECK (long_supply IN (0, 1)),
	oral_contraceptive INTEGER NOT NULL
		CHECK (oral_contraceptive IN (0, 1)),
	insulin INTEGER NOT NULL CHECK (insulin IN (0, 1)),
	route TEXT NOT NULL
		CHECK (route IN ('injectie', 'inhalatie', 'oraal', 'overig')),
	diet_type TEXT
		CHECK (diet_type IN ('polymeer', 'oligomeer', 'monomeer',
			'modulair', 'overig')),
	PRIMARY KEY (zi, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE price (
	zi TEXT NOT NULL
		CHECK (zi GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	aip_cents INTEGER NOT NULL CHECK (aip_cents BETWEEN 0 AND 100000000),
	vat_bp INTEGER NOT NULL CHECK (vat_bp BETWEEN 0 AND 10000),
	limit_micro INTEGER CHECK (limit_micro BETWEEN 0 AND 1000000000000),
	PRIMARY KEY (zi, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE preference (
	uzovi TEXT NOT NULL CHECK (uzovi GLOB '[0-9][0-9][0-9][0-9]'),
	prk TEXT NOT NULL CHECK (length(CAST(prk AS BLOB)) BETWEEN 1 AND 16
		AND prk NOT GLOB '*[^!-~]*'),
	zi TEXT NOT NULL
		CHECK (zi GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	PRIMARY KEY (uzovi, prk, zi, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE condition (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
	scope TEXT NOT NULL
		CHECK (scope IN ('zi', 'prk', 'gpk', 'atc', 'substance')),
	value TEXT NOT NULL
		CHECK (length(CAST(value AS BLOB)) BETWEEN 1 AND 16
			AND value NOT GLOB '*[^!-~]*')
		CHECK (scope <> 'zi' OR value GLOB
			'[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]')
		CHECK (scope <> 'atc' OR (length(value) <= 7
			AND value || substr('A00AA00', length(value) + 1)
				GLOB '[A-Z][0-9][0-9][A-Z][A-Z][0-9][0-9]')),
	procedure TEXT NOT NULL
		CHECK (procedure IN ('achteraf', 'vooraf', 'toestemming')),
	form TEXT
		CHECK (form IN ('artsenverklaring', 'apotheekinstructie',
			'verklaring_dieetpreparaten')),
	text_nl TEXT NOT NULL
		CHECK (length(CAST(text_nl AS BLOB)) BETWEEN 1 AND 8192),
	age_from INTEGER CHECK (age_from BETWEEN 0 AND 150),
	age_below INTEGER CHECK (age_below BETWEEN 0 AND 150)
		CHECK (age_from < age_below),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896)
) STRICT, WITHOUT ROWID;

CREATE TABLE average_tariff (
	uzovi TEXT NOT NULL CHECK (uzovi GLOB '[0-9][0-9][0-9][0-9]'),
	code TEXT NOT NULL CHECK (length(CAST(code AS BLOB)) BETWEEN 1 AND 32
		AND code NOT GLOB '*[^!-~]*'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	cents INTEGER NOT NULL CHECK (cents BETWEEN 0 AND 100000000),
	PRIMARY KEY (uzovi, code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE irrational_substance (
	substance TEXT NOT NULL PRIMARY KEY
		CHECK (length(CAST(substance AS BLOB)) BETWEEN 1 AND 16
			AND substance NOT GLOB '*[^!-~]*'),
	reason TEXT NOT NULL
		CHECK (reason IN ('warenwet', 'zorginstituut', 'literatuur'))
) STRICT, WITHOUT ROWID;

CREATE TABLE registered_equivalent (
	substance TEXT NOT NULL
		CHECK (length(CAST(substance AS BLOB)) BETWEEN 1 AND 16
			AND substance NOT GLOB '*[^!-~]*'),
	zi TEXT NOT NULL
		CHECK (zi GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	in_gvs INTEGER NOT NULL CHECK (in_gvs IN (0, 1)),
	minister_refused INTEGER NOT NULL CHECK (minister_refused IN (0, 1)),
	PRIMARY KEY (substance, zi)
) STRICT, WITHOUT ROWID;

CREATE TABLE service (
	code TEXT NOT NULL CHECK (length(CAST(code AS BLOB)) BETWEEN 1 AND 32
		AND code NOT GLOB '*[^!-~]*'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	article TEXT NOT NULL
		CHECK (article IN ('7.1', '7.2', '7.3', '7.4', '7.5', '7.6',
			'7.7', '7.8', '7.9', '7.10', '7.11', '7.12', '7.13',
			'7.14')),
	name TEXT NOT NULL
		CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 128),
	insured TEXT NOT NULL
		CHECK (insured IN ('ja', 'nee', 'indien_gecontracteerd')),
	tariff_cents INTEGER CHECK (tariff_cents BETWEEN 0 AND 100000000),
	PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
	code TEXT NOT NULL CHECK (length(CAST(code AS BLOB)) BETWEEN 1 AND 16
		AND code NOT GLOB '*[^A-Z0-9]*'),
	valid_from INTEGER NOT NULL
		CHECK (valid_from BETWEEN -62091 AND 2932896),
	valid_to INTEGER CHECK (valid_to BETWEEN valid_from AND 2932896),
	category TEXT NOT NULL
		CHECK (category IN ('infuuspomp', 'insulinepomp', 'overig')),
	name TEXT NOT NULL
		CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 128),
	market_cents INTEGER CHECK (market_cents BETWEEN 0 AND 100000000),
	PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

-- The least package of a product on a day, without touching the articles.
CREATE INDEX article_prk ON article (prk, valid_from, valid_to, package_milli);

-- Which conditions name an article.
CREATE INDEX condition_value ON condition (value, scope);
