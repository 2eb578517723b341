// SPDX-License-Identifier: BSD-3-Clause
#include "http.h"

#include "checksum.h"

#include "lwip/sockets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { request_size = 200, buffer_size = 1460, timeout_seconds = 10 };

static int connect_to(const ip4_addr_t* address, uint16_t port) {
    const int socket = lwip_socket(AF_INET, SOCK_STREAM, 0);
    const struct timeval timeout = {.tv_sec = timeout_seconds};
    const struct sockaddr_in server = {.sin_len = sizeof server,
                                       .sin_family = AF_INET,
                                       .sin_port = lwip_htons(port),
                                       .sin_addr = {.s_addr = address->addr}};
    if (socket < 0) {
        return -1;
    }
    (void)lwip_setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    (void)lwip_setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (lwip_connect(socket, (const struct sockaddr*)&server, sizeof server) != 0) {
        (void)lwip_close(socket);
        return -1;
    }
    return socket;
}

/// Finds the end of the header in what has come so far; NULL: not yet.
static const char* end_of_header(const char* text, size_t size) {
    for (size_t i = 3; i < size; ++i) {
        if (memcmp(text + i - 3, "\r\n\r\n", 4) == 0) {
            return text + i + 1;
        }
    }
    return NULL;
}

struct reception {
    int socket;
    char buffer[buffer_size];
    size_t size; ///< in the buffer
    struct checksum sum;
};
static struct reception reception; // the shell's thread has a small stack, and is the only user

static const char* receive_header(unsigned* status, const char** body) {
    while ((*body = end_of_header(reception.buffer, reception.size)) == NULL) {
        if (reception.size == sizeof reception.buffer) {
            return "the answer's header is too long";
        }
        const ssize_t size = lwip_recv(reception.socket, reception.buffer + reception.size,
                                       sizeof reception.buffer - reception.size, 0);
        if (size <= 0) {
            return size == 0 ? "the connection was closed before the answer was complete"
                             : "no answer in time";
        }
        reception.size += (size_t)size;
    }
    if (reception.size < 12 || memcmp(reception.buffer, "HTTP/1.", 7) != 0) {
        return "the answer is not HTTP";
    }
    *status = (unsigned)strtoul(reception.buffer + 9, NULL, 10);
    return NULL;
}

static const char* receive_body(const char* first, http_body body, struct http_answer* answer) {
    ssize_t size = (ssize_t)(reception.size - (size_t)(first - reception.buffer));
    reception.sum = checksum_begin();
    answer->ends_line = true;
    for (const char* part = first;;) {
        if (size > 0) {
            checksum_add(&reception.sum, part, (size_t)size);
            answer->ends_line = part[size - 1] == '\n';
            if (body != NULL) {
                body(part, (uint32_t)size);
            }
        }
        part = reception.buffer;
        size = lwip_recv(reception.socket, reception.buffer, sizeof reception.buffer, 0);
        if (size <= 0) {
            answer->size = (uint32_t)reception.sum.size;
            answer->checksum = checksum_end(reception.sum);
            return size == 0 ? NULL : "the rest of the answer did not come in time";
        }
    }
}

bool http_get(const ip4_addr_t* address, uint16_t port, const char* path, http_body body,
              struct http_answer* answer) {
    char request[request_size];
    memset(answer, 0, sizeof *answer);
    const int size = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\n\r\n", path);
    if (size < 0 || (size_t)size >= sizeof request) {
        answer->problem = "the path is too long";
        return false;
    }
    reception.size = 0;
    reception.socket = connect_to(address, port);
    if (reception.socket < 0) {
        answer->problem = "nobody there who accepts a connection";
        return false;
    }
    const char* first = NULL;
    answer->problem = lwip_send(reception.socket, request, (size_t)size, 0) == size
                          ? receive_header(&answer->status, &first)
                          : "the request could not be sent";
    if (answer->problem == NULL) {
        answer->problem = receive_body(first, body, answer);
    }
    (void)lwip_close(reception.socket);
    return answer->problem == NULL;
}
