#!/usr/bin/env python3
"""claimctl snapshot diff --rehearse and install --rehearse: what the claims of
the last days would come to, and which snapshots that refuses."""

import json
import os
import pty
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

import harness
import sealing
from harness import dispense

OUTCOME = ("outcome", "quantity_milli", "days", "claimed", "reimbursed",
           "eigen_bijdrage", "own_account", "refused", "from_insured",
           "billed_by_insurer", "advanced", "eigen_risico")


def edited(column, value, **where):
    """Rows with another value where these columns have these values."""
    def edit(rows):
        found = [row for row in rows
                 if all(row[name] == is_ for name, is_ in where.items())]
        assert len(found) == 1, where
        found[0][column] = value
        return rows
    return edit


def both(*edits):
    def edit(rows):
        for one in edits:
            rows = one(rows)
        return rows
    return edit


# Three claims change: 5.45 → 6.00, 10.70 + 3.85 → 9.81 + 4.74, 8.18 → denied.
EDITS = {
    "price": both(edited("aip_cents", "1100", zi="90000013"),
                  edited("limit_micro", "600000", zi="90000056")),
    "condition": lambda rows: rows + [
        {**rows[0], "id": "99", "scope": "zi", "value": "90000021",
         "procedure": "vooraf", "form": "artsenverklaring"}],
}
SHIFT = 55 + 89 + 818


