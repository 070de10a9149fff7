#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""links.py BUILD: programs that are trusted link no network, TLS or RDP code.

Looks at what the built program names itself and at what that pulls in.
"""
import os
import re
import subprocess
import sys

import tree

# Never, not even through another library.
NEVER = re.compile(r'lib(gnutls|ssl|curl|nghttp|ssh|soup|freerdp|winpr'
                   r'|websockets|microhttpd|virt|zmq)\b')
# Not by the program itself; pango brings gio along without using its network.
DIRECT = re.compile(r'lib(gio-2|crypto|resolv)\b')
PROGRAMS = [
    'compositor/leadlight',
    'compositor/session/leadlight-session',
    'qrexec/leadlight-qrexec',
    'qrexec/tool/leadlight-policy',
    'qube/bin/qrexec-client-vm',
    'qube/leadlight-agent',
    'qube/leadlight-qrexec-agent',
    'qube/leadlight-qube-init',
    'zones/leadlight-keeper',
    'zones/leadlight-zone',
]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True,
                          check=True).stdout


def complain(program, path):
    for name in re.findall(r'\(NEEDED\).*\[(.*)\]', run('readelf', '-d', path)):
        if DIRECT.match(name) or NEVER.match(name):
            yield f'{program}: links {name}'
    for name in re.findall(r'^\s*(\S+) =>', run('ldd', path), re.M):
        if NEVER.match(name):
            yield f'{program}: brings {name} along'


complaints = []
for program in PROGRAMS:
    path = os.path.join(sys.argv[1], program)
    if os.path.exists(path):
        complaints += complain(program, path)
    else:
        complaints.append(f'{program}: is not built; mend the list in links.py')
tree.finish(complaints)
