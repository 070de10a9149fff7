#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SECURITY.md lists the attacks that the tests try, no more and no fewer, and
counts them. Arguments: the programs that list theirs; with --write first, the
page is put right instead."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
PAGE = os.path.join(HERE, "..", "..", "SECURITY.md")
BEGIN = "<!-- attacks: written by tests/attack/listed.py -->\n"
END = "<!-- end of attacks -->\n"


def kinds(programs):
    """Attacks by kind, in order; none has the name of another."""
    found = {}
    names = set()
    for program in programs:
        command = [sys.executable] * program.endswith(".py") + [program, "--list"]
        text = subprocess.run(command, check=True, text=True,
                              env={"LEADLIGHT_BUILD": "", **os.environ},
                              stdout=subprocess.PIPE).stdout
        for line in text.splitlines():
            kind, name, end = line.split("\t")
            if (kind, name) in names:
                sys.exit(f"two attacks are called: {name}")
            names.add((kind, name))
            found.setdefault(kind, []).append((name, end))
    return found


def write(found):
    total = sum(len(attacks) for attacks in found.values())
    lines = [BEGIN, "\n", "| kind | tried | failed |\n", "| --- | --- | --- |\n"]
    for kind, attacks in found.items():
        lines.append(f"| {kind} | {len(attacks)} | {len(attacks)} |\n")
    lines.append(f"| all | {total} | {total} |\n")
    for kind, attacks in found.items():
        lines += ["\n", f"### {kind[0].upper()}{kind[1:]}\n", "\n",
                  "| attack | what becomes of it |\n", "| --- | --- |\n"]
        lines += [f"| {name} | {end} |\n" for name, end in attacks]
    return "".join([*lines, "\n", END])


def main(args):
    putting_right = args[:1] == ["--write"]
    block = write(kinds(args[1:] if putting_right else args))
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    start, end = page.index(BEGIN), page.index(END) + len(END)
    if putting_right:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(page[:start] + block + page[end:])
    elif page[start:end] != block:
        wrong = set(page[start:end].splitlines()) ^ set(block.splitlines())
        sys.exit("SECURITY.md does not list the attacks that are tried:\n"
                 + "\n".join(sorted(wrong)))


main(sys.argv[1:])
