// SPDX-License-Identifier: MIT
#define _DEFAULT_SOURCE // getentropy
#include "zones/drivers/template.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"

#define MACHINE_ID_BYTES 16

const char *const template_etc[] = {
		"alsa",
		"alternatives",
		"bash.bashrc",
		"bash_completion.d",
		"ca-certificates.conf",
		"chromium",
		"chromium.d",
		"dconf",
		"default/locale",
		"drirc",
		"emacs",
		"firefox",
		"firefox-esr",
		"fonts",
		"glvnd",
		"gtk-2.0",
		"gtk-3.0",
		"gtk-4.0",
		"ImageMagick-7",
		"inputrc",
		"java",
		"ld.so.cache",
		"ld.so.conf",
		"ld.so.conf.d",
		"libreoffice",
		"locale.alias",
		"locale.conf",
		"localtime",
		"magic",
		"mailcap",
		"mime.types",
		"mpv",
		"nanorc",
		"openal",
		"os-release",
		"pango",
		"papersize",
		"perl",
		"pipewire",
		"profile",
		"profile.d",
		"protocols",
		"pulse",
		"python3",
		"python3.13",
		"qubes-rpc",
		"qubes/rpc-config",
		"rpc",
		"services",
		"shells",
		"skel",
		"ssl/certs",
		"ssl/openssl.cnf",
		"terminfo",
		"thunderbird",
		"vim",
		"vulkan",
		"X11",
		"xdg",
		NULL,
};

/* A new one at each start: it is what D-Bus wants, and tells nothing. */
static char *
make_machine_id(void)
{
	uint8_t bytes[MACHINE_ID_BYTES] = {0};
	char text[2 * MACHINE_ID_BYTES + 1] = "";

	if (getentropy(bytes, sizeof(bytes)) < 0) {
		bytes[0] = 1; // all zeros is not a valid one
	}
	for (size_t i = 0; i < MACHINE_ID_BYTES; i++) {
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	}
	return xformat("%s\n", text);
}

void
template_init(struct template_file files[TEMPLATE_FILES], const char *name)
{
	const struct template_file made[TEMPLATE_FILES] = {
			{"/etc/passwd",
					xstrdup("root:x:0:0:root:/:/usr/sbin/"
						"nologin\n"
						"user:x:1000:1000:user:/home/"
						"user:/bin/bash\n"
						"nobody:x:65534:65534:nobody:/"
						":/usr/sbin/nologin\n")},
			{"/etc/group",
					xstrdup("root:x:0:\ntty:x:5:\n"
						"user:x:1000:\n"
						"nogroup:x:65534:\n")},
			{"/etc/hostname", xformat("%s\n", name)},
			{"/etc/hosts",
					xformat("127.0.0.1 localhost %s\n"
						"::1 localhost\n",
							name)},
			{"/etc/machine-id", make_machine_id()},
			{"/etc/nsswitch.conf",
					xstrdup("passwd: files\ngroup: files\n"
						"hosts: files dns\n"
						"services: files\n"
						"protocols: files\n")},
			{"/etc/resolv.conf", xstrdup("")},
			// the frame has the buttons: no second set of them
			{TEMPLATE_XDG "/gtk-3.0/settings.ini",
					xstrdup("[Settings]\n"
						"gtk-decoration-layout=:\n")},
			{TEMPLATE_XDG "/gtk-4.0/settings.ini",
					xstrdup("[Settings]\n"
						"gtk-decoration-layout=:\n")},
	};

	memcpy(files, made, sizeof(made));
}

void
template_finish(struct template_file files[TEMPLATE_FILES])
{
	for (size_t i = 0; i < TEMPLATE_FILES; i++) {
		free(files[i].text);
		files[i] = (struct template_file){0};
	}
}
