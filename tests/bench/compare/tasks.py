"""What is measured otherwise than by asking a server for some seconds: its
memory with much in it, and how soon it is ready after it was killed."""

import os
import signal
import subprocess
import sys
import time

from .clients import Load
from .process import Failed
from .servers import Claimd
from .sites import Site, run

BIG_ARTICLES = (100_000, 5_000)
IDLE = (4_000, 500)
# Long enough for the WAL to come to its bound many times.
BUSY_S = (4, 1)


def big_data(stage):
    """The CSV of a snapshot as large as the real one."""
    folder = stage.folder("big data")
    if not os.path.exists(folder):
        here = os.path.dirname(os.path.abspath(__file__))
        run(sys.executable, os.path.join(here, "..", "make_big_snapshot.py"),
            folder, str(BIG_ARTICLES[stage.quick]))
    return folder


def with_idle(site, server, count):
    """VmRSS at work, with so many connections besides that say nothing."""
    command = Load(site, options=["--idle", str(count)]).command(
        server, (16, 1, 2, 1))
    client = subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True,
                              stderr=subprocess.PIPE, start_new_session=True)
    try:
        said = client.stderr.readline()
        if "idle connections are open" not in said:
            raise Failed("load with %d idle connections: %s" % (count, said))
        try:
            client.wait(2)
        except subprocess.TimeoutExpired:
            pass
        return server.kib("VmRSS")
    finally:
        client.kill()
        client.wait()
        client.stderr.close()


def memory(stage, plan):
    """VmRSS with 100 000 articles and 1 M claims, at work; and with idle
    connections besides."""
    site = Site(stage.build, stage.folder("site big"), big_data(stage)).make()
    stage.fill(site, "1M")
    server = stage.servers["claimd big"] = Claimd("claimd big", site)
    server.start()
    Load(site).measure(server, (16, 1, plan.seconds, plan.warm_up))
    before = server.kib("VmRSS")
    after = with_idle(site, server, IDLE[stage.quick])
    most = server.kib("VmHWM")
    server.stop()
    print("memory: %.0f MB, with %d idle connections %.0f MB" % (
        before / 1024, IDLE[stage.quick], after / 1024), flush=True)
    return {"working_mb": before / 1024, "idle_mb": (after - before) / 1024,
            "most_mb": most / 1024}


def killed_under_load(site, server, seconds):
    """Ends it as a power cut would end the process; the size of its WAL."""
    command = Load(site).command(server, (16, 4, 60, 0))
    client = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL,
                              start_new_session=True)
    try:
        client.wait(seconds)
        raise Failed("load ended before it should have")
    except subprocess.TimeoutExpired:
        server.stop(signal.SIGKILL)
    finally:
        client.kill()
        client.wait()
    wal = site.path("ledger", "ledger.db-wal")
    return os.path.getsize(wal) if os.path.exists(wal) else 0


def start(stage, plan):
    """Seconds from exec to ready with 10 M claims, after kill -9."""
    server = stage.server("claimd 10M")
    found = {"ready_s": [], "wal_bytes": []}
    for repeat in range(plan.repeats):
        wal = killed_under_load(server.site, server, BUSY_S[stage.quick])
        began = time.monotonic()
        server.start()
        found["ready_s"].append(time.monotonic() - began)
        found["wal_bytes"].append(wal)
        print("start %d/%d  ready in %.3f s, the WAL had %.1f MB" % (
            repeat + 1, plan.repeats, found["ready_s"][-1], wal / 1e6),
            flush=True)
    return found


TASKS = {"memory": memory, "start": start}
