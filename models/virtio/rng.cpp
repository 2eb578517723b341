// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/rng.h"

#include "models/virtio/wire.h"

#include <algorithm>

namespace ampsim::models::virtio {

Rng::Rng(const RngParameters& parameters) : parameters_(parameters), generator_(parameters.seed) {
    if (parameters.max_bytes == 0) {
        throw std::invalid_argument("rng: max_bytes has to be at least 1");
    }
}

void Rng::serve(Queue& queue) {
    for (;;) {
        Buffer buffer = queue.take();
        buffer.reply = random(std::min(buffer.writable, parameters_.max_bytes));
        ++requests_;
        bytes_ += buffer.reply.size();
        queue.give_back(std::move(buffer));
    }
}

Bytes Rng::random(std::size_t size) {
    Bytes bytes;
    while (bytes.size() < size) {
        append(bytes, little_uint64_t{generator_()});
    }
    bytes.resize(size);
    return bytes;
}

std::map<std::string, std::uint64_t> Rng::counters() const {
    return {{"requests", requests_}, {"bytes", bytes_}};
}

} // namespace ampsim::models::virtio
