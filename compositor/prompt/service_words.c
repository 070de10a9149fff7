// SPDX-License-Identifier: MIT
#include "compositor/prompt/service_words.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *service, *words;
} known[] = {
		{"qubes.ConnectTCP", "wants to reach a network port of a qube"},
		{"qubes.Filecopy", "wants to copy files to a qube"},
		{"qubes.GetAppmenus", "wants to know the programs of a qube"},
		{"qubes.Gpg", "wants to use the GPG keys of a qube"},
		{"qubes.Gpg2", "wants to use the GPG keys of a qube"},
		{"qubes.OpenInVM", "wants a qube to open a file"},
		{"qubes.OpenURL", "wants a qube to open a web address"},
		{"qubes.SshAgent", "wants to use the SSH keys of a qube"},
		{"qubes.StartApp", "wants to start a program of a qube"},
		{"qubes.VMExec", "wants to run a command in a qube"},
		{"qubes.VMExecGUI", "wants to run a command in a qube"},
		{"qubes.VMRootShell",
				"wants to run any command in a qube, as root"},
		{"qubes.VMShell", "wants to run any command in a qube"},
};

const char *
service_words_get(const char *service)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].service, service) == 0) {
			return known[i].words;
		}
	}
	return "wants to call a service of a qube";
}

void
service_words_format_time(int seconds, char out[SERVICE_WORDS_TIME])
{
	static const struct {
		int seconds;
		const char *one, *many;
	} units[] = {{604800, "week", "weeks"}, {86400, "day", "days"},
			{3600, "hour", "hours"}, {60, "min", "min"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		int count = seconds / units[i].seconds;

		if (count > 0 && seconds % units[i].seconds == 0) {
			snprintf(out, SERVICE_WORDS_TIME, "%d %s", count,
					count == 1 ? units[i].one
						   : units[i].many);
			return;
		}
	}
	snprintf(out, SERVICE_WORDS_TIME, "%d s", seconds);
}
