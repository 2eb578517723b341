/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "link.h"
#include "sim/remote_port/ampsim_extension.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/un.h>

enum { protocol_major = 4, protocol_minor = 3, hello_fixed_size = 12 };

static int descriptor = -1;

static struct {
    uint8_t bytes[1 << 18];
    size_t used;
} outgoing;

static struct {
    uint8_t bytes[link_header_size + link_payload_max];
    size_t begin, end;
} incoming;

/* ---- Connecting ------------------------------------------------------------------------------ */

static int connect_unix(const char* path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fatal("link=unix:%s: the path is longer than %zu bytes", path, sizeof address.sun_path - 1);
    }
    strcpy(address.sun_path, path);
    const int connected = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connected, (struct sockaddr*)&address, sizeof address) != 0) {
        fatal("link=unix:%s: %s", path, strerror(errno));
    }
    return connected;
}

static int connect_tcp(const char* host_and_port) {
    const char* colon = strrchr(host_and_port, ':');
    if (colon == NULL) {
        fatal("link=tcp:%s: expected tcp:HOST:PORT", host_and_port);
    }
    const bool bracketed = host_and_port[0] == '[' && colon[-1] == ']';
    g_autofree char* host = bracketed
                                ? g_strndup(host_and_port + 1, (size_t)(colon - host_and_port) - 2)
                                : g_strndup(host_and_port, (size_t)(colon - host_and_port));
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo* found;
    const int failed = getaddrinfo(host, colon + 1, &hints, &found);
    if (failed != 0) {
        fatal("link=tcp:%s: %s", host_and_port, gai_strerror(failed));
    }
    const int connected = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connected, found->ai_addr, found->ai_addrlen) != 0) {
        fatal("link=tcp:%s: %s", host_and_port, strerror(errno));
    }
    freeaddrinfo(found);
    const int at_once = 1;
    setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    return connected;
}

void link_open(const char* where) {
    if (g_str_has_prefix(where, "fd:")) {
        descriptor = atoi(where + strlen("fd:"));
    } else if (g_str_has_prefix(where, "unix:")) {
        descriptor = connect_unix(where + strlen("unix:"));
    } else if (g_str_has_prefix(where, "tcp:")) {
        descriptor = connect_tcp(where + strlen("tcp:"));
    } else {
        fatal("link=%s: expected fd:NUMBER, unix:PATH or tcp:HOST:PORT", where);
    }
    uint8_t* hello = link_send(link_hello, 0, 0, AMPSIM_CHANNEL_CONTROL, hello_fixed_size + 4);
    stw_be_p(hello, protocol_major);
    stw_be_p(hello + 2, protocol_minor);
    stl_be_p(hello + 4, link_header_size + hello_fixed_size); /* where the capabilities are */
    stw_be_p(hello + 8, 1);
    stw_be_p(hello + 10, 0);
    stl_be_p(hello + 12, AMPSIM_CAPABILITY);
}

void link_greet(void) {
    const struct link_packet hello = link_receive();
    link_check(hello.command == link_hello && hello.length >= hello_fixed_size, &hello);
    if (lduw_be_p(hello.payload) != protocol_major) {
        fatal("the hub speaks Remote-Port %u, expected %d", lduw_be_p(hello.payload),
              protocol_major);
    }
    const uint32_t offset = ldl_be_p(hello.payload + 4) - link_header_size;
    const unsigned count = lduw_be_p(hello.payload + 8);
    for (unsigned i = 0; i < count && offset + 4 * i + 4 <= hello.length; ++i) {
        if (ldl_be_p(hello.payload + offset + 4 * i) == AMPSIM_CAPABILITY) {
            return;
        }
    }
    fatal("the other end of the link is not ampsim's hub: it does not grant time");
}

/* ---- Packets --------------------------------------------------------------------------------- */

static G_NORETURN void hub_has_gone(void) {
    _exit(EXIT_FAILURE); /* the hub tells the user why, not we */
}

static void flush(void) {
    for (size_t sent = 0; sent < outgoing.used;) {
        const ssize_t count =
            send(descriptor, outgoing.bytes + sent, outgoing.used - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            hub_has_gone();
        }
        sent += (size_t)count;
    }
    outgoing.used = 0;
}

/* Until `size` bytes of the next packet are there. */
static void receive(size_t size) {
    if (incoming.begin + size > sizeof incoming.bytes) {
        memmove(incoming.bytes, incoming.bytes + incoming.begin, incoming.end - incoming.begin);
        incoming.end -= incoming.begin;
        incoming.begin = 0;
    }
    while (incoming.end - incoming.begin < size) {
        const ssize_t count = recv(descriptor, incoming.bytes + incoming.end,
                                   sizeof incoming.bytes - incoming.end, 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            hub_has_gone();
        }
        incoming.end += (size_t)count;
    }
}

uint8_t* link_send(uint32_t command, uint32_t flags, uint32_t id, uint32_t channel, size_t length) {
    g_assert(length <= link_payload_max);
    if (outgoing.used + link_header_size + length > sizeof outgoing.bytes) {
        flush();
    }
    uint8_t* header = outgoing.bytes + outgoing.used;
    stl_be_p(header, command);
    stl_be_p(header + 4, (uint32_t)length);
    stl_be_p(header + 8, id);
    stl_be_p(header + 12, flags);
    stl_be_p(header + 16, channel);
    outgoing.used += link_header_size + length;
    return header + link_header_size;
}

struct link_packet link_receive(void) {
    flush();
    if (incoming.begin == incoming.end) {
        incoming.begin = incoming.end = 0;
    }
    receive(link_header_size);
    const uint32_t length = ldl_be_p(incoming.bytes + incoming.begin + 4);
    if (length > link_payload_max) {
        fatal("the hub sent a packet of %u bytes, more than %d", length, link_payload_max);
    }
    receive(link_header_size + length);
    const uint8_t* header = incoming.bytes + incoming.begin;
    incoming.begin += link_header_size + length;
    return (struct link_packet){ldl_be_p(header),      length,
                                ldl_be_p(header + 8),  ldl_be_p(header + 12),
                                ldl_be_p(header + 16), header + link_header_size};
}

void link_check(bool as_agreed, const struct link_packet* packet) {
    if (!as_agreed) {
        fatal("the hub sent a packet that does not belong here: command 0x%x, %u bytes, flags 0x%x",
              packet->command, packet->length, packet->flags);
    }
}
