/*
 * The control protocol: one JSON object a line, over control.sock.
 *
 *   {"cmd":"status"}
 *     {"ok":true,"version":…,"rules":…,"uptime_s":n,
 *      "snapshot":{"id","sequence","first_day","last_day","published_at",
 *                  "age_days","articles","prices","key" (absent: unsigned),
 *                  "expires" (absent: unsigned),
 *                  "stale" (in its grace),"expired" (past it),
 *                  "serves_until" (the end of the grace; absent: unsigned)}
 *                 or null,
 *      "ledger":{"entries","claims","reversals","permits","imports",
 *                "file_bytes","wal_bytes","since","disk_full",
 *                "head_seq","head_hash"},
 *      "desk":{"batches","jobs","largest_batch","approve","partial","deny",
 *              "errors","retries","replays","simulations"},
 *      "net":{…what net_status wrote…}}
 *   {"cmd":"drain"}                             {"ok":true}
 *   {"cmd":"reload"}
 *     {"ok":true,"conf":path,"changed":[…keys that took effect…],
 *      "restart":[{"key","line" (0: no longer in the file)}, … that differ
 *                 and need one]}
 *     Reads the configuration and what it names again, all or nothing. What
 *     connects from now on finds it so, and connections that are no longer
 *     admitted are closed. Refused: reload_refused, with file and line.
 *   {"cmd":"snapshot_policy"}
 *     {"ok":true,"dir","cases" (""), "keys":[…],"allow_unsigned","grace_days",
 *      "highest":[{"key","sequence","snapshot","sha256"}],
 *      "switches":[{"at","how","snapshot","sequence","key","sha256",
 *                   "reason"}] oldest first, as trust/ratchet.h keeps them,
 *      "serving":{"snapshot","path","sha256","articles","prices",
 *                 "preferences"} or null}
 *   {"cmd":"snapshot_use","path":P,"how":"use"|"install","reason"?:R}
 *     {"ok":true,"snapshot":…,"previous":…}
 *     Verifies P and what lies beside it, keeps the ratchet, switches.
 *   {"cmd":"snapshot_rollback","snapshot"?:ID,"reason"?:R}
 *     {"ok":true,"snapshot":…,"previous":…}
 *     Back to the one that was served before, or to ID, if it was served once
 *     and is still in the folder.
 *   {"cmd":"permit_add","bsn","uzovi","number","scope","from","to"}
 *   {"cmd":"permit_revoke","bsn","uzovi","number"}
 *                                               {"ok":true,"permit":…}
 *   {"cmd":"permit_list","bsn"?:…,"limit"?:n}
 *     {"ok":true,"permits":[{"number","uzovi","scope","from","to","revoked"}]}
 *   {"cmd":"import_begin","what":"history"|"permit"}
 *                                               {"ok":true,"token":n}
 *   {"cmd":"import_rows","token":n,"rows":[[…strings as in the CSV…],…]}
 *     {"ok":true,"rows":total}; a bad row: error, field "/rows/17/3"
 *   {"cmd":"import_commit","token":n}           {"ok":true,"added":n,"known":m}
 *     history rows: bsn, substance, form, date, days, quantity_milli
 *     permit rows:  number, bsn, uzovi, scope, from, to
 *     One import at a time: a new begin drops what an older one brought.
 *   {"cmd":"claims_show","claim":"C…"} or {…,"pharmacy":…,"id":…}
 *     {"ok":true,"claim","kind","pharmacy","id","recorded_at","snapshot",
 *      "rules","hash","request":{…},"reply":{…},"reversed_by":"C…" or null}
 *   {"cmd":"explain", the same keys}
 *     {"ok":true,…the same…,"verified":"equal"|"differs"|"other_rules",
 *      "explanation":{…explain_write…}}; with other_rules
 *      {…explain_facts_write…}, or null where its facts cannot be read
 *   {"cmd":"simulate", the same keys, "request"?:{…}}
 *     {"ok":true,"claim","pharmacy","id","request":{…the recorded one…},
 *      "rules_recorded":…,"snapshot_before":…,"before":{…reply…},
 *      "snapshot_after":…,"after":{…reply…}}
 *     before: the recorded request on its own facts; after: "request", a
 *     dispense or simulate without BSN, in its place and with the ledger as it
 *     stood then. Reference facts that the change leaves alone stay those of
 *     then; others come from the snapshot that is served. Both by the rules of
 *     this program, as replies to a simulate. Nothing is recorded.
 *   {"cmd":"rehearse_begin","path":P,"days":n}
 *     {"ok":true,"token":t,"snapshot":ID,"first_day","last_day","from":day,
 *      "total":entries}
 *     Opens the snapshot P, which need not be signed: it decides nothing. One
 *     rehearsal at a time: a new begin drops the older one, and so does a
 *     minute in which nobody asks.
 *   {"cmd":"rehearse_next","token":t}
 *     {"ok":true,"done":entries,"total","judged","changed","unjudged",
 *      "reversed","out_of_days","other_rules" (so far, of claims),
 *      "changes":[{"claim","pharmacy","date","kind","code","name",
 *        "before":{"outcome","quantity_milli","days","claimed","reimbursed",
 *          "eigen_bijdrage","own_account","refused","from_insured",
 *          "billed_by_insurer","advanced","eigen_risico"},"after":{…},
 *        "gained":[{"code","article"}],"lost":[…]}],
 *      "failures":[{"claim","pharmacy","date","kind","code","field",
 *        "message"}],
 *      "finished":bool}
 *     Judges on and answers within some 200 ms, with what was found since the
 *     last answer, in the order of recording. The claims are those recorded
 *     in the last n days, today included, until the begin: each on the ledger
 *     as it stood before it, and on the reference data of P. before: what was
 *     answered; quantity_milli and days only where the reply has them. code:
 *     its zi, GPH or service code, or "". Left out: reversed; dates that P does
 *     not judge. unjudged: P misses something (failures). other_rules: judged,
 *     but answered by another version. Nothing is recorded or counted.
 *   {"cmd":"rehearse_end","token":t}             {"ok":true}
 *   {"cmd":"ledger_verify"} {"ok":true,"head_seq","head_hash"}
 *   {"cmd":"supplied","days":n}
 *     {"ok":true,"from":day,"articles":[{"zi","claims"},…],"others":m}
 *     How many claims of the last n days, today included, supplied each
 *     article (an ingredient too), whatever was decided, those that were
 *     reversed left out; the most supplied first. others: supplies of
 *     articles beyond SUPPLIED_ARTICLES_MAX. Nothing is recorded.
 *
 * Failures: {"v":1,"error":{"code","field","message"}} as in the protocol.
 */
#ifndef CLAIMD_DESK_CONTROL_H
#define CLAIMD_DESK_CONTROL_H

#include "desk/limits.h"

#endif
