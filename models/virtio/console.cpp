// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/console.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

namespace feature_bit { // [VirtIO 1.2, 5.3.3]
constexpr std::uint64_t size = 1ULL << 0;
constexpr std::uint64_t multiport = 1ULL << 1;
constexpr std::uint64_t emerg_write = 1ULL << 2;
} // namespace feature_bit

struct Configuration { // [5.3.4]
    little_uint16_t cols;
    little_uint16_t rows;
    little_uint32_t max_nr_ports;
    little_uint32_t emerg_wr;
};
static_assert(sizeof(Configuration) == 12);

struct ControlMessage { // [5.3.6.2]
    little_uint32_t id;
    little_uint16_t event;
    little_uint16_t value;
};
static_assert(sizeof(ControlMessage) == 8);

namespace control {
constexpr std::uint16_t device_ready = 0;
constexpr std::uint16_t device_add = 1;
constexpr std::uint16_t port_ready = 3;
constexpr std::uint16_t console_port = 4;
constexpr std::uint16_t port_open = 6;
constexpr std::uint16_t port_name = 7;
} // namespace control

/// More than any driver needs to be told; more than that waits for buffers of the driver.
constexpr std::size_t messages_max = 1024;

} // namespace

Console::Console(std::vector<ConsolePort> ports, const ConsoleParameters& parameters)
    : parameters_(parameters) {
    if (ports.empty()) {
        throw std::invalid_argument("console: there has to be at least one port");
    }
    for (ConsolePort& each : ports) {
        ports_.push_back({std::move(each.name), std::move(each.stream)});
    }
    for (const char* name : {"received_bytes", "sent_bytes", "dropped_bytes", "emergency_bytes",
                             "control_messages", "ignored_control_messages"}) {
        counters_[name] = 0;
    }
}

std::uint64_t Console::features() const {
    const bool sized = parameters_.columns != 0 || parameters_.rows != 0;
    return feature_bit::emerg_write | (sized ? feature_bit::size : 0) |
           (has_several_ports() ? feature_bit::multiport : 0);
}

std::size_t Console::queues() const {
    return has_several_ports() ? 2 * (ports_.size() + 1) : 2;
}

/// The control queues are between those of port 0 and those of port 1 [5.3.2].
Console::Place Console::place(std::size_t queue) const {
    const bool transmit = queue % 2 == 1;
    const std::size_t pair = queue / 2;
    if (pair == 1) {
        return {transmit ? Role::control_transmit : Role::control_receive, 0};
    }
    return {transmit ? Role::transmit : Role::receive, pair == 0 ? 0 : pair - 1};
}

std::string Console::queue_name(std::size_t queue) const {
    const Place at = place(queue);
    switch (at.role) {
    case Role::control_receive:
        return "control-rx";
    case Role::control_transmit:
        return "control-tx";
    case Role::receive:
    case Role::transmit:
        break;
    }
    const std::string number = at.port == 0 ? "" : std::to_string(at.port);
    return (at.role == Role::receive ? "rx" : "tx") + number;
}

Bytes Console::configuration() const {
    Configuration configuration{};
    configuration.cols = parameters_.columns;
    configuration.rows = parameters_.rows;
    configuration.max_nr_ports = static_cast<std::uint32_t>(ports_.size());
    return bytes_of(configuration);
}

void Console::write_configuration(std::size_t offset, const std::uint8_t* data, std::size_t size) {
    if (offset == offsetof(Configuration, emerg_wr) && size > 0) {
        ++counters_["emergency_bytes"]; // also before the driver is set up [5.3.4]
        output(ports_.front(), data, 1);
    }
}

void Console::start(std::uint64_t features) {
    open(ports_.front()); // a driver without MULTIPORT does not say so
    if ((features & feature_bit::multiport) == 0) {
        return;
    }
    for (std::size_t n = 1; n < ports_.size(); ++n) {
        ports_[n].open = false;
    }
}

void Console::open(Port& port) {
    if (!port.open) {
        port.open = true;
        port.stream->start();
        port.opened->notify(sc_core::SC_ZERO_TIME);
    }
}

void Console::reset() {
    for (Port& port : ports_) {
        port.open = false;
    }
    messages_.clear();
}

