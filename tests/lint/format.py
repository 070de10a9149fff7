#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""C files are as clang-format leaves them; all text files are tidy."""
import re

import tree


def untidy(path):
    text = tree.text(path)
    if not text:
        return
    if '\r' in text:
        yield f'{path}: has carriage returns'
    if not text.endswith('\n'):
        yield f'{path}: has no newline at the end'
    for number, line in enumerate(text.split('\n'), 1):
        if re.search(r'[ \t]$', line):
            yield f'{path}:{number}: has spaces at the end of the line'


complaints = tree.each_run(['clang-format', '--dry-run', '--Werror'],
                           tree.files('.c', '.h'))
for name in tree.files():
    if '/corpus/' not in name:
        complaints += untidy(name)
tree.finish(complaints)
