// SPDX-License-Identifier: BSD-3-Clause
#include "endpoint.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/rpmsg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const uint32_t any_address = UINT32_MAX;

typedef struct {
    char device[PATH_MAX];
    char service[32 + 1];
    uint32_t remote_address;
} Endpoint;

static bool read_attribute(const char* directory, const char* name, char* value, int size) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE* file = fopen(path, "re");
    if (!file) {
        return false;
    }
    const bool read = fgets(value, size, file) != NULL;
    fclose(file);
    value[read ? strcspn(value, "\n") : 0] = '\0';
    return read;
}

static int by_remote_address(const void* left, const void* right) {
    const uint32_t a = ((const Endpoint*)left)->remote_address;
    const uint32_t b = ((const Endpoint*)right)->remote_address;
    return (a > b) - (a < b);
}

/// Is it a device of this remote processor? Its place in the tree of devices says so.
static bool belongs_to(const char* directory, const char* remote) {
    char place[PATH_MAX];
    char part[NAME_MAX];
    snprintf(part, sizeof part, "/%s/", remote);
    return realpath(directory, place) != NULL && strstr(place, part) != NULL;
}

/// All endpoint devices there are, or those of one remote, in the order of their remote addresses.
/// The caller frees them.
static unsigned list(const char* remote, Endpoint** endpoints) {
    glob_t found = {0};
    glob("/sys/class/rpmsg/rpmsg[0-9]*", 0, NULL, &found);
    *endpoints = calloc(found.gl_pathc + 1, sizeof **endpoints);
    unsigned count = 0;
    for (size_t i = 0; *endpoints && i < found.gl_pathc; ++i) {
        Endpoint* endpoint = &(*endpoints)[count];
        char address[16];
        if ((remote == NULL || belongs_to(found.gl_pathv[i], remote)) &&
            read_attribute(found.gl_pathv[i], "name", endpoint->service,
                           sizeof endpoint->service) &&
            read_attribute(found.gl_pathv[i], "dst", address, sizeof address)) {
            endpoint->remote_address = (uint32_t)strtol(address, NULL, 10); // printed as signed
            snprintf(endpoint->device, sizeof endpoint->device, "/dev/%s",
                     strrchr(found.gl_pathv[i], '/') + 1);
            ++count;
        }
    }
    globfree(&found);
    qsort(*endpoints, count, sizeof **endpoints, by_remote_address);
    return count;
}

unsigned endpoint_find(const char* service, const char* remote, char (*devices)[PATH_MAX],
                       unsigned limit) {
    Endpoint* endpoints;
    const unsigned count = list(remote, &endpoints);
    unsigned found = 0;
    for (unsigned i = 0; i < count && found < limit; ++i) {
        if (strcmp(endpoints[i].service, service) == 0) {
            strcpy(devices[found++], endpoints[i].device);
        }
    }
    free(endpoints);
    return found;
}

bool endpoint_create(uint32_t address, char device[PATH_MAX]) {
    const int control = open("/dev/rpmsg_ctrl0", O_RDWR | O_CLOEXEC);
    if (control < 0) {
        return false;
    }
    struct rpmsg_endpoint_info info = {.src = any_address, .dst = address};
    snprintf(info.name, sizeof info.name, "ampsim-ping-%x", address);
    const bool created = ioctl(control, RPMSG_CREATE_EPT_IOCTL, &info) == 0;
    close(control);
    return created && endpoint_find(info.name, NULL, (char(*)[PATH_MAX])device, 1) == 1;
}

int endpoint_open(const char* device, bool blocking) {
    const int descriptor = open(device, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return -1;
    }
    char stale[message_size_limit];
    while (read(descriptor, stale, sizeof stale) >= 0) {
    }
    if (blocking) {
        fcntl(descriptor, F_SETFL, O_RDWR);
    }
    return descriptor;
}

void endpoint_destroy(int descriptor) {
    ioctl(descriptor, RPMSG_DESTROY_EPT_IOCTL);
    close(descriptor);
}
