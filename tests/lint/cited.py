#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests that SECURITY.md names are there: "FILE: FUNCTION" or "FILE", without
an ending or with it."""
import os
import re
import sys

import tree

# The last column of a table.
CITED = re.compile(r'\| (test_\w+)(\.c|\.py)?(?:: (\w+))? \|$', re.M)


def find(name, ending):
    """The texts of tests of this name."""
    wanted = [name + one for one in ([ending] if ending else ['.c', '.py'])]
    return [tree.text(path) for path in tree.files('.c', '.py')
            if path.startswith('tests/') and os.path.basename(path) in wanted]


def is_there(name, ending, function):
    head = re.compile(rf'^(def )?{function}\(', re.M)
    return any(not function or head.search(text) for text in find(name, ending))


cited = CITED.findall(tree.text('SECURITY.md'))
wrong = [' '.join(one) for one in cited if not is_there(*one)]
for one in wrong:
    print(f'SECURITY.md names a test that is not there: {one}')
if not cited:
    print('SECURITY.md names no test')
sys.exit(1 if wrong or not cited else 0)
