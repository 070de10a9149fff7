# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The contained Debian 13 root in the user's cache: made once by mmdebstrap
# (as root, or as an ordinary user in a user namespace), shared by all clones,
# later only added to. Nothing else on the host is touched, except that the
# few packages of root_tools are installed where they are missing.
#
#   trixie/                     the root; it appears by a rename when complete
#   trixie/.leadlight/HASH      the package set of that hash is installed
#   trixie.new/                 one being made; removed by the next run
#   lock                        held while a root is made or added to
#   *.log                       what mmdebstrap and apt said last
#   ccache/                     the compiler's cache (used through tools/enter)

root_base=(ca-certificates eatmydata)

root_cache()
{
	echo "${XDG_CACHE_HOME:-$HOME/.cache}/leadlight"
}

root_path()
{
	echo "$(root_cache)/trixie"
}

# Makes the root hold all packages of SET.
root_prepare()
{
	local set=$1 cache root stamp
	cache=$(root_cache)
	root=$(root_path)
	stamp=$root/.leadlight/$(root_packages "$set" | sha256sum | cut -c1-16)
	if [ -e "$stamp" ]; then
		root_check_owner "$root"
		return
	fi
	root_install_tools
	mkdir -p "$cache" || die "cannot make $cache; set XDG_CACHE_HOME to a" \
		"folder that you can write to"
	exec {root_lock}>"$cache/lock"
	if ! flock -n "$root_lock"; then
		say "waiting for another run that is working on $root"
		flock "$root_lock"
	fi
	if [ -e "$stamp" ]; then
		: # the other run did it
	elif [ -e "$root" ]; then
		root_check_owner "$root"
		root_add "$set" "$stamp"
	else
		root_make "$set" "$stamp"
	fi
	exec {root_lock}>&-
}

root_check_owner()
{
	[ -O "$1" ] || die "$1 belongs to another user; run as that user, or" \
		"set XDG_CACHE_HOME to a folder of your own"
}

root_packages()
{
	{
		packages_of "$1"
		printf '%s\n' "${root_base[@]}"
	} | sort -u
}

# What mmdebstrap needs on the host. uidmap only serves ordinary users.
root_install_tools()
{
	local tool missing=() tools=(mmdebstrap eatmydata)
	[ "$(id -u)" = 0 ] || tools+=(uidmap)
	for tool in "${tools[@]}"; do
		native_has "$tool" || missing+=("$tool")
	done
	[ ${#missing[@]} = 0 ] && return
	native_install "${missing[@]}"
}

# As an ordinary user the root is owned by the user and his subordinate ids.
root_check_user()
{
	local user
	[ "$(id -u)" = 0 ] && return
	user=$(id -un)
	if ! grep -q "^$user:" /etc/subuid || ! grep -q "^$user:" /etc/subgid
	then
		die "$user has no subordinate ids; let root run: usermod" \
			"--add-subuids 100000-165535 --add-subgids" \
			"100000-165535 $user"
	fi
	tools/unshared true ||
		die "this system does not let users make namespaces; run as" \
			"root, or allow it (user.max_user_namespaces)"
}

# Debian's mirror as the host's apt has it, its codename replaced: lines for
# sources.list.
root_sources()
{
	local codename
	codename=$(. /etc/os-release; echo "$VERSION_CODENAME")
	# shellcheck disable=SC2016 # apt's variables, not the shell's
	apt-get indextargets --format \
		'$(CREATED_BY)|$(RELEASE)|$(REPO_URI)|$(COMPONENT)' |
	while IFS='|' read -r kind suite uri component; do
		case $kind:$suite:$component in
		Packages:"$codename":main | \
		Packages:"$codename"-updates:main | \
		Packages:"$codename"-security:main)
			suite=trixie${suite#"$codename"}
			echo "deb $uri $suite $component"
			;;
		esac
	done | sort -u
}

# How the host's apt reaches the mirror: proxies and date checks.
root_apt_conf()
{
	apt-config dump | sed -nE \
		'/^Acquire::(http|https|ftp)::(Proxy|No-Proxy)/p; /^Acquire::Check-/p'
	echo 'Acquire::Languages "none";'
	echo 'APT::Install-Recommends "false";'
}

root_make()
{
	local set=$1 stamp=$2 cache root new
	cache=$(root_cache)
	root=$(root_path)
	new=$root.new
	root_check_user
	root_remove "$new"
	root_sources >"$cache/sources.list"
	[ -s "$cache/sources.list" ] || die "apt's sources name no Debian" \
		"mirror with this system's codename; add one and run again"
	root_apt_conf >"$cache/apt.conf"
	# INITRD=No: the kernel is for virtual machines with their own initramfs
	local command=(
		tools/unshared env INITRD=No mmdebstrap
		--mode=root --variant=minbase --format=directory
		--aptopt="$cache/apt.conf"
		--dpkgopt='force-unsafe-io'
		--dpkgopt='path-exclude=/usr/share/doc/*'
		--dpkgopt='path-exclude=/usr/share/man/*'
		--dpkgopt='path-exclude=/usr/share/info/*'
		--dpkgopt='path-exclude=/usr/share/locale/*'
		--extract-hook="$PWD/tools/root-begin \"\$1\""
		--include="$(root_packages "$set" | paste -sd,)"
		--customize-hook="$PWD/tools/root-finish \"\$1\""
		trixie "$new" "$cache/sources.list")
	say_quietly "making a Debian 13 root in $root (once)" \
		"$cache/make.log" "${command[@]}" ||
		die "could not make the root; check the network and apt's" \
			"mirror, then run again"
	mkdir "$new/.leadlight"
	touch "$new/.leadlight/${stamp##*/}"
	mv "$new" "$root"
}

root_add()
{
	local set=$1 stamp=$2 cache root name missing=()
	cache=$(root_cache)
	root=$(root_path)
	while read -r name; do
		native_has "$name" "$root" || missing+=("$name")
	done < <(root_packages "$set")
	if [ ${#missing[@]} = 0 ]; then
		touch "$stamp"
		return
	fi
	root_sources >"$cache/sources.list"
	root_apt_conf >"$cache/apt.conf"
	cp "$cache/sources.list" "$root/etc/apt/sources.list.d/0000sources.list"
	cp "$cache/apt.conf" "$root/etc/apt/apt.conf.d/99mmdebstrap"
	say_quietly "adding ${#missing[@]} packages to $root" "$cache/add.log" \
		tools/enter "$root" tools/root-add "${missing[@]}" ||
		die "could not add packages; check the network, or remove" \
			"$root and run again"
	touch "$stamp"
}

# Removes a tree of foreign owners, never crossing into a mount.
root_remove()
{
	[ -e "$1" ] || return 0
	say_quietly 'removing an unfinished root' "$(root_cache)/remove.log" \
		tools/unshared rm -rf --one-file-system "$1" || die "cannot remove $1; remove it by hand"
}
