// SPDX-License-Identifier: BSD-3-Clause
//
// The block device [VirtIO 1.2, 5.2]: one queue of requests, served one after the other, on a
// BlockStore. Its registers and requests are the same for legacy drivers.
#pragma once

#include "models/virtio/block_store.h"
#include "models/virtio/device.h"
#include "models/virtio/wire.h"

namespace ampsim::models::virtio {

struct BlockParameters {
    /// At most 20 bytes; longer ones are cut.
    std::string serial = "ampsim";
    /// The unit that the driver shall use, in bytes: a power of two, 512 to 4096.
    std::uint32_t block_size = 512;
    /// Data segments of a request: as many as a ring has room for, less header and status.
    std::uint32_t segments_max = 126;
    /// Bytes of data in a request. Asking for more is a fault of the driver.
    std::size_t request_max = std::size_t{16} << 20;
    /// What each request takes beside the queue's processing time: say, a medium's access time.
    sc_core::sc_time access_time = sc_core::SC_ZERO_TIME;
    /// What a byte read from or written to the medium takes.
    sc_core::sc_time time_per_byte = sc_core::SC_ZERO_TIME;
};

class Block final : public Device {
public:
    /// Throws std::invalid_argument when a parameter is out of its range.
    explicit Block(std::unique_ptr<BlockStore> store, const BlockParameters& parameters = {});

    std::uint32_t type() const override { return 2; }
    std::string name() const override { return "block"; }
    std::uint64_t features() const override;
    std::size_t queues() const override { return 1; }
    std::string queue_name(std::size_t) const override { return "requests"; }
    std::vector<std::uint8_t> configuration() const override;
    void start(std::uint64_t features) override { agreed_ = features; }
    void reset() override { agreed_ = 0; }
    void serve(Queue& queue) override;
    /// reads, writes, flushes, discards, write_zeroes, identifications, bytes_read, bytes_written,
    /// unsupported, errors
    std::map<std::string, std::uint64_t> counters() const override;

private:
    enum class Status : std::uint8_t { ok = 0, error = 1, unsupported = 2 };
    struct Range {
        std::uint64_t offset;
        std::uint64_t size;
    };

    /// What keeps the buffer from being a request; empty when it is one.
    std::string flaw(const Buffer& buffer) const;
    Status perform(const Buffer& buffer, Bytes& data);
    Status read(std::uint64_t sector, Bytes& data);
    Status write(std::uint64_t sector, const Bytes& request);
    Status identify(Bytes& data);
    Status clear(const Bytes& request, bool discard);
    std::optional<Range> range(std::uint64_t sector, std::uint64_t size) const;

    std::unique_ptr<BlockStore> store_;
    BlockParameters parameters_;
    std::uint64_t agreed_ = 0;
    std::uint64_t moved_ = 0; ///< bytes that the request under way has read or written
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio
