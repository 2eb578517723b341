// SPDX-License-Identifier: BSD-3-Clause
//
// Any bytes of a remote, to the daemon that serves it: each request gets one answer, no answer is
// larger than the remote takes, and nothing outside of the files' directory is touched.
#include "platforms/guests/linux/served/files.h"
#include "platforms/guests/linux/served/messages.h"
#include "platforms/guests/linux/served/ports.h"
#include "tests/fuzz/require.h"

#include <filesystem>
#include <fstream>

namespace {

using namespace ampsim::served;
using ampsim::fuzz::require;

constexpr std::size_t message_size = 496;

/// A directory for each process: targets run side by side.
struct Folder {
    Folder() {
        require(::mkdtemp(path.data()) != nullptr, "there is a temporary directory");
        std::filesystem::create_directories(path + "/root/deep");
        std::ofstream(path + "/outside") << "secret";
        std::ofstream(path + "/root/word") << "hello";
    }
    ~Folder() {
        std::error_code left;
        std::filesystem::remove_all(path, left);
    }
    std::string path = "/tmp/ampsim-services-fuzz-XXXXXX";
};

std::size_t entries_beside_root(const std::string& path) {
    const std::filesystem::directory_iterator entries(path);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const Folder folder;
    std::size_t requests = 0;
    std::size_t answers = 0;
    ampsim::pmm::EventLoop loop;
    Session session(
        message_size,
        [&](const Bytes& sent) {
            const auto message = parse(sent.data(), sent.size());
            require(message && sent.size() <= message_size, "what is sent is a message that fits");
            answers += message->kind == service_response ? 1 : 0;
        },
        [] { return false; });
    Files files(session, folder.path + "/root", true);
    Ports ports(session, loop, {});
    Messages messages(session, loop);
    Deframer deframer;
    deframer.feed(bytes, size, [&](const std::uint8_t* data, std::size_t count) {
        const auto message = parse(data, count);
        requests += message && message->kind == service_request ? 1 : 0;
        session.receive(data, count);
    });
    require(requests == answers, "each request gets one answer");
    require(files.handles() <= 16 && ports.streams() == 0, "nothing grows without limit");
    require(entries_beside_root(folder.path) == 2, "nothing is made outside");
    return 0;
}
