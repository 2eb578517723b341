// SPDX-License-Identifier: BSD-3-Clause
//
// Carriers of bytes whose other side stops reading, or goes: the console and the stream are the
// test's.
#include "kernel_fixture.h"
#include "service_channel.h"
#include "service_framing.h"
#include "virtio.h"
#include "virtio_console.h"
#include "virtio_vsock.h"

#include "ampsim_services.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

struct vsock {};

namespace {

constexpr std::uint32_t patience = 100;

std::vector<std::uint8_t> written; ///< what reached the other side
std::uint32_t room;                ///< bytes that it still takes
vsock stream;
bool stream_is_dead;

std::uint32_t take(const void* data, std::uint32_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    const std::uint32_t taken = std::min(size, room);
    written.insert(written.end(), bytes, bytes + taken);
    room -= taken;
    return taken;
}

std::vector<std::uint8_t> message_of(std::uint16_t body, std::uint8_t filler) {
    std::vector<std::uint8_t> message(service_header_size + body + 1, filler);
    message[service_at_kind] = service_one_way;
    message[service_at_size] = static_cast<std::uint8_t>(body);
    message[service_at_size + 1] = static_cast<std::uint8_t>(body >> 8);
    message.back() = service_end;
    return message;
}

class Channels : public KernelTest {
protected:
    Channels() {
        written.clear();
        room = 100000;
        stream_is_dead = false;
    }
    /// In a thread, with the carrier started.
    void with(const service_channel& channel, const std::function<void()>& body) {
        thread(osPriorityNormal, [&] {
            ASSERT_EQ(channel.start(patience), osOK);
            body();
            tell("done");
        });
        start();
        EXPECT_EQ(told(), "done");
    }
    static osStatus_t send(const service_channel& channel,
                           const std::vector<std::uint8_t>& message) {
        return channel.send(message.data(), static_cast<std::uint16_t>(message.size() - 1),
                            patience);
    }
    /// The first bytes of the bodies that the other side makes of what reached it.
    static std::string understood() {
        static std::string bodies;
        bodies.clear();
        service_framing framing{};
        service_framing_received(&framing, written.data(),
                                 static_cast<std::uint32_t>(written.size()),
                                 [](const std::uint8_t* data, std::uint32_t) {
                                     bodies += static_cast<char>(data[service_header_size]);
                                 });
        return bodies;
    }
};

TEST_F(Channels, AMessageThatTheConsoleCutIsNotContinuedByTheNext) {
    with(service_channel_virtio, [] {
        EXPECT_EQ(send(service_channel_virtio, message_of(100, 'a')), osOK);
        room = 50;
        EXPECT_EQ(send(service_channel_virtio, message_of(400, 'b')), osErrorTimeout);
        room = 10; // not enough for the zeros
        EXPECT_EQ(send(service_channel_virtio, message_of(100, 'c')), osErrorTimeout);
        room = 100000;
        EXPECT_EQ(send(service_channel_virtio, message_of(100, 'd')), osOK);
        const std::size_t size = written.size();
        EXPECT_EQ(send(service_channel_virtio, message_of(100, 'e')), osOK);
        EXPECT_EQ(written.size() - size, service_header_size + 101U) << "no zeros any more";
    });
    EXPECT_EQ(understood(), "ade");
}

TEST_F(Channels, AStreamThatEndedHasNobodyAtItsEnd) {
    with(service_channel_vsock, [] {
        EXPECT_EQ(send(service_channel_vsock, message_of(100, 'a')), osOK);
        room = 0;
        EXPECT_EQ(send(service_channel_vsock, message_of(100, 'b')), osErrorTimeout);
        stream_is_dead = true;
        EXPECT_EQ(send(service_channel_vsock, message_of(100, 'c')), osErrorResource);
    });
}

} // namespace

osStatus_t virtio_initialize() {
    return osOK;
}

osStatus_t console_start(std::uint32_t /*timeout*/) {
    return osOK;
}

osStatus_t console_write(const void* data, std::uint32_t size, std::uint32_t /*timeout*/) {
    return take(data, size) == size ? osOK : osErrorTimeout;
}

std::uint32_t console_read(void* /*data*/, std::uint32_t /*size*/, std::uint32_t timeout) {
    osDelay(timeout);
    return 0;
}

osStatus_t vsock_start(std::uint32_t /*timeout*/) {
    return osOK;
}

osStatus_t vsock_connect(std::uint32_t /*cid*/, std::uint32_t /*port*/, std::uint32_t /*timeout*/,
                         vsock** socket) {
    *socket = &stream;
    return osOK;
}

std::int32_t vsock_send(vsock* /*socket*/, const void* data, std::uint32_t size,
                        std::uint32_t /*timeout*/) {
    if (stream_is_dead) {
        return osErrorResource;
    }
    const std::uint32_t taken = take(data, size);
    return taken > 0 ? static_cast<std::int32_t>(taken) : osErrorTimeout;
}

std::int32_t vsock_receive(vsock* /*socket*/, void* /*data*/, std::uint32_t /*size*/,
                           std::uint32_t timeout) {
    osDelay(timeout);
    return osErrorTimeout;
}

osStatus_t vsock_shutdown(vsock* /*socket*/, std::uint32_t /*timeout*/) {
    return osOK;
}

void vsock_close(vsock* /*socket*/) {}
