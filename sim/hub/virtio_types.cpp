// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/virtio_types.h"

#include "models/virtio/block.h"
#include "models/virtio/console.h"
#include "models/virtio/host_file.h"
#include "models/virtio/net.h"
#include "models/virtio/ninep.h"
#include "models/virtio/rng.h"
#include "models/virtio/vsock.h"
#include "sim/hub/network_devices.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace ampsim::hub {

namespace {

namespace virtio = models::virtio;

VirtioType make_net(DeviceParameters& parameters) {
    virtio::NetParameters settings;
    settings.mac = mac_address(parameters, "mac", settings.mac);
    settings.mtu = static_cast<std::uint16_t>(parameters.number("mtu", settings.mtu, 0, 65535));
    settings.mergeable_buffers = parameters.flag("mergeable-buffers", settings.mergeable_buffers);
    settings.inbox_frames = parameters.number("inbox-frames", settings.inbox_frames, 1, 65536);
    parameters.text("network", "");
    auto net = std::make_unique<virtio::Net>(settings);
    VirtioType type;
    type.network_port = [net = net.get()] {
        return NetworkPort{&net->port, net};
    };
    type.device = std::move(net);
    return type;
}

VirtioType make_rng(DeviceParameters& parameters) {
    virtio::RngParameters settings;
    settings.seed = parameters.number("seed", settings.seed);
    settings.max_bytes = parameters.number("max-bytes", settings.max_bytes, 1);
    return {std::make_unique<virtio::Rng>(settings), {}};
}

std::unique_ptr<virtio::BlockStore> make_store(DeviceParameters& parameters) {
    const std::string backend =
        parameters.text("backend", "memory", {"memory", "file", "copy-on-write"});
    const std::uint64_t mebibytes = parameters.number("size-mib", 64, 1);
    const std::string file = parameters.input_file("file");
    const bool read_only = parameters.flag("read-only");
    if (backend == "memory") {
        return virtio::memory_store(mebibytes << 20U);
    }
    if (file.empty()) {
        parameters.fail("file", "is missing: the back-end \"" + backend + "\" needs one");
    }
    if (backend == "file") {
        return std::make_unique<virtio::FileStore>(file, read_only);
    }
    return std::make_unique<virtio::CopyOnWriteStore>(
        std::make_unique<virtio::FileStore>(file, true));
}

VirtioType make_block(DeviceParameters& parameters) {
    virtio::BlockParameters settings;
    settings.serial = parameters.text("serial", settings.serial);
    settings.block_size =
        static_cast<std::uint32_t>(parameters.number("block-size", settings.block_size, 512, 4096));
    settings.segments_max = static_cast<std::uint32_t>(
        parameters.number("segments-max", settings.segments_max, 1, 32766));
    settings.access_time = parameters.latency("access-time", settings.access_time);
    settings.time_per_byte = sc_core::sc_time(
        static_cast<double>(parameters.number("medium-per-byte-ps", 0)), sc_core::SC_PS);
    if (settings.time_per_byte != sc_core::SC_ZERO_TIME) {
        parameters.note_latency("medium-per-byte", settings.time_per_byte);
    }
    return {std::make_unique<virtio::Block>(make_store(parameters), settings), {}};
}

sc_core::sc_time poll_period(DeviceParameters& parameters) {
    return parameters.latency("poll-period", virtio::default_poll_period);
}

std::unique_ptr<virtio::CharacterStream> make_stream(DeviceParameters& parameters) {
    const std::string backend =
        parameters.text("backend", "file", {"file", "pty", "socket", "terminal"});
    const sc_core::sc_time period = poll_period(parameters);
    virtio::FileStreamParameters file;
    file.output = parameters.output_file("output", parameters.device().label + ".console.log");
    file.input = parameters.input_file("input");
    file.input_rate = parameters.number("input-rate", file.input_rate, 0, 1'000'000'000);
    file.input_delay = parameters.latency("input-delay", file.input_delay);
    const std::string path =
        parameters.output_file("path", parameters.device().label + "." + backend);
    if (backend == "pty") {
        return std::make_unique<virtio::PtyStream>(path, period);
    }
    if (backend == "socket") {
        return std::make_unique<virtio::SocketStream>(path, period);
    }
    if (backend == "terminal") {
        return std::make_unique<virtio::TerminalStream>(period);
    }
    return std::make_unique<virtio::FileStream>(file);
}

VirtioType make_console(DeviceParameters& parameters) {
    virtio::ConsoleParameters settings;
    settings.columns =
        static_cast<std::uint16_t>(parameters.number("columns", settings.columns, 0, 65535));
    settings.rows = static_cast<std::uint16_t>(parameters.number("rows", settings.rows, 0, 65535));
    std::vector<virtio::ConsolePort> ports;
    ports.push_back({parameters.device().label, make_stream(parameters)});
    return {std::make_unique<virtio::Console>(std::move(ports), settings), {}};
}

VirtioType make_vsock(DeviceParameters& parameters) {
    virtio::VsockParameters settings;
    settings.guest_cid = parameters.number("guest-cid", settings.guest_cid, 3, 0xffff'fffe);
    settings.host_path = parameters.output_file("path", "");
    settings.buffer =
        static_cast<std::uint32_t>(parameters.number("buffer", settings.buffer, 4096, UINT32_MAX));
    settings.poll_period = poll_period(parameters);
    return {std::make_unique<virtio::Vsock>(settings), {}};
}

VirtioType make_ninep(DeviceParameters& parameters) {
    virtio::NinePParameters settings;
    settings.tag = parameters.text("tag", settings.tag);
    settings.server.directory = parameters.directory("directory");
    settings.server.read_only = !parameters.flag("read-write");
    settings.server.log = parameters.output_file("log", parameters.device().label + ".diod.log");
    settings.message_max = static_cast<std::uint32_t>(
        parameters.number("message-max", settings.message_max, 4096, 1U << 16U));
    return {std::make_unique<virtio::NineP>(settings), {}};
}

} // namespace

VirtioType make_virtio_type(DeviceParameters& parameters) {
    using Factory = VirtioType (*)(DeviceParameters&);
    static const std::map<std::string, Factory> types = {
        {"net", make_net}, {"block", make_block}, {"console", make_console},
        {"rng", make_rng}, {"vsock", make_vsock}, {"9p", make_ninep},
    };
    std::vector<std::string> names;
    for (const auto& [name, factory] : types) {
        names.push_back(name);
    }
    try {
        return types.at(parameters.text("device", "", names))(parameters);
    } catch (const virtio::BackEndError& problem) {
        parameters.fail("device", problem.what());
    } catch (const std::invalid_argument& problem) {
        parameters.fail("device", problem.what());
    }
}

} // namespace ampsim::hub
