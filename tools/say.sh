# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the user sees of the tools: one line a step with the time since the
# start, and errors that say what to do. Commands run so that they end with
# the script, however that ends.

# A script that another one started goes on with its clock.
SECONDS=${LEADLIGHT_SECONDS:-0}

# A line with the time since the start.
say()
{
	printf '[%4d s] %s\n' "$SECONDS" "$*"
}

# Ends the script with a sentence for the user.
die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Runs COMMAND as it is; its status is the result.
say_run()
{
	say_start "$@" <&0
	say_wait ''
}

# say_quietly TEXT LOG COMMAND...: runs COMMAND with its output in LOG; shows
# TEXT meanwhile, and the log's end if the command fails.
say_quietly()
{
	local text=$1 log=$2 begin=$SECONDS status=0
	shift 2
	[ -t 1 ] || say "$text ..."
	say_start "$@" >"$log" 2>&1 </dev/null
	say_wait "$text" || status=$?
	if [ "$status" = 0 ]; then
		say "$text: done in $((SECONDS - begin)) s"
		return 0
	fi
	say "$text: failed; the end of $log:"
	tail -n 40 "$log" | sed 's/^/    /'
	return "$status"
}

# Starts COMMAND as say_child; say_signal ends it and all that it started. It
# comes by itself if this script is killed. SIGINT and SIGQUIT, which bash
# takes from background commands, are given back.
say_start()
{
	case $1 in
	tools/enter | tools/unshared) say_signal=KILL ;;
	*) say_signal=TERM ;;
	esac
	setpriv --pdeathsig "$say_signal" env --default-signal='INT,QUIT' \
		"$@" <&0 &
	say_child=$!
}

# Waits for say_child; on a terminal shows TEXT, if any, with the clock.
say_wait()
{
	local text=$1 status=0
	trap 'say_end 130' INT
	trap 'say_end 143' TERM HUP
	if [ "$text" ] && [ -t 1 ]; then
		while kill -0 "$say_child" 2>/dev/null; do
			printf '\r[%4d s] %s ...' "$SECONDS" "$text"
			sleep 0.5
		done
		printf '\r\033[K'
	fi
	wait "$say_child" || status=$?
	trap - INT TERM HUP
	return "$status"
}

# Ends say_child, then the script with STATUS.
say_end()
{
	trap '' INT TERM HUP
	kill -"$say_signal" "$say_child" 2>/dev/null || true
	wait "$say_child" 2>/dev/null || true
	exit "$1"
}
