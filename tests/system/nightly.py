"""What the tests of gvs-sync share: a daemon, a publisher whom it believes,
and runs of the script with a configuration of their own."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import BUILDDIR, CLAIMCTL, PATIENCE, Site
from mirror import Publisher

GVS_SYNC = os.path.abspath(os.path.join(BUILDDIR, "etc", "gvs-sync"))


def contents(folder):
    """Of each file below: name, mode, time, hash."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            about = os.lstat(path)
            with open(path, "rb") as f:
                digest = hashlib.sha256(f.read()).hexdigest()
            found[os.path.relpath(path, folder)] = (
                about.st_mode, about.st_mtime_ns, digest)
    return found


class Nightly:
    """A configuration in a folder, and how to run by it."""

    def __init__(self, top, **settings):
        self.top = top
        self.conf = os.path.join(top, "gvs-sync.conf")
        self.state = os.path.join(top, "state")
        self.settings = {"STATE_DIR": self.state, "PAUSE_S": "0",
                         "CLAIMCTL": os.path.abspath(CLAIMCTL),
                         "SPARE_MIB": "1", **settings}
        self.write()

    def write(self, text=None):
        if text is None:
            text = "".join("%s=%s\n" % row for row in self.settings.items()
                           if row[1] is not None)
        with open(self.conf, "w", encoding="utf-8") as f:
            f.write(text)

    def set(self, **settings):
        """None takes one away."""
        self.settings.update(settings)
        self.write()

    def start(self, *args, **kwargs):
        return subprocess.Popen(
            [GVS_SYNC, "-c", self.conf, *args], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True, **kwargs)

    def run(self, *args, **kwargs):
        """(status, what it said)"""
        with self.start(*args, **kwargs) as process:
            out, said = process.communicate(timeout=4 * PATIENCE)
        assert out == "", out
        return process.returncode, said


class NightlyTest(unittest.TestCase):
    """A folder, no daemon."""

    def setUp(self):
        self.top = tempfile.mkdtemp(prefix="claimd-sync-")
        self.addCleanup(shutil.rmtree, self.top)
        self.night = Nightly(
            self.top, SOURCE=self.top,
            SOCKET=os.path.join(self.top, "no.sock"))

    def assertEnds(self, ended, status, pattern):
        """With this status, and a last line that matches."""
        self.assertEqual(ended[0], status, ended[1])
        lines = ended[1].splitlines()
        for line in lines:
            self.assertRegex(line, r"^<[3-6]>gvs-sync: ")
        self.assertRegex(lines[-1], pattern)
        if status not in (0, 5, 8, 130):
            self.assertRegex(lines[-1], "^<[34]>gvs-sync: failed: ")
            self.assertRegex(lines[-1], "; nothing was changed$")
        return ended[1]


class ServedNightlyTest(NightlyTest):
    """A daemon, and what its publisher has published, for each class."""

    @classmethod
    def setUpClass(cls):
        cls.site = Site()
        cls.addClassCleanup(cls.site.remove)
        cls.site.start()
        cls.publisher = Publisher(cls.site.top, cls.site.path("signing.key"))
        cls.sequence = 1000

    def setUp(self):
        super().setUp()
        self.night.set(SOURCE=self.publisher.dir,
                       SOCKET=self.site.path("control.sock"))

    @classmethod
    def publish(cls, *args):
        """The next snapshot; its ID."""
        cls.sequence += 1
        return cls.publisher.publish(cls.sequence, *args)

    def serving(self):
        return self.site.status()["snapshot"]["id"]

    def all(self):
        """What a refusal leaves as it was."""
        return (contents(self.site.path("snapshots")),
                self.site.status()["snapshot"], os.listdir(self.night.state))

    def assertRefused(self, status, pattern, **kwargs):
        """It ends so, and folder, daemon and state are as they were."""
        os.makedirs(self.night.state, exist_ok=True)
        with open(os.path.join(self.night.state, "lock"), "w",
                  encoding="utf-8"):
            pass
        before = self.all()
        said = self.assertEnds(self.night.run(**kwargs), status, pattern)
        self.assertEqual(self.all(), before)
        return said

    def assertInstalls(self, name):
        said = self.assertEnds(self.night.run(), 0, "installed %s, sequence %d$"
                               % (name, int(name[-6:])))
        self.assertEqual(self.serving(), name)
        self.assertEqual(os.listdir(self.night.state), ["lock"])
        for end in (".gvs", ".manifest", ".manifest.sig"):
            self.assertTrue(os.path.exists(
                self.site.path("snapshots", name + end)))
        return said


def keys_of(text):
    """KEY=VALUE lines."""
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", text))
