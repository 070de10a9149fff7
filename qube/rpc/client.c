// SPDX-License-Identifier: MIT
#include "qube/rpc/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/mem.h"
#include "common/programs.h"

#define CLIENT "qrexec-client-vm"
#define STOCK_CLIENT "/usr/lib/qubes/" CLIENT
#define FIXED_WORDS 5 // client -- target service helper
#define EXIT_REFUSED 126

static char *
find_client(void)
{
	char *path = programs_find(CLIENT);

	if (!path && access(STOCK_CLIENT, X_OK) == 0) {
		path = xstrdup(STOCK_CLIENT);
	}
	return path ? path : xstrdup(CLIENT);
}

static char **
make_words(const struct client_call *call, char *client, char *helper)
{
	size_t count = 0;
	char **words;

	while (call->args[count]) {
		count++;
	}
	words = xcalloc(FIXED_WORDS + count + 1, sizeof(*words));
	words[0] = client;
	words[1] = xstrdup("--");
	words[2] = xstrdup(call->target);
	words[3] = xstrdup(call->service);
	words[4] = helper;
	memcpy(words + FIXED_WORDS, call->args, count * sizeof(*words));
	return words;
}

static void
free_words(char **words)
{
	for (int i = 0; i < FIXED_WORDS; i++) {
		free(words[i]);
	}
	free(words);
}

void
client_exec(const struct client_call *call)
{
	char *helper = programs_find(call->helper);
	char **words;

	if (!helper) {
		fprintf(stderr, "%s is not beside this program\n", call->helper);
		return;
	}
	words = make_words(call, find_client(), helper);
	execvp(words[0], words);
	fprintf(stderr, "cannot start %s: %s\n", words[0], strerror(errno));
	free_words(words);
}

int
client_run(const struct client_call *call)
{
	pid_t pid;
	int status;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		perror("cannot start a process");
		return 1;
	}
	if (pid == 0) {
		client_exec(call);
		_exit(1);
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return 1;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
client_explain(int code)
{
	if (code == EXIT_REFUSED) {
		fputs("The call was refused: by the policy, by the person "
		      "asked, or since the qube did not start.\n",
				stderr);
	} else if (code == EXIT_REFUSED + 1) {
		fputs("The other qube has no such service.\n", stderr);
	}
}
