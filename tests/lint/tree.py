# SPDX-License-Identifier: MIT
"""What the lint tests share: the tree's files, and how complaints are told."""
import os
import subprocess
import sys

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
LEFT_OUT = {'.git', 'build', 'subprojects', '__pycache__'}


def files(*ends):
    """Paths of our files below TOP whose names have one of these ends."""
    found = []
    for folder, folders, names in os.walk(TOP):
        folders[:] = sorted(name for name in folders
                            if name not in LEFT_OUT
                            and not name.startswith('build-'))
        for name in names:
            if not ends or name.endswith(ends):
                found.append(os.path.relpath(os.path.join(folder, name), TOP))
    return sorted(found)


def text(path):
    """A file's text, or None if it is binary."""
    with open(os.path.join(TOP, path), 'rb') as file:
        data = file.read()
    try:
        return None if b'\0' in data else data.decode()
    except UnicodeDecodeError:
        return None


def code_lines(path):
    """(number, line) of C without comments and the insides of strings."""
    return list(enumerate(strip(text(path)).split('\n'), 1))


def strip(source):
    """C source with comments and string contents blanked, lines kept."""
    out, state, i = [], None, 0
    while i < len(source):
        two, one = source[i:i + 2], source[i]
        if state is None and two in ('//', '/*'):
            state, i = two, i + 2
            continue
        if state is None and one in '"\'':
            state = one
        elif state in ('"', "'"):
            if one == '\\':
                i += 2
                continue
            if one == state or one == '\n':
                state = None
        elif state == '/*' and two == '*/':
            state, i = None, i + 2
            continue
        elif state == '//' and one == '\n':
            state = None
        if state is None or one in '"\'\n' and state not in ('//', '/*') \
                or one == '\n':
            out.append(one)
        i += 1
    return ''.join(out)


def shell_scripts():
    """Files that a shell runs or reads."""
    found = []
    for path in files():
        first = (text(path) or '').split('\n', 1)[0]
        if path.endswith('.sh') or first in ('#!/bin/sh', '#!/bin/bash'):
            found.append(path)
    return found


def each_run(command, paths):
    """Runs command on all paths at once; its output is the complaints."""
    if not paths:
        return []
    done = subprocess.run(command + list(paths), cwd=TOP, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.splitlines() or ['failed'] if done.returncode else []


def finish(complaints):
    """Prints the complaints and ends the test."""
    for complaint in complaints:
        print(complaint)
    if complaints:
        print(f'{len(complaints)} complaint(s)')
    sys.exit(1 if complaints else 0)
