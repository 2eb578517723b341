// SPDX-License-Identifier: BSD-3-Clause
//
// A recorded peer: it says what it said when it was recorded, as long as the hub says to it what
// it said then. The first packet that differs ends the run, with both packets side by side.
#pragma once

#include "sim/remote_port/codec.h"
#include "sim/remote_port/recording.h"
#include "sim/remote_port/stream.h"

#include <memory>

namespace ampsim::remote_port {

class RecordedStream : public Stream {
public:
    explicit RecordedStream(std::shared_ptr<const Recording> recording);

    // Throw SimulationError at the first difference, and when the recording has no more to say.
    std::size_t read(std::uint8_t* bytes, std::size_t size,
                     const WhileWaiting& while_waiting) override;
    Poll try_read(std::uint8_t* bytes, std::size_t size, std::size_t& count) override;
    bool write(const std::uint8_t* bytes, std::size_t size,
               const WhileWaiting& while_waiting) override;

private:
    [[noreturn]] void fail(const std::string& what, const std::uint8_t* packet) const;

    std::shared_ptr<const Recording> recording_;
    std::size_t next_ = 0;                ///< entry
    std::size_t already_ = 0;             ///< bytes of it that have been read
    std::vector<std::uint8_t> unchecked_; ///< start of a packet of which the rest is to come
};

} // namespace ampsim::remote_port
