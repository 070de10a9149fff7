#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No function is longer than 80 lines, no C file longer than 600.

A definition is found by its layout, which the format test holds: the name
stands at the start of a line, its braces each alone in column one.
"""
import re

import tree

FUNCTION, FILE = 80, 600
NAME = re.compile(r'^([A-Za-z_]\w*)\(')


def long_functions(path, lines):
    name = start = None
    for number, line in lines:
        match = NAME.match(line)
        if match:
            name, start = match[1], number
        elif line.startswith('}') and name:
            if number - start + 1 > FUNCTION:
                yield (f'{path}:{start}: {name} has {number - start + 1} '
                       f'lines, at most {FUNCTION} are allowed')
            name = None
        elif line.rstrip().endswith(';') and not line.startswith('\t'):
            name = None


complaints = []
for file in tree.files('.c', '.h'):
    count = len(tree.text(file).splitlines())
    if count > FILE:
        complaints.append(f'{file}: has {count} lines, split it above {FILE}')
    complaints += long_functions(file, tree.code_lines(file))
tree.finish(complaints)
