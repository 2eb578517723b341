// SPDX-License-Identifier: BSD-3-Clause
//
// A device tree under construction, and its two forms: flattened for a kernel, source for people.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ampsim::platform {

/// "&label" in a list of cells.
struct Reference {
    std::string label;
};

using Cell = std::variant<std::uint32_t, Reference>;
using Cells = std::vector<Cell>;

/// A number of two cells, and more of them.
Cells two_cells(std::initializer_list<std::uint64_t> numbers);

class DeviceTreeNode {
public:
    /// The root: no name, no label.
    DeviceTreeNode() = default;
    DeviceTreeNode(std::string name, std::string label)
        : name_(std::move(name)), label_(std::move(label)) {}

    /// The new child stays where it is; an empty label means that nothing refers to it.
    DeviceTreeNode& add(const std::string& name, const std::string& label = "");

    void set_flag(const std::string& property);
    void set_text(const std::string& property, const std::string& text);
    void set_texts(const std::string& property, std::vector<std::string> texts);
    void set_cells(const std::string& property, Cells cells);
    /// Cells in groups: the same to the kernel, easier to read.
    void set_groups(const std::string& property, std::vector<Cells> groups);

private:
    friend class Flattener;
    friend class SourceWriter;
    friend std::optional<std::string> ambiguous_label(const DeviceTreeNode& root);

    /// The first label in the tree that is among `seen`, which gets all before it.
    std::optional<std::string> first_label_among(std::set<std::string>& seen) const;

    using Texts = std::vector<std::string>;
    using Groups = std::vector<Cells>;
    struct Property {
        std::string name;
        std::variant<std::monostate, Texts, Groups> value;
    };

    std::string name_;
    std::string label_;
    std::vector<Property> properties_;
    std::list<DeviceTreeNode> children_; // a list: children do not move
};

/// A label that two nodes have; nothing when every label is one node's.
std::optional<std::string> ambiguous_label(const DeviceTreeNode& root);

/// What a boot loader hands to a kernel. A reference to a label that no node has throws
/// std::logic_error.
std::string flattened(const DeviceTreeNode& root);

/// What dtc reads; gives the same tree.
std::string source(const DeviceTreeNode& root);

} // namespace ampsim::platform
