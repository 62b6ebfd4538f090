#!/usr/bin/env python3
"""gvs-sync: its configuration, its own folder, its units; and what claimctl
says of a manifest whose file is not there yet. Needs no daemon."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import BUILDDIR, PATIENCE, SRCDIR, claimctl, main
from nightly import GVS_SYNC, NightlyTest, Publisher, keys_of


class Configuration(NightlyTest):
    def test_wrong_lines(self):
        cases = [
            ("SOURCE", ":1: expected KEY=VALUE"),
            ("SOURCE =/x", ":1: expected KEY=VALUE"),
            ("export SOURCE=/x", ":1: expected KEY=VALUE"),
            ("SUORCE=/x", ":1: no such key: SUORCE"),
            ("# one\n\nSOURCE=/x\nSOURCE=/y", ":4: SOURCE stands twice"),
            ('SOURCE="/x"', ":1: SOURCE: expected a value without quotes"),
            ("SOURCE='/x'", ":1: SOURCE: expected a value without quotes"),
            ("SOURCE=$HOME", ":1: SOURCE: expected a value without quotes"),
            ("SOURCE=`id`", ":1: SOURCE: expected a value without quotes"),
            ("SOURCE=/x\\", ":1: SOURCE: expected a value without quotes"),
            ("SOURCE= /x", ":1: SOURCE: expected a value without quotes"),
            ("SOURCE=/x ", ":1: SOURCE: expected a value without quotes"),
            ("SOURCE=/x\r", ":1: SOURCE: expected a value without quotes"),
        ]
        for text, expected in cases:
            with self.subTest(text=text):
                self.night.write(text)
                self.assertEnds(self.night.run(), 2, re.escape(expected))

    def test_nothing_is_run(self):
        mark = os.path.join(self.top, "mark")
        for value in ("$(touch %s)" % mark, "`touch %s`" % mark,
                      "/x;touch %s" % mark, "a[$(touch %s)]" % mark):
            for key in self.night.settings:
                with self.subTest(key=key, value=value):
                    self.night.write("%s=%s\n" % (key, value))
                    self.assertNotEqual(self.night.run()[0], 0)
                    self.assertFalse(os.path.exists(mark))

    def test_values(self):
        cases = [
            ("SOURCE", "", "SOURCE: expected a folder or an https"),
            ("SOURCE", "published", "SOURCE: expected a folder"),
            ("SOURCE", "http://localhost/x", "SOURCE: expected a folder"),
            ("SOURCE", "ftp://localhost/x", "SOURCE: expected a folder"),
            ("SOURCE", "file://host/x", "SOURCE: expected a folder"),
            ("SOURCE", "HTTPS://localhost/x", "SOURCE: expected a folder"),
            ("SOURCE", "https://localhost/x?y=1", "without . and #"),
            ("SOURCE", "https://localhost/x#y", "without . and #"),
            ("SOURCE", "https://localhost/{a,b}", "without . and #"),
            ("SOURCE", "https:///x", "without . and #"),
            ("SOURCE", "https://-o/x y", "without . and #"),
            ("STATE_DIR", "state", "STATE_DIR: expected a path"),
            ("SOCKET", "control.sock", "SOCKET: expected a path"),
            ("CLAIMCTL", "claimctl", "CLAIMCTL: expected a path"),
            ("CA_FILE", "/nowhere.pem", "CA_FILE: /nowhere.pem cannot"),
            ("TRIES", "0", "TRIES: expected 1 to 20"),
            ("TRIES", "21", "TRIES: expected 1 to 20"),
            ("TRIES", "08", "TRIES: expected 1 to 20"),
            ("TRIES", "", "TRIES: expected 1 to 20"),
            ("TRIES", "1e1", "TRIES: expected 1 to 20"),
            ("TRIES", "99999999999999999999", "TRIES: expected 1 to 20"),
            ("TOTAL_TIMEOUT_S", "-1", "TOTAL_TIMEOUT_S: expected 1 to"),
            ("KEEP", "0", "KEEP: expected 1 to 4000"),
            ("REHEARSE_DAYS", "0", "REHEARSE_DAYS: expected 1 to"),
            ("MAX_DENIALS", "5", "MAX_DENIALS and MAX_SHIFT_EUR need"),
            ("MAX_SHIFT_EUR", "1,50", "MAX_SHIFT_EUR: expected euros"),
        ]
        for key, value, expected in cases:
            with self.subTest(key=key, value=value):
                before = self.night.settings[key] \
                    if key in self.night.settings else None
                self.night.set(**{key: value})
                self.assertEnds(self.night.run(), 2, expected)
                self.night.set(**{key: before})

    def test_password_in_the_address(self):
        for address in ("https://me:geheim@localhost/x",
                        "https://geheim@localhost",
                        "https://localhost/x@geheim"):
            self.night.set(SOURCE=address)
            said = self.assertEnds(self.night.run(), 2, "CURL_CONFIG")
            self.assertNotIn("geheim", said)

    def test_curl_config(self):
        path = os.path.join(self.top, "curl")
        self.night.set(CURL_CONFIG=path)
        self.assertEnds(self.night.run(), 4, "cannot be read")
        cases = [
            (0o644, 'user = "me:geheim"', 4, "to be ours alone"),
            (0o640, 'user = "me:geheim"', 4, "to be ours alone"),
            (0o600, "insecure", 2, ":1: expected user, header"),
            (0o600, "user = x\n-k", 2, ":2: expected user, header"),
            (0o600, "--output /etc/passwd", 2, ":1: expected user"),
            (0o600, "userx = y", 2, ":1: expected user"),
            (0o600, "url = http://x", 2, ":1: expected user"),
            (0o600, '# who\n\nuser = "me:geheim"\n--header: X: geheim\n'
                    "\tproxy=http://localhost:1", 3, "claimctl ends with 3"),
        ]
        for mode, text, status, expected in cases:
            with self.subTest(text=text, mode=mode):
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text)
                os.chmod(path, mode)
                said = self.assertEnds(self.night.run(), status, expected)
                self.assertNotIn("geheim", said)

    def test_usage(self):
        for args in (["-x"], ["-c"], ["-o"], ["operand"], ["--", "operand"]):
            status, said = self.night.run(*args)
            self.assertEqual(status, 2)
            self.assertRegex(said, "^usage: gvs-sync ")

    def test_no_configuration(self):
        os.unlink(self.night.conf)
        self.assertEnds(self.night.run(), 2, "cannot be read")

    def test_keys_are_documented(self):
        """The script, the example and the manual name the same keys."""
        with open(GVS_SYNC, encoding="utf-8") as f:
            script = dict(re.findall(r"(?m)^\t\[([A-Z_]+)\]=(?:'')?(.*)$",
                                     f.read()))
        self.assertGreater(len(script), 10)
        with open(GVS_SYNC + ".conf.example", encoding="utf-8") as f:
            self.assertEqual(keys_of(f.read()), script)
        with open(os.path.join(SRCDIR, "man", "gvs-sync.8"),
                  encoding="utf-8") as f:
            page = f.read()
        named = [key for row in re.findall(r"(?m)^\.It Ic (.*)$", page)
                 for key in row.split(" , ")]
        self.assertEqual(sorted(named), sorted(script))
        for key, default in script.items():
            if default.isdigit():
                about = page.split("\n.It Ic %s\n" % key)[1].split("\n.It")[0]
                self.assertIn("\nDefault: %s.\n" % default, about + "\n")


class OwnFolder(NightlyTest):
    def test_no_daemon(self):
        """Nothing is fetched, nothing left behind."""
        self.assertEnds(self.night.run(), 3, "claimctl ends with 3")
        self.assertEqual(os.listdir(self.night.state), ["lock"])

    def test_cannot_be_made(self):
        self.night.set(STATE_DIR=os.path.join(self.top, "no", "state"))
        self.assertEnds(self.night.run(), 4, "cannot be made")

    @unittest.skipIf(os.geteuid() != 0, "only root gives files away")
    def test_of_another_user(self):
        os.mkdir(self.night.state)
        os.chown(self.night.state, 12345, -1)
        self.assertEnds(self.night.run(), 4, "run gvs-sync as its owner")
        self.assertEqual(os.listdir(self.night.state), [])

    def test_leftovers(self):
        """Of dead runs they are removed, and nothing else is."""
        for name in ("run.aaaaaaaa", "run.bbbbbbbb", "mine"):
            os.makedirs(os.path.join(self.night.state, name, "none"))
        self.assertEnds(self.night.run(), 3, "claimctl ends with 3")
        self.assertEqual(sorted(os.listdir(self.night.state)),
                         ["lock", "mine"])

    def test_locked(self):
        os.mkdir(self.night.state)
        held = os.path.join(self.night.state, "lock")
        with subprocess.Popen(["flock", held, "cat"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as holder:
            holder.stdin.write(b"x\n")
            holder.stdin.flush()
            self.assertEqual(holder.stdout.readline(), b"x\n")  # it has it
            self.assertEnds(self.night.run(), 75, "another gvs-sync is at work")
            holder.stdin.close()
            holder.wait(PATIENCE)
        self.assertEnds(self.night.run(), 3, "claimctl ends with 3")


class Offer(NightlyTest):
    """claimctl snapshot verify --manifest-only, without a daemon."""

    def setUp(self):
        super().setUp()
        self.publisher = Publisher(self.top)
        self.name = self.publisher.issue(7)
        self.manifest = self.publisher.path(self.name + ".manifest")
        os.rename(self.publisher.path(self.name + ".gvs"),
                  os.path.join(self.top, "away"))

    def verify(self, path, *args):
        return claimctl("snapshot", "verify", path, "--manifest-only", *args,
                        check=False)

    def test_by_a_key(self):
        with open(self.manifest, encoding="utf-8") as f:
            manifest = json.load(f)
        expected = {"ok": True, "snapshot": manifest.pop("snapshot_id"),
                    **manifest, "expired": False}
        for key in (self.publisher.public,
                    self.publisher.public_file):
            done = self.verify(self.manifest, "--public", key, "--json")
            self.assertEqual(json.loads(done.stdout), expected)
        done = self.verify(self.manifest, "--public", self.publisher.public)
        told = dict(line.split() for line in done.stdout.splitlines())
        self.assertEqual(told["file"], self.name + ".gvs")
        self.assertEqual(int(told["size"]), manifest["size"])
        self.assertEqual(int(told["sequence"]), 7)
        self.assertEqual(told["expired"], "no")

    def test_expired(self):
        """Without a daemon nobody knows a grace: it is told alone."""
        os.rename(os.path.join(self.top, "away"),
                  self.publisher.path(self.name + ".gvs"))
        self.publisher.sign(self.name, -1)
        done = self.verify(self.manifest, "--public", self.publisher.public)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, "(?m)^expired +yes$")

    def test_refused(self):
        public = ("--public", self.publisher.public)
        other = Publisher(self.top, "other")
        elsewhere = os.path.join(self.top, "gvs-20261101-000008.manifest")
        for end in ("", ".sig"):
            shutil.copy(self.manifest + end, elsewhere + end)
        alone = os.path.join(self.top, os.path.basename(self.manifest))
        shutil.copy(self.manifest, alone)
        for path, args, status, code in (
                (self.manifest, ["--public", other.public], 9,
                 "snapshot_key_unknown"),
                (elsewhere, public, 9, "snapshot_mismatch"),
                (alone, public, 7, "snapshot_unsigned"),
                (os.path.join(self.top, "nothing"), public, 7,
                 "snapshot_unsigned"),
                (os.path.join(self.top, "away"), public, 9,
                 "manifest_invalid"),
                ("x" * 5000, public, 2, "usage"),
                (self.manifest, ["--socket", self.top + "/x"], 3,
                 "not_running")):
            done = self.verify(path, *args)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn("[%s]" % code, done.stderr)
            self.assertEqual(done.stdout, "")


class Units(unittest.TestCase):
    UNITS = os.path.join(BUILDDIR, "etc", "systemd")

    def unit(self, name):
        folder = self.UNITS if name.endswith(".service") else \
            os.path.join(SRCDIR, "etc", "systemd")
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            return f.read()

    @unittest.skipUnless(shutil.which("systemd-analyze"),
                         "systemd-analyze is not here")
    def test_verified(self):
        """systemd knows every section, key and value."""
        top = self.enterContext(tempfile.TemporaryDirectory())
        service = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=" + GVS_SYNC,
                         self.unit("gvs-sync.service"))
        for name, text in (("gvs-sync.service", service),
                           ("gvs-sync.timer", self.unit("gvs-sync.timer"))):
            with open(os.path.join(top, name), "w", encoding="utf-8") as f:
                f.write(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no",
             os.path.join(top, "gvs-sync.service"),
             os.path.join(top, "gvs-sync.timer")],
            capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_names(self):
        """What the unit may write is what the defaults write."""
        service = self.unit("gvs-sync.service")
        with open(os.path.join(SRCDIR, "daemon", "conf.def"),
                  encoding="utf-8") as f:
            snapshots = re.search(r'CONF\(snapshot, dir, PATH, START, "([^"]+)"',
                                  f.read()).group(1)
        with open(GVS_SYNC, encoding="utf-8") as f:
            script = f.read()
        self.assertIn("\nReadWritePaths=-%s\n" % snapshots, service)
        state = re.search(r"(?m)^StateDirectory=(\S+)$", service).group(1)
        self.assertIn("[STATE_DIR]=/var/lib/%s\n" % state, script)
        program, conf = re.search(r"(?m)^ExecStart=(\S+) -c (\S+)$",
                                  service).groups()
        self.assertTrue(program.endswith("/sbin/gvs-sync"))
        self.assertIn(" file=%s " % conf, script)
        self.assertNotIn("@", re.sub("@(system-service|privileged|resources|"
                                     "chown)", "", service))

    def test_sandbox(self):
        """The floor, whatever else is added."""
        service = keys_of_unit(self.unit("gvs-sync.service"))
        for key, value in (("User", "claimd"), ("NoNewPrivileges", "yes"),
                           ("ProtectSystem", "strict"),
                           ("CapabilityBoundingSet", ""),
                           ("RestrictAddressFamilies",
                            "AF_UNIX AF_INET AF_INET6")):
            self.assertEqual(service.get(key), value, key)
        timer = keys_of_unit(self.unit("gvs-sync.timer"))
        self.assertEqual(timer["Persistent"], "yes")
        self.assertIn("RandomizedDelaySec", timer)


def keys_of_unit(text):
    return dict(re.findall(r"(?m)^([A-Za-z]+)=(.*)$", text))


if __name__ == "__main__":
    main()
