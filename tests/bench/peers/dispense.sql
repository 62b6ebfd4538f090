-- What claimd does for a claim, in one function: look for a replay, find the
-- article, its price and its limit, read the history of the substance and the
-- contributions of the year, answer, and record the claim with the bytes of
-- its request and of its reply. It judges less than claimd
-- does and keeps no chain of hashes; both are in its favour.
--
-- Insured k has had 0 to 60 supplies of one to four medicines, one of each
-- every 30 days, as those have whom load and fill bring to claimd
-- (population.h). Each supply was a claim.
--
-- psql variables: insured, body (a request), reply_bytes, articles.

CREATE TABLE article (
	zi            text NOT NULL,
	valid_from    date NOT NULL,
	valid_to      date,
	name          text NOT NULL,
	prk           text NOT NULL,
	atc           text NOT NULL,
	substance     text NOT NULL,
	form          text NOT NULL,
	package_milli bigint NOT NULL,
	annex         text NOT NULL,
	PRIMARY KEY (zi, valid_from)
);
CREATE TABLE price (
	zi          text NOT NULL,
	valid_from  date NOT NULL,
	valid_to    date,
	aip_cents   bigint NOT NULL,
	vat_bp      int NOT NULL,
	limit_micro bigint,
	PRIMARY KEY (zi, valid_from)
);
CREATE TABLE entry (
	seq            bigint PRIMARY KEY,
	pharmacy       text NOT NULL,
	request_id     text NOT NULL,
	digest         bytea NOT NULL,
	patient        bytea NOT NULL,
	body           text NOT NULL,
	reply          text NOT NULL,
	recorded_at    timestamptz NOT NULL
);
CREATE TABLE supply (
	patient        bytea NOT NULL,
	substance      text NOT NULL,
	form           text NOT NULL,
	date           date NOT NULL,
	seq            bigint NOT NULL,
	days           int NOT NULL,
	quantity_milli bigint NOT NULL,
	cents          bigint NOT NULL
);
CREATE SEQUENCE entry_seq CACHE 32;

CREATE FUNCTION patient_key(n bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(int8send(n)) $$;

CREATE FUNCTION medicines_of(k bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT 1 + k % 4 $$;

BEGIN;
TRUNCATE entry, supply;
INSERT INTO article
SELECT (90000000 + n)::text, '2014-01-01', NULL, 'ARTIKEL ' || n,
       (200000 + n / 8)::text, 'A02BA01', 's' || n, 'tablet', 30000, '1A'
FROM generate_series(0, :articles - 1) n;
INSERT INTO price
SELECT (90000000 + n)::text, make_date(2014 + 2 * k, 1, 1),
       CASE WHEN k < 5 THEN make_date(2015 + 2 * k, 12, 31) END,
       500 + (n * 37 + k * 11) % 20000, 900, 100000 + n
FROM generate_series(0, :articles - 1) n, generate_series(0, 5) k;
-- In the order of time: what one insured had lies apart.
CREATE TEMPORARY TABLE past AS
SELECT row_number() OVER (ORDER BY days_ago DESC, k) AS seq, *
FROM (SELECT k, (k * 4 + i % medicines_of(k)) % 256 AS medicine,
             1 + (k * 11 + i % 7) % 30 + i / medicines_of(k) * 30 AS days_ago
      FROM generate_series(0::bigint, :insured - 1) k,
           generate_series(0::bigint, k * 23 % 61 - 1) i) p;
INSERT INTO entry
SELECT seq, '02012345', 'f-' || seq, sha256(int8send(seq)), patient_key(k),
       :'body', repeat('x', :reply_bytes), now()
FROM past ORDER BY seq;
INSERT INTO supply
SELECT patient_key(k), 's' || medicine, 'tablet',
       current_date - days_ago::int, seq, 15, 15000, seq % 3 * 100
FROM past ORDER BY seq;
COMMIT;
ALTER TABLE entry ADD UNIQUE (pharmacy, request_id);
-- Covers both look-ups of it: neither visits the table.
ALTER TABLE supply ADD PRIMARY KEY (patient, substance, form, date, seq)
	INCLUDE (days, quantity_milli, cents);
SELECT setval('entry_seq', max(seq) + 1) FROM entry;
VACUUM (ANALYZE, FREEZE);
CHECKPOINT;

CREATE FUNCTION dispense(pharmacy_ text, request_ text, patient_ bigint,
	zi_ text, day date, quantity bigint, days_ int, body_ text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	digest_ bytea := sha256(convert_to(body_, 'UTF8'));
	who bytea := patient_key(patient_);
	found_digest bytea;
	found_reply text;
	substance_ text;
	form_ text;
	package bigint;
	aip bigint;
	limit_ bigint;
	times bigint;
	last_day date;
	held bigint;
	spent bigint;
	claimed bigint;
	own bigint;
	answer text;
	number bigint;
BEGIN
	SELECT e.digest, e.reply INTO found_digest, found_reply FROM entry e
	WHERE e.pharmacy = pharmacy_ AND e.request_id = request_;
	IF FOUND THEN
		RETURN CASE WHEN found_digest = digest_ THEN found_reply
		       ELSE '{"error":"conflict"}' END;
	END IF;
	SELECT substance, form, package_milli INTO substance_, form_, package
	FROM article
	WHERE zi = zi_ AND valid_from <= day
	ORDER BY valid_from DESC LIMIT 1;
	SELECT aip_cents, limit_micro INTO aip, limit_ FROM price
	WHERE zi = zi_ AND valid_from <= day
	ORDER BY valid_from DESC LIMIT 1;
	SELECT count(*), max(date), coalesce(sum(s.days), 0)
	INTO times, last_day, held FROM supply s
	WHERE patient = who AND substance = substance_ AND form = form_
	AND date > day - 365;
	SELECT coalesce(sum(cents), 0) INTO spent FROM supply
	WHERE patient = who AND date >= date_trunc('year', day)::date;
	claimed := aip * quantity / package;
	own := least(greatest(claimed - limit_ * quantity / 10000000, 0),
		greatest(25000 - spent, 0));
	number := nextval('entry_seq');
	answer := rpad('{"v":1,"id":"' || request_ || '","claim":' || number ||
		',"outcome":"approve","claimed_cents":' || claimed ||
		',"own_cents":' || own || ',"supplies":' || times ||
		',"held_days":' || held || ',"filler":"', 899, 'x') || '"}';
	INSERT INTO entry VALUES (number, pharmacy_, request_, digest_, who,
		body_, answer, now());
	INSERT INTO supply VALUES (who, substance_, form_, day, number,
		days_, quantity, own);
	RETURN answer;
END $$;
