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
      memory_(engine.memory_, fmt::format("queue {} ({})", index, engine.device_.queue_name(index)),
              engine.stopped_) {
    SC_HAS_PROCESS(Server);
    SC_THREAD(run);
    set_stack_size(std::size_t{256} * 1024);
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
    memory_.reset();
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
        served_ = ring_;
        at_work_ = false;
        taken_.clear();
        serve();
    }
}

/// Until the queue or the device is reset.
void Engine::Server::serve() {
    try {
        engine_.device_.serve(*this);
    } catch (const QueueReset&) {
        return;
    } catch (const sc_core::sc_unwind_exception&) {
        throw; // the simulation ends
    } catch (const AccessRefused& problem) {
        if (served_epoch_ == epoch_) {
            engine_.needs_reset(problem.what());
        }
    } catch (const std::exception& problem) {
        // RingBroken is the driver's fault, all else is the device's own.
        if (served_epoch_ == epoch_) {
            engine_.needs_reset(fmt::format("{}: {}", memory_.label(), problem.what()));
        }
    }
    while (served_epoch_ == epoch_) {
        sc_core::wait(reset_);
    }
}

void Engine::Server::check_reset() const {
    if (served_epoch_ != epoch_ || !is_ready()) {
        throw QueueReset{};
    }
}

void Engine::Server::wait(const sc_core::sc_event& event) {
    at_work_ = false;
    sc_core::wait(event | reset_);
    check_reset();
}

void Engine::Server::wait(sc_time time) {
    at_work_ = false;
    sc_core::wait(time, reset_);
    check_reset();
}

void Engine::Server::touch_after(sc_time delay) {
    if (touched_at_ == sc_core::sc_time_stamp() && delay == SC_ZERO_TIME) {
        return;
    }
    memory_.touch_after(delay, reset_);
    check_reset();
    touched_at_ = sc_core::sc_time_stamp();
}

/// What is looked at or given back is followed by the next look at once.
void Engine::Server::touch_to_fetch() {
    touch_after(at_work_ ? SC_ZERO_TIME : engine_.parameters_.time.notify_to_fetch);
    at_work_ = true;
}

std::optional<Buffer> Engine::Server::look() {
    std::optional<Chain> chain = served_->take();
    if (!chain) {
        return std::nullopt;
    }
    count_taken();
    Buffer buffer;
    buffer.chain = *std::move(chain);
    if (engine_.has(feature::in_order)) {
        taken_.push_back(buffer.chain.id);
    }
    served_->ask_for_notifications(false);
    fetch(buffer);
    return buffer;
}

/// A ring that lies where the device writes can fill itself for ever, and time would stand still.
void Engine::Server::count_taken() {
    if (took_at_ != sc_core::sc_time_stamp()) {
        took_at_ = sc_core::sc_time_stamp();
        taken_at_once_ = 0;
    }
    if (++taken_at_once_ > settings.place.size) {
        throw RingBroken(fmt::format("more buffers at once than the ring has entries, {}: is it "
                                     "where the device writes?",
                                     settings.place.size));
    }
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
        memory_.read(segment.address, buffer.request.data() + offset, segment.length,
                     fmt::format("buffer of descriptor {}", buffer.chain.id));
        offset += segment.length;
    }
    engine_.counters_.bytes_read += readable;
}

Buffer Engine::Server::take() {
    for (;;) {
        touch_to_fetch();
        notified_ = false;
        if (std::optional<Buffer> buffer = look()) {
            return *std::move(buffer);
        }
        served_->ask_for_notifications(true);
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
    touch_to_fetch();
    return look();
}

sc_time Engine::Server::processing_time(const Buffer& buffer) const {
    const ProcessingTime& time = engine_.parameters_.time;
    const auto bytes = static_cast<double>(buffer.request.size() + buffer.reply.size());
    return time.per_descriptor * buffer.chain.descriptors + time.per_byte * bytes;
}

void Engine::Server::check_reply(const Buffer& buffer) {
    if (buffer.reply.size() > buffer.writable) {
        throw std::logic_error(fmt::format("{} replies with {} bytes, and has room for {}",
                                           engine_.name(), buffer.reply.size(), buffer.writable));
    }
    if (engine_.has(feature::in_order)) {
        if (taken_.empty() || taken_.front() != buffer.chain.id) {
            throw std::logic_error(
                fmt::format("{} gives back buffers in another order than they were made available",
                            engine_.name()));
        }
        taken_.pop_front();
    }
}

void Engine::Server::write_reply(const Buffer& buffer) {
    std::size_t offset = 0;
    for (const Segment& segment : buffer.chain.writable) {
        const std::size_t size =
            std::min<std::size_t>(segment.length, buffer.reply.size() - offset);
        if (size == 0) {
            continue;
        }
        memory_.write(segment.address, buffer.reply.data() + offset, size,
                      fmt::format("buffer of descriptor {}", buffer.chain.id));
        offset += size;
    }
}

void Engine::Server::hand_over(const std::vector<Buffer>& buffers) {
    std::vector<Used> used;
    for (const Buffer& buffer : buffers) {
        check_reply(buffer);
        write_reply(buffer);
        used.push_back({&buffer.chain, static_cast<std::uint32_t>(buffer.reply.size())});
    }
    served_->give_back_together(used);
    for (const Buffer& buffer : buffers) {
        ++engine_.counters_.buffers;
        engine_.counters_.bytes_written += buffer.reply.size();
    }
}

void Engine::Server::give_back(Buffer buffer) {
    std::vector<Buffer> one;
    one.push_back(std::move(buffer));
    give_back_together(std::move(one));
}

void Engine::Server::give_back_together(std::vector<Buffer> buffers) {
    if (buffers.empty()) {
        return;
    }
    sc_time together = SC_ZERO_TIME;
    for (const Buffer& buffer : buffers) {
        together += processing_time(buffer);
    }
    touch_after(together);
    at_work_ = true;
    hand_over(buffers);
    interrupt_if_wanted();
}

void Engine::Server::interrupt_if_wanted() {
    const bool wanted = served_->interrupt_wanted();
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
