// SPDX-License-Identifier: BSD-3-Clause
//
// Two sides of a serial link and the line between them, character by character.
#pragma once

extern "C" {
#include "serial_link.h"
}

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ampsim::serial_link {

/// What the line does to a character.
struct Noise {
    unsigned lost_ppm = 0;
    unsigned changed_ppm = 0;
    unsigned seed = 1;
};

struct Side {
    std::unique_ptr<::serial_link> link = std::make_unique<::serial_link>();
    bool alive = true;
    bool takes = true; ///< messages, as they come
    std::vector<std::string> came;
    std::vector<std::string> waiting; ///< to be sent, the last first
};

class Line {
public:
    static constexpr std::uint64_t character_ns = 10'850; // 921,600 bits per second

    explicit Line(Noise noise = {}) : noise_(noise), random_(noise.seed) {
        // One side knows the rate, as Linux does; the other is told.
        serial_link_start(a.link.get(), character_ns, now_);
        serial_link_start(b.link.get(), 0, now_);
    }

    /// `passes` is asked after each character's time, until it says so. False: it did not in `ms`.
    template <typename Condition>
    bool run_until(Condition passes, unsigned ms = 60'000) {
        const std::uint64_t end = now_ + ms * std::uint64_t{1'000'000};
        while (!passes()) {
            if (now_ >= end) {
                return false;
            }
            step();
        }
        return true;
    }
    void run(unsigned ms) {
        (void)run_until([] { return false; }, ms);
    }
    bool connect() {
        return run_until([this] { return a.link->up && b.link->up; });
    }

    void restart(Side& side) {
        serial_link_start(side.link.get(), &side == &a ? character_ns : 0, now_);
    }

    std::uint64_t now() const { return now_; }

    Side a;
    Side b;

private:
    void step() {
        now_ += character_ns;
        for (Side* side : {&a, &b}) {
            if (side->alive) {
                work(*side);
            }
        }
        carry(a, b);
        carry(b, a);
    }

    void work(Side& side) const {
        ::serial_link* link = side.link.get();
        if (serial_link_deadline(link) <= now_) {
            serial_link_tick(link, now_);
        }
        while (side.takes) {
            const serial_link_message* message = serial_link_peek(link);
            if (message == nullptr) {
                break;
            }
            side.came.emplace_back(reinterpret_cast<const char*>(message->data), message->size);
            serial_link_drop(link, link->life);
        }
        while (!side.waiting.empty() &&
               serial_link_send(link, 1, 2, side.waiting.back().data(),
                                side.waiting.back().size()) == serial_link_ok) {
            side.waiting.pop_back();
        }
    }

    void carry(Side& from, Side& to) {
        std::uint8_t character = 0;
        if (!from.alive || serial_link_transmit(from.link.get(), &character, 1, now_) == 0) {
            return;
        }
        if (random_() % 1'000'000 < noise_.lost_ppm || !to.alive) {
            return;
        }
        if (random_() % 1'000'000 < noise_.changed_ppm) {
            character = static_cast<std::uint8_t>(character ^ 1U << random_() % 8);
        }
        serial_link_receive(to.link.get(), &character, 1, now_);
    }

    Noise noise_;
    std::mt19937 random_;
    std::uint64_t now_ = 1;
};

} // namespace ampsim::serial_link
