#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the conformance suite wlcs against the compositor and reports TAP: one
line for each of its tests that was run. Which fail, and why, is in the file
"expected": a test that fails without being there fails us, and so does one
that is there and no longer fails.

Usage: run.py WLCS MODULE [NAME-PART...]"""

import fnmatch
import json
import os
import subprocess
import sys
import tempfile

SECONDS = 300  # for one part of the suite


def read_expected():
    """Patterns and reasons: a line in brackets is the reason for what follows."""
    expected, reason = [], ""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected")
    with open(path, encoding="utf-8") as file:
        for line in map(str.strip, file):
            if line.startswith("["):
                reason = line.strip("[]")
            elif line and not line.startswith("#"):
                expected.append((line, reason))
    return expected


def run(wlcs, module, chosen, skipped):
    """Results of one run, a list of (name, result, message)."""
    with tempfile.TemporaryDirectory() as directory:
        report = os.path.join(directory, "report.json")
        env = dict(os.environ, XDG_RUNTIME_DIR=directory)
        try:
            subprocess.run(
                [wlcs, module, f"--gtest_output=json:{report}",
                 "--gtest_filter=" + ":".join(chosen) + "-" + ":".join(skipped)],
                env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            pass
        try:
            with open(report, encoding="utf-8") as file:
                suites = json.load(file)["testsuites"]
        except (OSError, ValueError):
            raise SystemExit("Bail out! wlcs ended without a report")
    return [(f"{suite['name']}.{test['name']}", test)
            for suite in suites for test in suite["testsuite"]]


def explain(test):
    lines = [line for failure in test.get("failures", [])
             for line in failure["failure"].splitlines()]
    for line in lines[:12]:
        print("#   " + line)


def main():
    wlcs, module, chosen = sys.argv[1], sys.argv[2], sys.argv[3:] or ["*"]
    expected = read_expected()
    skipped = [pattern for pattern, reason in expected if reason.startswith("not run")]
    expected = [entry for entry in expected if entry[0] not in skipped]
    used, counts, number = set(), {"passed": 0, "expected": 0, "failed": 0, "skipped": 0}, 0
    for name, test in run(wlcs, module, chosen, skipped):
        if test.get("result") == "SKIPPED" or "wlcs-skip-test" in test:
            counts["skipped"] += 1
            continue
        number += 1
        match = next((entry for entry in expected if fnmatch.fnmatchcase(name, entry[0])), None)
        failed = bool(test.get("failures"))
        if failed and match:
            counts["expected"] += 1
            used.add(match)
            print(f"ok {number} - {name} # fails: {match[1]}")
        elif failed:
            counts["failed"] += 1
            print(f"not ok {number} - {name}")
            explain(test)
        else:
            counts["passed"] += 1
            print(f"ok {number} - {name}")
    stale = [pattern for pattern, _ in expected if (pattern, _) not in used]
    if chosen == ["*"]:
        for pattern in stale:
            number += 1
            print(f"not ok {number} - {pattern} no longer fails")
    print(f"1..{number}")
    print("# " + ", ".join(f"{count} {word}" for word, count in counts.items()))
    return 1 if counts["failed"] or (stale and chosen == ["*"]) else 0


sys.exit(main())
