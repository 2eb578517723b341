// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/ninep_service.h"

#include "models/virtio/ninep_message.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace ampsim::models::virtio {

NinePService::NinePService(const NinePParameters& parameters)
    : parameters_(parameters), agreed_max_(parameters.message_max) {
    constexpr std::size_t longest_tag = 255;
    constexpr std::uint32_t least_message = 4096;
    constexpr std::uint32_t most_message = 1U << 16;
    if (parameters.tag.empty() || parameters.tag.size() > longest_tag) {
        throw std::invalid_argument("9p: tag has to have 1 to 255 bytes");
    }
    if (parameters.message_max < least_message || parameters.message_max > most_message) {
        throw std::invalid_argument("9p: message_max has to be from 4096 to 65536 bytes");
    }
    for (const char* name : {"requests", "request_bytes", "reply_bytes", "errors", "refused"}) {
        counters_[name] = 0;
    }
}

void NinePService::start() {
    server_ = std::make_unique<Diod>(parameters_.server);
}

Bytes NinePService::configuration() const {
    Bytes bytes = bytes_of(little_uint16_t{static_cast<std::uint16_t>(parameters_.tag.size())});
    bytes.insert(bytes.end(), parameters_.tag.begin(), parameters_.tag.end());
    return bytes;
}

void NinePService::reset() {
    server_.reset();
    diagnosis_.clear();
    agreed_max_ = parameters_.message_max;
}

Bytes NinePService::refusal(std::uint16_t tag, int error) {
    ++counters_["refused"];
    return ninep::error_message(tag, error);
}

Bytes NinePService::answer(const Bytes& request, std::size_t writable) {
    const auto header = parse<ninep::Header>(request);
    const std::uint16_t tag = header ? header->tag.value() : ninep::no_tag;
    Bytes reply;
    if (!header || header->size < sizeof(ninep::Header) || header->size > request.size()) {
        reply = refusal(tag, EPROTO);
    } else if (header->size > agreed_max_) {
        reply = refusal(tag, EMSGSIZE);
    } else {
        reply = forward(Bytes(request.begin(),
                              request.begin() + static_cast<std::ptrdiff_t>(header->size.value())));
    }
    if (reply.size() > writable) { // the driver has announced more room than it gave
        reply = refusal(tag, EMSGSIZE);
    }
    reply.resize(std::min(reply.size(), writable));
    ++counters_["requests"];
    counters_["request_bytes"] += request.size();
    counters_["reply_bytes"] += reply.size();
    return reply;
}

Bytes NinePService::forward(const Bytes& request) {
    const ninep::Header header = *parse<ninep::Header>(request);
    if (const int problem = ninep::objection(request, parameters_.server.read_only)) {
        return refusal(header.tag, problem);
    }
    Bytes message = request;
    try {
        if (!server_) {
            start();
        }
    } catch (const BackEndError& error) {
        diagnosis_ = error.what();
        return refusal(header.tag, EIO);
    }
    if (header.type == ninep::tversion) {
        ninep::set_longest_message(
            message, std::min(ninep::longest_message(message), parameters_.message_max));
    } else if (header.type == ninep::tattach) { // there is one tree, by whatever name
        const std::uint32_t user = ninep::attaching_user(message);
        const std::uint32_t own = ::geteuid();
        message = ninep::attach_to(message, server_->export_name(),
                                   own == 0 && user != ninep::no_user ? user : own);
    }
    auto reply = server_->exchange(message);
    if (!reply) {
        diagnosis_ = "the 9P server does not serve any more: " + server_->failure();
        return refusal(header.tag, EIO);
    }
    const ninep::Header answered = *parse<ninep::Header>(*reply);
    counters_["errors"] += answered.type == ninep::rlerror ? 1 : 0;
    if (answered.type == ninep::rversion) {
        const std::uint32_t agreed = ninep::longest_message(*reply);
        agreed_max_ = std::clamp<std::uint32_t>(agreed, 1, parameters_.message_max);
    }
    return *reply;
}

} // namespace ampsim::models::virtio
