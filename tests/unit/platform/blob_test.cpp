// SPDX-License-Identifier: BSD-3-Clause
//
// Blobs that nobody sane would write: an error at most, never a crash.
#include "sim/platform/blob.h"
#include "sim/platform/source_file.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace ampsim::platform {
namespace {

using testing::HasSubstr;

class HostileBlob : public testing::Test {
protected:
    /// "loads", or what is wrong. Anything but an InputError fails the test.
    std::string outcome(const std::string& bytes) {
        const std::string file = files.write("hostile.dtb", bytes);
        try {
            const Platform platform = load(file);
            for (std::size_t node = 0; node < platform.nodes.size(); ++node) {
                linux_device_tree(platform, node);
                firmware_header(platform, node);
            }
        } catch (const InputError& error) {
            return error.what();
        }
        return "loads";
    }

    std::string good() {
        const std::vector<char> bytes =
            read_flattened(files.write("good.dts", imx8mm_amp_source()));
        return {bytes.begin(), bytes.end()};
    }

    std::string flattened_source(const std::string& source) {
        const std::vector<char> bytes = read_flattened(files.write("source.dts", source));
        return {bytes.begin(), bytes.end()};
    }

    TemporaryDirectory files;
};

TEST_F(HostileBlob, NoBlobAtAll) {
    EXPECT_THAT(outcome(""), HasSubstr("no flattened device tree that can be read"));
    EXPECT_THAT(outcome("hello"), HasSubstr("expected what 'dtc -@ -O dtb' writes"));
    EXPECT_THAT(outcome(std::string(4096, '\xff')),
                HasSubstr("no flattened device tree that can be read"));
}

TEST_F(HostileBlob, CutShortAnywhere) {
    const std::string whole = good();
    for (std::size_t length = 0; length < whole.size(); length += 37) {
        EXPECT_THAT(outcome(whole.substr(0, length)),
                    HasSubstr("no flattened device tree that can be read"));
    }
}

TEST_F(HostileBlob, BytesChanged) {
    const std::string whole = good();
    std::mt19937 random(42); // NOLINT: the same bytes each time
    for (int round = 0; round < 3000; ++round) {
        std::string changed = whole;
        for (unsigned change = 0; change <= random() % 4; ++change) {
            changed[random() % changed.size()] = static_cast<char>(random());
        }
        outcome(changed);
    }
}

TEST_F(HostileBlob, VeryDeepTree) {
    std::string source = "/dts-v1/; / {";
    constexpr int depth = 2000;
    for (int i = 0; i < depth; ++i) {
        source += "n {";
    }
    for (int i = 0; i < depth; ++i) {
        source += "};";
    }
    EXPECT_THAT(outcome(flattened_source(source + "};")), HasSubstr("there are no domains"));
}

TEST_F(HostileBlob, LabelsThatAreNone) {
    EXPECT_THAT(
        outcome(flattened_source("/dts-v1/; / { __symbols__ { a,b = \"/\"; }; };")),
        HasSubstr("/__symbols__: property 'a,b': a label consists of letters, digits and '_'"));
    EXPECT_THAT(outcome(flattened_source("/dts-v1/; / { __symbols__ { 9a = \"/\"; }; };")),
                HasSubstr("/__symbols__: property '9a': a label consists of letters, digits and "
                          "'_', no digit first"));
    EXPECT_THAT(outcome(flattened_source("/dts-v1/; / { __symbols__ { ab = <1>; }; };")),
                HasSubstr("/__symbols__: property 'ab': expected text"));
}

TEST_F(HostileBlob, TextThatIsNone) {
    EXPECT_THAT(outcome(flattened_source("/dts-v1/; / { compatible = [00 41 00]; };")),
                HasSubstr("/: property 'compatible': expected text, such as \"abc\""));
    EXPECT_THAT(outcome(flattened_source("/dts-v1/; / { compatible = [41]; };")),
                HasSubstr("/: property 'compatible': expected text, such as \"abc\""));
}

TEST(Blob, EditsKeepTheRest) {
    const TemporaryDirectory files;
    Blob blob("x.dtb", read_flattened(
                           files.write("x.dts", "/dts-v1/; / { a: a { p = <1>; }; b { q; }; };")));
    blob.set_cell(*blob.find("/a"), "p", 7, "--set 1");
    blob.set_text(*blob.find("/a"), "r", std::string(1000, 'x'), "--set 2");
    blob.set_flag(*blob.find("/b"), "q", false, "--set 3");
    blob.set_flag(*blob.find("/b"), "s", true, "--set 4");
    EXPECT_EQ(blob.find("/a")->find("p")->cell(), 7U);
    EXPECT_EQ(blob.find("/a")->find("r")->text().size(), 1000U);
    EXPECT_FALSE(blob.find("/b")->find("q"));
    EXPECT_TRUE(blob.find("/b")->find("s")->empty());
    EXPECT_EQ(blob.find_label("a")->path(), "/a");
    EXPECT_EQ(input_error_of([&] { blob.find("/a")->find("p")->fail("wrong"); }),
              "--set 1: x.dtb: /a: property 'p': wrong");
}

} // namespace
} // namespace ampsim::platform
