#!/usr/bin/env python3
"""What measurements rest on (tests/bench): the ledgers that fill makes, and
the load. Counts and never times."""

import json
import os
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

import harness

BENCH = os.path.join(harness.BUILDDIR, "tests", "bench")
DEMO = os.path.join(harness.SRCDIR, "schema", "demo")
CLAIMS = 3000
INSURED = 200


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False,
                          timeout=4 * harness.PATIENCE)


def make_requests(folder, *options):
    path = os.path.join(folder, "requests")
    made = run(os.path.join(harness.SRCDIR, "tests", "bench", "requests.sh"),
               *options, path)
    if made.returncode != 0:
        raise AssertionError(made.stderr)
    return path


def fill(site, requests, *options):
    return run(os.path.join(BENCH, "fill"), "-k", site.path("patient.key"),
               "-r", requests, *options, site.path("ledger", "ledger.db"))


def filled(site, requests, *options):
    made = fill(site, requests, *options)
    if made.returncode != 0:
        raise AssertionError(made.stderr)
    return json.loads(made.stdout)


class Bench(unittest.TestCase):
    def setUp(self):
        self.site = harness.Site(data=DEMO)
        self.addCleanup(self.site.remove)
        self.folder = tempfile.TemporaryDirectory(prefix="claimd-bench-")
        self.addCleanup(self.folder.cleanup)
        self.requests = make_requests(self.folder.name)

    def load(self, *options, well=True, requests=None, port=None, least=1):
        """What load printed. It goes on for longer where the machine is so
        slow that it had fewer replies than that."""
        for seconds in ("0.3", "3", "30"):
            done = run(
                os.path.join(BENCH, "load"), "-p", str(port or self.site.port),
                "-A", self.site.path("ca.pem"),
                "-C", self.site.path("client-02012345.pem"),
                "-K", self.site.path("client-02012345.key"),
                "-w", "0", "-d", seconds, *options,
                *([] if "--handshakes" in options else
                  [requests or self.requests]))
            result = json.loads(done.stdout)
            if result["replies"] >= least:
                break
        self.assertEqual(done.returncode, 0 if well else 1,
                         done.stdout + done.stderr)
        return result

    def supplies_met(self, number):
        """How many supplies claimd found for a claim."""
        told = self.site.ctl("explain", "C%014d" % number, "--json").stdout
        return json.loads(told)["explanation"]["facts"]["history_count"]

    def assertHistoriesMet(self, first):
        """Most requests that load sent met five supplies, and none many."""
        met = [self.supplies_met(n) for n in range(first, first + 40)]
        self.assertGreater(sum(count >= 5 for count in met), 20, met)
        self.assertLess(max(met), 70, met)


