// SPDX-License-Identifier: BSD-3-Clause
//
// What a user can get wrong before a run starts: exit status 2, and a message that says where it
// is, what was expected, and what to do.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ampsim::integration {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr int bad_input = 2;

/// A port that somebody else listens on.
class TakenPort {
public:
    TakenPort() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(bind(listener_, generic, size), 0);
        EXPECT_EQ(listen(listener_, 1), 0);
        getsockname(listener_, generic, &size);
        number_ = ntohs(address.sin_port);
    }
    TakenPort(const TakenPort&) = delete;
    TakenPort& operator=(const TakenPort&) = delete;
    ~TakenPort() { close(listener_); }

    std::string number() const { return std::to_string(number_); }

private:
    int listener_;
    int number_ = 0;
};

class BadInput : public testing::Test {
protected:
    /// Runs a scenario with guests that are none of Linux and RTOS, and expects it to be refused;
    /// returns the message.
    std::string refused(const std::vector<std::string>& sets,
                        const Process::Environment& environment = {}) const {
        return refusal(scenario(""), sets, environment);
    }
    std::string refusal(const std::string& scenario_file, const std::vector<std::string>& sets = {},
                        const Process::Environment& environment = {}) const {
        const Finished finished =
            Process(ampsim_run(scenario_file, sets, directory_), directory_, environment).wait();
        EXPECT_EQ(finished.exit_status, bad_input) << finished.err;
        EXPECT_EQ(finished.out, "");
        EXPECT_THAT(finished.err, StartsWith("ampsim: error: "));
        EXPECT_TRUE(processes_with({"qemu-system", directory_.path().string()}).empty());
        return finished.err;
    }
    /// `more` stands in the first lines of the file.
    std::string scenario(const std::string& more) const {
        return directory_.write("scenario.toml",
                                more +
                                    "platform = \"imx8mm-amp\"\n"
                                    "[end]\nwhen = \"off:linux\"\nvirtual_timeout = \"1 s\"\n"
                                    "[nodes.linux]\nkernel = \"" +
                                    test_guest("bare_a53_off.bin") +
                                    "\"\n[nodes.rtos]\nfirmware = \"" + test_guest("bare_m4.elf") +
                                    "\"\n");
    }
    /// PATH with nothing but the device tree compiler, and `qemu` as QEMU.
    Process::Environment path_with(const std::string& qemu = "") const {
        namespace fs = std::filesystem;
        const fs::path programs = directory_.path() / "programs";
        fs::create_directory(programs);
        fs::create_symlink("/usr/bin/dtc", programs / "dtc");
        if (!qemu.empty()) {
            fs::create_symlink(qemu, programs / "qemu-system-aarch64");
        }
        return {{"PATH", programs.string()}};
    }

    Directory directory_;
};

// --- The installation -------------------------------------------------------------------------

TEST_F(BadInput, QemuIsNotInstalled) {
    EXPECT_THAT(refused({}, path_with()), HasSubstr("qemu-system-aarch64 is not installed: sudo "
                                                    "apt-get install qemu-system-arm"));
}

TEST_F(BadInput, PluginWasBuiltForAnotherQemu) {
    EXPECT_THAT(refused({}, path_with("/bin/true")),
                AllOf(HasSubstr("ampsim-qemu.so was built for the QEMU with build-id "),
                      HasSubstr("/qemu-system-aarch64 is "),
                      HasSubstr("rebuild it: cmake --build build")));
}

TEST_F(BadInput, GuestsAreNotBuilt) {
    EXPECT_THAT(refusal(source_file("scenarios/rpmsg-ping.toml"), {},
                        {{"AMPSIM_GUESTS_DIR", directory_.file("nowhere")}}),
                AllOf(HasSubstr("is not built: run ./quickstart"), HasSubstr("nowhere")));
}

// --- Guests -----------------------------------------------------------------------------------

TEST_F(BadInput, KernelIsMissing) {
    EXPECT_THAT(refused({"nodes.linux.kernel=/no/Image"}),
                HasSubstr("nodes.linux.kernel=/no/Image: there is no file /no/Image"));
}

TEST_F(BadInput, FirmwareIsMissing) {
    EXPECT_THAT(refused({"nodes.rtos.firmware=/no/firmware.elf"}),
                HasSubstr("there is no file /no/firmware.elf"));
}

TEST_F(BadInput, FirmwareIsNoElf) {
    const std::string file = directory_.write("firmware.elf", "not an ELF file");
    EXPECT_THAT(refused({"nodes.rtos.firmware=" + file}),
                HasSubstr(file + ": is no ELF file; a firmware is one"));
}

TEST_F(BadInput, FirmwareIsCutOff) {
    const std::string whole = content_of(test_guest("bare_m4.elf"));
    const std::string file = directory_.write("firmware.elf", whole.substr(0, 0x1010));
    EXPECT_THAT(refused({"nodes.rtos.firmware=" + file}),
                HasSubstr(file + ": a segment passes the end of the file: it is damaged"));
}

