// SPDX-License-Identifier: BSD-3-Clause
//
// Files through the 9P device, against a server that behaves and one that does not.
#include "fs.h"
#include "simulated_9p.h"
#include "virtio_fixture.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace {

constexpr uint32_t patience = 100;

class Fs : public VirtioTest {
protected:
    Fs() : device_(devices_.add(virtio_id_9p, 1)) {
        device_.serve = [this](unsigned queue) {
            while (const auto chain = device_.take(queue)) {
                Bytes answer = server_.answer(chain->readable);
                if (spoil_) {
                    spoil_(answer);
                }
                device_.put(queue, *chain, answer);
            }
        };
        device_.appear();
        server_.directories["etc"] = true;
        server_.directories["etc/deep"] = true;
        server_.files["etc/motd"] = bytes("welcome");
        server_.files["etc/deep/file"] = bytes("x");
        server_.files["top"] = bytes("top");
    }

    int32_t mount(uint32_t timeout = patience) {
        EXPECT_EQ(fs_start(patience), osOK);
        return fs_mount("", timeout);
    }

    static Bytes pattern(size_t size) {
        Bytes data(size);
        for (size_t i = 0; i < size; ++i) {
            data[i] = static_cast<uint8_t>(i * 31 + i / 251);
        }
        return data;
    }

    std::string read_all(const char* path) {
        char text[64];
        const int32_t file = fs_open(path, fs_read_only, 0);
        if (file < 0) {
            return "error " + std::to_string(file);
        }
        const int32_t size = fs_read(file, text, sizeof text);
        EXPECT_EQ(fs_close(file), 0);
        return size < 0 ? "error " + std::to_string(size)
                        : std::string(text, static_cast<size_t>(size));
    }

    std::set<std::string> list(const char* path) {
        std::set<std::string> names;
        EXPECT_EQ(fs_list(
                      path,
                      [](const char* name, bool is_directory, void* set) {
                          static_cast<std::set<std::string>*>(set)->insert(
                              name + std::string(is_directory ? "/" : ""));
                          return true;
                      },
                      &names),
                  0);
        return names;
    }

    SimulatedDevice& device_;
    Simulated9p server_;
    std::function<void(Bytes& answer)> spoil_;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Fs, all_ways, name_of);

TEST_P(Fs, AttachesToATree) {
    run([&] {
        ASSERT_EQ(fs_start(patience), osOK);
        EXPECT_EQ(fs_mount("/srv/export", patience), 0);
        EXPECT_EQ(server_.tree, "/srv/export");
    });
}

TEST_P(Fs, ReadsFiles) {
    run([&] {
        ASSERT_EQ(mount(), 0);
        EXPECT_EQ(read_all("etc/motd"), "welcome");
        EXPECT_EQ(read_all("/etc//deep/file"), "x");
        EXPECT_EQ(read_all("etc/none"), "error -2");
        EXPECT_EQ(read_all("none/motd"), "error -2");
        EXPECT_EQ(server_.fid_count(), 1U) << "the root";
    });
}

TEST_P(Fs, WritesAndReadsLargeFiles) {
    const Bytes data = pattern(100000);
    run(
        [&] {
            ASSERT_EQ(mount(), 0);
            int32_t file = fs_open("etc/new", fs_write_only | fs_create | fs_truncate, 0644);
            ASSERT_GE(file, 0);
            EXPECT_EQ(fs_write(file, data.data(), 100000), 100000);
            EXPECT_EQ(fs_flush(file), 0);
            EXPECT_EQ(fs_close(file), 0);
            EXPECT_EQ(server_.files["etc/new"], data);
            file = fs_open("etc/new", fs_read_only, 0);
            Bytes back(100001);
            EXPECT_EQ(fs_read(file, back.data(), 100001), 100000);
            back.pop_back();
            EXPECT_EQ(back, data);
            EXPECT_EQ(fs_read(file, back.data(), 10), 0) << "the end";
            EXPECT_EQ(fs_seek(file, 99999), 0);
            EXPECT_EQ(fs_read(file, back.data(), 10), 1);
            EXPECT_EQ(fs_close(file), 0);
        },
        2000);
}

