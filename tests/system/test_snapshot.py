#!/usr/bin/env python3
"""Snapshots through a daemon that serves only what is signed: install, list,
show, use, rollback, and each refusal with all left as it was."""

import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading

import harness
import sealing
from installing import SignedTest
from sealing import Publisher, manifest_of


class First(SignedTest):
    def test_init_signs_for_a_daemon_that_wants_it(self):
        policy = self.policy()
        self.assertFalse(policy["allow_unsigned"])
        self.assertEqual(policy["keys"], [self.publisher.public])
        self.assertEqual([s["how"] for s in policy["switches"]], ["install"])
        shown = self.json("show")
        self.assertEqual((shown["verdict"], shown["state"], shown["key"]),
                         ("ok", "serving", self.publisher.public))
        with self.connect() as c:
            reply = c.ask(harness.dispense(self.id(), self.bsn()))
            self.assertEqual(reply["outcome"], "approve")


class Install(SignedTest):
    def test_brings_all_three_and_serves_them(self):
        path = self.publish()
        before = self.policy()["serving"]["snapshot"]
        done = self.install(path)
        name = os.path.basename(path)
        self.assertEqual(
            (done["served_already"], done["snapshot"], done["previous"],
             done["file"], done["cases"], done["removed"]),
            (False, name[:-4], before, os.path.join(self.snapshots, name),
             0, 0))
        self.assertServes(path)
        for part in sealing.parts(done["file"]):
            self.assertEqual(stat.S_IMODE(os.stat(part).st_mode), 0o640)
        self.assertEqual([n for n in os.listdir(self.snapshots)
                          if n.startswith(".")], [])
        made = self.policy()["switches"][-1]
        self.assertEqual((made["how"], made["snapshot"], made["reason"]),
                         ("install", name[:-4], ""))

    def test_words_for_people(self):
        path = self.publish()
        said = self.ctl("install", path).stdout
        self.assertIn("installed and served: " +
                      os.path.basename(path)[:-4], said)
        self.assertIn("is served already", self.ctl("install", path).stdout)

    def test_the_same_again_changes_nothing(self):
        path = self.publish()
        self.install(path)
        before = self.state()
        for again in (path, os.path.join(self.snapshots,
                                         os.path.basename(path))):
            done = self.install(again)
            self.assertTrue(done["served_already"])
            self.assertEqual(self.state(), before)

    def test_the_same_again_after_a_rollback_comes_forth(self):
        path = self.publish()
        self.install(path)
        self.ctl("rollback")
        self.assertFalse(self.install(path)["served_already"])
        self.assertServes(path)

    def test_what_a_rollback_went_back_to_is_served_already(self):
        first, second = self.publish(), self.publish()
        self.install(first)
        self.install(second)
        self.ctl("rollback")
        self.assertTrue(self.install(first)["served_already"])

    def test_an_id_is_never_used_for_another_content(self):
        path = self.publish()
        installed = self.install(path)["file"]
        number = self.next()
        other = self.publisher.publish(number, {
            "price": lambda rows: rows[:-1]})
        # Not accepted by the sequence: of a folder that somebody filled.
        shutil.copy(path, os.path.join(self.snapshots,
                                       os.path.basename(other)))
        self.addCleanup(os.unlink, os.path.join(self.snapshots,
                                                os.path.basename(other)))
        message = self.assertRefused(other, "refused", 7)
        self.assertIn("another content", message)
        self.assertTrue(os.path.exists(installed))

    def test_signed_anew_it_lasts_longer(self):
        path = self.publish(days=3)
        installed = self.install(path)["file"]
        harness.claimctl("snapshot", "sign", path, "--key",
                         self.publisher.key, "--days", "30")
        done = self.install(path)
        self.assertFalse(done["served_already"])
        self.assertServes(path)
        before = self.state()
        # And no shorter: the older seal, found again, is no news.
        harness.claimctl("snapshot", "sign", path, "--key",
                         self.publisher.key, "--days", "1")
        self.assertTrue(self.install(path)["served_already"])
        self.assertEqual(self.state(), before)
        self.assertTrue(os.path.exists(installed))

    def test_nothing_there(self):
        self.assertRefused("/nowhere.gvs", "not_found", 6)

    def test_usage(self):
        path = self.publish()
        for args in (("--keep", "0"), ("--force", ""),
                     ("--force", "x" * 129)):
            self.assertRefused(path, "usage", 2, *args)

    def test_unsigned_ones_where_they_are_allowed(self):
        site = harness.Site()
        self.addCleanup(site.remove)
        site.start()
        path = self.publisher.build(self.next())
        done = site.ctl("snapshot", "install", path)
        self.assertIn("installed and served", done.stdout)
        listed = site.ctl("snapshot", "list").stdout
        self.assertRegex(listed, r"\* %s .*serving, snapshot_unsigned"
                         % os.path.basename(path)[:-4])

    def test_no_daemon_and_nothing_is_touched(self):
        site = harness.Site(signed_only=True)
        self.addCleanup(site.remove)
        before = sealing.content(site.dir)
        path = self.publish()
        done = site.ctl("snapshot", "install", path, check=False)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("[not_running]", done.stderr)
        self.assertEqual(sealing.content(site.dir), before)


