/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "bus.h"
#include "clock.h"
#include "covers.h"
#include "link.h"
#include "main_loop.h"
#include "probes.h"
#include "sim/remote_port/ampsim_extension.h"
#include "snapshot.h"
#include "wires.h"

/* QEMU adds to it. Far enough: 146 years. */
static const int64_t clock_end = INT64_MAX / 2;

/* What is further away does not happen, 31 years: a machine that was restored has the alarm of its
 * PL031 armed for the year 2106, though no guest has set it. */
static const int64_t horizon = 1000000000000000000;

static QEMUTimer* grant_timer;
static int64_t granted;

static struct {
    bool requested;
    int64_t time;
} reset;

int64_t clock_now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/* Time passes without an instruction. */
static void clock_move(int64_t ns) {
    seqlock_write_lock(&timers_state.vm_clock_seqlock, &timers_state.vm_clock_lock);
    qatomic_set(&timers_state.qemu_icount_bias, timers_state.qemu_icount_bias + ns);
    seqlock_write_unlock(&timers_state.vm_clock_seqlock, &timers_state.vm_clock_lock);
}

/* Not all_cpu_threads_idle(): that is false for a while when a timer has just woken the thread of
 * halted processors. */
static bool all_processors_wait(void) {
    CPUState* cpu;
    CPU_FOREACH(cpu) {
        if (!cpu->halted || cpu_has_work(cpu)) {
            return false;
        }
    }
    return true;
}

/* The first instant at which the node can act without input; the grant timer must not be armed. */
static int64_t earliest_action(int64_t now) {
    if (!all_processors_wait()) {
        return now;
    }
    const int64_t deadline =
        qemu_clock_deadline_ns_all(QEMU_CLOCK_VIRTUAL, ~QEMU_TIMER_ATTR_EXTERNAL);
    return deadline < 0 || deadline > horizon ? AMPSIM_NEVER : now + deadline;
}

static uint64_t program_counter(void) {
    CPUClass* class = CPU_GET_CLASS(first_cpu);
    return class->get_pc != NULL ? class->get_pc(first_cpu) : 0;
}

/* ---- Reset ----------------------------------------------------------------------------------- */

/* QEMU resets a machine from its main loop, with all processors stopped: none of them may run until
 * then. */
static void reset_request(int64_t time) {
    reset.requested = true;
    reset.time = time;
    wires_forget(); /* what comes after the reset's packet is for the machine that starts */
    CPUState* cpu;
    CPU_FOREACH(cpu) {
        cpu->stop = true;
        cpu_exit(cpu);
    }
    qemu_system_reset_request(SHUTDOWN_CAUSE_SUBSYSTEM_RESET);
}

static void start_machine(void* opaque) {
    vm_start();
}

/* The last of the machine's reset handlers. */
static void on_reset(void* opaque) {
    if (!reset.requested) {
        return;
    }
    reset.requested = false;
    wires_lower();
    clock_move(reset.time - clock_now());
    covers_apply(reset.time);
    wires_apply(reset.time);
    covers_arm();
    wires_arm();
    /* Another node may have written new code, which QEMU has not seen. */
    tb_flush(first_cpu);
    timer_mod(grant_timer, granted);
    if (!runstate_is_running()) { /* it had switched itself off */
        aio_bh_schedule_oneshot(qemu_get_aio_context(), start_machine, NULL);
    }
}

/* ---- The hub's packets ----------------------------------------------------------------------- */

static void take_answer(const struct link_packet* packet, struct access_answer* answer) {
    link_check(answer != NULL && answer->expected && packet->id == answer->id &&
                   packet->length >= bus_access_size,
               packet);
    answer->expected = false;
    answer->until = ldq_be_p(packet->payload);
    bus_read_answer(packet, &answer->status, &answer->value);
}

static void take_interrupt(const struct link_packet* packet) {
    link_check(packet->length >= 21, packet);
    wires_change(ldl_be_p(packet->payload + 16), ldq_be_p(packet->payload),
                 packet->payload[20] != 0);
}

/* Carries out the hub's packets up to its next grant, or to what the main loop has to do first. */
static void follow_hub(struct access_answer* answer) {
    for (;;) {
        const struct link_packet packet = link_receive();
        switch (packet.command) {
        case link_read:
        case link_write:
            if (packet.flags & link_response) {
                take_answer(&packet, answer);
            } else {
                bus_serve(&packet);
            }
            break;
        case link_interrupt:
            take_interrupt(&packet);
            break;
        case AMPSIM_WRITTEN:
            bus_forget_code(&packet);
            break;
        case AMPSIM_COVER:
            covers_change(&packet);
            break;
        case AMPSIM_PROBE:
            probes_set(&packet);
            break;
        case AMPSIM_RESET:
            link_check(packet.length == AMPSIM_RESET_SIZE && answer == NULL, &packet);
            reset_request(ldq_be_p(packet.payload));
            break;
        case AMPSIM_GRANT:
            link_check(packet.length == AMPSIM_GRANT_SIZE && (answer == NULL || !answer->expected),
                       &packet);
            granted = MIN((int64_t)ldq_be_p(packet.payload), clock_end);
            return;
        case AMPSIM_SAVE:
            link_check(answer == NULL && packet.length > 0 &&
                           packet.length <= AMPSIM_SAVE_FILE_MAX && runstate_is_running(),
                       &packet);
            snapshot_request((const char*)packet.payload, packet.length);
            return;
        case AMPSIM_SHUTDOWN:
            _exit(EXIT_SUCCESS); /* no state of this machine is worth more of QEMU's time */
        default:
            link_check(false, &packet);
        }
    }
}

