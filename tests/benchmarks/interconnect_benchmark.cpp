// SPDX-License-Identifier: BSD-3-Clause
//
// b_transport through the interconnect to a memory, from an SC_THREAD.
#include "models/interconnect/interconnect.h"
#include "models/memory/memory.h"

#include <benchmark/benchmark.h>

#include <tlm_utils/simple_initiator_socket.h>

namespace ampsim::models {
namespace {

class Initiator : public sc_core::sc_module {
public:
    explicit Initiator(sc_core::sc_module_name name) : sc_module(name) {
        SC_HAS_PROCESS(Initiator);
        SC_THREAD(run);
    }
    tlm_utils::simple_initiator_socket<Initiator> socket{"socket"};
    benchmark::State* state = nullptr;

private:
    void run() {
        unsigned char word[4] = {};
        tlm::tlm_generic_payload transaction;
        transaction.set_data_ptr(word);
        transaction.set_data_length(sizeof word);
        transaction.set_streaming_width(sizeof word);
        transaction.set_command(tlm::TLM_WRITE_COMMAND);
        for (auto _ : *state) {
            sc_core::sc_time delay;
            transaction.set_address(0x1000);
            transaction.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
            socket->b_transport(transaction, delay);
            benchmark::DoNotOptimize(delay);
        }
    }
};

/// Once per process: SystemC is elaborated once.
void b_transport(benchmark::State& state) {
    Interconnect bus("bus");
    Memory memory("memory", 0x10000);
    Initiator initiator("initiator");
    const std::size_t port = bus.add_initiator("cpu");
    bus.map(port, 0, 0x10000, bus.add_target("memory", memory.socket));
    initiator.socket.bind(bus.initiator(port));
    initiator.state = &state;
    sc_core::sc_start();
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(b_transport)->Iterations(2'000'000)->Repetitions(1);

} // namespace
} // namespace ampsim::models
