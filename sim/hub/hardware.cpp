// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/hardware.h"

#include "models/time_contract.h"
#include "sim/error.h"
#include "sim/hub/network_devices.h"
#include "sim/hub/registry.h"
#include "sim/hub/scripted.h"
#include "sim/measure/suggestion.h"
#include "sim/platform/pci.h"
#include "sim/platform/range.h"
#include "sim/remote_port/access.h"
#include "sim/remote_port/systemc_time.h"

#include <fmt/format.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <algorithm>
#include <deque>

namespace ampsim::hub {

using remote_port::BusAccess;
using remote_port::to_sc_time;
using remote_port::to_virtual_time;
using sc_core::sc_time;

namespace {

VirtualTime systemc_now() {
    return to_virtual_time(sc_core::sc_time_stamp());
}

/// Who accesses, on its way with the transaction.
struct Initiator : tlm::tlm_extension<Initiator> {
    explicit Initiator(const std::string& name_of) : name(&name_of) {}
    tlm_extension_base* clone() const override { return new Initiator(*name); }
    void copy_from(const tlm_extension_base& other) override {
        name = static_cast<const Initiator&>(other).name;
    }
    const std::string* name;
};

} // namespace

std::uint64_t value_of(const std::uint8_t* bytes, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = std::min(count, sizeof value); i > 0; --i) {
        value = value << 8U | bytes[i - 1];
    }
    return value;
}

// --- Where accesses enter ------------------------------------------------------------------------

/// One node's accesses, one after the other. A posted write is answered when it is issued, and is
/// on its way while the processor goes on; what the node issues next stays behind it.
class Hardware::Port : public sc_core::sc_module {
public:
    Port(sc_core::sc_module_name module_name, std::size_t node, const platform::Node& described,
         const Hardware& hardware)
        : sc_module(module_name), node_(node), name_(described.name),
          posted_writes_(described.posted_writes), hardware_(hardware), events_(hardware.events_),
          refusals_(described.cluster) {
        SC_HAS_PROCESS(Port);
        SC_THREAD(serve);
    }

    tlm_utils::simple_initiator_socket<Port> socket{"socket"};

    void transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
        const VirtualTime issued = systemc_now() + to_virtual_time(delay);
        const std::uint64_t address = transaction.get_address();
        Initiator initiator(name_);
        transaction.set_extension(&initiator);
        socket->b_transport(transaction, delay);
        transaction.clear_extension(&initiator);
        if (transaction.is_response_error()) {
            const std::size_t size = transaction.get_data_length();
            refusals_.add({issued, transaction.is_write(), address, size},
                          [&] { return hardware_.place_within(node_, address, size); });
        }
    }

    const Refusals& refusals() const { return refusals_; }

    void begin(const BusAccess& access) {
        issued_.push_back(access);
        begun_.notify(sc_core::SC_ZERO_TIME);
        if (is_posted(access)) {
            BusAccess answer = access;
            answer.data.clear();
            events_.on_answer(node_, std::move(answer), systemc_now());
        }
    }

private:
    bool is_posted(const BusAccess& access) const { return posted_writes_ && access.write; }

    void serve() {
        for (;;) {
            while (issued_.empty()) {
                wait(begun_);
            }
            BusAccess access = std::move(issued_.front());
            issued_.pop_front();
            transport(std::move(access));
        }
    }

    void transport(BusAccess access) {
        const bool posted = is_posted(access);
        tlm::tlm_generic_payload transaction;
        remote_port::fill(transaction, access);
        sc_time delay = sc_core::SC_ZERO_TIME;
        transport(transaction, delay);
        if (!posted) {
            remote_port::turn_into_answer(access, transaction);
            events_.on_answer(node_, std::move(access),
                              to_virtual_time(sc_core::sc_time_stamp() + delay));
        }
    }

    std::size_t node_;
    const std::string& name_;
    bool posted_writes_;
    const Hardware& hardware_;
    HardwareEvents& events_;
    Refusals refusals_;
    std::deque<BusAccess> issued_;
    sc_core::sc_event begun_;
};

/// The same for a device that accesses by itself.
class Hardware::MasterPort : public sc_core::sc_module {
public:
    MasterPort(sc_core::sc_module_name module_name, const std::string& label)
        : sc_module(module_name), label_(label) {
        in.register_b_transport(this, &MasterPort::b_transport);
        in.register_transport_dbg(this, &MasterPort::transport_dbg);
    }

