// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/block_service.h"

#include <algorithm>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

namespace feature_bit { // [VirtIO 1.2, 5.2.3]
constexpr std::uint64_t seg_max = 1ULL << 2;
constexpr std::uint64_t ro = 1ULL << 5;
constexpr std::uint64_t blk_size = 1ULL << 6;
constexpr std::uint64_t flush = 1ULL << 9;
constexpr std::uint64_t discard = 1ULL << 13;
constexpr std::uint64_t write_zeroes = 1ULL << 14;
} // namespace feature_bit

struct Configuration {        // [5.2.4]
    little_uint64_t capacity; ///< sectors
    little_uint32_t size_max;
    little_uint32_t seg_max;
    std::uint8_t geometry[4];
    little_uint32_t blk_size;
    std::uint8_t topology[8];
    std::uint8_t writeback;
    std::uint8_t unused0;
    little_uint16_t num_queues;
    little_uint32_t max_discard_sectors;
    little_uint32_t max_discard_seg;
    little_uint32_t discard_sector_alignment;
    little_uint32_t max_write_zeroes_sectors;
    little_uint32_t max_write_zeroes_seg;
    std::uint8_t write_zeroes_may_unmap;
    std::uint8_t unused1[3];
};
static_assert(sizeof(Configuration) == 60);

struct Header { // [5.2.6]
    little_uint32_t type;
    little_uint32_t reserved; ///< legacy: priority
    little_uint64_t sector;
};
static_assert(sizeof(Header) == 16);

struct ClearedSegment { // virtio_blk_discard_write_zeroes
    little_uint64_t sector;
    little_uint32_t num_sectors;
    little_uint32_t flags;
};
static_assert(sizeof(ClearedSegment) == 16);
constexpr std::uint32_t flag_unmap = 1;

enum class Type : std::uint32_t {
    in = 0,
    out = 1,
    flush = 4,
    get_id = 8,
    discard = 11,
    write_zeroes = 13,
};

constexpr std::size_t identity_size = 20;
constexpr std::uint32_t cleared_segments_max = 16;
constexpr std::uint32_t cleared_sectors_max = 1U << 21; // 1 GiB
constexpr std::uint32_t block_size_max = 4096;

} // namespace

BlockService::BlockService(std::unique_ptr<BlockStore> store, const BlockLimits& limits)
    : store_(std::move(store)), limits_(limits) {
    const std::uint32_t size = limits.block_size;
    if (size < sector_size || size > block_size_max || (size & (size - 1)) != 0) {
        throw std::invalid_argument("block: block_size has to be 512, 1024, 2048 or 4096, not " +
                                    std::to_string(size));
    }
    if (store_->size() % size != 0) {
        throw std::invalid_argument("block: the size of the back-end, " +
                                    std::to_string(store_->size()) +
                                    " bytes, is not a multiple of block_size");
    }
    if (limits.segments_max == 0) {
        throw std::invalid_argument("block: segments_max has to be at least 1");
    }
    if (limits.request_max < block_size_max) {
        throw std::invalid_argument("block: request_max has to be at least 4096 bytes");
    }
    for (const char* name :
         {"reads", "writes", "flushes", "discards", "write_zeroes", "identifications", "bytes_read",
          "bytes_written", "unsupported", "errors"}) {
        counters_[name] = 0;
    }
}

std::uint64_t BlockService::features() const {
    const std::uint64_t always = feature_bit::seg_max | feature_bit::blk_size | feature_bit::flush;
    return always | (store_->read_only() ? feature_bit::ro
                                         : feature_bit::discard | feature_bit::write_zeroes);
}

Bytes BlockService::configuration() const {
    Configuration configuration{};
    configuration.capacity = store_->size() / sector_size;
    configuration.seg_max = limits_.segments_max;
    configuration.blk_size = limits_.block_size;
    configuration.num_queues = 1;
    if (!store_->read_only()) {
        configuration.max_discard_sectors = cleared_sectors_max;
        configuration.max_discard_seg = cleared_segments_max;
        configuration.discard_sector_alignment =
            static_cast<std::uint32_t>(limits_.block_size / sector_size);
        configuration.max_write_zeroes_sectors = cleared_sectors_max;
        configuration.max_write_zeroes_seg = cleared_segments_max;
        configuration.write_zeroes_may_unmap = 1;
    }
    return bytes_of(configuration);
}

