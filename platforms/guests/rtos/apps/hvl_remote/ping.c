// SPDX-License-Identifier: BSD-3-Clause
#include "ping.h"

#include "clock.h"

#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/prot/ip4.h"
#include "lwip/sockets.h"

#include <stdbool.h>
#include <string.h>

enum { identifier = 0xA3B5, payload_size = 32 };

struct echo_request {
    struct icmp_echo_hdr header;
    uint8_t payload[payload_size];
};

static bool send_request(int socket, const ip4_addr_t* address, uint16_t sequence) {
    struct echo_request request;
    memset(&request, 0, sizeof request);
    ICMPH_TYPE_SET(&request.header, ICMP_ECHO);
    request.header.id = lwip_htons(identifier);
    request.header.seqno = lwip_htons(sequence);
    for (unsigned i = 0; i < payload_size; ++i) {
        request.payload[i] = (uint8_t)i;
    }
    request.header.chksum = inet_chksum(&request, sizeof request);
    const struct sockaddr_in to = {
        .sin_len = sizeof to, .sin_family = AF_INET, .sin_addr = {.s_addr = address->addr}};
    return lwip_sendto(socket, &request, sizeof request, 0, (const struct sockaddr*)&to,
                       sizeof to) == (ssize_t)sizeof request;
}

/// A raw socket shows every ICMP packet, with its IP header.
static bool is_answer(const uint8_t* packet, ssize_t size, uint16_t sequence) {
    struct ip_hdr ip;
    struct icmp_echo_hdr echo;
    if (size < (ssize_t)sizeof ip) {
        return false;
    }
    memcpy(&ip, packet, sizeof ip);
    const ssize_t header = IPH_HL_BYTES(&ip);
    if (size < header + (ssize_t)sizeof echo) {
        return false;
    }
    memcpy(&echo, packet + header, sizeof echo);
    return ICMPH_TYPE(&echo) == ICMP_ER && echo.id == lwip_htons(identifier) &&
           echo.seqno == lwip_htons(sequence);
}

static bool wait_for_answer(int socket, uint16_t sequence, uint64_t end) {
    uint8_t packet[128];
    for (uint64_t now; (now = clock_microseconds()) < end;) {
        const uint32_t left = (uint32_t)(end - now) + 999; // whole ms, at least one: 0 is for ever
        const struct timeval timeout = {.tv_sec = left / 1000000, .tv_usec = left % 1000000};
        (void)lwip_setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
        if (is_answer(packet, lwip_recv(socket, packet, sizeof packet, 0), sequence)) {
            return true;
        }
    }
    return false;
}

enum ping_result ping_once(const ip4_addr_t* address, uint16_t sequence, uint32_t timeout,
                           uint32_t* took) {
    const int socket = lwip_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (socket < 0) {
        return ping_unreachable;
    }
    const uint64_t start = clock_microseconds();
    enum ping_result result = ping_unreachable;
    if (send_request(socket, address, sequence)) {
        result = wait_for_answer(socket, sequence, start + (uint64_t)timeout * 1000)
                     ? ping_answered
                     : ping_no_answer;
    }
    *took = (uint32_t)(clock_microseconds() - start);
    (void)lwip_close(socket);
    return result;
}