    tlm_utils::simple_target_socket<MasterPort> in{"in"};
    tlm_utils::simple_initiator_socket<MasterPort> out{"out"};

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
        Initiator initiator(label_);
        transaction.set_extension(&initiator);
        out->b_transport(transaction, delay);
        transaction.clear_extension(&initiator);
    }
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction) {
        return out->transport_dbg(transaction);
    }

    const std::string& label_;
};

// --- Where they arrive ---------------------------------------------------------------------------

/// In front of a target: tells when an access takes effect there.
class Hardware::Arrivals : public sc_core::sc_module {
public:
    Arrivals(sc_core::sc_module_name module_name, std::size_t track, std::string label,
             std::function<std::string(std::uint64_t)> register_name, Hardware& hardware)
        : sc_module(module_name), track_(track), label_(std::move(label)),
          register_name_(std::move(register_name)), hardware_(hardware) {
        in.register_b_transport(this, &Arrivals::b_transport);
        in.register_transport_dbg(this, &Arrivals::transport_dbg);
    }

    tlm_utils::simple_target_socket<Arrivals> in{"in"};
    tlm_utils::simple_initiator_socket<Arrivals> out{"out"};

    std::string place(std::uint64_t offset) const {
        const std::string name = register_name_ ? register_name_(offset) : "";
        return name.empty() ? label_ : label_ + "." + name;
    }

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
        models::wait_for_arrival(delay);
        const std::string& initiator = *transaction.get_extension<Initiator>()->name;
        hardware_.arrived(initiator, track_, place(transaction.get_address()), transaction);
        out->b_transport(transaction, delay);
    }

    unsigned transport_dbg(tlm::tlm_generic_payload& transaction) {
        return out->transport_dbg(transaction);
    }

    std::size_t track_;
    std::string label_;
    std::function<std::string(std::uint64_t)> register_name_;
    Hardware& hardware_;
};

void Hardware::arrived(const std::string& initiator, std::size_t target, const std::string& place,
                       const tlm::tlm_generic_payload& transaction) {
    const std::uint64_t value =
        transaction.is_write() ? value_of(transaction.get_data_ptr(), transaction.get_data_length())
                               : 0;
    events_.on_arrival(initiator, target, place, value);
    caches_->on_access(initiator, target, transaction);
}

// --- Signals -------------------------------------------------------------------------------------

/// Calls back on each change of a signal, in the instant of the change.
class Hardware::WireWatch : public sc_core::sc_module {
public:
    WireWatch(sc_core::sc_module_name module_name, sc_core::sc_signal<bool>& signal,
              std::function<void(bool)> changed)
        : sc_module(module_name), signal_(signal), changed_(std::move(changed)) {
        SC_HAS_PROCESS(WireWatch);
        SC_METHOD(on_change);
        sensitive << signal_.value_changed_event();
        dont_initialize();
    }

private:
    void on_change() { changed_(signal_.read()); }

    sc_core::sc_signal<bool>& signal_;
    std::function<void(bool)> changed_;
};

// --- Elaboration ---------------------------------------------------------------------------------

namespace {

/// Index of the switch that a device names.
std::size_t network_of(const platform::Platform& platform, const platform::Device& device,
                       const std::string& wanted) {
    std::vector<std::string> switches;
    for (std::size_t i = 0; i < platform.devices.size(); ++i) {
        if (platform.devices[i].is_compatible(ethernet_switch)) {
            if (platform.devices[i].label == wanted) {
                return i;
            }
            switches.push_back(platform.devices[i].label);
        }
    }
    throw InputError(fmt::format(
        "{}: property 'ampsim,network': there is no \"{}\" with the label '{}'{}; there are: {}",
        device.origin, ethernet_switch, wanted, measure::did_you_mean(wanted, switches),
        switches.empty() ? "none" : fmt::format("{}", fmt::join(switches, ", "))));
}

} // namespace

Hardware::Hardware(const platform::Platform& platform, const std::vector<bool>& runs,
                   HardwareEvents& events, DeviceFiles files)
    : platform_(platform), files_(std::move(files)), events_(events), interconnect_("bus") {
    add_memories();
    add_devices(runs);
    add_nodes();
    add_masters();
    connect_networks();
    connect_pci();
    connect_protection();
    share_bus();
}

