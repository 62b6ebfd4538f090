"""The pictures, by gnuplot: SVG on white."""

import math
import os
import statistics
import subprocess

from .figures import Missing
from .points import CONNECTIONS, SIZES

# What each is called and its colour, in every picture.
LOOKS = {
    "nginx": ("nginx, return 200", "#999999"),
    "echo": ("echo: claimd's network alone", "#56707f"),
    "redis": ("redis, sync for each write", "#d98e04"),
    "claimd empty": ("claimd, empty ledger", "#7fb2e5"),
    "claimd 1M": ("claimd, 1 million claims", "#0b5cad"),
    "postgresql": ("PostgreSQL, one function", "#4d8f3a"),
}
HEAD = """
set terminal svg size 940,460 font "sans-serif,14" background "white"
set output "%(output)s"
set title "%(title)s" noenhanced
set grid ytics lc rgb "#dddddd" lw 1
set border 3 lc rgb "#555555"
set tics nomirror textcolor rgb "#333333"
set key noenhanced
set lmargin 11
set rmargin 3
set format y "%%.0f"
"""


def block(name, rows):
    return "$%s << EOD\n%s\nEOD\n" % (name, "\n".join(
        " ".join(str(field) for field in row) for row in rows))


def gnuplot(folder, name, title, body):
    text = HEAD % {"output": os.path.join(folder, name + ".svg"),
                   "title": title} + body
    subprocess.run(["gnuplot"], input=text, text=True, check=True)


def lines(series, plot="linespoints lw 2.5 pt 7 ps 0.7"):
    """Data blocks of {kind: rows}, and the plot command over them."""
    blocks, parts = "", []
    for at, (kind, rows) in enumerate(series.items()):
        title, colour = LOOKS[kind]
        blocks += block("d%d" % at, rows)
        parts.append('$d%d using 1:2 with %s lc rgb "%s" title "%s"' % (
            at, plot, colour, title))
    return blocks + "plot " + ", \\\n ".join(parts) + "\n"


def by_connections(results, folder, name, title, member, scale, label):
    series = {}
    for kind in ("echo", "redis", "claimd 1M", "postgresql"):
        found = []
        for n in CONNECTIONS:
            try:
                found.append((n, scale * results.at(
                    "connections", "%s %dx1" % (kind, n), member)))
            except Missing:
                continue
        if found:
            series[kind] = found
    if not series:
        raise Missing("connections")
    gnuplot(folder, name, title, """
set logscale xy
set xrange [0.9:%g]
set xtics (%s)
set xlabel "connections, one request in flight on each"
set ylabel "%s"
set format y "%%g"
set rmargin 32
set key outside right center vertical Left reverse samplen 2
""" % (CONNECTIONS[-1] * 1.2, ", ".join(str(n) for n in CONNECTIONS), label)
        + lines(series))


def throughput_by_connections(results, folder, name, title):
    by_connections(results, folder, name, title, "per_second", 1,
                   "answers a second")


def p99_by_connections(results, folder, name, title):
    by_connections(results, folder, name, title, "p99_us", 0.001,
                   "time within which 99 of 100 answers came, ms")


def quantiles(results, point):
    found = {}
    for sample in results.samples("throughput", point):
        for permille, us in sample.get("quantiles", []):
            found.setdefault(permille, []).append(us)
    return [(q / 10, statistics.median(found[q]) / 1000)
            for q in sorted(found)]


def latency(results, folder, name, title):
    series = {}
    for kind in ("echo", "redis", "claimd 1M", "postgresql"):
        found = quantiles(results, kind + " 16x1")
        if found:
            series[kind] = found
    if not series:
        raise Missing("throughput")
    # The scale of the share stretches its end: 90, 99 and 99.9 % lie as far
    # from one another.
    for kind, rows in series.items():
        series[kind] = [("%.6f" % stretched(share), ms)
                        for share, ms in rows if share < 100]
    ticks = ", ".join('"%g %%%%" %.6f' % (share, stretched(share))
                      for share in (0, 50, 90, 99, 99.9))
    gnuplot(folder, name, title, """
set logscale y
set format y "%%g"
set xtics (%s)
set xlabel "share of the answers that came within the time"
set ylabel "time until the answer, ms"
set rmargin 32
set key outside right center vertical Left reverse samplen 2
""" % ticks + lines(series, "lines lw 2.5"))


def stretched(percent):
    return -math.log10(1 - min(percent, 99.99) / 100)


def by_size(results, folder, name, title):
    found = []
    for size in ("10k", "1M", "10M"):
        found.append((SIZES[size][0], results.at(
            "size", "claimd %s 16x1" % size)))
    gnuplot(folder, name, title, """
set logscale x
set xrange [7000:15000000]
set yrange [0:*]
set xtics ("10 000" 1e4, "100 000" 1e5, "1 million" 1e6, "10 million" 1e7)
set xlabel "claims in the ledger"
set ylabel "claims a second"
set key off
""" + lines({"claimd 1M": found}))


def peers(results, folder, name, title):
    rows = []
    for kind in LOOKS:
        try:
            rate = results.at("throughput", kind + " 16x1")
        except Missing:
            continue
        rows.append((len(rows), "%.0f" % rate, '"%s"' % LOOKS[kind][0],
                     int(LOOKS[kind][1][1:], 16), '"%s"' % thousands(rate)))
    if not rows:
        raise Missing("throughput")
    gnuplot(folder, name, title, block("bars", rows) + """
set style fill solid 1.0
set xrange [0:%d]
set yrange [%g:-0.5]
set lmargin 34
set ytics () scale 0
set format x ""
set xtics scale 0
set grid noytics xtics lc rgb "#dddddd" lw 1
set xlabel "answers a second, 16 connections, one request in flight on each"
set key off
plot $bars using ($2/2):1:($2/2):(0.35):4:ytic(3) \
 with boxxyerror lc rgb variable, \
 $bars using 2:1:5 with labels left offset 0.7,0 tc rgb "#333333"
""" % (int(1.18 * max(float(r[1]) for r in rows)), len(rows) - 0.5))


def thousands(number):
    return "{:,.0f}".format(number).replace(",", " ")


PLOTS = {
    "peers": (peers, "Answers a second: claimd and its peers"),
    "throughput": (throughput_by_connections,
                   "Throughput by connections"),
    "p99": (p99_by_connections, "99th percentile by connections"),
    "latency": (latency, "How long answers take, 16 connections"),
    "size": (by_size, "Throughput by the size of the ledger"),
}


def draw(results, folder):
    """The names of the pictures that could be drawn, and their titles."""
    drawn = []
    for name, (function, title) in PLOTS.items():
        try:
            function(results, folder, name, title)
        except Missing:
            continue
        drawn.append((name, title))
    return drawn
