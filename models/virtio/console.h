// SPDX-License-Identifier: BSD-3-Clause
//
// The console device [VirtIO 1.2, 5.3]. Its first port is the console, hvc0 in Linux. Further
// ports are for programs, /dev/virtio-ports/NAME in Linux; with these it offers MULTIPORT.
#pragma once

#include "models/virtio/character_stream.h"
#include "models/virtio/device.h"
#include "models/virtio/wire.h"

#include <deque>

namespace ampsim::models::virtio {

struct ConsoleParameters {
    /// Size of the terminal, in characters; both 0: the driver is not told.
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
};

struct ConsolePort {
    std::string name;
    std::unique_ptr<CharacterStream> stream;
};

class Console final : public Device {
public:
    /// Throws std::invalid_argument when there is no port.
    explicit Console(std::vector<ConsolePort> ports, const ConsoleParameters& parameters = {});

    std::uint32_t type() const override { return 3; }
    std::string name() const override { return "console"; }
    std::uint64_t features() const override;
    std::size_t queues() const override;
    std::string queue_name(std::size_t queue) const override;
    std::vector<std::uint8_t> configuration() const override;
    void write_configuration(std::size_t offset, const std::uint8_t* data,
                             std::size_t size) override;
    void start(std::uint64_t features) override;
    void reset() override;
    void serve(Queue& queue) override;
    /// received_bytes (by the guest), sent_bytes, dropped_bytes, emergency_bytes,
    /// control_messages, ignored_control_messages
    std::map<std::string, std::uint64_t> counters() const override;
    std::string not_reproducible() const override;

private:
    struct Port {
        std::string name;
        std::unique_ptr<CharacterStream> stream;
        bool open = false; ///< the guest can take input
        std::unique_ptr<sc_core::sc_event> opened = std::make_unique<sc_core::sc_event>();
    };
    enum class Role { receive, transmit, control_receive, control_transmit };
    struct Place {
        Role role;
        std::size_t port;
    };

    bool has_several_ports() const { return ports_.size() > 1; }
    Place place(std::size_t queue) const;

    void offer_input(Queue& queue, Port& port);
    void await_input(Queue& queue, Port& port);
    void take_output(Queue& queue, Port& port);
    void send_control(Queue& queue);
    void take_control(Queue& queue);
    void obey(const Bytes& message);
    void tell(std::size_t port, std::uint16_t event, std::uint16_t value,
              const std::string& text = "");
    void open(Port& port);
    void output(Port& port, const std::uint8_t* data, std::size_t size);

    ConsoleParameters parameters_;
    std::vector<Port> ports_;
    std::deque<Bytes> messages_; ///< to the driver
    sc_core::sc_event messages_changed_;
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio
