"""A real claimd for tests: a folder made by claimctl init, a process, and
connections over TLS. Standard library only.

BUILDDIR and SRCDIR say where the programs and the sources are; by default
both are the current folder."""

import datetime
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

BUILDDIR = os.environ.get("BUILDDIR", ".")
SRCDIR = os.environ.get("SRCDIR", ".")
CLAIMD = os.path.join(BUILDDIR, "daemon", "claimd")
CLAIMCTL = os.path.join(BUILDDIR, "claimctl")
CASES = os.path.join(SRCDIR, "tests", "cases")
DATA = os.path.join(CASES, "data")

# A test that waits longer than this has failed. Under a sanitizer, on a machine
# that is busy with other things, half a minute may be too short.
PATIENCE = 120.0

PHARMACY = "02012345"
UNCONTRACTED = "02099999"
GEWOON = "90000013"     # 30 tablets of 10.00, annex 1B, VAT 9 %
POTKLEIN = "90000226"   # 20 tablets, the smallest of its product
TOESTEMMING = "90000471"  # needs a permit


def bsns():
    """The numbers for tests that nobody has: eleven-test, 999990000 on."""
    for number in range(999990000, 1000000000):
        digits = [int(d) for d in str(number)]
        total = sum(d * w for d, w in zip(digits, range(9, 1, -1)))
        if (total - digits[8]) % 11 == 0:
            yield str(number)


def today():
    return datetime.datetime.now(zone()).date()


def zone():
    try:
        import zoneinfo
        return zoneinfo.ZoneInfo("Europe/Amsterdam")
    except Exception:  # no time zone data: an hour off at most twice a day
        return datetime.timezone(datetime.timedelta(hours=1))


def claimctl(*args, check=True, stdin=None):
    done = subprocess.run([CLAIMCTL, *args], input=stdin, text=True,
                          capture_output=True, timeout=4 * PATIENCE)
    if check and done.returncode != 0:
        raise AssertionError("claimctl %s: %d\n%s%s" % (
            " ".join(args), done.returncode, done.stdout, done.stderr))
    return done


class Site:
    """A folder of claimctl init, and the daemon that serves from it. The
    snapshot of init is signed; unless signed_only, others need not be."""

    def __init__(self, data=DATA, since="2015-01-01",
                 pharmacies=(PHARMACY, UNCONTRACTED), conf=None,
                 signed_only=False):
        self.top = tempfile.mkdtemp(prefix="claimd-test-")
        self.dir = os.path.join(self.top, "site")
        args = ["init", self.dir, "--data", data, "--since", since]
        for agb in pharmacies:
            args += ["--pharmacy", agb]
        claimctl(*args)
        self.conf = os.path.join(self.dir, "claimd.conf")
        self.log_path = os.path.join(self.top, "claimd.log")
        self.process = None
        self.port = None
        self.edit(r"port = \d+", "port = 0")
        self.edit(r"ledger \{", 'ledger {\n\treserve = "1MiB"')
        if not signed_only:
            self.edit(r"snapshot \{", "snapshot {\n\tallow_unsigned = true")
        for pattern, text in (conf or {}).items():
            self.edit(pattern, text)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def edit(self, pattern, text):
        with open(self.conf, encoding="utf-8") as f:
            conf = f.read()
        changed, count = re.subn(pattern, lambda m: text, conf, count=1)
        assert count == 1, "%s is not in %s" % (pattern, self.conf)
        with open(self.conf, "w", encoding="utf-8") as f:
            f.write(changed)

    def append(self, text):
        with open(self.conf, "a", encoding="utf-8") as f:
            f.write(text)

    def start(self, **environment):
        self.log = []
        self.logged = threading.Condition()
        self.process = subprocess.Popen(
            [CLAIMD, "-f", "-c", self.conf], stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
            errors="replace", env={**os.environ, **environment})
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        line = self.wait_log(r"ready: listening on (\S+)")
        self.port = int(re.search(r"ready: listening on \S*:(\d+)",
                                  line).group(1))
        return self

    def _read_log(self):
        with open(self.log_path, "a", encoding="utf-8") as out:
            for line in self.process.stderr:
                out.write(line)
                out.flush()
                with self.logged:
                    self.log.append(line)
                    self.logged.notify_all()
        with self.logged:
            self.log.append(None)
            self.logged.notify_all()

    def wait_log(self, pattern, since=0):
        """The first line of the log that matches."""
        def find():
            for line in self.log[since:]:
                if line is None:
                    raise AssertionError("claimd ended:\n" + "".join(
                        l for l in self.log if l))
                if re.search(pattern, line):
                    return line
            return None
        with self.logged:
            if not self.logged.wait_for(find, PATIENCE):
                raise AssertionError("no %r in the log" % pattern)
            return find()

    def kill(self):
        self.process.kill()
        self._ended()

    def stop(self):
        """Ends in an orderly way; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self):
        status = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stderr.close()
        self.process = None
        return status

    def reload(self):
        since = len(self.log)
        self.process.send_signal(signal.SIGHUP)
        return since

    def ctl(self, *args, **kwargs):
        return claimctl(*args, "--dir", self.dir, **kwargs)

    def status(self):
        # The exit status says whether all is well; not asked here.
        return json.loads(self.ctl("status", "--json", check=False).stdout)

    def control(self, *commands):
        """The replies of the control socket, one for each command."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(PATIENCE)
            control.connect(self.path("control.sock"))
            replies = []
            with control.makefile("rb") as lines:
                for command in commands:
                    control.sendall(json.dumps(command).encode() + b"\n")
                    replies.append(json.loads(lines.readline()))
            return replies

    def entries(self):
        return self.status()["ledger"]["entries"]

    def context(self, agb=PHARMACY, cert=None, key=None):
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        context.check_hostname = False
        if agb is not None or cert is not None:
            context.load_cert_chain(
                cert or self.path("client-%s.pem" % agb),
                key or self.path("client-%s.key" % agb))
        return context

    def connect(self, agb=PHARMACY, **kwargs):
        return Connection(self.port, self.context(agb, **kwargs))

    def remove(self):
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.top)

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.remove()


