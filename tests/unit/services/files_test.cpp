// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/files.h"

#include "tests/unit/services/remote_stub.h"

#include <sys/stat.h>
#include <unistd.h>

namespace ampsim::served {
namespace {

/// What is there before the service is.
class FilledFolder : public Folder {
public:
    FilledFolder() {
        write("outside", "secret");
        write("root/word", "hello");
        write("root/deep/er", "bottom");
    }
};

class FilesTest : public testing::Test {
protected:
    FilesTest() { remote_.greet(); }

    Message open(const std::string& path, std::uint32_t flags = service_open_read) {
        return remote_.ask(service_files, service_files_open, BodyWriter().u32(flags).text(path));
    }
    std::uint32_t opened(const std::string& path, std::uint32_t flags = service_open_read) {
        const Message answer = open(path, flags);
        EXPECT_EQ(answer.status, service_ok) << path;
        return answer.status == service_ok ? BodyReader(answer.body).u32() : 0;
    }
    Message read(std::uint32_t handle, std::uint64_t offset, std::uint32_t size) {
        return remote_.ask(service_files, service_files_read,
                           BodyWriter().u32(handle).u64(offset).u32(size));
    }
    std::string text(const Message& message) { return {message.body.begin(), message.body.end()}; }

    FilledFolder folder_;
    RemoteStub remote_;
    Files files_{remote_.session, folder_.path("root"), false};
};

TEST_F(FilesTest, ReadsFromAnyOffsetUpToTheEnd) {
    const Message answer = open("word");
    BodyReader body(answer.body);
    const std::uint32_t handle = body.u32();
    EXPECT_EQ(body.u64(), 5U);
    EXPECT_EQ(text(read(handle, 0, 3)), "hel");
    EXPECT_EQ(text(read(handle, 3, 100)), "lo");
    EXPECT_EQ(text(read(handle, 5, 100)), "");
    EXPECT_EQ(read(handle, std::uint64_t{1} << 63, 1).status, service_malformed);
}

TEST_F(FilesTest, AnAnswerIsNoLargerThanAMessage) {
    folder_.write("root/large", std::string(10000, 'x'));
    EXPECT_EQ(read(opened("large"), 0, 0xffffffff).body.size(), 488U);
}

TEST_F(FilesTest, WritesCreatesTruncates) {
    const std::uint32_t handle = opened("new", service_open_write | service_open_create);
    const Message answer = remote_.ask(service_files, service_files_write,
                                       BodyWriter().u32(handle).u64(2).text("abc"));
    EXPECT_EQ(BodyReader(answer.body).u32(), 3U);
    EXPECT_EQ(folder_.read("root/new"), std::string("\0\0abc", 5));
    opened("word", service_open_write | service_open_truncate);
    EXPECT_EQ(folder_.read("root/word"), "");
}

TEST_F(FilesTest, NoPathLeadsOut) {
    ::symlink("/", folder_.path("root/slash").c_str());
    ::symlink("../outside", folder_.path("root/link").c_str());
    for (const char* path : {"../outside", "deep/../../outside", "..", "deep/..", "link",
                             "slash/etc/passwd", "slash"}) {
        EXPECT_NE(open(path).status, service_ok) << path;
        EXPECT_NE(open(path, service_open_write | service_open_create).status, service_ok) << path;
        EXPECT_NE(
            remote_.ask(service_files, service_files_list, BodyWriter().u32(0).text(path)).status,
            service_ok)
            << path;
    }
    EXPECT_EQ(open("../outside").status, service_denied);
    EXPECT_EQ(open("/outside").status, service_not_found) << "below the root";
    EXPECT_EQ(
        remote_.ask(service_files, service_files_remove, BodyWriter().text("../outside")).status,
        service_denied);
    EXPECT_EQ(folder_.read("outside"), "secret");
}

TEST_F(FilesTest, DirectoriesAndPipesAreNotOpened) {
    ::mkfifo(folder_.path("root/pipe").c_str(), 0600);
    EXPECT_EQ(open("pipe").status, service_denied) << "and nobody waits for its other end";
    EXPECT_EQ(open("deep").status, service_denied);
    EXPECT_EQ(open("").status, service_denied);
    EXPECT_EQ(open("none").status, service_not_found);
    EXPECT_EQ(open("word/x").status, service_not_found);
    EXPECT_EQ(open("word", 0).status, service_malformed);
}

TEST_F(FilesTest, ListsInOrderAndInPieces) {
    for (int i = 0; i < 60; ++i) {
        folder_.write("root/many/entry" + std::to_string(100 + i), "");
    }
    std::vector<std::string> names;
    std::uint32_t next = 0;
    int answers = 0;
    do {
        const Message answer =
            remote_.ask(service_files, service_files_list, BodyWriter().u32(next).text("many"));
        ASSERT_EQ(answer.status, service_ok);
        BodyReader body(answer.body);
        next = body.u32();
        while (body.rest() > 0) {
            EXPECT_EQ(body.u8(), service_type_file);
            const std::size_t size = body.u8();
            names.push_back(body.text(size));
        }
        ++answers;
    } while (next != 0 && answers < 10);
    EXPECT_EQ(names.size(), 60U);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    EXPECT_GT(answers, 1);
}

TEST_F(FilesTest, StatAndRemove) {
    const Message answer =
        remote_.ask(service_files, service_files_stat, BodyWriter().text("deep"));
    EXPECT_EQ(BodyReader(answer.body).u8(), service_type_directory);
    const auto remove = [&](const std::string& path) {
        return remote_.ask(service_files, service_files_remove, BodyWriter().text(path)).status;
    };
    EXPECT_EQ(remove("deep"), service_failed) << "it is not empty";
    EXPECT_EQ(remove("deep/er"), service_ok);
    EXPECT_EQ(remove("deep"), service_ok);
    EXPECT_EQ(remove("deep"), service_not_found);
    EXPECT_EQ(remove(""), service_denied);
}

TEST_F(FilesTest, HandlesAreFewAndEndWithTheSession) {
    const std::uint32_t handle = opened("word");
    for (int i = 0; i < 40; ++i) {
        open("word");
    }
    EXPECT_EQ(open("word").status, service_no_resources);
    EXPECT_EQ(read(handle, 0, 1).status, service_ok);
    remote_.greet();
    EXPECT_EQ(files_.handles(), 0U);
    EXPECT_EQ(read(handle, 0, 1).status, service_not_found);
    EXPECT_EQ(remote_.ask(service_files, service_files_close, BodyWriter().u32(99)).status,
              service_not_found);
}

TEST_F(FilesTest, ShortBodiesAreMalformed) {
    for (const std::uint8_t operation :
         {service_files_open, service_files_read, service_files_write, service_files_close}) {
        EXPECT_EQ(remote_.ask(service_files, operation, BodyWriter().u16(1)).status,
                  service_malformed);
    }
    EXPECT_EQ(open(std::string("wo\0rd", 5)).status, service_malformed);
}

TEST_F(FilesTest, ReadOnlyIsReadOnly) {
    Files locked(remote_.session, folder_.path("root"), true);
    EXPECT_EQ(open("word", service_open_write).status, service_denied);
    EXPECT_EQ(remote_.ask(service_files, service_files_remove, BodyWriter().text("word")).status,
              service_denied);
    EXPECT_EQ(open("word").status, service_ok);
}

} // namespace
} // namespace ampsim::served
