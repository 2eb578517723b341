// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/block.h"

namespace ampsim::pmm {

namespace {

models::virtio::BlockLimits limits(std::uint16_t queue_size) {
    constexpr std::uint16_t besides = 2; // header and status
    models::virtio::BlockLimits result;
    result.segments_max = queue_size > besides ? queue_size - besides : 1U;
    return result;
}

} // namespace

Block::Block(std::unique_ptr<models::virtio::BlockStore> store, std::uint16_t queue_size)
    : service_(std::move(store), limits(queue_size)) {}

Left Block::serve(unsigned, Queue& buffers, unsigned budget) {
    for (; budget > 0; --budget) {
        const auto buffer = buffers.take();
        if (!buffer) {
            return Left::waiting_for_driver;
        }
        const std::string flaw = service_.flaw(buffer->request, buffer->writable);
        if (!flaw.empty()) {
            host().need_reset(flaw);
            return Left::waiting_for_host;
        }
        buffers.give_back(*buffer, service_.answer(buffer->request, buffer->writable));
    }
    return Left::with_work;
}

} // namespace ampsim::pmm
