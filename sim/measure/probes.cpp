// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/probes.h"

#include "sim/error.h"
#include "sim/measure/elf.h"
#include "sim/measure/kallsyms.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

namespace ampsim::measure {

namespace {

/// What event names begin with when they are about buses and lines (trace.h).
bool is_hardware_event(std::string_view first) {
    constexpr std::string_view prefixes[] = {"write", "read", "arrival", "rise", "fall"};
    return std::find(std::begin(prefixes), std::end(prefixes), first) != std::end(prefixes);
}

/// The kernel says '_' where file names say '-'.
std::string module_name(std::string_view text) {
    std::string name(text);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

/// All of `text` as a hexadecimal number after "0x".
std::optional<std::uint64_t> address_of(std::string_view text) {
    if (text.substr(0, 2) != "0x" || text.size() == 2) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

/// "function+0x10"
struct Place {
    std::string_view symbol;
    std::uint64_t offset = 0;
};

Place place_of(std::string_view text) {
    const std::size_t plus = text.find('+');
    if (plus == std::string_view::npos) {
        return {text, 0};
    }
    const auto offset = address_of(text.substr(plus + 1));
    if (!offset) {
        throw InputError(
            fmt::format("'{}': expected a hexadecimal offset like +0x10 after the symbol", text));
    }
    return {text.substr(0, plus), *offset};
}

} // namespace

std::vector<std::string> module_files(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        if (!std::filesystem::is_directory(path, error)) {
            files.push_back(path);
            continue;
        }
        std::vector<std::string> in_directory;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
            if (entry.path().extension() == ".ko") {
                in_directory.push_back(entry.path().string());
            }
        }
        std::sort(in_directory.begin(), in_directory.end()); // a directory has no order of its own
        files.insert(files.end(), in_directory.begin(), in_directory.end());
    }
    return files;
}

/// Reads each file once.
class ProbeTable::Files {
public:
    const ElfFile& elf(const std::string& path) {
        auto known = elfs_.find(path);
        if (known == elfs_.end()) {
            known = elfs_.emplace(path, read_elf(path)).first;
        }
        return known->second;
    }

    const SymbolTable& kernel(const std::string& path) {
        if (is_elf(path)) {
            return elf(path).symbols;
        }
        auto known = kernels_.find(path);
        if (known == kernels_.end()) {
            known = kernels_.emplace(path, read_kernel_symbols(path)).first;
        }
        return known->second;
    }