class Connection:
    """One TLS connection. Lines are bytes without their LF."""

    def __init__(self, port, context, hello=True, session=None):
        plain = socket.create_connection(("127.0.0.1", port), PATIENCE)
        try:
            self.tls = context.wrap_socket(plain, session=session)
        except BaseException:
            plain.close()
            raise
        self.buffer = b""
        self.hello = None
        if hello:
            try:
                self.hello = self.json()
            except BaseException:
                self.close()
                raise

    def send(self, *requests):
        data = b""
        for request in requests:
            if isinstance(request, dict):
                request = json.dumps(request)
            if isinstance(request, str):
                request = request.encode("utf-8")
            data += request + b"\n"
        self.tls.sendall(data)

    def line(self):
        """The next line, or None at the end."""
        while b"\n" not in self.buffer:
            try:
                more = self.tls.recv(65536)
            except (ssl.SSLEOFError, ConnectionResetError):
                more = b""
            if not more:  # a line cut in two was never said
                return None
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line

    def json(self):
        line = self.line()
        assert line is not None, "the connection ended"
        return json.loads(line)

    def ask(self, request):
        self.send(request)
        return self.json()

    def rest(self):
        """All lines until the end."""
        lines = []
        while True:
            line = self.line()
            if line is None:
                return lines
            lines.append(line)

    def close(self):
        self.tls.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def dispense(request_id, bsn, zi=GEWOON, tablets=15, days=15,
             date="2026-11-20", op="dispense", **envelope):
    """A request that is approved as it stands; a tablet is a unit."""
    return {
        "v": 1, "op": op, "id": request_id, "date": date,
        "insured": {"bsn": bsn, "born": "1961-04-02", "sex": "f",
                    "uzovi": "3311", "polis": "196"},
        "prescription": {"prescriber": "huisarts", "date": "2022-01-01"},
        "item": {"kind": "medicine", "zi": zi,
                 "quantity_milli": 1000 * tablets, "days": days},
        **envelope,
    }


class SiteTest(unittest.TestCase):
    """Tests that share one daemon; each has insured of its own."""

    site_options = {}

    @classmethod
    def setUpClass(cls):
        cls.site = Site(**cls.site_options)
        try:
            cls.site.start()
        except BaseException:
            cls.site.remove()
            raise
        cls.numbers = bsns()
        cls.ids = 0

    @classmethod
    def tearDownClass(cls):
        cls.site.remove()

    def bsn(self):
        return next(self.numbers)

    def id(self):
        type(self).ids += 1
        return "%s-%d" % (type(self).__name__, self.ids)

    def connect(self, *args, **kwargs):
        connection = self.site.connect(*args, **kwargs)
        self.addCleanup(connection.close)
        return connection

    def assertError(self, reply, code, field=None):
        self.assertIn("error", reply)
        self.assertEqual(reply["error"]["code"], code, reply)
        if field is not None:
            self.assertEqual(reply["error"].get("field"), field, reply)
        self.assertTrue(reply["error"]["message"])


def main():
    """Runs the tests of a script; its last line says how it went."""
    program = unittest.main(exit=False, verbosity=1,
                            argv=[sys.argv[0], *sys.argv[1:]])
    result = program.result
    failed = len(result.failures) + len(result.errors)
    passed = max(0, result.testsRun - failed - len(result.skipped))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed or result.testsRun == 0 else 0)