Hardware::~Hardware() = default;

void Hardware::add_target(std::size_t track, const std::string& label,
                          tlm::tlm_target_socket<>& socket,
                          std::function<std::string(std::uint64_t)> register_name,
                          models::TrappedWindow* trap) {
    std::string module_name = label; // SystemC's hierarchy has the dots
    std::replace(module_name.begin(), module_name.end(), '.', '_');
    Target target;
    target.arrivals = std::make_unique<Arrivals>((module_name + "_arrivals").c_str(), track, label,
                                                 std::move(register_name), *this);
    target.arrivals->out.bind(socket);
    if (trap != nullptr) {
        trap->device.bind(target.arrivals->in);
    }
    target.index = interconnect_.add_target(
        module_name, trap != nullptr ? static_cast<tlm::tlm_target_socket<>&>(trap->socket)
                                     : target.arrivals->in);
    targets_.emplace(label, std::move(target));
}

void Hardware::add_memories() {
    for (std::size_t i = 0; i < platform_.memories.size(); ++i) {
        const platform::Memory& memory = platform_.memories[i];
        const models::MemoryParameters latencies{to_sc_time(memory.read_latency),
                                                 to_sc_time(memory.write_latency)};
        std::unique_ptr<models::Memory> model;
        if (memory.access == platform::Access::direct) {
            auto shared = std::make_unique<node::SharedMemory>(memory.label, memory.bus.size);
            model = std::make_unique<models::Memory>(memory.label.c_str(), shared->bytes(),
                                                     shared->size(), latencies);
            shared_.emplace(memory.label, std::move(shared));
        } else {
            model =
                std::make_unique<models::Memory>(memory.label.c_str(), memory.bus.size, latencies);
        }
        add_target(platform_.devices.size() + i, memory.label, model->socket, {});
        memories_.emplace(memory.label, std::move(model));
        memory_latencies_.emplace(memory.label, latencies);
    }
}

void Hardware::add_devices(const std::vector<bool>& runs) {
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const platform::Device& device = platform_.devices[i];
        Device made = make_device(device, device.controls && runs[*device.controls], files_);
        for (std::size_t face = 0; face < device.faces.size(); ++face) {
            add_target(i, device.face_label(face), *made.faces[face].socket,
                       made.faces[face].register_name, made.faces[face].trap);
        }
        for (const auto& [output, signal] : made.interrupts) {
            watches_.push_back(
                std::make_unique<WireWatch>((device.label + "_watch_" + output).c_str(), *signal,
                                            [this, i, output = output](bool level) {
                                                events_.on_wire(i, output, level);
                                                if (level) {
                                                    caches_->on_rise(i, output);
                                                }
                                            }));
        }
        if (made.run != nullptr && device.controls) {
            watches_.push_back(std::make_unique<WireWatch>(
                (device.label + "_watch_run").c_str(), *made.run,
                [this, node = *device.controls](bool level) { events_.on_run(node, level); }));
        }
        devices_.push_back(std::move(made));
    }
    caches_ = std::make_unique<Caches>(platform_, devices_);
}

std::map<std::string, sc_core::sc_signal<bool>*> Hardware::wires() const {
    std::map<std::string, sc_core::sc_signal<bool>*> wires;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        const std::string& label = platform_.devices[i].label;
        for (const auto& [output, signal] : devices_[i].interrupts) {
            wires[output.empty() ? label : label + "." + output] = signal;
        }
        if (devices_[i].run != nullptr) {
            wires[label + ".run"] = devices_[i].run;
        }
    }
    return wires;
}

const Hardware::Target& Hardware::target_of(const platform::Window& window) const {
    if (!window.face) {
        return targets_.at(window.target);
    }
    const auto device = std::find_if(
        platform_.devices.begin(), platform_.devices.end(),
        [&window](const platform::Device& other) { return other.label == window.target; });
    return targets_.at(device->face_label(*window.face));
}

void Hardware::add_nodes() {
    for (std::size_t i = 0; i < platform_.nodes.size(); ++i) {
        const platform::Node& node = platform_.nodes[i];
        ways_.push_back({to_sc_time(node.request_latency), to_sc_time(node.response_latency)});
        const std::size_t initiator =
            interconnect_.add_initiator(node.name, ways_.back().request, ways_.back().response);
        std::vector<const Target*>& targets = windows_.emplace_back();
        for (const platform::Window& window : node.windows) {
            targets.push_back(&target_of(window));
            interconnect_.map(initiator, window.node.address, window.node.size,
                              targets.back()->index, window.offset);
        }
        ports_.push_back(std::make_unique<Port>((node.name + "_port").c_str(), i, node, *this));
        connect_node(i, initiator);
    }
}

