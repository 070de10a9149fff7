#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No C file calls a function that this project does without."""
import re

import tree

BANNED = re.compile(r'\b(sprintf|vsprintf|strcpy|stpcpy|strcat|strncpy|gets'
                    r'|atoi|atol|atoll|alloca|system|popen|strtok|tmpnam'
                    r'|mktemp)\s*\(')

complaints = []
for path in tree.files('.c', '.h'):
    for number, line in tree.code_lines(path):
        for match in BANNED.finditer(line):
            complaints.append(f'{path}:{number}: {match[1]}() is banned')
tree.finish(complaints)
