#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""docs/troubleshooting.md quotes messages that the sources still have, and knows every finding of `ampsim doctor`.

Of a message the fixed words are looked for: what is between quotes, dots, numbers and names.

Usage: messages_test.py --ampsim FILE --source DIR
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

PAGE = "docs/troubleshooting.md"
VARIABLE = re.compile(r"'[^']*'|\.\.\.|[;:] |\b(?:linux|rtos|guest_rtos|rpmsg\.\w+)\b|--\w+ \S*\d|[/\d][\w.,/-]*(?: [µm]?s\b)?|build/\S*")


def tables(text):
    """Of each table: the heading's cells, the lines' cells."""
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.strip().split("\n")]
        yield lines[0], lines[2:]


def fixed_words(message):
    """Parts of three words and more; the longest one where there are none."""
    parts = [part.strip(" ;:,.?") for part in VARIABLE.split(message)]
    return [part for part in parts if len(part.split()) > 2] or [max(parts, key=len)]


def sources(source):
    """All string literals of the programs, those that are continued on the next line in one."""
    text = "\n".join(file.read_text(encoding="utf-8") for part in ("sim", "models")
                     for suffix in ("*.cpp", "*.h", "*.c") for file in (source / part).rglob(suffix))
    return re.sub(r'"\s*\n\s*"', "", text).replace('\\"', '"')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ampsim", required=True, type=pathlib.Path)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    text, code = (arguments.source / PAGE).read_text(encoding="utf-8"), sources(arguments.source)
    failures, looked_at, explained = [], 0, set()
    for heading, lines in tables(text):
        for cells in lines:
            if heading[0] == "finding":
                explained.add(cells[0])
            messages = re.findall(r"`([^`]+)`", cells[1 if heading[0] == "finding" else 0]) if heading[0] != "symptom" else []
            for words in (words for message in messages for words in fixed_words(message)):
                looked_at += 1
                if words not in code:
                    failures.append(f"{PAGE}: no program says '{words}' any more")
    doctor = subprocess.run([arguments.ampsim, "doctor"], env=dict(os.environ, NO_COLOR="1"), text=True, capture_output=True,
                            timeout=60, check=False).stdout
    found = set(re.findall(r"^(?:ok|problem) +(\S(?: ?\S)*)", doctor, re.MULTILINE))
    if found != explained:
        failures.append(f"{PAGE}: ampsim doctor looks at {sorted(found)}, and the page explains {sorted(explained)}")
    print(f"{looked_at} quotations")
    print("\n".join(failures))
    return 1 if failures or looked_at == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
