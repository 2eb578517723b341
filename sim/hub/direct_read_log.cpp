// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/direct_read_log.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <cstdint>

namespace ampsim::hub {

void DirectReadLog::record(const std::string& file) {
    file_ = file;
    sink_.emplace(file, std::ios::binary | std::ios::trunc);
    if (!*sink_) {
        throw InputError(file + ": cannot be written");
    }
}

void DirectReadLog::flush(bool go_on) {
    if (sink_ && !sink_->flush()) {
        throw InputError(file_ + ": cannot be written: is the disk full?");
    }
    if (!go_on) {
        sink_.reset();
    }
}

void DirectReadLog::replay(const std::string& file) {
    file_ = file;
    source_.emplace(file, std::ios::binary);
    if (!*source_) {
        throw InputError(file + ": cannot be read");
    }
}

/// A record is the number of bytes, 32 bits, and the bytes.
void DirectReadLog::on_read(void* data, std::size_t size) {
    auto length = static_cast<std::uint32_t>(size);
    if (source_) {
        source_->read(reinterpret_cast<char*>(&length), sizeof length);
        if (*source_ && length == size) {
            source_->read(static_cast<char*>(data), static_cast<std::streamsize>(size));
        }
        if (!*source_ || length != size) {
            throw SimulationError(
                fmt::format("{}: a device reads {} bytes where {} were read when it was recorded",
                            file_, size, *source_ ? fmt::format("{}", length) : "none"));
        }
    }
    if (sink_) {
        sink_->write(reinterpret_cast<const char*>(&length), sizeof length);
        sink_->write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
}

} // namespace ampsim::hub
