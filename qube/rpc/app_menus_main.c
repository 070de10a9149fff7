// SPDX-License-Identifier: MIT
/* qubes.GetAppmenus: says which programs the qube has. */
#include "qube/rpc/app_menus.h"

int
main(int argc, char **argv)
{
	app_menus_list(stdout);
	return fflush(stdout) == 0 ? 0 : 1;
}
