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

NETWORK = re.compile(r'lib(gnutls|ssl|crypto|curl|nghttp|ssh|soup|gio-2'
                     r'|freerdp|winpr|websockets|microhttpd|virt|zmq)\b')
# program, from the build folder: what it must not link
FORBIDDEN = {
    'compositor/leadlight': NETWORK,
    'compositor/session/leadlight-session': NETWORK,
    'zones/leadlight-zone': NETWORK,
    'zones/leadlight-keeper': NETWORK,
    'qube/leadlight-agent': NETWORK,
}


def needed(program):
    out = subprocess.run(['readelf', '-d', program], capture_output=True,
                         text=True, check=True).stdout
    return re.findall(r'\(NEEDED\).*\[(.*)\]', out)


build = sys.argv[1]
complaints = []
looked = 0
for path, pattern in FORBIDDEN.items():
    program = os.path.join(build, path)
    if os.path.exists(program):
        looked += 1
        complaints += [f'{path}: links {name}' for name in needed(program)
                       if pattern.match(name)]
print(f'{looked} of {len(FORBIDDEN)} programs are built')
tree.finish(complaints)
