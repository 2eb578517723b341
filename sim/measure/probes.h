// SPDX-License-Identifier: BSD-3-Clause
//
// From the event names of a scenario to guest addresses. A probe is
//
//   NODE:SYMBOL             a function of the node's kernel (Linux) or firmware
//   NODE:MODULE:SYMBOL      a function of a Linux kernel module, known once the guest has loaded it
//   NODE:PROGRAM:SYMBOL     a function of a user-space program, linked to fixed addresses
//   NODE:0xADDRESS          an address
//   NODE:MARK               of a scripted node: a mark that its program declares
//
// and every SYMBOL may be followed by +0xOFFSET: an instruction within the function.
#pragma once

#include "sim/measure/symbols.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

/// The files that say where a node's code is.
struct NodeCode {
    std::string name;   ///< of the node: "linux"
    std::string kernel; ///< Linux: Image or vmlinux; empty for other systems
    std::vector<std::string>
        modules; ///< Linux: *.ko files, or directories that are searched for them
    std::map<std::string, std::string> programs; ///< Linux: name -> ELF file
    std::vector<std::string> firmware;           ///< other systems: ELF files
    bool scripted = false;                       ///< it runs a program of ampsim's
    std::vector<std::string> marks = {};         ///< scripted: what its program declares
};

using SymbolAddresses = std::map<std::string, std::uint64_t>; ///< by name
using KernelSymbols = std::map<std::string, SymbolAddresses>; ///< by the kernel's file

/// *.ko files, for those that are directories all in them.
std::vector<std::string> module_files(const std::vector<std::string>& paths);

enum class ProbeKind {
    mark,          ///< each execution is an event
    module_load,   ///< Linux' apply_relocate_add: tells where a module's sections are
    mark_and_stop, ///< a mark; the first one ends the node's grant, so that the hub hears of it
                   ///< soon
};

/// What a node must watch. One id has one address at a time: a later one (a module loaded again)
/// replaces it.
struct Probe {
    std::uint32_t id = 0;
    std::size_t node = 0;
    ProbeKind kind = ProbeKind::mark;
    std::uint64_t address = 0; ///< guest-virtual; of a scripted node: index of the mark
};

class ProbeTable {
public:
    /// `nodes` in the order of the platform. Files are read when a probe needs them, kernels only
    /// for symbols that are not `known` of them.
    explicit ProbeTable(std::vector<NodeCode> nodes, KernelSymbols known = {});
    ~ProbeTable();

    /// Adds what an event name of a scenario needs; an event that is no probe ("write:...",
    /// "rise:...", "off:linux") needs nothing, one that is known already neither. Throws InputError
    /// for an unknown node, module, program or symbol, with near names.
    void add(const std::string& event_name);

    /// Of an event that was added: its probes stop their node at the first mark.
    void stop_at(const std::string& event_name);

    /// Probes to set before the nodes start.
    const std::vector<Probe>& immediate() const { return immediate_; }

    /// Probes to set when a node's guest loads a module: `section_address` by ELF section index, 0
    /// for sections that are not loaded. Throws InputError when the module is not the file that the
    /// scenario gave.
    std::vector<Probe> module_loaded(std::size_t node, std::string_view module,
                                     const std::vector<std::uint64_t>& section_address) const;

    /// What was looked up in kernels, and what was known.
    const KernelSymbols& kernel_symbols() const { return kernel_symbols_; }

    /// What of a node's kernel, firmware or programs is at an address: "schedule+0x1c"; empty when
    /// nothing known is. Modules are not looked at.
    std::string symbol_at(std::size_t node, std::uint64_t address) const;

    /// How a mark of this probe is named in the trace: `what` of its event.
    const std::string& what(std::uint32_t id) const { return whats_.at(id); }

private:
    class Files;
    struct ModuleProbe {
        std::uint32_t id;
        std::size_t node;
        std::string module;
        Symbol place; ///< value: offset in its section
        ProbeKind kind = ProbeKind::mark;
    };

    bool is_of(const std::string& event_name, std::size_t node, std::uint32_t id) const;
    std::uint32_t new_id(const std::string& what);
    std::uint64_t kernel_address(const std::string& kernel, std::string_view symbol);
    void add_address(std::size_t node, const std::string& what, std::uint64_t address);
    void add_mark(std::size_t node, const std::string& mark);
    void add_symbol(std::size_t node, const std::string& what);
    void add_in_object(std::size_t node, const std::string& what, const std::string& object,
                       std::string_view symbol);
    void watch_module_loads(std::size_t node);

    std::vector<NodeCode> nodes_;
    std::unique_ptr<Files> files_;
    KernelSymbols kernel_symbols_;
    std::set<std::string> added_;
    std::vector<std::string> whats_; ///< by id
    std::vector<Probe> immediate_;
    std::vector<ModuleProbe> of_modules_;
};

} // namespace ampsim::measure
