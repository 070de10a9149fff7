#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pages.py BUILD: scdoc reads every man page, each installed program has one."""
import json
import os
import subprocess
import sys

import tree


def unreadable(path):
    with open(os.path.join(tree.TOP, path), 'rb') as page:
        done = subprocess.run(['scdoc'], stdin=page, capture_output=True)
    if done.returncode:
        yield f'{path}: {done.stderr.decode().strip()}'


def without_page(build, pages, listed):
    with open(os.path.join(build, 'meson-info', 'intro-installed.json'),
              encoding='utf-8') as file:
        installed = json.load(file).values()
    for target in installed:
        folder, name = os.path.split(target)
        if os.path.basename(folder) in ('bin', 'sbin', 'libexec', 'leadlight') \
                and '.' not in name \
                and not any(f'data/man/{name}.{n}.scd' in pages
                            or f"'{name}.{n}': " in listed for n in '18'):
            yield f'{target}: has no page data/man/{name}.1.scd or .8.scd'


found = tree.files('.scd')
complaints = [text for page in found for text in unreadable(page)]
listed = tree.text('data/man/meson.build')
complaints += without_page(sys.argv[1], found, listed)
complaints += [f'{page}: is not listed in data/man/meson.build'
               for page in found
               if f"'{os.path.basename(page)[:-4]}'" not in listed]
complaints += [f'{page}: its first line does not name it' for page in found
               if not tree.text(page).startswith(
                   '{}({})'.format(*os.path.basename(page).split('.')[:2]))]
tree.finish(complaints)
