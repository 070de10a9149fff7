# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Distributions whose package names we do not know: say what is missing by
# its pkg-config name, and build if all is there.

other_prepare()
{
	local name least who missing=()
	for name in cc meson ninja pkg-config; do
		command -v "$name" >/dev/null || missing+=("the command $name")
	done
	while read -r name least who; do
		[ "$1" = check ] || [ "$who" = build ] || continue
		[ "$least" = - ] || name="$name >= $least"
		pkg-config --exists "$name" 2>/dev/null || missing+=("$name")
	done < <(sed 's/#.*//; /^[[:space:]]*$/d' tools/packages/pkgconfig.list)
	[ ${#missing[@]} = 0 ] && return
	echo "This distribution is not Debian; please install what is missing:"
	printf '    %s\n' "${missing[@]}"
	die "run again when those commands and pkg-config modules are there"
}
