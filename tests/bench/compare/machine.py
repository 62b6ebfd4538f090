"""What this machine is, and what its processors and its disk do."""

import multiprocessing
import os
import platform
import shutil
import subprocess
import tempfile
import time

HZ = os.sysconf("SC_CLK_TCK")
NO_DISK = ("tmpfs", "ramfs", "devtmpfs")
SYNCS = 300
PAGE = 4096


class Unfit(Exception):
    """Nothing can be measured here."""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def busy_ticks():
    """Of all processors since they were started: busy or stolen, stolen."""
    fields = [int(f) for f in read("/proc/stat").split("\n", 1)[0].split()[1:]]
    user, nice, system, _, _, irq, softirq, steal = fields[:8]
    return user + nice + system + irq + softirq + steal, steal


def spin(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def others_now(seconds=0.3):
    """Cores that are not there for who wants all of them: only then does a
    host show what it takes away."""
    spinners = [multiprocessing.Process(target=spin, args=(seconds,))
                for _ in range(os.cpu_count())]
    before, began = os.times(), time.monotonic()
    busy, _ = busy_ticks()
    for spinner in spinners:
        spinner.start()
    for spinner in spinners:
        spinner.join()
    busy = (busy_ticks()[0] - busy) / HZ
    after = os.times()
    own = sum(after[:4]) - sum(before[:4])
    return max(0.0, busy - own) / (time.monotonic() - began)


def load_average():
    return " ".join(read("/proc/loadavg").split()[:3])


def processor():
    for line in read("/proc/cpuinfo").split("\n"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def file_system(path):
    """The type of what path lies on: the longest mount point above it."""
    path = os.path.realpath(path)
    best = ("", "unknown")
    for line in read("/proc/self/mountinfo").splitlines():
        left, right = line.split(" - ", 1)
        point = left.split()[4]
        if (path + "/").startswith(point.rstrip("/") + "/") \
                and len(point) >= len(best[0]):
            best = (point, right.split()[0])
    return best[1]


def refuse_memory(path):
    kind = file_system(path)
    if kind in NO_DISK:
        raise Unfit("%s is on %s, where a sync costs nothing: name a folder "
                    "on a disk with -w, or by $TMPDIR" % (path, kind))
    return kind


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def sync_times(folder):
    """Microseconds of an fdatasync of 4 KiB: appended, written over."""
    times = {"appended": [], "overwritten": []}
    with tempfile.TemporaryFile(dir=folder) as file:
        fd = file.fileno()
        for kind in times:
            for at in range(SYNCS):
                os.pwrite(fd, os.urandom(PAGE), at * PAGE)
                began = time.monotonic()
                os.fdatasync(fd)
                times[kind].append(1e6 * (time.monotonic() - began))
    return {kind: {"p50": percentile(t, 0.5), "p99": percentile(t, 0.99)}
            for kind, t in times.items()}


def version(*command):
    """The line with which a program says its version, wherever it says it."""
    program = shutil.which(command[0], path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        return "not installed"
    done = subprocess.run([program, *command[1:]], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.strip().split("\n", 1)[0]


def describe(folder):
    memory = read("/proc/meminfo").split("\n", 1)[0].split()[1]
    return {
        "processors": "%d × %s" % (os.cpu_count(), processor()),
        "memory": "%.0f GiB" % (int(memory) / 1048576),
        "kernel": platform.release(),
        "load average at the beginning": load_average(),
        "file system": refuse_memory(folder),
        "began": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }
