#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sources name their licence; no file names the place it was written at."""
import re

import tree

LICENCE = 'SPDX-License-Identifier: MIT'
PLACES = re.compile(r'(?<![\w.])/wor[k]/|/root/\.|\b(?:deb|security|snapshot)'
                    r'\.debian\.org|\b10\.255\.255\.')
TODO = re.compile(r'\b(TODO|FIXME|XXX)\b(?! #\d)')

complaints = []
for path in tree.files('.c', '.h', '.py', '.xml') + tree.shell_scripts():
    top = '\n'.join(tree.text(path).split('\n')[:3])
    if LICENCE not in top:
        complaints.append(f'{path}:1: "{LICENCE}" is missing at the top')
for path in tree.files():
    for number, line in enumerate((tree.text(path) or '').split('\n'), 1):
        if PLACES.search(line):
            complaints.append(f'{path}:{number}: names a place of its own '
                              f'making: {line.strip()}')
        if path.endswith(('.c', '.h')) and TODO.search(line):
            complaints.append(f'{path}:{number}: TODO without an issue number')
tree.finish(complaints)
