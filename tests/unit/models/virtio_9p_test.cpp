// SPDX-License-Identifier: BSD-3-Clause
//
// With Debian's diod behind it.
#include "models/virtio/ninep.h"

#include "models/virtio/ninep_message.h"
#include "tests/unit/models/fake_queue.h"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t no_fid = 0xffffffff;
constexpr std::size_t room = 8192;

/// A message in the making.
class Message {
public:
    explicit Message(std::uint8_t type, std::uint16_t tag = 1) {
        append(bytes_, little_uint32_t{0});
        bytes_.push_back(type);
        append(bytes_, little_uint16_t{tag});
    }
    Message& byte(std::uint8_t value) {
        bytes_.push_back(value);
        return *this;
    }
    Message& two(std::uint16_t value) { return add(little_uint16_t{value}); }
    Message& four(std::uint32_t value) { return add(little_uint32_t{value}); }
    Message& eight(std::uint64_t value) { return add(little_uint64_t{value}); }
    Message& text(const std::string& value) {
        two(static_cast<std::uint16_t>(value.size()));
        bytes_.insert(bytes_.end(), value.begin(), value.end());
        return *this;
    }
    operator Bytes() { // NOLINT: it is one
        const little_uint32_t size{static_cast<std::uint32_t>(bytes_.size())};
        std::memcpy(bytes_.data(), &size, sizeof size);
        return bytes_;
    }

private:
    template <typename Number>
    Message& add(Number number) {
        append(bytes_, number);
        return *this;
    }
    Bytes bytes_;
};

/// The error that an answer says; 0: none.
int error_of(const Bytes& reply) {
    const auto header = parse<ninep::Header>(reply);
    EXPECT_TRUE(header.has_value());
    EXPECT_EQ(header->size, reply.size());
    if (header->type != ninep::rlerror) {
        return 0;
    }
    return static_cast<int>(parse<little_uint32_t>(reply, sizeof(ninep::Header))->value());
}

class NinePTest : public testing::Test {
protected:
    explicit NinePTest(bool read_only = true) {
        std::filesystem::create_directory(directory / "tree");
        std::filesystem::create_directory(directory / "tree/sub");
        write_file(directory / "tree/hello", "Hello, guest!\n");
        write_file(directory / "secret", "not for the guest\n");
        NinePParameters parameters;
        parameters.server.directory = directory / "tree";
        parameters.server.read_only = read_only;
        parameters.server.deadline = std::chrono::seconds(5);
        device = std::make_unique<NineP>(parameters);
        events = std::make_unique<FakeEvents>(*device);
        queue = std::make_unique<FakeQueue>("queue", *device, 0);
    }

    Bytes ask(Bytes message) { return queue->ask(std::move(message), room); }
    int error(Bytes message) { return error_of(ask(std::move(message))); }

    std::uint32_t version(std::uint32_t longest) {
        const Bytes reply = ask(Message(100, ninep::no_tag).four(longest).text("9P2000.L"));
        EXPECT_EQ(parse<ninep::Header>(reply)->type, ninep::rversion);
        return ninep::longest_message(reply);
    }
    int attach(std::uint32_t fid, const std::string& tree = "", std::uint32_t user = 0) {
        return error(Message(104).four(fid).four(no_fid).text("root").text(tree).four(user));
    }
    void begin() {
        EXPECT_EQ(version(room), room);
        EXPECT_EQ(attach(1), 0);
    }
    int walk(std::uint32_t fid, const std::string& name) {
        return error(Message(110).four(1).four(fid).two(1).text(name));
    }
    int open(std::uint32_t fid, std::uint32_t flags = 0) {
        return error(Message(12).four(fid).four(flags));
    }
    std::string read(std::uint32_t fid) {
        const Bytes reply = ask(Message(116).four(fid).eight(0).four(1000));
        EXPECT_EQ(error_of(reply), 0);
        return text(reply).substr(11);
    }

    TemporaryDirectory directory;
    std::unique_ptr<NineP> device;
    std::unique_ptr<FakeEvents> events;
    std::unique_ptr<FakeQueue> queue;
    Script script{"script"};
};

