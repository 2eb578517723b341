// SPDX-License-Identifier: BSD-3-Clause
//
// A Remote-Port peer for tests, a process of its own, written from the text of the protocol only:
// it shares no line with ampsim. It behaves as AMD's QEMU does, habits included:
//  - its first packet may leave before the other side's hello has come, in the 4.0 layout;
//  - byte_enable_offset is set, also where there are no byte enables;
//  - it answers posted writes to its memory too;
//  - up to 32 requests of a channel wait for their answers;
//  - a master id has 16 bits;
//  - it answers what it is asked while it waits for an answer itself.
//
//     remote_port_peer (connect|listen) (unix PATH | tcp HOST PORT) SCRIPT
//
// One step per line of SCRIPT; T is an instant of its clock, in ns. All that is told goes to
// standard output, one line per packet.
//
//     caps N...                offers these capabilities; without the line 1 2 3 4
//     early                    does not wait for the other side's hello
//     read CH T ADDR LEN       and waits for the answer; `write CH T ADDR HEX`
//     post CH T ADDR HEX       a posted write
//     burst CH T ADDR COUNT    that many reads of 4 bytes before the first answer
//     wire CH LINE LEVEL T     posted, or `wire-ack`: waits for the acknowledgement
//     sync T
//     quanta UNTIL STEP        from here on a sync at each multiple of STEP
//     echo CH UNTIL STEP ADDR  the same; after each interrupt writes to ADDR, at its clock
//     die | hang | exit N      ends by SIGKILL, waits for ever, exits
//     mute                     dies before it says anything
//     ask CH T ADDR LEN        a read, and `ask-sync T`: without waiting for the answer
//     half                     half a packet
//     mortal                   dies by the first access to its memory
//     tell TEXT                on standard output
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

enum Command : std::uint32_t {
    hello = 1,
    read_bus = 3,
    write_bus = 4,
    interrupt = 5,
    sync_time = 6
};
enum Flag : std::uint32_t { response = 2, posted = 4 };
constexpr std::size_t base_header = 20;
constexpr std::size_t bus_header = 58;
constexpr std::size_t extended_header = 80;
constexpr std::uint64_t extended_layout = 1U << 2;
constexpr std::uint16_t master_id = 0xbeef;

[[noreturn]] void give_up(const std::string& why) {
    std::printf("error: %s\n", why.c_str());
    std::fflush(stdout);
    std::exit(4);
}

void put(Bytes& bytes, std::uint64_t value, unsigned size) {
    for (unsigned i = size; i-- > 0;) {
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
}

std::uint64_t get(const Bytes& bytes, std::size_t at, unsigned size) {
    if (at + size > bytes.size()) {
        give_up("packet too short");
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        value = value << 8 | bytes[at + i];
    }
    return value;
}

std::string hex(const Bytes& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", byte);
        text += digits;
    }
    return text;
}

Bytes unhex(const std::string& text) {
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

int unix_socket(const std::string& path, bool listens) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    if (listens) {
        ::unlink(path.c_str());
        if (::bind(socket, where, sizeof address) != 0 || ::listen(socket, 1) != 0) {
            give_up("cannot listen");
        }
        return ::accept(socket, nullptr, nullptr);
    }
    return ::connect(socket, where, sizeof address) == 0 ? socket : -1;
}

int tcp_socket(const std::string& host, const std::string& port, bool listens) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) {
        give_up("unknown host");
    }
    const int socket = ::socket(found->ai_family, SOCK_STREAM, 0);
    const int on = 1;
    int connected = -1;
    if (listens) {
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (::bind(socket, found->ai_addr, found->ai_addrlen) != 0 || ::listen(socket, 1) != 0) {
            give_up("cannot listen");
        }
        connected = ::accept(socket, nullptr, nullptr);
    } else if (::connect(socket, found->ai_addr, found->ai_addrlen) == 0) {
        connected = socket;
    }
    ::freeaddrinfo(found);
    return connected;
}

struct Packet {
    std::uint32_t command = 0;
    std::uint32_t id = 0;
    std::uint32_t flags = 0;
    std::uint32_t channel = 0;
    Bytes bytes; ///< all of it, header too
};

class Peer {
public:
    Peer(int socket, std::vector<std::uint32_t> capabilities)
        : socket_(socket), capabilities_(std::move(capabilities)) {}

    void greet() {
        Bytes body;
        put(body, 4, 2);
        put(body, 3, 2);
        put(body, 32, 4);
        put(body, capabilities_.size(), 2);
        put(body, 0, 2);
        send(hello, 0, 0, body);
        Bytes list;
        for (const std::uint32_t capability : capabilities_) {
            put(list, capability, 4);
        }
        send_bytes(list);
    }
    void await_hello() {
        while (!knows_other_side_) {
            handle(receive());
        }
    }

