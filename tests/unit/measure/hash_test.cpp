// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/hash.h"

#include "sim/error.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>

namespace ampsim::measure {
namespace {

TEST(Sha256, HashesAsTheStandardSays) { // FIPS 180-2, appendix B.1
    Sha256 hash;
    hash.update("a", 1);
    hash.update("bc", 2);
    EXPECT_EQ(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, HashesAFileOfManyBlocks) { // FIPS 180-2, appendix B.3: a million times "a"
    const TemporaryDirectory directory;
    const std::string path = directory.file("million");
    std::ofstream(path) << std::string(1'000'000, 'a');
    EXPECT_EQ(sha256_of_file(path),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, SaysWhichFileCannotBeRead) {
    try {
        sha256_of_file("/nonexistent/kernel");
        FAIL();
    } catch (const InputError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "/nonexistent/kernel: cannot be opened: No such file or directory");
    }
    EXPECT_THROW(sha256_of_file(testing::TempDir()), InputError); // a directory
}

} // namespace
} // namespace ampsim::measure
