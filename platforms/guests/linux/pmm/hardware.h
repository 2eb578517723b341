// SPDX-License-Identifier: BSD-3-Clause
//
// How a program of Linux gets at a relation: its memory and registers mapped, its interrupts as
// files. Through UIO, or through /dev/mem, which knows no interrupts.
#pragma once

#include "platforms/guests/linux/pmm/layout.h"
#include "platforms/guests/linux/pmm/mapping.h"

#include <functional>
#include <vector>

namespace ampsim::pmm {

struct RelationHardware {
    Layout layout;
    Mapping window;
    Mapping doorbell;
    Mapping shim; ///< none unless registers are hardware
    /// Readable when the line is high; 1 written to it lets it come again. By line.
    std::vector<HostFile> doorbell_lines;
    HostFile shim_line;
    /// Who has it locked serves the relation.
    HostFile lock;
};

/// Maps a region of the relation's node, by its index. `what` is for messages: "window of hvl0".
using MapRegion = std::function<Mapping(std::size_t index, const std::string& what)>;
/// Maps all that the layout has. Throws WrongInput: its node lacks a region, or the window is too
/// small.
void map_regions(RelationHardware& hardware, const MapRegion& map);

/// Where the system shows things.
struct SystemPaths {
    std::string uio = "/sys/class/uio";
    std::string devices = "/dev";
    std::string device_tree = "/proc/device-tree";
};

/// The relation of this name, or, without a name, the only one that there is. Throws WrongInput:
/// there is none, there are several, it is not described as it should be, or another monitor serves
/// it. Throws SystemRefused.
RelationHardware open_by_uio(const std::string& name, const SystemPaths& paths = {});
/// The same with no lines and no lock.
RelationHardware open_by_dev_mem(const std::string& name, const SystemPaths& paths = {});

} // namespace ampsim::pmm
