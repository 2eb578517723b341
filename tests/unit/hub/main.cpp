// SPDX-License-Identifier: BSD-3-Clause
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <systemc>

/// SystemC's library has a main that calls this.
int sc_main(int count, char** arguments) {
    testing::InitGoogleMock(&count, arguments);
    return RUN_ALL_TESTS();
}
