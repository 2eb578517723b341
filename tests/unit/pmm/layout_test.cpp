// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/layout.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <boost/endian/conversion.hpp>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ampsim::pmm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A node as the kernel shows it.
struct LayoutTest : testing::Test {
    LayoutTest() {
        std::filesystem::create_directories(node + "/device@0");
        std::filesystem::create_directories(node + "/device@1");
        put_text("name", "hvl0");
        put_text("ampsim,remote", "rtos");
        put_text("ampsim,registers", "shim");
        put_text("ampsim,notification", "per-queue");
        put_text("reg-names", std::string("window\0doorbell\0shim", 20));
        put_cells("ampsim,window-base", {0x1, 0xb9000000});
        put_device(0, "console", 0x1000, 0);
        put_device(1, "net", 0x11000, 3);
    }
    ~LayoutTest() override { std::filesystem::remove_all(node); }

    void put(const std::string& property, const std::string& bytes) const {
        std::ofstream(node + "/" + property, std::ios::binary) << bytes;
    }
    void put_text(const std::string& property, const std::string& text) const {
        put(property, text + '\0');
    }
    void put_cells(const std::string& property, const std::vector<std::uint32_t>& cells) const {
        std::string bytes;
        for (const std::uint32_t cell : cells) {
            const std::uint32_t big = boost::endian::native_to_big(cell);
            bytes.append(reinterpret_cast<const char*>(&big), sizeof big);
        }
        put(property, bytes);
    }
    void put_device(std::uint32_t slot, const std::string& kind, std::uint32_t pool,
                    std::uint32_t first_bit) const {
        const std::string at = "device@" + std::to_string(slot) + "/";
        put_cells(at + "reg", {slot});
        put_text(at + "ampsim,device", kind);
        put_cells(at + "ampsim,queue-size", {64});
        put_cells(at + "ampsim,pool", {pool, 0x10000});
        put_cells(at + "ampsim,first-bit", {first_bit});
    }
    std::string wrong() const {
        try {
            read_layout(node);
        } catch (const WrongInput& problem) {
            return problem.what();
        }
        return "";
    }

    std::string node = testing::TempDir() + "pmm-layout-" + std::to_string(::getpid());
};

TEST_F(LayoutTest, IsWhatTheDeviceTreeSays) {
    const Layout layout = read_layout(node);
    EXPECT_EQ(layout.name, "hvl0");
    EXPECT_EQ(layout.remote, "rtos");
    EXPECT_TRUE(layout.shim);
    EXPECT_TRUE(layout.per_queue);
    EXPECT_EQ(layout.window_base, 0x1b9000000);
    EXPECT_THAT(layout.regions, ElementsAre("window", "doorbell", "shim"));
    ASSERT_EQ(layout.devices.size(), 2);
    EXPECT_EQ(layout.devices[1].slot, 1);
    EXPECT_EQ(layout.devices[1].kind, "net");
    EXPECT_EQ(layout.devices[1].queue_size, 64);
    EXPECT_EQ(layout.devices[1].pool.offset, 0x11000);
    EXPECT_EQ(layout.devices[1].pool.size, 0x10000);
    EXPECT_EQ(layout.devices[1].first_bit, 3);
}

TEST_F(LayoutTest, APropertyThatIsMissing) {
    std::filesystem::remove(node + "/ampsim,window-base");
    EXPECT_THAT(wrong(), HasSubstr(node + "/ampsim,window-base: cannot be read"));
}

TEST_F(LayoutTest, APropertyOfAnotherSize) {
    put_cells("ampsim,window-base", {1});
    EXPECT_THAT(wrong(), HasSubstr("4 bytes; expected 2 numbers of 32 bits"));
}

TEST_F(LayoutTest, AWordThatItDoesNotKnow) {
    put_text("ampsim,registers", "rom");
    EXPECT_THAT(wrong(), HasSubstr("ampsim,registers: \"rom\"; expected \"ram\" or \"shim\""));
}

TEST_F(LayoutTest, ADeviceThatItDoesNotKnow) {
    put_text("device@1/ampsim,device", "gpu");
    EXPECT_THAT(wrong(), HasSubstr("device@1: \"gpu\" is no device that this monitor knows"));
}

TEST_F(LayoutTest, NumbersThatCannotBe) {
    put_cells("device@1/reg", {8});
    EXPECT_THAT(wrong(), HasSubstr("slot 8; expected 0 to 7"));
    put_cells("device@1/reg", {0});
    EXPECT_THAT(wrong(), HasSubstr("two devices in slot 0"));
    put_cells("device@1/reg", {1});
    put_cells("device@1/ampsim,queue-size", {48});
    EXPECT_THAT(wrong(), HasSubstr("queues of 48 entries; expected a power of 2"));
    put_cells("device@1/ampsim,queue-size", {64});
    put_cells("device@1/ampsim,first-bit", {30});
    EXPECT_THAT(wrong(), HasSubstr("3 bits of the doorbell from 30 on; it has 32"));
    put_cells("device@1/ampsim,first-bit", {29});
    EXPECT_EQ(wrong(), "");
    put_cells("device@1/ampsim,pool", {0x800, 0x1000});
    EXPECT_THAT(wrong(), HasSubstr("a pool of 0x1000 bytes at 0x800"));
    put_cells("device@1/ampsim,pool", {0, 0x1000});
    EXPECT_EQ(wrong(), "") << "there are no images of registers";
    put_text("ampsim,registers", "ram");
    EXPECT_THAT(wrong(), HasSubstr("a pool of 0x1000 bytes at 0x0; it has to begin with a page, at "
                                   "0x1000 or behind"));
}

TEST_F(LayoutTest, APoolThatDoesNotFitIntoTheWindow) {
    const Layout layout = read_layout(node);
    check_window(layout, 0x21000);
    EXPECT_THROW(check_window(layout, 0x20fff), WrongInput);
}

} // namespace
} // namespace ampsim::pmm
