#!/usr/bin/env python3
"""claimctl simulate: a claim, or the request in a file, had it been another;
by --set, through a pipe and at a terminal."""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import socket
import struct
import subprocess
import tempfile
import termios
import threading
import time

import harness
from harness import GEWOON, TOESTEMMING, UNCONTRACTED, dispense

ABOVE_LIMIT = "90000056"  # annex 1A, with a contribution


class Simulate(harness.SiteTest):
    def setUp(self):
        self.request = dispense(self.id(), self.bsn(), tablets=90, days=90)

    def run_simulate(self, *args, status=0, stdin=""):
        done = self.site.ctl("simulate", *args, check=False, stdin=stdin)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertNotIn(self.request["insured"]["bsn"],
                         done.stdout + done.stderr)
        return done

    def json(self, *args, **kwargs):
        done = self.run_simulate(*args, "--json", **kwargs)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def recorded(self, request=None, agb=harness.PHARMACY):
        reply = self.connect(agb).ask(request or self.request)
        self.assertIn("claim", reply)
        return reply

    def file(self, request, **kwargs):
        f = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False)
        self.addCleanup(os.unlink, f.name)
        with f:
            json.dump(request, f, **kwargs)
        return ["--file", f.name, "--pharmacy", harness.PHARMACY,
                "--port", str(self.site.port)]


