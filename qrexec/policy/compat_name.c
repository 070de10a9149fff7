// SPDX-License-Identifier: MIT
#include "compat_name.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

#define IN_NAMES \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._"

char *
compat_name_split(const char *name, const char **argument)
{
	const char *plus = strchr(name, '+');
	size_t len = plus ? (size_t)(plus - name) : strlen(name);

	*argument = plus ? plus : "*";
	return xformat("%.*s", (int)len, name);
}

static int
compare(const void *a, const void *b)
{
	const char *argument_a;
	const char *argument_b;
	char *service_a = compat_name_split(*(char *const *)a, &argument_a);
	char *service_b = compat_name_split(*(char *const *)b, &argument_b);
	int result = strcmp(service_a, service_b);
	int all_a = strcmp(argument_a, "*") == 0;
	int all_b = strcmp(argument_b, "*") == 0;

	free(service_a);
	free(service_b);
	if (result == 0) {
		result = all_a || all_b ? all_a - all_b
					: strcmp(argument_a, argument_b);
	}
	return result;
}

static bool
is_compat_name(const char *name)
{
	static const char *const ignored[] = {".rpmsave", ".rpmnew", ".swp"};
	size_t len = strlen(name);

	if (name[0] == '.' || name[strspn(name, IN_NAMES)]) {
		return false;
	}
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		size_t tail = strlen(ignored[i]);

		if (len > tail && strcmp(name + len - tail, ignored[i]) == 0) {
			return false;
		}
	}
	return true;
}

void
compat_name_keep(struct policy_names *names)
{
	size_t kept = 0;

	for (size_t i = 0; i < names->count; i++) {
		if (is_compat_name(names->names[i])) {
			names->names[kept++] = names->names[i];
		} else {
			free(names->names[i]);
		}
	}
	names->count = kept;
	qsort(names->names, kept, sizeof(char *), compare);
}
