// SPDX-License-Identifier: BSD-3-Clause
//
// The CMSIS-RTOS v2 API (version 2.1): the standard names, types and values, so that an application
// written to it links unchanged with this kernel, or with any other RTOS that has a CMSIS-RTOS v2
// layer.
//
// "ISR" marks what an interrupt handler may call; where such a function has a timeout, it must be 0
// there.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// --- Types and values

typedef struct {
    uint32_t api;    ///< major.minor.rev: mmnnnrrrr decimal
    uint32_t kernel; ///< the same of the kernel
} osVersion_t;

typedef enum {
    osKernelInactive = 0,
    osKernelReady = 1,
    osKernelRunning = 2,
    osKernelLocked = 3,
    osKernelSuspended = 4,
    osKernelError = -1,
    osKernelReserved = 0x7FFFFFFF
} osKernelState_t;

typedef enum {
    osThreadInactive = 0,
    osThreadReady = 1,
    osThreadRunning = 2,
    osThreadBlocked = 3,
    osThreadTerminated = 4,
    osThreadError = -1,
    osThreadReserved = 0x7FFFFFFF
} osThreadState_t;

typedef enum {
    osPriorityNone = 0,
    osPriorityIdle = 1,
    osPriorityLow = 8,
    osPriorityLow1 = 9,
    osPriorityLow2 = 10,
    osPriorityLow3 = 11,
    osPriorityLow4 = 12,
    osPriorityLow5 = 13,
    osPriorityLow6 = 14,
    osPriorityLow7 = 15,
    osPriorityBelowNormal = 16,
    osPriorityBelowNormal1 = 17,
    osPriorityBelowNormal2 = 18,
    osPriorityBelowNormal3 = 19,
    osPriorityBelowNormal4 = 20,
    osPriorityBelowNormal5 = 21,
    osPriorityBelowNormal6 = 22,
    osPriorityBelowNormal7 = 23,
    osPriorityNormal = 24,
    osPriorityNormal1 = 25,
    osPriorityNormal2 = 26,
    osPriorityNormal3 = 27,
    osPriorityNormal4 = 28,
    osPriorityNormal5 = 29,
    osPriorityNormal6 = 30,
    osPriorityNormal7 = 31,
    osPriorityAboveNormal = 32,
    osPriorityAboveNormal1 = 33,
    osPriorityAboveNormal2 = 34,
    osPriorityAboveNormal3 = 35,
    osPriorityAboveNormal4 = 36,
    osPriorityAboveNormal5 = 37,
    osPriorityAboveNormal6 = 38,
    osPriorityAboveNormal7 = 39,
    osPriorityHigh = 40,
    osPriorityHigh1 = 41,
    osPriorityHigh2 = 42,
    osPriorityHigh3 = 43,
    osPriorityHigh4 = 44,
    osPriorityHigh5 = 45,
    osPriorityHigh6 = 46,
    osPriorityHigh7 = 47,
    osPriorityRealtime = 48,
    osPriorityRealtime1 = 49,
    osPriorityRealtime2 = 50,
    osPriorityRealtime3 = 51,
    osPriorityRealtime4 = 52,
    osPriorityRealtime5 = 53,
    osPriorityRealtime6 = 54,
    osPriorityRealtime7 = 55,
    osPriorityISR = 56,
    osPriorityError = -1,
    osPriorityReserved = 0x7FFFFFFF
} osPriority_t;

typedef enum {
    osOK = 0,
    osError = -1,
    osErrorTimeout = -2,
    osErrorResource = -3,
    osErrorParameter = -4,
    osErrorNoMemory = -5,
    osErrorISR = -6,
    osStatusReserved = 0x7FFFFFFF
} osStatus_t;

typedef enum { osTimerOnce = 0, osTimerPeriodic = 1 } osTimerType_t;

#define osWaitForever 0xFFFFFFFFU

#define osFlagsWaitAny 0x00000000U
#define osFlagsWaitAll 0x00000001U
#define osFlagsNoClear 0x00000002U

#define osFlagsError 0x80000000U
#define osFlagsErrorUnknown 0xFFFFFFFFU
#define osFlagsErrorTimeout 0xFFFFFFFEU
#define osFlagsErrorResource 0xFFFFFFFDU
#define osFlagsErrorParameter 0xFFFFFFFCU
#define osFlagsErrorISR 0xFFFFFFFAU

