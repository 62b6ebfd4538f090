"""Measures points in turns: A B C A B C …, so that what the machine does
between two of them happens to all. A sample in which others used too much of
the processors is dropped and made again, as often as the bounds allow."""

import sys
import time

from . import machine
from .points import parse
from .process import Failed

OTHERS_MAX = 0.3
TRIES = 3
PAUSE_S = 2
# So many requests under way may take a slow machine longer than a second.
MANY, MANY_SECONDS = 4096, 3


class Patience:
    """So many seconds in all may be spent waiting until others are quiet."""

    def __init__(self, seconds):
        self.left = seconds

    def wait(self):
        while self.left > 0:
            began = time.monotonic()
            if machine.others_now() <= OTHERS_MAX / 2:
                return
            time.sleep(PAUSE_S)
            self.left -= time.monotonic() - began


class Plan:
    """How often and for how long. What is not judged is not dropped."""

    patience = Patience(0)

    def __init__(self, repeats, seconds, warm_up=1, judged=True):
        self.repeats = repeats
        self.seconds = seconds
        self.warm_up = warm_up
        self.judged = judged


def describe(sample):
    return "%8.0f/s  p50 %6.0f  p99 %7.0f µs  others %.2f (stolen %.2f)" % (
        sample["per_second"], sample["p50_us"], sample["p99_us"],
        sample["others"], sample["stolen"])


def sample(stage, point, plan):
    kind, connections, in_flight = parse(point)
    server = stage.server(kind)
    plan.patience.wait()
    seconds = plan.seconds
    if connections * in_flight >= MANY:
        seconds = max(seconds, MANY_SECONDS)
    result = stage.client(kind).measure(
        server, (connections, in_flight, seconds, plan.warm_up))
    result["memory_kib"] = server.kib("VmRSS")
    result["memory_most_kib"] = server.kib("VmHWM")
    return result


def try_sample(stage, point, plan, found):
    """A sample; or None, and why in found. A machine that was away for all of
    a short run may be back for the next."""
    try:
        found.pop("failed", None)
        return sample(stage, point, plan)
    except Failed as failure:
        found["failed"] = str(failure)
        print("%s: %s" % (point, failure), file=sys.stderr, flush=True)
        return None


def is_quiet(result, plan):
    return not plan.judged or result["others"] <= OTHERS_MAX


def repeat_point(stage, name, point, plan, found, left):
    """Until a sample is quiet: how many of those that may be made again were
    used up."""
    for used in range(min(TRIES, max(left, 0) + 1)):
        result = try_sample(stage, point, plan, found)
        if result is None:
            continue
        quiet = is_quiet(result, plan)
        print("%s %d/%d  %-28s %s%s" % (
            name, len(found["kept"]) + 1, plan.repeats, point,
            describe(result), "" if quiet else "  dropped"), flush=True)
        found["kept" if quiet else "dropped"].append(result)
        if quiet:
            return used
    return used


def measure(stage, name, points, plan):
    """{point: {"kept": [sample, …], "dropped": [sample, …]}}, and "failed"
    where a point could not be measured: then it is not tried any more."""
    found = {point: {"kept": [], "dropped": []} for point in points}
    left = len(points) * plan.repeats  # to drop: at most twice the time
    for _ in range(plan.repeats):
        for point in points:
            if "failed" not in found[point]:
                left -= repeat_point(stage, name, point, plan, found[point],
                                     left)
    return found
