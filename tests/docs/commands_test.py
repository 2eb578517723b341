#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every command line of the pages for people is one that ampsim takes.

Looked at are lines of code blocks, and code between backticks, that begin with `ampsim` or `build/ampsim`:

  all                       the command and its flags are those of `ampsim COMMAND --help`
  run, sweep                the scenario is a file, or one that the page tells the reader to write; it is not run:
                            tests/integration runs scenarios. Its --out is filled with results of a small run of ours
  what takes a moment       is run: platform, schema, doctor, compare, baseline, report, trace, link, footprint

Usage: commands_test.py --ampsim FILE --source DIR [PAGE...]
"""
import argparse
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

PAGES = ["README.md", "docs/tutorials/*.md", "docs/gallery.md", "docs/troubleshooting.md"]
RUN = {  # the statuses that are no failure: 1 of compare is its answer, 2 of doctor is about the machine
    "platform": {0}, "schema": {0}, "doctor": {0, 2}, "compare": {0, 1}, "baseline": {0}, "report": {0}, "trace": {0},
    "link": {0, 1}, "footprint": {0},
}
NESTED = {"link"}  # has commands of its own
PLACEHOLDER = re.compile(r"\$|\.\.\.|…|^[A-Z]+$|^[A-Z]+[/.]|/NAME|/KEY")
SMALL_RUN = ["run", "scenarios/scripted-rpmsg.toml", "--set", "count=60", "--record", "--quiet", "--no-report"]
SMALL_SWEEP = ["sweep", "scenarios/scripted-rpmsg.toml", "--set", "count=5", "--axis", "size=16,64", "--quiet", "--no-report"]
TIMEOUT = 20  # seconds, of one command


class Command:
    def __init__(self, page, line, text, block):
        self.page, self.line, self.text, self.block = page, line, text, block
        self.words = words_of(text)

    def __str__(self):
        return f"{self.page}:{self.line}: {self.text}"


def words_of(text):
    """Of the first command of a shell line, without what is done with its output."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    words = []
    for word in lexer:
        if set(word) <= set("|&;<>()"):
            break
        words.append(word)
    return words[1:]


def commands_of(name, text):
    fenced = None
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line, first = lines[number], number + 1
        number += 1
        if line.lstrip().startswith("```"):
            fenced = None if fenced else "fence"
            continue
        if fenced or line.startswith("    "):
            found = re.match(r"\s*(?:- |\$ )?((?:build/)?ampsim [a-z].*)", line)
            if not found:
                continue
            whole = found[1]
            while whole.endswith("\\") and number < len(lines):
                whole = whole[:-1] + " " + lines[number].strip()
                number += 1
            yield Command(name, first, whole, True)
        else:
            for code in re.findall(r"`((?:build/)?ampsim [a-z][^`]*)`", line):
                yield Command(name, first, code, False)


