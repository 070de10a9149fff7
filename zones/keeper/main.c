// SPDX-License-Identifier: MIT
#include "zones/drivers/driver.h"
#include "zones/keeper/keeper_program.h"

int
main(int argc, char **argv)
{
	return keeper_program_main(argc, argv, &driver_sandbox);
}
