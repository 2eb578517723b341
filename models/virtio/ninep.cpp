// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/ninep.h"

namespace ampsim::models::virtio {

NineP::NineP(const NinePParameters& parameters) : service_(parameters) {
    service_.start(); // whatever keeps it from that shall be known now
}

void NineP::serve(Queue& queue) {
    for (;;) {
        Buffer buffer = queue.take();
        buffer.reply = service_.answer(buffer.request, buffer.writable);
        if (!service_.diagnosis().empty()) {
            events().needs_reset(service_.diagnosis());
        }
        queue.give_back(std::move(buffer));
    }
}

} // namespace ampsim::models::virtio
