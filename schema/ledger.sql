-- The ledger (see lib/store/ledger.c). What opens it compares this schema
-- text for text, so a change of any CREATE below needs a new user_version.
-- Dates are days since 1970-01-01; -2147483648 is no date.
PRAGMA application_id = 0x434c4d31; -- "CLM1"
PRAGMA user_version = 3;

-- What the ledger says of itself: 'created', the day on which it was made.
CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The reference facts of decisions, each set of bytes once.
CREATE TABLE reference (
	id     INTEGER PRIMARY KEY,
	digest BLOB NOT NULL UNIQUE,
	body   BLOB NOT NULL
) STRICT;

-- The chain. Rows are only ever added. kind: 1 claim, 2 reversal, 3 permit,
-- 4 revocation, 5 import. since: the day from which the ledger was taken to
-- know all supplies when this was recorded.
CREATE TABLE entry (
	seq            INTEGER PRIMARY KEY,
	kind           INTEGER NOT NULL,
	pharmacy       TEXT NOT NULL,
	request_id     TEXT NOT NULL,
	digest         BLOB NOT NULL,
	patient        BLOB,
	body           BLOB NOT NULL,
	reply          BLOB NOT NULL,
	snapshot       TEXT NOT NULL,
	rules          TEXT NOT NULL,
	reference      INTEGER NOT NULL,
	since          INTEGER NOT NULL,
	recorded_at_ms INTEGER NOT NULL,
	previous       BLOB NOT NULL,
	hash           BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX entry_request ON entry (pharmacy, request_id);

-- The few entries that are no claims: counted and listed without a scan.
CREATE INDEX entry_other ON entry (kind) WHERE kind <> 1;

-- All that is looked up about a patient, in one place, so that a claim changes
-- one row here: the patient's key and what is known, row behind row, in the
-- order in which it came (lib/store/ledger_pack.c has its format). part is the
-- first 40 bits of the key, and a number of 23 bits: what is full is followed
-- by the next. Patients whose keys begin alike share these numbers, so each
-- part says whose it is. Packed rows have a topic:
-- topic 1: claims that are neither of the last two
-- topic 2: contributions, in cents
-- topic 3: supplies by substance (code) and form; imported ones have no prk
-- topic 4: services by code, with the medicine and the event they are about
CREATE TABLE trace (
	part INTEGER PRIMARY KEY,
	rows BLOB NOT NULL
) STRICT;

-- Rows of trace that are not in their place yet, a piece for each commit, in
-- order of arrival (lib/store/ledger_merge.c has their format).
CREATE TABLE recent (
	piece INTEGER PRIMARY KEY,
	rows  BLOB NOT NULL
) STRICT;

-- Which entry reversed a claim.
CREATE TABLE reversal (
	claim INTEGER PRIMARY KEY,
	seq   INTEGER NOT NULL
) STRICT;

-- Machtigingen. The same number added again is a new row; the newest counts.
CREATE TABLE permit (
	patient    BLOB NOT NULL,
	uzovi      TEXT NOT NULL,
	number     TEXT NOT NULL,
	added_by   INTEGER NOT NULL,
	scope      TEXT NOT NULL,
	valid_from INTEGER NOT NULL,
	valid_to   INTEGER NOT NULL,
	revoked_by INTEGER NOT NULL,
	PRIMARY KEY (patient, uzovi, number, added_by)
) STRICT, WITHOUT ROWID;

CREATE INDEX permit_added ON permit (added_by);