class Checker:
    def __init__(self, ampsim, source, work):
        self.ampsim, self.source, self.work = ampsim, source, work
        self.help = {}
        self.failures = []
        for part in ("scenarios", "platforms", "tests", "docs", "sim"):
            (work / part).symlink_to(source / part)
        self.run_small(SMALL_RUN, "small-run")
        self.run_small(SMALL_SWEEP, "small-sweep")

    def call(self, words):
        return subprocess.run([self.ampsim, *words], cwd=self.work, timeout=TIMEOUT, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def run_small(self, words, out):
        done = self.call([*words, "--out", out])
        if done.returncode != 0:
            sys.exit(f"ampsim {' '.join(words)}: exit status {done.returncode}\n{done.stdout}")

    def flags(self, command):
        """Of a command: the flags, and whether each takes a value."""
        if command not in self.help:
            done = self.call([*command, "--help"])
            self.help[command] = None if done.returncode != 0 else {
                flag: bool(value) for line in done.stdout.split("\n")
                for names, value in re.findall(r"^\s+(-{1,2}[\w,-]+)(?: ([A-Z]\S*))?", line)
                for flag in names.split(",")}
        return self.help[command]

    def fail(self, command, why):
        self.failures.append(f"{command}\n    {why}")

    def check(self, command, page_text):
        words = command.words
        if not words:
            return False
        path = tuple(words[:2] if words[0] in NESTED and len(words) > 1 else words[:1])
        flags = self.flags(path)
        if flags is None:
            self.fail(command, f"there is no command '{' '.join(path)}'")
            return False
        operands, values, bad = self.split(words[len(path):], flags)
        for flag in bad:
            self.fail(command, f"'{' '.join(path)}' has no flag {flag}")
        if bad:
            return False
        if path[0] in ("run", "sweep"):
            self.follow_run(command, path[0], operands, values, page_text)
        elif path[0] in RUN and self.can_run(command, operands):
            self.execute(command, path[0])
            return True
        return False

    @staticmethod
    def split(words, flags):
        operands, values, bad = [], {}, []
        words = list(words)
        while words:
            word = words.pop(0)
            name, given, value = word.partition("=")
            if not word.startswith("-") or word == "-":
                operands.append(word)
            elif name not in flags:
                bad.append(name)
            elif flags[name]:
                values[name] = value if given else (words.pop(0) if words else "")
        return operands, values, bad

    def follow_run(self, command, kind, operands, values, page_text):
        if len(operands) != 1:
            if command.block:
                self.fail(command, f"expected one scenario, not {operands}")
            return
        scenario = operands[0]
        if not PLACEHOLDER.search(scenario) and not (self.source / scenario).is_file() and (
                scenario.startswith("scenarios/") or f"`{scenario}`" not in page_text):
            self.fail(command, f"there is no {scenario}, and the page does not say what is in it")
        out = values.get("--out")
        if out is None:
            out = f"results/{pathlib.Path(scenario).stem}" + ("-sweep" if kind == "sweep" else "")
        if "$" not in out and not PLACEHOLDER.search(out):
            self.results(out, "small-sweep" if kind == "sweep" else "small-run")

    def results(self, out, which):
        target = self.inside(out)
        if not target.exists():
            shutil.copytree(self.work / which, target)

    def inside(self, path):
        """Results of /tmp lie in our directory, too."""
        return self.work / path.lstrip("/")

    def can_run(self, command, operands):
        if any(PLACEHOLDER.search(word) for word in command.words) or (not operands and not command.block):
            return False
        guests = [word for word in operands if word.startswith("build/guests")]
        return not guests and all(self.made(word) for word in operands)

    def made(self, word):
        """Files that the page has the reader make with other tools cannot be there."""
        if word.endswith("my-board.dts"):
            target = self.work / word
            target.parent.mkdir(exist_ok=True)
            for file in (self.source / "platforms/imx8mm-amp").glob("*.dts*"):
                shutil.copy(file, target.parent)
            shutil.copy(self.source / "platforms/imx8mm-amp/imx8mm-amp.dts", target)
        return True

    def execute(self, command, name):
        words = [str(self.inside(word)) if word.startswith("/tmp/") else word for word in command.words]
        for word in words:
            if "/" in word and not word.startswith("-"):
                parent = self.inside(word.removeprefix(str(self.work))).parent
                parent.mkdir(parents=True, exist_ok=True)
        done = self.call(words)
        if done.returncode not in RUN[name]:
            self.fail(command, f"exit status {done.returncode}: {done.stdout.strip()[-600:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ampsim", required=True, type=pathlib.Path)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    parser.add_argument("pages", nargs="*", default=PAGES)
    arguments = parser.parse_args()
    source = arguments.source.resolve()
    with tempfile.TemporaryDirectory() as directory:
        checker = Checker(arguments.ampsim.resolve(), source, pathlib.Path(directory).resolve())
        looked_at = executed = 0
        for page in sorted(file for pattern in arguments.pages for file in source.glob(pattern)):
            text = page.read_text(encoding="utf-8")
            for command in commands_of(str(page.relative_to(source)), text):
                looked_at += 1
                executed += checker.check(command, text)
    print(f"{looked_at} command lines, {executed} of them run")
    for failure in checker.failures:
        print(failure)
    if looked_at == 0:
        sys.exit("no command lines found")
    return 1 if checker.failures else 0


if __name__ == "__main__":
    sys.exit(main())