class OfAClaim(Simulate):
    def test_both_decisions_stand_beside_each_other(self):
        reply = self.recorded()
        self.assertEqual(reply["outcome"], "partial")
        before = self.site.entries()
        changes = ["--set", "item.days=15", "--set",
                   "item.quantity_milli=15000"]
        out = self.run_simulate(reply["claim"], *changes).stdout
        self.assertRegex(out, r"(?m)^  wijzigingen +item\.days 90 → 15$")
        self.assertRegex(out, r"(?m)^! hoeveelheid +30 +15$")
        self.assertRegex(out, r"(?m)^  eigen rekening +€ 0,00 +€ 0,00$")
        self.assertRegex(out, r"(?m)^! art. 9.1 +FIRST_SUPPLY: Dit ")
        self.assertLessEqual(max(map(len, out.splitlines())), 80)
        out = self.run_simulate(reply["claim"], *changes, "--lang",
                                "en").stdout
        self.assertRegex(out, r"(?m)^claim %s, %s of %s$" % (
            reply["claim"], reply["id"], harness.PHARMACY))
        self.assertRegex(out, r"(?m)^  changes +item\.days 90 → 15$")
        self.assertRegex(out, r"(?m)^! outcome +PARTIAL +APPROVE$")
        self.assertRegex(out, r"(?m)^! days +30 +15$")
        self.assertRegex(out, r"(?m)^  own account +€ 0.00 +€ 0.00$")
        self.assertRegex(out, r"(?m)^! art. 9.1 +FIRST_SUPPLY: This ")
        self.assertLessEqual(max(map(len, out.splitlines())), 80)
        self.assertEqual(self.site.entries(), before)

    def test_amounts_stay_in_one_piece(self):
        self.request["item"]["zi"] = ABOVE_LIMIT
        claim = self.recorded()["claim"]
        for language, amount in (("nl", "€ 19,63"), ("en", "€ 19.63")):
            out = self.run_simulate(claim, "--set", "item.days=89",
                                    "--lang", language).stdout
            self.assertIn(amount, out)
            self.assertNotRegex(out, r"€( *$|  )")

    def test_another_rulebook_is_named(self):
        reply = self.recorded()
        answer, = self.site.control({"cmd": "simulate",
                                     "claim": reply["claim"]})
        answer["rules_recorded"] = "1999.1"
        path = os.path.join(self.site.top, "old.sock")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            listener.settimeout(harness.PATIENCE)
            asked = []

            def serve():
                for _ in range(2):
                    connection = listener.accept()[0]
                    with connection, connection.makefile("rb") as lines:
                        asked.append(json.loads(lines.readline()))
                        connection.sendall(json.dumps(answer).encode() +
                                           b"\n")

            server = threading.Thread(target=serve)
            server.start()
            done = harness.claimctl("simulate", reply["claim"], "--socket",
                                    path, "--set", "item.days=15", "--lang", "en")
            server.join()
        self.assertRegex(done.stdout, r"(?m)^Decided then by version 1999\.1 of "
                         r"the rules; here by version \S+\.$")
        self.assertNotIn("request", asked[0])
        self.assertEqual(asked[1]["request"]["item"]["days"], 15)
        self.assertNotIn("bsn", asked[1]["request"]["insured"])

    def test_json(self):
        reply = self.recorded()
        answer, = self.json(reply["claim"], "--set", "item.days=15", "--set",
                            "item.quantity_milli=15000", "--set",
                            "prescription.chronic=true", "--set",
                            "permits=M-1,M-2")
        self.assertEqual(answer["changes"], [
            {"field": "item.days", "before": 90, "after": 15},
            {"field": "item.quantity_milli", "before": 90000,
             "after": 15000},
            {"field": "prescription.chronic", "before": None, "after": True},
            {"field": "permits", "before": None, "after": ["M-1", "M-2"]}])
        del reply["claim"]
        self.assertEqual(answer["before"], reply)
        self.assertEqual(answer["after"]["outcome"], "approve")
        self.assertEqual(answer["snapshot_before"], reply["snapshot"])
        self.assertEqual(answer["snapshot_after"], reply["snapshot"])

    def test_by_the_pharmacy_and_id(self):
        self.recorded(agb=UNCONTRACTED)
        answer, = self.json("--id", UNCONTRACTED, self.request["id"],
                            "--set", "insured.uzovi=9001", "--set",
                            "insured.polis=toets")
        self.assertIn("UNCONTRACTED",
                      [r["code"] for r in answer["after"]["reasons"]])

    def test_without_a_prescription(self):
        claim = self.recorded()["claim"]
        out = self.run_simulate(claim, "--set", "prescription=none", "--lang",
                                "en").stdout
        self.assertRegex(out, r"prescription\.date 2022-01-01 → none")
        self.assertRegex(out, r"(?m)^! outcome +PARTIAL +DENY$")
        self.assertRegex(out, r"(?m)^! refused +€ \d+\.\d\d +€ \d+\.\d\d$")
        self.assertIn("PRESCRIPTION_MISSING: There is", out)

    def test_a_permit_of_the_same_insured_counts(self):
        request = dispense(self.id(), self.request["insured"]["bsn"],
                           zi=TOESTEMMING)
        claim = self.recorded(request)["claim"]
        add, = self.site.control({
            "cmd": "permit_add", "bsn": request["insured"]["bsn"],
            "uzovi": "3311", "number": "W-1", "scope": "any",
            "from": "2026-01-01", "to": "2026-12-31"})
        self.assertTrue(add.get("ok"), add)
        # As of then: the permit came later.
        answer, = self.json(claim, "--set", "permits=W-1")
        self.assertIn("PERMIT_INVALID",
                      [r["code"] for r in answer["after"]["reasons"]])
        request["id"] = self.id()
        claim = self.recorded(request)["claim"]
        answer, = self.json(claim, "--set", "permits=W-1")
        self.assertEqual(answer["before"]["outcome"], "deny")
        self.assertEqual(answer["after"]["outcome"], "approve")

    def test_a_wrong_change_is_refused_with_a_hint(self):
        claim = self.recorded()["claim"]
        for change, field, code, hint in (
                ("item.dais=15", "/item/dais", "unknown_field",
                 "did you mean item.days?"),
                ("days=15", "/days", "unknown_field",
                 "did you mean item.days?"),
                ("item.chronic=true", "/item/chronic", "unknown_field",
                 "did you mean prescription.chronic?"),
                ("item.days=401", "/item/days", "bad_field", None),
                ("item.days=many", "/item/days", "bad_field", None),
                ("item.zi=none", "/item/zi", "missing_field", None),
                ("insured.bsn=%s" % self.request["insured"]["bsn"],
                 "/insured/bsn", "bad_field", None),
                ("date.year=2025", "/date", "bad_field", None),
                ("op=ping", "/date", "unknown_field", None),
                ("date=2049-12-31", "/date", "date_out_of_range", None)):
            answer, = self.json(claim, "--set", change, status=1)
            error = answer["error"]
            self.assertEqual((error["code"], error["field"]), (code, field))
            if hint is not None:
                self.assertEqual(error["hint"], hint)
        self.run_simulate(claim, "--set", "item.days", status=2)
        self.run_simulate(claim, "--set", "=15", status=2)

    def test_exit_codes(self):
        change = ["--set", "item.days=15"]
        self.run_simulate("C99999999999999", *change, status=6)
        self.run_simulate("C1", *change, status=2)
        self.run_simulate(*change, status=2)
        self.run_simulate("C00000000000001", "--lang", "de", *change,
                          status=2)
        self.run_simulate("C00000000000001", "--file", "x", *change,
                          status=2)
        self.run_simulate("--file", "-", status=2)
        self.run_simulate("--file", "/nowhere", *change, status=6)
        done = harness.claimctl("simulate", "C00000000000001", *change,
                                "--socket", "/nowhere", check=False)
        self.assertEqual(done.returncode, 3)


