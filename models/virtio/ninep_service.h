// SPDX-License-Identifier: BSD-3-Clause
//
// A directory for a guest to mount over 9P2000.L: each message is checked, handed to a diod
// (diod.h), and its answer given back. It knows neither queues nor time: the caller waits for diod.
// For a server that root runs, the guest's users are the users of the same number; else all are the
// user who runs it.
#pragma once

#include "models/virtio/diod.h"

#include <map>
#include <memory>

namespace ampsim::models::virtio {

struct NinePParameters {
    std::string tag = "ampsim"; ///< what the guest mounts, 1 to 255 bytes
    DiodParameters server;
    /// Longest message in bytes that is agreed on, 4096 to 65536, which is the most that diod can.
    std::uint32_t message_max = 65536;
};

class NinePService {
public:
    /// Throws std::invalid_argument when a parameter is out of its range.
    explicit NinePService(const NinePParameters& parameters);

    Bytes configuration() const;
    /// Starts the server, as the first message would. Throws BackEndError.
    void start();
    /// Ends the server: what was open is no longer.
    void reset();
    /// The answer to a message, cut to what is writable. When the server cannot go on, diagnosis()
    /// says why from then on, until a reset.
    Bytes answer(const Bytes& request, std::size_t writable);
    const std::string& diagnosis() const { return diagnosis_; }
    /// requests, request_bytes, reply_bytes, errors (answers of the server), refused (messages that
    /// did not get there)
    const std::map<std::string, std::uint64_t>& counters() const { return counters_; }
    /// Of the server, for tests; 0: it does not run.
    pid_t server_process() const { return server_ ? server_->id() : 0; }

private:
    Bytes forward(const Bytes& message);
    Bytes refusal(std::uint16_t tag, int error);

    NinePParameters parameters_;
    std::uint32_t agreed_max_; ///< longest message
    std::unique_ptr<Diod> server_;
    std::string diagnosis_;
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio
