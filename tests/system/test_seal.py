#!/usr/bin/env python3
"""What a publisher does and what anybody can check: snapshot keygen, sign,
verify and show, without a daemon (claimd-snapshot(7))."""

import base64
import datetime
import json
import os
import stat
import subprocess
import tempfile
import unittest

import harness
import sealing
from sealing import Publisher, manifest_of, signature_of


class Offline(unittest.TestCase):
    def setUp(self):
        top = tempfile.TemporaryDirectory(prefix="claimd-seal-")
        self.addCleanup(top.cleanup)
        self.top = top.name

    def ctl(self, *args, status=0):
        done = harness.claimctl(*args, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def json(self, *args):
        return json.loads(self.ctl(*args, "--json").stdout)

    def refused(self, *args, code, status):
        """The message; the code stands in words and in JSON."""
        done = self.ctl(*args, status=status)
        self.assertIn("[%s]" % code, done.stderr)
        problem = json.loads(
            self.ctl(*args, "--json", status=status).stdout)["error"]
        self.assertEqual(problem["code"], code)
        return done.stderr


class Keygen(Offline):
    def test_makes_a_pair_and_says_what_claimd_conf_needs(self):
        key = os.path.join(self.top, "signing.key")
        text = self.ctl("snapshot", "keygen", "--out", key).stdout
        self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600)
        with open(os.path.join(self.top, "signing.pub"),
                  encoding="ascii") as f:
            public = f.read()
        self.assertEqual(len(base64.b64decode(public, validate=False)), 32)
        self.assertIn('snapshot { keys = { "%s" } }' % public.strip(), text)
        text = subprocess.run(["openssl", "pkey", "-in", key, "-text",
                               "-noout"], check=True, capture_output=True,
                              text=True, timeout=harness.PATIENCE).stdout
        self.assertIn("ED25519", text)

    def test_the_public_key_is_named_after_the_private_one(self):
        for name, public in (("a.key", "a.pub"), ("b", "b.pub")):
            made = self.json("snapshot", "keygen", "--out",
                             os.path.join(self.top, name))
            self.assertEqual(made["public_file"],
                             os.path.join(self.top, public))

    def test_no_key_is_ever_replaced(self):
        key = os.path.join(self.top, "signing.key")
        self.ctl("snapshot", "keygen", "--out", key)
        before = sealing.content(self.top)
        self.refused("snapshot", "keygen", "--out", key, code="refused",
                     status=7)
        os.unlink(key)
        del before["signing.key"]
        self.refused("snapshot", "keygen", "--out", key, code="refused",
                     status=7)
        self.assertEqual(sealing.content(self.top), before)