void Console::serve(Queue& queue) {
    const Place at = place(queue.index());
    switch (at.role) {
    case Role::receive:
        return offer_input(queue, ports_.at(at.port));
    case Role::transmit:
        return take_output(queue, ports_.at(at.port));
    case Role::control_receive:
        return send_control(queue);
    case Role::control_transmit:
        return take_control(queue);
    }
}

void Console::offer_input(Queue& queue, Port& port) {
    for (;;) {
        await_input(queue, port);
        Buffer buffer = queue.take();
        buffer.reply.resize(std::min<std::size_t>(buffer.writable, 65536));
        std::size_t got = 0;
        while (!buffer.reply.empty() &&
               (got = port.stream->read(buffer.reply.data(), buffer.reply.size())) == 0) {
            await_input(queue, port); // who had something to say is gone
        }
        buffer.reply.resize(got);
        counters_["received_bytes"] += got;
        queue.give_back(std::move(buffer));
    }
}

void Console::await_input(Queue& queue, Port& port) {
    for (;;) {
        const auto later = port.open ? port.stream->until_input() : std::nullopt;
        if (!later) {
            queue.wait(*port.opened);
        } else if (*later == sc_core::SC_ZERO_TIME) {
            return;
        } else {
            queue.wait(*later);
        }
    }
}

void Console::take_output(Queue& queue, Port& port) {
    for (;;) {
        Buffer buffer = queue.take();
        counters_["sent_bytes"] += buffer.request.size();
        output(port, buffer.request.data(), buffer.request.size());
        queue.give_back(std::move(buffer));
    }
}

void Console::output(Port& port, const std::uint8_t* data, std::size_t size) {
    counters_["dropped_bytes"] += port.stream->write(data, size);
}

void Console::send_control(Queue& queue) {
    for (;;) {
        while (messages_.empty()) {
            queue.wait(messages_changed_);
        }
        Buffer buffer = queue.take();
        buffer.reply = std::move(messages_.front());
        messages_.pop_front();
        messages_changed_.notify(sc_core::SC_ZERO_TIME);
        buffer.reply.resize(std::min(buffer.reply.size(), buffer.writable));
        queue.give_back(std::move(buffer));
    }
}

void Console::take_control(Queue& queue) {
    for (;;) {
        while (messages_.size() >= messages_max) {
            queue.wait(messages_changed_);
        }
        Buffer buffer = queue.take();
        obey(buffer.request);
        queue.give_back(std::move(buffer));
    }
}

void Console::obey(const Bytes& request) {
    const auto message = parse<ControlMessage>(request);
    ++counters_["control_messages"];
    if (message && message->event == control::device_ready) {
        for (std::size_t n = 0; message->value == 1 && n < ports_.size(); ++n) {
            tell(n, control::device_add, 1);
        }
    } else if (message && message->id < ports_.size() && message->event == control::port_ready) {
        const std::size_t n = message->id;
        if (n == 0) {
            tell(n, control::console_port, 1);
        } else {
            tell(n, control::port_name, 1, ports_[n].name);
        }
        tell(n, control::port_open, 1);
    } else if (message && message->id < ports_.size() && message->event == control::port_open) {
        if (message->value != 0) {
            open(ports_[message->id]);
        } else if (message->id != 0) {
            ports_[message->id].open = false;
        }
    } else {
        ++counters_["ignored_control_messages"];
    }
}

void Console::tell(std::size_t port, std::uint16_t event, std::uint16_t value,
                   const std::string& text) {
    ControlMessage message;
    message.id = static_cast<std::uint32_t>(port);
    message.event = event;
    message.value = value;
    Bytes bytes = bytes_of(message);
    bytes.insert(bytes.end(), text.begin(), text.end());
    messages_.push_back(std::move(bytes));
    messages_changed_.notify(sc_core::SC_ZERO_TIME);
}

std::map<std::string, std::uint64_t> Console::counters() const {
    return counters_;
}

std::string Console::not_reproducible() const {
    for (const Port& port : ports_) {
        std::string why = port.stream->not_reproducible();
        if (!why.empty()) {
            return why;
        }
    }
    return "";
}

} // namespace ampsim::models::virtio
