// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/tcp_connection.h"

#include <lwip/tcp.h>

#include <algorithm>
#include <utility>

namespace ampsim::models::network {

namespace {

constexpr std::size_t output_max = 128 * 1024; // nothing is handled while more is to be said

TcpConnection* connection(void* self) {
    return static_cast<TcpConnection*>(self);
}

} // namespace

TcpConnection::TcpConnection(tcp_pcb* pcb, const Service& service, ServiceCounters& counters,
                             Agenda& agenda, std::function<void()> ended)
    : pcb_(pcb), service_(service), counters_(counters), agenda_(agenda), ended_(std::move(ended)),
      conversation_(service.conversation()) {
    tcp_arg(pcb, this);
    tcp_recv(pcb, on_received);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_error);
    tcp_nagle_disable(pcb); // an answer leaves when it is said
}

TcpConnection::~TcpConnection() {
    ended_ = nullptr;
    abort();
}

signed char TcpConnection::on_received(void* self, tcp_pcb*, pbuf* data, signed char) {
    const auto that = connection(self)->shared_from_this();
    if (data == nullptr) {
        that->heard_all_ = true;
    } else {
        const std::size_t before = that->input_.size();
        that->input_.resize(before + data->tot_len);
        pbuf_copy_partial(data, that->input_.data() + before, data->tot_len, 0);
        pbuf_free(data);
    }
    that->work();
    return that->was_aborted_ ? ERR_ABRT : ERR_OK;
}

signed char TcpConnection::on_sent(void* self, tcp_pcb*, unsigned short) {
    const auto that = connection(self)->shared_from_this();
    that->flush();
    that->work();
    return that->was_aborted_ ? ERR_ABRT : ERR_OK;
}

void TcpConnection::on_error(void* self, signed char) {
    const auto that = connection(self)->shared_from_this();
    that->pcb_ = nullptr; // lwIP has freed it
    that->forget();
}

/// Handles what there is until it has to wait: for bytes, for time, or for what it said to leave.
void TcpConnection::work() {
    while (pcb_ != nullptr && !thinking_ && !said_all_ && unsaid() < output_max) {
        if (!input_.empty() || speaking_) {
            Step step = conversation_->hear(input_.data(), input_.size());
            if (step.consumed == 0 && step.next == Step::Next::listen && step.reply.empty()) {
                break; // a part of something
            }
            apply(std::move(step));
        } else if (heard_all_) {
            apply({0, conversation_->farewell(), true, Step::Next::close});
        } else {
            break;
        }
    }
}

void TcpConnection::apply(Step step) {
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(step.consumed));
    counters_.bytes_received += step.consumed;
    speaking_ = step.next == Step::Next::speak;
    for (std::size_t left = step.consumed; left > 0;) {
        const auto part = static_cast<u16_t>(std::min<std::size_t>(left, UINT16_MAX));
        tcp_recved(pcb_, part);
        left -= part;
    }
    if (step.next == Step::Next::refuse) {
        ++counters_.senseless;
        abort();
    } else if (step.is_answer && !step.reply.empty() &&
               service_.think_time != sc_core::SC_ZERO_TIME) {
        thinking_ = true;
        agenda_.after(service_.think_time, [self = weak_from_this(), step = std::move(step)] {
            const auto that = self.lock();
            if (that && that->pcb_ != nullptr) {
                that->thinking_ = false;
                that->say(step);
                that->work();
            }
        });
    } else {
        say(step);
    }
}

void TcpConnection::say(const Step& step) {
    counters_.requests += step.is_answer && !step.reply.empty() ? 1 : 0;
    counters_.bytes_sent += step.reply.size();
    if (given_ >= output_max) {
        output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(given_));
        given_ = 0;
    }
    output_.insert(output_.end(), step.reply.begin(), step.reply.end());
    said_all_ = step.next == Step::Next::close;
    flush();
}

void TcpConnection::flush() {
    if (pcb_ == nullptr) {
        return;
    }
    while (unsaid() > 0) {
        const std::size_t left = unsaid();
        const auto part = static_cast<u16_t>(
            std::min({left, static_cast<std::size_t>(tcp_sndbuf(pcb_)), std::size_t{UINT16_MAX}}));
        const u8_t more = part < left ? TCP_WRITE_FLAG_MORE : 0;
        if (part == 0 || tcp_write(pcb_, output_.data() + given_, part,
                                   static_cast<u8_t>(TCP_WRITE_FLAG_COPY | more)) != ERR_OK) {
            break; // goes on when something was acknowledged
        }
        given_ += part;
    }
    if (unsaid() == 0) {
        output_.clear();
        given_ = 0;
    }
    tcp_output(pcb_);
    if (said_all_ && unsaid() == 0) {
        close();
    }
}

void TcpConnection::close() {
    tcp_arg(pcb_, nullptr);
    tcp_recv(pcb_, nullptr);
    tcp_sent(pcb_, nullptr);
    tcp_err(pcb_, nullptr);
    if (tcp_close(pcb_) != ERR_OK) {
        tcp_abort(pcb_);
        was_aborted_ = true;
    }
    pcb_ = nullptr;
    forget();
}

void TcpConnection::abort() {
    if (pcb_ != nullptr) {
        tcp_arg(pcb_, nullptr);
        tcp_err(pcb_, nullptr);
        tcp_abort(pcb_);
        pcb_ = nullptr;
        was_aborted_ = true;
        forget();
    }
}

void TcpConnection::forget() {
    if (ended_) {
        std::exchange(ended_, nullptr)();
    }
}

} // namespace ampsim::models::network
