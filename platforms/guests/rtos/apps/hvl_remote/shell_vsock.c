// SPDX-License-Identifier: BSD-3-Clause
//
// Sockets between this processor and Linux' programs, without IP: one that Linux connects to, and
// one that connects to Linux.
#include "shell.h"
#include "virtio_vsock.h"
#include "vsock_echo.h"

#include <string.h>

enum {
    connect_timeout = 5000,
    answer_timeout = 5000, ///< ticks of silence
    highest_port = 0xFFFFFFFE,
};

static bool device_is_there(void) {
    return vsock_get_device() != NULL || shell_fail("there is no socket device");
}

static bool listen(unsigned count, char** words) {
    uint32_t port = 0;
    if (!device_is_there() || (count > 1 && !shell_number(words[1], highest_port, &port))) {
        return false;
    }
    if (count > 1) {
        const osStatus_t status = vsock_echo_start(port);
        if (status == osErrorParameter) {
            return shell_fail("expected a port, got '%s'", words[1]);
        }
        if (status == osErrorResource) {
            return shell_fail("it listens on port %u already", (unsigned)vsock_echo_port());
        }
        if (status != osOK) {
            return shell_fail("no socket or memory to listen on port %u", (unsigned)port);
        }
    }
    const struct vsock_echo_statistics s = vsock_echo_get_statistics();
    shell_print("cid %u port %u: connections %u, messages %u, bytes %u, failed %u\n",
                (unsigned)vsock_get_cid(), (unsigned)vsock_echo_port(), (unsigned)s.connections,
                (unsigned)s.messages, (unsigned)s.bytes, (unsigned)s.failed);
    return true;
}

/// The words as a line. False: the connection is gone.
static bool send_line(struct vsock* socket, unsigned count, char** words) {
    for (unsigned i = 0; i < count; ++i) {
        const char* end = i + 1 < count ? " " : "\n";
        const uint32_t length = (uint32_t)strlen(words[i]);
        if (vsock_send(socket, words[i], length, answer_timeout) != (int32_t)length ||
            vsock_send(socket, end, 1, answer_timeout) != 1) {
            return false;
        }
    }
    return vsock_shutdown(socket, answer_timeout) == osOK;
}

static bool show_answer(struct vsock* socket) {
    char text[shell_print_size];
    int32_t size;
    while ((size = vsock_receive(socket, text, sizeof text - 1, answer_timeout)) > 0) {
        shell_print("%.*s", (int)size, text);
    }
    return size == 0 ||
           shell_fail(size == osErrorTimeout ? "the other side neither talks nor closes"
                                             : "the connection broke");
}

static bool connect(unsigned count, char** words) {
    uint32_t port;
    struct vsock* socket;
    if (!device_is_there() || !shell_number(words[1], highest_port, &port)) {
        return false;
    }
    const osStatus_t status = vsock_connect(vsock_host_cid, port, connect_timeout, &socket);
    if (status != osOK) {
        return shell_fail("port %u: %s", (unsigned)port,
                          status == osErrorResource ? "nobody there who accepts a connection"
                                                    : shell_status_text(status));
    }
    const bool done = (send_line(socket, count - 2, words + 2) || shell_fail("it takes nothing")) &&
                      show_answer(socket);
    vsock_close(socket);
    return done;
}

static const struct shell_command commands[] = {
    {"listen", "[PORT]", "starts an echo server for Linux' programs, or shows it", 0, 1, listen},
    {"connect", "PORT TEXT", "calls a program of Linux, says the text, shows the answer", 2,
     shell_most_words, connect},
};
const struct shell_group shell_vsock = SHELL_GROUP("sockets", commands);
