# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Where Leadlight is built and run on this machine: in a contained Debian 13
# root (the host is an older Debian), natively on Debian 13, or on another
# distribution as it is. LEADLIGHT_PLACE=contained|native|other overrides.

. tools/say.sh
. tools/packages.sh
. tools/root.sh
. tools/native.sh
. tools/other.sh

place_find()
{
	local id version
	id=$(. /etc/os-release; echo "${ID:-}")
	version=$(. /etc/os-release; echo "${VERSION_ID:-0}")
	case $id:${version%%.*} in
	debian:13) echo native ;;
	debian:1[0-2]) echo contained ;;
	*) echo other ;;
	esac
}

# Sets up all that SET (try or check) needs; ends the script if it can't.
place_prepare()
{
	place=${LEADLIGHT_PLACE:-$(place_find)}
	case $place in
	contained) root_prepare "$1" ;;
	native) native_prepare "$1" ;;
	other) other_prepare "$1" ;;
	*) die "LEADLIGHT_PLACE is '$place'; say contained, native or other" ;;
	esac
}

# place_run NAME COMMAND...: runs COMMAND there, in the current directory, when
# no other run of that NAME goes on in this folder. Its status is the result.
place_run()
{
	local lock status=0
	mkdir -p build
	exec {lock}>"build/$1.lock"
	if ! flock -n "$lock"; then
		say 'waiting for another run in this folder'
		flock "$lock"
	fi
	shift
	export LEADLIGHT_SECONDS=$SECONDS
	[ "$place" = contained ] && set -- tools/enter "$(root_path)" "$@"
	# the command must not keep the lock for what it leaves behind
	say_run "$@" {lock}>&- || status=$?
	exec {lock}>&-
	return "$status"
}
