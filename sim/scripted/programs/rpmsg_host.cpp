// SPDX-License-Identifier: BSD-3-Clause
//
// The host of RPMsg, as Linux does it [Linux 6.1 drivers/remoteproc/imx_rproc.c,
// drivers/rpmsg/virtio_rpmsg_bus.c]: takes the remote's resource table, fills the vrings, waits for
// the name service to announce a service, and pings it. Each payload that comes back is compared.
#include "sim/scripted/programs/mailbox.h"
#include "sim/scripted/programs/programs.h"
#include "sim/scripted/programs/rpmsg_link.h"
#include "sim/scripted/programs/vring.h"

#include <fmt/format.h>

#include <deque>
#include <optional>

namespace ampsim::scripted {

namespace {

using namespace std::chrono_literals;

class RpmsgHost {
public:
    RpmsgHost(Core& core, const Arguments& arguments)
        : core_(core), bus_(core.bus()), arguments_(arguments),
          relation_(rpmsg_relation(core, true)),
          mailbox_(core, relation_.mailbox, arguments.duration("interrupt_time")),
          table_(core, relation_) {}

    void run() {
        find_remote();
        start_device();
        const std::uint32_t service = wait_for_service();
        const auto size = static_cast<std::size_t>(arguments_.number("size"));
        const std::int64_t warm_up = arguments_.number("warm_up");
        const std::int64_t messages = warm_up + arguments_.number("count");
        for (std::int64_t i = 0; i < messages; ++i) {
            ping(service, static_cast<std::uint64_t>(i), size, i >= warm_up);
            core_.compute(arguments_.duration("interval"));
        }
        core_.log(fmt::format("rpmsg-host: {} messages of {} bytes came back", messages, size));
    }

private:
    static constexpr std::uint32_t own_address = first_free_address;

    void find_remote() {
        const VirtualTime give_up = core_.now() + arguments_.duration("patience");
        while (!table_.is_there()) {
            if (core_.now() >= give_up) {
                core_.fail("the remote has put no resource table there");
            }
            core_.compute(arguments_.duration("poll"));
        }
    }

    Vring ring_of(std::uint32_t index) {
        const ResourceTable::Vring vring = table_.vring(index);
        const auto entries = static_cast<std::uint16_t>(vring.entries);
        const auto here = bus_.address_of_bus(vring.address, Vring::size(entries, vring.alignment));
        if (!here) {
            core_.fail(fmt::format("vring {} at {:#x} is not visible here", index, vring.address));
        }
        return Vring::in_one_piece(*here, entries, vring.alignment);
    }

    /// Up to DRIVER_OK: all receive buffers are the remote's, and it is told.
    void start_device() {
        constexpr std::uint8_t acknowledge = 1;
        constexpr std::uint8_t driver = 3;
        for (const std::uint8_t status : {std::uint8_t{0}, acknowledge, driver}) {
            table_.set_status(status);
        }
        const Vring receive_ring = ring_of(to_host);
        const Vring send_ring = ring_of(from_host);
        receive_.emplace(bus_, receive_ring);
        send_.emplace(bus_, send_ring);
        receive_->reset();
        send_->reset();
        send_->want_interrupts(false);
        const platform::Range& buffers = rpmsg_carveout(core_, relation_, "vdev0buffer");
        const std::uint64_t needed =
            std::uint64_t{rpmsg_buffer_size} * (receive_ring.entries + send_ring.entries);
        if (needed > buffers.size) {
            core_.fail(fmt::format("the vrings need {} bytes of buffers, vdev0buffer has {}",
                                   needed, buffers.size));
        }
        std::uint64_t next = buffers.address;
        for (std::uint16_t id = 0; id < receive_ring.entries; ++id, next += rpmsg_buffer_size) {
            receive_->offer({id, next, rpmsg_buffer_size}, true);
        }
        for (std::uint16_t id = 0; id < send_ring.entries; ++id, next += rpmsg_buffer_size) {
            free_.push_back({id, next, rpmsg_buffer_size});
        }
        mailbox_.enable();
        table_.accept_name_service();
        table_.set_status(driver | driver_ok);
        kick(*receive_, to_host);
    }

    void kick(VringDriver& ring, std::uint32_t queue) {
        if (ring.device_wants_notification()) {
            core_.mark("kick", queue);
            mailbox_.kick_and_wait(queue);
        }
    }

