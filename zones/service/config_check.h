// SPDX-License-Identifier: MIT
/* leadlight-zone --check-config. */
#ifndef ZONES_SERVICE_CONFIG_CHECK_H
#define ZONES_SERVICE_CONFIG_CHECK_H

#include <stdbool.h>

/* Reads all files of a configuration and says in the log what is wrong with
 * each and between them. True if nothing is. */
bool config_check(const char *config_dir);

#endif
