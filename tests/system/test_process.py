#!/usr/bin/env python3
"""claimd as a process: how it starts, what it tells whom, what it hides."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import unittest

import harness

PING = {"v": 1, "op": "ping", "id": "p"}

# LISTEN_PID is the number of the process itself, which claimd inherits.
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


def claimd(*args, **kwargs):
    return subprocess.run([harness.CLAIMD, *args], text=True,
                          stdin=subprocess.DEVNULL, timeout=harness.PATIENCE,
                          **kwargs)


def piped(*args):
    return claimd(*args, capture_output=True)


class Process(unittest.TestCase):
    def setUp(self):
        self.site = harness.Site()
        self.addCleanup(self.site.remove)

    def ping(self, port):
        with harness.Connection(port, self.site.context()) as connection:
            self.assertTrue(connection.ask(PING)["pong"])

    def test_options(self):
        self.assertRegex(piped("-V").stdout, r"^claimd \S+, rules \S+\n$")
        self.assertEqual(piped().returncode, 2)
        self.assertEqual(piped("-x").returncode, 2)
        self.assertEqual(piped("-c", self.site.conf, "more").returncode, 2)

    def test_checking_a_configuration(self):
        done = piped("-t", "-c", self.site.conf)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, self.site.conf + ": ok\n")
        self.site.append("limits {\n\tconections = 1\n}\n")
        with open(self.site.conf, encoding="utf-8") as f:
            line = f.read().count("\n") - 1
        done = piped("-t", "-c", self.site.conf)
        self.assertEqual(done.returncode, 2)
        self.assertIn("%s:%d: unknown key 'conections' in limits; "
                      "did you mean 'connections'?" % (self.site.conf, line),
                      done.stderr)

    def test_checking_finds_a_missing_certificate(self):
        for name, key in (("crl.pem", "crl"), ("server.key", "key"),
                          ("server.pem", "certificate")):
            os.unlink(self.site.path(name))
            done = piped("-t", "-c", self.site.conf)
            self.assertEqual(done.returncode, 2)
            self.assertIn("tls.%s: %s: No such file or directory"
                          % (key, self.site.path(name)), done.stderr)

    def test_in_the_background(self):
        path = os.path.join(self.site.top, "log")
        # A path from here: the background has another working folder.
        conf = os.path.relpath(self.site.conf)
        with open(path, "w", encoding="utf-8") as log:
            done = claimd("-c", conf, stderr=log)
        self.assertEqual(done.returncode, 0)
        with open(path, encoding="utf-8") as log:
            ready = re.search(r"ready: listening on \S*:(\d+), pid (\d+)",
                              log.read())
        self.assertIsNotNone(ready, "ended before it was ready")
        pid = int(ready.group(2))
        self.ping(int(ready.group(1)))
        self.assertEqual(os.readlink("/proc/%d/cwd" % pid)
                         if os.geteuid() == 0 else "/", "/")
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + harness.PATIENCE
        while os.path.exists("/proc/%d" % pid):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        with open(path, encoding="utf-8") as log:
            self.assertIn("stopped", log.read())
        self.assertFalse(os.path.exists(self.site.path("control.sock")))

    def test_the_background_reports_a_failed_start(self):
        os.unlink(self.site.path("patient.key"))
        done = piped("-c", self.site.conf)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("patient.key", done.stderr)

    def test_a_socket_from_systemd_and_word_back(self):
        listener = socket.create_server(("127.0.0.1", 0))
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(listener.close)
        self.addCleanup(notify.close)
        notify.bind(self.site.path("notify"))
        notify.settimeout(harness.PATIENCE)
        with open(os.path.join(self.site.top, "log"), "w") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", AS_SYSTEMD, str(listener.fileno()),
                 harness.CLAIMD, "-f", "-c", self.site.conf],
                pass_fds=[listener.fileno()], stderr=log,
                env={**os.environ, "NOTIFY_SOCKET": self.site.path("notify")})
        self.addCleanup(process.kill)
        self.assertEqual(notify.recv(100), b"READY=1")
        self.ping(listener.getsockname()[1])
        process.terminate()
        self.assertEqual(notify.recv(100), b"STOPPING=1")
        self.assertEqual(process.wait(harness.PATIENCE), 0)

    def test_nothing_is_left_for_others_to_read(self):
        self.site.start()
        pid = self.site.process.pid
        with open("/proc/%d/limits" % pid, encoding="utf-8") as f:
            self.assertRegex(f.read(), r"Max core file size\s+0\s+0\s")
        mode = os.stat(self.site.path("ledger", "ledger.db")).st_mode
        self.assertEqual(stat.S_IMODE(mode) & 0o077, 0)
        mode = os.stat(self.site.path("control.sock")).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o660)

    def test_a_socket_that_a_dead_daemon_left_is_replaced(self):
        self.site.start()
        self.site.kill()
        self.assertTrue(os.path.exists(self.site.path("control.sock")))
        self.site.start()
        self.assertEqual(self.site.status()["net"]["port"], self.site.port)
        self.assertEqual(self.site.stop(), 0)

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.site.edit("port = 0", "port = %d" % port)
            done = piped("-f", "-c", self.site.conf)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot listen on 127.0.0.1 port %d" % port, done.stderr)

    def test_the_log_as_json(self):
        self.site.append('log { format = "json" level = debug }\n')
        self.site.start()
        self.assertEqual(self.site.stop(), 0)
        with open(self.site.log_path, encoding="utf-8") as f:
            messages = [json.loads(line) for line in f]
        self.assertEqual({"time", "level", "message"}, set(messages[0]))
        self.assertTrue(any(m["message"].startswith("ready: listening on")
                            for m in messages))

    def test_control_lines_get_typed_errors(self):
        self.site.start()
        replies = self.site.control({"cmd": "nonsense"}, {"cmd": "status"})
        self.assertIn("error", replies[0])
        self.assertTrue(replies[1]["ok"])
        self.assertEqual(replies[1]["net"]["pid"], self.site.process.pid)
        self.assertEqual(replies[1]["net"]["control_requests"], 2)


if __name__ == "__main__":
    harness.main()
