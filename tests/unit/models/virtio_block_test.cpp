// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/block.h"

#include "tests/unit/models/fake_queue.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint8_t ok = 0;
constexpr std::uint8_t failed = 1;
constexpr std::uint8_t unsupported = 2;

constexpr std::uint64_t discard_feature = 1 << 13;
constexpr std::uint64_t write_zeroes_feature = 1 << 14;
constexpr std::uint64_t read_only_feature = 1 << 5;

constexpr std::uint64_t sectors = 64;

Bytes request(std::uint32_t type, std::uint64_t sector, const Bytes& data = {}) {
    Bytes result;
    append(result, little_uint32_t{type});
    append(result, little_uint32_t{0});
    append(result, little_uint64_t{sector});
    result.insert(result.end(), data.begin(), data.end());
    return result;
}
Bytes segment(std::uint64_t sector, std::uint32_t count, std::uint32_t flags = 0) {
    Bytes result;
    append(result, little_uint64_t{sector});
    append(result, little_uint32_t{count});
    append(result, little_uint32_t{flags});
    return result;
}
Bytes operator+(Bytes first, const Bytes& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}
Bytes sector_of(std::uint8_t value) {
    return Bytes(512, value);
}

/// A store that counts, and fails when told to.
class FaultyStore : public BlockStore {
public:
    std::uint64_t size() const override { return sectors * sector_size; }
    bool read(std::uint64_t, std::uint8_t* data, std::size_t size) override {
        std::fill_n(data, size, std::uint8_t{0xee});
        return false;
    }
    bool write(std::uint64_t, const std::uint8_t*, std::size_t) override { return false; }
    bool write_zeroes(std::uint64_t, std::uint64_t) override { return false; }
    bool flush() override { return false; }
};

class BlockTest : public testing::Test {
protected:
    explicit BlockTest(std::unique_ptr<BlockStore> store = memory_store(sectors * sector_size),
                       const BlockParameters& parameters = {})
        : block(std::move(store), parameters) {
        block.start(block.features());
    }

    std::uint8_t write(std::uint64_t sector, const Bytes& data) {
        return queue.ask(request(1, sector, data), 1).at(0);
    }
    Bytes read(std::uint64_t sector, std::size_t size = 512) {
        Bytes reply = queue.ask(request(0, sector), size + 1);
        EXPECT_EQ(reply.back(), ok);
        reply.pop_back();
        return reply;
    }
    /// Status of a request without an answer but that.
    std::uint8_t status(const Bytes& asked) { return queue.ask(asked, 1).at(0); }

    Block block;
    FakeEvents events{block};
    FakeQueue queue{"queue", block, 0};
    Script script{"script"};
};

TEST_F(BlockTest, SaysWhatItIs) {
    const Bytes configuration = block.configuration();
    EXPECT_THAT(configuration, SizeIs(60));
    EXPECT_EQ(*parse<little_uint64_t>(configuration, 0), sectors);
    EXPECT_EQ(*parse<little_uint32_t>(configuration, 12), 126U); // seg_max
    EXPECT_EQ(*parse<little_uint32_t>(configuration, 20), 512U); // blk_size
    EXPECT_EQ(*parse<little_uint16_t>(configuration, 34), 1U);   // num_queues
    EXPECT_GT(*parse<little_uint32_t>(configuration, 36), 0U);   // max_discard_sectors
    EXPECT_EQ(*parse<little_uint32_t>(configuration, 44), 1U);   // discard_sector_alignment
    EXPECT_GT(*parse<little_uint32_t>(configuration, 52), 0U);   // max_write_zeroes_seg
    EXPECT_EQ(block.features(), 1U << 2 | 1U << 6 | 1U << 9 | 1U << 13 | 1U << 14);
    EXPECT_EQ(block.type(), 2U);
    EXPECT_EQ(block.not_reproducible(), "");
}

