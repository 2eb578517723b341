// SPDX-License-Identifier: BSD-3-Clause
//
// What the platform says about a relation (docs/hvl.md): which devices Linux is for a remote, and
// where in the window they are. Read from the node of Linux' device tree, as the kernel shows it in
// /sys or /proc: a directory with a file for each property.
#pragma once

#include "platforms/guests/linux/pmm/device_tree.h"
#include "platforms/guests/linux/pmm/window.h"

#include <string>
#include <vector>

namespace ampsim::pmm {

struct DeviceLayout {
    unsigned slot = 0;
    std::string kind; ///< "console"
    std::uint16_t queue_size = 0;
    Range pool;
    unsigned first_bit = 0; ///< of the doorbell
};

struct Layout {
    std::string name;   ///< of the relation: "hvl0"
    std::string remote; ///< name of the remote's domain
    bool shim = false;  ///< registers are hardware; else an image in the window
    bool per_queue = false;
    std::uint64_t window_base = 0;     ///< as the remote sees it
    std::vector<std::string> regions;  ///< "window", "doorbell", "shim": the order of `reg`
    std::vector<DeviceLayout> devices; ///< by slot

    bool has_region(const std::string& region) const;
};

/// Queues of a kind of device, 0: there is no such kind.
unsigned queues_of(const std::string& kind);

/// Whether a node describes a relation, by its compatible. Throws WrongInput: that is no text.
bool is_relation(const DeviceTreeNode& node);

/// Throws WrongInput: a property is missing, or makes no sense.
Layout read_layout(const std::string& node);

/// Throws WrongInput unless everything lies in a window of so many bytes.
void check_window(const Layout& layout, std::uint64_t size);

} // namespace ampsim::pmm
