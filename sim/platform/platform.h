// SPDX-License-Identifier: BSD-3-Clause
//
// What a System Device Tree says, resolved and checked: the nodes (processor clusters), what each
// of them sees at which address, the devices and memories behind it, and every wire. Everything
// that needs an address, a size, an interrupt number or a latency takes it from here; nothing is
// written twice.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::platform {

struct Range {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::uint64_t end() const { return address + size; } ///< first address behind the range
};

/// How a region of shared memory is reached (design §2.4).
enum class Access {
    direct, ///< the same host memory mapped by every node and the hub: guest speed
    timed,  ///< every access is a TLM transaction with its own latency
};

/// What the bus, or something on it, says of how it is shared (docs/models/bus.md): "ampsim,NAME"
/// properties, as they are.
struct BusSettings {
    std::string origin;
    std::map<std::string, std::int64_t> numbers;
    std::map<std::string, std::string> texts;
};

/// A memory behind the shared interconnect.
struct Memory {
    std::string label;
    std::string origin; ///< file and node path, for messages
    Range bus;          ///< where it lies on the shared bus
    Access access = Access::direct;
    VirtualTime read_latency{};
    VirtualTime write_latency{};
    BusSettings sharing;
};

/// One register face of a device: an MU has two, one per side.
struct Face {
    std::string name; ///< from reg-names: "a", "b"; empty when the device has one face
    Range bus;
};

/// A channel of a plain Remote-Port peer.
struct PeerChannel {
    std::size_t node = 0;
    std::uint32_t channel = 0; ///< as AMD's QEMU and libsystemctlm-soc number it
};

/// What a protection unit lets through from the start.
struct Grant {
    std::string name;
    Range bus;
    std::vector<std::string> initiators; ///< of Protection::initiators
    bool writable = false;
};

/// What a protection unit supervises.
struct Protection {
    std::vector<std::string> initiators; ///< nodes, and devices that access by themselves
    std::vector<Range> guarded;          ///< on the bus, in ascending order
    std::vector<Grant> grants;
};

/// A device behind the shared interconnect, modelled in the hub.
struct Device {
    std::string label;
    std::string generic_name; ///< what it is: "mailbox" of "mailbox@30aa0000"
    std::string origin;
    std::vector<std::string> compatible; ///< most specific first, as in the device tree
    std::vector<Face> faces;
    std::vector<std::string> outputs; ///< of interrupts, as Wire::output
    /// Every "ampsim,NAME" property with one value, NAME as key, after `--set platform.LABEL.NAME=`
    /// has been applied: latencies in ns ("signal-latency-ns"), counts, booleans (1).
    std::map<std::string, std::int64_t> parameters;
    /// The same of those whose value is a text: "interrupt" -> "msi".
    std::map<std::string, std::string> texts;
    /// "ampsim,controls": index of the node that this device starts and stops.
    std::optional<std::size_t> controls;
    /// Of a GICv2m frame: its first interrupt, as the GIC counts them: 32 is SPI 0.
    std::optional<std::uint32_t> first_interrupt;
    /// It is a peer's memory on the bus, or wires that a peer drives.
    std::optional<PeerChannel> remote_port;
    std::optional<Protection> protection; ///< of a protection unit
    BusSettings sharing;                  ///< as a target, as an initiator
    /// What the device trees of its users repeat as it is: "#...-cells" and flags without a value.
    std::map<std::string, std::optional<std::uint32_t>> passed_on;

    bool is_compatible(const std::string& with) const;
    std::string text(const std::string& name) const; ///< of `texts`; "" when it is not there
    /// What everything else calls a face: "mu.a", or "src" where it has no name.
    std::string face_label(std::size_t face) const;
};

