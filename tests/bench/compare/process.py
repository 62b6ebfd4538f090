"""One server: a tree of processes, its log, and what it has used."""

import os
import re
import signal
import socket
import subprocess
import threading

from .machine import HZ, read

# One that says nothing for so long is stuck.
PATIENCE_S = 120


class Failed(Exception):
    """A program did not do what it was asked to."""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def stat_fields(pid):
    """/proc/PID/stat after the name: the state is the first; or None."""
    try:
        return read("/proc/%s/stat" % pid).rsplit(") ", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree(root):
    """The process and all below it, with what stat says of each."""
    all_fields = {int(pid): stat_fields(pid)
                  for pid in os.listdir("/proc") if pid.isdigit()}
    found, ahead = {}, [root]
    while ahead:
        pid = ahead.pop()
        if all_fields.get(pid) is not None:
            found[pid] = all_fields[pid]
        ahead += [child for child, fields in all_fields.items()
                  if fields is not None and int(fields[1]) == pid]
    return found


class Server:
    """What is started by command(), and is ready when a line of what it says
    matches ready. stop() may be called at any time."""

    ready = r"ready"
    stop_signal = signal.SIGTERM

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.process = None
        self.reader = None
        self.said = []
        self.port = None

    def command(self):
        raise NotImplementedError

    def environment(self):
        return None

    def prepare(self):
        """What comes before each start."""

    def on_ready(self, match):
        """The line that said so, as ready matched it."""

    def start(self):
        os.makedirs(self.folder, exist_ok=True)
        self.prepare()
        self.said = []
        # A session of its own: Ctrl-C is for who measures, who stops it.
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True, errors="replace",
            start_new_session=True, env=self.environment())
        for line in self.process.stdout:
            self.said.append(line)
            match = re.search(self.ready, line)
            if match:
                self.on_ready(match)
                break
        else:
            status = self.process.wait(PATIENCE_S)
            self.process = None
            raise Failed("%s ended with %d:\n%s" % (
                self.name, status, "".join(self.said[-20:])))
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.said.append(line)

    def signal_stop(self, number):
        os.kill(self.process.pid, number)

    def stop(self, number=None):
        if self.process is None:
            return
        try:
            self.signal_stop(number or self.stop_signal)
            self.process.wait(PATIENCE_S)
        except ProcessLookupError:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE_S)
        if self.reader is not None:
            self.reader.join(PATIENCE_S)
        self.process.stdout.close()
        self.process = self.reader = None

    def ticks(self):
        """What all its processes used, those that have ended too."""
        return sum(sum(int(f) for f in fields[11:15])
                   for fields in tree(self.process.pid).values())

    def cpu_s(self):
        return self.ticks() / HZ

    def kib(self, name):
        """VmRSS or VmHWM of its one process."""
        for line in read("/proc/%d/status" % self.process.pid).splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1])
        raise Failed("%s: no %s" % (self.name, name))
