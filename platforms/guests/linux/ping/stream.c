// SPDX-License-Identifier: BSD-3-Clause
#include "stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char tcp_prefix[] = "tcp:";
static const char unix_prefix[] = "unix:";
enum { name_limit = 128, greeting_limit = 64 };

static bool has_prefix(const char* name, const char* prefix) {
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

bool stream_is_named(const char* name) {
    return has_prefix(name, tcp_prefix) || has_prefix(name, unix_prefix);
}

static int failed(int descriptor, int error) {
    if (descriptor >= 0) {
        close(descriptor);
    }
    errno = error;
    return -1;
}

/// Cuts ":PORT" off the name; 0: there is none.
static unsigned take_port(char* name) {
    char* colon = strrchr(name, ':');
    char* end = NULL;
    const unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
    if (port == 0 || port > UINT32_MAX || *end != '\0') {
        return 0;
    }
    *colon = '\0';
    return (unsigned)port;
}

static int open_tcp(char* name) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    const unsigned port = take_port(name);
    if (port == 0 || port > UINT16_MAX || inet_pton(AF_INET, name, &address.sin_addr) != 1) {
        return failed(-1, EINVAL);
    }
    address.sin_port = htons((uint16_t)port);
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 ||
        connect(descriptor, (const struct sockaddr*)&address, sizeof address) != 0) {
        return failed(descriptor, errno);
    }
    const int at_once = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    return descriptor;
}

static bool ask_for_port(int descriptor, unsigned port) {
    char text[greeting_limit];
    const int size = snprintf(text, sizeof text, "CONNECT %u\n", port);
    if (write(descriptor, text, (size_t)size) != size) {
        return false;
    }
    for (size_t i = 0; i < sizeof text; ++i) { // not a byte more than the line
        if (read(descriptor, &text[i], 1) != 1) {
            return false;
        }
        if (text[i] == '\n') {
            return has_prefix(text, "OK ");
        }
    }
    return false;
}

static int open_unix(char* name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const unsigned port = take_port(name);
    if (strlen(name) >= sizeof address.sun_path) {
        return failed(-1, EINVAL);
    }
    strcpy(address.sun_path, name);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 ||
        connect(descriptor, (const struct sockaddr*)&address, sizeof address) != 0) {
        return failed(descriptor, errno);
    }
    if (port != 0 && !ask_for_port(descriptor, port)) {
        return failed(descriptor, ECONNREFUSED);
    }
    return descriptor;
}

int stream_open(const char* name) {
    char rest[name_limit];
    const bool tcp = has_prefix(name, tcp_prefix);
    if (!stream_is_named(name) || strlen(name) >= sizeof rest) {
        return failed(-1, EINVAL);
    }
    strcpy(rest, name + strlen(tcp ? tcp_prefix : unix_prefix));
    return tcp ? open_tcp(rest) : open_unix(rest);
}