class Sign(Offline):
    def setUp(self):
        super().setUp()
        self.publisher = Publisher(self.top)

    def sign(self, path, *args, **kwargs):
        return self.ctl("snapshot", "sign", path, "--key", self.publisher.key,
                        *args, **kwargs)

    def test_the_manifest_is_canonical_and_openssl_agrees(self):
        path = self.publisher.publish(7)
        with open(manifest_of(path), "rb") as f:
            manifest = f.read()
        said = json.loads(manifest)
        self.assertEqual(manifest, sealing.canonical(said))
        self.assertEqual(said, self.publisher.manifest(
            path, expires=said["expires"]))
        with open(signature_of(path), encoding="ascii") as f:
            raw = base64.b64decode(f.read().strip(), validate=True)
        self.assertEqual(len(raw), 64)
        with open(path + ".raw", "wb") as f:
            f.write(raw)
        subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-rawin", "-inkey",
             self.publisher.key, "-in", manifest_of(path), "-sigfile",
             path + ".raw"], check=True, capture_output=True,
            timeout=harness.PATIENCE)

    def test_it_expires_at_the_end_of_a_day(self):
        path = self.publisher.build(1)
        today = datetime.datetime.now(datetime.timezone.utc).date()
        later = lambda days: str(today + datetime.timedelta(days=days))
        for args, days in (((), 14), (("--days", "0"), 0),
                           (("--days", "366"), 366),
                           (("--expires", later(0)), 0),
                           (("--expires", later(366)), 366)):
            said = json.loads(self.sign(path, *args, "--json").stdout)
            self.assertEqual(said["expires"], later(days) + "T23:59:59Z")
        for args in (("--days", "367"), ("--expires", later(-1)),
                     ("--expires", later(367)), ("--expires", "tomorrow"),
                     ("--expires", later(1), "--days", "1")):
            self.sign(path, *args, status=2)

    def test_the_file_is_named_after_its_snapshot(self):
        path = self.publisher.build(1)
        other = os.path.join(self.top, "mine.gvs")
        os.rename(path, other)
        message = self.refused("snapshot", "sign", other, "--key",
                               self.publisher.key, code="refused", status=7)
        self.assertIn("gvs-20261101-000001.gvs", message)
        self.assertFalse(os.path.exists(manifest_of(other)))

    def test_what_the_daemon_would_refuse_is_not_signed(self):
        path = self.publisher.build(1)
        with open(path, "r+b") as f:
            f.seek(4096)
            f.write(b"x" * 4096)
        self.assertNotEqual(self.sign(path, status=9).stderr, "")
        self.assertFalse(os.path.exists(manifest_of(path)))

    def test_a_key_that_others_may_read_is_not_used(self):
        path = self.publisher.build(1)
        os.chmod(self.publisher.key, 0o644)
        self.sign(path, status=4)
        self.assertFalse(os.path.exists(manifest_of(path)))


class Verify(Offline):
    def setUp(self):
        super().setUp()
        self.publisher = Publisher(self.top)

    def verify(self, path, *args, **kwargs):
        return self.json("snapshot", "verify", path, "--public",
                         self.publisher.public, *args, **kwargs)

    def test_all_is_well(self):
        path = self.publisher.publish(3)
        said = self.verify(path)
        self.assertEqual((said["ok"], said["snapshot"], said["sequence"],
                          said["expired"]),
                         (True, "gvs-20261101-000003", 3, False))
        for name in ("articles", "prices", "preferences"):
            self.assertGreater(said[name], 0)
        text = self.ctl("snapshot", "verify", path, "--public",
                        self.publisher.public_file).stdout
        self.assertIn("authentic and whole", text)

    def test_any_of_several_keys(self):
        path = self.publisher.publish(3)
        other = Publisher(self.top, "other")
        self.assertTrue(self.verify(path, "--public", other.public_file)[
            "ok"])
        message = self.refused("snapshot", "verify", path, "--public",
                               other.public, code="snapshot_key_unknown",
                               status=9)
        self.assertIn(self.publisher.public, message)

    def test_the_key_of_a_folder_of_init(self):
        site = harness.Site()
        self.addCleanup(site.remove)
        path = site.path("snapshots", "gvs-20261101-000001.gvs")
        done = site.ctl("snapshot", "verify", path)
        self.assertIn("authentic and whole", done.stdout)

    def test_without_a_key_it_says_what_is_missing(self):
        path = self.publisher.publish(3)
        message = self.refused("snapshot", "verify", path, code="usage",
                               status=2)
        self.assertIn("--public", message)
        self.refused("snapshot", "verify", path, "--public", "/nowhere.pub",
                     code="not_found", status=6)
        self.refused("snapshot", "verify", "/nowhere.gvs", "--public",
                     self.publisher.public, code="not_found", status=6)

    def test_an_expired_one(self):
        path = self.publisher.build(3)
        self.publisher.seal(path, expires=sealing.utc(-1))
        self.refused("snapshot", "verify", path, "--public",
                     self.publisher.public, code="snapshot_outdated",
                     status=7)
        self.assertTrue(self.verify(path, "--expired")["expired"])

    def test_each_fault_has_its_code(self):
        def unsigned(path):
            os.unlink(manifest_of(path))

        def no_signature(path):
            os.unlink(signature_of(path))

        def unreadable(path):
            self.publisher.seal_bytes(path, b"{}")

        def other_signature(path):
            Publisher(self.top, "thief").seal(
                path, key=self.publisher.public)

        def other_name(path):
            self.publisher.seal(path, file="gvs-20261101-000004.gvs",
                                snapshot_id="gvs-20261101-000004")

        def other_id(path):
            self.publisher.seal(path, sequence=9)

        def longer(path):
            with open(path, "ab") as f:
                f.write(b"\0")

        def flipped(path):
            with open(path, "r+b") as f:
                f.seek(1000)
                byte = f.read(1)[0]
                f.seek(1000)
                f.write(bytes([byte ^ 1]))

        def nonsense(path):
            with open(path, "wb") as f:
                f.write(b"no snapshot" * 1000)
            self.publisher.seal(path)

        def other_rules(path):
            publish_for_other_rules(self.publisher, path)

        for fault, code, status in (
                (unsigned, "snapshot_unsigned", 7),
                (no_signature, "snapshot_unsigned", 7),
                (unreadable, "manifest_invalid", 9),
                (other_signature, "signature_invalid", 9),
                (other_name, "snapshot_mismatch", 9),
                (other_id, "snapshot_mismatch", 9),
                (longer, "snapshot_size", 9),
                (flipped, "snapshot_hash", 9),
                (nonsense, "snapshot_damaged", 9),
                (other_rules, "snapshot_other_rules", 7)):
            with self.subTest(fault.__name__):
                path = self.publisher.publish(3)
                fault(path)
                self.refused("snapshot", "verify", path, "--public",
                             self.publisher.public, code=code, status=status)


