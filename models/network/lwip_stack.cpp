// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/lwip_stack.h"

#include "lwip_hooks.h"

#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/ip4_frag.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>

#include <stdexcept>
#include <string>

namespace ampsim::models::network {

namespace {

// In ticks of 1 s: longer than lwIP keeps what waits for an answer (ARP_MAXPENDING, etharp.c) or
// for the rest of its datagram.
constexpr unsigned arp_ticks = 6;
constexpr unsigned reassembly_ticks = IP_REASS_MAXAGE + 1;

LwipStack* current = nullptr; // for lwIP's calls, which have no context

std::weak_ptr<LwipStack>& shared_stack() {
    static std::weak_ptr<LwipStack> stack;
    return stack;
}

bool count_down(unsigned& ticks) {
    return ticks > 0 && --ticks > 0;
}

} // namespace

std::shared_ptr<LwipStack> LwipStack::shared() {
    std::shared_ptr<LwipStack> stack = shared_stack().lock();
    if (!stack) {
        stack.reset(new LwipStack(sc_core::sc_gen_unique_name("lwip")));
        shared_stack() = stack;
    }
    return stack;
}

LwipStack::LwipStack(sc_core::sc_module_name name)
    : sc_module(name), tcp_{TCP_TMR_INTERVAL, tcp_tmr,
                            [] {
                                return tcp_active_pcbs != nullptr || tcp_tw_pcbs != nullptr;
                            }},
      arp_{ARP_TMR_INTERVAL, etharp_tmr,
           [this] {
               return count_down(arp_ticks_left_);
           }},
      reassembly_{IP_TMR_INTERVAL, ip_reass_tmr, [this] {
                      return count_down(reassembly_ticks_left_);
                  }} {
    static const bool initialized = (lwip_init(), true);
    static_cast<void>(initialized);
    current = this;
}

LwipStack::~LwipStack() {
    current = nullptr;
}

void LwipStack::tcp_timer_may_be_needed() {
    if (tcp_.wanted()) { // lwIP says so of listeners too
        start(tcp_);
    }
}

void LwipStack::arp_request_sent() {
    arp_ticks_left_ = arp_ticks;
    start(arp_);
}

void LwipStack::fragment_received() {
    reassembly_ticks_left_ = reassembly_ticks;
    start(reassembly_);
}

void LwipStack::start(Timer& timer) {
    if (!timer.running) {
        timer.running = true;
        agenda_.after({static_cast<double>(timer.interval_ms), sc_core::SC_MS},
                      [this, &timer] { tick(timer); });
    }
}

void LwipStack::tick(Timer& timer) {
    timer.running = false;
    timer.tick();
    if (timer.wanted()) {
        start(timer);
    }
}

} // namespace ampsim::models::network

// --- What lwIP calls ---

extern "C" {

u32_t sys_now() {
    return static_cast<u32_t>(sc_core::sc_time_stamp().value() /
                              sc_core::sc_time(1, sc_core::SC_MS).value());
}

void tcp_timer_needed() {
    if (ampsim::models::network::current != nullptr) {
        ampsim::models::network::current->tcp_timer_may_be_needed();
    }
}

void ampsim_lwip_assertion_failed(const char* message, const char* file, int line) {
    throw std::logic_error(std::string("lwIP: ") + message + " (" + file + ":" +
                           std::to_string(line) + ")");
}

netif* ampsim_lwip_route(const ip4_addr_t* source, const ip4_addr_t*) {
    if (source == nullptr || ip4_addr_isany(source)) {
        return nullptr;
    }
    // The answer to a packet that is just being received leaves where that came in, even when an
    // interface on another network has the same address.
    netif* const input = ip_current_input_netif();
    if (input != nullptr && ip4_addr_cmp(netif_ip4_addr(input), source)) {
        return input;
    }
    netif* interface = nullptr;
    NETIF_FOREACH(interface) {
        if (ip4_addr_cmp(netif_ip4_addr(interface), source)) {
            return interface;
        }
    }
    return nullptr;
}

} // extern "C"
