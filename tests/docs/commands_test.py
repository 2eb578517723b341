#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every command line of the pages is one that ampsim takes: the command is there, with these flags, and so are the files.

In seconds, and usage too (`ampsim run SCENARIO.toml [--set KEY=VALUE]...`); run_commands.py runs what can be run.

Usage: commands_test.py --ampsim FILE --source DIR
"""
import argparse
import pathlib
import re
import subprocess
import sys

from command_lines import ampsim_calls, files_of, is_usage, statements_of

NESTED = ("link",)  # has commands of its own
REPLACED = re.compile(r"^[A-Z]|\$|\.\.\.|\|")  # a word for the reader to replace


class Checker:
    def __init__(self, ampsim, source):
        self.ampsim, self.source = ampsim, source
        self.help = {}
        self.failures = []

    def flags(self, command):
        """Of a command: the flags, and whether each takes a value."""
        if command not in self.help:
            done = subprocess.run([self.ampsim, *command, "--help"], text=True, capture_output=True, timeout=20, check=False)
            self.help[command] = None if done.returncode != 0 else {
                flag: bool(value) for line in done.stdout.split("\n")
                for names, value in re.findall(r"^\s+(-{1,2}[\w,-]+)(?: ([A-Z]\S*))?", line)
                for flag in names.split(",")}
        return self.help[command]

    def fail(self, statement, why):
        self.failures.append(f"{statement.page}:{statement.line}: {statement.text}\n    {why}")

    def check(self, statement, words, files):
        words = [word.strip("[]") for word in words if word.strip("[]. ")]
        path = tuple(words[:2] if words[0] in NESTED and len(words) > 1 else words[:1])
        flags = self.flags(path)
        if flags is None:
            self.fail(statement, f"there is no command '{' '.join(path)}'")
            return
        words = words[len(path):]
        operands = []
        while words:
            word = words.pop(0)
            name, given, _ = word.partition("=")
            if not word.startswith("-") or word == "-":
                operands.append(word)
            elif name.rstrip(".]") not in flags:
                self.fail(statement, f"'{' '.join(path)}' has no flag {name}")
            elif flags[name.rstrip(".]")] and not given and words:
                words.pop(0)
        if path[0] in ("run", "sweep") and not is_usage(statement):
            self.check_scenario(statement, operands, files)

    def check_scenario(self, statement, operands, files):
        if len(operands) != 1:
            self.fail(statement, f"expected one scenario, not {operands}")
        elif not REPLACED.search(operands[0]) and not (self.source / operands[0]).is_file() and operands[0] not in files:
            self.fail(statement, f"there is no {operands[0]}, and the page does not say what is in it")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ampsim", required=True, type=pathlib.Path)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    checker = Checker(arguments.ampsim.resolve(), arguments.source)
    looked_at = 0
    for page in [arguments.source / "README.md", *sorted((arguments.source / "docs").rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for statement in statements_of(str(page.relative_to(arguments.source)), text):
            for words in ampsim_calls(statement.text):
                if words:
                    checker.check(statement, words, files_of(text))
                    looked_at += 1
    print(f"{looked_at} calls of ampsim")
    print("\n".join(checker.failures))
    return 1 if checker.failures or looked_at == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
