#!/usr/bin/env python3
"""claimctl against a running daemon: what it prints, and its exit codes
(operation.md)."""

import datetime
import json
import os
import subprocess
import tempfile

import harness
from harness import TOESTEMMING, UNCONTRACTED, dispense


class Ctl(harness.SiteTest):
    def ctl(self, *args, status=0, stdin=None):
        done = self.site.ctl(*args, check=False, stdin=stdin)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def json(self, *args, **kwargs):
        return json.loads(self.ctl(*args, "--json", **kwargs).stdout)

    def submit(self, *requests, args=(), status=0, agb=harness.PHARMACY):
        """Replies to these requests, sent through standard input."""
        lines = "".join(json.dumps(r) + "\n" for r in requests)
        done = self.ctl("submit", "-", "--pharmacy", agb, "--port",
                        str(self.site.port), "--json", *args, stdin=lines,
                        status=status)
        return [json.loads(l) for l in done.stdout.splitlines()]

    def file(self, text):
        f = tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False)
        self.addCleanup(os.unlink, f.name)
        with f:
            f.write(text)
        return f.name


class Submit(Ctl):
    def test_replies_come_in_the_order_of_the_lines(self):
        requests = [dispense(self.id(), self.bsn()) for _ in range(200)]
        replies = self.submit(*requests)
        self.assertEqual([r["id"] for r in replies],
                         [r["id"] for r in requests])

    def test_simulate_records_nothing(self):
        before = self.site.entries()
        request = dispense(self.id(), self.bsn())
        reply, = self.submit(request, args=["--simulate"])
        self.assertEqual(reply["outcome"], "approve")
        self.assertNotIn("claim", reply)
        self.assertEqual(self.site.entries(), before)

    def test_an_error_is_the_exit_status_and_does_not_stop_the_rest(self):
        bad = dispense(self.id(), self.bsn())
        bad["item"]["zi"] = "12"
        replies = self.submit(bad, dispense(self.id(), self.bsn()), status=1)
        self.assertEqual(replies[0]["error"]["code"], "bad_field")
        self.assertEqual(replies[1]["outcome"], "approve")

    def test_a_conflict_exits_with_7(self):
        request = dispense(self.id(), self.bsn())
        self.submit(request)
        request["item"]["days"] += 1
        self.submit(request, status=7)

    def test_a_line_that_is_too_long_is_not_sent(self):
        request = dispense(self.id(), self.bsn())
        lines = "x" * 20000 + "\n" + json.dumps(request) + "\n"
        done = self.ctl("submit", "-", "--pharmacy", harness.PHARMACY,
                        "--port", str(self.site.port), stdin=lines, status=1)
        self.assertIn("-:1: ", done.stderr)
        self.assertIn("[line_too_long]", done.stderr)
        self.assertIn("1 approve", done.stdout)

    def test_options_name_another_pharmacy_and_a_missing_file(self):
        reply, = self.submit(dispense(self.id(), self.bsn()),
                             agb=UNCONTRACTED)
        self.assertIn("UNCONTRACTED", [r["code"] for r in reply["reasons"]])
        self.ctl("submit", "/nowhere", "--pharmacy", harness.PHARMACY,
                 "--port", str(self.site.port), status=6)

    def test_nobody_listens(self):
        self.ctl("submit", "-", "--pharmacy", harness.PHARMACY, "--port",
                 "1", stdin="", status=3)

    def test_words_for_people(self):
        request = dispense(self.id(), self.bsn(), tablets=90, days=90)
        done = self.ctl("submit", "-", "--pharmacy", harness.PHARMACY,
                        "--port", str(self.site.port),
                        stdin=json.dumps(request) + "\n")
        self.assertRegex(done.stdout, r"(?m)^PARTIAL +%s  C\d{14}$"
                         % request["id"])
        self.assertRegex(done.stdout, r"(?m)^  art\. 9\.1 +FIRST_SUPPLY: \S")
        self.assertRegex(done.stdout, r"(?m)^  approved +30 units for 30")
        self.assertIn("€ ", done.stdout)
        self.assertNotIn("\033", done.stdout + done.stderr)

    def test_a_certificate_that_is_not_there(self):
        files = {"--cert": self.site.path("client-02012345.pem"),
                 "--key": self.site.path("client-02012345.key"),
                 "--ca": self.site.path("ca.pem")}
        for option in files:
            args = [a for pair in {**files, option: "/nowhere"}.items()
                    for a in pair]
            done = self.ctl("submit", "-", *args, "--port",
                            str(self.site.port), stdin="", status=6)
            self.assertIn("/nowhere: No such file or directory [not_found]",
                          done.stderr)

    def words(self, *requests):
        return self.ctl("submit", "-", "--pharmacy", harness.PHARMACY,
                        "--port", str(self.site.port), stdin="".join(
                            json.dumps(r) + "\n" for r in requests)).stdout

    def test_words_for_a_reversal_name_what_it_affects(self):
        bsn = self.bsn()
        first, second = (dispense(self.id(), bsn) for _ in range(2))
        replies = self.submit(first, second)
        self.assertEqual([r["outcome"] for r in replies], ["approve", "deny"])
        text = self.words({"v": 1, "op": "reverse", "id": self.id(),
                           "of": first["id"]})
        self.assertRegex(text, r"(?m)^REVERSED +\S+ +C\d{14} +reverses %s$"
                         % replies[0]["claim"])
        self.assertRegex(text, r"(?m)^  affected +%s$" % replies[1]["claim"])

    def test_words_for_a_ping_name_the_snapshot(self):
        text = self.words({"v": 1, "op": "ping", "id": self.id()})
        self.assertRegex(text, r"(?m)^PONG +\S+  gvs-\S+, -?\d+ days old$")