class Plausible(SignedTest):
    """The row counts of the data: 111 articles, 112 prices, 19
    preferences; each within 20 percent, both ways."""

    def preferences(self, count):
        """So many rows of preference."""
        def edit(rows):
            more = [{**rows[0], "prk": "70%05d" % i,
                     "zi": rows[0]["zi"]} for i in range(count)]
            return (rows + more)[:count]
        return {"preference": edit}

    def setUp(self):
        self.install(self.publish(), "--force", "as it was at first")

    def test_the_edge_from_both_sides(self):
        was = self.policy()["serving"]["preferences"]
        self.assertEqual(was, 19)
        for count, ok in ((15, False), (16, True), (22, True), (23, False)):
            with self.subTest(count):
                path = self.publish(self.preferences(count))
                if ok:
                    self.install(path)
                    self.install(self.publish(), "--force", "back to 19")
                else:
                    message = self.assertRefused(
                        path, "snapshot_implausible", 7)
                    self.assertIn("%d preferences instead of 19" % count,
                                  message)

    def test_all_that_differs_is_named(self):
        path = self.publish({"preference": lambda rows: rows[:3],
                             "price": lambda rows: rows[:50]})
        message = self.assertRefused(path, "snapshot_implausible", 7)
        self.assertIn("50 prices instead of 112, 3 preferences instead of 19",
                      message)

    def test_by_force_with_a_reason_that_is_recorded(self):
        path = self.publish(self.preferences(3))
        self.install(path, "--force", "insurer 3311 stopped preferring")
        self.assertServes(path)
        made = self.policy()["switches"][-1]
        self.assertEqual(made["reason"], "insurer 3311 stopped preferring")

    def test_force_forces_nothing_else(self):
        path = self.publish()
        with open(path, "ab") as f:
            f.write(b"\0")
        self.assertRefused(path, "snapshot_size", 9, "--force", "I say so")


