// SPDX-License-Identifier: BSD-3-Clause
//
// The remote of RPMsg: puts its resource table into shared memory, follows the host's driver, and
// echoes what comes to its service. The rules that it follows are those of docs/rtos-rpmsg.md.
#include "sim/scripted/programs/mailbox.h"
#include "sim/scripted/programs/programs.h"
#include "sim/scripted/programs/rpmsg_link.h"
#include "sim/scripted/programs/vring.h"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace ampsim::scripted {

namespace {

using namespace std::chrono_literals;

class RpmsgRemote {
public:
    RpmsgRemote(Core& core, const Arguments& arguments)
        : core_(core), bus_(core.bus()), arguments_(arguments),
          mailbox_(core, rpmsg_relation(core, false).mailbox, arguments.duration("interrupt_time")),
          table_(core, rpmsg_relation(core, false)) {}

    [[noreturn]] void run() {
        table_.write(static_cast<std::uint16_t>(std::stoul(arguments_.text("entries"))));
        mailbox_.enable();
        for (;;) {
            follow_host();
            if (up()) {
                announce();
                receive_all();
            }
            // While the link is down: the host need not ring when it is ready.
            if (mailbox_.wait(up() ? never : arguments_.duration("poll"))) {
                core_.mark("notified");
            }
        }
    }

private:
    static constexpr std::uint32_t own_address = first_free_address;

    bool up() const { return to_host_.has_value(); }

    bool driver_is_ready() { return (table_.status() & driver_ok) != 0; }

    /// Brings the link up or down. The host may have gone through a whole restart since the last
    /// look: then its rings are new.
    void follow_host() {
        const bool ready = driver_is_ready();
        if (up() && ready && !to_host_->is_renewed() && !from_host_->is_renewed()) {
            return;
        }
        to_host_.reset();
        from_host_.reset();
        announced_ = false;
        if (ready) {
            to_host_.emplace(bus_, ring_of(to_host));
            from_host_.emplace(bus_, ring_of(from_host));
            to_host_->want_notifications(false); // until a buffer is waited for
            from_host_->want_notifications(true);
            core_.mark("link_up");
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

    void notify(VringDevice& ring, std::uint32_t queue) {
        if (ring.driver_wants_interrupt()) {
            core_.mark("kick", queue);
            mailbox_.notify(queue);
        }
    }

    void announce() {
        if (!announced_) {
            announced_ = send({own_address, name_service_address,
                               encode(Announcement{arguments_.text("service"), own_address})});
        }
    }

    /// False when the host has restarted meanwhile.
    bool send(const RpmsgMessage& message) {
        std::optional<VringBuffer> buffer;
        while (!(buffer = to_host_->take_available())) {
            to_host_->want_notifications(true);
            buffer = to_host_->take_available(); // once more, before waiting
            if (!buffer) {
                mailbox_.wait();
                if (!driver_is_ready() || to_host_->is_renewed()) {
                    return false;
                }
            }
            to_host_->want_notifications(false);
            if (buffer) {
                break;
            }
        }
        const auto length = rpmsg_header_size + static_cast<std::uint32_t>(message.payload.size());
        if (buffer->length < length) {
            core_.fail(fmt::format("the host gave a buffer of {} bytes", buffer->length));
        }
        write_message(bus_, buffer->address, message);
        to_host_->put_used(buffer->id, length);
        core_.mark("vring_published");
        notify(*to_host_, to_host);
        return true;
    }

    void receive_all() {
        while (const auto buffer = from_host_->take_available()) {
            core_.compute(arguments_.duration("receive_time"));
            const RpmsgMessage message = read_message(bus_, buffer->address, buffer->length);
            from_host_->put_used(buffer->id, 0);
            notify(*from_host_, from_host);
            if (message.destination == own_address) {
                core_.mark("message_received", received_++);
                core_.compute(arguments_.duration("reply_time"));
                if (!send({own_address, message.source, message.payload})) {
                    return;
                }
            }
        }
    }

    Core& core_;
    Bus& bus_;
    const Arguments& arguments_;
    Mailbox mailbox_;
    ResourceTable table_;
    std::optional<VringDevice> to_host_;
    std::optional<VringDevice> from_host_;
    bool announced_ = false;
    std::uint64_t received_ = 0;
};

} // namespace

ProgramDescription rpmsg_remote() {
    return {"rpmsg-remote",
            "takes the remote's side of RPMsg over remoteproc, announces a service, and echoes",
            {choice("entries", {"256", "2", "4", "8", "16", "32", "64", "128", "512", "1024"},
                    "of each vring"),
             text("service", "rpmsg-raw", "name that it announces, up to 31 characters"),
             duration("interrupt_time", "100 ns", 0ns, "from the interrupt to its handler's reads"),
             duration("receive_time", "1 us", 0ns, "from the vring to the service"),
             duration("reply_time", "1 us", 0ns, "from the service to the vring"),
             duration("poll", "1 ms", 1ns, "between looks for the host while there is none")},
            {"notified", "link_up", "message_received", "vring_published", "kick"},
            [](Core& core, const Arguments& arguments) {
                RpmsgRemote(core, arguments).run();
            }};
}

} // namespace ampsim::scripted
