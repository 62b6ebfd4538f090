"""What is printed and written: the table, what it was measured on, and every
point behind it."""

import os
import statistics

from .figures import ECHO_AT_LEAST, FIGURES, Missing, echo_of_nginx
from .plots import draw, thousands
from .runner import OTHERS_MAX

COLUMNS = ("figure", "at least", "aim", "measured", "met?")


def rows_of(results, judged):
    """A row for each figure, and how many are below what they must be."""
    found, unmet = [], 0
    for figure in FIGURES:
        row = [figure.text, figure.bound(figure.at_least),
               figure.bound(figure.aim)]
        results.noisy = False
        try:
            value = figure.compute(results)
        except (Missing, ZeroDivisionError):
            found.append(row + ["", "not measured"])
            continue
        if not judged or results.noisy:
            found.append(row + [figure.show(value), "too noisy to judge"
                                if judged else "not judged"])
            continue
        unmet += not figure.holds(value, figure.at_least)
        found.append(row + [figure.show(value), figure.verdict(value)])
    return found, unmet


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |",
             "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |"
              for row in rows]
    return "\n".join(lines) + "\n"


def plain(head, rows):
    """The same for a terminal."""
    rows = [[str(c).replace("**", "") for c in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(
        row, widths)).rstrip() for row in rows)


def void(results):
    """Why the run is void, or None."""
    results.noisy = False
    try:
        ratio = echo_of_nginx(results)
    except Missing:
        return None
    if results.noisy or ratio >= ECHO_AT_LEAST:
        return None
    return ("The run is void: the echo made %.3f of nginx, and must make "
            "%.2f to stand for the least that a server can do." % (
                ratio, ECHO_AT_LEAST))


def check_of_peers(results):
    try:
        return "The echo made %.3f of nginx (at least %.2f, or the run is " \
            "void).\n" % (echo_of_nginx(results), ECHO_AT_LEAST)
    except Missing:
        return "The echo was not held against nginx in this run.\n"


def points_of(group):
    rows = []
    for point, found in group["points"].items():
        kept = found["kept"] or found["dropped"]
        if not kept:
            rows.append([point, "failed"] + [""] * 8)
            continue

        def middle(member, scale=1, kept=kept):
            values = [s[member] for s in kept if member in s]
            return statistics.median(values) * scale if values else 0

        rates = [s["per_second"] for s in kept]
        rows.append([
            point, "%d of %d" % (len(found["kept"]), len(found["kept"])
                                 + len(found["dropped"])),
            thousands(middle("per_second")),
            "%s–%s" % (thousands(min(rates)), thousands(max(rates))),
            *("%.2f" % middle(m, 0.001)
              for m in ("p50_us", "p99_us", "p999_us")),
            "%.1f" % middle("cpu_us"),
            "%.2f" % max(s["others"] for s in kept),
            "%.2f" % max(s["stolen"] for s in kept)])
    return markdown(
        ["point", "kept", "a second", "from–to", "p50 ms", "p99 ms",
         "p99.9 ms", "server CPU µs", "others at most", "stolen at most"],
        rows)


def ledgers_of(ledgers):
    members = ["claims", "imported", "insured", "bytes", "share5"]
    return markdown(
        ["ledger", "claims", "supplies imported before them", "insured",
         "bytes", "share of the requests that meet five supplies or more"],
        [[name] + [filled.get(m, "") for m in members]
         for name, filled in ledgers.items()])


def facts_of(machine):
    """What was measured on, as rows."""
    rows = [[name, value] for name, value in machine.items()
            if name not in ("sync", "versions")]
    for kind, times in machine["sync"].items():
        rows.append(["fdatasync of 4 KiB %s" % kind, "p50 %.0f µs, p99 "
                     "%.0f µs" % (times["p50"], times["p99"])])
    return rows + list(machine["versions"].items())


HOW = """## How to read it

claimd decides whether an insurer pays for a medicine, records the decision and
syncs it to the disk before it answers. Speed says nothing without a machine:
therefore each figure is a ratio of two things that were measured here, in
turns, within the same minutes.

- **echo** is claimd's own network code with nothing behind it: a line comes in
  over TLS, one as long as a decision goes out. No server that rests on that
  code can be faster. **nginx** answers the same way with a fixed text; the
  echo has to keep up with it.
- **PostgreSQL** does the look-ups and the inserts of a claim in one function,
  and judges less. **redis** stores the bytes of request and reply and syncs
  its file before it answers; it looks up nothing.
- A point such as *claimd 1M 16x1* is claimd with a million claims in its
  ledger, 16 connections, one request in flight on each. p50 is the time within
  which half of the answers came, p99 the one that only a hundredth exceeded.
- *At least* is what has to hold, *aim* is what we want. A figure with ≤ is
  better when it is smaller.
- *Others* are the processors that neither the server nor the client used,
  those that the host took away ("stolen") included. A sample with more than
  %.1f is dropped and made again, a bounded number of times. Where nothing
  could be kept, what was dropped is shown, and not judged.
""" % OTHERS_MAX


def write(data, results, folder, judged):
    """REPORT.md and its pictures; the printed table and what was not met."""
    rows, unmet = rows_of(results, judged)
    why_void = void(results) if judged else None
    parts = ["# claimd, measured\n"]
    if not judged:
        parts.append("A quick run on small ledgers: it shows that everything "
                     "can be measured, and nothing else.\n")
    if why_void:
        parts.append("**%s**\n" % why_void)
    parts += [markdown(COLUMNS, rows), check_of_peers(results)]
    for name, title in draw(results, folder):
        parts.append("![%s](%s.svg)\n" % (title, name))
    parts += [HOW, "## Measured on\n",
              markdown(["", ""], facts_of(data["machine"])),
              "## The ledgers at the beginning\n",
              ledgers_of(data["ledgers"]), "## Every point\n"]
    for name, group in data["groups"].items():
        parts.append("### %s\n\n%s: %d repeats of %g s; load average %s "
                     "before, %s after.\n" % (
                         name, group["when"], group["repeats"],
                         group["seconds"], group["load_before"],
                         group["load_after"]))
        if "points" in group:
            parts.append(points_of(group))
        else:
            parts.append(markdown(["", ""], group["task"].items()))
    with open(os.path.join(folder, "REPORT.md"), "w",
              encoding="utf-8") as file:
        file.write("\n".join(parts))
    return plain(COLUMNS, rows), unmet, why_void
