// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/rng.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/random.h>

#include <algorithm>

namespace ampsim::pmm {

Rng::Rng(EventLoop& loop)
    : loop_(loop), generator_(models::virtio::open_file("/dev/random", O_RDONLY, "generator")) {
    loop_.watch(generator_, 0, [this] {
        loop_.change(generator_, 0);
        host().wake(0);
    });
}

Rng::~Rng() {
    loop_.forget(generator_);
}

/// False: the kernel has none yet.
bool Rng::fill() {
    if (bytes_.empty()) {
        bytes_.resize(bytes_max);
        const ssize_t got = ::getrandom(bytes_.data(), bytes_.size(), GRND_NONBLOCK);
        bytes_.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    }
    return !bytes_.empty();
}

Left Rng::serve(unsigned, Queue& buffers, unsigned budget) {
    for (; budget > 0; --budget) {
        if (!fill()) {
            loop_.change(generator_, EPOLLIN);
            return Left::waiting_for_host;
        }
        const auto buffer = buffers.take();
        if (!buffer) {
            return Left::waiting_for_driver;
        }
        // Nobody gets what another has got.
        const std::size_t size = std::min(buffer->writable, bytes_.size());
        const Bytes reply(bytes_.end() - static_cast<std::ptrdiff_t>(size), bytes_.end());
        bytes_.resize(bytes_.size() - size);
        buffers.give_back(*buffer, reply);
    }
    return Left::with_work;
}

} // namespace ampsim::pmm