class Cases(SignedTest):
    CASE = """
base
  given ledger since=2015-01-01
  request pharmacy=02012345 date=2026-11-20
  request insured.born=1961-04-02 insured.sex=f
  request insured.uzovi=3311 insured.polis=196
  request prescription.prescriber=huisarts prescription.date=2022-01-01
  request item.kind=medicine item.zi=90000013
  request item.quantity_milli=15000 item.days=15

case the-price Vijftien tabletten van tien euro de dertig
  clause 4.1
  expect outcome=approve claimed=%d
"""

    @classmethod
    def setUpClass(cls):
        cls.cases = tempfile.mkdtemp(prefix="claimd-cases-")
        cls.site_options = {"signed_only": True, "conf": {
            r"snapshot \{": 'snapshot {\n\tcases = "%s"' % cls.cases}}
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.cases, ignore_errors=True)

    def setUp(self):
        os.makedirs(self.cases, exist_ok=True)
        for name in os.listdir(self.cases):
            os.unlink(os.path.join(self.cases, name))

    def case(self, name, cents):
        with open(os.path.join(self.cases, name), "w",
                  encoding="utf-8") as f:
            f.write(self.CASE % cents)

    def test_one_that_holds_installs(self):
        self.case("price.case", 545)
        path = self.publish()
        self.assertEqual(self.install(path)["cases"], 1)
        self.assertServes(path)

    def test_one_that_fails_refuses_and_is_shown(self):
        self.case("a.case", 545)
        self.case("b.case", 546)
        message = self.assertRefused(self.publish(), "cases_failed", 9)
        self.assertIn("b.case", message)
        self.assertNotIn("a.case", message)
        self.assertIn("1 of 2 acceptance cases fail", message)
        self.assertIn("546", message)

    def test_it_is_judged_by_the_new_one(self):
        def dearer(rows):
            for row in rows:
                if row["zi"] == harness.GEWOON:
                    row["aip_cents"] = "2000"
            return rows
        self.case("price.case", 545)
        path = self.publish({"price": dearer})
        self.assertRefused(path, "cases_failed", 9)
        self.case("price.case", 1090)
        self.install(path)

    def test_no_case_where_some_are_wanted(self):
        path = self.publish()
        self.assertRefused(path, "not_found", 6)
        os.rmdir(self.cases)
        message = self.assertRefused(path, "not_found", 6)
        self.assertIn("snapshot.cases", message)

    def test_a_file_that_is_no_case(self):
        with open(os.path.join(self.cases, "x.case"), "w",
                  encoding="utf-8") as f:
            f.write("nonsense\n")
        message = self.assertRefused(self.publish(), "cases_failed", 9)
        self.assertIn("x.case:1", message)

    def test_force_does_not_help(self):
        self.case("price.case", 1)
        self.assertRefused(self.publish(), "cases_failed", 9, "--force",
                           "never mind")


class Keep(SignedTest):
    def installed(self):
        return [s["snapshot"][-6:].lstrip("0")
                for s in self.json("list")["snapshots"]]

    def test_the_newest_the_served_and_the_way_back_stay(self):
        for _ in range(5):
            self.install(self.publish())
        self.assertEqual(self.installed(), ["6", "5", "4", "3", "2", "1"])
        path = self.publish()
        self.assertEqual(self.install(path, "--keep", "3")["removed"], 4)
        self.assertEqual(self.installed(), ["7", "6", "5"])
        # Served already: pruned all the same, but never the way back.
        self.assertEqual(self.install(path, "--keep", "1")["removed"], 1)
        self.assertEqual(self.installed(), ["7", "6"])
        self.assertEqual(len(os.listdir(self.snapshots)), 2 + 2 * 3)
        self.ctl("rollback")
        self.assertEqual(self.policy()["serving"]["snapshot"][-1], "6")
        self.ctl("use", "gvs-20261101-000007")
        self.install(self.publish())
        self.install(self.publish())
        self.ctl("rollback")
        self.ctl("rollback")
        self.assertEqual(self.policy()["serving"]["snapshot"][-1], "7")
        # 7 serves, 6 is before it, 8 was just left, 9 is the newest.
        self.install(os.path.join(self.snapshots, "gvs-20261101-000007.gvs"),
                     "--keep", "1")
        self.assertEqual(self.installed(), ["9", "8", "7", "6"])
        self.sequence = 9


