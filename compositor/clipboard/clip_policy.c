// SPDX-License-Identifier: MIT
#include "compositor/clipboard/clip_policy.h"

#include "compositor/config/config.h"

static bool
has(const struct config *config, const struct clip_party *party, unsigned int bit)
{
	return config_get_rule(config, party->name, party->label).clipboard & bit;
}

bool
clip_policy_may_copy(const struct config *config, const struct clip_party *source)
{
	return source->name[0] == '\0' ||
			has(config, source, CONFIG_CLIPBOARD_COPY);
}

bool
clip_policy_may_paste(const struct config *config, const struct clip_party *target)
{
	return target->name[0] != '\0' &&
			has(config, target, CONFIG_CLIPBOARD_PASTE);
}
