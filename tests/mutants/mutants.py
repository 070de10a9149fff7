#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutants.py FOLDER: breaks one rule of the compositor at a time, in a copy of
the sources in FOLDER, and sees that the tests notice: that a promise is kept
means something only if the test can fail. Run by ./check mutants.

A mutant is a file NAME.patch beside this one; its first line, "breaks: TEXT",
says what must be complained of. The second may be "seen by: PROGRAM": then TEXT
is the test of it that must fail; else random sequences must notice.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PROMISES = "tests/scene/test_promises"
LONGEST = {PROMISES: 1200}  # seconds; other programs are killed much sooner
ENOUGH = 40000      # sequences; most need a few hundred


def run(command, folder, **settings):
    return subprocess.run(command, cwd=folder, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **settings})


def must(command, folder):
    done = run(command, folder)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stdout[-3000:]}")


def copy(folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TOP, folder, ignore=shutil.ignore_patterns(
        "build", ".git", "__pycache__"))
    must(["meson", "setup", "build"], folder)


def test(folder, program, sequences):
    must(["ninja", "-C", "build", program], folder)
    seconds = str(LONGEST.get(program, 120))
    return run(["timeout", "-s", "KILL", seconds, "build/" + program], folder,
               TEST_SEED="1", TEST_SEQUENCES=str(sequences))


def find_complaints(program, output):
    """What sequences complained of, or the tests that did not end well; a
    broken rule may also have stopped the program in the midst of one."""
    if program == PROMISES:
        return [line for line in output.splitlines() if "then:" in line]
    return sorted(set(re.findall(r"\[ RUN      \] (\w+)", output)) -
                  set(re.findall(r"\[       OK \] (\w+)", output)))


def read_head(path):
    """What the test must complain of, and its program."""
    with open(path, encoding="utf-8") as file:
        breaks = file.readline().removeprefix("breaks: ").strip()
        seen_by = file.readline().removeprefix("seen by: ").strip()
    return breaks, seen_by or PROMISES


def judge(folder, path):
    """What is wrong with a mutant, or None."""
    wanted, seen_by = read_head(path)
    applied = run(["patch", "-p1", "--no-backup-if-mismatch", "-i", path], folder)
    if applied.returncode != 0:
        return "does not fit the sources any more: " + applied.stdout
    done = test(folder, seen_by, ENOUGH)
    must(["patch", "-p1", "-R", "--no-backup-if-mismatch", "-i", path], folder)
    if done.returncode == 0:
        return "nobody noticed"
    found = find_complaints(seen_by, done.stdout)
    if not any(wanted in complaint for complaint in found):
        return f'complained of something else than "{wanted}": {found}'
    print("".join("    " + line for line in done.stdout.splitlines(True)
                  if line.startswith("#")), end="")
    return None


def main():
    folder = os.path.realpath(sys.argv[1])
    copy(folder)
    paths = sorted(glob.glob(os.path.join(HERE, "*.patch")))
    for program in sorted({seen_by for _, seen_by in map(read_head, paths)}):
        if test(folder, program, 500).returncode != 0:
            sys.exit(f"{program} fails before anything is changed")
    failed = 0
    for path in paths:
        name = os.path.basename(path).removesuffix(".patch").replace("_", " ")
        problem = judge(folder, path)
        print(f"{'not ' if problem else ''}noticed: {name}"
              f"{': ' + problem if problem else ''}", flush=True)
        failed += problem is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