std::string BlockService::flaw(const Bytes& request, std::size_t writable) const {
    if (request.size() < sizeof(Header)) {
        return "a block request's header has 16 bytes, this one " + std::to_string(request.size()) +
               " [VirtIO 1.2, 5.2.6]";
    }
    if (writable == 0) {
        return "a block request has no room for its status [VirtIO 1.2, 5.2.6]";
    }
    if (writable - 1 > limits_.request_max) {
        return "a block request for " + std::to_string(writable - 1) +
               " bytes; the device takes at most " + std::to_string(limits_.request_max);
    }
    return "";
}

Bytes BlockService::answer(const Bytes& request, std::size_t writable) {
    moved_ = 0;
    Bytes data(writable - 1);
    const Status status = perform(request, data);
    if (status != Status::ok) {
        ++counters_[status == Status::error ? "errors" : "unsupported"];
    }
    data.push_back(static_cast<std::uint8_t>(status));
    return data;
}

BlockService::Status BlockService::perform(const Bytes& request, Bytes& data) {
    const Header header = *parse<Header>(request);
    switch (static_cast<Type>(header.type.value())) {
    case Type::in:
        return read(header.sector, data);
    case Type::out:
        return write(header.sector, request);
    case Type::flush:
        ++counters_["flushes"];
        return store_->flush() ? Status::ok : Status::error;
    case Type::get_id:
        return identify(data);
    case Type::discard:
        return (agreed_ & feature_bit::discard) != 0 ? clear(request, true) : Status::unsupported;
    case Type::write_zeroes:
        return (agreed_ & feature_bit::write_zeroes) != 0 ? clear(request, false)
                                                          : Status::unsupported;
    }
    return Status::unsupported;
}

std::optional<BlockService::Range> BlockService::range(std::uint64_t sector,
                                                       std::uint64_t size) const {
    const std::uint64_t capacity = store_->size() / sector_size;
    if (size % sector_size != 0 || sector > capacity || size / sector_size > capacity - sector) {
        return std::nullopt;
    }
    return Range{sector * sector_size, size};
}

BlockService::Status BlockService::read(std::uint64_t sector, Bytes& data) {
    const auto asked = range(sector, data.size());
    if (!asked || !store_->read(asked->offset, data.data(), data.size())) {
        std::fill(data.begin(), data.end(), std::uint8_t{0});
        return Status::error;
    }
    ++counters_["reads"];
    counters_["bytes_read"] += data.size();
    moved_ = data.size();
    return Status::ok;
}

BlockService::Status BlockService::write(std::uint64_t sector, const Bytes& request) {
    const std::size_t size = request.size() - sizeof(Header);
    const auto asked = range(sector, size);
    if (store_->read_only() || size > limits_.request_max || !asked ||
        !store_->write(asked->offset, request.data() + sizeof(Header), size)) {
        return Status::error;
    }
    ++counters_["writes"];
    counters_["bytes_written"] += size;
    moved_ = size;
    return Status::ok;
}

BlockService::Status BlockService::identify(Bytes& data) {
    if (data.size() < identity_size) {
        return Status::error;
    }
    ++counters_["identifications"];
    for (std::size_t n = 0; n < std::min(limits_.serial.size(), identity_size); ++n) {
        data[n] = static_cast<std::uint8_t>(limits_.serial[n]);
    }
    return Status::ok;
}

BlockService::Status BlockService::clear(const Bytes& request, bool discard) {
    const std::size_t size = request.size() - sizeof(Header);
    if (size == 0 || size % sizeof(ClearedSegment) != 0 ||
        size / sizeof(ClearedSegment) > cleared_segments_max) {
        return Status::error;
    }
    const std::uint32_t known_flags = discard ? 0 : flag_unmap;
    std::vector<Range> ranges;
    for (std::size_t at = sizeof(Header); at < request.size(); at += sizeof(ClearedSegment)) {
        const ClearedSegment segment = *parse<ClearedSegment>(request, at);
        if ((segment.flags & ~known_flags) != 0) {
            return Status::unsupported;
        }
        const auto asked = range(segment.sector, segment.num_sectors * sector_size);
        if (!asked || segment.num_sectors > cleared_sectors_max) {
            return Status::error;
        }
        ranges.push_back(*asked);
    }
    for (const Range& each : ranges) { // nothing is done unless all can be done
        if (!(discard ? store_->discard(each.offset, each.size)
                      : store_->write_zeroes(each.offset, each.size))) {
            return Status::error;
        }
    }
    ++counters_[discard ? "discards" : "write_zeroes"];
    return Status::ok;
}

} // namespace ampsim::models::virtio
