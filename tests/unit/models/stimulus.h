// SPDX-License-Identifier: BSD-3-Clause
//
// Stands for a processor: a test says what it does in an SC_THREAD, access by access, each taking
// the time that the model says.
//
//     Memory memory{"memory", 0x1000};
//     Stimulus cpu{"cpu"};
//     cpu.socket.bind(memory.socket);
//     run({{cpu, [&] { EXPECT_EQ(cpu.read(0x10), 0U); EXPECT_EQ(now(), ns(60)); }}});
#pragma once

#include <gtest/gtest.h>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

namespace ampsim::models {

inline sc_core::sc_time ns(double value) {
    return {value, sc_core::SC_NS};
}
inline sc_core::sc_time now() {
    return sc_core::sc_time_stamp();
}

class Stimulus : public sc_core::sc_module {
public:
    explicit Stimulus(sc_core::sc_module_name name) : sc_module(name) {
        SC_HAS_PROCESS(Stimulus);
        SC_THREAD(run_test);
    }

    tlm_utils::simple_initiator_socket<Stimulus> socket{"socket"};

    /// What it does, from time zero on. Nothing unless said.
    void does(std::function<void()> body) { body_ = std::move(body); }
    bool done() const { return done_; }

    /// One access, in full control of the payload. Returns the response, after what it took.
    tlm::tlm_response_status access(tlm::tlm_generic_payload& transaction,
                                    sc_core::sc_time arrives_after = sc_core::SC_ZERO_TIME) {
        transaction.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        sc_core::sc_time delay = arrives_after;
        socket->b_transport(transaction, delay);
        sc_core::wait(delay);
        return transaction.get_response_status();
    }

    tlm::tlm_response_status read(std::uint64_t address, void* data, unsigned length,
                                  sc_core::sc_time arrives_after = sc_core::SC_ZERO_TIME) {
        tlm::tlm_generic_payload transaction;
        fill(transaction, tlm::TLM_READ_COMMAND, address, data, length);
        return access(transaction, arrives_after);
    }
    tlm::tlm_response_status write(std::uint64_t address, const void* data, unsigned length,
                                   sc_core::sc_time arrives_after = sc_core::SC_ZERO_TIME) {
        tlm::tlm_generic_payload transaction;
        fill(transaction, tlm::TLM_WRITE_COMMAND, address, const_cast<void*>(data), length);
        return access(transaction, arrives_after);
    }

    /// Word accesses that have to succeed.
    std::uint32_t read(std::uint64_t address) {
        std::uint32_t word = 0xdeadbeef;
        EXPECT_EQ(read(address, &word, sizeof word), tlm::TLM_OK_RESPONSE) << std::hex << address;
        return word;
    }
    void write(std::uint64_t address, std::uint32_t word) {
        EXPECT_EQ(write(address, &word, sizeof word), tlm::TLM_OK_RESPONSE) << std::hex << address;
    }

    /// As a debugger: takes no time. Returns the number of bytes.
    unsigned peek(std::uint64_t address, void* data, unsigned length) {
        tlm::tlm_generic_payload transaction;
        fill(transaction, tlm::TLM_READ_COMMAND, address, data, length);
        return socket->transport_dbg(transaction);
    }
    unsigned poke(std::uint64_t address, const void* data, unsigned length) {
        tlm::tlm_generic_payload transaction;
        fill(transaction, tlm::TLM_WRITE_COMMAND, address, const_cast<void*>(data), length);
        return socket->transport_dbg(transaction);
    }
    std::uint32_t peek(std::uint64_t address) {
        std::uint32_t word = 0xdeadbeef;
        EXPECT_EQ(peek(address, &word, sizeof word), sizeof word) << std::hex << address;
        return word;
    }

    static void fill(tlm::tlm_generic_payload& transaction, tlm::tlm_command command,
                     std::uint64_t address, void* data, unsigned length) {
        transaction.set_command(command);
        transaction.set_address(address);
        transaction.set_data_ptr(static_cast<unsigned char*>(data));
        transaction.set_data_length(length);
        transaction.set_streaming_width(length);
    }

private:
    void run_test() {
        if (body_) {
            body_();
        }
        done_ = true;
    }

    std::function<void()> body_;
    bool done_ = false;
};

struct Part {
    Stimulus& who;
    std::function<void()> does;
};

/// Simulates until nothing is left to happen; every part has to come to its end.
inline void run(const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        part.who.does(part.does);
    }
    sc_core::sc_start();
    for (const Part& part : parts) {
        EXPECT_TRUE(part.who.done()) << part.who.name() << " is stuck";
    }
}

/// Waits until the absolute time.
inline void wait_until(sc_core::sc_time time) {
    sc_core::wait(time - now());
}

/// Watches a line: when it changed, to what.
class Probe : public sc_core::sc_module {
public:
    explicit Probe(sc_core::sc_module_name name) : sc_module(name) {
        SC_HAS_PROCESS(Probe);
        SC_METHOD(on_change);
        sensitive << line;
        dont_initialize();
    }

    sc_core::sc_signal<bool> line{"line"};

    using Changes = std::vector<std::pair<double, bool>>; ///< time in ns, new level
    const Changes& changes() const { return changes_; }

private:
    void on_change() { changes_.emplace_back(now() / ns(1), line.read()); }

    Changes changes_;
};

} // namespace ampsim::models
