// SPDX-License-Identifier: BSD-3-Clause
//
// The remote of the platform imx8mm-amp: two echo services and a console service on RPMsg.
#include "echo.h"
#include "resource_table.h"
#include "rpmsg_platform.h"
#include "shell.h"

#include <stdio.h>

int main(void) {
    char kernel[32];
    if (osKernelInitialize() != osOK || rpmsg_start() != osOK || echo_start() != osOK ||
        shell_start() != osOK) {
        printf("rpmsg_remote: not enough memory for its threads and queues\n");
        return 1;
    }
    (void)osKernelGetInfo(NULL, kernel, sizeof kernel);
    printf("%s: rpmsg_remote, %u buffers per vring\n", kernel,
           (unsigned)rpmsg_platform_table()->vrings[rpmsg_vring_to_linux].entries);
    return osKernelStart();
}