    void read(std::uint32_t channel, std::uint64_t at, std::uint64_t address, std::uint32_t size) {
        await(access(read_bus, channel, 0, at, address, size, {}));
    }
    void ask(std::uint32_t channel, std::uint64_t at, std::uint64_t address, std::uint32_t size) {
        access(read_bus, channel, 0, at, address, size, {});
    }
    void ask_sync(std::uint64_t at) {
        now_ = at;
        Bytes body;
        put(body, at, 8);
        send(sync_time, 0, 0, body);
    }
    void send_half_a_packet() const { send_bytes({0, 0, 0, read_bus, 0, 0}); }
    void become_mortal() { is_mortal_ = true; }
    void write(std::uint32_t channel, std::uint64_t at, std::uint64_t address, const Bytes& data,
               std::uint32_t flags = 0) {
        const auto size = static_cast<std::uint32_t>(data.size());
        const std::uint32_t id = access(write_bus, channel, flags, at, address, size, data);
        if ((flags & posted) == 0) {
            await(id);
        }
    }
    void burst(std::uint32_t channel, std::uint64_t at, std::uint64_t address, unsigned count) {
        std::vector<std::uint32_t> ids;
        for (unsigned i = 0; i < count; ++i) {
            ids.push_back(access(read_bus, channel, 0, at, address, 4, {}));
        }
        for (const std::uint32_t id : ids) {
            await(id);
        }
    }
    void wire(std::uint32_t channel, std::uint32_t line, bool level, std::uint64_t at, bool ack) {
        now_ = at;
        Bytes body;
        put(body, at, 8);
        put(body, 0, 8);
        put(body, line, 4);
        put(body, level ? 1 : 0, 1);
        const std::uint32_t id = send(interrupt, ack ? 0U : posted, channel, body);
        if (ack) {
            await(id);
        }
    }
    void sync(std::uint64_t at) {
        now_ = at;
        Bytes body;
        put(body, at, 8);
        await(send(sync_time, 0, 0, body));
    }
    unsigned interrupts() const { return interrupts_; }
    std::uint64_t now() const { return now_; }

private:
    std::uint32_t access(Command command, std::uint32_t channel, std::uint32_t flags,
                         std::uint64_t at, std::uint64_t address, std::uint32_t size,
                         const Bytes& data) {
        now_ = at;
        Bytes body;
        put(body, at, 8);
        put(body, 2 | (extended_ ? extended_layout : 0), 8); // secure
        put(body, address, 8);
        put(body, size, 4);
        put(body, 0, 4);
        put(body, size, 4);
        put(body, master_id, 2);
        if (extended_) {
            put(body, 0, 2);
            put(body, 0, 4);
            put(body, extended_header, 4);
            put(body, 0, 4);
            put(body, extended_header + data.size(), 4); // of no byte enables at all
            put(body, 0, 4);
        }
        body.insert(body.end(), data.begin(), data.end());
        return send(command, flags, channel, body);
    }

