#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Folders include each other in one direction only.

Project headers are named from the top ("common/buf.h"), or by their bare name
within a folder. protocols/ is bytes in, bytes out: no header that does I/O.
"""
import os
import re

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)

# folder: what it may include besides itself and common
MAY = {
    'common': set(),
    'protocols': set(),
    'zones/client': {'protocols'},
    'zones/vchan': set(),
    'zones': {'protocols', 'zones/vchan'},
    'compositor': {'protocols', 'zones/client'},
    'qrexec': {'protocols', 'zones/client'},
    'admin': {'protocols'},
    'qube': {'protocols', 'zones/vchan'},
    'rdp': {'protocols'},
    'gui-slave': {'protocols', 'rdp'},
}
NO_IO = re.compile(r'^(unistd|poll|fcntl|netdb|wayland-.*|sys/(socket|un|mman'
                   r'|epoll|ioctl|stat)|netinet/.*|arpa/.*)\.h$')


def owner(path):
    """The folder of MAY that a file belongs to, or None (tests, tools)."""
    fitting = [name for name in MAY if path.startswith(name + '/')]
    return max(fitting, key=len, default=None)


def complain(path, number, kind, header):
    own, other = owner(path), owner(header)
    where = f'{path}:{number}:'
    if own == 'protocols' and NO_IO.match(header) \
            and not path.startswith('protocols/wayland/'):
        yield f'{where} protocols/ does no I/O, so not <{header}>'
    if kind == '<' or own is None:
        return
    if header.startswith(('../', './')):
        yield f'{where} "{header}": name it from the top of the project'
    elif header.startswith('tests/'):
        yield f'{where} "{header}": only tests use tests'
    elif other and other not in MAY[own] | {own, 'common'}:
        yield f'{where} {own}/ must not include "{header}"'


complaints = []
for name in tree.files('.c', '.h'):
    source = tree.text(name)
    for match in INCLUDE.finditer(source):
        line = source.count('\n', 0, match.start(2)) + 1
        complaints += complain(name, line, match[1], match[2])
    if owner(name) is None and os.path.dirname(name) \
            and not name.startswith('tests/'):
        complaints.append(f'{name}: its folder is not in {__file__}')
tree.finish(complaints)
