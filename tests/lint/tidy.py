#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tidy.py BUILD: clang-tidy has nothing to say about the C files.

A file that passed is not looked at again while it, what it includes and the
settings stay the same: BUILD/tidy keeps a mark for each.
"""
import hashlib
import json
import os
import re
import subprocess
import sys
from multiprocessing.pool import ThreadPool

import tree

# gcc's own; and warnings are the compilers' business
LEFT_OUT = {'-fhardened', '-Wno-hardened', '-Werror'}


def includes(build):
    """Object: the files of ours it was made of, from ninja's records."""
    out = subprocess.run(['ninja', '-C', build, '-t', 'deps'], text=True,
                         capture_output=True, check=True).stdout
    made_of, now = {}, None
    for line in out.splitlines():
        match = re.match(r'(\S+): #deps', line)
        if match:
            now = made_of.setdefault(match[1], [])
        elif line.startswith(' ') and not line.startswith('    /usr/'):
            now.append(os.path.join(build, line.strip()))
    return made_of


def commands(build):
    """Compiler calls of our C files, as clang takes them."""
    with open(os.path.join(build, 'compile_commands.json'),
              encoding='utf-8') as file:
        entries = json.load(file)
    for entry in entries:
        path = os.path.realpath(os.path.join(build, entry['file']))
        if path.endswith('.c') and not path.startswith(build):
            words = entry['command'].split(' ')
            entry['command'] = ' '.join(
                word for word in words if word not in LEFT_OUT) + ' -w'
            yield dict(entry, file=path)


def fingerprint(entry, files, settings):
    sum_ = hashlib.sha256((settings + entry['command']).encode())
    for path in [entry['file']] + sorted(files):
        with open(path, 'rb') as file:
            sum_.update(file.read())
    return sum_.hexdigest()


def look(job):
    path, mark, database = job
    done = subprocess.run(['clang-tidy', '-p', database, '--quiet', path],
                          text=True, capture_output=True, cwd=tree.TOP)
    if done.returncode == 0:
        open(mark, 'w', encoding='utf-8').close()
        return []
    text = done.stdout.replace(tree.TOP + '/', '').replace('../../', '')
    return [line for line in text.splitlines()
            if re.search(r': (error|warning): ', line)] or [done.stderr]


def main():
    build = os.path.realpath(sys.argv[1])
    marks = os.path.join(build, 'tidy')
    os.makedirs(marks, exist_ok=True)
    settings = ''.join(tree.text(path) for path in tree.files('.clang-tidy'))
    made_of = includes(build)
    entries, jobs = [], {}
    for entry in commands(build):
        mark = os.path.join(marks, fingerprint(
            entry, made_of.get(entry['output'], []), settings))
        if not os.path.exists(mark) and entry['file'] not in jobs:
            entries.append(entry)
            jobs[entry['file']] = (entry['file'], mark, marks)
    with open(os.path.join(marks, 'compile_commands.json'), 'w',
              encoding='utf-8') as file:
        json.dump(entries, file)
    with ThreadPool(len(os.sched_getaffinity(0))) as pool:
        found = pool.map(look, jobs.values(), chunksize=1)
    print(f'{len(jobs)} files looked at')
    tree.finish(sorted({line for lines in found for line in lines}))


main()
