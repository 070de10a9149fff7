// SPDX-License-Identifier: MIT
#include "protocols/gui/rate.h"

#define SHORTEST_DELAY_MSEC 10

void
gui_rate_init(struct gui_rate *rate, int64_t per_sec, int64_t burst)
{
	*rate = (struct gui_rate){
			.per_msec = per_sec / 1000,
			.burst = burst,
			.left = burst,
			.now_msec = -1,
			.empty_msec = -1,
	};
}

void
gui_rate_update(struct gui_rate *rate, int64_t now_msec)
{
	int64_t passed = now_msec - rate->now_msec;
	int64_t full_after = (rate->burst - rate->left) / rate->per_msec + 1;

	if (rate->now_msec < 0 || passed < 0) {
		passed = 0;
	}
	rate->now_msec = now_msec;
	if (passed >= full_after) {
		rate->left = rate->burst;
	} else {
		rate->left += passed * rate->per_msec;
	}
	if (rate->left >= rate->per_msec * 1000) {
		rate->empty_msec = -1;
	}
}

void
gui_rate_count(struct gui_rate *rate)
{
	rate->left--;
	if (rate->left <= 0 && rate->empty_msec < 0) {
		rate->empty_msec = rate->now_msec;
	}
}

int
gui_rate_get_delay(const struct gui_rate *rate)
{
	if (rate->left > 0) {
		return 0;
	}
	return SHORTEST_DELAY_MSEC + (int)(-rate->left / rate->per_msec);
}

bool
gui_rate_is_abused(const struct gui_rate *rate)
{
	return rate->empty_msec >= 0 &&
			rate->now_msec - rate->empty_msec >=
			GUI_RATE_PATIENCE_MSEC;
}
