# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tests in the guest: a person with a seat, and her session.

home=/srv/ann
session= # its process, once it was started

# devices: what systemd would have done before the login.
devices()
{
	/usr/lib/systemd/systemd-udevd --daemon
	udevadm trigger --action=add
	udevadm settle --timeout=30
}

make_ann()
{
	echo 'ann:x:1000:1000::/srv/ann:/bin/bash' >>/etc/passwd
	echo 'ann:x:1000:' >>/etc/group
	echo 'ann:200000:65536' >>/etc/subuid
	echo 'ann:200000:65536' >>/etc/subgid
	mkdir -p "$home/config/qubes.d" /run/user/1000
	chown -R 1000:1000 "$home" /run/user/1000
	chmod 700 "$home" /run/user/1000
	seatd -u ann >/run/seatd.log 2>&1 &
	wait_for 10 test -S /run/seatd.sock
}

# A part of the control groups that is hers, as a service manager gives it.
delegate()
{
	local group=/sys/fs/cgroup/ann
	echo '+memory +pids +cpu' >/sys/fs/cgroup/cgroup.subtree_control
	mkdir "$group" "$group/session"
	chown 1000:1000 "$group"{,/session} \
		"$group"/{cgroup.procs,cgroup.subtree_control} \
		"$group"/session/{cgroup.procs,cgroup.subtree_control}
	echo "$BASHPID" >"$group/session/cgroup.procs"
}

# exec_as_ann COMMAND...: turns into it, as she would be after logging in.
exec_as_ann()
{
	exec setpriv --reuid 1000 --regid 1000 --init-groups \
		env -i HOME="$home" USER=ann PATH="$PATH" LANG=C.UTF-8 \
		XDG_RUNTIME_DIR=/run/user/1000 LIBSEAT_BACKEND=seatd \
		LEADLIGHT_PROGRAMS="$VM_BUILD/compositor:$VM_BUILD/qrexec:$VM_BUILD/zones:$VM_BUILD/qube" \
		"$@"
}

# start_session [NAME=VALUE...]: logs her in, with these in the environment.
start_session()
{
	{
		delegate
		exec_as_ann "$@" "$VM_BUILD/compositor/session/leadlight-session" \
			--config "$home/config"
	} >/run/session.log 2>&1 &
	# shellcheck disable=SC2034 # for who sources this
	session=$!
}
