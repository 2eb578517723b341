#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the command lines of pages, in their order, in a directory that looks like the source tree, as bash reads them.

Each call of ampsim has to end with status 0, everything else too; EXCEPTIONS has what is otherwise.

Usage: run_commands.py --ampsim FILE --source DIR --guests DIR --shared DIR [--verbose] PAGE...
       run_commands.py --clean DIR      before and after: what the pages share
"""
import argparse
import fnmatch
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from command_lines import files_of, is_usage, statements_of

TIMEOUT = 600  # seconds, of one statement, on a host that does much else
SKIP = "not run"


def status(number):
    return {"status": number}


def with_more(words):
    return {"more": words}


# page, what is in the statement, what to do about it, why
EXCEPTIONS = [
    ("*", "./quickstart", SKIP, "installs packages; was run if this test is there"),
    ("*", "./check", SKIP, "runs this test"),
    ("*", "scripts/fuzz", SKIP, "builds everything with clang, runs for minutes; tests/fuzz replays the corpus"),
    ("*", "scripts/bench", SKIP, "minutes; measures the host"),
    ("*", "scripts/soak", SKIP, "minutes; the scenario is run below"),
    ("docs/fidelity.md", "scripts/calibration", SKIP, "the sweeps of that page are what it does"),
    ("docs/guests-linux.md", "--refresh", SKIP, "asks Debian's mirrors for newer packages"),
    ("docs/models/network.md", "sockperf", SKIP, "a command for a guest"),
    ("docs/sweeps.md", "--executor slurm", SKIP, "needs a cluster; tests/integration/slurm_test.cpp starts one"),
    ("docs/tutorials/bring-up.md", "ss -ltn", SKIP, "while the run before it is under way; tests/integration/gdb_test.cpp"),
    ("docs/performance.md", "seconds=30", with_more("--set seconds=1"), "157 s"),
    ("docs/scenarios/seed-tcp-rr.md", "seconds=30", with_more("--set seconds=1"), "157 s"),
    ("docs/performance.md", "scripted-soak", with_more("--set count=20000"), "for a soak"),
    ("*", "hvl-services.toml", with_more("--set count=100"), "10,000 round trips take a minute"),
    ("docs/scenarios/mailbox-latency.md", "--until", with_more("--resolution '5 us'"), "15 points"),
    ("*", "mailbox-latency.toml", with_more("--axis mu_signal='25 ns,2 us' --axis bus='60 ns,240 ns'"), "40 points"),
    ("docs/scenarios/virtio-devices.md", "virtio_bulk", with_more("--set mebibytes=16"), "a gigabyte takes a minute"),
    ("README.md", "out/slow", status(1), "what the page shows: the change breaks the baseline"),
    ("docs/gallery.md", "compare", status(1), "they differ"),
    ("docs/tutorials/mailbox-model.md", "compare", status(1), "they differ"),
    ("docs/tutorials/architect.md", "compare", status(1), "they differ"),
    ("docs/tutorials/ci.md", "compare out/good out/slow", status(1), "they differ"),
    ("docs/tutorials/ci.md", "instruction-shift=3", status(1), "what the page shows: the budget is broken"),
    ("docs/snapshots.md", "signal-latency-ns=26", status(3), "what the page shows: another run than the one recorded"),
    ("docs/tutorials/bring-up.md", "diff ", status(1), "they differ"),
    ("docs/tutorials/bring-up.md", "platform my-board", status(2), "what the page shows: a mistake"),
    ("docs/tutorials/architect.md", "sender.toml", status(1), "what the page shows: the guess was wrong"),
]


class Page:
    def __init__(self, arguments, page):
        self.page = page
        self.source, self.shared = arguments.source, arguments.shared
        self.verbose = arguments.verbose
        self.text = (arguments.source / page).read_text(encoding="utf-8")
        self.failures = []
        self.unused = [row for row in EXCEPTIONS if row[0] == page]
        self.environment = dict(os.environ, DOCS_AMPSIM=str(arguments.ampsim), DOCS_SHARED=str(self.shared),
                                AMPSIM_GUESTS_DIR=str(arguments.guests), NO_COLOR="1")

    def prepare(self, work, guests):
        """Links to the source tree, and a build directory with our ampsim."""
        for entry in self.source.iterdir():
            if entry.name not in ("build", "results", "out", ".git"):
                (work / entry.name).symlink_to(entry)
        (work / "build").mkdir()
        (work / "build/guests").symlink_to(guests)
        (work / "build/ampsim").symlink_to(pathlib.Path(__file__).resolve().parent / "ampsim_in_docs.py")
        for name, content in files_of(self.text).items():
            if not (work / name).exists() and not name.startswith("scenarios/"):
                (work / name).parent.mkdir(exist_ok=True)
                (work / name).write_text(content, encoding="utf-8")
        self.environment.update(PATH=f"{work}/build:{os.environ['PATH']}", AMPSIM=f"{work}/build/ampsim")

    def exception(self, statement):
        for row in EXCEPTIONS:
            if fnmatch.fnmatch(self.page, row[0]) and row[1] in statement.text:
                self.unused = [other for other in self.unused if other is not row]
                return row[2]
        return {}

    def run(self, statement, expected, more, work):
        """Whether it ended as it should; says so if not."""
        log = work / "calls.log"
        log.write_text("")
        environment = dict(self.environment, DOCS_LOG=str(log), DOCS_MORE=more)
        with subprocess.Popen(["bash", "-o", "pipefail", "-c", statement.text + "\nlast=$?; wait; exit $last"], cwd=work,
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", start_new_session=True) as process:
            try:
                output = process.communicate(timeout=TIMEOUT)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                self.fail(statement, f"did not end within {TIMEOUT} s", process.communicate()[0])
                return
        calls = [json.loads(line) for line in log.read_text().splitlines()]
        for call in calls:
            if call["status"] != expected:
                self.fail(statement, f"ampsim {' '.join(call['words'])}: exit status {call['status']}, not {expected}", output)
        if not calls and process.returncode != expected:
            self.fail(statement, f"exit status {process.returncode}, not {expected}", output)

    def fail(self, statement, why, output):
        self.failures.append(why)
        print(f"FAILED {statement.page}:{statement.line}: {statement.text}\n    {why}\n{output[-1500:]}", flush=True)

    def check(self, guests):
        ran = 0
        with tempfile.TemporaryDirectory() as directory:
            work = pathlib.Path(directory).resolve()
            self.prepare(work, guests)
            for statement in statements_of(self.page, self.text):
                exception = self.exception(statement)
                if is_usage(statement) or exception == SKIP:
                    continue
                begin = time.monotonic()
                self.run(statement, exception.get("status", 0), exception.get("more", ""), work)
                ran += 1
                if self.verbose:
                    print(f"{time.monotonic() - begin:6.1f} s  {statement.page}:{statement.line}: {statement.text}", flush=True)
        for row in self.unused:
            self.failures.append("EXCEPTIONS")
            print(f"FAILED {self.page}: has nothing any more like '{row[1]}', which is in EXCEPTIONS")
        print(f"{self.page}: {ran} command lines were run, {len(self.failures)} failures")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("ampsim", "source", "guests", "shared", "clean"):
        parser.add_argument(f"--{name}", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("pages", nargs="*")
    arguments = parser.parse_args()
    if arguments.clean:
        shutil.rmtree(arguments.clean, ignore_errors=True)
        return 0
    arguments.shared.mkdir(parents=True, exist_ok=True)
    failures = 0
    for name in arguments.pages:
        page = Page(arguments, name)
        page.check(arguments.guests)
        failures += len(page.failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
