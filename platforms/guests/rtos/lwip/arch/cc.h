/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's view of the compiler and the C library: gcc and picolibc on the target, glibc in tests. */
#ifndef AMPSIM_RTOS_LWIP_CC_H
#define AMPSIM_RTOS_LWIP_CC_H

#include <errno.h> /* its numbers; the variable is not used, see sys_arch_error() */
#include <stdint.h>
#include <sys/time.h>

#ifndef __arm__ /* glibc's <sys/socket.h> may be in the same program */
#include <sys/uio.h>
#define iovec iovec
#endif

#define LWIP_TIMEVAL_PRIVATE 0

/* Debian's sources leave these two to the port. */
#define IP4ADDR_SOCKADDR_SET_LEN(sin) ((sin)->sin_len = sizeof(struct sockaddr_in))
#define IPADDR_SOCKADDR_GET_LEN(address) ((address)->sa.sa_len)

#ifdef __cplusplus
extern "C" {
#endif

/* A 32-bit word from the generator of lwip_random.c. */
uint32_t lwip_random(void);

/* The calling thread's last error, as errno of <errno.h> would be; kept for each thread. */
void sys_arch_set_error(int error);
int sys_arch_error(void);

/* Says what lwIP found impossible, and stops. */
__attribute__((noreturn)) void sys_arch_assertion_failed(const char* what, const char* file,
                                                         int line);

#ifdef __cplusplus
}
#endif

#define LWIP_RAND() lwip_random()
#define set_errno(error) sys_arch_set_error(error)
#define LWIP_PLATFORM_ASSERT(what) sys_arch_assertion_failed(what, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(message) (void)0

#endif
