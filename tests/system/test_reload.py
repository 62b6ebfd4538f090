#!/usr/bin/env python3
"""What a reload changes takes effect for who comes next, and live connections
go on; a wrong one changes nothing at all and names the place; who was revoked
is out (claimd.conf(5), RELOADING)."""

import json
import os
import resource
import signal
import socket
import time
import unittest

import harness
from authority import Authority
from reloading import PING, ReloadTest, read, write
from switching import Control

BYE = b'{"v":1,"bye":"%s"}'


class Changes(ReloadTest):
    def assertChanged(self, answer, *keys, restart=()):
        self.assertEqual(answer["changed"], list(keys))
        self.assertEqual([r["key"] for r in answer["restart"]],
                         list(restart))
        self.assertEqual(answer["conf"], self.site.conf)

    def test_nothing_changed(self):
        with self.connect() as live:
            self.assertChanged(self.reload())
            self.ping(live)

    def test_a_signal_does_the_same(self):
        self.conf(more='limits { max_in_flight = 7 }\n')
        since = self.site.reload()
        self.site.wait_log(r"reloaded \(SIGHUP\).*max_in_flight", since)
        self.assertEqual(self.connect().hello["max_in_flight"], 7)

    def test_the_servers_certificate(self):
        live, before = self.connect(), self.served()
        cert, key = self.ca.issue("renewed", ["DNS:localhost"], "serverAuth")
        write(self.site.path("server.pem"), read(cert))
        self.assertRefused(r"\S*:\d+: tls.key: \S*/server.key: \w")
        self.assertEqual(self.served(), before)
        write(self.site.path("server.key"), read(key))
        self.assertChanged(self.reload())
        self.assertNotEqual(self.served(), before)
        self.ping(live)

    def test_other_authorities(self):
        other = Authority(os.path.join(self.site.top, "other"))
        cert, key = other.issue("new", ["URI:agb:02012345"])
        live = self.connect()
        other.crl(self.site.path("crl.pem"))
        path = os.path.join(other.dir, "ca.pem")
        self.assertChanged(self.reload(
            ('client_ca = "clients-ca.pem"',
             'client_ca = "%s"' % path)), "tls.client_ca")
        self.ping(self.open(cert, key))
        self.assertEqual(live.rest(), [BYE % b"revoked"])
        self.assertShut(self.site.context())

    def test_a_client_comes_and_goes(self):
        cert, key = self.ca.issue("balie1", ["DNS:balie1.example"])
        entry = 'client balie1 { san = "DNS:%s" pharmacy = "%s" }\n'
        with self.assertRaises(KeyError):
            self.open(cert, key).hello["hello"]
        others = self.connect()
        self.assertChanged(self.reload(more=entry % (
            "balie1.example", "02012345")), "client")
        live = self.open(cert, key)
        self.assertEqual(live.hello["hello"], "claimd")
        # The same name for another pharmacy is another client.
        self.assertChanged(self.reload(more=entry % (
            "balie1.example", "02099999")), "client")
        self.assertEqual(live.rest(), [BYE % b"revoked"])
        live = self.open(cert, key)
        self.assertChanged(self.reload(more=entry % (
            "balie2.example", "02099999")), "client")
        self.assertEqual(live.rest(), [BYE % b"revoked"])
        self.ping(others)
        answer = self.reload(("accept_agb_uri = true",
                              "accept_agb_uri = false"))
        self.assertChanged(answer, "client", "clients.accept_agb_uri")
        self.assertEqual(others.rest(), [BYE % b"revoked"])

    def test_what_a_connection_was_told_holds_for_it(self):
        old = self.connect()
        self.assertChanged(
            self.reload(more="limits { line = 64KiB max_in_flight = 3 }\n"),
            "limits.line", "limits.max_in_flight")
        new = self.connect()
        self.assertEqual((new.hello["max_line"], new.hello["max_in_flight"]),
                         (65536, 3))
        long = json.dumps(PING).ljust(65000)
        self.assertTrue(new.ask(long)["pong"])
        self.assertError(old.ask(long), "line_too_long")
        self.assertIsNone(old.line())
        self.reload(more="limits { line = 1KiB }\n")
        self.assertTrue(new.ask(long)["pong"])
        self.assertError(self.connect().ask(long), "line_too_long")

    def test_times_hold_for_live_connections_too(self):
        live = self.connect()
        self.assertChanged(self.reload(more="limits { idle = 1s }\n"),
                           "limits.idle")
        self.assertEqual(live.rest(), [BYE % b"idle"])

    def test_fewer_connections(self):
        live = [self.connect() for _ in range(3)]
        self.assertChanged(self.reload(more="limits { connections = 3 }\n"),
                           "limits.connections")
        self.assertShut(self.site.context())
        for connection in live:
            self.ping(connection)

    def test_the_log(self):
        since = len(self.site.log)
        self.assertChanged(self.reload(more="log { format = json }\n"),
                           "log.format")
        line = json.loads(self.site.wait_log("log.format", since))
        self.assertIn("reloaded (claimctl)", line["message"])
        self.reload(more="log { level = error }\n")
        # What was logged before has been read by then.
        self.conf(more="log { level = error }\nfirst = 1\n")
        self.assertRefused(r"\S*: unknown section 'first'")
        self.site.wait_log("first", since)
        since = len(self.site.log)
        self.reload(more="log { level = error }\nlimits { queue = 98 }\n")
        self.conf(more="log { level = error }\nnonsense = 1\n")
        self.assertRefused(r"\S*: unknown section 'nonsense'")
        self.site.wait_log("nonsense", since)
        self.assertFalse([line for line in self.site.log[since:]
                          if " info: " in line])

    def test_what_needs_a_restart_is_named(self):
        live = self.connect()
        answer = self.reload(
            ("port = 0", "port = 1"), ('since = "2015-01-01"',
                                       'since = "2016-01-01"'),
            more="threads { io = 3 }\nlimits { queue = 100 }\n")
        self.assertChanged(answer, "limits.queue", restart=(
            "listen.port", "ledger.since", "threads.io"))
        lines = read(self.site.conf).split("\n")
        for one, text in zip(answer["restart"], ("port", "since", "threads")):
            self.assertIn(text, lines[one["line"] - 1])
        done = self.site.ctl("reload")
        self.assertRegex(done.stdout, r"Needs a restart: listen\.port, "
                         r"changed on line \d+\.")
        self.ping(live)
        self.ping(self.connect())
        self.restore()
        self.assertChanged(self.reload(), "limits.queue")