/// Through its caches, if it has any: what they fetch and write back is the node's too.
void Hardware::connect_node(std::size_t node, std::size_t initiator) {
    const std::string& name = platform_.nodes[node].name;
    const std::vector<models::DataCache*> caches = caches_->of(name);
    if (caches.empty()) {
        ports_[node]->socket.bind(interconnect_.initiator(initiator));
        return;
    }
    ports_[node]->socket.bind(caches.front()->in);
    for (std::size_t i = 1; i < caches.size(); ++i) {
        caches[i - 1]->out.bind(caches[i]->in);
    }
    cache_ports_.push_back(std::make_unique<MasterPort>((name + "_caches").c_str(), name));
    caches.back()->out.bind(cache_ports_.back()->in);
    cache_ports_.back()->out.bind(interconnect_.initiator(initiator));
}

/// A device that accesses by itself sees the bus as it is, and direct memory as bytes.
void Hardware::add_masters() {
    touching_.resize(platform_.nodes.size());
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        models::BusMaster* master = devices_[i].master;
        if (master == nullptr) {
            continue;
        }
        const std::size_t initiator =
            connect_master(platform_.devices[i].label, *master, devices_[i].request_latency,
                           devices_[i].response_latency);
        master->on_direct_write(
            [this](std::uint64_t address, std::size_t size) { memory_written(address, size); });
        for (std::size_t other = 0; other < devices_.size(); ++other) {
            const platform::Device& device = platform_.devices[other];
            for (std::size_t face = 0; face < device.faces.size(); ++face) {
                const platform::Range& bus = device.faces[face].bus;
                interconnect_.map(initiator, bus.address, bus.size,
                                  targets_.at(device.face_label(face)).index);
                if (devices_[other].takes_messages) {
                    master->allow_messages({bus.address, bus.size});
                }
            }
        }
    }
}

/// To all memories. Returns its index at the interconnect.
std::size_t Hardware::connect_master(const std::string& label, models::BusMaster& master,
                                     const models::Latency& request_latency,
                                     const models::Latency& response_latency) {
    const std::size_t initiator =
        interconnect_.add_initiator(label, request_latency, response_latency);
    master_ports_.push_back(std::make_unique<MasterPort>((label + "_master").c_str(), label));
    master.socket.bind(master_ports_.back()->in);
    master_ports_.back()->out.bind(interconnect_.initiator(initiator));
    for (const platform::Memory& memory : platform_.memories) {
        interconnect_.map(initiator, memory.bus.address, memory.bus.size,
                          targets_.at(memory.label).index);
        if (const auto shared = shared_.find(memory.label); shared != shared_.end()) {
            master.share(memory.bus.address, memory.bus.size, shared->second->bytes());
        }
    }
    for (std::size_t node = 0; node < platform_.nodes.size(); ++node) {
        const std::vector<platform::Window>& windows = platform_.nodes[node].windows;
        if (std::any_of(windows.begin(), windows.end(),
                        [](const platform::Window& window) { return window.ram; })) {
            touching_[node].push_back(&master);
        }
    }
    return initiator;
}

void Hardware::sample_every(VirtualTime period, std::function<void(check::MemoryView&)> sample) {
    sampler_ = std::make_unique<Sampler>("checks", platform_, to_sc_time(period),
                                         [this, sample] { sample(*sampler_); });
    connect_master("checks", sampler_->master, sc_core::SC_ZERO_TIME, sc_core::SC_ZERO_TIME);
}

void Hardware::watch_direct_reads(models::DirectReads& reads) {
    for (const Device& device : devices_) {
        if (device.master != nullptr) {
            device.master->record(reads);
        }
    }
    if (sampler_) {
        sampler_->master.record(reads);
    }
}

