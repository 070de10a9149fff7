// SPDX-License-Identifier: MIT
#include "tests/attack/attack.h"

#include "tests/attack/verdict.h"

const struct attack_kind *const attack_kinds[] = {
		&attack_geometry,
		&attack_popups,
		&attack_pictures,
		&attack_texts,
		&attack_lives,
		&attack_states,
		&attack_input,
		&attack_desk,
		&attack_questions,
		NULL,
};

void
attack_look(struct field *field, const struct attack *attack)
{
	field_sync(field);
	verdict_check(field, attack->name);
}