def publish_for_other_rules(by, path):
    """Claims another rulebook inside, signed by the publisher."""
    sealing.rewrite(path, "UPDATE meta SET value = '1999.1' "
                            "WHERE key = 'rules'")
    by.seal(path)


class Show(Offline):
    def setUp(self):
        super().setUp()
        self.publisher = Publisher(self.top)

    def test_a_file_without_a_daemon(self):
        path = self.publisher.publish(3)
        said = self.json("snapshot", "show", path, "--public",
                         self.publisher.public)
        self.assertEqual((said["verdict"], said["snapshot"]),
                         ("ok", "gvs-20261101-000003"))
        self.assertGreater(said["articles"], 0)
        self.assertIn("authentic", self.ctl(
            "snapshot", "show", path, "--public",
            self.publisher.public).stdout)

    def test_a_key_that_nobody_named(self):
        path = self.publisher.publish(3)
        said = self.json("snapshot", "show", path, "--socket", "/nowhere")
        self.assertEqual(said["verdict"], "snapshot_key_unknown")
        self.assertGreater(said["articles"], 0)

    def test_content_is_shown_only_where_the_hash_is_right(self):
        path = self.publisher.publish(3)
        with open(path, "ab") as f:
            f.write(b"\0")
        said = self.json("snapshot", "show", path, "--socket", "/nowhere")
        self.assertEqual(said["verdict"], "snapshot_size")
        self.assertNotIn("articles", said)
        self.assertEqual(said["snapshot"], "gvs-20261101-000003")

    def test_nothing_there(self):
        self.refused("snapshot", "show", "/nowhere.gvs", code="not_found",
                     status=6)


class Build(Offline):
    def test_a_folder_gets_a_file_named_after_the_snapshot(self):
        built = self.json("snapshot", "build", harness.DATA, "--out",
                          self.top)
        self.assertEqual(built["file"], os.path.join(
            os.path.realpath(self.top), "gvs-20261101-000001.gvs"))
        self.assertEqual(os.listdir(self.top), ["gvs-20261101-000001.gvs"])


if __name__ == "__main__":
    harness.main()