class WritableNinePTest : public NinePTest {
protected:
    WritableNinePTest() : NinePTest(false) {}
};

TEST_F(NinePTest, SaysWhatItIs) {
    EXPECT_EQ(device->type(), 9U);
    EXPECT_EQ(device->features(), 1U);
    EXPECT_EQ(text(device->configuration()), std::string("\6\0ampsim", 8));
    EXPECT_EQ(device->not_reproducible(), "");
}

TEST_F(NinePTest, AFileIsRead) {
    script.run([&] {
        begin();
        EXPECT_EQ(walk(2, "hello"), 0);
        EXPECT_EQ(open(2), 0);
        EXPECT_EQ(read(2), "Hello, guest!\n");
        EXPECT_EQ(now(), ns(5 * FakeQueue::processing)); // the server takes no virtual time
        EXPECT_EQ(walk(3, "none"), ENOENT);
    });
    EXPECT_EQ(device->counters().at("requests"), 6U);
    EXPECT_EQ(device->counters().at("errors"), 1U);
    EXPECT_EQ(device->counters().at("refused"), 0U);
    EXPECT_THAT(events->diagnoses, IsEmpty());
}

TEST_F(NinePTest, TheTreeIsTheSameByWhateverName) {
    script.run([&] {
        version(room);
        EXPECT_EQ(attach(1, "/"), 0);
        EXPECT_EQ(attach(2, "anything"), 0);
        EXPECT_EQ(attach(3, directory / "tree"), 0);
        EXPECT_EQ(attach(4, directory.path()), 0);
        EXPECT_EQ(attach(6, "", ninep::no_user), 0); // Linux with access=client
        EXPECT_EQ(error(Message(110).four(4).four(5).two(1).text("secret")), ENOENT);
    });
}

TEST_F(NinePTest, NothingCanBeChanged) {
    script.run([&] {
        begin();
        EXPECT_EQ(walk(2, "hello"), 0);
        EXPECT_EQ(walk(3, "sub"), 0);
        EXPECT_EQ(open(2, 1), EROFS);     // O_WRONLY
        EXPECT_EQ(open(2, 2), EROFS);     // O_RDWR
        EXPECT_EQ(open(2, 01000), EROFS); // O_TRUNC
        EXPECT_EQ(error(Message(14).four(3).text("new").four(0102).four(0644).four(0)), EROFS);
        EXPECT_EQ(error(Message(16).four(1).text("link").text("hello").four(0)), EROFS);
        EXPECT_EQ(error(Message(18).four(1).text("fifo").four(010644).four(0).four(0).four(0)),
                  EROFS);
        EXPECT_EQ(error(Message(20).four(2).four(1).text("renamed")), EROFS);
        EXPECT_EQ(error(Message(26)
                            .four(2)
                            .four(1)
                            .four(0777)
                            .four(0)
                            .four(0)
                            .eight(0)
                            .eight(0)
                            .eight(0)
                            .eight(0)
                            .eight(0)),
                  EROFS);
        EXPECT_EQ(error(Message(70).four(1).four(2).text("hard")), EROFS);
        EXPECT_EQ(error(Message(72).four(1).text("folder").four(0755).four(0)), EROFS);
        EXPECT_EQ(error(Message(74).four(1).text("hello").four(1).text("renamed")), EROFS);
        EXPECT_EQ(error(Message(76).four(1).text("hello").four(0)), EROFS);
        EXPECT_EQ(error(Message(118).four(2).eight(0).four(1).byte('x')), EROFS);
        EXPECT_EQ(error(Message(122).four(2)), EROFS); // remove
    });
    EXPECT_EQ(read_file(directory / "tree/hello"), "Hello, guest!\n");
    EXPECT_THAT(std::distance(std::filesystem::directory_iterator(directory / "tree"), {}), 2);
    EXPECT_TRUE(std::filesystem::is_empty(directory / "tree/sub"));
}