    std::uint32_t send(std::uint32_t command, std::uint32_t flags, std::uint32_t channel,
                       const Bytes& body, std::uint32_t id = 0) {
        id = (flags & response) != 0 ? id : next_id_++;
        const std::size_t later = command == hello ? 4 * capabilities_.size() : 0;
        Bytes bytes;
        put(bytes, command, 4);
        put(bytes, body.size() + later, 4);
        put(bytes, id, 4);
        put(bytes, flags, 4);
        put(bytes, channel, 4);
        bytes.insert(bytes.end(), body.begin(), body.end());
        send_bytes(bytes);
        return id;
    }
    void send_bytes(const Bytes& bytes) const {
        if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(bytes.size())) {
            give_up("cannot send");
        }
    }

    Bytes receive_bytes(std::size_t count) const {
        Bytes bytes(count);
        for (std::size_t done = 0; done < count;) {
            const ssize_t some = ::recv(socket_, bytes.data() + done, count - done, 0);
            if (some <= 0) {
                std::printf("the link is closed\n");
                std::exit(0); // as QEMU does
            }
            done += static_cast<std::size_t>(some);
        }
        return bytes;
    }
    Packet receive() const {
        Packet packet;
        packet.bytes = receive_bytes(base_header);
        const Bytes body = receive_bytes(get(packet.bytes, 4, 4));
        packet.bytes.insert(packet.bytes.end(), body.begin(), body.end());
        packet.command = static_cast<std::uint32_t>(get(packet.bytes, 0, 4));
        packet.id = static_cast<std::uint32_t>(get(packet.bytes, 8, 4));
        packet.flags = static_cast<std::uint32_t>(get(packet.bytes, 12, 4));
        packet.channel = static_cast<std::uint32_t>(get(packet.bytes, 16, 4));
        return packet;
    }

    /// Handles what comes until the answer of a request is there.
    void await(std::uint32_t id) {
        for (;;) {
            const auto answer = answers_.find(id);
            if (answer != answers_.end()) {
                tell(answer->second);
                answers_.erase(answer);
                return;
            }
            handle(receive());
        }
    }
    void handle(Packet packet) {
        if ((packet.flags & response) != 0) {
            answers_[packet.id] = std::move(packet);
            return;
        }
        switch (packet.command) {
        case hello:
            take_hello(packet);
            break;
        case interrupt:
            take_interrupt(packet);
            break;
        case read_bus:
        case write_bus:
            take_access(packet);
            break;
        case sync_time:
            send(sync_time, response, packet.channel,
                 Bytes(packet.bytes.begin() + base_header, packet.bytes.end()), packet.id);
            break;
        default:
            give_up("a command that no stock peer knows: " + std::to_string(packet.command));
        }
    }
    void take_hello(const Packet& packet) {
        const std::size_t first = get(packet.bytes, 24, 4);
        for (unsigned i = 0; i < get(packet.bytes, 28, 2); ++i) {
            const std::uint64_t capability = get(packet.bytes, first + 4 * i, 4);
            extended_ = extended_ || capability == 1;
            if (capability > 4) {
                give_up("a capability that plain peers are not to be offered");
            }
        }
        knows_other_side_ = true;
    }
    void take_interrupt(const Packet& packet) {
        std::printf("line %llu of channel %u is %llu, at %llu%s\n",
                    static_cast<unsigned long long>(get(packet.bytes, 36, 4)), packet.channel,
                    static_cast<unsigned long long>(get(packet.bytes, 40, 1)),
                    static_cast<unsigned long long>(get(packet.bytes, 20, 8)),
                    (packet.flags & posted) != 0 ? ", posted" : "");
        interrupts_ += get(packet.bytes, 40, 1) != 0 ? 1 : 0;
        if ((packet.flags & posted) == 0) {
            send(interrupt, response, packet.channel,
                 Bytes(packet.bytes.begin() + base_header, packet.bytes.end()), packet.id);
        }
    }
    /// Of its own memory. Posted or not: it answers.
    void take_access(const Packet& packet) {
        if (is_mortal_) {
            std::raise(SIGKILL);
        }
        const std::uint64_t attributes = get(packet.bytes, 28, 8);
        const bool extended = (attributes & extended_layout) != 0;
        const std::size_t header = extended ? extended_header : bus_header;
        const std::uint64_t address = get(packet.bytes, 36, 8);
        const std::size_t size = get(packet.bytes, 44, 4);
        if (get(packet.bytes, 48, 4) != 0) {
            give_up("width is not 0");
        }
        const bool fits = address + size <= memory_.size();
        Bytes data;
        if (fits && packet.command == write_bus) {
            for (std::size_t i = 0; i < size; ++i) {
                memory_[address + i] = packet.bytes.at(header + i);
            }
        } else if (fits) {
            data.assign(memory_.begin() + static_cast<std::ptrdiff_t>(address),
                        memory_.begin() + static_cast<std::ptrdiff_t>(address + size));
        }
        std::printf("memory %s %llu bytes at %#llx, at %llu\n",
                    packet.command == write_bus ? "takes" : "gives",
                    static_cast<unsigned long long>(size), static_cast<unsigned long long>(address),
                    static_cast<unsigned long long>(get(packet.bytes, 20, 8)));
        Bytes body(packet.bytes.begin() + base_header,
                   packet.bytes.begin() + static_cast<std::ptrdiff_t>(header));
        const std::uint64_t status = fits ? 0 : 2;
        Bytes answer_attributes;
        put(answer_attributes, (extended ? extended_layout : 0) | status << 8, 8);
        std::copy(answer_attributes.begin(), answer_attributes.end(), body.begin() + 8);
        body.insert(body.end(), data.begin(), data.end());
        send(packet.command, response | (packet.flags & posted), packet.channel, body, packet.id);
    }

    static void tell(const Packet& packet) {
        if (packet.command == sync_time) {
            return;
        }
        if (packet.command == interrupt) {
            std::printf("acknowledged\n");
            return;
        }
        const std::uint64_t attributes = get(packet.bytes, 28, 8);
        const std::size_t header =
            (attributes & extended_layout) != 0 ? extended_header : bus_header;
        const Bytes data(packet.bytes.begin() + static_cast<std::ptrdiff_t>(header),
                         packet.bytes.end());
        std::printf("%s %#llx: status %llu, until %llu, data %s%s\n",
                    packet.command == write_bus ? "write" : "read",
                    static_cast<unsigned long long>(get(packet.bytes, 36, 8)),
                    static_cast<unsigned long long>(attributes >> 8 & 15),
                    static_cast<unsigned long long>(get(packet.bytes, 20, 8)),
                    data.empty() ? "-" : hex(data).c_str(),
                    get(packet.bytes, 56, 2) == master_id ? "" : ", for another master");
    }

    int socket_;
    std::vector<std::uint32_t> capabilities_;
    bool knows_other_side_ = false;
    bool extended_ = false;
    std::uint32_t next_id_ = 1;
    std::map<std::uint32_t, Packet> answers_;
    Bytes memory_ = Bytes(4096);
    unsigned interrupts_ = 0;
    bool is_mortal_ = false;
    std::uint64_t now_ = 0; ///< its clock
};

