// SPDX-License-Identifier: BSD-3-Clause
//
// What carries packets between two processes on one CPU that take turns: a round trip of a grant
// and a stop over a socketpair, as ampsim's links do it, against a shared memory in which a futex
// says that something is there. Both must sleep and wake the other, which is what a round trip
// costs.
#include <benchmark/benchmark.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ampsim::remote_port {
namespace {

constexpr std::size_t grant_size = 28;
constexpr std::size_t stop_size = 44;

void pin_to_first_cpu() {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(0, &cpus);
    sched_setaffinity(0, sizeof cpus, &cpus);
}

class Socket {
public:
    Socket() { socketpair(AF_UNIX, SOCK_STREAM, 0, ends_); }
    ~Socket() {
        close(ends_[0]);
        close(ends_[1]);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool send(int side, const std::uint8_t* bytes, std::size_t size) {
        return ::send(ends_[side], bytes, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size);
    }
    bool receive(int side, std::uint8_t* bytes, std::size_t size) {
        return recv(ends_[side], bytes, size, MSG_WAITALL) == static_cast<ssize_t>(size);
    }
    void close_side(int side) { shutdown(ends_[side], SHUT_RDWR); }

private:
    int ends_[2] = {};
};

/// A slot in each direction: enough for two that take turns.
class SharedMemoryRing {
public:
    SharedMemoryRing()
        : slots_(static_cast<Slot*>(mmap(nullptr, 2 * sizeof(Slot), PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
    ~SharedMemoryRing() { munmap(slots_, 2 * sizeof(Slot)); }
    SharedMemoryRing(const SharedMemoryRing&) = delete;
    SharedMemoryRing& operator=(const SharedMemoryRing&) = delete;

    bool send(int side, const std::uint8_t* bytes, std::size_t size) {
        Slot& slot = slots_[side];
        std::memcpy(slot.bytes, bytes, size);
        slot.state.store(full, std::memory_order_release);
        syscall(SYS_futex, &slot.state, FUTEX_WAKE, 1, nullptr, nullptr, 0);
        return true;
    }
    bool receive(int side, std::uint8_t* bytes, std::size_t size) {
        Slot& slot = slots_[1 - side];
        while (slot.state.load(std::memory_order_acquire) == empty) {
            syscall(SYS_futex, &slot.state, FUTEX_WAIT, empty, nullptr, nullptr, 0);
        }
        if (slot.state.load() == closed) {
            return false;
        }
        std::memcpy(bytes, slot.bytes, size);
        slot.state.store(empty, std::memory_order_release);
        return true;
    }
    void close_side(int side) {
        slots_[side].state.store(closed);
        syscall(SYS_futex, &slots_[side].state, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
    }

private:
    enum State : std::uint32_t { empty, full, closed };
    struct Slot {
        std::atomic<std::uint32_t> state;
        std::uint8_t bytes[64];
    };
    Slot* slots_;
};

template <typename Carrier>
void round_trip_on_one_cpu(benchmark::State& state) {
    pin_to_first_cpu();
    Carrier carrier;
    std::uint8_t grant[grant_size] = {};
    std::uint8_t stop[stop_size] = {};
    const pid_t node = fork();
    if (node == 0) {
        while (carrier.receive(1, grant, grant_size) && carrier.send(1, stop, stop_size)) {
        }
        _exit(0);
    }
    for (auto _ : state) {
        carrier.send(0, grant, grant_size);
        carrier.receive(0, stop, stop_size);
    }
    carrier.close_side(0);
    waitpid(node, nullptr, 0);
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_TEMPLATE(round_trip_on_one_cpu, Socket)->UseRealTime();
BENCHMARK_TEMPLATE(round_trip_on_one_cpu, SharedMemoryRing)->UseRealTime();

} // namespace
} // namespace ampsim::remote_port