TEST_F(BadInput, FirmwareIsForAnotherProcessor) {
    EXPECT_THAT(refused({"nodes.rtos.firmware=/bin/true"}),
                HasSubstr("/bin/true: is for ELF machine 62; expected Arm (40)"));
}

TEST_F(BadInput, FirmwareDoesNotFit) {
    const std::string file = test_guest("bare_m4_misplaced.elf");
    EXPECT_THAT(refused({"nodes.rtos.firmware=" + file}),
                AllOf(HasSubstr(file + ": its segment of "),
                      HasSubstr("at 0x70000000 does not fit into the memory of node 'rtos'; see "
                                "`ampsim platform imx8mm-amp`")));
}

// --- Scenario and platform --------------------------------------------------------------------

TEST_F(BadInput, ScenarioIsNoToml) {
    EXPECT_THAT(refusal(scenario("name = \n")),
                StartsWith("ampsim: error: " + directory_.file("scenario.toml") + ":1:8: "));
}

TEST_F(BadInput, KeyIsMisspelt) {
    EXPECT_THAT(refusal(scenario("descripton = \"\"\n")),
                HasSubstr("scenario.toml:1:1: key 'descripton': unknown key; did you mean "
                          "'description'?"));
}

TEST_F(BadInput, ValueIsOfAnotherType) {
    EXPECT_THAT(refusal(scenario("name = 7\n")),
                HasSubstr("scenario.toml:1:1: key 'name': expected a string, got the integer 7"));
}

TEST_F(BadInput, PlatformIsUnknown) {
    EXPECT_THAT(refused({"platform=imx8mm-anp"}),
                AllOf(HasSubstr("imx8mm-anp"), HasSubstr("did you mean 'imx8mm-amp'?")));
}

TEST_F(BadInput, PlatformIsNoDeviceTree) {
    const std::string file = directory_.write("broken.dts", "/dts-v1/;\n/ {\n\treg = <1;\n};\n");
    EXPECT_THAT(refused({"platform=" + file}), HasSubstr("broken.dts:3.10-11 syntax error"));
}

TEST_F(BadInput, PlatformPropertyIsMisspelt) {
    const std::string from = "platforms/imx8mm-amp/";
    for (const char* part : {"m4.dtsi", "carveouts.dtsi"}) {
        directory_.write(part, content_of(source_file(from + part)));
    }
    std::string text = content_of(source_file(from + "bus.dtsi"));
    const std::string right = "ampsim,signal-latency-ns";
    text.replace(text.find(right), right.size(), "ampsim,signal-latncy-ns");
    directory_.write("bus.dtsi", text);
    const std::string file =
        directory_.write("typo.dts", content_of(source_file(from + "imx8mm-amp.dts")));
    EXPECT_THAT(refused({"platform=" + file}),
                AllOf(HasSubstr("typo.dts"), HasSubstr("/bus/mailbox@30aa0000"),
                      HasSubstr("signal-latncy-ns"), HasSubstr("'signal-latency-ns'")));
}

TEST_F(BadInput, LatencyOfNoDevice) {
    EXPECT_THAT(refused({"platform.nu.signal-latency-ns=1"}),
                AllOf(HasSubstr("there is no 'nu'"), HasSubstr("did you mean 'mu'?")));
}

TEST_F(BadInput, ExpectationNamesNoCounter) {
    EXPECT_THAT(refused({"expectations=[\"counters.linux.marcs == 0\"]"}),
                AllOf(HasSubstr("unknown name 'counters.linux.marcs'"),
                      HasSubstr("did you mean 'counters.linux.marks'?")));
}

TEST_F(BadInput, CpuDoesNotExist) {
    EXPECT_THAT(refused({"run.cpu=4095"}), HasSubstr("there is no such CPU"));
}

// --- Links ------------------------------------------------------------------------------------

TEST_F(BadInput, PortIsInUse) {
    const TakenPort port;
    EXPECT_THAT(refused({"nodes.rtos.link=tcpd://127.0.0.1:" + port.number()}),
                HasSubstr("127.0.0.1:" + port.number() +
                          ": address in use: another process listens there; end it, or choose "
                          "another port"));
}

TEST_F(BadInput, FileIsInTheWayOfASocket) {
    const std::string file = directory_.write("socket", "precious");
    EXPECT_THAT(refused({"nodes.rtos.link=unix:" + file}),
                HasSubstr("the file exists and is no socket"));
    EXPECT_EQ(content_of(file), "precious");
}

TEST_F(BadInput, LinkIsOfNoKind) {
    EXPECT_THAT(refused({"nodes.rtos.link=pigeon"}),
                HasSubstr("expected \"socketpair\", \"unix:PATH\", \"tcpd://HOST:PORT\" or"));
}

} // namespace
} // namespace ampsim::integration