class Fill(Bench):
    def test_a_filled_ledger_verifies_and_serves(self):
        result = filled(self.site, self.requests, "-n", str(CLAIMS))
        self.assertEqual(result["claims"], CLAIMS)
        self.assertEqual(result["insured"], CLAIMS // 30 + 61)
        self.assertGreater(result["imported"], 0)
        self.assertGreater(result["share5"], 0.5)
        self.assertLess(result["share5"], 1)
        self.site.start()
        self.assertEqual(self.site.status()["ledger"]["claims"], CLAIMS)
        self.site.ctl("ledger", "verify")
        loaded = self.load("--population", str(result["insured"]))
        self.assertGreater(loaded["approve"], 0)
        self.assertHistoriesMet(self.site.entries() - 50)
        self.site.ctl("ledger", "verify")

    def test_histories_can_be_all_that_there_is(self):
        result = filled(self.site, self.requests, "-n", "0", "-i",
                        str(INSURED))
        self.assertEqual(result["claims"], 0)
        # 0 to 60 each, and 200 are not quite a multiple of 61.
        self.assertAlmostEqual(result["imported"], 30 * INSURED, delta=1000)
        self.site.start()
        ledger = self.site.status()["ledger"]
        self.assertEqual((ledger["claims"], ledger["imports"]), (0, 1))
        self.site.ctl("ledger", "verify")
        loaded = self.load("--population", str(INSURED))
        self.assertGreater(loaded["approve"], 0)
        self.assertHistoriesMet(2)

    def test_what_is_there_is_not_touched(self):
        filled(self.site, self.requests, "-n", "100")
        again = fill(self.site, self.requests, "-n", "100")
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there already", again.stderr)

    def test_more_claims_than_supplies_are_refused(self):
        made = fill(self.site, self.requests, "-n", "10000", "-i", "61")
        self.assertEqual(made.returncode, 2)
        self.assertIn("1830 supplies", made.stderr)


class Echo:
    """tests/bench/echo with a site's configuration."""

    def __init__(self, site):
        self.process = subprocess.Popen(
            [os.path.join(BENCH, "echo"), "-c", site.conf, "-p", "0"],
            stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().rsplit(":", 1)[1].strip()

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=harness.PATIENCE)


class Other(threading.Thread):
    """A server of another protocol, until a connection had so many requests.
    length_of gets what came and is not answered, and says how long the whole
    request at its beginning is (0: there is none)."""

    def __init__(self, site, length_of, reply, least=1):
        super().__init__(daemon=True)
        self.length_of, self.reply = length_of, reply
        self.least = least
        self.requests = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(site.path("server.pem"),
                                     site.path("server.key"))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while len(self.requests) < self.least:
            plain, _ = self.listener.accept()
            self.requests = []
            self.serve(plain)
        self.listener.close()

    def serve(self, plain):
        came = b""
        with self.context.wrap_socket(plain, server_side=True) as tls:
            while True:
                try:
                    more = tls.recv(65536)
                except OSError:  # load does not say goodbye
                    more = b""
                if not more:
                    return
                came += more
                while self.length_of(came) > 0:
                    length = self.length_of(came)
                    self.requests.append(came[:length])
                    came = came[length:]
                    tls.sendall(self.reply)


class Load(Bench):
    def setUp(self):
        super().setUp()
        self.site.start()

    def echo(self):
        echo = Echo(self.site)
        self.addCleanup(echo.stop)
        return echo.port

    def template(self, text):
        path = os.path.join(self.folder.name, "template")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def test_every_reply_of_claimd_is_counted(self):
        r = self.load("-c", "5", "-i", "3", "--server",
                      str(self.site.process.pid))
        self.assertEqual((r["connections"], r["in_flight"]), (5, 3))
        self.assertEqual(r["approve"] + r["partial"] + r["deny"],
                         r["replies"])
        self.assertEqual((r["errors"], r["retries"], r["failures"]),
                         (0, 0, 0))
        # Those that were under way at the end were recorded too.
        entries = self.site.entries()
        self.assertTrue(r["replies"] <= entries <= r["replies"] + 15)
        self.assertLessEqual(r["p50_us"], r["p99_us"])
        self.assertLessEqual(r["p99_us"], r["p999_us"])
        self.assertGreater(r["server_us"], 0)
        self.assertGreater(r["client_us"], 0)

    def test_simulations_are_not_recorded(self):
        requests = make_requests(self.folder.name, "-o", "simulate", "-n",
                                 "7")
        r = self.load(requests=requests)
        self.assertEqual(r["approve"], r["replies"])
        self.assertEqual(self.site.entries(), 0)

    def test_an_error_is_told(self):
        r = self.load(requests=self.template('{"v":1,"op":"nonsense"}\n'),
                      well=False)
        self.assertEqual(r["errors"], r["replies"])
        self.assertIn('"code":"unknown_op"', r["first_error"])

    def test_the_echo_is_neither(self):
        r = self.load("-i", "2", port=self.echo())
        self.assertEqual(r["other"], r["replies"])

    def test_handshakes(self):
        for port in (self.site.port, self.echo()):
            r = self.load("--handshakes", "-c", "4", port=port)
            self.assertEqual(r["other"], r["replies"])
            self.assertGreater(r["replies"], 0)
            self.assertEqual(r["failures"], 0)
            if port == self.site.port:
                self.assertGreaterEqual(
                    self.site.status()["net"]["handshakes"], r["replies"])

    def test_silent_ones_stay(self):
        r = self.load("--idle", "20", "-c", "2")
        self.assertEqual((r["idle"], r["idle_closed"]), (20, 0))
        self.assertGreater(r["approve"], 0)

    def test_deaf_ones_cost_only_themselves(self):
        r = self.load("--deaf", "3", "-c", "2")
        self.assertEqual(r["deaf"], 3)
        self.assertGreater(r["deaf_sent"], 0)
        self.assertEqual(r["failures"], 0)
        self.assertGreater(r["approve"] + r["deny"], 0)

    def test_http(self):
        server = Other(self.site, lambda came: came.find(b"\r\n\r\n") + 4
                       if b"\r\n\r\n" in came else 0,
                       b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab~")
        path = self.template("GET / HTTP/1.1\\r\\nHost: x\\r\\n"
                             "X-Id: {id}\\r\\n\\r\\n")
        r = self.load("-c", "1", "--end", "~", "--good", "HTTP/1.1 200",
                      port=server.port, requests=path)
        server.join(harness.PATIENCE)
        self.assertEqual(r["other"], r["replies"])
        self.assertGreater(r["replies"], 0)
        self.assertEqual(len(set(server.requests)), len(server.requests))
        self.assertRegex(server.requests[0].decode(),
                         r"\AGET / HTTP/1.1\r\nHost: x\r\nX-Id: \S+-0"
                         r"\r\n\r\n\Z")

    def test_resp(self):
        def length_of(came):
            """By the lengths that it names, not by line ends."""
            match = re.match(rb"\*3\r\n\$3\r\nSET\r\n\$(\d+)\r\n", came)
            at = match.end() + int(match[1]) if match else len(came)
            match = re.compile(rb"\r\n\$(\d+)\r\n").match(came, at)
            at = match.end() + int(match[1]) + 2 if match else len(came) + 1
            return at if at <= len(came) else 0

        server = Other(self.site, length_of, b"+OK\r\n", least=12)
        path = self.template("*3\\r\\n$3\\r\\nSET\\r\\n${id-length}\\r\\n"
                             "{id}\\r\\n$1600\\r\\n{filler:1600}\\r\\n")
        r = self.load("-c", "1", "--end", "\\n", "--good", "+OK",
                      port=server.port, requests=path, least=12)
        server.join(harness.PATIENCE)
        self.assertEqual(r["other"], r["replies"])
        self.assertGreater(len(server.requests), 11)
        self.assertGreaterEqual(len(server.requests), r["replies"])
        self.assertTrue(server.requests[-1].endswith(b"x" * 1600 + b"\r\n"))

    def test_a_reply_that_is_not_good_is_an_error(self):
        server = Other(self.site, len, b"-ERR no\r\n")
        r = self.load("-c", "1", "--end", "\\n", "--good", "+OK", well=False,
                      port=server.port, requests=self.template("x"))
        self.assertEqual(r["errors"], r["replies"])
        self.assertIn("-ERR no", r["first_error"])


if __name__ == "__main__":
    harness.main()
