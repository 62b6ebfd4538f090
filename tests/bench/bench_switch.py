#!/usr/bin/env python3
"""How much slower requests are answered while the snapshot is switched.

bench_switch.py [-b BUILD] [-s demo|ARTICLES] [-n SWITCHES] [-p PARTS]
                [-c CONNECTIONS] [-i IN_FLIGHT]

One run against one claimd: parts in which the snapshot is switched all the
time, to and fro between two that differ in every price, in turn with parts as
long in which it is not. The last line has the ratio of both p99."""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.path.join(HERE, "..", "..")
# load takes as many lines, and a counter has as many articles in an hour.
TEMPLATES = 256


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("-b", "--build", default=".")
    parser.add_argument("-s", "--size", default="demo")
    parser.add_argument("-n", "--switches", type=int, default=20)
    parser.add_argument("-p", "--parts", type=int, default=5)
    parser.add_argument("-c", "--connections", type=int, default=16)
    parser.add_argument("-i", "--in-flight", type=int, default=1)
    parser.add_argument("-t", "--templates", type=int, default=TEMPLATES)
    return parser.parse_args()


def rows(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8",
              newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder, table, all_rows):
    with open(os.path.join(folder, table + ".csv"), "w", encoding="utf-8",
              newline="") as file:
        writer = csv.DictWriter(file, all_rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(all_rows)


def make_data(size, top):
    """The folders of two snapshots that differ in every price."""
    first, second = os.path.join(top, "first"), os.path.join(top, "second")
    if size == "demo":
        shutil.copytree(os.path.join(SRC, "schema", "demo"), first,
                        ignore=shutil.ignore_patterns("[!a-z]*", "source"))
    else:
        subprocess.run([sys.executable,
                        os.path.join(HERE, "make_big_snapshot.py"), first,
                        size], check=True)
    shutil.copytree(first, second)
    prices = rows(first, "price")
    for row in prices:
        row["aip_cents"] = int(row["aip_cents"]) + 1
    write_rows(second, "price", prices)
    meta = rows(first, "meta")
    for row in meta:
        if row["key"] == "sequence":
            row["value"] = int(row["value"]) + 1
        if row["key"] == "snapshot_id":
            row["value"] = row["value"][:-6] + "999999"
    write_rows(second, "meta", meta)
    return first, second


def make_requests(data, path, count):
    """Lines for load: articles that the first policy covers, spread."""
    policy = rows(data, "policy")[0]
    fine = [a for a in rows(data, "article")
            if a["annex"].startswith("1") and not a["excluded"]
            and not a["cg_group"] and a["hospital_only"] == "0"
            and a["selfcare"] == "0" and not a["diet_type"]]
    step = max(1, len(fine) // count)
    with open(path, "w", encoding="utf-8") as out:
        for article in fine[::step][:count]:
            out.write(json.dumps({
                "v": 1, "op": "dispense", "id": "{id}", "date": "{date}",
                "insured": {"bsn": "{bsn}", "born": "1961-04-02", "sex": "f",
                            "uzovi": policy["uzovi"],
                            "polis": policy["polis"]},
                "prescription": {"prescriber": "huisarts",
                                 "prescriber_agb": "01012345",
                                 "date": "{date}"},
                "item": {"kind": "medicine", "zi": article["zi"],
                         "quantity_milli": int(article["package_milli"]),
                         "days": 15}}) + "\n")


class Process:
    """What the system says about claimd."""

    def __init__(self, pid):
        self.dir = "/proc/%d/" % pid

    def kib(self, name):
        with open(self.dir + "status", encoding="utf-8") as file:
            for line in file:
                if line.startswith(name + ":"):
                    return int(line.split()[1])

    def files(self):
        return len(os.listdir(self.dir + "fd"))

    def cpu_s(self):
        with open(self.dir + "stat", encoding="utf-8") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_s():
    with open("/proc/stat", encoding="utf-8") as file:
        fields = [int(f) for f in file.readline().split()[1:]]
    return (sum(fields[:8]) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def run_load(args, switched, templates):
    site = switched.site
    done = subprocess.run([
        os.path.join(args.build, "tests", "bench", "load"),
        "-p", str(site.port), "-A", site.path("ca.pem"),
        "-C", site.path("client-02012345.pem"),
        "-K", site.path("client-02012345.key"),
        "-c", str(args.connections), "-i", str(args.in_flight), "-w", "2",
        "-S", site.path("control.sock"),
        "-1", switched.forth, "-2", switched.back,
        "-N", str(args.switches), "-P", str(args.parts), templates],
        stdout=subprocess.PIPE, check=False)
    result = json.loads(done.stdout or "{}")
    if done.returncode != 0:
        print(json.dumps(result, indent=1))
        sys.exit("load failed")
    return result


def wait_closed(site, process, files):
    """load has gone: claimd closes its connections, one status or two later."""
    for _ in range(50):
        if process.files() <= files:
            return
        site.status()


def measure(args, top):
    from switching import Control, Switched
    data = make_data(args.size, top)
    templates = os.path.join(top, "requests")
    make_requests(data[0], templates, args.templates)
    switched = Switched(*data, since="2024-01-01", pharmacies=("02012345",))
    with switched.site as site:
        process = Process(site.process.pid)
        control = Control(site)
        for command in (switched.forth, switched.back):
            if not control.ask(command).get("ok"):
                sys.exit("cannot switch")
        before = process.kib("VmRSS"), process.files()
        busy, cpu, began = busy_s(), process.cpu_s(), time.monotonic()
        result = run_load(args, switched, templates)
        others = busy_s() - busy - (process.cpu_s() - cpu) \
            - result["with"]["cpu_ms"] / 1000
        result["others"] = others / (time.monotonic() - began)
        wait_closed(site, process, before[1])
        after = process.kib("VmRSS"), process.files()
        result["memory"] = before[0], after[0], process.kib("VmHWM")
        result["files"] = before[1], after[1]
    return result


def report(result):
    for name in ("without", "with"):
        part = result[name]
        print("%-8s %6.1f s, %7d replies, %6d/s, p50 %d, p90 %d, p99 %d, "
              "p99.9 %d, max %d µs" % (
                  name, part["seconds"], part["replies"], part["per_second"],
                  part["p50_us"], part["p90_us"], part["p99_us"],
                  part["p999_us"], part["max_us"]))
    print("%d switches, median %.1f ms, longest %.1f ms" % (
        result["switches"], result["switch_p50_us"] / 1000,
        result["switch_max_us"] / 1000))
    print("memory before, after, at most: %d, %d, %d KiB; "
          "open files: %d, %d" % (*result["memory"], *result["files"]))
    print("others used %.2f processors" % result["others"])
    print("p99 with / without = %.2f" % (
        result["with"]["p99_us"] / result["without"]["p99_us"]))


def main():
    args = parse_args()
    args.build = os.path.abspath(args.build)
    os.environ["BUILDDIR"], os.environ["SRCDIR"] = args.build, SRC
    sys.path.insert(0, os.path.join(SRC, "tests", "system"))
    with open("/proc/loadavg", encoding="utf-8") as file:
        load = " ".join(file.read().split()[:3])
    print("%s articles, %d connections, %d in flight; %d processors, "
          "load average %s" % (args.size, args.connections, args.in_flight,
                               os.cpu_count(), load))
    top = tempfile.mkdtemp(prefix="claimd-switch-")
    try:
        report(measure(args, top))
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