class ListAndShow(SignedTest):
    def test_states_and_faults_newest_first(self):
        first, second = self.publish(), self.publish()
        self.install(first)
        self.install(second)
        unsigned = self.publisher.build(self.next())
        damaged, stranger, expired = (self.publish() for _ in range(3))
        with open(manifest_of(damaged), "ab") as f:
            f.write(b" ")
        Publisher(self.site.top, "stranger").seal(stranger)
        self.publisher.seal(expired, expires=sealing.utc(-1))
        for path in (unsigned, damaged, stranger, expired):
            sealing.copy(path, self.snapshots)
            for part in sealing.parts(path):
                if os.path.exists(part):
                    self.addCleanup(os.unlink, os.path.join(
                        self.snapshots, os.path.basename(part)))
        listed = self.json("list")
        self.assertEqual(listed["dir"], self.snapshots)
        rows = {s["snapshot"][-1]: s for s in listed["snapshots"]}
        self.assertEqual(list(rows), ["7", "6", "5", "4", "3", "2", "1"])
        self.assertEqual(
            [(r["state"], r.get("fault"), r.get("expired"))
             for r in rows.values()],
            [("not_served", None, True),
             ("not_served", "snapshot_key_unknown", None),
             ("not_served", "manifest_invalid", None),
             ("not_served", "snapshot_unsigned", None),
             ("serving", None, False), ("served_before", None, False),
             ("served_before", None, False)])
        text = self.ctl("list").stdout.splitlines()
        self.assertEqual(text[0], self.snapshots)
        self.assertRegex(text[2], r"^  gvs-20261101-000007 .*expired$")
        self.assertRegex(text[6], r"^\* gvs-20261101-000003 .* serving$")
        self.assertTrue(all(len(line) <= 100 for line in text[1:]))

    def test_show_by_file_by_id_and_what_serves(self):
        shown = [self.json("show"),
                 self.json("show", "gvs-20261101-000001"),
                 self.json("show", os.path.join(
                     self.snapshots, "gvs-20261101-000001.gvs"))]
        self.assertEqual(shown[1], shown[2])
        self.assertEqual(shown[0]["state"], "serving")
        self.assertEqual(shown[1]["verdict"], "ok")
        self.ctl("show", "gvs-20261101-999999", status=6)
        self.assertIn("articles", self.ctl("show").stdout)

    def test_the_manifest_alone(self):
        def standing(path, **kwargs):
            return self.json("verify", manifest_of(path), "--manifest-only",
                             **kwargs)["standing"]
        first = self.publish()
        os.unlink(first)
        self.assertEqual(standing(first), "new")
        second, third = self.publish(), self.publish()
        self.install(second)
        self.assertEqual(standing(second), "served")
        harness.claimctl("snapshot", "sign", second, "--key",
                         self.publisher.key, "--days", "99")
        self.assertEqual(standing(second), "renewed")
        self.install(third)
        for older in (first, second):
            failed = self.json("verify", manifest_of(older),
                               "--manifest-only", status=7)
            self.assertEqual(failed["error"]["code"], "snapshot_replayed")
        self.ctl("rollback")
        self.assertEqual(standing(third), "known")
        self.install(third)
        text = self.ctl("verify", manifest_of(third),
                        "--manifest-only").stdout
        values = dict(l.split(" ", 1) for l in text.splitlines())
        self.assertEqual(
            (values["file"], values["size"], values["expired"],
             values["folder"], values["standing"]),
            (os.path.basename(third), str(os.path.getsize(third)), "no",
             self.snapshots, "served"))


class UseAndRollback(SignedTest):
    def test_back_and_forth(self):
        first, second = self.publish(), self.publish()
        self.install(first)
        self.install(second)
        done = self.json("rollback", "--reason", "wrong prices")
        ids = [os.path.basename(p)[:-4] for p in (first, second)]
        self.assertEqual((done["snapshot"], done["previous"]), tuple(ids))
        self.assertEqual(self.policy()["switches"][-1]["reason"],
                         "wrong prices")
        done = self.json("use", ids[1], "--reason", "they were right")
        self.assertEqual((done["snapshot"], done["previous"]),
                         (ids[1], ids[0]))
        made = self.policy()["switches"][-1]
        self.assertEqual((made["how"], made["reason"]),
                         ("use", "they were right"))
        self.json("rollback", "gvs-20261101-000001")
        self.assertEqual(self.policy()["serving"]["snapshot"],
                         "gvs-20261101-000001")
        self.install(self.publish())

    def test_what_cannot_be(self):
        before = self.state()
        for args, status in ((("use", "gvs-20261101-777777"), 7),
                             (("use", "/nowhere.gvs"), 7),
                             (("rollback", "gvs-20261101-777777"), 6),
                             (("rollback", "mine.gvs"), 2),
                             (("rollback", "--reason", "x" * 129), 2),
                             (("use", "x", "--reason", ""), 2)):
            with self.subTest(args):
                self.ctl(*args, status=status)
                self.assertEqual(self.state(), before)


