"""What the tests of gvs-sync share: a daemon, a publisher whom it believes,
and runs of the script with a configuration of their own."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import mirror
import sealing
from authority import Authority
from harness import BUILDDIR, CLAIMCTL, PATIENCE, Site, claimctl

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
        """A shell cannot trap what was ignored when it began, as by nohup."""
        return subprocess.Popen(
            ["env", "--default-signal=HUP,INT,TERM", GVS_SYNC, "-c",
             self.conf, *args], text=True,
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


class Publisher(sealing.Publisher):
    """Publishes as gvs-sync(8) asks: a folder with snapshots and the pointer
    to the latest."""

    def __init__(self, top, name="publisher"):
        super().__init__(top, name)
        self.out = self.folder("published")

    def path(self, name):
        return os.path.join(self.out, name)

    def sign(self, name, hours=None):
        """By claimctl; or to expire after so many hours."""
        path = self.path(name + ".gvs")
        if hours is None:
            claimctl("snapshot", "sign", path, "--key", self.key)
        else:
            self.seal(path, expires=sealing.utc(hours / 24))

    def point(self, text):
        with open(self.path("latest.new"), "w", encoding="utf-8",
                  newline="") as f:
            f.write(text)
        os.rename(self.path("latest.new"), self.path("latest"))

    def issue(self, number, hours=None, edits=None):
        """A night's snapshot; its ID."""
        name = sealing.snapshot_id(number)
        os.rename(self.build(number, edits), self.path(name + ".gvs"))
        self.sign(name, hours)
        self.point(name + "\n")
        return name


class ServedNightlyTest(NightlyTest):
    """A daemon that serves what a publisher issued first, for each class."""

    @classmethod
    def setUpClass(cls):
        cls.site = Site()
        cls.addClassCleanup(cls.site.remove)
        cls.publisher = Publisher(cls.site.top)
        cls.site.edit(r"(?s)snapshot \{.*?\n\}",
                      'snapshot {\n\tdir = "%s"\n\tkeys = { "%s" }\n}' % (
                          cls.site.path("snapshots"), cls.publisher.public))
        shutil.rmtree(cls.site.path("snapshots"))
        os.mkdir(cls.site.path("snapshots"))
        cls.site.start()
        cls.number = 0

    def setUp(self):
        super().setUp()
        self.night.set(SOURCE=self.publisher.out,
                       SOCKET=self.site.path("control.sock"))

    @classmethod
    def issue(cls, *args, **kwargs):
        """The next snapshot; its ID."""
        cls.number += 1
        return cls.publisher.issue(cls.number, *args, **kwargs)

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


class MirroredNightlyTest(ServedNightlyTest):
    """What is published comes over HTTPS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority(os.path.join(cls.site.top, "authority"))
        cls.mirror = mirror.Mirror(cls.publisher.out, *cls.authority.issue(
            "server", ["DNS:localhost"], usage="serverAuth"))
        cls.addClassCleanup(cls.mirror.close)

    def setUp(self):
        super().setUp()
        self.night.set(SOURCE=self.mirror.url, CA_FILE=self.authority.cert)
        self.mirror.behaviour.clear()


def keys_of(text):
    """KEY=VALUE lines."""
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", text))