#define osThreadDetached 0x00000000U
#define osThreadJoinable                                                                           \
    0x00000001U ///< accepted by the type; this kernel has detached threads only

#define osMutexRecursive 0x00000001U
#define osMutexPrioInherit 0x00000002U
#define osMutexRobust 0x00000008U

typedef void (*osThreadFunc_t)(void* argument);
typedef void (*osTimerFunc_t)(void* argument);

typedef void* osThreadId_t;
typedef void* osTimerId_t;
typedef void* osEventFlagsId_t;
typedef void* osMutexId_t;
typedef void* osSemaphoreId_t;
typedef void* osMemoryPoolId_t;
typedef void* osMessageQueueId_t;

typedef uint32_t TZ_ModuleId_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem; ///< control block memory; NULL: the kernel takes it from its arena
    uint32_t cb_size;
    void* stack_mem; ///< 8-byte aligned; NULL: from the arena
    uint32_t stack_size;
    osPriority_t priority; ///< osPriorityNone: osPriorityNormal
    TZ_ModuleId_t tz_module;
    uint32_t reserved;
} osThreadAttr_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem;
    uint32_t cb_size;
} osTimerAttr_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem;
    uint32_t cb_size;
} osEventFlagsAttr_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem;
    uint32_t cb_size;
} osMutexAttr_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem;
    uint32_t cb_size;
} osSemaphoreAttr_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem;
    uint32_t cb_size;
    void* mp_mem;
    uint32_t mp_size;
} osMemoryPoolAttr_t;

typedef struct {
    const char* name;
    uint32_t attr_bits;
    void* cb_mem;
    uint32_t cb_size;
    void* mq_mem;
    uint32_t mq_size;
} osMessageQueueAttr_t;

// --- Kernel

osStatus_t osKernelInitialize(void);
osStatus_t osKernelGetInfo(osVersion_t* version, char* id_buf, uint32_t id_size); // ISR
osKernelState_t osKernelGetState(void);                                           // ISR
osStatus_t osKernelStart(void);
int32_t osKernelLock(void);
int32_t osKernelUnlock(void);
int32_t osKernelRestoreLock(int32_t lock);
uint32_t osKernelGetTickCount(void);     // ISR
uint32_t osKernelGetTickFreq(void);      // ISR
uint32_t osKernelGetSysTimerCount(void); // ISR
uint32_t osKernelGetSysTimerFreq(void);  // ISR

// --- Threads

osThreadId_t osThreadNew(osThreadFunc_t func, void* argument, const osThreadAttr_t* attr);
const char* osThreadGetName(osThreadId_t thread_id); // ISR
osThreadId_t osThreadGetId(void);                    // ISR
osThreadState_t osThreadGetState(osThreadId_t thread_id);
uint32_t osThreadGetStackSize(osThreadId_t thread_id);
uint32_t osThreadGetStackSpace(osThreadId_t thread_id);
osStatus_t osThreadSetPriority(osThreadId_t thread_id, osPriority_t priority);
osPriority_t osThreadGetPriority(osThreadId_t thread_id);
osStatus_t osThreadYield(void);
osStatus_t osThreadSuspend(osThreadId_t thread_id);
osStatus_t osThreadResume(osThreadId_t thread_id);
__attribute__((noreturn)) void osThreadExit(void);
osStatus_t osThreadTerminate(osThreadId_t thread_id);
uint32_t osThreadGetCount(void);
uint32_t osThreadEnumerate(osThreadId_t* thread_array, uint32_t array_items);

uint32_t osThreadFlagsSet(osThreadId_t thread_id, uint32_t flags); // ISR
uint32_t osThreadFlagsClear(uint32_t flags);
uint32_t osThreadFlagsGet(void);
uint32_t osThreadFlagsWait(uint32_t flags, uint32_t options, uint32_t timeout);

// --- Delays

osStatus_t osDelay(uint32_t ticks);
osStatus_t osDelayUntil(uint32_t ticks);

// --- Timers

osTimerId_t osTimerNew(osTimerFunc_t func, osTimerType_t type, void* argument,
                       const osTimerAttr_t* attr);
