// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/block.h"

namespace ampsim::models::virtio {

Block::Block(std::unique_ptr<BlockStore> store, const BlockParameters& parameters)
    : service_(std::move(store), parameters), access_time_(parameters.access_time),
      time_per_byte_(parameters.time_per_byte) {}

void Block::serve(Queue& queue) {
    for (;;) {
        Buffer buffer = queue.take();
        const std::string diagnosis = service_.flaw(buffer.request, buffer.writable);
        if (!diagnosis.empty()) {
            events().needs_reset(diagnosis);
            queue.give_back(std::move(buffer)); // unwritten
            continue;
        }
        buffer.reply = service_.answer(buffer.request, buffer.writable);
        const sc_core::sc_time taken =
            access_time_ + static_cast<double>(service_.moved()) * time_per_byte_;
        if (taken != sc_core::SC_ZERO_TIME) {
            queue.wait(taken);
        }
        queue.give_back(std::move(buffer));
    }
}

} // namespace ampsim::models::virtio
