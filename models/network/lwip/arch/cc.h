/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's view of the compiler and the host. */
#ifndef AMPSIM_LWIP_ARCH_CC_H
#define AMPSIM_LWIP_ARCH_CC_H

#include <endian.h>
#include <errno.h>
#include <sys/time.h>

#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS 1 /* nor define macros named as libc's functions */
#define lwip_htons(x) htobe16(x)
#define lwip_ntohs(x) be16toh(x)
#define lwip_htonl(x) htobe32(x)
#define lwip_ntohl(x) be32toh(x)

#ifdef __cplusplus
extern "C" {
#endif
/* Throws std::logic_error. */
void ampsim_lwip_assertion_failed(const char* message, const char* file, int line);
#ifdef __cplusplus
}
#endif
#define LWIP_PLATFORM_ASSERT(message) ampsim_lwip_assertion_failed(message, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(message) (void)0

#endif
