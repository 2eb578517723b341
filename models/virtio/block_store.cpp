// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/block_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

/// Nothing but zeros.
class ZeroStore final : public BlockStore {
public:
    explicit ZeroStore(std::uint64_t size) : size_(size) {}
    std::uint64_t size() const override { return size_; }
    bool read_only() const override { return true; }
    bool read(std::uint64_t, std::uint8_t* data, std::size_t size) override {
        std::memset(data, 0, size);
        return true;
    }
    bool write(std::uint64_t, const std::uint8_t*, std::size_t) override { return false; }
    bool write_zeroes(std::uint64_t, std::uint64_t) override { return true; }

private:
    std::uint64_t size_;
};

/// All of it, however many calls the host needs; false when it fails. `transfer` is pread or
/// pwrite.
template <typename Transfer, typename Byte>
bool transfer_all(Transfer transfer, int file, std::uint64_t offset, Byte* data, std::size_t size) {
    while (size > 0) {
        const ssize_t done = transfer(file, data, size, static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        offset += static_cast<std::uint64_t>(done);
        data += done;
        size -= static_cast<std::size_t>(done);
    }
    return true;
}

} // namespace

FileStore::FileStore(const std::string& path, bool read_only)
    : file_(open_file(path, read_only ? O_RDONLY : O_RDWR, "block device's file")),
      read_only_(read_only) {
    struct stat status {};
    if (::fstat(file_.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) {
        throw BackEndError{"the block device's file " + path + " is not a regular file"};
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
    if (size_ == 0 || size_ % sector_size != 0) {
        throw BackEndError{"the block device's file " + path + " has " + std::to_string(size_) +
                           " bytes, which is not a whole number of sectors of 512 bytes; " +
                           "lengthen it, say with: truncate -s %512 " + path};
    }
}

bool FileStore::read(std::uint64_t offset, std::uint8_t* data, std::size_t size) {
    return transfer_all(::pread, file_.descriptor(), offset, data, size);
}

bool FileStore::write(std::uint64_t offset, const std::uint8_t* data, std::size_t size) {
    return transfer_all(::pwrite, file_.descriptor(), offset, data, size);
}

bool FileStore::write_zeroes(std::uint64_t offset, std::uint64_t size) {
    if (::fallocate(file_.descriptor(), FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE,
                    static_cast<off_t>(offset), static_cast<off_t>(size)) == 0) {
        return true;
    }
    static constexpr std::array<std::uint8_t, 65536> zeros{}; // the file system has no quicker way
    while (size > 0) {
        const auto now = std::min<std::uint64_t>(size, zeros.size());
        if (!write(offset, zeros.data(), now)) {
            return false;
        }
        offset += now;
        size -= now;
    }
    return true;
}

bool FileStore::discard(std::uint64_t offset, std::uint64_t size) {
    return ::fallocate(file_.descriptor(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                       static_cast<off_t>(offset), static_cast<off_t>(size)) == 0 ||
           write_zeroes(offset, size);
}

bool FileStore::flush() {
    return read_only_ || ::fdatasync(file_.descriptor()) == 0;
}

CopyOnWriteStore::Page* CopyOnWriteStore::own_page(std::uint64_t number) {
    const auto found = pages_.find(number);
    if (found != pages_.end()) {
        if (!found->second) {
            found->second = std::make_unique<Page>();
        }
        return found->second.get();
    }
    auto page = std::make_unique<Page>();
    const std::uint64_t start = number * page_size;
    if (!base_->read(start, page->data(), std::min(page_size, size() - start))) {
        return nullptr;
    }
    return pages_.emplace(number, std::move(page)).first->second.get();
}

bool CopyOnWriteStore::read(std::uint64_t offset, std::uint8_t* data, std::size_t size) {
    while (size > 0) {
        const std::uint64_t within = offset % page_size;
        const auto now = std::min<std::uint64_t>(size, page_size - within);
        const auto page = pages_.find(offset / page_size);
        if (page == pages_.end()) {
            if (!base_->read(offset, data, now)) {
                return false;
            }
        } else if (page->second) {
            std::memcpy(data, page->second->data() + within, now);
        } else {
            std::memset(data, 0, now);
        }
        offset += now;
        data += now;
        size -= now;
    }
    return true;
}

bool CopyOnWriteStore::write(std::uint64_t offset, const std::uint8_t* data, std::size_t size) {
    while (size > 0) {
        const std::uint64_t within = offset % page_size;
        const auto now = std::min<std::uint64_t>(size, page_size - within);
        Page* page = own_page(offset / page_size);
        if (page == nullptr) {
            return false;
        }
        std::memcpy(page->data() + within, data, now);
        offset += now;
        data += now;
        size -= now;
    }
    return true;
}

bool CopyOnWriteStore::write_zeroes(std::uint64_t offset, std::uint64_t size) {
    while (size > 0) {
        const std::uint64_t within = offset % page_size;
        const auto now = std::min(size, page_size - within);
        if (now == page_size) {
            pages_[offset / page_size] = nullptr;
        } else {
            Page* page = own_page(offset / page_size);
            if (page == nullptr) {
                return false;
            }
            std::memset(page->data() + within, 0, now);
        }
        offset += now;
        size -= now;
    }
    return true;
}

std::unique_ptr<BlockStore> memory_store(std::uint64_t size) {
    if (size == 0 || size % sector_size != 0) {
        throw std::invalid_argument("a block device's memory has to be a multiple of 512 bytes");
    }
    return std::make_unique<CopyOnWriteStore>(std::make_unique<ZeroStore>(size));
}

} // namespace ampsim::models::virtio