TEST_F(BlockTest, ReadsWhatWasWritten) {
    script.run([&] {
        EXPECT_EQ(read(3), sector_of(0));
        EXPECT_EQ(write(3, sector_of(7) + sector_of(8)), ok);
        EXPECT_EQ(read(3), sector_of(7));
        EXPECT_EQ(read(2, 2048), sector_of(0) + sector_of(7) + sector_of(8) + sector_of(0));
    });
    EXPECT_EQ(block.counters().at("writes"), 1U);
    EXPECT_EQ(block.counters().at("bytes_written"), 1024U);
    EXPECT_EQ(block.counters().at("reads"), 3U);
    EXPECT_EQ(block.counters().at("bytes_read"), 3072U);
    EXPECT_EQ(block.counters().at("errors"), 0U);
}

TEST_F(BlockTest, TheLastSectorIsTheLast) {
    script.run([&] {
        EXPECT_EQ(write(sectors - 1, sector_of(1)), ok);
        EXPECT_EQ(read(sectors - 1), sector_of(1));
        EXPECT_EQ(write(sectors - 1, sector_of(1) + sector_of(2)), failed);
        EXPECT_EQ(write(sectors, sector_of(1)), failed);
        EXPECT_EQ(write(~0ULL, sector_of(1)), failed);
        EXPECT_EQ(write(1ULL << 55, sector_of(1)), failed); // times 512: zero
        EXPECT_EQ(read(sectors - 1), sector_of(1));
        EXPECT_EQ(read(0), sector_of(0));
        EXPECT_EQ(queue.ask(request(0, sectors), 513).at(512), failed);
    });
    EXPECT_EQ(block.counters().at("errors"), 5U);
}

TEST_F(BlockTest, AReadThatFailsGivesZerosAndItsStatusLast) {
    script.run([&] {
        const Bytes reply = queue.ask(request(0, sectors - 1), 1025);
        EXPECT_EQ(reply, Bytes(1024, 0) + Bytes{failed});
    });
}

TEST_F(BlockTest, DataHasToBeWholeSectors) {
    script.run([&] {
        EXPECT_EQ(write(0, Bytes(511, 1)), failed);
        EXPECT_EQ(queue.ask(request(0, 0), 101).at(100), failed);
        EXPECT_EQ(read(0), sector_of(0));
    });
}

TEST_F(BlockTest, FlushesAndSaysWhoItIs) {
    script.run([&] {
        EXPECT_EQ(status(request(4, 0)), ok);
        const Bytes reply = queue.ask(request(8, 0), 21);
        EXPECT_EQ(text(reply), "ampsim" + std::string(15, '\0'));
        EXPECT_EQ(queue.ask(request(8, 0), 20).at(19), failed);
    });
    EXPECT_EQ(block.counters().at("flushes"), 1U);
    EXPECT_EQ(block.counters().at("identifications"), 1U);
}

TEST_F(BlockTest, WhatItDoesNotKnowIsUnsupported) {
    script.run([&] {
        EXPECT_EQ(status(request(2, 0)), unsupported); // legacy: SCSI
        EXPECT_EQ(status(request(0xffffffff, 0)), unsupported);
    });
    EXPECT_EQ(block.counters().at("unsupported"), 2U);
}

TEST_F(BlockTest, WritesZerosAndDiscards) {
    script.run([&] {
        for (std::uint64_t sector = 0; sector < 32; ++sector) {
            write(sector, sector_of(9));
        }
        EXPECT_EQ(status(request(13, 0, segment(1, 2, 1) + segment(8, 16))), ok);
        EXPECT_EQ(read(0), sector_of(9));
        EXPECT_EQ(read(1), sector_of(0));
        EXPECT_EQ(read(2), sector_of(0));
        EXPECT_EQ(read(3), sector_of(9));
        EXPECT_EQ(read(7), sector_of(9));
        EXPECT_THAT(read(8, 16 * 512), Each(0));
        EXPECT_EQ(read(24), sector_of(9));
        EXPECT_EQ(status(request(11, 0, segment(24, 8))), ok);
        EXPECT_EQ(read(24), sector_of(0));
        EXPECT_EQ(write(25, sector_of(4)), ok); // into a page of zeros
        EXPECT_EQ(read(24, 1024), sector_of(0) + sector_of(4));
    });
    EXPECT_EQ(block.counters().at("write_zeroes"), 1U);
    EXPECT_EQ(block.counters().at("discards"), 1U);
}

TEST_F(BlockTest, WhatIsToBeClearedIsChecked) {
    script.run([&] {
        write(0, sector_of(9));
        EXPECT_EQ(status(request(11, 0, segment(0, 1, 1))), unsupported); // unmap, of a discard
        EXPECT_EQ(status(request(13, 0, segment(0, 1, 2))), unsupported);
        EXPECT_EQ(status(request(13, 0)), failed);
        EXPECT_EQ(status(request(13, 0, Bytes(15, 0))), failed);
        EXPECT_EQ(status(request(13, 0, segment(0, 1) + segment(sectors, 1))), failed);
        EXPECT_EQ(status(request(13, 0, segment(0, ~0U))), failed);
        Bytes many;
        for (unsigned n = 0; n < 17; ++n) {
            many = many + segment(0, 1);
        }
        EXPECT_EQ(status(request(13, 0, many)), failed);
        EXPECT_EQ(read(0), sector_of(9));
    });
}

TEST_F(BlockTest, WhatWasNotAgreedOnIsUnsupported) {
    block.start(block.features() & ~(discard_feature | write_zeroes_feature));
    script.run([&] {
        EXPECT_EQ(status(request(11, 0, segment(0, 1))), unsupported);
        EXPECT_EQ(status(request(13, 0, segment(0, 1))), unsupported);
    });
}

TEST_F(BlockTest, WhatIsNoRequestNeedsAReset) {
    script.run([&] {
        EXPECT_THAT(queue.ask(Bytes(15, 0), 1), IsEmpty());
        EXPECT_THAT(queue.ask({}, 0), IsEmpty());
        EXPECT_THAT(queue.ask(request(0, 0), 0), IsEmpty());
        EXPECT_THAT(queue.ask(request(0, 0), std::size_t{1} << 40), IsEmpty());
    });
    EXPECT_THAT(events.diagnoses, ElementsAre(HasSubstr("15"), HasSubstr("header"),
                                              HasSubstr("status"), HasSubstr("at most 16777216")));
}

class SlowBlockTest : public BlockTest {
protected:
    static BlockParameters parameters() {
        BlockParameters result;
        result.access_time = ns(10000);
        result.time_per_byte = ns(2);
        return result;
    }
    SlowBlockTest() : BlockTest(memory_store(sectors * sector_size), parameters()) {}
};

TEST_F(SlowBlockTest, ARequestTakesItsTime) {
    script.run([&] {
        read(0, 512);
        EXPECT_EQ(now(), ns(10000 + 1024 + FakeQueue::processing));
        status(request(4, 0));
        EXPECT_EQ(now(), ns(2 * (10000 + FakeQueue::processing) + 1024));
    });
}

class FaultyBlockTest : public BlockTest {
protected:
    FaultyBlockTest() : BlockTest(std::make_unique<FaultyStore>()) {}
};

TEST_F(FaultyBlockTest, ErrorsOfTheHostReachTheDriver) {
    script.run([&] {
        EXPECT_EQ(write(0, sector_of(1)), failed);
        EXPECT_EQ(queue.ask(request(0, 0), 513), Bytes(512, 0) + Bytes{failed});
        EXPECT_EQ(status(request(4, 0)), failed);
        EXPECT_EQ(status(request(11, 0, segment(0, 1))), failed);
        EXPECT_EQ(status(request(13, 0, segment(0, 1))), failed);
    });
    EXPECT_EQ(block.counters().at("errors"), 5U);
}

// --- Stores ---

class StoreTest : public testing::Test {
protected:
    StoreTest() { write_file(path, std::string(8192, 'a') + std::string(1024, 'b')); }

    static Bytes read(BlockStore& store, std::uint64_t offset, std::size_t size) {
        Bytes data(size);
        EXPECT_TRUE(store.read(offset, data.data(), size));
        return data;
    }

    TemporaryDirectory directory;
    std::string path = directory / "disk";
};