class Claims(Ctl):
    def test_explain_makes_it_again(self):
        request = dispense(self.id(), self.bsn(), tablets=90, days=90)
        reply, = self.submit(request)
        for name in ([reply["claim"]],
                     ["--id", harness.PHARMACY, request["id"]]):
            told = self.json("explain", *name)
            self.assertEqual(told["verified"], "equal")
            self.assertEqual(told["reply"], reply)
            self.assertNotIn(request["insured"]["bsn"], json.dumps(told))
        text = self.ctl("explain", reply["claim"], "--lang", "en").stdout
        self.assertRegex(text, r"9\.1 +FIRST_SUPPLY +BIT")
        self.assertRegex(text, r"1\.3 +POLICY_UNKNOWN +passed")
        self.assertIn("byte for byte", text)

    def test_show_gives_request_and_reply(self):
        request = dispense(self.id(), self.bsn())
        reply, = self.submit(request)
        shown = self.json("claims", "show", reply["claim"])
        self.assertEqual(shown["reply"], reply)
        del request["insured"]["bsn"]
        self.assertEqual(shown["request"], request)
        self.assertIn("APPROVE", self.ctl("claims", "show",
                                          reply["claim"]).stdout)

    def test_show_gives_what_the_operator_did(self):
        self.ctl("permit", "add", "--number", self.id(), "--scope", "any",
                 "--uzovi", "3311", "--from", "2026-01-01", "--to",
                 "2026-12-31", stdin=self.bsn())
        claim = "C%014d" % self.site.entries()
        text = self.ctl("claims", "show", claim).stdout
        self.assertIn(" of the operator\n", text)
        self.assertNotIn("reply", text)

    def test_what_is_not_there(self):
        self.ctl("claims", "show", "C00000099999999", status=6)
        self.ctl("explain", "--id", harness.PHARMACY, "none", status=6)
        self.ctl("explain", "C1", status=2)
        self.ctl("explain", "--id", harness.PHARMACY, status=2)


class Permits(Ctl):
    PERIOD = ["--uzovi", "3311", "--from", "2026-01-01", "--to", "2026-12-31"]

    def ask(self, bsn, number):
        request = dispense(self.id(), bsn, zi=TOESTEMMING, op="simulate")
        request["permits"] = [number]
        reply, = self.submit(request)
        return [r["code"] for r in reply["reasons"]]

    def test_added_listed_used_and_revoked(self):
        bsn, number = self.bsn(), self.id()
        self.assertIn("PERMIT_INVALID", self.ask(bsn, number))
        done = self.ctl("permit", "add", "--number", number, "--scope",
                        "zi:" + TOESTEMMING, *self.PERIOD, stdin=bsn + "\n")
        self.assertEqual(done.stdout, "recorded: permit %s\n" % number)
        self.assertNotIn("PERMIT_INVALID", self.ask(bsn, number))
        listed = self.json("permit", "list", "--insured", stdin=bsn)
        self.assertEqual(listed["permits"], [{
            "number": number, "uzovi": "3311", "scope": "zi:" + TOESTEMMING,
            "from": "2026-01-01", "to": "2026-12-31", "revoked": False}])
        self.assertIn(number, self.ctl("permit", "list").stdout)
        self.ctl("permit", "revoke", "--number", number, "--uzovi", "3311",
                 stdin=bsn)
        self.assertIn("PERMIT_INVALID", self.ask(bsn, number))

    def test_what_is_wrong_is_said_without_the_bsn(self):
        for stdin in ("", "12345678\n", "999990018\n", "9999900190\n"):
            done = self.ctl("permit", "add", "--number", "X", "--scope",
                            "any", *self.PERIOD, stdin=stdin, status=1)
            self.assertIn("eleven-test", done.stderr)
            self.assertNotIn("99999", done.stderr)
        done = self.ctl("permit", "add", "--number", "X", "--scope", "all",
                        *self.PERIOD, stdin=self.bsn(), status=1)
        self.assertIn("/scope", done.stderr)
        self.ctl("permit", "revoke", "--number", "none", "--uzovi", "3311",
                 stdin=self.bsn(), status=6)

    def test_a_conflict_exits_with_7(self):
        bsn, number = self.bsn(), self.id()
        for scope, status in (("any", 0), ("any", 0), ("holiday", 7)):
            self.ctl("permit", "add", "--number", number, "--scope", scope,
                     *self.PERIOD, stdin=bsn, status=status)


