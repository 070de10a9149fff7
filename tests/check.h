// SPDX-License-Identifier: MIT
/* cmocka wants these headers before its own; include this file instead. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#endif
