"""A daemon that serves only what is signed, and its publisher."""

import json
import os

import harness
import sealing


class SignedTest(harness.SiteTest):
    """Tests that share a daemon that believes one publisher, who has the key
    that init made. Each publishes under sequences of its own."""

    site_options = {"signed_only": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.site.path("snapshots")
        cls.publisher = sealing.Publisher(cls.site.top,
                                          key=cls.site.path("signing.key"))
        cls.sequence = 1  # that of init

    @classmethod
    def next(cls):
        cls.sequence += 1
        return cls.sequence

    def publish(self, edits=None, **kwargs):
        return self.publisher.publish(self.next(), edits, **kwargs)

    def ctl(self, *args, status=0):
        done = self.site.ctl("snapshot", *args, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def json(self, *args, **kwargs):
        return json.loads(self.ctl(*args, "--json", **kwargs).stdout)

    def install(self, path, *args):
        return self.json("install", path, *args)

    def policy(self):
        reply, = self.site.control({"cmd": "snapshot_policy"})
        self.assertTrue(reply["ok"], reply)
        return reply

    def state(self):
        """All that a refusal must leave alone."""
        return sealing.content(self.snapshots), self.policy()

    def assertRefused(self, path, code, status, *args):
        """claimctl's words; everything is as it was before."""
        before = self.state()
        done = self.ctl("install", path, *args, status=status)
        self.assertIn("[%s]" % code, done.stderr)
        self.assertIn("\n  hint: ", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.state(), before)
        failed = self.json("install", path, *args, status=status)
        self.assertEqual(failed["error"]["code"], code)
        self.assertEqual(self.state(), before)
        return done.stderr

    def assertDaemonRefuses(self, path, code, how="install"):
        """The same, asked over the control socket: claimctl is no guard."""
        before = self.policy()
        reply, = self.site.control({"cmd": "snapshot_use", "how": how,
                                    "path": path})
        self.assertError(reply, code)
        self.assertEqual(self.policy(), before)

    def assertServes(self, path):
        serving = self.policy()["serving"]
        name = os.path.basename(path)
        self.assertEqual(serving["path"], os.path.join(self.snapshots, name))
        for part in sealing.parts(path):
            with open(part, "rb") as ours, open(os.path.join(
                    self.snapshots, os.path.basename(part)), "rb") as its:
                self.assertEqual(ours.read(), its.read(), part)
