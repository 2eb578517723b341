// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace ampsim::remote_port {

std::uint32_t Requests::send(std::uint32_t device, Body body) {
    const auto on_channel =
        std::count_if(waiting_.begin(), waiting_.end(), [device](const Waiting& waiting) {
            return waiting.request.device == device;
        });
    if (static_cast<std::size_t>(on_channel) >= most_per_channel)
        session_.fail(fmt::format("{} requests wait for answers on channel {}, one more was tried",
                                  on_channel, device));
    Packet request{session_.next_id(), 0, device, std::move(body)};
    session_.send(request);
    if (auto* access = std::get_if<BusAccess>(&request.body)) {
        access->data.clear();
        access->enables.clear();
    }
    waiting_.push_back({std::move(request), std::nullopt});
    return waiting_.back().request.id;
}

void Requests::settle(Packet answer) {
    if (answer.is_posted())
        return;
    const auto found =
        std::find_if(waiting_.begin(), waiting_.end(),
                     [&answer](const Waiting& waiting) { return waiting.request.id == answer.id; });
    if (found == waiting_.end())
        session_.fail(fmt::format("it answered request {}, which does not wait", answer.id));
    if (found->answer)
        session_.fail(fmt::format("it answered request {} twice", answer.id));
    const Packet& request = found->request;
    if (answer.device != request.device)
        session_.fail(fmt::format("it answered request {} on channel {} instead of {}", answer.id,
                                  answer.device, request.device));
    if (std::string_view(name(answer.body)) != name(request.body))
        session_.fail(fmt::format("it answered request {}, a {}, with a {}", answer.id,
                                  name(request.body), name(answer.body)));
    const auto* access = std::get_if<BusAccess>(&answer.body);
    if (access != nullptr && access->length != std::get<BusAccess>(request.body).length)
        session_.fail(fmt::format("it answered request {}, of {} bytes, with {} bytes", answer.id,
                                  std::get<BusAccess>(request.body).length, access->length));
    found->answer = std::move(answer);
}

std::optional<Packet> Requests::take(std::uint32_t id) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [id](const Waiting& waiting) {
        return waiting.request.id == id && waiting.answer;
    });
    if (found == waiting_.end())
        return std::nullopt;
    auto answer = std::move(found->answer);
    waiting_.erase(found);
    return answer;
}

} // namespace ampsim::remote_port
