/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP needs of an operating system, from CMSIS-RTOS v2: its objects are the RTOS' own. */
#ifndef AMPSIM_RTOS_LWIP_SYS_ARCH_H
#define AMPSIM_RTOS_LWIP_SYS_ARCH_H

#include "cmsis_os2.h"

typedef osSemaphoreId_t sys_sem_t;
typedef osMutexId_t sys_mutex_t;
typedef osMessageQueueId_t sys_mbox_t; /* of pointers */
typedef osThreadId_t sys_thread_t;
typedef int32_t sys_prot_t; /* what osKernelRestoreLock() takes */

#define sys_sem_valid(semaphore) (*(semaphore) != NULL)
#define sys_sem_set_invalid(semaphore) (*(semaphore) = NULL)
#define sys_mutex_valid(mutex) (*(mutex) != NULL)
#define sys_mutex_set_invalid(mutex) (*(mutex) = NULL)
#define sys_mbox_valid(mailbox) (*(mailbox) != NULL)
#define sys_mbox_set_invalid(mailbox) (*(mailbox) = NULL)

#endif
