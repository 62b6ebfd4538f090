#!/usr/bin/env python3
"""Changes the rules in small ways, and says which change no test notices.

usage: tests/mutate/mutate.py [--all | --sample N] [options]

Every place of lib/rules where an operator applies makes a mutant: a comparison
flipped or off by one, a constant off by one, an enumerator or a parameter
exchanged for its neighbour, an operand of && and || dropped or negated, a
condition made true or false, + and -, * and /, min and max swapped, a
statement, a case or an initializer deleted, a returned bool negated, a kind or
the effect of a rule's row changed. Comments, texts, the arguments of ensure()
and what the preprocessor reads are left alone.

Each mutant is built and shown to the killers: the rule cases, the unit tests
of the rules, a short run of the property tests. One that none of them fails
for has survived. A mutant that does not compile, or of which the compiler
makes the same code, is no mutant. A killer that runs on and on has noticed,
and so has one that stops at undefined behaviour.

The rate of those killed must reach 95 %. survivors.txt explains survivors
that are no different to anybody; of all mutants they count as survivors all
the same. In a sample they do not: which of them it drew says nothing of the
change at hand. An entry that is killed, or that fits no mutant, is an error.
"""
import argparse
import concurrent.futures
import glob
import os
import random
import subprocess
import sys
import time

import killers
import sites
import survivors

WANTED_PERCENT = 95.0
HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def all_mutants(source):
    found = {extension: sorted(
        glob.glob(os.path.join(source, killers.RULES, "**", "*" + extension),
                  recursive=True)) for extension in (".c", ".h", ".def")}
    texts = {path: read(path) for paths in found.values() for path in paths}
    headers = [texts[path] for path in found[".h"]]
    tables = [texts[path] for path in found[".def"]]
    neighbour = sites.enumerators(
        headers + [texts[path] for path in found[".c"]])
    neighbour.update(sites.row_enumerators(headers, tables))
    columns = sites.macro_columns(headers + [texts[p] for p in found[".c"]])
    mutants = []
    for path in sorted(texts):
        mutants += sites.find_sites(os.path.relpath(path, source),
                                    texts[path], neighbour, columns)
    return mutants


