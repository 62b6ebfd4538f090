#!/usr/bin/env python3
"""Measures claimd and its peers, and holds the figures against their bounds.

compare.py -b BUILD -o REPORT_DIR [--only FIGURE,...] [--quick] [--list]
           [-w WORK] [--keep] [--ledger-10m SITE] [-r REPEATS] [-d SECONDS]
           [--no-install] [--wait MINUTES]
compare.py -b BUILD --make-ledger SITE [--claims CLAIMS]

Prints the table of figures; REPORT_DIR gets it as REPORT.md with pictures, and
samples.json with all that was measured. With --only, figures that are not
named are taken from the samples that are there. With --wait so many minutes in
all may be spent waiting for others to leave the processors alone. See README.md beside this.

Exit status: 0 all figures that could be judged are met; 1 some are not; 2 wrong
use, or nothing can be measured here; 3 the run is void."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from compare import machine, postgres, report, runner  # noqa: E402
from compare.figures import FIGURES, Missing, Results, groups_of  # noqa: E402
from compare.points import GROUPS, PICTURES, SIZES, Stage, \
    points_of  # noqa: E402
from compare.process import Failed  # noqa: E402
from compare.sites import SRC, Site  # noqa: E402
from compare.tasks import TASKS  # noqa: E402

PICTURE_REPEATS, PICTURE_SECONDS = 2, 2


def parse_args():
    parser = argparse.ArgumentParser(
        usage="\n" + __doc__.split("\n\n")[1])
    parser.add_argument("-b", "--build", default=".")
    parser.add_argument("-o", "--out")
    parser.add_argument("-w", "--work")
    parser.add_argument("-r", "--repeats", type=int, default=5)
    parser.add_argument("-d", "--seconds", type=float, default=3)
    parser.add_argument("--wait", type=float, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--ledger-10m")
    parser.add_argument("--make-ledger")
    parser.add_argument("--claims", type=int, default=SIZES["10M"][0])
    for flag in ("--quick", "--list", "--keep", "--no-install"):
        parser.add_argument(flag, action="store_true")
    args = parser.parse_args()
    if args.out is None and not args.list and not args.make_ledger:
        parser.error("-o REPORT_DIR is missing")
    args.build = os.path.abspath(args.build)
    if args.ledger_10m is not None:
        args.ledger_10m = os.path.abspath(args.ledger_10m)
    return args


def versions(build):
    claimctl = os.path.join(build, "claimctl")
    bin_of = os.path.join(postgres.programs(), "postgres")
    return {
        "claimd": machine.version(claimctl, "--version"),
        "nginx": machine.version("nginx", "-v"),
        "PostgreSQL": machine.version(bin_of, "--version"),
        "redis": machine.version("redis-server", "--version"),
        "OpenSSL": machine.version("openssl", "version"),
        "SQLite": machine.version(
            "dpkg-query", "-W", "-f", "${Version}", "libsqlite3-0"),
    }


def plan_of(args, group):
    if args.quick:
        return runner.Plan(1, 1, warm_up=0.3, judged=False)
    if group in PICTURES:
        return runner.Plan(PICTURE_REPEATS, PICTURE_SECONDS)
    return runner.Plan(args.repeats, args.seconds)


def measure_group(stage, name, plan):
    found = {"when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
             "repeats": plan.repeats, "seconds": plan.seconds,
             "load_before": machine.load_average()}
    if name in TASKS:
        found["task"] = TASKS[name](stage, plan)
    else:
        found["points"] = runner.measure(
            stage, name, points_of(name, stage.quick), plan)
    found["load_after"] = machine.load_average()
    return found


def measure(args, stage, wanted, data, save):
    """All groups, each in the file as soon as it is measured. One that fails
    does not take the others with it."""
    failed = []
    for name in [*GROUPS, *TASKS]:
        if name not in wanted:
            continue
        try:
            data["groups"][name] = measure_group(stage, name,
                                                 plan_of(args, name))
        except Failed as failure:
            print("%s: %s" % (name, failure), file=sys.stderr, flush=True)
            failed.append(name)
        failed += [point for point, found in data["groups"].get(
            name, {}).get("points", {}).items() if "failed" in found]
        save()
    return failed


def earlier(path):
    """What a run before this one has measured."""
    try:
        found = json.loads(machine.read(path))
        return {name: found.get(name, {}) for name in ("groups", "ledgers")}
    except FileNotFoundError:
        return {"groups": {}, "ledgers": {}}


def run(args, work):
    if not args.no_install:
        subprocess.run([os.path.join(SRC, "packages.sh"), "bench"],
                       check=True)
    wanted = groups_of([k for k in args.only.split(",") if k])
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "samples.json")
    data = earlier(path) if args.only else {"groups": {}, "ledgers": {}}
    data["machine"] = machine.describe(work)
    data["machine"]["sync"] = machine.sync_times(work)
    data["machine"]["versions"] = versions(args.build)
    print(report.plain(["measured on", ""],
                       report.facts_of(data["machine"])), flush=True)

    def save():
        with open(path, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1)

    runner.Plan.patience = runner.Patience(60 * args.wait)
    stage = Stage(args.build, work, args.quick, args.ledger_10m)
    try:
        failed = measure(args, stage, wanted, data, save)
    finally:
        stage.close()
    data["ledgers"].update(stage.ledgers())
    save()
    table, unmet, void = report.write(data, Results(data["groups"]), args.out,
                                      not args.quick)
    print("\n" + table)
    if failed:
        print("failed: " + ", ".join(failed))
    if void:
        print(void)
        return 3
    return 1 if unmet or failed else 0


def end(*_):
    raise KeyboardInterrupt


def main():
    args = parse_args()
    if args.list:
        for figure in FIGURES:
            print("%-16s %s" % (figure.key, figure.text))
        return 0
    if args.make_ledger:
        site = Site(args.build, os.path.abspath(args.make_ledger)).make()
        print(site.fill(args.claims).filled())
        return 0
    signal.signal(signal.SIGTERM, end)
    if args.work is not None:
        os.makedirs(args.work, exist_ok=True)
    work = tempfile.mkdtemp(prefix="claimd-compare-", dir=args.work)
    os.chmod(work, 0o755)  # PostgreSQL is another user
    try:
        machine.refuse_memory(work)
        return run(args, work)
    except (machine.Unfit, Missing) as reason:
        print(reason, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    finally:
        if args.keep:
            print("kept: " + work)
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