std::uint64_t number(std::istringstream& words) {
    std::string word;
    if (!(words >> word)) {
        give_up("a number is missing");
    }
    return std::stoull(word, nullptr, 0);
}

std::uint32_t small_number(std::istringstream& words) {
    return static_cast<std::uint32_t>(number(words));
}

Bytes data(std::istringstream& words) {
    std::string word;
    words >> word;
    return unhex(word);
}

void quanta(Peer& peer, std::istringstream& words, bool echoes) {
    const std::uint32_t channel = echoes ? small_number(words) : 0;
    const std::uint64_t until = number(words);
    const std::uint64_t step = number(words);
    const std::uint64_t address = echoes ? number(words) : 0;
    for (std::uint64_t at = (peer.now() / step + 1) * step; at <= until; at += step) {
        const unsigned before = peer.interrupts();
        peer.sync(at);
        if (echoes && peer.interrupts() != before) {
            peer.write(channel, at + 1, address, {1, 2, 3, 4});
        }
    }
}

void run(Peer& peer, const std::string& line) {
    std::istringstream words(line);
    std::string what;
    words >> what;
    if (what == "ask") {
        const std::uint32_t channel = small_number(words);
        const std::uint64_t at = number(words);
        const std::uint64_t address = number(words);
        peer.ask(channel, at, address, small_number(words));
    } else if (what == "ask-sync") {
        peer.ask_sync(number(words));
    } else if (what == "half") {
        peer.send_half_a_packet();
    } else if (what == "mortal") {
        peer.become_mortal();
    } else if (what == "tell") {
        std::printf("%s\n", line.c_str());
    } else if (what == "read" || what == "burst") {
        const std::uint32_t channel = small_number(words);
        const std::uint64_t at = number(words);
        const std::uint64_t address = number(words);
        const std::uint32_t count = small_number(words);
        what == "read" ? peer.read(channel, at, address, count)
                       : peer.burst(channel, at, address, count);
    } else if (what == "write" || what == "post") {
        const std::uint32_t channel = small_number(words);
        const std::uint64_t at = number(words);
        const std::uint64_t address = number(words);
        peer.write(channel, at, address, data(words), what == "post" ? posted : 0U);
    } else if (what == "wire" || what == "wire-ack") {
        const std::uint32_t channel = small_number(words);
        const std::uint32_t wire = small_number(words);
        const bool level = number(words) != 0;
        peer.wire(channel, wire, level, number(words), what == "wire-ack");
    } else if (what == "sync") {
        peer.sync(number(words));
    } else if (what == "quanta" || what == "echo") {
        quanta(peer, words, what == "echo");
    } else if (what == "die") {
        std::raise(SIGKILL);
    } else if (what == "hang") {
        ::pause();
    } else if (what == "exit") {
        std::fflush(stdout);
        std::exit(static_cast<int>(number(words)));
    } else {
        give_up("unknown step: " + line);
    }
}

} // namespace

int main(int count, char** arguments) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() < 4) {
        give_up("usage: remote_port_peer (connect|listen) (unix PATH | tcp HOST PORT) SCRIPT");
    }
    std::ifstream script(words.back());
    std::vector<std::string> steps;
    std::vector<std::uint32_t> capabilities = {1, 2, 3, 4};
    bool early = false;
    bool dies_before_hello = false;
    for (std::string line; std::getline(script, line);) {
        std::istringstream step(line);
        std::string what;
        step >> what;
        if (what == "caps") {
            capabilities.clear();
            for (std::uint32_t capability = 0; step >> capability;) {
                capabilities.push_back(capability);
            }
        } else if (what == "early") {
            early = true;
        } else if (what == "mute") {
            dies_before_hello = true;
        } else if (!what.empty()) {
            steps.push_back(line);
        }
    }
    const bool listens = words[0] == "listen";
    const int socket = words[1] == "unix" ? unix_socket(words[2], listens)
                                          : tcp_socket(words[2], words[3], listens);
    if (socket < 0) {
        give_up("cannot connect");
    }
    if (dies_before_hello) {
        std::raise(SIGKILL);
    }
    Peer peer(socket, capabilities);
    peer.greet();
    if (!early) {
        peer.await_hello();
    }
    for (const std::string& step : steps) {
        run(peer, step);
    }
    return 0;
}