class Killed(SignedTest):
    """Whatever is left of an install that was killed, the same one then
    succeeds, and nothing half is ever taken for whole."""

    def kill_after(self, path, delay):
        """Whether it was killed before it had ended."""
        with subprocess.Popen(
                [harness.CLAIMCTL, "snapshot", "install", path, "--dir",
                 self.site.dir], stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(delay)
            except subprocess.TimeoutExpired:
                process.kill()
            return process.wait() == -signal.SIGKILL

    def assertWhole(self):
        """What has its name has its seal; it is served, or could be."""
        for row in self.json("list")["snapshots"]:
            self.assertNotIn("fault", row)
            harness.claimctl("snapshot", "verify", row["file"], "--public",
                             self.publisher.public)

    def test_at_thirty_instants(self):
        path = self.publish()
        started = harness.datetime.datetime.now()
        self.install(path)
        whole = (harness.datetime.datetime.now() - started).total_seconds()
        rng = random.Random(4)
        killed = 0
        for _ in range(30):
            path = self.publish()
            killed += self.kill_after(path, rng.uniform(0, 1.2 * whole))
            self.assertWhole()
            self.install(path)
            self.assertServes(path)
            self.assertEqual([n for n in os.listdir(self.snapshots)
                              if n.startswith(".")], [])
            self.ctl("install", path, "--keep", "2")
        self.assertGreater(killed, 5)

    def test_leftovers_of_every_step(self):
        """Each state that the steps of an install pass through."""
        path = self.publish()
        sealed = sealing.parts(path)
        leftovers = [
            lambda d: os.makedirs(os.path.join(d, ".install-abcdef")),
            lambda d: shutil.copy(path, os.path.join(
                d, ".install-abcdef")),
            lambda d: shutil.copy(sealed[2], d),
            lambda d: shutil.copy(sealed[1], d),
        ]
        for leave in leftovers:
            leave(self.snapshots)
            self.assertNotIn(os.path.basename(path)[:-4],
                             [s["snapshot"]
                              for s in self.json("list")["snapshots"]])
        other = self.publish()
        self.install(other)
        names = os.listdir(self.snapshots)
        self.assertNotIn(".install-abcdef", names)
        self.assertNotIn(os.path.basename(sealed[1]), names)
        # All three have their names, and nobody told the daemon.
        path = self.publish()
        sealing.copy(path, self.snapshots)
        self.assertFalse(self.install(path)["served_already"])
        self.assertServes(path)

    def test_the_daemon_refuses_and_all_is_taken_back(self):
        """Between claimctl's checks and the daemon's own, its keys change."""
        path = self.publish()
        before = sealing.content(self.snapshots)
        cases = os.path.join(self.site.top, "slow")
        os.mkdir(cases)
        fifo = os.path.join(cases, "wait.case")
        os.mkfifo(fifo)
        with open(self.site.conf, encoding="utf-8") as f:
            conf = f.read()
        self.site.edit(r"snapshot \{", 'snapshot {\n\tcases = "%s"' % cases)
        self.reload()
        with subprocess.Popen(
                [harness.CLAIMCTL, "snapshot", "install", path, "--dir",
                 self.site.dir], stdout=subprocess.PIPE, text=True,
                stderr=subprocess.PIPE) as process:
            # It waits for its case; meanwhile nobody is believed any more.
            with open(fifo, "w", encoding="utf-8") as case:
                self.site.edit(r"keys = \{ \".*?\" \}", "keys = {}")
                self.reload()
                case.write(Cases.CASE % 545)
            _, said = process.communicate(timeout=harness.PATIENCE)
            self.assertEqual(process.returncode, 9, said)
        self.assertIn("[snapshot_key_unknown]", said)
        self.assertEqual(sealing.content(self.snapshots), before)
        with open(self.site.conf, "w", encoding="utf-8") as f:
            f.write(conf)
        self.reload()
        self.install(path)

    def reload(self):
        since = self.site.reload()
        self.site.wait_log("reload", since)


class Lost(SignedTest):
    """The connection breaks when the daemon has been told to switch: a
    stand-in hangs up there, and then answers, or does not."""

    def stand_in(self, path, then):
        """then: what a later snapshot_policy says is served; None: nobody
        listens any more."""
        policy = self.policy()
        place = os.path.join(self.site.top, "stand-in.sock")
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.settimeout(harness.PATIENCE)
        server.bind(place)
        self.addCleanup(os.unlink, place)
        server.listen()

        def serve():
            while True:
                connection, _ = server.accept()
                with connection, connection.makefile("rwb") as lines:
                    command = json.loads(lines.readline())
                    if command["cmd"] == "snapshot_policy":
                        lines.write(json.dumps(policy).encode() + b"\n")
                        lines.flush()
                        continue
                if then is None:
                    server.close()
                    return
                policy["serving"] = then
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return place

    def install_by(self, place, path):
        return harness.claimctl("snapshot", "install", path, "--socket",
                                place, check=False)

    def test_it_was_done_all_the_same(self):
        path = self.publish()
        with open(path, "rb") as f:
            sha256 = hashlib.sha256(f.read()).hexdigest()
        place = self.stand_in(path, {
            **self.policy()["serving"], "sha256": sha256})
        done = self.install_by(place, path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("installed and served", done.stdout)

    def test_nobody_can_be_asked(self):
        path = self.publish()
        done = self.install_by(self.stand_in(path, None), path)
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("[timed_out]", done.stderr)
        # The daemon may serve it: it stays, and the same install goes on.
        self.assertTrue(os.path.exists(os.path.join(
            self.snapshots, os.path.basename(path))))
        self.install(path)
        self.assertServes(path)

    def test_another_is_served(self):
        path = self.publish()
        done = self.install_by(
            self.stand_in(path, self.policy()["serving"]), path)
        self.assertEqual(done.returncode, 8, done.stderr)


class Patience(SignedTest):
    def test_a_terminal_is_told_what_takes_long(self):
        path = self.publish()
        policy, seen = self.policy(), threading.Event()
        place = os.path.join(self.site.top, "slow.sock")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(place)
            server.listen()

            def serve():
                for _ in range(3):
                    connection, _ = server.accept()
                    with connection, connection.makefile("rwb") as lines:
                        command = json.loads(lines.readline())
                        answer = policy
                        if command["cmd"] == "snapshot_use":
                            seen.wait(harness.PATIENCE)
                            answer = {"ok": True, "snapshot": "x",
                                      "previous": "y"}
                        lines.write(json.dumps(answer).encode() + b"\n")
                        lines.flush()
            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            ours, theirs = os.openpty()
            with subprocess.Popen(
                    [harness.CLAIMCTL, "snapshot", "install", path,
                     "--socket", place], stdout=subprocess.PIPE, text=True,
                    stderr=theirs) as process:
                os.close(theirs)
                said = b""
                while b"serves it\xe2\x80\xa6" not in said:
                    said += os.read(ours, 4096)
                seen.set()
                out, _ = process.communicate(timeout=harness.PATIENCE)
            self.assertEqual(process.returncode, 0)
            self.assertIn("installed and served", out)
            said += os.read(ours, 4096)
            os.close(ours)
            self.assertTrue(said.endswith(b"\r\033[K"), said)
            thread.join(harness.PATIENCE)
        self.install(path)


class Damaged(SignedTest):
    def test_what_was_accepted_cannot_be_read(self):
        accepted = os.path.join(self.snapshots, "accepted.json")
        path = self.publish()
        self.site.stop()
        with open(accepted, "r+b") as f:
            content = f.read()
            f.truncate(len(content) // 2)
        self.site.start()
        before = sealing.content(self.snapshots)
        for args in (("install", path), ("list",), ("show",),
                     ("rollback",), ("use", path)):
            done = self.ctl(*args, status=9)
            self.assertIn("[ratchet_damaged]", done.stderr)
            self.assertIn("hint:", done.stderr)
        self.assertEqual(sealing.content(self.snapshots), before)
        self.site.stop()
        with open(accepted, "wb") as f:
            f.write(content)
        self.site.start()
        self.install(path)


class Together(SignedTest):
    def test_two_at_once(self):
        for _ in range(5):
            path = self.publish()
            done = []
            threads = [threading.Thread(target=lambda: done.append(
                self.site.ctl("snapshot", "install", path, check=False)))
                for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([d.returncode for d in done], [0, 0],
                             [d.stderr for d in done])
            said = sorted(d.stdout.split("\n")[0] for d in done)
            self.assertIn("served already", said[0])
            self.assertIn("installed and served", said[1])
            self.assertServes(path)

    def test_one_that_waits_too_long_is_told_to_try_again(self):
        path = self.publish()
        folder = os.open(self.snapshots, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            self.assertIn("[try_again]",
                          self.ctl("install", path, status=75).stderr)
        finally:
            os.close(folder)
        self.install(path)


if __name__ == "__main__":
    harness.main()
