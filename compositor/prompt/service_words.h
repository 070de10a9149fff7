// SPDX-License-Identifier: MIT
/* What the services that everybody has are for, in words a person would use. */
#ifndef COMPOSITOR_PROMPT_SERVICE_WORDS_H
#define COMPOSITOR_PROMPT_SERVICE_WORDS_H

#include <stddef.h>

#define SERVICE_WORDS_TIME 24

/* The end of a sentence that begins with a qube's name; for a service that is
 * not known it says no more than that it is called. */
const char *service_words_get(const char *service);

/* A time in seconds, in its largest unit, such as "1 hour". */
void service_words_format_time(int seconds, char out[SERVICE_WORDS_TIME]);

#endif
