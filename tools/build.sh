# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Building with meson, one folder below build/ for each kind of build.

# build_make NAME [OPTIONS-OF-MESON...]: configures build/NAME if it is new,
# or was made with other options, then compiles. Fails with the reason shown.
build_make()
{
	local dir=build/$1 log=build/$1.log
	shift
	if [ "$(cat "$dir/.options" 2>/dev/null)" != "$*" ]; then
		rm -rf "$dir"
		say_quietly "configuring $dir" "$log" meson setup "$dir" "$@" ||
			return 1
		echo "$*" >"$dir/.options"
	fi
	say_quietly "compiling $dir" "$log" ninja -C "$dir" -j "$(nproc)"
}
