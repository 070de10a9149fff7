#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tally.py (LOG | --failed TEXT | --passed TEXT)...: adds up what tests said.

A LOG is one of meson's JSON test logs; the others stand for one test each.

Counts TAP subtests where a program reports them, else the program itself; a
program that broke off counts as one more failure. Names what failed and what
was skipped, then prints "N passed, N failed" as the last line. Fails if
anything failed or nothing passed.
"""
import json
import re
import sys

PLAN = re.compile(r'^1\.\.\d+', re.M)
POINT = re.compile(r'^(not )?ok\b(?:(?!#).)*(?:#\s*(skip|todo)\S*(.*))?$',
                   re.M | re.I)


def read(path):
    """The results in one log; none if meson had no test to run."""
    try:
        with open(path, encoding='utf-8') as log:
            return [json.loads(line) for line in log]
    except FileNotFoundError:
        return []


def count(test):
    """passed, failed, skipped of one program."""
    result = test['result']
    out = test.get('stdout') or ''
    if result == 'SKIP' and not POINT.search(out):
        return 0, 0, 1
    good = result in ('OK', 'EXPECTEDFAIL', 'SKIP')
    if not PLAN.search(out):
        return int(good), int(not good), 0
    passed = failed = skipped = 0
    for point in POINT.finditer(out):
        kind = (point[2] or '').lower()
        if kind == 'skip':
            skipped += 1
        elif point[1] and kind != 'todo':
            failed += 1
        else:
            passed += 1
    if not good and not failed:
        failed = 1
    return passed, failed, skipped


def main():
    total = [0, 0, 0]
    words = iter(sys.argv[1:])
    for path in words:
        if path == '--passed':
            print(f'passed: {next(words)}')
            total[0] += 1
            continue
        if path == '--failed':
            print(f'failed: {next(words)}')
            total[1] += 1
            continue
        for test in read(path):
            numbers = count(test)
            total = [a + b for a, b in zip(total, numbers)]
            name = test['name']
            if numbers[1]:
                print(f'failed: {name} ({path})')
            elif numbers[2]:
                print(f'skipped: {name} ({numbers[2]} of {sum(numbers)})')
    passed, failed, skipped = total
    end = f', {skipped} skipped' if skipped else ''
    print(f'{passed} passed, {failed} failed{end}')
    sys.exit(0 if passed and not failed else 1)


main()
