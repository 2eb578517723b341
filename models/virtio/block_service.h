// SPDX-License-Identifier: BSD-3-Clause
//
// Requests of the block device [VirtIO 1.2, 5.2], carried out on a BlockStore one after the other.
// It knows neither queues nor time. Registers and requests are the same for legacy drivers.
#pragma once

#include "models/virtio/block_store.h"
#include "models/virtio/wire.h"

#include <map>

namespace ampsim::models::virtio {

struct BlockLimits {
    /// At most 20 bytes; longer ones are cut.
    std::string serial = "ampsim";
    /// The unit that the driver shall use, in bytes: a power of two, 512 to 4096.
    std::uint32_t block_size = 512;
    /// Data segments of a request: as many as a ring has room for, less header and status.
    std::uint32_t segments_max = 126;
    /// Bytes of data in a request. Asking for more is a fault of the driver.
    std::size_t request_max = std::size_t{16} << 20;
};

class BlockService {
public:
    /// Throws std::invalid_argument when a limit is out of its range.
    BlockService(std::unique_ptr<BlockStore> store, const BlockLimits& limits);

    std::uint64_t features() const;
    Bytes configuration() const;
    /// What the driver has agreed on; 0: there is none.
    void agree(std::uint64_t features) { agreed_ = features; }

    /// What keeps this from being a request, `writable` being the room for the answer in bytes;
    /// empty when it is one.
    std::string flaw(const Bytes& request, std::size_t writable) const;
    /// Data and status: all of what is writable. Only of what has no flaw.
    Bytes answer(const Bytes& request, std::size_t writable);
    /// Bytes that the last request has read or written.
    std::uint64_t moved() const { return moved_; }
    /// reads, writes, flushes, discards, write_zeroes, identifications, bytes_read, bytes_written,
    /// unsupported, errors
    const std::map<std::string, std::uint64_t>& counters() const { return counters_; }

private:
    enum class Status : std::uint8_t { ok = 0, error = 1, unsupported = 2 };
    struct Range {
        std::uint64_t offset;
        std::uint64_t size;
    };

    Status perform(const Bytes& request, Bytes& data);
    Status read(std::uint64_t sector, Bytes& data);
    Status write(std::uint64_t sector, const Bytes& request);
    Status identify(Bytes& data);
    Status clear(const Bytes& request, bool discard);
    std::optional<Range> range(std::uint64_t sector, std::uint64_t size) const;

    std::unique_ptr<BlockStore> store_;
    BlockLimits limits_;
    std::uint64_t agreed_ = 0;
    std::uint64_t moved_ = 0;
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio
