#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shell scripts parse, and shellcheck has nothing to say about them."""
import tree

scripts = tree.shell_scripts()
complaints = []
for path in scripts:
    complaints += tree.each_run(['bash', '-n'], [path])
complaints += tree.each_run(
    ['shellcheck', '--format=gcc', '--external-sources', '--source-path=.'],
    scripts)
tree.finish(complaints)
