# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tests in the guest: TAP, and the hands on the outside.

tap_count=0
tap_failed=0

# check NAME COMMAND...: a test that passes if the command succeeds.
check()
{
	local name=$1 output
	shift
	tap_count=$((tap_count + 1))
	if output=$("$@" 2>&1); then
		echo "ok $tap_count - $name"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count - $name"
		[ -z "$output" ] || echo "# ${output//$'\n'/$'\n'# }"
	fi
}

# adopt FILE: takes over the lines of another program's TAP.
adopt()
{
	local line
	while IFS= read -r line; do
		case $line in
		'ok '* | 'not ok '*)
			tap_count=$((tap_count + 1))
			echo "${line%%ok *}ok $tap_count - ${line#* - }"
			;;
		'#'*) echo "$line" ;;
		esac
	done <"$1"
}

plan()
{
	echo "1..$tap_count"
}

refuse()
{
	! "$@"
}

# wait_for SECONDS COMMAND...: until the command succeeds; false if it never
# does in that time.
wait_for()
{
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.2
	done
}

# hands COMMAND...: asks hands.py and prints the value it answers with.
hands()
{
	local answer
	if [ -z "${hands_fd:-}" ]; then
		exec {hands_fd}<>"$VM_HANDS"
	fi
	echo "$*" >&"$hands_fd"
	IFS= read -r -t 60 answer <&"$hands_fd" || return 1
	case $answer in
	ok) ;;
	'ok '*) echo "${answer#ok }" ;;
	*)
		echo "$answer" >&2
		return 1
		;;
	esac
}
