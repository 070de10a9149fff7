// SPDX-License-Identifier: MIT
/* leadlight-keeper with the driver for tests. */
#include "tests/system/direct_driver.h"
#include "zones/keeper/keeper_program.h"

int
main(int argc, char **argv)
{
	return keeper_program_main(argc, argv, &driver_direct);
}
