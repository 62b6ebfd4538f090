"""Builds what kills mutants, and sees whether it kills one."""
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time

RULES = "lib/rules"
# Undefined behaviour kills, as it does in the tests under sanitizers.
COMPILE = ["gcc", "-std=gnu11", "-O1", "-fPIC", "-w", "-c",
           "-fsanitize=undefined,bounds-strict",
           "-fsanitize-undefined-trap-on-error"]
# An address space that no test needs and a runaway soon fills.
MEMORY_BYTES = 4 << 30
# What takes longer than this of the processor without any mutation is left
# out; nothing may take three times as long as without, and some seconds.
SLOWEST_SECONDS = 8
SPARE_SECONDS = 3
# Of the million random facts of a property test: what is caught at all is
# nearly always caught by these.
SHORT = {"PROPERTY_FACTS": "10000"}


class Killer:
    def __init__(self, command):
        self.command = command
        self.seconds = 0.0 # by the clock
        self.used = 60.0 # of the processor

    def name(self):
        return os.path.basename(self.command[0])

    def limit(self):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        most = int(3 * self.used) + SPARE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))

    def kills(self, folder):
        """Whether it fails with the library that lies in a folder."""
        environment = dict(os.environ, LD_LIBRARY_PATH=folder, **SHORT)
        process = subprocess.Popen(
            self.command, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd=folder, preexec_fn=self.limit)
        try:
            return process.wait(timeout=10 * self.seconds + 5) != 0
        except subprocess.TimeoutExpired:
            return True
        finally:
            end(process)


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def end(process):
    """It, and the tests that it may have left behind."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def run(command, **options):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)


class Ground:
    """A build of claimd that takes lib/rules from a shared library, so that a
    mutant is one object and one small link."""

    def __init__(self, source, build):
        self.source, self.build = source, build
        self.objects = os.path.join(build, "mutants")
        self.units = sorted(
            os.path.relpath(path, source)
            for path in glob.glob(os.path.join(source, RULES, "**", "*.c"),
                                  recursive=True))
        self.killers = []
        self.last = {}

    def prepare(self, jobs):
        os.makedirs(self.objects, exist_ok=True)
        if not os.path.exists(os.path.join(self.build, "Makefile")):
            run([os.path.join(self.source, "configure"), "--quiet",
                 "CFLAGS=-O1 -fPIC"], cwd=self.build)
        make = ["make", "--quiet", f"-j{jobs}"]
        # The base is part of the library: a mutant may call any of it.
        run(make + ["-f", "Makefile", "-f", "-", "built-sources",
                    "lib/base/libbase.a"], cwd=self.build,
            input=b"built-sources: $(BUILT_SOURCES)\n")
        for unit in self.units:
            self.compile(os.path.join(self.source, unit),
                         self.object_of(unit), [])
        self.link(self.objects, {})
        library = os.path.join(self.objects, "librules.so")
        programs = ["tests/unit/" + os.path.basename(path)[:-2]
                    for path in glob.glob(os.path.join(
                        self.source, "tests/unit/test_rules_*.c"))]
        run(make + ["claimctl"] + programs
            + [f"LIBS_RULES={library} $(LIBS_BASE)"], cwd=self.build)
        self.killers = [self.case_files()] + [
            Killer([os.path.join(self.build, program)])
            for program in sorted(programs)]
        self.time_killers()

    def case_files(self):
        claimctl = os.path.join(self.build, "claimctl")
        cases = os.path.join(self.source, "tests/cases")
        snapshot = os.path.join(self.objects, "cases.gvs")
        run([claimctl, "snapshot", "build", os.path.join(cases, "data"),
             "--out", snapshot],
            env=dict(os.environ, LD_LIBRARY_PATH=self.objects))
        return Killer([claimctl, "check"]
                      + sorted(glob.glob(os.path.join(cases, "*.case")))
                      + ["--snapshot", snapshot])

    def time_killers(self):
        """The case files come first, since they speak for the rulebook; of
        the others what is quick comes before what is slow."""
        for killer in list(self.killers):
            begin, used = time.monotonic(), processor_seconds()
            killer.seconds = 60.0
            if killer.kills(self.objects):
                raise SystemExit(f"mutate: {killer.name()} fails without "
                                 "any mutation")
            killer.seconds = time.monotonic() - begin
            killer.used = processor_seconds() - used
            if killer.used > SLOWEST_SECONDS:
                print(f"{killer.name()} is too slow to kill mutants")
                self.killers.remove(killer)
        self.killers.sort(key=lambda k: (k.name() != "claimctl", k.seconds))

    def object_of(self, unit):
        return os.path.join(self.objects, unit.replace("/", "-") + ".o")

    def compile(self, path, out, overlays):
        run(COMPILE + [f"-I{o}" for o in overlays]
            + ["-I" + os.path.join(self.source, "lib"), path, "-o", out],
            stderr=subprocess.DEVNULL)

    def link(self, folder, changed):
        objects = [changed.get(u, self.object_of(u)) for u in self.units]
        run(["gcc", "-shared", "-Wl,-soname,librules.so", "-o",
             os.path.join(folder, "librules.so")] + objects
            + [os.path.join(self.build, "lib/base/libbase.a")])

    def including(self, path):
        """The units that a change of a file can reach."""
        if path.endswith(".c"):
            return [path]
        # A table's rows reach other headers by their first column alone,
        # which no mutant changes.
        wanted = re.escape(path[len("lib/"):])
        seen, reached = {path}, []
        pending = [wanted]
        while pending:
            pattern = re.compile(rf'#include "{pending.pop()}"')
            for name in self.texts():
                if name in seen or not pattern.search(self.texts()[name]):
                    continue
                seen.add(name)
                if name.endswith(".c"):
                    reached.append(name)
                elif not path.endswith(".def"):
                    pending.append(re.escape(name[len("lib/"):]))
        return sorted(reached)

    def texts(self):
        if not hasattr(self, "_texts"):
            self._texts = {}
            for path in glob.glob(os.path.join(self.source, RULES, "**", "*.[ch]"),
                                  recursive=True):
                with open(path, encoding="utf-8") as f:
                    self._texts[os.path.relpath(path, self.source)] = f.read()
        return self._texts

    def judge(self, mutant):
        """'killed' or 'survived'; 'invalid': does not compile; 'same': the
        compiler makes the same code of it."""
        folder = tempfile.mkdtemp(prefix="mutant-", dir=self.objects)
        try:
            return self._judge(mutant, folder)
        finally:
            shutil.rmtree(folder)

    def _judge(self, mutant, folder):
        overlay = os.path.join(folder, mutant.path[len("lib/"):])
        os.makedirs(os.path.dirname(overlay))
        with open(overlay, "w", encoding="utf-8") as f:
            f.write(mutant.mutated())
        changed = {}
        for unit in self.including(mutant.path):
            path = overlay if unit == mutant.path else os.path.join(
                self.source, unit)
            out = os.path.join(folder, unit.replace("/", "-") + ".o")
            try:
                self.compile(path, out, [folder])
            except subprocess.CalledProcessError:
                return "invalid"
            if not same_bytes(out, self.object_of(unit)):
                changed[unit] = out
        if not changed:
            return "same"
        self.link(folder, changed)
        for killer in self.in_order(mutant):
            if killer.kills(folder):
                self.last[mutant.path, mutant.function] = killer
                return "killed"
        return "survived"

    def in_order(self, mutant):
        """What killed another mutant of the function comes first."""
        last = self.last.get((mutant.path, mutant.function))
        return ([last] if last else []) + [k for k in self.killers
                                           if k is not last]


def same_bytes(a, b):
    with open(a, "rb") as first, open(b, "rb") as second:
        return first.read() == second.read()