    /// Module name -> file. A module given as a file, or in an earlier directory, wins.
    const std::map<std::string, std::string>& modules(const NodeCode& node) {
        const auto [known, is_new] = modules_.try_emplace(node.name);
        if (is_new) {
            for (const std::string& file : module_files(node.modules)) {
                known->second.emplace(module_name(std::filesystem::path(file).stem().string()),
                                      file);
            }
        }
        return known->second;
    }

private:
    std::map<std::string, ElfFile> elfs_;
    std::map<std::string, SymbolTable> kernels_;
    std::map<std::string, std::map<std::string, std::string>> modules_;
};

ProbeTable::ProbeTable(std::vector<NodeCode> nodes, KernelSymbols known)
    : nodes_(std::move(nodes)), files_(std::make_unique<Files>()),
      kernel_symbols_(std::move(known)) {}

ProbeTable::~ProbeTable() = default;

std::uint32_t ProbeTable::new_id(const std::string& what) {
    whats_.push_back(what);
    return static_cast<std::uint32_t>(whats_.size() - 1);
}

std::uint64_t ProbeTable::kernel_address(const std::string& kernel, std::string_view symbol) {
    const std::string name(symbol);
    SymbolAddresses& known = kernel_symbols_[kernel];
    if (const auto found = known.find(name); found != known.end()) {
        return found->second;
    }
    return known[name] = files_->kernel(kernel).find(symbol).value;
}

void ProbeTable::add_address(std::size_t node, const std::string& what, std::uint64_t address) {
    immediate_.push_back({new_id(what), node, ProbeKind::mark, address});
}

void ProbeTable::add(const std::string& event_name) {
    if (added_.count(event_name) != 0) {
        return;
    }
    const std::size_t colon = event_name.find(':');
    if (colon == std::string::npos || colon + 1 == event_name.size()) {
        throw InputError(fmt::format(
            "event '{}': expected NODE:SYMBOL, NODE:MODULE:SYMBOL, write:NODE:REGISTER, "
            "rise:LINE, start:NODE or the like",
            event_name));
    }
    const std::string first = event_name.substr(0, colon);
    const std::string rest = event_name.substr(colon + 1);
    const auto named = [&](const std::string& name) {
        return std::find_if(nodes_.begin(), nodes_.end(),
                            [&](const NodeCode& node) { return node.name == name; });
    };
    const auto node = named(first);
    if (node == nodes_.end()) {
        if (is_hardware_event(first) || named(rest) != nodes_.end()) {
            return;
        }
        Suggestion suggestion(first);
        for (const NodeCode& known : nodes_) {
            suggestion.consider(known.name);
        }
        throw InputError(fmt::format("event '{}': no node is named '{}'{}", event_name, first,
                                     suggestion.text()));
    }
    const auto index = static_cast<std::size_t>(node - nodes_.begin());
    try {
        add_symbol(index, rest);
    } catch (const InputError& error) {
        throw InputError(fmt::format("event '{}': {}", event_name, error.what()));
    }
    added_.insert(event_name);
}

bool ProbeTable::is_of(const std::string& event_name, std::size_t node, std::uint32_t id) const {
    return event_name == nodes_[node].name + ":" + what(id);
}

void ProbeTable::stop_at(const std::string& event_name) {
    for (Probe& probe : immediate_) {
        if (probe.kind == ProbeKind::mark && is_of(event_name, probe.node, probe.id)) {
            probe.kind = ProbeKind::mark_and_stop;
        }
    }
    for (ModuleProbe& probe : of_modules_) {
        if (is_of(event_name, probe.node, probe.id)) {
            probe.kind = ProbeKind::mark_and_stop;
        }
    }
}

void ProbeTable::add_mark(std::size_t node, const std::string& mark) {
    const std::vector<std::string>& marks = nodes_[node].marks;
    const auto found = std::find(marks.begin(), marks.end(), mark);
    if (found == marks.end()) {
        std::string help = did_you_mean(mark, marks);
        if (help.empty() && !marks.empty()) {
            help = fmt::format("; its marks are: {}", fmt::join(marks, ", "));
        }
        throw InputError(fmt::format("the program of node '{}' has no mark '{}'{}",
                                     nodes_[node].name, mark, help));
    }
    add_address(node, mark, static_cast<std::uint64_t>(found - marks.begin()));
}

void ProbeTable::add_symbol(std::size_t node, const std::string& what) {
    if (nodes_[node].scripted) {
        add_mark(node, what);
        return;
    }
    if (const auto address = address_of(what)) {
        add_address(node, what, *address);
        return;
    }
    const NodeCode& code = nodes_[node];
    if (const std::size_t colon = what.find(':'); colon != std::string::npos) {
        add_in_object(node, what, what.substr(0, colon), std::string_view(what).substr(colon + 1));
        return;
    }
    const Place place = place_of(what);
    if (!code.kernel.empty()) {
        add_address(node, what, kernel_address(code.kernel, place.symbol) + place.offset);
        return;
    }
    if (code.firmware.empty()) {
        throw InputError(fmt::format(
            "the scenario names neither a kernel nor a firmware for node '{}'", code.name));
    }
    // A node may run several images one after the other: the symbol is probed in each that has it.
    std::vector<std::uint64_t> addresses;
    for (const std::string& file : code.firmware) {
        const SymbolTable& symbols = files_->elf(file).symbols;
        if (symbols.contains(place.symbol)) {
            addresses.push_back(symbols.find(place.symbol).value + place.offset);
        }
    }
    if (addresses.empty()) {
        addresses.push_back(
            files_->elf(code.firmware.front()).symbols.find(place.symbol).value); // throws
    }
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    for (const std::uint64_t address : addresses) {
        add_address(node, what, address);
    }
}

void ProbeTable::add_in_object(std::size_t node, const std::string& what, const std::string& object,
                               std::string_view symbol) {
    const NodeCode& code = nodes_[node];
    const Place place = place_of(symbol);
    if (const auto program = code.programs.find(object); program != code.programs.end()) {
        const ElfFile& elf = files_->elf(program->second);
        if (elf.type != ElfType::executable) {
            throw InputError(
                fmt::format("{} is position-independent, so its addresses differ from run to run; "
                            "link it with -static -no-pie",
                            program->second));
        }
        add_address(node, what, elf.symbols.find(place.symbol).value + place.offset);
        return;
    }
    const auto& modules = files_->modules(code);
    const auto module = modules.find(module_name(object));
    if (module == modules.end()) {
        Suggestion suggestion(object);
        for (const auto& [name, file] : modules) {
            suggestion.consider(name);
        }
        for (const auto& [name, file] : code.programs) {
            suggestion.consider(name);
        }
        throw InputError(fmt::format("node '{}' has no module or program '{}'{}", code.name, object,
                                     suggestion.text()));
    }
    const ElfFile& elf = files_->elf(module->second);
    if (elf.type != ElfType::relocatable) {
        throw InputError(module->second + " is not a kernel module");
    }
    Symbol found = elf.symbols.find(place.symbol);
    found.value += place.offset;
    watch_module_loads(node);
    of_modules_.push_back({new_id(what), node, module->first, std::move(found)});
}

void ProbeTable::watch_module_loads(std::size_t node) {
    const bool watched = std::any_of(of_modules_.begin(), of_modules_.end(),
                                     [&](const ModuleProbe& probe) { return probe.node == node; });
    if (watched) {
        return;
    }
    const NodeCode& code = nodes_[node];
    if (code.kernel.empty()) {
        throw InputError(fmt::format(
            "a module can be probed on a node that runs Linux; '{}' has no kernel", code.name));
    }
    constexpr const char* hook = "apply_relocate_add";
    const std::uint64_t address = kernel_address(code.kernel, hook);
    immediate_.push_back({new_id(hook), node, ProbeKind::module_load, address});
}

std::vector<Probe>
ProbeTable::module_loaded(std::size_t node, std::string_view module,
                          const std::vector<std::uint64_t>& section_address) const {
    const std::string name = module_name(module);
    std::vector<Probe> probes;
    for (const ModuleProbe& probe : of_modules_) {
        if (probe.node != node || probe.module != name) {
            continue;
        }
        const std::uint32_t section = probe.place.section;
        if (section >= section_address.size() || section_address[section] == 0) {
            throw InputError(fmt::format(
                "node '{}' loaded a module '{}' that differs from the scenario's file: it has "
                "no section {} for '{}'",
                nodes_[node].name, name, section, probe.place.name));
        }
        probes.push_back(
            {probe.id, node, probe.kind, section_address[section] + probe.place.value});
    }
    return probes;
}

std::string ProbeTable::symbol_at(std::size_t node, std::uint64_t address) const {
    const NodeCode& code = nodes_[node];
    std::vector<const SymbolTable*> tables;
    if (!code.kernel.empty()) {
        tables.push_back(&files_->kernel(code.kernel));
    }
    for (const std::string& firmware : code.firmware) {
        tables.push_back(&files_->elf(firmware).symbols);
    }
    for (const auto& [name, program] : code.programs) {
        tables.push_back(&files_->elf(program).symbols);
    }
    for (const SymbolTable* table : tables) {
        if (const Symbol* symbol = table->before(address)) {
            return fmt::format("{}+{:#x}", symbol->name, address - symbol->value);
        }
    }
    return "";
}

} // namespace ampsim::measure