/// A range of a node's address space that leads to the shared interconnect.
struct Window {
    std::string target;              ///< label of a Memory or Device
    std::optional<std::size_t> face; ///< of the device; nullopt for a memory
    Range node;                      ///< as the node sees it
    std::uint64_t bus = 0;           ///< the same place on the shared bus
    std::uint64_t offset = 0;        ///< from the start of the memory or face
    bool ram = false;                ///< mapped as shared RAM (direct memory), else I/O
    bool machine_ram = false;        ///< it is the RAM of QEMU's machine, Node::memory_size
};

/// A device's interrupt output wired to an input of a node's interrupt controller.
struct Wire {
    std::string device;
    std::string output; ///< from interrupt-names; the face's name when both are named alike
    std::size_t node = 0;
    std::uint32_t input = 0;   ///< GIC: SPI number; NVIC: external interrupt number; a peer's line
    std::uint32_t channel = 0; ///< of a Remote-Port peer
};

/// A channel on which a Remote-Port peer reads and writes.
struct PeerMaster {
    std::uint32_t channel = 0;
    std::uint64_t base = 0; ///< added to the peer's addresses
};

enum class InterruptController { gicv3, gicv2, nvic };

/// A processor cluster, run by one QEMU process and one operating system, or a Remote-Port peer.
struct Node {
    std::string name;    ///< of its domain: "linux", "rtos"
    std::string origin;  ///< of the cluster
    std::string os;      ///< "linux", "baremetal", "freertos", "zephyr", "nuttx", "custom", ...
    std::string cluster; ///< label of its cpus,cluster node
    std::string machine; ///< QEMU's -M; empty: no QEMU, a scripted node or another peer
    std::string cpu;     ///< QEMU's -cpu; empty: the machine's own
    InterruptController interrupt_controller = InterruptController::gicv3;
    unsigned instruction_shift = 0; ///< one instruction takes 2^shift ns
    std::uint64_t memory_size = 0;  ///< private RAM, bytes (QEMU's -m); 0: fixed by the machine
    std::vector<Window> windows;
    std::vector<Wire> wires;        ///< those that end at this node; index = Remote-Port line
    VirtualTime request_latency{};  ///< processor to target, over the interconnect
    VirtualTime response_latency{}; ///< and back
    VirtualTime
        interrupt_latency{};    ///< line at the controller to first instruction of the exception
    bool has_gicv2m = false;    ///< message-signalled interrupts reach it by a GICv2m frame
    bool posted_writes = false; ///< a write does not stall the processor
    /// Where the boot loader leaves text for its firmware, as the node sees it; nothing: it has
    /// none.
    std::optional<Range> boot_arguments;
    BusSettings sharing;
    bool is_peer = false; ///< a plain Remote-Port peer: what follows is its
    std::vector<PeerMaster> masters;
};

/// RPMsg between two nodes: "openamp,rpmsg-v1".
struct Rpmsg {
    std::string origin;
    std::size_t host = 0;   ///< node that provides buffers and starts the remote
    std::size_t remote = 0; ///< node that the host talks to
    std::string mailbox;    ///< label of the device that carries notifications
    /// By what each is for ("vdev0vring0", the name before the '@'), what it is called in
    /// Platform::carveouts.
    std::map<std::string, std::string> carveouts;
};

/// A VirtIO device that one node serves to another, and its share of window and doorbell.
struct HvlDevice {
    unsigned slot = 0; ///< of the register images, and of the shim
    std::string type;  ///< "console", "net", "block", "9p", "vsock", "rng"
    std::uint32_t virtio_id = 0;
    unsigned queues = 0;
    std::uint32_t queue_size = 0; ///< entries
    std::uint64_t pool_size = 0;  ///< bytes for rings and buffers
    // From hvl_layout.h.
    std::uint64_t pool_offset = 0; ///< in the window
    unsigned first_bit = 0;        ///< of the doorbell, where each queue has one
};