TEST_F(StoreTest, AFileIsWritten) {
    {
        FileStore store(path, false);
        EXPECT_EQ(store.size(), 9216U);
        EXPECT_FALSE(store.read_only());
        EXPECT_TRUE(store.write(512, sector_of('x').data(), 512));
        EXPECT_TRUE(store.write_zeroes(1024, 512));
        EXPECT_TRUE(store.discard(1536, 512));
        EXPECT_TRUE(store.flush());
        EXPECT_EQ(read(store, 0, 1024), sector_of('a') + sector_of('x'));
    }
    EXPECT_EQ(read_file(path), std::string(512, 'a') + std::string(512, 'x') +
                                   std::string(1024, '\0') + std::string(6144, 'a') +
                                   std::string(1024, 'b'));
}

TEST_F(StoreTest, AReadOnlyFileStaysAndTheDriverKnows) {
    Block block(std::make_unique<FileStore>(path, true));
    EXPECT_EQ(block.features() & (read_only_feature | discard_feature | write_zeroes_feature),
              read_only_feature);
    block.start(block.features());
    FakeQueue queue("queue", block, 0);
    Script script("script");
    script.run([&] {
        EXPECT_THAT(queue.ask(request(1, 0, sector_of('x')), 1), ElementsAre(failed));
        EXPECT_THAT(queue.ask(request(4, 0), 1), ElementsAre(ok));
        EXPECT_THAT(queue.ask(request(0, 16), 513), AllOf(SizeIs(513), testing::Contains('b')));
    });
    EXPECT_EQ(read_file(path), std::string(8192, 'a') + std::string(1024, 'b'));
}

TEST_F(StoreTest, CopyOnWriteLeavesTheFileAlone) {
    CopyOnWriteStore store(std::make_unique<FileStore>(path, true));
    EXPECT_FALSE(store.read_only());
    EXPECT_EQ(store.size(), 9216U);
    EXPECT_TRUE(store.write(4096 - 512, Bytes(1024, 'x').data(), 1024)); // across pages
    EXPECT_EQ(read(store, 3072, 2048),
              sector_of('a') + sector_of('x') + sector_of('x') + sector_of('a'));
    EXPECT_TRUE(store.write(8704, sector_of('y').data(), 512)); // the last page is a short one
    EXPECT_EQ(read(store, 8192, 1024), sector_of('b') + sector_of('y'));
    EXPECT_TRUE(store.write_zeroes(0, 9216));
    EXPECT_THAT(read(store, 0, 9216), Each(0));
    EXPECT_EQ(read_file(path), std::string(8192, 'a') + std::string(1024, 'b'));
}

TEST_F(StoreTest, AFileThatIsNoDiskIsRefused) {
    EXPECT_THROW(FileStore(directory / "none", false), BackEndError);
    EXPECT_THROW(FileStore(directory.path(), true), BackEndError);
    write_file(path, "short");
    try {
        FileStore store(path, false);
        FAIL();
    } catch (const BackEndError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr(path), HasSubstr("5 bytes"), HasSubstr("512")));
    }
}

TEST(BlockParametersTest, NonsenseIsRefused) {
    const auto make = [](std::uint64_t size, std::uint32_t block_size, std::uint32_t segments) {
        BlockParameters parameters;
        parameters.block_size = block_size;
        parameters.segments_max = segments;
        Block block(memory_store(size), parameters);
    };
    EXPECT_NO_THROW(make(8192, 4096, 1));
    EXPECT_THROW(make(8192, 256, 1), std::invalid_argument);
    EXPECT_THROW(make(8192, 1000, 1), std::invalid_argument);
    EXPECT_THROW(make(8192, 8192, 1), std::invalid_argument);
    EXPECT_THROW(make(8192, 512, 0), std::invalid_argument);
    EXPECT_THROW(make(5120, 4096, 1), std::invalid_argument);
    EXPECT_THROW(make(0, 512, 1), std::invalid_argument);
    EXPECT_THROW(make(100, 512, 1), std::invalid_argument);
}

} // namespace
} // namespace ampsim::models::virtio
