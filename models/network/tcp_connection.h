// SPDX-License-Identifier: BSD-3-Clause
//
// A TCP connection of a service: holds a Conversation over lwIP's raw API. Its messages are handled
// one after the other, each answer after the service's think time. What was not handled yet stays
// in the connection, and closes the window of the sender; so does an answer that is not read.
#pragma once

#include "models/network/agenda.h"
#include "models/network/conversation.h"
#include "models/network/service.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <systemc>

struct tcp_pcb; // lwIP's
struct pbuf;

namespace ampsim::models::network {

class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
public:
    /// `ended` is called once, when lwIP knows nothing of the connection any more.
    TcpConnection(tcp_pcb* pcb, const Service& service, ServiceCounters& counters, Agenda& agenda,
                  std::function<void()> ended);
    /// Resets the connection if it is not over.
    ~TcpConnection();
    TcpConnection(const TcpConnection&) = delete;
    TcpConnection& operator=(const TcpConnection&) = delete;

private:
    // Called by lwIP with this connection as argument; of type err_t.
    static signed char on_received(void* self, tcp_pcb* pcb, pbuf* data, signed char error);
    static signed char on_sent(void* self, tcp_pcb* pcb, unsigned short size);
    static void on_error(void* self, signed char error);

    std::size_t unsaid() const { return output_.size() - given_; }
    void work();
    void apply(Step step);
    void say(const Step& step);
    void flush();
    void close();
    void abort();
    void forget();

    tcp_pcb* pcb_; ///< nullptr: over
    const Service& service_;
    ServiceCounters& counters_;
    Agenda& agenda_;
    std::function<void()> ended_;
    std::unique_ptr<Conversation> conversation_;
    Bytes input_;              ///< not handled yet
    Bytes output_;             ///< said last
    std::size_t given_ = 0;    ///< of it, to lwIP
    bool thinking_ = false;    ///< an answer is on its way
    bool speaking_ = false;    ///< has more to say
    bool heard_all_ = false;   ///< the other side has ended
    bool said_all_ = false;    ///< closes when everything is given to lwIP
    bool was_aborted_ = false; ///< by us: lwIP has to be told
};

} // namespace ampsim::models::network
