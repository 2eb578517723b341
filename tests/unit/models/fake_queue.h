// SPDX-License-Identifier: BSD-3-Clause
//
// Stands for engine and driver of a VirtIO device: the test hands buffers to the device.
//
//     FakeQueue queue{"queue", device, 0};
//     script.run([&] { EXPECT_THAT(queue.ask(request, 16), SizeIs(16)); });
#pragma once

#include "models/virtio/device.h"
#include "models/virtio/wire.h"
#include "tests/unit/models/script.h"

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::models::virtio {

/// What a device tells its transport.
class FakeEvents : public DeviceEvents {
public:
    explicit FakeEvents(Device& device) { device.attach(*this); }
    void configuration_changed() override { ++changes; }
    void needs_reset(const std::string& diagnosis) override { diagnoses.push_back(diagnosis); }

    unsigned changes = 0;
    std::vector<std::string> diagnoses;
};

class FakeQueue : public Queue, public sc_core::sc_module {
public:
    static constexpr double processing = 500; ///< ns, of each buffer

    struct Used {
        double time; ///< ns
        Bytes bytes;
    };

    FakeQueue(sc_core::sc_module_name name, Device& device, std::size_t index)
        : sc_module(name), device_(device), index_(index) {
        SC_HAS_PROCESS(FakeQueue);
        SC_THREAD(serve);
        set_stack_size(256 * 1024);
    }

    // Driver.
    void make_available(Bytes request, std::size_t writable = 0) {
        Buffer buffer;
        buffer.request = std::move(request);
        buffer.writable = writable;
        available_.push_back(std::move(buffer));
        changed_.notify(sc_core::SC_ZERO_TIME);
    }
    /// The next that comes back, in the order in which they do.
    Bytes next_used() {
        while (collected_ == used.size()) {
            sc_core::wait(given_back_);
        }
        return used[collected_++].bytes;
    }
    Bytes ask(Bytes request, std::size_t writable = 0) {
        make_available(std::move(request), writable);
        return next_used();
    }
    void reset() {
        is_reset_ = true;
        changed_.notify(sc_core::SC_ZERO_TIME);
    }
    std::vector<Used> used;

    // Device.
    std::size_t index() const override { return index_; }
    Buffer take() override {
        while (available_.empty()) {
            wait(changed_);
        }
        Buffer buffer = std::move(available_.front());
        available_.pop_front();
        return buffer;
    }
    std::optional<Buffer> try_take() override {
        return available_.empty() ? std::nullopt : std::optional(take());
    }
    void give_back(Buffer buffer) override {
        wait(ns(processing));
        EXPECT_LE(buffer.reply.size(), buffer.writable);
        used.push_back({now() / ns(1), buffer.reply});
        given_back_.notify();
    }
    void wait(const sc_core::sc_event& event) override {
        sc_core::wait(event | changed_);
        check_reset();
    }
    void wait(sc_core::sc_time time) override {
        sc_core::wait(time);
        check_reset();
    }

private:
    void check_reset() const {
        if (is_reset_) {
            throw QueueReset();
        }
    }
    void serve() {
        for (;;) {
            try {
                device_.serve(*this);
            } catch (const QueueReset&) {
                is_reset_ = false;
                available_.clear();
            }
        }
    }

    Device& device_;
    std::size_t index_;
    std::deque<Buffer> available_;
    std::size_t collected_ = 0;
    sc_core::sc_event changed_;
    sc_core::sc_event given_back_;
    bool is_reset_ = false;
};

/// An empty directory, removed with all that is in it.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        char path[] = "/tmp/ampsim-test-XXXXXX";
        path_ = ::mkdtemp(path);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

inline void write_file(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}
inline std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline Bytes bytes(const std::string& text) {
    return {text.begin(), text.end()};
}
inline std::string text(const Bytes& bytes) {
    return {bytes.begin(), bytes.end()};
}

} // namespace ampsim::models::virtio