TEST_P(Fs, TakesWhatTheServerDoesAtOnce) {
    const Bytes data = pattern(5000);
    server_.message_size = 1024;
    server_.io_unit = 300;
    server_.write_at_most = 200;
    run(
        [&] {
            ASSERT_EQ(mount(), 0);
            EXPECT_EQ(p9_get_message_size(), 1024U);
            const int32_t file = fs_open("new", fs_read_write | fs_create, 0644);
            EXPECT_EQ(fs_write(file, data.data(), 5000), 5000);
            EXPECT_EQ(server_.files["new"], data);
            EXPECT_EQ(fs_seek(file, 0), 0);
            Bytes back(5000);
            EXPECT_EQ(fs_read(file, back.data(), 5000), 5000);
            EXPECT_EQ(back, data);
            EXPECT_EQ(fs_close(file), 0);
        },
        2000);
}

TEST_P(Fs, OpensAsTheFlagsSay) {
    run([&] {
        ASSERT_EQ(mount(), 0);
        EXPECT_EQ(fs_open("top", fs_write_only | fs_create | fs_exclusive, 0644), p9_error_exists);
        int32_t file = fs_open("top", fs_write_only | fs_append, 0);
        EXPECT_EQ(fs_write(file, "per", 3), 3);
        EXPECT_EQ(fs_close(file), 0);
        EXPECT_EQ(read_all("top"), "topper");
        file = fs_open("top", fs_write_only | fs_truncate, 0);
        EXPECT_EQ(fs_close(file), 0);
        EXPECT_EQ(read_all("top"), "");
        EXPECT_EQ(fs_open("none/new", fs_write_only | fs_create, 0644), p9_error_no_entry);
        EXPECT_EQ(fs_open("", fs_write_only | fs_create | fs_exclusive, 0644), p9_error_invalid);
        EXPECT_EQ(server_.fid_count(), 1U);
    });
}

TEST_P(Fs, ListsDirectories) {
    for (int i = 0; i < 600; ++i) {
        server_.files["etc/deep/" + std::to_string(i)] = {};
    }
    run(
        [&] {
            ASSERT_EQ(mount(), 0);
            EXPECT_EQ(list(""), (std::set<std::string>{"etc/", "top"}));
            EXPECT_EQ(list("/etc"), (std::set<std::string>{"deep/", "motd"}));
            EXPECT_EQ(list("etc/deep").size(), 601U);
            EXPECT_GT(server_.requests[40], 6U) << "more than one answer";
            int seen = 0;
            EXPECT_EQ(
                fs_list(
                    "etc/deep",
                    [](const char*, bool, void* count) { return ++*static_cast<int*>(count) < 5; },
                    &seen),
                0);
            EXPECT_EQ(seen, 5) << "no more were wanted";
            EXPECT_EQ(server_.fid_count(), 1U);
        },
        2000);
}

TEST_P(Fs, KnowsMakesRemovesAndRenames) {
    run([&] {
        ASSERT_EQ(mount(), 0);
        fs_status status{};
        EXPECT_EQ(fs_get_status("etc/motd", &status), 0);
        EXPECT_EQ(status.size, 7U);
        EXPECT_EQ(status.mode, 0100644U);
        EXPECT_EQ(status.modified, 1234567890U);
        EXPECT_FALSE(status.is_directory);
        EXPECT_EQ(fs_get_status("", &status), 0);
        EXPECT_TRUE(status.is_directory);
        EXPECT_EQ(fs_make_directory("etc/made", 0755), 0);
        EXPECT_EQ(fs_make_directory("etc/made", 0755), p9_error_exists);
        EXPECT_EQ(fs_remove("etc/made/"), 0);
        EXPECT_EQ(server_.directories.count("etc/made"), 0U);
        EXPECT_EQ(fs_remove("etc/deep"), -39) << "not empty";
        EXPECT_EQ(fs_rename("etc/motd", "moved"), 0);
        EXPECT_EQ(read_all("moved"), "welcome");
        EXPECT_EQ(fs_remove("moved"), 0);
        EXPECT_EQ(fs_remove("moved"), p9_error_no_entry);
        EXPECT_EQ(fs_remove(""), p9_error_invalid);
        EXPECT_EQ(server_.fid_count(), 1U);
    });
}

TEST_P(Fs, HasItsLimits) {
    run([&] {
        ASSERT_EQ(mount(), 0);
        std::vector<int32_t> files;
        for (int i = 0; i < FS_FILES; ++i) {
            files.push_back(fs_open("top", fs_read_only, 0));
            EXPECT_GE(files.back(), 0);
        }
        EXPECT_EQ(fs_open("top", fs_read_only, 0), p9_error_too_many_files);
        for (const int32_t file : files) {
            EXPECT_EQ(fs_close(file), 0);
            EXPECT_EQ(fs_close(file), p9_error_bad_handle);
        }
        EXPECT_EQ(fs_close(-1), p9_error_bad_handle);
        EXPECT_EQ(fs_close(99), p9_error_bad_handle);
        EXPECT_EQ(read_all("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"), "error -36");
        EXPECT_EQ(read_all(std::string(9000, 'x').c_str()), "error -36");
        EXPECT_EQ(read_all("top"), "top");
    });
}

TEST_P(Fs, SeveralThreadsAtOnce) {
    run(
        [&] {
            ASSERT_EQ(mount(), 0);
            int ended = 0;
            for (int i = 0; i < 4; ++i) {
                thread(osPriorityNormal, [&, i] {
                    const std::string path = "file" + std::to_string(i);
                    const Bytes data(20000, static_cast<uint8_t>(i));
                    const int32_t file = fs_open(path.c_str(), fs_read_write | fs_create, 0644);
                    EXPECT_EQ(fs_write(file, data.data(), 20000), 20000);
                    EXPECT_EQ(fs_close(file), 0);
                    EXPECT_EQ(server_.files[path], data);
                    ++ended;
                });
            }
            osDelay(500);
            EXPECT_EQ(ended, 4);
        },
        1000);
}

TEST_P(Fs, FilesAreStaleAfterARestart) {
    run([&] {
        ASSERT_EQ(mount(), 0);
        const int32_t file = fs_open("top", fs_read_only, 0);
        device_.forget_driver();
        EXPECT_EQ(virtio_restart(p9_get_device(), patience), osOK);
        char text[4];
        EXPECT_EQ(fs_read(file, text, 3), p9_error_not_connected);
        ASSERT_EQ(fs_mount("", patience), 0);
        EXPECT_EQ(fs_read(file, text, 3), p9_error_stale);
        EXPECT_EQ(fs_close(file), 0);
        EXPECT_EQ(read_all("top"), "top");
    });
}

TEST_P(Fs, EndsItsWaits) {
    run(
        [&] {
            ASSERT_EQ(mount(10), 0);
            const int32_t file = fs_open("top", fs_read_only, 0);
            const auto serve = device_.serve;
            device_.serve = nullptr;
            char text[4];
            EXPECT_EQ(fs_read(file, text, 3), p9_error_timeout);
            EXPECT_EQ(read_all("top"), "error -110");
            EXPECT_EQ(read_all("top"), "error -110") << "no slot is left";
            device_.serve = serve;
            EXPECT_EQ(virtio_restart(p9_get_device(), patience), osOK);
            EXPECT_EQ(fs_mount("", 10), 0);
            EXPECT_EQ(read_all("top"), "top");
        },
        1000);
}

