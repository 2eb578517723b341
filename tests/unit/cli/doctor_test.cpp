// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/doctor.h"

#include "sim/cli/exit_status.h"
#include "sim/node/build_id.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

namespace ampsim::cli {
namespace {

using ::testing::HasSubstr;

/// $PATH for one test.
class Path {
public:
    explicit Path(const std::string& path) { setenv("PATH", path.c_str(), 1); }
    ~Path() { setenv("PATH", before_.c_str(), 1); }
    Path(const Path&) = delete;
    Path& operator=(const Path&) = delete;

private:
    std::string before_ = std::getenv("PATH");
};

TEST(Doctor, FindsQemu) {
    const Path path(FAKE_QEMU_DIRECTORY);
    const Finding finding = check_qemu();
    EXPECT_TRUE(finding.ok);
    EXPECT_EQ(finding.detail,
              FAKE_QEMU_DIRECTORY "/qemu-system-aarch64: QEMU emulator version 7.2.22");
}

TEST(Doctor, SaysHowToInstallQemu) {
    const Path path("/nowhere");
    const Finding finding = check_qemu();
    EXPECT_FALSE(finding.ok);
    EXPECT_EQ(finding.detail, "qemu-system-aarch64 is not installed");
    EXPECT_EQ(finding.fix, "sudo apt-get install qemu-system-arm");
}

TEST(Doctor, FindsAQemuThatDoesNotStart) {
    const scenario::TemporaryFiles files;
    std::filesystem::permissions(files.write("bin/qemu-system-aarch64", "#!/nowhere/sh\n"),
                                 std::filesystem::perms::owner_all);
    const Path path(files.path("bin"));
    EXPECT_THAT(check_qemu().detail, HasSubstr("does not start"));
}

TEST(Doctor, ReadsBuildIds) {
    EXPECT_EQ(node::build_id_of(FAKE_QEMU_DIRECTORY "/qemu-system-aarch64"), FAKE_BUILD_ID);
    EXPECT_EQ(node::build_id_wanted_by(RIGHT_PLUGIN), FAKE_BUILD_ID);
    const scenario::TemporaryFiles files;
    EXPECT_EQ(node::build_id_of(files.write("text", "no ELF")), std::nullopt);
    EXPECT_EQ(node::build_id_of("/nowhere"), std::nullopt);
    EXPECT_EQ(node::build_id_wanted_by(FAKE_QEMU_DIRECTORY "/qemu-system-aarch64"), std::nullopt);
    EXPECT_EQ(node::build_id_wanted_by(files.path("text")), std::nullopt);
}

TEST(Doctor, APluginFitsItsQemu) {
    const Path path(FAKE_QEMU_DIRECTORY);
    EXPECT_TRUE(check_plugin({"/nowhere/ampsim-qemu.so", RIGHT_PLUGIN}).ok);
}

TEST(Doctor, APluginForAnotherQemuIsToBeBuiltAgain) {
    const Path path(FAKE_QEMU_DIRECTORY);
    const Finding finding = check_plugin({WRONG_PLUGIN});
    EXPECT_FALSE(finding.ok);
    EXPECT_THAT(
        finding.detail,
        HasSubstr("was built for the QEMU with build-id ffeeddccbbaa99887766554433221100ffeeddcc"));
    EXPECT_THAT(finding.detail, HasSubstr("is " FAKE_BUILD_ID));
    EXPECT_EQ(finding.fix, "cmake --build build");
}

TEST(Doctor, APluginThatIsNotThereIsToBeBuilt) {
    const Finding finding = check_plugin({"/nowhere/ampsim-qemu.so"});
    EXPECT_FALSE(finding.ok);
    EXPECT_EQ(finding.detail, "there is no /nowhere/ampsim-qemu.so");
}

TEST(Doctor, NamesThePackagesThatAreMissing) {
    const Finding finding = check_packages({"dpkg", "no-such-package-1", "no-such-package-2"});
    EXPECT_FALSE(finding.ok);
    EXPECT_EQ(finding.fix, "sudo apt-get install no-such-package-1 no-such-package-2");
    EXPECT_TRUE(check_packages({"dpkg", "libc6"}).ok);
}

TEST(Doctor, NamesTheGuestsThatAreMissing) {
    const scenario::TemporaryFiles files;
    const Finding finding = check_guests();
    EXPECT_FALSE(finding.ok);
    EXPECT_EQ(finding.detail, "not built: " + files.path("guests/rtos/rpmsg_remote.elf"));
    files.write("guests/rtos/rpmsg_remote.elf", "");
    EXPECT_TRUE(check_guests().ok);
}

TEST(Doctor, ThisHostCanRunIt) {
    EXPECT_TRUE(check_systemc().ok);
    EXPECT_TRUE(check_shared_memory().ok);
    EXPECT_TRUE(check_sockets().ok);
    EXPECT_TRUE(check_cpus().ok);
}

TEST(Doctor, ADirectoryForSocketsThatIsNotThereIsAProblem) {
    const char* before = std::getenv("TMPDIR");
    const std::string kept = before ? before : "";
    setenv("TMPDIR", "/nowhere", 1);
    EXPECT_FALSE(check_sockets().ok);
    kept.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
}

TEST(Doctor, PrintsEveryFindingWithItsFix) {
    std::ostringstream out;
    const Context context{out, out, {}, {}, {}};
    EXPECT_EQ(
        report({{"QEMU", true, "is here", ""}, {"guests", false, "not built", "./quickstart"}},
               context),
        bad_input);
    EXPECT_EQ(out.str(), "ok      QEMU           is here\n"
                         "problem guests         not built\n"
                         "                       fix: ./quickstart\n");
    EXPECT_EQ(report({{"QEMU", true, "is here", ""}}, context), all_hold);
}

} // namespace
} // namespace ampsim::cli
