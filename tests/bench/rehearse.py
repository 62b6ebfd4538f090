#!/usr/bin/env python3
"""rehearse.py [-b BUILD] [-d SECONDS] [-r REPEATS]

How many claims a second a rehearsal judges again. Makes a folder with claimctl
init, lets `load` fill its ledger for so long, starts claimd anew and rehearses
all of it, REPEATS times: on the very snapshot that decided, on which nothing
may change, and on one in which every price differs. Each line says how much of
the processors others used meanwhile, and what claimd used for a claim; the last
ones are the medians, and the ratio to the claims a second that load had
recorded in the same run."""

import argparse
import csv
import glob
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

SRC = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DATA = os.path.join(SRC, "schema", "demo")
HZ = os.sysconf("SC_CLK_TCK")


def rows(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8",
              newline="") as f:
        return list(csv.DictReader(f))


def write_requests(path):
    """One line of each of 256 articles that the demo's insurer covers."""
    line = {"v": 1, "op": "dispense", "id": "{id}", "date": "{date}",
            "insured": {"bsn": "{bsn}", "born": "1961-04-02", "sex": "f",
                        "uzovi": "3311", "polis": "196"},
            "prescription": {"prescriber": "huisarts",
                             "prescriber_agb": "01012345", "date": "{date}"}}
    articles = [row for row in rows(DATA, "article")
                if row["annex"].startswith("1") and row["selfcare"] == "0" and
                not row["cg_group"] and row["hospital_only"] == "0" and
                not row["excluded"] and not row["diet_type"]]
    with open(path, "w", encoding="utf-8") as f:
        for row in articles[:256]:
            item = {"kind": "medicine", "zi": row["zi"],
                    "quantity_milli": int(row["package_milli"]), "days": 15}
            f.write(json.dumps({**line, "item": item},
                               separators=(",", ":")) + "\n")


def free_port(folder):
    """As shipped, but for the port: it may be taken."""
    path = os.path.join(folder, "claimd.conf")
    with open(path, encoding="utf-8") as f:
        conf = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(conf.replace("port = 7443", "port = 0"))


def ticks_of(name):
    with open(name, encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def busy_ticks():
    with open("/proc/stat", encoding="ascii") as f:
        n = [int(field) for field in f.readline().split()[1:]]
    return sum(n[:3]) + sum(n[5:8])


class Claimd:
    def __init__(self, build, folder):
        conf = os.path.join(folder, "claimd.conf")
        self.folder = folder
        self.process = subprocess.Popen(
            [os.path.join(build, "daemon", "claimd"), "-f", "-c", conf],
            stderr=subprocess.PIPE, text=True)
        said = ""
        for said in self.process.stderr:
            ready = re.search(r"ready: listening on \S*:(\d+)", said)
            if ready:
                self.port = ready.group(1)
                return
        raise SystemExit("claimd did not start: " + said)

    def stop(self):
        self.process.terminate()
        self.process.communicate()

    def ticks(self):
        return ticks_of("/proc/%d/stat" % self.process.pid)

    def rehearse(self, path):
        """The last answer, and seconds between the begin and it."""
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(os.path.join(self.folder, "control.sock"))
            lines = control.makefile("rw", encoding="utf-8")

            def ask(**command):
                lines.write(json.dumps(command) + "\n")
                lines.flush()
                reply = json.loads(lines.readline())
                if not reply.get("ok"):
                    raise SystemExit(reply)
                return reply
            token = ask(cmd="rehearse_begin", path=path, days=2)["token"]
            before, began = self.ticks(), time.monotonic()
            reply = {"finished": False}
            while not reply["finished"]:
                reply = ask(cmd="rehearse_next", token=token)
            seconds = time.monotonic() - began
            used = self.ticks() - before
            ask(cmd="rehearse_end", token=token)
            return reply, seconds, used


def fill(build, folder, requests, seconds):
    """Claims a second that were recorded."""
    claimd = Claimd(build, folder)
    done = subprocess.run(
        [os.path.join(build, "tests", "bench", "load"), "-p", claimd.port,
         "-A", os.path.join(folder, "ca.pem"),
         "-C", os.path.join(folder, "client-02012345.pem"),
         "-K", os.path.join(folder, "client-02012345.key"),
         "-c", "16", "-i", "16", "-d", str(seconds), requests],
        check=True, capture_output=True, text=True)
    claimd.stop()
    return json.loads(done.stdout)["per_second"]


def dearer(build, work):
    """A snapshot in which every price is a tenth higher."""
    folder = os.path.join(work, "csv")
    shutil.copytree(DATA, folder)
    prices = rows(folder, "price")
    for row in prices:
        row["aip_cents"] = int(row["aip_cents"]) * 11 // 10 + 1
    with open(os.path.join(folder, "price.csv"), "w", encoding="utf-8",
              newline="") as f:
        writer = csv.DictWriter(f, prices[0])
        writer.writeheader()
        writer.writerows(prices)
    path = os.path.join(work, "dearer.gvs")
    subprocess.run([os.path.join(build, "claimctl"), "snapshot", "build",
                    folder, "--out", path], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def measure(claimd, name, path):
    before, began = busy_ticks(), time.monotonic()
    reply, seconds, used = claimd.rehearse(path)
    wall = time.monotonic() - began
    others = (busy_ticks() - before - used) / HZ / wall
    judged = reply["judged"]
    print("%s (others used %.2f processors): %d claims, %d changed, %.2f s, "
          "%.0f/s, %.1f µs of processor each" % (
              name, others, judged, reply["changed"], seconds,
              judged / seconds, used / HZ * 1e6 / judged), flush=True)
    if name == "the same snapshot" and reply["changed"] != 0:
        raise SystemExit("the same snapshot changes nothing")
    return judged / seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-b", dest="build", default=".")
    parser.add_argument("-d", dest="seconds", type=int, default=20)
    parser.add_argument("-r", dest="repeats", type=int, default=3)
    args = parser.parse_args()
    build = os.path.abspath(args.build)
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "site")
        requests = os.path.join(work, "requests")
        write_requests(requests)
        subprocess.run([os.path.join(build, "claimctl"), "init", folder,
                        "--data", DATA], check=True,
                       stdout=subprocess.DEVNULL)
        free_port(folder)
        recorded = fill(build, folder, requests, args.seconds)
        print("recorded %.0f/s" % recorded)
        paths = {"the same snapshot": glob.glob(
            os.path.join(folder, "snapshots", "*.gvs"))[0],
                 "every price differs": dearer(build, work)}
        claimd = Claimd(build, folder)
        figures = {name: [measure(claimd, name, path)
                          for _ in range(args.repeats)]
                   for name, path in paths.items()}
        claimd.stop()
    for name, values in figures.items():
        median = statistics.median(values)
        print("%s: median of %d: %.0f/s, re-judged / recorded = %.1f" % (
            name, len(values), median, median / recorded))


if __name__ == "__main__":
    main()
