// SPDX-License-Identifier: MIT
/*
 * What settings programs did to screens, kept over restarts: a file of [output]
 * sections as in leadlight(5). A screen is known by make, model and serial
 * number, wherever it is plugged in; one that does not tell them, by its
 * connector.
 */
#ifndef COMPOSITOR_OUTPUTS_OUTPUT_MEMORY_H
#define COMPOSITOR_OUTPUTS_OUTPUT_MEMORY_H

struct config_output;
struct output;
struct output_memory;
struct wlr_output;

/* Reads dir/outputs.conf; a file with a mistake is logged and counts as empty.
 * dir is borrowed; NULL: nothing is kept. */
struct output_memory *output_memory_create(const char *dir);
void output_memory_destroy(struct output_memory *memory); // NULL is allowed

/* What is known of this screen, or NULL. Valid until the next note. */
const struct config_output *output_memory_find(struct output_memory *memory,
		const struct wlr_output *wlr_output);

/* Remembers how the screen is set now, and writes the file. */
void output_memory_note(
		struct output_memory *memory, const struct output *output);

/* "Make Model Serial", fit for the name of a section, or NULL. The caller
 * frees it. */
char *output_memory_get_identity(const struct wlr_output *wlr_output);

#endif
