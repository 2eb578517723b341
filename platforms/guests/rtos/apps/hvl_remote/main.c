// SPDX-License-Identifier: BSD-3-Clause
//
// A remote that lives on what Linux serves it, without a hypervisor: a shell on a console, files,
// a block device, IP, sockets to Linux, random numbers. Boot arguments: network.h,
// virtio_platform_hvl.c, and tcp-echo=PORT for a server from the start.
#include "arguments.h"
#include "devices.h"
#include "fs.h"
#include "network.h"
#include "objects.h"
#include "shell.h"
#include "tcp_echo.h"
#include "virtio_block.h"
#include "virtio_console.h"
#include "virtio_net.h"
#include "virtio_rng.h"

#include <stdio.h>

enum { shell_stack_size = 3072 };

static struct {
    struct os_thread thread_block;
    uint64_t stack[shell_stack_size / sizeof(uint64_t)];
} shell;

static void run_shell(void* argument) {
    (void)argument;
    static const struct shell_group* const groups[] = {&shell_system, &shell_files, &shell_block,
                                                       &shell_network};
    shell_run(groups, sizeof groups / sizeof groups[0]);
}

static bool start_shell(void) {
    const osThreadAttr_t thread = {.name = "shell",
                                   .cb_mem = &shell.thread_block,
                                   .cb_size = sizeof shell.thread_block,
                                   .stack_mem = shell.stack,
                                   .stack_size = sizeof shell.stack,
                                   .priority = osPriorityBelowNormal};
    static bool runs;
    runs = runs || osThreadNew(run_shell, NULL, &thread) != NULL;
    return runs;
}

static bool start_servers(void) {
    const uint32_t port = board_argument_number("tcp-echo", 0);
    if (port > UINT16_MAX ||
        (port != 0 && tcp_echo_port() == 0 && tcp_echo_start((uint16_t)port) != osOK)) {
        printf("hvl_remote: boot argument tcp-echo: cannot listen on port %u\n", (unsigned)port);
    }
    return true;
}

enum { file_timeout = 1000 }; ///< ticks for each answer of the file server

static bool mount(void) {
    return fs_mount("", file_timeout) == 0;
}

/// In the order in which they are started: the network is seeded from the entropy device.
const struct device devices[] = {
    {"rng", rng_start, rng_get_device, NULL},
    {"console", console_start, console_get_device, start_shell},
    {"net", network_start, net_get_device, start_servers},
    {"block", block_start, block_get_device, NULL},
    {"9p", fs_start, p9_get_device, mount},
};
const unsigned device_count = sizeof devices / sizeof devices[0];

int main(void) {
    if (osKernelInitialize() != osOK || virtio_initialize() != osOK || devices_start() != osOK) {
        printf("hvl_remote: not enough memory for its threads\n");
        return 1;
    }
    char kernel[32];
    (void)osKernelGetInfo(NULL, kernel, sizeof kernel);
    printf("%s: hvl_remote\n", kernel);
    return osKernelStart();
}
