// SPDX-License-Identifier: MIT
#include "qube/qrexec/request.h"

#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"

static void
log_broken(const char *command, const struct err *err)
{
	char shown[256];

	log_err("cannot do \"%s\": %s",
			str_escape(shown, sizeof(shown), command, strlen(command)),
			err->text);
}

static int
load_config(struct request *request, const char *path, struct err *err)
{
	const struct qrexec_command *command = &request->command;
	struct service_config *config = &request->config;
	char *descriptor;
	int result;

	if (command->shell != NULL || path == NULL) {
		return 0;
	}
	descriptor = xformat("%s%s", command->full_name,
			command->argument ? "" : "+");
	result = service_config_load(
			path, descriptor, command->service, config, err);
	free(descriptor);
	if (result == 0 && config->user != NULL &&
			(config->skip_descriptor || config->exit_on_client_eof ||
					config->exit_on_service_eof)) {
		return err_set(err,
				"force-user is for programs, and other "
				"settings for sockets");
	}
	return result;
}

struct request *
request_create(const struct qrexec_msg *msg, const char *config_path)
{
	struct request *request = xcalloc(1, sizeof(*request));
	const char *text = msg->exec.command ? msg->exec.command : "";
	struct err err = {0};

	request->just_exec = msg->type == QREXEC_JUST_EXEC;
	request->params = msg->exec.params;
	if (qrexec_command_parse(text, &request->command, &err) < 0 ||
			load_config(request, config_path, &err) < 0) {
		log_broken(text, &err);
		request->broken = true;
	}
	request->user = request->config.user ? request->config.user
					     : request->command.user;
	return request;
}

struct request *
request_create_plain(const struct qrexec_msg *msg, const char *user)
{
	char *text = xformat("%s:%s", user, msg->exec.command);
	struct qrexec_msg whole = *msg;
	struct request *request;

	whole.exec.command = text;
	request = request_create(&whole, NULL);
	free(text);
	return request;
}

void
request_destroy(struct request *request)
{
	if (request != NULL) {
		qrexec_command_finish(&request->command);
		service_config_finish(&request->config);
		free(request);
	}
}

bool
request_may_be_forked(const struct request *request)
{
	const struct service_config *config = &request->config;

	return !request->broken && !request->command.nogui &&
			!config->skip_descriptor && !config->exit_on_client_eof &&
			!config->exit_on_service_eof;
}