const char* osTimerGetName(osTimerId_t timer_id); // ISR
osStatus_t osTimerStart(osTimerId_t timer_id, uint32_t ticks);
osStatus_t osTimerStop(osTimerId_t timer_id);
uint32_t osTimerIsRunning(osTimerId_t timer_id);
osStatus_t osTimerDelete(osTimerId_t timer_id);

// --- Event flags

osEventFlagsId_t osEventFlagsNew(const osEventFlagsAttr_t* attr);
const char* osEventFlagsGetName(osEventFlagsId_t ef_id);            // ISR
uint32_t osEventFlagsSet(osEventFlagsId_t ef_id, uint32_t flags);   // ISR
uint32_t osEventFlagsClear(osEventFlagsId_t ef_id, uint32_t flags); // ISR
uint32_t osEventFlagsGet(osEventFlagsId_t ef_id);                   // ISR
uint32_t osEventFlagsWait(osEventFlagsId_t ef_id, uint32_t flags, uint32_t options,
                          uint32_t timeout); // ISR
osStatus_t osEventFlagsDelete(osEventFlagsId_t ef_id);

// --- Mutexes

osMutexId_t osMutexNew(const osMutexAttr_t* attr);
const char* osMutexGetName(osMutexId_t mutex_id); // ISR
osStatus_t osMutexAcquire(osMutexId_t mutex_id, uint32_t timeout);
osStatus_t osMutexRelease(osMutexId_t mutex_id);
osThreadId_t osMutexGetOwner(osMutexId_t mutex_id);
osStatus_t osMutexDelete(osMutexId_t mutex_id);

// --- Semaphores

osSemaphoreId_t osSemaphoreNew(uint32_t max_count, uint32_t initial_count,
                               const osSemaphoreAttr_t* attr);
const char* osSemaphoreGetName(osSemaphoreId_t semaphore_id);                  // ISR
osStatus_t osSemaphoreAcquire(osSemaphoreId_t semaphore_id, uint32_t timeout); // ISR
osStatus_t osSemaphoreRelease(osSemaphoreId_t semaphore_id);                   // ISR
uint32_t osSemaphoreGetCount(osSemaphoreId_t semaphore_id);                    // ISR
osStatus_t osSemaphoreDelete(osSemaphoreId_t semaphore_id);

// --- Memory pools

osMemoryPoolId_t osMemoryPoolNew(uint32_t block_count, uint32_t block_size,
                                 const osMemoryPoolAttr_t* attr);
const char* osMemoryPoolGetName(osMemoryPoolId_t mp_id);           // ISR
void* osMemoryPoolAlloc(osMemoryPoolId_t mp_id, uint32_t timeout); // ISR
osStatus_t osMemoryPoolFree(osMemoryPoolId_t mp_id, void* block);  // ISR
uint32_t osMemoryPoolGetCapacity(osMemoryPoolId_t mp_id);          // ISR
uint32_t osMemoryPoolGetBlockSize(osMemoryPoolId_t mp_id);         // ISR
uint32_t osMemoryPoolGetCount(osMemoryPoolId_t mp_id);             // ISR
uint32_t osMemoryPoolGetSpace(osMemoryPoolId_t mp_id);             // ISR
osStatus_t osMemoryPoolDelete(osMemoryPoolId_t mp_id);

// --- Message queues

osMessageQueueId_t osMessageQueueNew(uint32_t msg_count, uint32_t msg_size,
                                     const osMessageQueueAttr_t* attr);
const char* osMessageQueueGetName(osMessageQueueId_t mq_id); // ISR
osStatus_t osMessageQueuePut(osMessageQueueId_t mq_id, const void* msg_ptr, uint8_t msg_prio,
                             uint32_t timeout); // ISR
osStatus_t osMessageQueueGet(osMessageQueueId_t mq_id, void* msg_ptr, uint8_t* msg_prio,
                             uint32_t timeout);               // ISR
uint32_t osMessageQueueGetCapacity(osMessageQueueId_t mq_id); // ISR
uint32_t osMessageQueueGetMsgSize(osMessageQueueId_t mq_id);  // ISR
uint32_t osMessageQueueGetCount(osMessageQueueId_t mq_id);    // ISR
uint32_t osMessageQueueGetSpace(osMessageQueueId_t mq_id);    // ISR
osStatus_t osMessageQueueReset(osMessageQueueId_t mq_id);
osStatus_t osMessageQueueDelete(osMessageQueueId_t mq_id);

#ifdef __cplusplus
}
#endif