class Real(unittest.TestCase):
    """Against a daemon with four claims of today, one of them reversed."""

    def setUp(self):
        self.site = harness.Site()
        self.addCleanup(self.site.remove)
        self.us = sealing.Publisher(self.site.top)
        self.snapshots = self.site.path("snapshots")
        self.old = self.us.publish(17)
        self.believe()
        self.site.start()
        numbers = harness.bsns()
        with self.site.connect() as connection:
            for request_id, zi in (("a-1", "90000013"), ("a-2", "90000056"),
                                   ("a-3", "90000021"), ("a-4", "90000048"),
                                   ("a-5", "90000013")):
                reply = connection.ask(dispense(request_id, next(numbers),
                                                zi=zi))
                self.assertEqual(reply["outcome"], "approve", reply)
            connection.ask({"v": 1, "op": "reverse", "id": "r-1",
                            "of": "a-5"})

    def believe(self):
        """Serves the old one by the publisher's key alone."""
        for name in os.listdir(self.snapshots):
            os.unlink(os.path.join(self.snapshots, name))
        chosen = os.path.basename(sealing.copy(self.old, self.snapshots))
        with open(os.path.join(self.snapshots, "current"), "w",
                  encoding="utf-8") as f:
            f.write(chosen + "\n")
        self.site.edit(r"(?s)snapshot \{.*?\n\}",
                       'snapshot {\n\tdir = "%s"\n\tkeys = {"%s"}\n}' %
                       (self.snapshots, self.us.public))

    def trace(self):
        status = self.site.status()
        counters = {name: value for name, value in status["desk"].items()
                    if name not in ("batches", "jobs", "largest_batch")}
        return counters, status["ledger"]

    def ctl(self, *args, status=0):
        done = self.site.ctl(*args, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def diff(self, new, *args, status=0):
        return self.ctl("snapshot", "diff", self.old, new, "--rehearse", "1",
                        *args, status=status)

    def install(self, path, *args, status=0):
        return self.ctl("snapshot", "install", path, *args, status=status)

    def serving(self):
        return self.site.status()["snapshot"]["sequence"]


class Diff(Real):
    def test_nothing_changes(self):
        same = self.us.build(18)
        before = self.trace()
        text = self.diff(same, "--lang", "en").stdout
        self.assertIn("4 judged again, 0 decided otherwise", text)
        self.assertIn("1 reversed ones left out", text)
        self.assertIn("Nothing changes.", text)
        self.assertEqual(self.trace(), before)

    def test_what_changes_in_words(self):
        before = self.trace()
        text = self.diff(self.us.build(18, EDITS), "--lang", "en").stdout
        for line in (
                "4 judged again, 3 decided otherwise: 1 denied now, 0 denied "
                "no longer",
                "Shift: € 9.62 (",
                "STATEMENT_MISSING (4.4.2.2): 1 claim, gained 1",
                "amounts alone: 2 claims",
                "Gewoon 10 mg 30 tabletten (90000013): 1 claim",
                ": approved → denied",
                "    + STATEMENT_MISSING (4.4.2.2)",
                "    reimbursed € 5.45 → € 6.00 (+€ 0.55)"):
            self.assertIn(line, text)
        # The largest first: denied, then the limit, then the price.
        claims = text[text.index("By claim"):]
        order = [claims.index("C%014d" % n) for n in (3, 2, 1)]
        self.assertEqual(order, sorted(order))
        self.assertRegex(text, r"reimbursed +€ 24.33 +€ 15.81 +-€ 8.52\n")
        self.assertRegex(text, r"eigen bijdrage +€ 3.85 +€ 4.74 +\+€ 0.89\n")
        self.assertRegex(text, r"own account +€ 0.00 +€ 0.00 +€ 0.00\n")
        self.assertRegex(text, r"refused +€ 0.00 +€ 8.18 +\+€ 8.18\n")
        self.assertEqual(self.trace(), before)

    def test_in_dutch(self):
        text = self.diff(self.us.build(18, EDITS)).stdout
        self.assertIn("4 herbeoordeeld, 3 anders beslist: 1 nu afgewezen",
                      text)
        self.assertIn("Verschuiving: € 9,62", text)
        self.assertIn(": goedgekeurd → afgewezen", text)

    def test_the_document_of_json(self):
        done = self.diff(self.us.build(18, EDITS), "--json")
        rehearsal = json.loads(done.stdout)["rehearsal"]
        self.assertEqual(set(rehearsal), {
            "snapshot", "from", "first_day", "last_day", "judged", "changed",
            "denials", "denied_no_longer", "unjudged", "reversed",
            "out_of_days", "other_rules", "shift", "before", "after", "rules",
            "articles", "claims", "failures", "unlisted"})
        numbers = {name: value for name, value in rehearsal.items()
                   if isinstance(value, int)}
        self.assertEqual(numbers, {
            "judged": 4, "changed": 3, "denials": 1, "denied_no_longer": 0,
            "unjudged": 0, "reversed": 1, "out_of_days": 0, "other_rules": 0,
            "shift": SHIFT, "unlisted": 0})
        self.assertEqual(rehearsal["snapshot"], "gvs-20261101-000018")
        self.assertEqual(rehearsal["from"], str(harness.today()))
        self.assertEqual(rehearsal["before"], {
            "reimbursed": 2433, "eigen_bijdrage": 385, "own_account": 0,
            "refused": 0})
        self.assertEqual(rehearsal["after"], {
            "reimbursed": 1581, "eigen_bijdrage": 474, "own_account": 0,
            "refused": 818})
        self.assertEqual(
            [(r["code"], r["article"], r["claims"], r["gained"], r["lost"])
             for r in rehearsal["rules"]],
            [("STATEMENT_MISSING", "4.4.2.2", 1, 1, 0), ("", "", 2, 0, 0)])
        self.assertEqual([a["code"] for a in rehearsal["articles"]],
                         ["90000021", "90000056", "90000013"])
        for group in rehearsal["rules"] + rehearsal["articles"]:
            for side in ("before", "after"):
                self.assertEqual(set(group[side]),
                                 {"reimbursed", "eigen_bijdrage",
                                  "own_account", "refused"})
        self.check_claims(rehearsal["claims"])

    def check_claims(self, claims):
        self.assertEqual([c["claim"] for c in claims],
                         ["C%014d" % n for n in (1, 2, 3)])
        for claim in claims:
            self.assertEqual(set(claim), {
                "claim", "pharmacy", "date", "kind", "code", "name", "before",
                "after", "gained", "lost"})
            self.assertEqual(set(claim["before"]), set(OUTCOME))
            self.assertEqual(set(claim["after"]), set(OUTCOME))
            stored = json.loads(self.ctl("claims", "show", claim["claim"],
                                         "--json").stdout)["reply"]
            answered = {**stored["approved"], **stored["amounts"],
                        **stored["collect"], "outcome": stored["outcome"],
                        "eigen_risico": stored["eigen_risico"]}
            self.assertEqual(claim["before"], answered)
        self.assertEqual(claims[2]["gained"], [
            {"code": "STATEMENT_MISSING", "article": "4.4.2.2"}])
        self.assertEqual(claims[2]["lost"], [])

    def test_without_a_daemon(self):
        new = self.us.build(18)
        self.assertEqual(self.site.stop(), 0)
        self.assertIn("[not_running]", self.diff(new, status=3).stderr)

    def test_days_that_it_takes(self):
        new = self.us.build(18)
        for days in ("0", "3661", "x"):
            self.ctl("snapshot", "diff", self.old, new, "--rehearse", days,
                     status=2)


class Install(Real):
    def refused(self, path, *args):
        """The daemon, the folder and the ratchet stay as they were."""
        before = sealing.content(self.snapshots)
        done = self.install(path, "--rehearse", "1", *args, status=7)
        self.assertEqual(sealing.content(self.snapshots), before)
        self.assertEqual(self.serving(), 17)
        self.assertIn("[changes_too_much]", done.stderr)
        return done

    def test_at_the_boundaries(self):
        new = self.us.publish(18, EDITS)
        euros = "%d.%02d" % (SHIFT // 100, SHIFT % 100)
        less = "%d,%02d" % (SHIFT // 100, SHIFT % 100 - 1)
        done = self.refused(new, "--max-denials", "0")
        self.assertIn("1 would be denied that were not", done.stderr)
        self.assertIn("STATEMENT_MISSING (4.4.2.2): 1 claim", done.stderr)
        done = self.refused(new, "--max-denials", "1", "--max-shift", less)
        self.assertIn("would shift by € 9.62; --max-shift allows € 9.61",
                      done.stderr)
        problem = json.loads(self.refused(new, "--max-shift", "0",
                                          "--json").stdout)
        self.assertEqual(problem["error"]["code"], "changes_too_much")
        done = self.install(new, "--rehearse", "1", "--max-denials", "1",
                            "--max-shift", euros)
        self.assertIn("installed and served: gvs-20261101-000018",
                      done.stdout)
        self.assertIn("3 decided otherwise", done.stdout)
        self.assertEqual(self.serving(), 18)

    def test_without_bounds_it_only_tells(self):
        done = self.install(self.us.publish(18, EDITS), "--rehearse", "1",
                            "--json")
        rehearsal = json.loads(done.stdout)["rehearsal"]
        self.assertEqual(rehearsal["denials"], 1)
        self.assertEqual(rehearsal["shift"], SHIFT)
        self.assertNotIn("claims", rehearsal)
        self.assertEqual(self.serving(), 18)

    def test_bounds_need_a_rehearsal_and_numbers(self):
        new = self.us.publish(18, EDITS)
        for args in (("--max-denials", "1"), ("--max-shift", "1"),
                     ("--rehearse", "1", "--max-denials", "-1"),
                     ("--rehearse", "1", "--max-shift", "1.234"),
                     ("--rehearse", "1", "--max-shift", "1."),
                     ("--rehearse", "1", "--max-shift", "€1"),
                     ("--rehearse", "1", "--max-shift", "-1")):
            self.install(new, *args, status=2)
        self.assertEqual(self.serving(), 17)


class FakeDaemon(threading.Thread):
    """Answers control commands as the test wants, and remembers them."""

    def __init__(self, path, answer):
        super().__init__(daemon=True)
        self.answer = answer
        self.heard = []
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen()
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                for line in lines:
                    command = json.loads(line)
                    self.heard.append(command["cmd"])
                    reply = self.answer(command)
                    if reply is not None:
                        connection.sendall(json.dumps(reply).encode() + b"\n")

    def close(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


BEGUN = {"ok": True, "token": 5, "snapshot": "gvs-x", "first_day":
         "2021-01-01", "last_day": "2049-12-31", "from": "2026-11-22",
         "total": 100}
SUPPLIED = {"ok": True, "from": "2026-11-22", "articles": [], "others": 0}


def progress(done, finished=False):
    return {"ok": True, "done": done, "total": 100, "judged": done,
            "changed": 0, "unjudged": 0, "reversed": 0, "out_of_days": 0,
            "other_rules": 0, "changes": [], "failures": [],
            "finished": finished}


class Course(unittest.TestCase):
    """How claimctl asks, against a daemon that takes the time it is given."""

    def setUp(self):
        top = tempfile.TemporaryDirectory(prefix="claimd-rehearse-")
        self.addCleanup(top.cleanup)
        self.top = top.name
        self.snapshot = os.path.join(self.top, "a.gvs")
        harness.claimctl("snapshot", "build", harness.DATA, "--out",
                         self.snapshot)

    def fake(self, answer):
        socket_path = os.path.join(self.top, "control.sock")

        def answer_all(command):
            if command["cmd"] == "supplied":
                return SUPPLIED
            return answer(command)
        daemon = FakeDaemon(socket_path, answer_all)
        self.addCleanup(daemon.close)
        return daemon

    def command(self):
        return [harness.CLAIMCTL, "snapshot", "diff", self.snapshot,
                self.snapshot, "--rehearse", "3", "--lang", "en", "--socket",
                os.path.join(self.top, "control.sock")]

    def start(self, **kwargs):
        process = subprocess.Popen(self.command(), stdout=subprocess.PIPE,
                                   **kwargs)
        self.addCleanup(process.stdout.close)
        return process

    def run_on_a_terminal(self, seen):
        """Calls seen when the bar stands there; the process, its stderr."""
        master, slave = pty.openpty()
        process = self.start(stderr=slave)
        os.close(slave)
        said = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:
                break
            if not piece:
                break
            said += piece
            if b"re-judged" in said and seen is not None:
                seen(process)
                seen = None
        os.close(master)
        return process, said

    def test_the_bar_moves(self):
        shown = threading.Event()

        def answer(command):
            if command["cmd"] == "rehearse_begin":
                self.assertEqual(command["days"], 3)
                self.assertEqual(command["path"], self.snapshot)
                return BEGUN
            if command["cmd"] == "rehearse_end":
                return {"ok": True}
            return progress(100, True) if shown.is_set() else progress(40)
        daemon = self.fake(answer)
        process, said = self.run_on_a_terminal(lambda _: shown.set())
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assertIn(b"[############..................]  40%  40 re-judged",
                      said)
        self.assertTrue(said.endswith(b"\r\033[K"), said)
        self.assertIn("100 judged again",
                      process.stdout.read().decode())
        self.assertEqual(daemon.heard[-1], "rehearse_end")

    def test_interrupted(self):
        def answer(command):
            if command["cmd"] == "rehearse_begin":
                return BEGUN
            if command["cmd"] == "rehearse_end":
                return {"ok": True}
            return progress(40)
        daemon = self.fake(answer)
        process, _ = self.run_on_a_terminal(
            lambda process: process.send_signal(signal.SIGINT))
        self.assertEqual(process.wait(harness.PATIENCE), 130)
        self.assertEqual(daemon.heard[-1], "rehearse_end")
        self.assertEqual(process.stdout.read(), b"")

    def test_interrupted_while_it_is_opened(self):
        began = threading.Event()

        def answer(command):
            began.set()
        self.fake(answer)
        process = self.start(stderr=subprocess.DEVNULL)
        self.assertTrue(began.wait(harness.PATIENCE))
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.PATIENCE), 130)

    def test_a_busy_daemon_is_asked_again(self):
        busy = [{"v": 1, "retry": {"code": "busy", "after_ms": 1000,
                                   "message": "full"}}] * 2

        def answer(command):
            if command["cmd"] == "rehearse_begin":
                return BEGUN
            if command["cmd"] == "rehearse_end":
                return {"ok": True}
            return busy.pop() if busy else progress(100, True)
        daemon = self.fake(answer)
        process = self.start()
        self.assertIn(b"100 judged again", process.stdout.read())
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assertEqual(daemon.heard.count("rehearse_next"), 3)

    def test_a_daemon_that_stops(self):
        def answer(command):
            if command["cmd"] == "rehearse_begin":
                return BEGUN
            return {"v": 1, "retry": {"code": "draining", "after_ms": 1000,
                                      "message": "claimd is stopping"}}
        self.fake(answer)
        process = self.start(stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.assertIn(b"[draining]", process.stderr.read())
        self.assertEqual(process.wait(harness.PATIENCE), 75)
        self.assertEqual(process.stdout.read(), b"")


if __name__ == "__main__":
    harness.main()
