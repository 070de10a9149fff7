// SPDX-License-Identifier: MIT
/*
 * All here but login_start() runs in a process of its own, which may block,
 * and exits rather than returns.
 */
#define _GNU_SOURCE // close_range, initgroups
#include "qube/qrexec/login.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/qrexec/qrexec_data.h"
#include "qube/qrexec/process.h"

#define SERVICE "qrexec" // its name in /etc/pam.d
#define TYPE_NAME "name \"QREXEC_REQUESTED_TARGET=$5\""
#define TYPE_KEYWORD "keyword \"QREXEC_REQUESTED_TARGET_KEYWORD=$5\""

/* $1 the service's file, $2 its full name, $3 the source, $4 the argument, $5
 * the target asked for. The login's own files may have set the variables in
 * odd ways, so they are unset first. */
#define SCRIPT_BEGIN \
	"set -e\n" \
	"unset QREXEC_SERVICE_FULL_NAME QREXEC_REMOTE_DOMAIN " \
	"QREXEC_REQUESTED_TARGET_TYPE QREXEC_SERVICE_ARGUMENT " \
	"QREXEC_REQUESTED_TARGET QREXEC_REQUESTED_TARGET_KEYWORD\n" \
	"export \"QREXEC_SERVICE_FULL_NAME=$2\" \"QREXEC_REMOTE_DOMAIN=$3\" "

static int
converse(int count, const struct pam_message **messages,
		struct pam_response **responses, void *data)
{
	struct pam_response *answers = calloc((size_t)count, sizeof(*answers));
	char shown[256];

	if (answers == NULL) {
		return PAM_BUF_ERR;
	}
	for (int i = 0; i < count; i++) {
		int style = messages[i]->msg_style;

		if (style == PAM_ERROR_MSG) {
			log_warn("PAM: %s",
					str_escape(shown, sizeof(shown),
							messages[i]->msg,
							strlen(messages[i]->msg)));
		} else if (style == PAM_PROMPT_ECHO_OFF ||
				style == PAM_PROMPT_ECHO_ON) {
			answers[i].resp = strdup("");
		}
	}
	*responses = answers;
	return PAM_SUCCESS;
}

static _Noreturn void
give_up(pam_handle_t *pam, int result, const char *what)
{
	log_err("cannot %s for a service: %s", what,
			pam ? pam_strerror(pam, result) : strerror(errno));
	if (pam != NULL) {
		pam_end(pam, result);
	}
	_exit(QREXEC_EXIT_BROKEN);
}

static void
put_variable(pam_handle_t *pam, const char *name, const char *value)
{
	char *variable = xformat("%s=%s", name, value);
	int result = pam_putenv(pam, variable);

	free(variable);
	if (result != PAM_SUCCESS) {
		give_up(pam, result, "set a variable");
	}
}

static void
put_variables(pam_handle_t *pam, const struct passwd *pw)
{
	char *agent = xformat("%d", (int)getppid());

	put_variable(pam, "QREXEC_AGENT_PID", agent);
	put_variable(pam, "HOME", pw->pw_dir);
	put_variable(pam, "SHELL", pw->pw_shell);
	put_variable(pam, "USER", pw->pw_name);
	put_variable(pam, "LOGNAME", pw->pw_name);
	free(agent);
}

static pam_handle_t *
open_session(const struct passwd *pw)
{
	struct pam_conv conversation = {.conv = converse};
	pam_handle_t *pam = NULL;
	int result = pam_start(SERVICE, pw->pw_name, &conversation, &pam);

	if (result != PAM_SUCCESS) {
		log_err("PAM cannot be had");
		_exit(QREXEC_EXIT_BROKEN);
	}
	result = pam_authenticate(pam, 0);
	if (result != PAM_SUCCESS) {
		give_up(pam, result, "log in");
	}
	if (initgroups(pw->pw_name, pw->pw_gid) < 0) {
		give_up(pam, PAM_SYSTEM_ERR, "set the groups");
	}
	result = pam_setcred(pam, PAM_ESTABLISH_CRED);
	if (result == PAM_SUCCESS) {
		result = pam_open_session(pam, 0);
	}
	if (result != PAM_SUCCESS) {
		give_up(pam, result, "open a session");
	}
	put_variables(pam, pw);
	return pam;
}