    std::uint32_t wait_for_service() {
        while (!service_) {
            hear_announcement(receive(arguments_.duration("patience")));
        }
        core_.mark("service_found", *service_);
        return *service_;
    }

    /// False when the message is not for the name service. The first service of the name counts.
    bool hear_announcement(const RpmsgMessage& message) {
        if (message.destination != name_service_address) {
            return false;
        }
        const Announcement announced = decode_announcement(message.payload);
        core_.log(fmt::format("rpmsg-host: {} {} at {:#x}", announced.name,
                              announced.created ? "is" : "is no more", announced.address));
        if (announced.created && announced.name == arguments_.text("service") && !service_) {
            service_ = announced.address;
        }
        return true;
    }

    /// The next message; its buffer goes back to the remote.
    RpmsgMessage receive(VirtualTime patience) {
        std::optional<VringBuffer> buffer;
        while (!(buffer = receive_->take_used())) {
            if (!mailbox_.wait(patience)) {
                core_.fail("the remote does not answer");
            }
            core_.mark("notified");
            core_.compute(arguments_.duration("receive_time"));
        }
        RpmsgMessage message = read_message(bus_, buffer->address, buffer->length);
        buffer->length = rpmsg_buffer_size;
        receive_->offer(*buffer, true);
        kick(*receive_, to_host);
        return message;
    }

    VringBuffer free_buffer() {
        while (auto buffer = send_->take_used()) {
            free_.push_back(*buffer);
        }
        if (free_.empty()) {
            core_.fail("the remote keeps all buffers");
        }
        VringBuffer buffer = free_.front();
        free_.pop_front();
        return buffer;
    }

    void ping(std::uint32_t service, std::uint64_t sequence, std::size_t size, bool measured) {
        const RpmsgMessage sent{own_address, service, test_payload(sequence, size)};
        if (measured) {
            core_.mark("message_sent", sequence);
        }
        core_.compute(arguments_.duration("send_time"));
        VringBuffer buffer = free_buffer();
        write_message(bus_, buffer.address, sent);
        buffer.length = rpmsg_header_size + static_cast<std::uint32_t>(size);
        send_->offer(buffer, false);
        core_.mark("vring_published", sequence);
        kick(*send_, from_host);
        RpmsgMessage received = receive(arguments_.duration("patience"));
        while (hear_announcement(received)) {
            received = receive(arguments_.duration("patience"));
        }
        if (received.source != service || received.destination != own_address ||
            received.payload != sent.payload) {
            core_.fail(fmt::format("message {} did not come back as it was sent", sequence));
        }
        if (measured) {
            core_.mark("message_received", sequence);
        }
    }

    Core& core_;
    Bus& bus_;
    const Arguments& arguments_;
    const platform::Rpmsg& relation_;
    Mailbox mailbox_;
    ResourceTable table_;
    std::optional<VringDriver> receive_;
    std::optional<VringDriver> send_;
    std::deque<VringBuffer> free_;
    std::optional<std::uint32_t> service_; ///< its address
};

} // namespace

ProgramDescription rpmsg_host() {
    return {"rpmsg-host",
            "takes the host's side of RPMsg over remoteproc, as Linux does, and pings a service",
            {number("count", 1000, 1, 1'000'000'000'000, "messages"),
             number("size", 16, 1, rpmsg_payload_limit, "bytes of each"),
             number("warm_up", 0, 0, 1'000'000, "messages before, without the marks"),
             duration("interval", "0 ns", 0ns, "from an answer to the next message"),
             text("service", "rpmsg-raw", "name that the remote announces"),
             duration("send_time", "1 us", 0ns, "from the application to the vring"),
             duration("interrupt_time", "200 ns", 0ns, "from the interrupt to its handler's reads"),
             duration("receive_time", "1 us", 0ns, "from the handler to the application"),
             duration("poll", "10 us", 1ns, "between looks for the remote's resource table"),
             duration("patience", "1 s", 1ns, "until the remote is said not to answer")},
            {"message_sent", "vring_published", "kick", "notified", "message_received",
             "service_found"},
            [](Core& core, const Arguments& arguments) {
                RpmsgHost(core, arguments).run();
            }};
}

} // namespace ampsim::scripted
