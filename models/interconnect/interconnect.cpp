// SPDX-License-Identifier: BSD-3-Clause
#include "models/interconnect/interconnect.h"

#include "models/interconnect/address_map.h"
#include "models/interconnect/contention.h"
#include "models/time_contract.h"

#include <algorithm>
#include <map>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <utility>

namespace ampsim::models {

using sc_core::sc_time;

/// Where the accesses to one target leave the interconnect. A module of its own, since SystemC
/// makes sockets only in a module's constructor.
class Interconnect::Exit : public sc_core::sc_module {
public:
    Exit(sc_core::sc_module_name name, std::string target_name)
        : sc_module(name), label(std::move(target_name)) {}

    const std::string label;
    tlm_utils::simple_initiator_socket<Exit> socket{"socket"};
};

/// Where one initiator's accesses enter: its view of the targets, its latencies, its counts.
class Interconnect::Entry : public sc_core::sc_module {
public:
    struct Path {
        sc_time extra_request;
        sc_time extra_response;
        AccessCounts counts;
    };

    Entry(sc_core::sc_module_name name, std::size_t index, std::string initiator_name,
          sc_time request, sc_time response, const std::vector<std::unique_ptr<Exit>>& exits,
          const Gate& gate, Contention* const& contention)
        : sc_module(name), label(std::move(initiator_name)), request_latency(request),
          response_latency(response), index_(index), exits_(exits), gate_(gate),
          contention_(contention) {
        socket.register_b_transport(this, &Entry::b_transport);
        socket.register_transport_dbg(this, &Entry::transport_dbg);
    }

    /// Nothing but zeros for a path that was never used nor slowed down.
    Path path_to(std::size_t target) const {
        const auto found = paths.find(target);
        return found == paths.end() ? Path{} : found->second;
    }

    const std::string label;
    const sc_time request_latency;
    const sc_time response_latency;
    tlm_utils::simple_target_socket<Entry> socket{"socket"};
    AddressMap view;
    std::map<std::size_t, Path> paths; // by target
    AccessCounts unmapped;

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
        const std::uint64_t address = transaction.get_address();
        const unsigned touched =
            std::min(transaction.get_data_length(), transaction.get_streaming_width());
        const Window* window = view.find(address, touched);
        if (window == nullptr) {
            transaction.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
            delay += request_latency + response_latency;
            unmapped.count(transaction);
            return;
        }
        Path& path = paths[window->target];
        delay += request_latency + path.extra_request;
        const std::uint64_t offset = window->offset_of(address);
        const bool contends = contention_ != nullptr && contention_->knows(index_);
        if (gate_ || contends) {
            wait_for_arrival(delay);
        }
        bus::Fabric::Ticket ticket = 0;
        if (contends) {
            ticket = contention_->pass(index_, window->target, offset, transaction);
        }
        if (!gate_ || gate_(index_, window->target, offset, transaction)) {
            transaction.set_address(offset);
            exits_[window->target]->socket->b_transport(transaction, delay);
            transaction.set_address(address);
            transaction.set_dmi_allowed(false);
        } else {
            transaction.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        }
        if (contends) {
            contention_->answered(ticket, delay);
        }
        delay += response_latency + path.extra_response;
        path.counts.count(transaction);
    }

    unsigned transport_dbg(tlm::tlm_generic_payload& transaction) {
        const std::uint64_t address = transaction.get_address();
        const Window* window = view.find(address, transaction.get_data_length());
        if (window == nullptr) {
            return 0;
        }
        transaction.set_address(window->offset_of(address));
        const unsigned bytes = exits_[window->target]->socket->transport_dbg(transaction);
        transaction.set_address(address);
        return bytes;
    }

    std::size_t index_;
    const std::vector<std::unique_ptr<Exit>>& exits_;
    const Gate& gate_;
    Contention* const& contention_;
};

Interconnect::Interconnect(std::string name) : name_(std::move(name)) {}
Interconnect::~Interconnect() = default;

std::size_t Interconnect::add_initiator(const std::string& name, sc_time request_latency,
                                        sc_time response_latency) {
    initiators_.push_back(std::make_unique<Entry>((name_ + "_from_" + name).c_str(),
                                                  initiators_.size(), name, request_latency,
                                                  response_latency, targets_, gate_, contention_));
    return initiators_.size() - 1;
}

std::size_t Interconnect::add_target(const std::string& name, tlm::tlm_target_socket<>& target) {
    targets_.push_back(std::make_unique<Exit>((name_ + "_to_" + name).c_str(), name));
    targets_.back()->socket.bind(target);
    return targets_.size() - 1;
}

void Interconnect::map(std::size_t initiator, std::uint64_t address, std::uint64_t size,
                       std::size_t target, std::uint64_t target_offset) {
    target_name(target); // refuses an unknown target
    initiators_.at(initiator)->view.add({address, size, target, target_offset});
}

void Interconnect::set_extra_latency(std::size_t initiator, std::size_t target, sc_time request,
                                     sc_time response) {
    target_name(target);
    Entry::Path& path = initiators_.at(initiator)->paths[target];
    path.extra_request = request;
    path.extra_response = response;
}

tlm::tlm_target_socket<>& Interconnect::initiator(std::size_t initiator) {
    return initiators_.at(initiator)->socket;
}

sc_time Interconnect::least_latency(std::size_t initiator, std::size_t target) const {
    target_name(target);
    const Entry& entry = *initiators_.at(initiator);
    return entry.request_latency + entry.path_to(target).extra_request;
}

const std::string& Interconnect::initiator_name(std::size_t initiator) const {
    return initiators_.at(initiator)->label;
}

const std::string& Interconnect::target_name(std::size_t target) const {
    return targets_.at(target)->label;
}

AccessCounts Interconnect::path_counts(std::size_t initiator, std::size_t target) const {
    target_name(target);
    return initiators_.at(initiator)->path_to(target).counts;
}

AccessCounts Interconnect::initiator_counts(std::size_t initiator) const {
    const Entry& entry = *initiators_.at(initiator);
    AccessCounts sum = entry.unmapped;
    for (const auto& [target, path] : entry.paths) {
        sum += path.counts;
    }
    return sum;
}

AccessCounts Interconnect::target_counts(std::size_t target) const {
    AccessCounts sum;
    for (std::size_t initiator = 0; initiator < initiators(); ++initiator) {
        sum += path_counts(initiator, target);
    }
    return sum;
}

AccessCounts Interconnect::unmapped_counts(std::size_t initiator) const {
    return initiators_.at(initiator)->unmapped;
}

} // namespace ampsim::models