static _Noreturn void
exec_service(const struct process_plan *plan, char **env)
{
	const struct qrexec_command *command = plan->command;
	const char *argument = command->argument ? command->argument : "";
	const char *target = command->target ? command->target : "";
	static const char *const types[] = {
			[QREXEC_TARGET_NONE] = "",
			[QREXEC_TARGET_NAME] = TYPE_NAME,
			[QREXEC_TARGET_KEYWORD] = TYPE_KEYWORD,
	};
	char *script = xformat(SCRIPT_BEGIN
			"QREXEC_REQUESTED_TARGET_TYPE=%s %s\nexec \"$1\" %s",
			types[command->target_type],
			command->argument ? "\"QREXEC_SERVICE_ARGUMENT=$4\"" : "",
			argument[0] != '\0' ? "\"$4\"" : "");

	execle("/bin/sh", "/bin/sh", "-lc", script, "sh", plan->path,
			command->full_name, command->source, argument, target,
			(char *)NULL, env);
	log_err_errno("cannot run /bin/sh");
	_exit(QREXEC_EXIT_BROKEN);
}

static _Noreturn void
exec_shell(const struct process_plan *plan, const struct passwd *pw, char **env)
{
	const char *slash = strrchr(pw->pw_shell, '/');
	char *name = xformat("-%s", slash ? slash + 1 : pw->pw_shell);

	execle(pw->pw_shell, name, "-c", plan->command->shell, (char *)NULL, env);
	log_err_errno("cannot run the user's shell");
	_exit(QREXEC_EXIT_BROKEN);
}

static _Noreturn void
become(const struct process_plan *plan, const struct passwd *pw, pam_handle_t *pam)
{
	char **env;

	if (setgid(pw->pw_gid) < 0 || setuid(pw->pw_uid) < 0) {
		log_err_errno("cannot become the user");
		_exit(QREXEC_EXIT_BROKEN);
	}
	setsid();
	env = pam_getenvlist(pam);
	if (env == NULL) {
		_exit(QREXEC_EXIT_BROKEN);
	}
	if (chdir(pw->pw_dir) < 0) {
		log_warn_errno("cannot enter the user's home");
	}
	if (plan->path != NULL) {
		exec_service(plan, env);
	}
	exec_shell(plan, pw, env);
}

/* The session ends with its first process. */
static _Noreturn void
hold_session(pam_handle_t *pam, pid_t child)
{
	int status = 0;
	int result;

	close_range(0, 2, 0); // or nobody would see the child close them
	while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
	}
	result = pam_close_session(pam, 0);
	pam_setcred(pam, PAM_DELETE_CRED | PAM_SILENT);
	pam_end(pam, result);
	_exit(process_get_exit_code(status));
}

static _Noreturn void
run(const struct process_plan *plan)
{
	struct passwd *pw = getpwnam(plan->user);
	pam_handle_t *pam;
	pid_t child;

	if (pw == NULL || pw->pw_dir[0] == '\0') {
		log_err("there is no such user to run a service as");
		_exit(QREXEC_EXIT_BROKEN);
	}
	pam = open_session(pw);
	child = fork();
	if (child < 0) {
		give_up(pam, PAM_SYSTEM_ERR, "fork");
	}
	if (child == 0) {
		become(plan, pw, pam);
	}
	hold_session(pam, child);
}

static void
clean_process(const int fds[3])
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 3; i++) {
		if (fds[i] >= 0 && dup2(fds[i], i) < 0) {
			_exit(QREXEC_EXIT_BROKEN);
		}
	}
	log_wait(); // why it fails is for the caller to read
	close_range(3, ~0U, 0);
}

bool
login_start(const struct process_plan *plan, pid_t *pid)
{
	*pid = fork();
	if (*pid < 0) {
		log_err_errno("cannot fork");
		return false;
	}
	if (*pid == 0) {
		clean_process(plan->fds);
		run(plan);
	}
	return true;
}