/// Hypervisor-less VirtIO between two nodes: "ampsim,hvl-v1" (docs/hvl.md).
struct Hvl {
    std::string name; ///< of its node in the tree: "hvl0"
    std::string origin;
    std::size_t host = 0;   ///< node that is the devices
    std::size_t remote = 0; ///< node that drives them
    std::string window_name;
    Range window; ///< on the bus
    std::uint64_t host_window = 0;
    std::uint64_t remote_window = 0; ///< where the two see it
    /// One side's registers of a device that both see.
    struct Sides {
        std::string device; ///< its label
        std::size_t host_face = 0;
        std::size_t remote_face = 0;
    };
    std::optional<Sides> doorbell;
    std::optional<Sides> shim;
    bool registers_in_ram = false; ///< else they are the shim's
    bool per_queue = false;        ///< each queue has a bit of the doorbell, both ways
    /// The remote's stock drivers take memory as they like: each pool is the whole window.
    bool window_is_remote_ram = false;
    std::vector<HvlDevice> devices; ///< in the order of their slots
};

struct Platform {
    std::string name;
    std::string file;
    std::string compiled_sha256;         ///< of the tree with all that it includes
    std::string model;                   ///< for people
    std::vector<std::string> compatible; ///< of the whole platform, most specific first
    BusSettings bus;                     ///< for all ports
    std::vector<Node> nodes;
    std::vector<Memory> memories;
    std::vector<Device> devices;
    /// Ranges for software on both sides, bus addresses: by name ("vdev0vring0", "rsc-table"), or
    /// by label where several have one name, as with several remotes.
    std::map<std::string, Range> carveouts;
    std::vector<Rpmsg> rpmsg;
    std::vector<Hvl> hvl;

    /// What the relation has for `what` ("rsc-table"); null when it has none.
    const Range* carveout(const Rpmsg& relation, const std::string& what) const;
    std::size_t node_index(const std::string& name) const; ///< throws InputError with a suggestion
};

/// `--set platform.LABEL.PROPERTY=VALUE`, LABEL a memory, device, node or cluster, PROPERTY without
/// "ampsim,".
struct Override {
    std::string label;
    std::string property; ///< '_' and '-' are the same
    std::string value;
};

/// Is it the path of a platform's file (a '/' in it, or the end .dts or .dtb), or else a name?
bool is_path(const std::string& name_or_path);

/// Reads `platforms/<name>/<name>.dts` (or .dtb, or a path to either). Throws InputError that names
/// file, node and property: overlapping ranges, missing phandle, window over QEMU's own devices,
/// interrupt in use, ...
Platform load(const std::string& name_or_path, const std::vector<Override>& overrides = {});

/// The same from a flattened device tree; `file` is where it comes from, and names the platform.
Platform read(const std::string& file, std::vector<char> flattened,
              const std::vector<Override>& overrides = {});

/// The device tree blob with which a node's Linux boots: the node's view of the platform only.
/// `bootargs` and the initramfs are QEMU's business (-append, -initrd).
std::string linux_device_tree(const Platform& platform, std::size_t node);

/// The same as source text, for people.
std::string linux_device_tree_source(const Platform& platform, std::size_t node);

/// A C header and a linker script fragment for firmware on a node: every window, carveout and
/// interrupt that it sees. Macro names: <LABEL>_BASE, <LABEL>_SIZE, <LABEL>_<FACE>_BASE,
/// <LABEL>_<OUTPUT>_IRQ, CARVEOUT_<NAME>_BASE, ..._SIZE; upper case, '-' as '_'.
std::string firmware_header(const Platform& platform, std::size_t node);
std::string
firmware_linker_script(const Platform& platform,
                       std::size_t node); ///< the same as `SYMBOL = value;` lines, lower case

/// What the platform itself says in a node's boot arguments: "hvl.registers=shim
/// hvl.notification=shared" for each relation of hypervisor-less VirtIO that it takes part in.
std::string boot_arguments(const Platform& platform, std::size_t node);

} // namespace ampsim::platform
