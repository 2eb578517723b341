// SPDX-License-Identifier: BSD-3-Clause
//
// What a block device keeps its data in: a file of the host, memory, or memory over a file.
#pragma once

#include "models/virtio/host_file.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace ampsim::models::virtio {

constexpr std::uint64_t sector_size = 512;

/// Offsets and sizes are in bytes, multiples of a sector, and inside of the store.
class BlockStore {
public:
    virtual ~BlockStore() = default;
    /// A multiple of a sector.
    virtual std::uint64_t size() const = 0;
    virtual bool read_only() const { return false; }

    // False: the host failed. Then what of it has been done is open.
    virtual bool read(std::uint64_t offset, std::uint8_t* data, std::size_t size) = 0;
    virtual bool write(std::uint64_t offset, const std::uint8_t* data, std::size_t size) = 0;
    virtual bool write_zeroes(std::uint64_t offset, std::uint64_t size) = 0;
    /// What was there is needed no more; it reads as zero.
    virtual bool discard(std::uint64_t offset, std::uint64_t size) {
        return write_zeroes(offset, size);
    }
    /// After this, what was written outlives the hub, if it does at all.
    virtual bool flush() { return true; }
};

/// A raw image. Written to, it is not what it was: the next run starts from there.
class FileStore final : public BlockStore {
public:
    /// Throws BackEndError: no such file, no right to use it, not a whole number of sectors.
    FileStore(const std::string& path, bool read_only);

    std::uint64_t size() const override { return size_; }
    bool read_only() const override { return read_only_; }
    bool read(std::uint64_t offset, std::uint8_t* data, std::size_t size) override;
    bool write(std::uint64_t offset, const std::uint8_t* data, std::size_t size) override;
    bool write_zeroes(std::uint64_t offset, std::uint64_t size) override;
    bool discard(std::uint64_t offset, std::uint64_t size) override;
    bool flush() override;

private:
    HostFile file_;
    bool read_only_;
    std::uint64_t size_ = 0;
};

/// Memory over another store, which is read but never written: what the guest writes is gone with
/// the run, and every run starts alike.
class CopyOnWriteStore final : public BlockStore {
public:
    explicit CopyOnWriteStore(std::unique_ptr<BlockStore> base) : base_(std::move(base)) {}

    std::uint64_t size() const override { return base_->size(); }
    bool read(std::uint64_t offset, std::uint8_t* data, std::size_t size) override;
    bool write(std::uint64_t offset, const std::uint8_t* data, std::size_t size) override;
    bool write_zeroes(std::uint64_t offset, std::uint64_t size) override;

private:
    static constexpr std::uint64_t page_size = 4096;
    using Page = std::array<std::uint8_t, page_size>;

    /// Null when it could not be read from the base.
    Page* own_page(std::uint64_t number);

    std::unique_ptr<BlockStore> base_;
    /// By number, never iterated. Null: all zeros, and no memory spent on it.
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
};

/// Memory alone, zero at first; only what is written takes memory of the host. Throws
/// std::invalid_argument when `size` is not a multiple of a sector, or zero.
std::unique_ptr<BlockStore> memory_store(std::uint64_t size);

} // namespace ampsim::models::virtio