class OfAFile(Simulate):
    def test_a_request_on_one_line_or_several(self):
        for layout in (None, 2):
            args = self.file(self.request, indent=layout)
            answer, = self.json(*args, "--set", "item.days=30", "--set",
                                "item.quantity_milli=30000")
            self.assertEqual(answer["before"]["outcome"], "partial")
            self.assertEqual(answer["after"]["outcome"], "approve")
            self.assertEqual([c["field"] for c in answer["changes"]],
                             ["item.quantity_milli", "item.days"])
        out = self.run_simulate(*args, "--set", "item.days=30").stdout
        self.assertIn("zoals het is", out)
        self.assertEqual(self.connect().ask(
            {"v": 1, "op": "lookup", "id": "l", "of": self.request["id"]})
            ["error"]["code"], "no_such_claim")

    def test_standard_input(self):
        args = self.file(self.request)
        args[1] = "-"
        answer, = self.json(*args, "--set", "insured.wlz=true",
                            stdin=json.dumps(self.request))
        self.assertEqual(answer["after"]["outcome"], "deny")

    def test_a_change_may_mend_a_faulty_request(self):
        self.request["item"]["dais"] = 15
        out = self.run_simulate(*self.file(self.request), "--set",
                                "item.dais=none", "--lang", "en").stdout
        self.assertRegex(out, r"(?m)^! outcome +ERROR +PARTIAL$")
        self.assertRegex(out, r"(?m)^! error +unknown_field /item/dais")

    def test_only_simulations_are_sent(self):
        claim = self.recorded()["claim"]
        before = self.site.entries()
        reverse = {"v": 1, "op": "reverse", "id": self.id(), "claim": claim}
        for request, change in ((reverse, "id=x"),
                                (self.request, "op=reverse"),
                                (self.request, "op=none")):
            error = self.json(*self.file(request), "--set", change,
                              status=1)[0]["error"]
            self.assertEqual(error["field"], "/op", error)
        self.assertEqual(self.site.entries(), before)

    def test_what_is_no_request(self):
        self.run_simulate(*self.file([1]), "--set", "item.days=1", status=1)
        args = self.file(self.request)
        self.run_simulate(*args, "--set", "insured.bsn=%s" % self.bsn(),
                          status=1)
        self.run_simulate(*args[:4], "--port", "1", "--set", "item.days=1",
                          status=3)


class InConversation(Simulate):
    def test_lines_from_a_pipe(self):
        claim = self.recorded()["claim"]
        out = self.run_simulate(claim, stdin=(
            "item.days=15 item.quantity_milli=15000\n"
            "item.name=\"a b\"\n"
            "undo\n"
            "# a comment\n"
            "\n"
            "prescription.medical_necessity=true\n"
            "reset\n"
            "undo\n"
            "fields\n"
            "request\n"
            "help\n"
            "quit\n"
            "item.days=16\n"), status=1)
        self.assertNotIn("what if>", out.stdout)
        self.assertIn("[unknown_field]", out.stderr)
        parts = re.split(r"(?m)^claim C\d{14}, .*\n", out.stdout)[1:]
        changes = [re.findall(r"(?m)^(?:  wijzigingen)? +(\S+ \S+ → \S+)$", p)
                   for p in parts]
        necessity = "prescription.medical_necessity none → true"
        self.assertEqual(changes, [
            [], ["item.days 90 → 15", "item.quantity_milli 90000 → 15000"],
            [], [necessity], [], [necessity]])
        self.assertRegex(parts[-1], r"(?m)^  item\.days +90$")
        self.assertRegex(parts[-1], r"(?m)^  item\.price +- \(an integer ")
        self.assertRegex(parts[-1], r'(?m)^  "op": "dispense",$')
        self.assertRegex(parts[-1], r"(?m)^  undo +take back ")

    def test_lines_of_json(self):
        answers = self.json(*self.file(self.request), status=1, stdin=(
            "item.days=30 item.quantity_milli=30000\n"
            "item.days=0\n"
            "undo\n"))
        self.assertEqual([len(a.get("changes", [])) for a in answers],
                         [0, 2, 0, 0])
        self.assertEqual(answers[1]["after"]["outcome"], "approve")
        self.assertEqual(answers[2]["error"]["field"], "/item/days")

    def test_what_is_no_line(self):
        claim = self.recorded()["claim"]
        done = self.run_simulate(claim, stdin="undu\nx=\"a\nundo\n" +
                                 "y" * 5000 + "\n", status=2)
        self.assertIn("did you mean 'undo'?", done.stderr)
        self.assertIn("nothing to take back", done.stdout)
        self.assertIn("a line is longer than", done.stderr)

    def test_the_claim_must_be_there(self):
        self.run_simulate("C99999999999999", status=6, stdin="quit\n")


class AtATerminal(Simulate):
    """A pseudo-terminal, so wide, with claimctl on it."""

    def terminal(self, *args, columns=100):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [harness.CLAIMCTL, "simulate", *args, "--dir", self.site.dir],
            stdin=slave, stdout=slave, stderr=slave,
            env={**os.environ, "TERM": "xterm", "NO_COLOR": ""})
        os.close(slave)
        self.addCleanup(os.close, master)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return master, process

    def until(self, master, end):
        """What it writes up to that text; its end if that is None."""
        out = b""
        deadline = time.monotonic() + harness.PATIENCE
        while end is None or not out.endswith(end.encode()):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([master], [], [], left)[0]:
                raise AssertionError("no %r in %r" % (end, out))
            try:
                more = os.read(master, 65536)
            except OSError:  # the other end is closed
                more = b""
            if not more:
                break
            out += more
        return out.decode().replace("\r\n", "\n")

    def test_a_conversation(self):
        claim = self.recorded()["claim"]
        master, process = self.terminal(claim)
        prompt = "what if> "
        self.assertIn("PARTIAL", self.until(master, prompt))
        os.write(master, b"item.days=15 item.quantity_milli=15000\n")
        out = self.until(master, prompt)
        self.assertRegex(out, r"uitkomst +PARTIAL +APPROVE\n")
        self.assertIn("\033[33m!\033[0m uitkomst", out)
        # As wide as the terminal: 2 + 16 + 40 + 2 + 40.
        self.assertRegex(out, r" verschilt {7}zoals vastgelegd {26}wat als\n")
        os.write(master, b"item.dais=15\n")
        self.assertIn("did you mean item.days?", self.until(master, prompt))
        os.write(master, b"undo\n")
        self.assertNotIn("APPROVE", self.until(master, prompt))
        os.write(master, b"quit\n")
        self.until(master, None)
        self.assertEqual(process.wait(harness.PATIENCE), 0)

    def test_the_end_of_the_input_ends_it(self):
        master, process = self.terminal(self.recorded()["claim"], columns=20)
        out = self.until(master, "what if> ")
        os.write(master, b"\n")  # an empty line asks again
        self.until(master, "what if> ")
        os.write(master, b"\x04")
        self.until(master, None)
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        # Narrower than can be read is not served.
        self.assertGreater(max(map(len, out.splitlines())), 60)


class AfterANewSnapshot(harness.SiteTest):
    def test_prices_of_then_until_the_change_needs_others(self):
        request = dispense(self.id(), self.bsn(), tablets=30, days=30)
        reply = self.connect().ask(request)
        data = os.path.join(self.site.top, "dear")
        shutil.copytree(harness.DATA, data)
        for name, old, new in (("price.csv", GEWOON + ",2015-01-01,,1000,",
                                GEWOON + ",2015-01-01,,2000,"),
                               ("meta.csv", reply["snapshot"],
                                "gvs-20261102-000002")):
            path = os.path.join(data, name)
            os.chmod(path, 0o644)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            self.assertIn(old, text)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text.replace(old, new))
        snapshot = os.path.join(self.site.top, "dear.gvs")
        harness.claimctl("snapshot", "build", data, "--out", snapshot)
        self.site.ctl("snapshot", "use", snapshot)
        for change, snapshot, claimed in (
                ("item.quantity_milli=15000", reply["snapshot"], 545),
                ("date=2026-11-19", "gvs-20261102-000002", 2180)):
            done = self.site.ctl("simulate", reply["claim"], "--set", change,
                                 "--lang", "en")
            answer = json.loads(self.site.ctl(
                "simulate", reply["claim"], "--set", change,
                "--json").stdout)
            self.assertEqual(answer["snapshot_before"], reply["snapshot"])
            self.assertEqual(answer["snapshot_after"], snapshot)
            self.assertEqual(answer["before"]["amounts"]["claimed"], 1090)
            self.assertEqual(answer["after"]["amounts"]["claimed"], claimed)
            self.assertEqual("served now" in done.stdout,
                             snapshot != reply["snapshot"])


if __name__ == "__main__":
    harness.main()
