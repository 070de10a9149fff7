// SPDX-License-Identifier: MIT
/* leadlight-keeper as a program: options, signals, event loop. */
#ifndef ZONES_KEEPER_KEEPER_PROGRAM_H
#define ZONES_KEEPER_KEEPER_PROGRAM_H

struct driver;

/* What main() does, with this driver. Returns the exit status. */
int keeper_program_main(int argc, char **argv, const struct driver *driver);

#endif
