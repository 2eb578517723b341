// SPDX-License-Identifier: BSD-3-Clause
//
// A remote of which the test says every byte: it talks to a session, and keeps what comes back.
#pragma once

#include "platforms/guests/linux/served/session.h"

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace ampsim::served {

class RemoteStub {
public:
    explicit RemoteStub(std::size_t message_size = 496)
        : session(
              message_size, [this](const Bytes& bytes) { sent.push_back(bytes); },
              [this] { return congested; }) {}

    void say(const Message& message) {
        const Bytes bytes = serialize(message);
        session.receive(bytes.data(), bytes.size());
    }

    /// The answer to a request.
    Message ask(std::uint8_t service, std::uint8_t operation, BodyWriter body) {
        sent.clear();
        say({service_request, service, operation, 0, ++id, body.take()});
        return next();
    }

    /// What the session sent first, and is taken away by this.
    Message next() {
        if (sent.empty()) {
            ADD_FAILURE() << "nothing was sent";
            return {};
        }
        const auto message = parse(sent.front().data(), sent.front().size());
        sent.pop_front();
        EXPECT_TRUE(message);
        return message.value_or(Message{});
    }

    static BodyWriter hello(std::uint16_t message_size = 496,
                            std::uint16_t major = service_version_major) {
        BodyWriter body;
        body.u32(service_magic).u16(major).u16(0).u16(message_size).u32(0x1f);
        return body;
    }

    void greet(std::uint16_t message_size = 496) {
        EXPECT_EQ(ask(service_session, service_session_hello, hello(message_size)).status,
                  service_ok);
        sent.clear();
    }

    std::deque<Bytes> sent;
    bool congested = false;
    std::uint16_t id = 0;
    Session session;
};

class Folder {
public:
    Folder() {
        if (!::mkdtemp(path_.data())) {
            throw std::runtime_error("no temporary directory");
        }
    }
    ~Folder() {
        std::error_code left;
        std::filesystem::remove_all(path_, left);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const std::string& name = "") const { return path_ + "/" + name; }
    void write(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream(path(name)) << content;
    }
    std::string read(const std::string& name) const {
        std::ifstream in(path(name));
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::string path_ = "/tmp/ampsim-services-XXXXXX";
};

} // namespace ampsim::served