TEST_F(WritableNinePTest, WhatMayBeWrittenIsWritten) {
    script.run([&] {
        begin();
        EXPECT_EQ(walk(2, "sub"), 0);
        EXPECT_EQ(error(Message(14).four(2).text("new").four(0102).four(0644).four(0)), 0);
        EXPECT_EQ(error(Message(118).four(2).eight(0).four(2).byte('o').byte('k')), 0);
        EXPECT_EQ(walk(3, "hello"), 0);
        EXPECT_EQ(error(Message(122).four(3)), 0); // remove
    });
    EXPECT_EQ(read_file(directory / "tree/sub/new"), "ok");
    EXPECT_FALSE(std::filesystem::exists(directory / "tree/hello"));
}

TEST_F(WritableNinePTest, NoNameLeadsOutOfTheTree) {
    script.run([&] {
        begin();
        EXPECT_EQ(walk(2, ".."), EACCES);
        EXPECT_EQ(walk(2, "../secret"), EACCES);
        EXPECT_EQ(error(Message(110).four(1).four(2).two(2).text("..").text("secret")), EACCES);
        EXPECT_EQ(error(Message(110).four(1).four(2).two(2).text("sub").text("..")), EACCES);
        EXPECT_EQ(error(Message(14).four(1).text("../new").four(0102).four(0644).four(0)), EACCES);
        EXPECT_EQ(error(Message(72).four(1).text("../new").four(0755).four(0)), EACCES);
        EXPECT_EQ(error(Message(74).four(1).text("../secret").four(1).text("mine")), EACCES);
        EXPECT_EQ(error(Message(74).four(1).text("hello").four(1).text("../mine")), EACCES);
        EXPECT_EQ(error(Message(76).four(1).text("../secret").four(0)), EACCES);
        EXPECT_EQ(error(Message(16).four(1).text("a/b").text("x").four(0)), EACCES);
        EXPECT_EQ(error(Message(18).four(1).text("a/b").four(0).four(0).four(0).four(0)), EACCES);
        EXPECT_EQ(error(Message(20).four(1).four(1).text("..")), EACCES);
        EXPECT_EQ(error(Message(70).four(1).four(1).text("..")), EACCES);
        EXPECT_EQ(walk(2, "...."), ENOENT); // a name like any other
    });
    EXPECT_EQ(read_file(directory / "secret"), "not for the guest\n");
    EXPECT_EQ(device->counters().at("refused"), 13U);
}

TEST_F(NinePTest, MessagesAreNoLongerThanAgreed) {
    script.run([&] {
        EXPECT_EQ(version(1U << 24), 65536U); // the device's own limit
        EXPECT_EQ(version(5000), 5000U);
        Bytes message = Message(116).four(1).eight(0).four(10);
        message.resize(5001);
        message[0] = 5001 & 0xff;
        message[1] = 5001 >> 8;
        EXPECT_EQ(error(message), EMSGSIZE);
    });
}

TEST_F(NinePTest, WhatIsNoMessageIsRefused) {
    script.run([&] {
        begin();
        EXPECT_EQ(error({}), EPROTO);
        EXPECT_EQ(error({7, 0, 0, 0, 116, 1}), EPROTO);
        EXPECT_EQ(error({6, 0, 0, 0, 116, 1, 0}), EPROTO);
        EXPECT_EQ(error({0xff, 0xff, 0xff, 0xff, 116, 1, 0}), EPROTO);
        EXPECT_EQ(error({8, 0, 0, 0, 116, 1, 0}), EPROTO); // says more than there is
        EXPECT_EQ(error(Message(117)), EOPNOTSUPP);        // an answer
        EXPECT_EQ(error(Message(100)), EPROTO);
        EXPECT_EQ(error(Message(104).four(1)), EPROTO);
        EXPECT_EQ(error(Message(110).four(1).four(2).two(3).text("sub")), EPROTO); // cut short
        Bytes cut = Message(110).four(1).four(2).two(1).two(500);
        EXPECT_EQ(error(cut), EPROTO);
        EXPECT_EQ(error(Message(116).four(1)), EPROTO);
        EXPECT_EQ(error(Message(118).four(1).eight(0).four(~0U)), EPROTO);
        EXPECT_EQ(error(Message(254).four(1)), EOPNOTSUPP);
        EXPECT_EQ(walk(2, "hello"), 0); // it still serves
    });
    EXPECT_THAT(events->diagnoses, IsEmpty());
}

