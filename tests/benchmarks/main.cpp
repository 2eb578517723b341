// SPDX-License-Identifier: BSD-3-Clause
#include <benchmark/benchmark.h>

#include <systemc>

#include <cstdlib>

int sc_main(int count, char** arguments) {
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

/// In place of SystemC's own main, which greets with a banner.
int main(int count, char** arguments) {
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
    return sc_core::sc_elab_and_sim(count, arguments);
}
