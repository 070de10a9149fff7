# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the user sees of the tools: one line a step with the time since the
# start, and errors that say what to do. Commands run so that they die with
# the script, however that ends.

# Background commands have SIGINT and SIGQUIT ignored by bash: give them back.
say_mortal=(setpriv --pdeathsig KILL env --default-signal='INT,QUIT')

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
	"${say_mortal[@]}" "$@" <&0 &
	say_wait_for $! ''
}

# say_quietly TEXT LOG COMMAND...: runs COMMAND with its output in LOG; shows
# TEXT meanwhile, and the log's end if the command fails.
say_quietly()
{
	local text=$1 log=$2 begin=$SECONDS status=0
	shift 2
	[ -t 1 ] || say "$text ..."
	"${say_mortal[@]}" "$@" >"$log" 2>&1 </dev/null &
	say_wait_for $! "$text" || status=$?
	if [ "$status" = 0 ]; then
		say "$text: done in $((SECONDS - begin)) s"
		return 0
	fi
	say "$text: failed; the end of $log:"
	tail -n 40 "$log" | sed 's/^/    /'
	return "$status"
}

# Waits for the child PID; on a terminal shows TEXT, if any, with the clock.
say_wait_for()
{
	local pid=$1 text=$2 status=0
	# shellcheck disable=SC2064 # the pid of now is meant
	trap "kill -KILL $pid; exit 130" INT
	# shellcheck disable=SC2064
	trap "kill -KILL $pid; exit 143" TERM HUP
	if [ "$text" ] && [ -t 1 ]; then
		while kill -0 "$pid" 2>/dev/null; do
			printf '\r[%4d s] %s ...' "$SECONDS" "$text"
			sleep 0.5
		done
		printf '\r\033[K'
	fi
	wait "$pid" || status=$?
	trap - INT TERM HUP
	return "$status"
}