def seed_of_commit(source):
    head = subprocess.run(["git", "-C", source, "rev-parse", "HEAD"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return int(head.stdout[:8] or b"0", 16)


def chosen(args, mutants, explained):
    if args.file:
        mutants = [m for m in mutants if args.file in m.path]
    if args.only:
        return [m for m in mutants if m.id in args.only]
    if args.explained:
        return [m for m in mutants if m.key in explained]
    if args.sample is None:
        return mutants
    seed = args.seed if args.seed is not None else seed_of_commit(args.source)
    print(f"a sample of {args.sample} of {len(mutants)}, seed {seed}")
    return random.Random(seed).sample(mutants,
                                      min(args.sample, len(mutants)))


class Tally:
    def __init__(self):
        self.by_file = {}
        self.survivors = []

    def add(self, mutant, verdict):
        file = self.by_file.setdefault(mutant.path, {})
        file[verdict] = file.get(verdict, 0) + 1
        if verdict == "survived":
            self.survivors.append(mutant)

    def sum(self, verdict):
        return sum(file.get(verdict, 0) for file in self.by_file.values())


def judge_all(ground, mutants, jobs, tally):
    begin, done = time.monotonic(), 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        verdicts = {pool.submit(ground.judge, m): m for m in mutants}
        for future in concurrent.futures.as_completed(verdicts):
            mutant, verdict = verdicts[future], future.result()
            tally.add(mutant, verdict)
            done += 1
            if verdict == "survived":
                print(f"survived: {mutant.path}:{mutant.line}: "
                      f"{mutant.change}")
            if done % 50 == 0:
                print(f"{done} of {len(mutants)} after "
                      f"{time.monotonic() - begin:.0f} s")
            sys.stdout.flush()


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def print_table(tally):
    print(f"{'file':32} {'killed':>7} {'survived':>9} {'rate':>8}   "
          "not counted: same code, does not compile")
    rows = sorted(tally.by_file.items())
    rows.append(("all", {v: tally.sum(v) for v in
                         ("killed", "survived", "same", "invalid")}))
    for name, file in rows:
        killed, survived = file.get("killed", 0), file.get("survived", 0)
        print(f"{name:32} {killed:7} {survived:9} "
              f"{percent(killed, killed + survived):6.1f} %   "
              f"{file.get('same', 0):4} {file.get('invalid', 0):4}")


def print_survivors(tally, explained):
    """As survivors.txt wants them: an explanation makes them its own."""
    unexplained = [m for m in tally.survivors if m.key not in explained]
    for mutant in sorted(unexplained, key=lambda m: (m.path, m.start)):
        print(f"\n# {mutant.path}:{mutant.line}, --only {mutant.id}")
        print(survivors.entry(mutant.key))
    return len(unexplained)


def stale(mutants, tested, tally, explained):
    """Entries that explain nothing."""
    known = {m.key for m in mutants}
    survived = {m.key for m in tally.survivors}
    killed = {m.key for m in tested} - survived
    for key in explained:
        if key not in known:
            yield "fits no mutant", key
        elif key in killed:
            yield "is no survivor", key


def conclude(mutants, tested, tally, explained, wanted):
    print_table(tally)
    unexplained = print_survivors(tally, explained)
    killed, survived = tally.sum("killed"), tally.sum("survived")
    rate = percent(killed, killed + survived)
    clear = percent(killed + survived - unexplained, killed + survived)
    print(f"\nkilled {killed} of {killed + survived}: {rate:.2f} %; "
          f"{survived - unexplained} survivors are explained, "
          f"{unexplained} are not: {clear:.2f} % killed or explained")
    faults = list(stale(mutants, tested, tally, explained))
    for what, key in faults:
        print(f"survivors.txt: an entry {what}:\n{survivors.entry(key)}")
    reached = rate if len(tested) == len(mutants) else clear
    if reached < wanted:
        print(f"mutate: fewer than {wanted} %")
    return 1 if faults or reached < wanted else 0


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--all", action="store_true", help="every mutant (the default)")
    add("--sample", type=int, metavar="N", help="N of them, drawn by the seed")
    add("--seed", type=int, metavar="S",
        help="of the sample; by default the commit's")
    add("--file", metavar="TEXT", help="those of files named like this")
    add("--only", action="append", metavar="ID", help="one mutant; repeatable")
    add("--explained", action="store_true",
        help="those that survivors.txt explains")
    add("--list", action="store_true", help="list them, and run nothing")
    add("--jobs", type=int, default=2, metavar="N",
        help="mutants at a time (2)")
    add("--build", metavar="DIR", help="where to build (build/mutants)")
    args = parser.parse_args()
    args.source = os.path.dirname(os.path.dirname(HERE))
    args.build = os.path.abspath(
        args.build or os.path.join(args.source, "build", "mutants"))
    return args


def main():
    args = options()
    explained = survivors.read(os.path.join(HERE, "survivors.txt"))
    mutants = all_mutants(args.source)
    tested = chosen(args, mutants, explained)
    if args.list:
        for m in tested:
            print(f"{m.id} {m.path}:{m.line} {m.function}: {m.change}")
        print(f"{len(tested)} mutants")
        return 0
    ground = killers.Ground(args.source, args.build)
    ground.prepare(args.jobs)
    tally = Tally()
    judge_all(ground, tested, args.jobs, tally)
    # Those that were picked by hand prove no rate.
    wanted = 0.0 if args.explained or args.only else WANTED_PERCENT
    return conclude(mutants, tested, tally, explained, wanted)


if __name__ == "__main__":
    sys.exit(main())
