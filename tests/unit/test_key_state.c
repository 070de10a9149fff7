// SPDX-License-Identifier: MIT
#include "compositor/input/key_state.h"
#include "tests/check.h"

static void
test_a_release_goes_to_who_got_the_press(void **state)
{
	struct key_state keys = {0};

	assert_true(key_state_press(&keys, 30, KEY_OWNER_FOCUS));
	assert_true(key_state_press(&keys, 31, KEY_OWNER_TAKEN));
	assert_int_equal(key_state_get_owner(&keys, 30), KEY_OWNER_FOCUS);
	assert_int_equal(key_state_release(&keys, 31), KEY_OWNER_TAKEN);
	assert_int_equal(key_state_release(&keys, 30), KEY_OWNER_FOCUS);
	assert_int_equal(key_state_release(&keys, 30), KEY_OWNER_NONE);
	assert_int_equal(keys.n, 0);
}

static void
test_two_keyboards_count_as_one(void **state)
{
	struct key_state keys = {0};

	assert_true(key_state_press(&keys, 30, KEY_OWNER_FOCUS));
	assert_false(key_state_press(&keys, 30, KEY_OWNER_FOCUS));
	assert_int_equal(key_state_release(&keys, 30), KEY_OWNER_NONE);
	assert_int_equal(key_state_release(&keys, 30), KEY_OWNER_FOCUS);
}

static void
test_keys_that_are_taken_away_are_released_once(void **state)
{
	struct key_state keys = {0};
	uint32_t codes[KEY_STATE_MAX];

	key_state_press(&keys, 30, KEY_OWNER_FOCUS);
	key_state_press(&keys, 31, KEY_OWNER_TAKEN);
	key_state_press(&keys, 32, KEY_OWNER_FOCUS);
	assert_int_equal(key_state_take_all(&keys, codes), 2);
	assert_int_equal(codes[0], 30);
	assert_int_equal(codes[1], 32);
	assert_int_equal(key_state_take_all(&keys, codes), 0);
	assert_int_equal(key_state_release(&keys, 30), KEY_OWNER_TAKEN);
	assert_int_equal(key_state_release(&keys, 32), KEY_OWNER_TAKEN);
}

static void
test_more_keys_than_fit_are_ignored_with_their_release(void **state)
{
	struct key_state keys = {0};

	for (uint32_t i = 0; i < KEY_STATE_MAX; i++) {
		assert_true(key_state_press(&keys, i, KEY_OWNER_FOCUS));
	}
	assert_false(key_state_press(&keys, 200, KEY_OWNER_FOCUS));
	assert_int_equal(key_state_release(&keys, 200), KEY_OWNER_NONE);
	assert_int_equal(key_state_release(&keys, 0), KEY_OWNER_FOCUS);
	assert_true(key_state_press(&keys, 200, KEY_OWNER_FOCUS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_release_goes_to_who_got_the_press),
			cmocka_unit_test(test_two_keyboards_count_as_one),
			cmocka_unit_test(test_keys_that_are_taken_away_are_released_once),
			cmocka_unit_test(test_more_keys_than_fit_are_ignored_with_their_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
