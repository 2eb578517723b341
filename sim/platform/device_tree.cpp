// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/device_tree.h"

#include <fmt/format.h>
#include <libfdt.h>

#include <map>
#include <stdexcept>

namespace ampsim::platform {

Cells two_cells(std::initializer_list<std::uint64_t> numbers) {
    Cells cells;
    for (const std::uint64_t number : numbers) {
        cells.emplace_back(static_cast<std::uint32_t>(number >> 32));
        cells.emplace_back(static_cast<std::uint32_t>(number));
    }
    return cells;
}

// --- Construction

DeviceTreeNode& DeviceTreeNode::add(const std::string& name, const std::string& label) {
    return children_.emplace_back(name, label);
}

void DeviceTreeNode::set_flag(const std::string& property) {
    properties_.push_back({property, {}});
}

void DeviceTreeNode::set_text(const std::string& property, const std::string& text) {
    set_texts(property, {text});
}

void DeviceTreeNode::set_texts(const std::string& property, std::vector<std::string> texts) {
    properties_.push_back({property, std::move(texts)});
}

void DeviceTreeNode::set_cells(const std::string& property, Cells cells) {
    set_groups(property, {std::move(cells)});
}

void DeviceTreeNode::set_groups(const std::string& property, std::vector<Cells> groups) {
    properties_.push_back({property, std::move(groups)});
}

std::optional<std::string> DeviceTreeNode::first_label_among(std::set<std::string>& seen) const {
    if (!label_.empty() && !seen.insert(label_).second) {
        return label_;
    }
    for (const DeviceTreeNode& child : children_) {
        if (std::optional<std::string> found = child.first_label_among(seen)) {
            return found;
        }
    }
    return std::nullopt;
}

std::optional<std::string> ambiguous_label(const DeviceTreeNode& root) {
    std::set<std::string> seen;
    return root.first_label_among(seen);
}

// --- Flattened

class Flattener {
public:
    explicit Flattener(const DeviceTreeNode& root) : root_(root) { number_nodes(root); }

    std::string flatten() {
        std::string blob(4096, '\0');
        while (!fits_into(blob)) {
            blob.assign(2 * blob.size(), '\0');
        }
        blob.resize(fdt_totalsize(blob.data()));
        return blob;
    }

private:
    using Bytes = std::string;

    /// Every label gets a phandle, in the order of appearance.
    void number_nodes(const DeviceTreeNode& node) {
        if (!node.label_.empty()) {
            phandles_.emplace(node.label_, static_cast<std::uint32_t>(phandles_.size() + 1));
        }
        for (const DeviceTreeNode& child : node.children_) {
            number_nodes(child);
        }
    }

    bool fits_into(std::string& blob) {
        blob_ = blob.data();
        problem_ = 0;
        step(fdt_create(blob_, static_cast<int>(blob.size())));
        step(fdt_finish_reservemap(blob_));
        write(root_);
        step(fdt_finish(blob_));
        if (problem_ != 0 && problem_ != -FDT_ERR_NOSPACE) {
            throw std::logic_error(fmt::format("device tree: {}", fdt_strerror(problem_)));
        }
        return problem_ == 0;
    }

    /// The first problem is the one that counts.
    void step(int result) { problem_ = problem_ == 0 ? result : problem_; }

    void write(const DeviceTreeNode& node) {
        step(fdt_begin_node(blob_, node.name_.c_str()));
        for (const DeviceTreeNode::Property& property : node.properties_) {
            write(property.name,
                  std::visit([this](const auto& value) { return this->bytes(value); },
                             property.value));
        }
        if (!node.label_.empty()) {
            write("phandle", bytes(phandles_.at(node.label_)));
        }
        for (const DeviceTreeNode& child : node.children_) {
            write(child);
        }
        step(fdt_end_node(blob_));
    }

    void write(const std::string& name, const Bytes& value) {
        step(fdt_property(blob_, name.c_str(), value.data(), static_cast<int>(value.size())));
    }

    static Bytes bytes(std::monostate) { return {}; }

    static Bytes bytes(std::uint32_t cell) {
        Bytes result;
        for (int shift = 24; shift >= 0; shift -= 8) {
            result += static_cast<char>(cell >> shift & 0xff);
        }
        return result;
    }

    Bytes bytes(const Reference& reference) const {
        const auto found = phandles_.find(reference.label);
        if (found == phandles_.end()) {
            throw std::logic_error(
                fmt::format("device tree: no node has label {}", reference.label));
        }
        return bytes(found->second);
    }

    static Bytes bytes(const std::vector<std::string>& texts) {
        Bytes result;
        for (const std::string& text : texts) {
            result += text + '\0';
        }
        return result;
    }

    Bytes bytes(const std::vector<Cells>& groups) const {
        Bytes result;
        for (const Cells& group : groups) {
            for (const Cell& cell : group) {
                result +=
                    std::visit([this](const auto& value) { return this->bytes(value); }, cell);
            }
        }
        return result;
    }

    const DeviceTreeNode& root_;
    std::map<std::string, std::uint32_t> phandles_;
    void* blob_ = nullptr;
    int problem_ = 0;
};

std::string flattened(const DeviceTreeNode& root) {
    return Flattener(root).flatten();
}

// --- Source

class SourceWriter {
public:
    std::string write(const DeviceTreeNode& root) {
        text_ = "/dts-v1/;\n\n";
        write(root, "");
        return text_;
    }

private:
    void write(const DeviceTreeNode& node, const std::string& indent) {
        const std::string name = node.name_.empty() ? "/" : node.name_;
        text_ += indent + (node.label_.empty() ? "" : node.label_ + ": ") + name + " {\n";
        const std::string inner = indent + "\t";
        for (const DeviceTreeNode::Property& property : node.properties_) {
            const std::string value =
                std::visit([](const auto& held) { return text(held); }, property.value);
            text_ += inner + property.name + (value.empty() ? "" : " = " + value) + ";\n";
        }
        bool first = node.properties_.empty();
        for (const DeviceTreeNode& child : node.children_) {
            text_ += first ? "" : "\n";
            first = false;
            write(child, inner);
        }
        text_ += indent + "};\n";
    }

    static std::string text(std::monostate) { return ""; }

    static std::string text(const std::vector<std::string>& texts) {
        std::string result;
        for (const std::string& each : texts) {
            result += (result.empty() ? "" : ", ") + quoted(each);
        }
        return result;
    }

    static std::string quoted(const std::string& text) {
        std::string result = "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') {
                result += '\\';
            }
            result += c;
        }
        return result + "\"";
    }

    static std::string text(const std::vector<Cells>& groups) {
        std::string result;
        for (const Cells& group : groups) {
            std::string cells;
            for (const Cell& cell : group) {
                cells += (cells.empty() ? "" : " ") +
                         std::visit([](const auto& held) { return text(held); }, cell);
            }
            result += (result.empty() ? "<" : ", <") + cells + ">";
        }
        return result;
    }

    /// Counts are read in decimal, addresses in hexadecimal.
    static std::string text(std::uint32_t cell) {
        return cell < 1000 ? fmt::format("{}", cell) : fmt::format("{:#x}", cell);
    }

    static std::string text(const Reference& reference) { return "&" + reference.label; }

    std::string text_;
};

std::string source(const DeviceTreeNode& root) {
    return SourceWriter().write(root);
}

} // namespace ampsim::platform
