# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Packages of a Debian host, by apt: all of them on Debian 13, a few tools
# where a contained root is used. Ordinary users need sudo for this alone.

# native_has PACKAGE [ROOT]: true if it is installed, there if not here.
native_has()
{
	[ "$(dpkg-query --admindir="${2:-}/var/lib/dpkg" -W \
		-f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs what SET (try or check) needs, asking first unless CI=true.
native_prepare()
{
	local name missing=()
	while read -r name; do
		native_has "$name" || missing+=("$name")
	done < <(packages_of "$1")
	[ ${#missing[@]} = 0 ] && return
	echo "These packages are missing:"
	printf '%s\n' "${missing[@]}" | paste -sd' ' | fold -s -w 76 |
		sed 's/^/    /'
	native_ask
	native_install "${missing[@]}"
}

native_ask()
{
	local answer=
	[ "${CI:-}" = true ] && return
	[ -t 0 ] || die "nobody is there to agree to installing them; run" \
		"again with CI=true, or install them with apt-get install"
	read -r -p 'Install them with apt-get now? [Y/n] ' answer
	case $answer in
	'' | [yY]*) ;;
	*) die "install them with apt-get install, then run again" ;;
	esac
}

# Installs the named packages, with sudo where that is needed.
native_install()
{
	local sudo=() log
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null ||
			die "let root run: apt-get install $*"
		sudo=(sudo)
		sudo -v || die "let root run: apt-get install $*"
	fi
	log=$(mktemp "${TMPDIR:-/tmp}/leadlight-apt.XXXXXX")
	native_apt 'reading the package lists' update || true
	native_apt "installing $# packages" install -y \
		--no-install-recommends "$@" ||
		die "apt-get failed; put right what it said above, run again"
	rm -f "$log"
}

# Not through say_quietly: apt must not be killed half way.
native_apt()
{
	local text=$1
	shift
	say "$text ..."
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q \
		-o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 </dev/null && return
	tail -n 25 "$log" | sed 's/^/    /'
	return 1
}