void clock_wait(struct access_answer* answer) {
    const int64_t stopped_at = clock_now();
    timer_del(grant_timer);
    follow_hub(answer);
    if (reset.requested || snapshot_requested()) {
        return; /* on_reset() or on_machine_runs() goes on */
    }
    /* In this order: an armed timer that the clock is moved past would not make the processor look
     * at the clock again. */
    if (answer != NULL && answer->until > stopped_at) {
        clock_move(answer->until - stopped_at);
    }
    covers_arm();
    wires_arm();
    timer_mod(grant_timer, granted);
    if (qemu_in_vcpu_thread()) {
        qemu_cpu_kick(current_cpu);
    }
}

void clock_stop_by(int64_t time) {
    granted = MIN(granted, time);
    timer_mod(grant_timer, granted);
}

static void stop_here(void) {
    const int64_t now = clock_now();
    covers_apply(now);
    wires_apply(now);
    uint8_t* stop = link_send(AMPSIM_STOP, 0, 0, AMPSIM_CHANNEL_CONTROL, AMPSIM_STOP_SIZE);
    stq_be_p(stop, now);
    stq_be_p(stop + 8, earliest_action(now));
    stq_be_p(stop + 16, program_counter());
    clock_wait(NULL);
}

static void on_grant_used_up(void* opaque) {
    if (qemu_shutdown_requested_get() != SHUTDOWN_CAUSE_NONE) {
        return; /* on_shutdown() tells the hub */
    }
    stop_here();
}

/* ---- Start ----------------------------------------------------------------------------------- */

/* The machine starts to run: at time 0, or where a snapshot was made or is gone on from. */
static void on_machine_runs(void* opaque, bool running, RunState state) {
    static bool started;
    if (!running || (started && !snapshot_made())) {
        return;
    }
    started = true;
    /* Its processors are still stopped. That would be idle, and a timer that is armed now would
     * move the clock to it at once; but not while they have `stop` set. */
    CPUState* cpu;
    CPU_FOREACH(cpu) {
        cpu->stop = true;
    }
    /* Of a clock that is not enabled yet nobody learns when its next timer is due. */
    qemu_clock_enable(QEMU_CLOCK_VIRTUAL, true);
    stop_here();
}

/* ---- The end --------------------------------------------------------------------------------- */

static bool off_cause(ShutdownCause cause, uint32_t* off) {
    switch (cause) {
    case SHUTDOWN_CAUSE_GUEST_SHUTDOWN:
        *off = AMPSIM_OFF_POWER;
        return true;
    case SHUTDOWN_CAUSE_GUEST_RESET:
        *off = AMPSIM_OFF_RESET;
        return true;
    case SHUTDOWN_CAUSE_GUEST_PANIC:
        *off = AMPSIM_OFF_PANIC;
        return true;
    default:
        return false; /* the host's doing */
    }
}

static void on_shutdown(Notifier* notifier, void* data) {
    uint32_t cause;
    if (!off_cause(*(ShutdownCause*)data, &cause)) {
        return;
    }
    /* The clock may have been moved on since, to the next timer of a machine that idles. A firmware
     * call is what switches off an A-profile processor, and its instant is known. */
    int64_t time = probes_last_firmware_call();
    if (time < 0) {
        time = MIN(granted, clock_now());
    }
    uint8_t* off = link_send(AMPSIM_GUEST_OFF, 0, 0, AMPSIM_CHANNEL_CONTROL, AMPSIM_GUEST_OFF_SIZE);
    stq_be_p(off, time);
    stl_be_p(off + 8, cause);
    follow_hub(NULL);
    if (!reset.requested) {
        fatal("the hub grants time to a machine that is switched off");
    }
    /* QEMU, started with -no-shutdown, now stops the machine, and then resets it. */
}

static Notifier shutdown_notifier = {.notify = on_shutdown};

void clock_init(void) {
    main_loop_let_sleep();
    grant_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, on_grant_used_up, NULL);
    qemu_add_vm_change_state_handler(on_machine_runs, NULL);
    qemu_register_reset(on_reset, NULL);
    qemu_register_shutdown_notifier(&shutdown_notifier);
}
