/* claimctl's limits, each with its reason. */
#ifndef CLAIMD_CLIENT_LIMITS_H
#define CLAIMD_CLIENT_LIMITS_H

/* How the folders begin in which an install makes its copies. */
#define INSTALL_FOLDER ".install-"

enum {
	/* Options of one call: --pharmacy and --set may be repeated. */
	GIVEN_MAX = 64,
	/* Pharmacies of one init: a demo or a small chain. */
	INIT_PHARMACIES_MAX = 32,
	/* A path that init composes: what Linux takes. */
	PATH_BYTES_MAX = 4096,
	/* How long a control command may take: verifying a large ledger. */
	CONTROL_TIMEOUT_MS = 600 * 1000,
	/* Until a daemon told to stop has answered all that it read. */
	DRAIN_TIMEOUT_MS = 60 * 1000,
	/* A daemon that cannot be reached in this time is not there. */
	CONNECT_TIMEOUT_MS = 10 * 1000,
	/* Until a reply is called lost (submit --timeout). */
	REPLY_TIMEOUT_MS = 30 * 1000,
	/* A request line, unless the daemon's hello says less. */
	REQUEST_LINE_MAX = 16 * 1024,
	/* Requests in flight: more gains nothing, and bounds memory. */
	WINDOW_MAX = 1024,
	/* How often a `retry` reply is followed before submit gives up. */
	SUBMIT_TRIES_MAX = 8,
	/* The longest pause before such a try. */
	SUBMIT_PAUSE_MAX_MS = 5 * 1000,
	/* Files above this size get a progress bar on a terminal. */
	PROGRESS_FILE_BYTES = 64 * 1024,
	/* The bar is drawn at most so often. */
	PROGRESS_INTERVAL_MS = 100,
	/* Tries of a rehearsal whose daemon is busy: some ten seconds. */
	REHEARSE_TRIES_MAX = 100,
	/* Claims that a rehearsal lists one by one: some 100 MB. More are
	 * counted and summed. */
	REHEARSED_LISTED_MAX = 100000,
	/* Of its rules, articles and claims each, without --full. */
	REHEARSED_SHOWN_MAX = 20,
	/* Two decisions stand beside each other in so many columns at least,
	 * whatever the terminal says; also where there is none. */
	COLUMNS_MIN = 80,
	/* And at most: longer lines are hard to read. */
	COLUMNS_MAX = 160,
	/* A line typed at `what if>`: more than a request has fields. */
	WHATIF_LINE_MAX = 4096,
	/* How many of them undo takes back. */
	WHATIF_UNDO_MAX = 1000,
	/* snapshot diff: changes that are shown of a table, and of an article
	 * that was supplied. More is for --full. */
	DIFF_EXAMPLES_MAX = 10,
	/* Articles that were supplied and have changed, likewise. */
	DIFF_ARTICLES_MAX = 25,
	/* Bytes of one value in a line for people: a text of annex 2 takes a
	 * screen. */
	DIFF_VALUE_MAX = 80,
	/* One change as a line: two rows with the longest text of annex 2,
	 * escaped for JSON, thrice. */
	DIFF_LINE_MAX = 256 * 1024,
	/* A signed snapshot is fresh for so many days: two weeks in which a
	 * nightly job may fail before anybody at a counter notices. */
	SIGN_DAYS_USUAL = 14,
	/* And for so many at most: who froze a pharmacy on old data for
	 * longer would need the key. */
	SIGN_DAYS_MAX = 366,
	/* The demo's, which nobody renews. */
	SIGN_DAYS_DEMO = 365,
	/* An object of JSON with one path in it: each byte may take six. */
	JSON_PATH_MAX = 7 * PATH_BYTES_MAX,
	/* What takes longer is said on a terminal. */
	PATIENCE_MS = 300,
	/* How long an install waits for another one to end. */
	INSTALL_WAIT_S = 10,
	/* Rows of article, price and preference may differ by so many percent
	 * of those served; more looks like half a delivery. */
	PLAUSIBLE_PERCENT = 20,
	/* Snapshots in the folder: ten years of nightly ones. */
	INSTALLED_MAX = 4000,
	/* Case files that an install runs. */
	CASE_FILES_MAX = 1000,
};

#endif
