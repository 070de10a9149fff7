// SPDX-License-Identifier: MIT
/*
 * A driver for tests of everything around the sandbox: its qube is one child
 * process that sleeps, and the commands run beside it without any isolation.
 */
#ifndef TESTS_SYSTEM_DIRECT_DRIVER_H
#define TESTS_SYSTEM_DIRECT_DRIVER_H

#include "zones/drivers/driver.h"

extern const struct driver driver_direct;

#endif
