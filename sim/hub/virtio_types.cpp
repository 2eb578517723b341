// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/virtio_types.h"

#include "models/virtio/net.h"
#include "sim/error.h"

#include <fmt/format.h>

namespace ampsim::hub {

namespace {

namespace virtio = models::virtio;

/// "02:00:00:00:01:01"
models::network::MacAddress mac_address(DeviceParameters& parameters,
                                        const models::network::MacAddress& default_value) {
    const std::string text = parameters.text("mac", "");
    if (text.empty()) {
        return default_value;
    }
    models::network::MacAddress mac{};
    unsigned bytes[6] = {};
    char rest = 0;
    const int read = std::sscanf(text.c_str(), "%2x:%2x:%2x:%2x:%2x:%2x%c", &bytes[0], &bytes[1],
                                 &bytes[2], &bytes[3], &bytes[4], &bytes[5], &rest);
    if (read != 6 || (bytes[0] & 1U) != 0) {
        parameters.fail("mac", fmt::format("'{}'; expected the address of one card, such as "
                                           "02:00:00:00:01:01",
                                           text));
    }
    for (std::size_t i = 0; i < mac.size(); ++i) {
        mac[i] = static_cast<std::uint8_t>(bytes[i]);
    }
    return mac;
}

VirtioType make_net(DeviceParameters& parameters) {
    virtio::NetParameters settings;
    settings.mac = mac_address(parameters, settings.mac);
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

} // namespace

VirtioType make_virtio_type(DeviceParameters& parameters) {
    const std::string type =
        parameters.text("device", "", {"net", "block", "console", "rng", "vsock", "9p"});
    if (type == "net") {
        return make_net(parameters);
    }
    parameters.fail("device", type + " is not there yet");
}

} // namespace ampsim::hub
