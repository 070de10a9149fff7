// SPDX-License-Identifier: MIT
#include "qube/qrexec/printable.h"

#include <string.h>

void
printable_filter(uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = data[i];

		if ((c < 0x20 || c > 0x7e) &&
				(c == 0 || strchr("\t\n\r\b\a", c) == NULL)) {
			data[i] = '_';
		}
	}
}
