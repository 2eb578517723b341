#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What run_commands.py puts in the place of build/ampsim: the real one, told where snapshots are, whose exit status is noted.

A run from files of the source tree that was done before, for whatever page, is not done again: its results are copied, which
are the same. From the environment:

  DOCS_AMPSIM   the real one
  DOCS_SHARED   a directory for all pages: snapshots/, runs/
  DOCS_LOG      gets a line for each call: JSON, `words`, `status`, `seconds`
  DOCS_MORE     words that are added to a run or a sweep
"""
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

OF_ONE_PLACE = ("--baseline", "--junit", "--record", "--cpu")  # where the run leaves something else, or needs it


def value_of(words, flag):
    return words[words.index(flag) + 1] if flag in words else None


def is_shared(words):
    """Nothing goes in but the source tree, and nothing comes out but the results' directory."""
    return words[0] == "run" and words[1].startswith(("scenarios/", "tests/")) and not any(
        word.startswith((*OF_ONE_PLACE, "nodes.", "platform=")) for word in words)


@contextlib.contextmanager
def lock(path):
    with open(path, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def call(words, **streams):
    return subprocess.run([os.environ["DOCS_AMPSIM"], *words], check=False, **streams)


def call_shared(words, shared):
    out = pathlib.Path(value_of(words, "--out") or f"results/{pathlib.Path(words[1]).stem}")
    same = [word for word in words if word not in ("--out", value_of(words, "--out"), "--quiet")]
    runs = shared / "runs"
    runs.mkdir(exist_ok=True)
    run = runs / hashlib.sha256("\0".join(same).encode()).hexdigest()[:16]
    with lock(f"{run}.lock"):
        if not run.exists():
            done = call([*same, "--out", str(run)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            run.mkdir(exist_ok=True)
            (run / "said").write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
        status, output, errors = json.loads((run / "said").read_text(encoding="utf-8"))
    shutil.copytree(run, out, dirs_exist_ok=True)
    sys.stdout.write("" if "--quiet" in words else output)
    sys.stderr.write(errors)
    return status


def main():
    words = sys.argv[1:]
    shared = pathlib.Path(os.environ["DOCS_SHARED"])
    begin = time.monotonic()
    if words[:1] in (["run"], ["sweep"]):
        words += shlex.split(os.environ.get("DOCS_MORE", ""))
        if "--no-snapshot" not in words:
            words += ["--snapshots", str(shared / "snapshots")]
    status = call_shared(words, shared) if len(words) > 1 and is_shared(words) else call(words).returncode
    with open(os.environ["DOCS_LOG"], "a", encoding="utf-8") as log:
        log.write(json.dumps({"words": words, "status": status, "seconds": round(time.monotonic() - begin, 1)}) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