class Wrong(ReloadTest):
    """Each kind of wrong one, and that nothing changed, not even by half."""

    def setUp(self):
        super().setUp()
        # What would be seen if anything of the wrong one took effect.
        self.other = "limits { max_in_flight = 5 }\n"
        self.live, self.before = self.connect(), self.served()

    def check(self, pattern):
        self.assertRefused(pattern)
        self.ping(self.live)
        self.assertEqual(self.served(), self.before)
        self.assertEqual(self.connect().hello["max_in_flight"], 64)
        self.restore()
        self.assertEqual(self.reload()["changed"], [], "something changed")

    def at(self, text):
        """Where that stands in the configuration."""
        lines = read(self.site.conf).split("\n")
        return "%s:%d: " % (self.site.conf, 1 + next(
            i for i, line in enumerate(lines) if text in line))

    def test_wrong_text(self):
        for text, wrong in (
                ("limits { idel = 5m }", "unknown key 'idel' in limits; did "
                 "you mean 'idle'"),
                ("limts { idle = 5m }", "unknown section 'limts'; did you "
                 "mean 'limits'"),
                ("log { level = loud }", "log.level: 'loud' is not one of"),
                ("threads { io = 65 }", "threads.io: 65 is out of range"),
                ("threads { io = 1", "the section 'threads' has no closing"),
                ("/* threads", "the comment has no end"),
                ("tls { }", "the section 'tls' is repeated")):
            with self.subTest(text):
                self.conf(more=self.other + text + "\n")
                self.check(self.at(text) + wrong)

    def test_no_configuration(self):
        os.unlink(self.site.conf)
        self.check(self.site.conf + ": No such file")
        os.unlink(self.site.conf)
        os.mkdir(self.site.conf)
        self.check(self.site.conf + ": ")

    def test_files_that_are_not_there(self):
        for key, name in (("certificate", "server.pem"),
                          ("key", "server.key"), ("client_ca", "clients-ca.pem"),
                          ("crl", "crl.pem")):
            with self.subTest(key):
                self.conf(more=self.other)
                os.unlink(self.site.path(name))
                self.check("%stls.%s: %s: No such file" % (
                    self.at(key + " ="), key, self.site.path(name)))

    def test_files_that_are_something_else(self):
        for key, name in (("certificate", "server.pem"),
                          ("key", "server.key"), ("client_ca", "clients-ca.pem"),
                          ("crl", "crl.pem")):
            for text in ("", "-----BEGIN NOTHING-----\n",
                         self.first[name][:200],
                         self.first["claimd.conf"]):
                with self.subTest(key=key, text=text[:20]):
                    self.conf(more=self.other)
                    write(self.site.path(name), text)
                    self.check("%stls.%s: %s: " % (
                        self.at(key + " ="), key, self.site.path(name)))

    def test_the_wrong_key(self):
        self.conf(more=self.other)
        write(self.site.path("server.key"), read(self.site.path("ca.key")))
        self.check(self.at("key = ") + "tls.key: .*mismatch")

    def test_a_name_for_two_pharmacies(self):
        entry = 'client %s { san = "DNS:x" pharmacy = "%s" }\n'
        self.conf(more=self.other + entry % ("one", "02000001") +
                  entry % ("two", "02000002"))
        self.check(self.at("client two") + "DNS:x stands for two pharmacies")

    def test_no_descriptor_is_left(self):
        pid = self.site.process.pid
        control = Control(self.site)
        self.addCleanup(control.close)
        # Accepted by then: nobody can be later.
        control.ask('{"cmd":"status"}')
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        # Those that are open stay; there are no others.
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, limits[1]))
        try:
            self.conf(more=self.other)
            answer = control.ask('{"cmd":"reload"}')
            self.assertEqual(answer["error"]["code"], "reload_refused")
            self.assertIn("Too many open files", answer["error"]["message"])
            self.ping(self.live)
        finally:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        self.assertEqual(self.connect().hello["max_in_flight"], 64)
        self.assertTrue(control.ask('{"cmd":"reload"}')["ok"])
        self.assertEqual(self.connect().hello["max_in_flight"], 5)