class Imports(Ctl):
    PERMITS = "scope,number,bsn,uzovi,to,from\n"
    HISTORY = "bsn,substance,form,date,days,quantity_milli\n"

    def history(self, count, each=100):
        """A file of so many supplies, a month apart, for each insured."""
        first = datetime.date(2016, 1, 1)
        bsns = [self.bsn() for _ in range(0, count, each)]
        return self.file(self.HISTORY + "".join(
            "%s,GEWOON,tablet,%s,30,30000\n" % (
                bsns[row // each],
                first + datetime.timedelta(days=30 * (row % each)))
            for row in range(count)))

    def test_permits_all_or_nothing_with_the_line_of_the_fault(self):
        bsn, number = self.bsn(), self.id()
        good = "any,%s,%s,3311,2026-12-31,2026-01-01\n" % (number, bsn)
        bad = "any,%s-2,%s,3311,2026-13-31,2026-01-01\n" % (number, bsn)
        path = self.file(self.PERMITS + good + "\n" + bad)
        done = self.ctl("permit", "import", path, status=1)
        self.assertIn("%s:4: to: " % path, done.stderr)
        self.assertEqual(
            self.json("permit", "list", "--insured", stdin=bsn)["permits"],
            [])
        path = self.file(self.PERMITS + good)
        self.assertEqual(self.json("permit", "import", path),
                         {"ok": True, "added": 1, "known": 0})
        with open(path, encoding="utf-8") as f:
            self.assertEqual(
                self.ctl("permit", "import", "-", stdin=f.read()).stdout,
                "0 added, 1 known before\n")

    def test_a_conflict_names_its_line_and_undoes_all(self):
        bsn, number = self.bsn(), self.id()
        row = "%s,%s," + bsn + ",3311,2026-12-31,2026-01-01\n"
        path = self.file(self.PERMITS + row % ("any", number + "-0") +
                         row % ("any", number) + row % ("holiday", number))
        done = self.ctl("permit", "import", path, status=7)
        self.assertIn("%s:4: " % path, done.stderr)
        self.assertEqual(
            self.json("permit", "list", "--insured", stdin=bsn)["permits"],
            [])

    def test_history_in_many_batches_twice(self):
        count = 15000  # more than one line of the control socket holds
        path = self.history(count)
        self.assertEqual(self.json("history", "import", path),
                         {"ok": True, "added": count, "known": 0})
        self.assertEqual(self.json("history", "import", path),
                         {"ok": True, "added": 0, "known": count})

    def test_a_fault_late_in_a_long_file_has_its_line(self):
        count = 15000
        path = self.history(count)
        with open(path, "a", encoding="utf-8") as f:
            f.write("999990018,GEWOON,tablet,2026-01-01,30,30000\n")
        done = self.ctl("history", "import", path, status=1)
        self.assertIn("%s:%d: bsn: " % (path, count + 2), done.stderr)
        self.assertNotIn("999990018", done.stderr)

    def test_files_that_are_none(self):
        for text in ("", "bsn,substance\n", self.PERMITS,
                     self.HISTORY + "1,2\n", self.HISTORY + "\"x\n"):
            self.ctl("history", "import", self.file(text), status=1)
        self.ctl("history", "import", "/nowhere.csv", status=6)
        self.assertEqual(self.json("history", "import",
                                   self.file(self.HISTORY))["added"], 0)


class Operation(Ctl):
    def test_status_on_one_screen(self):
        text = self.ctl("status").stdout
        for word in ("claimd", "snapshot", "ledger", "head", "rulebook"):
            self.assertIn(word, text)
        self.assertLess(len(text.splitlines()), 24)

    def test_the_chain_and_a_noted_head(self):
        self.submit(dispense(self.id(), self.bsn()))
        ledger = self.site.status()["ledger"]
        head = "%d:%s" % (ledger["head_seq"], ledger["head_hash"])
        self.submit(dispense(self.id(), self.bsn()))
        self.ctl("ledger", "verify")
        self.ctl("ledger", "verify", "--head", head)
        other = "%d:%s" % (ledger["head_seq"] + 1, ledger["head_hash"])
        self.ctl("ledger", "verify", "--head", other, status=9)
        beyond = "%d:%s" % (ledger["head_seq"] + 100, ledger["head_hash"])
        self.ctl("ledger", "verify", "--head", beyond, status=9)
        self.ctl("ledger", "verify", "--head", "x", status=2)

    def test_another_snapshot(self):
        path = os.path.join(self.site.top, "again.gvs")
        built = self.json("snapshot", "build", harness.DATA, "--out", path)
        done = self.json("snapshot", "use", path)
        self.assertEqual(done["snapshot"], built["snapshot"])
        self.ctl("snapshot", "use", "/nowhere.gvs", status=6)

    def test_json_failures_are_json(self):
        done = self.ctl("claims", "show", "C00000099999999", "--json",
                        status=6)
        self.assertEqual(json.loads(done.stdout)["error"]["code"],
                         "no_such_claim")


class Offline(Ctl):
    """Needs no daemon, but costs no second one either."""

    def run_ctl(self, *args, status=0, env=None):
        done = subprocess.run([harness.CLAIMCTL, *args], text=True,
                              capture_output=True, timeout=harness.PATIENCE,
                              env={**os.environ, **(env or {})})
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def test_init_refuses_what_is_not_empty_and_leaves_nothing_half(self):
        with tempfile.TemporaryDirectory() as top:
            target = os.path.join(top, "new")
            done = self.run_ctl("init", target, "--data", "/nowhere",
                                status=6)
            self.assertTrue(done.stderr)
            self.assertFalse(os.path.exists(target))
            os.mkdir(target)
            self.run_ctl("init", target, "--data", "/nowhere", status=6)
            self.assertEqual(os.listdir(target), [])
            self.run_ctl("init", target, "--data", harness.DATA)
            before = sorted(os.listdir(target))
            self.run_ctl("init", target, "--data", harness.DATA, status=7)
            self.assertEqual(sorted(os.listdir(target)), before)

    def test_init_makes_what_the_manual_lists(self):
        with tempfile.TemporaryDirectory() as top:
            target = os.path.join(top, "new")
            done = self.run_ctl("init", target, "--data", harness.DATA,
                                "--pharmacy", "02012345", "--pharmacy",
                                "02099999", "--port", "12345")
            self.assertEqual(sorted(os.listdir(target)), [
                "ca.key", "ca.pem", "claimd.conf", "client-02012345.key",
                "client-02012345.pem", "client-02099999.key",
                "client-02099999.pem", "crl.pem", "ledger", "patient.key",
                "server.key", "server.pem", "signing.key", "signing.pub",
                "snapshots"])
            for name in os.listdir(target):
                if name.endswith(".key"):
                    mode = os.stat(os.path.join(target, name)).st_mode
                    self.assertEqual(mode & 0o7777, 0o600, name)
            self.assertIn("claimd -f -c %s/claimd.conf" % target, done.stdout)
            subprocess.run([harness.CLAIMD, "-t", "-c",
                            os.path.join(target, "claimd.conf")], check=True,
                           capture_output=True, timeout=harness.PATIENCE)

    def test_snapshot_build_lists_every_fault_and_leaves_no_file(self):
        with tempfile.TemporaryDirectory() as top:
            for name in ("meta", "policy", "parameter", "article"):
                with open(os.path.join(top, name + ".csv"), "w",
                          encoding="utf-8") as f:
                    f.write("nonsense\n")
            out = os.path.join(top, "x.gvs")
            done = self.run_ctl("snapshot", "build", top, "--out", out,
                                status=7)
            self.assertGreaterEqual(done.stderr.count("nonsense"), 4)
            self.assertFalse(os.path.exists(out))
            self.assertEqual(done.stdout, "")
            done = self.run_ctl("snapshot", "build", top, "--out", out,
                                "--json", status=7)
            *faults, last = map(json.loads, done.stdout.splitlines())
            self.assertEqual([f["fault"] for f in faults],
                             done.stderr.splitlines()[:-1])
            self.assertEqual(last["error"]["code"], "refused")

    def test_usage(self):
        self.run_ctl(status=2)
        self.run_ctl("sbmit", status=2)
        self.run_ctl("permit", "add", status=2)
        self.run_ctl("status", "--bogus", status=2)
        self.assertIn("usage:", self.run_ctl("submit", "--help").stdout)
        self.assertIn("--simulate", self.run_ctl("submit", "--help").stdout)
        self.run_ctl("status", "--socket", "/nowhere.sock", status=3)


if __name__ == "__main__":
    harness.main()