TEST_P(Fs, WithoutAServerThereAreNoFiles) {
    run([&] {
        server_.version = "unknown";
        EXPECT_EQ(mount(), p9_error_io);
        EXPECT_EQ(fs_open("top", fs_read_only, 0), p9_error_not_connected);
        server_.version = "9P2000.L";
        server_.message_size = 100;
        EXPECT_EQ(fs_mount("", patience), p9_error_io);
    });
}

/// Answers that cannot be, whatever they are for: an error, or less than was there.
TEST_P(Fs, BelievesNothing) {
    const std::vector<std::function<void(Bytes&)>> lies = {
        [](Bytes& answer) { answer.resize(3); },
        [](Bytes& answer) { answer.clear(); },
        [](Bytes& answer) { answer[0] = 0xff; },             // size
        [](Bytes& answer) { answer[1] = answer[3] = 0xff; }, // size
        [](Bytes& answer) { answer[4] ^= 1; },               // type
        [](Bytes& answer) { answer[5] ^= 1; },               // tag
        [](Bytes& answer) { answer.resize(std::min<size_t>(answer.size(), 8)); },
        [](Bytes& answer) {
            answer[4] = 7; // an error with a number that cannot be
            std::fill(answer.begin() + 7, answer.end(), 0xff);
        },
        [](Bytes& answer) { std::fill(answer.begin() + 7, answer.end(), 0xff); },
        [](Bytes& answer) { std::fill(answer.begin() + 7, answer.end(), 0); },
    };
    server_.strict = false; // it has fids of which the client was not told
    run(
        [&] {
            ASSERT_EQ(fs_start(patience), osOK);
            for (size_t lie = 0; lie < lies.size(); ++lie) {
                for (int type : {12, 24, 40, 110, 116, 118}) {
                    spoil_ = nullptr;
                    ASSERT_EQ(fs_mount("", patience), 0);
                    for (int32_t i = 0; i < FS_FILES; ++i) {
                        (void)fs_close(i); // stale ones
                    }
                    spoil_ = [&](Bytes& answer) {
                        if (answer.size() >= 7 && answer[4] == type + 1) {
                            lies[lie](answer);
                        }
                    };
                    char text[64];
                    const int32_t file = fs_open("etc/motd", fs_read_write, 0);
                    if (file >= 0) {
                        EXPECT_LE(fs_read(file, text, sizeof text), 64);
                        EXPECT_LE(fs_write(file, text, 7), 7);
                        (void)fs_close(file);
                    }
                    fs_status status{};
                    (void)fs_get_status("etc/motd", &status);
                    int entries = 0;
                    (void)fs_list(
                        "etc",
                        [](const char* name, bool, void* count) {
                            EXPECT_LT(std::strlen(name), 256U);
                            return ++*static_cast<int*>(count) < 1000;
                        },
                        &entries);
                }
            }
            spoil_ = nullptr;
            ASSERT_EQ(fs_mount("", patience), 0);
            EXPECT_NE(read_all("etc/motd"), "error -9");
        },
        5000);
}

TEST_P(Fs, ADirectoryWithoutEndEnds) {
    run(
        [&] {
            ASSERT_EQ(mount(), 0);
            // the server never lets the offset go on
            unsigned entries = 0;
            device_.serve = [&](unsigned queue) {
                while (const auto chain = device_.take(queue)) {
                    Bytes question = chain->readable;
                    if (question[4] == 40) {
                        std::fill(question.begin() + 11, question.begin() + 19, 0);
                    }
                    device_.put(queue, *chain, server_.answer(question));
                }
            };
            EXPECT_EQ(fs_list(
                          "etc",
                          [](const char*, bool, void* count) {
                              ++*static_cast<unsigned*>(count);
                              return true;
                          },
                          &entries),
                      0);
            EXPECT_GT(entries, 1000U);
        },
        200000);
}

} // namespace
