# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The package lists: which set needs which lists, without their comments.

# packages_of SET (try or check): the names of all packages it needs.
packages_of()
{
	local lists=(build try)
	[ "$1" = try ] || lists+=(check)
	local list
	for list in "${lists[@]}"; do
		sed 's/#.*//; /^[[:space:]]*$/d' "tools/packages/$list.list"
	done | sort -u
}