void Hardware::change_latencies(const platform::Platform& later) {
    for (std::size_t node = 0; node < later.nodes.size(); ++node) {
        ways_[node].request.change(to_sc_time(later.nodes[node].request_latency));
        ways_[node].response.change(to_sc_time(later.nodes[node].response_latency));
    }
    for (const platform::Memory& memory : later.memories) {
        models::MemoryParameters& latencies = memory_latencies_.at(memory.label);
        latencies.read_latency.change(to_sc_time(memory.read_latency));
        latencies.write_latency.change(to_sc_time(memory.write_latency));
    }
    for (std::size_t i = 0; i < later.devices.size(); ++i) {
        for (const auto& [property, value] : later.devices[i].parameters) {
            const auto latency = devices_[i].changeable.find(property);
            if (latency != devices_[i].changeable.end()) {
                latency->second.change(to_sc_time(VirtualTime{value}));
            }
        }
    }
}

void Hardware::memory_written(std::uint64_t address, std::uint64_t size) {
    for (std::size_t node = 0; node < platform_.nodes.size(); ++node) {
        for (const platform::Window& window : platform_.nodes[node].windows) {
            const std::uint64_t first = std::max(address, window.bus);
            const std::uint64_t end = std::min(address + size, window.bus + window.node.size);
            if (window.ram && first < end) {
                events_.on_memory_written(node, window.node.address + (first - window.bus),
                                          end - first);
            }
        }
    }
}

/// What says "ampsim,network" is connected to the next port of the switch of that name.
void Hardware::connect_networks() {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        const auto wanted = platform_.devices[i].texts.find("network");
        if (wanted == platform_.devices[i].texts.end()) {
            continue;
        }
        const std::size_t ethernet = network_of(platform_, platform_.devices[i], wanted->second);
        const NetworkPort here = devices_[i].network_port();
        const NetworkPort there = devices_[ethernet].network_port();
        here.out->connect(*there.in);
        there.out->connect(*here.in);
    }
}

/// Functions are behind their host; where their registers are reached is "net0.pci".
void Hardware::connect_pci() {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (!devices_[i].pci_function) {
            continue;
        }
        const platform::Device& device = platform_.devices[i];
        const PciFunction& function = *devices_[i].pci_function;
        functions_.push_back(std::make_unique<Arrivals>((device.label + "_pci_arrivals").c_str(), i,
                                                        device.label + ".pci",
                                                        function.registers.register_name, *this));
        functions_.back()->out.bind(*function.registers.socket);
        function.registers.trap->device.bind(functions_.back()->in);
        try {
            devices_[platform::pci_host_of(platform_, device)].pci_host->attach(
                function.slot, 0, *function.function, function.registers.trap->socket,
                device.label);
        } catch (const std::invalid_argument& problem) {
            throw InputError(
                fmt::format("{}: property 'ampsim,pci-slot': {}", device.origin, problem.what()));
        }
    }
}

/// Who may not is refused at the interconnect; devices that touch direct memory ask for themselves.
void Hardware::connect_protection() {
    std::vector<models::ProtectionUnit*> units;
    std::vector<std::string> masters;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        units.push_back(devices_[i].protection);
        if (devices_[i].master != nullptr) {
            masters.push_back(platform_.devices[i].label);
        }
    }
    protection_ = std::make_unique<Protection>(
        platform_, std::move(units), masters,
        [this](std::size_t node, const platform::Range& range, bool covered) {
            events_.on_cover(node, range, covered);
        });
    if (!protection_->is_used()) {
        return;
    }
    bus_of_target_.resize(interconnect_.targets());
    for (const platform::Memory& memory : platform_.memories) {
        bus_of_target_[targets_.at(memory.label).index] = memory.bus.address;
    }
    for (const platform::Device& device : platform_.devices) {
        for (std::size_t face = 0; face < device.faces.size(); ++face) {
            bus_of_target_[targets_.at(device.face_label(face)).index] =
                device.faces[face].bus.address;
        }
    }
    interconnect_.guard([this](std::size_t initiator, std::size_t target, std::uint64_t offset,
                               const tlm::tlm_generic_payload& transaction) {
        return passes(interconnect_.initiator_name(initiator), target, offset, transaction);
    });
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (devices_[i].master != nullptr) {
            devices_[i].master->guard([this, &label = platform_.devices[i].label](
                                          std::uint64_t address, std::size_t size, bool is_write) {
                return protection_->check(label, address, size, is_write);
            });
        }
    }
}

/// After all that contends has been connected: what comes later, as the checks, does not.
void Hardware::share_bus() {
    if (is_shared(platform_)) {
        shared_bus_ = std::make_unique<SharedBus>(platform_, devices_, interconnect_);
    } else {
        SharedBus::check_unshared(platform_, devices_);
    }
}