TEST_F(NinePTest, AnAnswerThatDoesNotFitIsAnError) {
    script.run([&] {
        begin();
        walk(2, "hello");
        open(2);
        const Bytes message = Message(116).four(2).eight(0).four(1000);
        EXPECT_EQ(error_of(queue->ask(message, 20)), EMSGSIZE);
        EXPECT_THAT(queue->ask(message, 5), SizeIs(5));
        EXPECT_THAT(queue->ask(message, 0), IsEmpty());
    });
}

TEST_F(NinePTest, AResetClosesEverything) {
    script.run([&] {
        begin();
        walk(2, "hello");
        const pid_t first = device->server_process();
        device->reset();
        EXPECT_EQ(::kill(first, 0), -1);
        EXPECT_EQ(device->server_process(), 0);
        begin();
        EXPECT_NE(device->server_process(), first);
        EXPECT_EQ(walk(2, "hello"), 0);
    });
}

TEST_F(NinePTest, AServerThatDiesNeedsAReset) {
    script.run([&] {
        begin();
        const pid_t server = device->server_process();
        ::kill(server, SIGKILL);
        ::waitid(P_PID, static_cast<id_t>(server), nullptr, WEXITED | WNOWAIT);
        EXPECT_EQ(walk(2, "hello"), EIO);
        EXPECT_THAT(events->diagnoses, ElementsAre(HasSubstr("signal 9")));
        EXPECT_EQ(walk(2, "hello"), EIO);
        device->reset();
        begin();
        EXPECT_EQ(walk(2, "hello"), 0);
    });
}

TEST_F(NinePTest, AServerThatHangsNeedsAReset) {
    NinePParameters parameters;
    parameters.server.directory = directory / "tree";
    parameters.server.deadline = std::chrono::milliseconds(100);
    NineP hanging(parameters);
    FakeEvents told(hanging);
    FakeQueue its_queue("its_queue", hanging, 0);
    ::kill(hanging.server_process(), SIGSTOP);
    script.run([&] {
        EXPECT_EQ(error_of(its_queue.ask(Message(100).four(8192).text("9P2000.L"), room)), EIO);
    });
    EXPECT_THAT(told.diagnoses, ElementsAre(HasSubstr("100 ms of host time")));
}

TEST_F(NinePTest, TheServerEndsWithTheDevice) {
    const pid_t server = device->server_process();
    EXPECT_EQ(::kill(server, 0), 0);
    queue.reset();
    device.reset();
    EXPECT_EQ(::kill(server, 0), -1);
}

TEST(NinePParametersTest, NonsenseIsRefused) {
    const TemporaryDirectory directory;
    NinePParameters parameters;
    parameters.server.directory = directory / "none";
    EXPECT_THROW(NineP{parameters}, BackEndError);
    write_file(directory / "file", "");
    parameters.server.directory = directory / "file";
    EXPECT_THROW(NineP{parameters}, BackEndError);
    parameters.server.directory = directory.path();
    parameters.server.program = directory / "none";
    try {
        const NineP device(parameters);
        FAIL();
    } catch (const BackEndError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr(directory / "none"), HasSubstr("package diod")));
    }
    parameters = {};
    parameters.tag = "";
    EXPECT_THROW(NineP{parameters}, std::invalid_argument);
    parameters.tag = std::string(256, 'x');
    EXPECT_THROW(NineP{parameters}, std::invalid_argument);
    parameters = {};
    parameters.message_max = 1000;
    EXPECT_THROW(NineP{parameters}, std::invalid_argument);
}

} // namespace
} // namespace ampsim::models::virtio