class Revoked(ReloadTest):
    # Only the revocation can end a connection.
    site_options = {"conf": {r"listen \{": 'limits { idle = 1d write_stall = '
                             '10m max_in_flight = 1024 }\nlisten {'}}

    def setUp(self):
        super().setUp()
        self.cert, self.key = self.ca.issue("lost-%s" % self.id(),
                                            ["URI:agb:02012345"])

    def context(self):
        return self.site.context(None, cert=self.cert, key=self.key)

    def revoke(self):
        self.ca.revoke(self.cert)
        self.ca.crl(self.site.path("crl.pem"))
        self.reload()

    def test_out_at_once_and_no_way_back(self):
        context = self.context()
        live = harness.Connection(self.site.port, context)
        # Half of a line was sent: it is never answered.
        live.tls.sendall(b'{"v":1,')
        session = live.tls.session
        other = self.connect()
        self.revoke()
        self.assertShut(context)
        self.assertShut(context, session=session)
        self.assertEqual(live.rest(), [BYE % b"revoked"])
        self.assertShut(context, session=session)
        self.ping(other)

    def test_what_was_asked_is_answered_or_not_and_then_recorded_or_not(self):
        live = self.open(self.cert, self.key)
        requests = [harness.dispense(self.id(), self.bsn())
                    for _ in range(300)]
        live.send(*requests)
        self.revoke()
        lines = [json.loads(line) for line in live.rest()]
        if lines and lines[-1] == json.loads(BYE % b"revoked"):
            lines.pop()
        ask = self.connect().ask
        for request, reply in zip(requests, lines):
            self.assertEqual(reply["id"], request["id"])
            again = ask({"v": 1, "op": "lookup", "id": self.id(),
                         "of": request["id"]})
            self.assertEqual(again["claim"], reply["claim"])
        # Nothing after the last answer was recorded and then forgotten: sent
        # again, each is recorded once.
        claims = {reply["claim"] for reply in lines}
        for request in requests[len(lines):]:
            claims.add(ask(request)["claim"])
        self.assertEqual(len(claims), len(requests))
        self.site.ctl("ledger", "verify")

    def test_who_reads_nothing_is_cut(self):
        context = self.context()
        deaf = harness.Connection(self.site.port, context)
        self.addCleanup(deaf.close)
        line = json.dumps(harness.dispense(
            "s", self.bsn(), op="simulate", tablets=31,
            days=31)).encode() + b"\n"
        deaf.tls.settimeout(1)
        with self.assertRaises(OSError):  # nothing is taken any more
            while True:
                deaf.tls.sendall(line * 100)
        self.assertEqual(self.site.status()["net"]["connections"], 1)
        self.revoke()
        deadline = time.monotonic() + harness.PATIENCE
        while self.site.status()["net"]["connections"] > 0:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)


class Systemd(unittest.TestCase):
    def test_it_hears_of_each_reload(self):
        site = harness.Site()
        self.addCleanup(site.remove)
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(notify.close)
        notify.bind(site.path("notify"))
        notify.settimeout(harness.PATIENCE)
        os.environ["NOTIFY_SOCKET"] = site.path("notify")
        self.addCleanup(os.environ.pop, "NOTIFY_SOCKET")
        site.start()
        self.assertEqual(notify.recv(100), b"READY=1")
        for how in (site.reload, lambda: site.ctl("reload"),
                    lambda: (site.append("nonsense = 1"), site.reload())):
            before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
            how()
            said = notify.recv(100).decode().split("\n")
            self.assertEqual(said[0], "RELOADING=1")
            name, value = said[1].split("=")
            self.assertEqual(name, "MONOTONIC_USEC")
            self.assertGreaterEqual(int(value), before)
            self.assertEqual(notify.recv(100), b"READY=1")
        site.process.send_signal(signal.SIGTERM)
        self.assertEqual(notify.recv(100), b"STOPPING=1")
        self.assertEqual(site.stop(), 0)


if __name__ == "__main__":
    harness.main()
