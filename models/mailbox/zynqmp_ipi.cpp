// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/zynqmp_ipi.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace ampsim::models {

namespace {

constexpr std::uint64_t message_size = 0x20; // bytes, of a request and of a response
constexpr Numbers words{0, message_size / 4 - 1};

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::uint32_t known_bits(const ZynqmpIpiLayout& layout) {
    std::uint32_t known = 0;
    for (const ZynqmpIpiLayout::Agent& agent : layout.agents) {
        known |= std::uint32_t{1} << agent.bit;
    }
    return known;
}

} // namespace

ZynqmpIpiFace::ZynqmpIpiFace(sc_core::sc_module_name name, unsigned bit, std::uint32_t known,
                             const ZynqmpIpiParameters& parameters)
    : sc_module(name), agent_("agent", bit, known, parameters.signal_latency),
      bank_(this->name(), size, {},
            {parameters.register_read_latency, parameters.register_write_latency}) {
    bank_.before_each_access([this] { agent_.settle(); });
    trig_.on_write([this](std::uint32_t agents) { agent_.trigger(agents); });
    obs_.shows([this] { return agent_.observed(); });
    isr_.shows([this] { return agent_.pending(); }).on_write([this](std::uint32_t agents) {
        agent_.clear(agents);
    });
    imr_.shows([this] { return agent_.masked(); });
    ier_.on_write([this](std::uint32_t agents) { agent_.unmask(agents); });
    idr_.on_write([this](std::uint32_t agents) { agent_.mask(agents); });
    bank_.serve(socket);
    agent_.interrupt(interrupt);
}

ZynqmpIpiBuffers::ZynqmpIpiBuffers(sc_core::sc_module_name name, const ZynqmpIpiLayout& layout,
                                   const ZynqmpIpiParameters& parameters)
    : sc_module(name),
      bank_(this->name(), size, {1, 8, AccessRules::Unmapped::ignored},
            {parameters.register_read_latency, parameters.register_write_latency}) {
    for (std::size_t from = 0; from < layout.buffers.size(); ++from) {
        for (std::size_t to = 0; to < layout.buffers.size(); ++to) {
            const std::string pair = upper(layout.buffers[from]) + "_" + upper(layout.buffers[to]);
            const std::uint64_t at = zynqmp_ipi_request(from, to);
            messages_.emplace_back(bank_, pair + "_REQ", words, at);
            messages_.emplace_back(bank_, pair + "_RSP", words, at + message_size);
        }
    }
    bank_.serve(socket);
}

ZynqmpIpi::ZynqmpIpi(sc_core::sc_module_name name, const ZynqmpIpiLayout& layout,
                     const std::vector<std::string>& agents, const ZynqmpIpiParameters& parameters)
    : sc_module(name), buffers("buffers", layout, parameters) {
    for (const std::string& agent : agents) {
        const ZynqmpIpiLayout::Agent* found = layout.agent(agent);
        if (found == nullptr) {
            throw std::out_of_range("no agent " + agent);
        }
        faces_.push_back(std::make_unique<ZynqmpIpiFace>(agent.c_str(), found->bit,
                                                         known_bits(layout), parameters));
    }
    for (const auto& one : faces_) {
        for (const auto& other : faces_) {
            one->agent_.connect(other->agent_);
        }
    }
}

void ZynqmpIpi::set_signal_latency(sc_core::sc_time latency) {
    for (const auto& face : faces_) {
        face->agent_.set_signal_latency(latency);
    }
}

} // namespace ampsim::models