bool Hardware::passes(const std::string& initiator, std::size_t target, std::uint64_t offset,
                      const tlm::tlm_generic_payload& transaction) {
    const unsigned touched =
        std::min(transaction.get_data_length(), transaction.get_streaming_width());
    return transaction.get_command() == tlm::TLM_IGNORE_COMMAND ||
           protection_->check(initiator, bus_of_target_[target] + offset, touched,
                              transaction.is_write());
}

// --- Time ----------------------------------------------------------------------------------------

VirtualTime Hardware::now() const {
    return systemc_now();
}

VirtualTime Hardware::next_event() const {
    if (sc_core::sc_pending_activity_at_current_time()) {
        return now();
    }
    if (!sc_core::sc_pending_activity_at_future_time()) {
        return never;
    }
    return now() + to_virtual_time(sc_core::sc_time_to_pending_activity());
}

void Hardware::advance(VirtualTime until) {
    if (until > now()) {
        sc_core::sc_start(to_sc_time(until - now()), sc_core::SC_RUN_TO_TIME);
    }
    while (sc_core::sc_pending_activity_at_current_time()) {
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }
}

VirtualTime Hardware::next_touch(std::size_t node) const {
    sc_time next = sc_core::sc_max_time();
    for (const models::BusMaster* master : touching_[node]) {
        next = std::min(next, master->next_touch());
    }
    return next == sc_core::sc_max_time() ? never : to_virtual_time(next);
}

VirtualTime Hardware::least_touch(std::size_t node) const {
    VirtualTime least = never;
    for (const models::BusMaster* master : touching_[node]) {
        least = std::min(least, to_virtual_time(master->least_latency()));
    }
    return least;
}

bool Hardware::sees_master(std::size_t node) const {
    const std::vector<platform::Window>& windows = platform_.nodes[node].windows;
    return std::any_of(windows.begin(), windows.end(), [this](const platform::Window& window) {
        for (std::size_t i = 0; window.face && i < devices_.size(); ++i) {
            const bool leads_to_one =
                devices_[i].master != nullptr || devices_[i].pci_host != nullptr;
            if (platform_.devices[i].label == window.target && leads_to_one) {
                return true;
            }
        }
        return false;
    });
}

/// From an access of `from` that a protection unit refuses to its interrupt at `to`.
VirtualTime Hardware::least_violation_latency(std::size_t from, std::size_t to) const {
    VirtualTime least = never;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        for (const platform::Wire& wire : platform_.nodes[to].wires) {
            if (wire.device == platform_.devices[i].label &&
                protection_->supervises(i, platform_.nodes[from].name)) {
                least = std::min(least, platform_.nodes[from].request_latency +
                                            to_virtual_time(devices_[i].least_latency(0, "")));
            }
        }
    }
    return least;
}

VirtualTime Hardware::least_latency(std::size_t from, std::size_t to) const {
    VirtualTime least = never;
    for (const platform::Window& window : platform_.nodes[from].windows) {
        for (std::size_t i = 0; i < devices_.size() && window.face; ++i) {
            const platform::Device& device = platform_.devices[i];
            if (device.label != window.target) {
                continue;
            }
            const auto consider = [&](const std::string& output) {
                least = std::min(
                    least, platform_.nodes[from].request_latency +
                               to_virtual_time(devices_[i].least_latency(*window.face, output)));
            };
            for (const platform::Wire& wire : platform_.nodes[to].wires) {
                if (wire.device == device.label) {
                    consider(wire.output);
                }
            }
            const bool is_its_memory = device.remote_port && device.remote_port->node == to;
            const bool covers = protection_->supervises(i, platform_.nodes[to].name);
            if (device.controls == to || is_its_memory || covers) {
                consider("");
            }
        }
    }
    least = std::min(least, least_violation_latency(from, to));
    // A device that accesses by itself may reach any other, and over a network more of its kind.
    if (sees_master(from)) {
        least = std::min(least, platform_.nodes[from].request_latency);
    }
    for (const platform::Device& device : platform_.devices) {
        const bool drives = device.remote_port && device.remote_port->node == from;
        for (const platform::Wire& wire : platform_.nodes[to].wires) {
            if (drives && wire.device == device.label) {
                least = VirtualTime{0}; // a wire of the peer itself
            }
        }
    }
    return least;
}

