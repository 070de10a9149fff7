#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The package lists are sorted, and name every dependency meson asks for."""
import re

import tree

FOLDER = 'tools/packages/'
DEPENDENCY = re.compile(r"\bdependency\('([^']+)'")
OPTIONAL = {'scdoc'}


def names(list_):
    lines = (line.split('#')[0].split()
             for line in tree.text(FOLDER + list_).splitlines())
    return [words[0] for words in lines if words]


complaints = []
for file in ('build.list', 'try.list', 'check.list', 'pkgconfig.list'):
    if names(file) != sorted(set(names(file))):
        complaints.append(f'{FOLDER}{file}: is not sorted, or says it twice')
asked = {name for path in tree.files('meson.build')
         for name in DEPENDENCY.findall(tree.text(path))} - OPTIONAL
listed = set(names('pkgconfig.list'))
complaints += [f'{FOLDER}pkgconfig.list: lacks {name} (is its package in '
               'build.list?)' for name in sorted(asked - listed)]
complaints += [f'{FOLDER}pkgconfig.list: nothing asks for {name}'
               for name in sorted(listed - asked)]
tree.finish(complaints)
