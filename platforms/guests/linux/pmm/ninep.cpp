// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/ninep.h"

namespace ampsim::pmm {

Left NineP::serve(unsigned, Queue& buffers, unsigned budget) {
    for (; budget > 0; --budget) {
        const auto buffer = buffers.take();
        if (!buffer) {
            return Left::waiting_for_driver;
        }
        buffers.give_back(*buffer, service_.answer(buffer->request, buffer->writable));
        if (!service_.diagnosis().empty()) {
            host().need_reset(service_.diagnosis());
            return Left::waiting_for_host;
        }
    }
    return Left::with_work;
}

} // namespace ampsim::pmm
