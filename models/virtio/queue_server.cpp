// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/queue_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ampsim::models::virtio {

using sc_core::sc_time;
using sc_core::SC_ZERO_TIME;

Engine::Server::Server(sc_core::sc_module_name name, Engine& engine, std::size_t index)
    : sc_module(name), engine_(engine), index_(index),
      label_(fmt::format("queue {} ({})", index, engine.device_.queue_name(index))) {
    SC_HAS_PROCESS(Server);
    SC_THREAD(run);
    set_stack_size(256 * 1024);
    SC_METHOD(fire);
    sensitive << interrupt_;
    dont_initialize();
}

// --- From the transport
// ---------------------------------------------------------------------------

void Engine::Server::enable(std::unique_ptr<Ring> ring) {
    ring_ = std::move(ring);
    settings.enabled = true;
    look_again();
}

void Engine::Server::disable() {
    settings = {};
    ring_.reset();
    ++epoch_;
    notified_ = false;
    interrupt_.cancel();
    interrupt_on_its_way_ = false;
    reset_.notify(SC_ZERO_TIME);
}

void Engine::Server::notify() {
    ++engine_.counters_.notifications;
    engine_.counters_.coalesced_notifications += waits_for_notification_ && !notified_ ? 0 : 1;
    notified_ = true;
    notified_event_.notify(SC_ZERO_TIME);
}

// --- The thread
// -----------------------------------------------------------------------------------

void Engine::Server::run() {
    for (;;) {
        while (!is_ready()) {
            sc_core::wait(changed_);
        }
        served_epoch_ = epoch_;
        try {
            engine_.device_.serve(*this);
        } catch (const QueueReset&) { // NOLINT(bugprone-empty-catch): begin again
            continue;
        } catch (const sc_core::sc_unwind_exception&) {
            throw; // the simulation ends
        } catch (const std::exception& problem) {
            // AccessRefused and RingBroken are the driver's fault, all else is the device's own.
            if (served_epoch_ == epoch_) {
                engine_.needs_reset(fmt::format("{}: {}", label_, problem.what()));
            }
        }
        while (served_epoch_ == epoch_) {
            sc_core::wait(reset_);
        }
    }
}

void Engine::Server::check_reset() const {
    if (served_epoch_ != epoch_ || !is_ready()) {
        throw QueueReset{};
    }
}

void Engine::Server::wait(const sc_core::sc_event& event) {
    sc_core::wait(event | reset_);
    check_reset();
}

void Engine::Server::wait(sc_time time) {
    sc_core::wait(time, reset_);
    check_reset();
}

void Engine::Server::touch_after(sc_time delay) {
    if (is_touching() && delay == SC_ZERO_TIME) {
        return;
    }
    engine_.memory_.touch_after(delay, reset_);
    check_reset();
    touched_at_ = sc_core::sc_time_stamp();
}

std::optional<Buffer> Engine::Server::look() {
    std::optional<Chain> chain = ring_->take();
    check_reset(); // timed memory takes its time
    if (!chain) {
        return std::nullopt;
    }
    Buffer buffer;
    buffer.chain = *std::move(chain);
    ring_->ask_for_notifications(false);
    check_reset();
    fetch(buffer);
    return buffer;
}

void Engine::Server::fetch(Buffer& buffer) {
    std::size_t readable = 0;
    for (const Segment& segment : buffer.chain.readable) {
        readable += segment.length;
    }
    for (const Segment& segment : buffer.chain.writable) {
        buffer.writable += segment.length;
    }
    buffer.request.resize(readable);
    std::size_t offset = 0;
    for (const Segment& segment : buffer.chain.readable) {
        engine_.memory_.read(segment.address, buffer.request.data() + offset, segment.length,
                             fmt::format("{}, buffer of descriptor {}", label_, buffer.chain.id));
        check_reset();
        offset += segment.length;
    }
    engine_.counters_.bytes_read += readable;
}

Buffer Engine::Server::take() {
    for (;;) {
        // What has been given back in this instant is followed by the next at once.
        touch_after(is_touching() ? SC_ZERO_TIME : engine_.parameters_.time.notify_to_fetch);
        notified_ = false;
        if (std::optional<Buffer> buffer = look()) {
            return *std::move(buffer);
        }
        ring_->ask_for_notifications(true);
        check_reset();
        if (std::optional<Buffer> buffer = look()) {
            return *std::move(buffer);
        }
        waits_for_notification_ = true;
        while (!notified_) {
            try {
                wait(notified_event_);
            } catch (const QueueReset&) {
                waits_for_notification_ = false;
                throw;
            }
        }
        waits_for_notification_ = false;
    }
}

std::optional<Buffer> Engine::Server::try_take() {
    touch_after(is_touching() ? SC_ZERO_TIME : engine_.parameters_.time.notify_to_fetch);
    return look();
}

void Engine::Server::write_reply(const Buffer& buffer) {
    std::size_t offset = 0;
    for (const Segment& segment : buffer.chain.writable) {
        const std::size_t size =
            std::min<std::size_t>(segment.length, buffer.reply.size() - offset);
        if (size == 0) {
            break;
        }
        engine_.memory_.write(segment.address, buffer.reply.data() + offset, size,
                              fmt::format("{}, buffer of descriptor {}", label_, buffer.chain.id));
        check_reset();
        offset += size;
    }
}

sc_time Engine::Server::processing_time(const Buffer& buffer) const {
    const ProcessingTime& time = engine_.parameters_.time;
    const auto bytes = static_cast<double>(buffer.request.size() + buffer.reply.size());
    return time.per_descriptor * buffer.chain.descriptors + time.per_byte * bytes;
}

void Engine::Server::hand_over(const Buffer& buffer) {
    if (buffer.reply.size() > buffer.writable) {
        throw std::runtime_error(fmt::format("{} of {}: a reply of {} bytes for {}", label_,
                                             engine_.name(), buffer.reply.size(), buffer.writable));
    }
    write_reply(buffer);
    ring_->give_back(buffer.chain, static_cast<std::uint32_t>(buffer.reply.size()));
    check_reset();
    ++engine_.counters_.buffers;
    engine_.counters_.bytes_written += buffer.reply.size();
}

void Engine::Server::give_back(Buffer buffer) {
    touch_after(processing_time(buffer));
    hand_over(buffer);
    interrupt_if_wanted();
}

void Engine::Server::give_back_together(std::vector<Buffer> buffers) {
    sc_time together = SC_ZERO_TIME;
    for (const Buffer& buffer : buffers) {
        together += processing_time(buffer);
    }
    touch_after(together);
    for (const Buffer& buffer : buffers) {
        hand_over(buffer);
    }
    interrupt_if_wanted();
}

void Engine::Server::interrupt_if_wanted() {
    const bool wanted = ring_->interrupt_wanted();
    check_reset();
    if (!wanted) {
        ++engine_.counters_.suppressed_interrupts;
    } else if (interrupt_on_its_way_) {
        ++engine_.counters_.coalesced_interrupts;
    } else {
        interrupt_on_its_way_ = true;
        interrupt_.notify(engine_.parameters_.time.completion_to_interrupt);
    }
}

void Engine::Server::fire() {
    interrupt_on_its_way_ = false;
    if (is_ready()) {
        engine_.transport_->used_buffers(index_);
    }
}

} // namespace ampsim::models::virtio