// --- Accesses ------------------------------------------------------------------------------------

void Hardware::transport(std::size_t node, tlm::tlm_generic_payload& transaction, sc_time& delay) {
    ports_[node]->transport(transaction, delay);
}

void Hardware::begin_access(std::size_t node, const BusAccess& access) {
    ports_[node]->begin(access);
}

bool Hardware::write(std::size_t node, std::uint64_t address, std::vector<std::uint8_t> bytes) {
    tlm::tlm_generic_payload transaction;
    transaction.set_command(tlm::TLM_WRITE_COMMAND);
    transaction.set_address(address);
    transaction.set_data_ptr(bytes.data());
    transaction.set_data_length(static_cast<unsigned>(bytes.size()));
    transaction.set_streaming_width(static_cast<unsigned>(bytes.size()));
    return ports_[node]->socket->transport_dbg(transaction) == bytes.size();
}

std::string Hardware::place(std::size_t node, std::uint64_t address) const {
    const std::string within = place_within(node, address, 1);
    return within.empty() ? fmt::format("{:#x}", address) : within;
}

std::string Hardware::place_within(std::size_t node, std::uint64_t address,
                                   std::uint64_t size) const {
    const std::vector<platform::Window>& windows = platform_.nodes[node].windows;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const platform::Window& window = windows[i];
        if (platform::contains(window.node, {address, size})) {
            return windows_[node][i]->arrivals->place(address - window.node.address +
                                                      window.offset);
        }
    }
    return "";
}

const Refusals& Hardware::refusals(std::size_t node) const {
    return ports_[node]->refusals();
}

std::map<std::string, int> Hardware::shared_memories() const {
    std::map<std::string, int> descriptors;
    for (const auto& [label, memory] : shared_) {
        descriptors[label] = memory->descriptor();
    }
    return descriptors;
}

/// The RAM of a node's machine is saved with the machine.
bool Hardware::is_machine_ram(const std::string& label) const {
    return std::any_of(
        platform_.nodes.begin(), platform_.nodes.end(), [&label](const platform::Node& node) {
            return std::any_of(node.windows.begin(), node.windows.end(),
                               [&label](const platform::Window& window) {
                                   return window.machine_ram && window.target == label;
                               });
        });
}

void Hardware::save_shared_memories(
    const std::function<std::string(const std::string&)>& file_of) const {
    for (const auto& [label, memory] : shared_) {
        if (!is_machine_ram(label)) {
            memory->save(file_of(label));
        }
    }
}

void Hardware::restore_shared_memories(
    const std::function<std::string(const std::string&)>& file_of) const {
    for (const auto& [label, memory] : shared_) {
        if (!is_machine_ram(label)) {
            memory->restore(file_of(label));
        }
    }
}

const node::SharedMemory* Hardware::shared_memory(const std::string& label) const {
    const auto found = shared_.find(label);
    return found == shared_.end() ? nullptr : found->second.get();
}

std::map<std::string, std::uint64_t> Hardware::registers(std::size_t device,
                                                         std::size_t face) const {
    return register_names(devices_.at(device).faces.at(face),
                          platform_.devices[device].faces.at(face));
}

Counters Hardware::counters() const {
    Counters all;
    const auto add = [&all](const std::string& name, const models::AccessCounts& counts) {
        all[name + ".reads"] = counts.reads;
        all[name + ".writes"] = counts.writes;
        all[name + ".errors"] = counts.errors;
    };
    for (std::size_t node = 0; node < platform_.nodes.size(); ++node) {
        const std::string& name = platform_.nodes[node].name;
        add(name, interconnect_.initiator_counts(node));
        all[name + ".refused"] = ports_[node]->refusals().count();
        for (const auto& [label, target] : targets_) {
            const models::AccessCounts path = interconnect_.path_counts(node, target.index);
            if (path.reads + path.writes > 0) {
                add(fmt::format("{}.{}", name, label), path);
            }
        }
    }
    for (const auto& [label, target] : targets_) {
        add(label, interconnect_.target_counts(target.index));
    }
    if (shared_bus_) {
        all.merge(shared_bus_->counters());
    }
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        for (const auto& [name, value] : devices_[i].counters()) {
            all[platform_.devices[i].label + "." + name] = value;
        }
    }
    return all;
}

} // namespace ampsim::hub
