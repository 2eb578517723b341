// SPDX-License-Identifier: BSD-3-Clause
//
// A remote for any transport of RPMsg: two echo services and a console service.
#include "echo.h"
#include "life.h"
#include "shell.h"

#include <stdio.h>

int main(void) {
    char kernel[32];
    if (osKernelInitialize() != osOK || rpmsg_start() != osOK || echo_start() != osOK ||
        shell_start() != osOK) {
        printf("rpmsg_remote: not enough memory for its threads and queues\n");
        return 1;
    }
    life_begin();
    (void)osKernelGetInfo(NULL, kernel, sizeof kernel);
    printf("%s: rpmsg_remote, %u buffers each way\n", kernel, (unsigned)rpmsg_buffers());
    return osKernelStart();
}
