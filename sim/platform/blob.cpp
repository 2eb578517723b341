// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/blob.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/platform/identifier.h"

#include <fmt/format.h>
#include <libfdt.h>

#include <algorithm>
#include <cctype>

namespace ampsim::platform {

namespace {

constexpr std::size_t room_for_an_edit = 256; // bytes, besides the new value and its name

std::uint32_t load_cell(const char* bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

std::string store_cell(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
}

bool is_label(const std::string& text) {
    return !text.empty() && text == identifier(text) &&
           std::isdigit(static_cast<unsigned char>(text.front())) == 0;
}

} // namespace

// --- BlobProperty

BlobNode BlobProperty::node() const {
    return {*blob_, node_};
}

bool BlobProperty::is_text() const {
    return !bytes_.empty() && bytes_.front() != '\0' && bytes_.back() == '\0' &&
           bytes_.find(std::string_view("\0\0", 2)) == std::string_view::npos;
}

std::vector<std::uint32_t> BlobProperty::cells() const {
    if (bytes_.size() % 4 != 0) {
        fail("expected numbers, such as <1>");
    }
    std::vector<std::uint32_t> result;
    for (std::size_t i = 0; i < bytes_.size(); i += 4) {
        result.push_back(load_cell(&bytes_[i]));
    }
    return result;
}

std::uint32_t BlobProperty::cell() const {
    if (bytes_.size() != 4) {
        fail("expected one number, such as <1>");
    }
    return load_cell(bytes_.data());
}

std::vector<std::string> BlobProperty::texts() const {
    if (!is_text()) {
        fail("expected text, such as \"abc\"");
    }
    std::vector<std::string> result;
    for (std::size_t start = 0; start < bytes_.size();) {
        const std::size_t end = bytes_.find('\0', start);
        result.emplace_back(bytes_.substr(start, end - start));
        start = end + 1;
    }
    return result;
}

std::string BlobProperty::text() const {
    const std::vector<std::string> all = texts();
    if (all.size() != 1) {
        fail("expected one text, such as \"abc\"");
    }
    return all.front();
}

void BlobProperty::fail(const std::string& message) const {
    throw InputError(
        fmt::format("{}: property '{}': {}", blob_->origin_of(node(), name_), name_, message));
}

// --- CellReader

CellReader::CellReader(BlobProperty property, std::string expected)
    : property_(std::move(property)), expected_(std::move(expected)), cells_(property_.cells()) {}

std::uint32_t CellReader::cell() {
    if (at_end()) {
        property_.fail(fmt::format("ends within an entry after {} cells; expected {}",
                                   cells_.size(), expected_));
    }
    return cells_[next_++];
}

std::uint64_t CellReader::number(unsigned cells) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < cells; ++i) {
        value = value << 32 | cell();
    }
    return value;
}

BlobNode CellReader::reference() {
    const std::uint32_t phandle = cell();
    const std::optional<BlobNode> node = property_.node().find_phandle(phandle);
    if (!node) {
        property_.fail(fmt::format("{:#x} is no node's phandle; expected {}, with a reference such "
                                   "as &label where a node is meant",
                                   phandle, expected_));
    }
    return *node;
}

void CellReader::expect_end() const {
    if (!at_end()) {
        property_.fail(fmt::format("has {} cells, {} of them after what was expected: {}",
                                   cells_.size(), cells_.size() - next_, expected_));
    }
}

// --- BlobNode

std::string BlobNode::name() const {
    int length = 0;
    const char* name = fdt_get_name(blob_->data(), offset_, &length);
    return name == nullptr ? "" : std::string(name, static_cast<std::size_t>(length));
}

std::string BlobNode::generic_name() const {
    const std::string full = name();
    return full.substr(0, full.find('@'));
}

std::string BlobNode::path() const {
    std::vector<char> buffer(blob_->bytes_.size()); // every name on the way is in there
    const int problem =
        fdt_get_path(blob_->data(), offset_, buffer.data(), static_cast<int>(buffer.size()));
    return problem == 0 ? buffer.data() : "/?";
}

std::string BlobNode::label() const {
    const auto found = blob_->label_of_path_.find(path());
    return found == blob_->label_of_path_.end() ? identifier(name()) : found->second;
}

std::string BlobNode::origin() const {
    return blob_->file() + ": " + path();
}

std::optional<BlobNode> BlobNode::parent() const {
    const int above = fdt_parent_offset(blob_->data(), offset_);
    return above < 0 ? std::nullopt : std::optional<BlobNode>(BlobNode(*blob_, above));
}

std::optional<BlobNode> BlobNode::child(std::string_view name) const {
    for (const BlobNode& node : children()) {
        if (node.name() == name) {
            return node;
        }
    }
    return std::nullopt;
}

std::vector<BlobNode> BlobNode::children() const {
    std::vector<BlobNode> result;
    int offset = 0;
    fdt_for_each_subnode(offset, blob_->data(), offset_) {
        result.emplace_back(*blob_, offset);
    }
    return result;
}

std::vector<BlobProperty> BlobNode::properties() const {
    std::vector<BlobProperty> result;
    int offset = 0;
    fdt_for_each_property_offset(offset, blob_->data(), offset_) {
        const char* name = nullptr;
        int length = 0;
        const void* value = fdt_getprop_by_offset(blob_->data(), offset, &name, &length);
        if (value != nullptr && name != nullptr) {
            result.emplace_back(*blob_, offset_, name,
                                std::string_view(static_cast<const char*>(value),
                                                 static_cast<std::size_t>(length)));
        }
    }
    return result;
}

std::optional<BlobProperty> BlobNode::find(const std::string& property) const {
    int length = 0;
    const void* value = fdt_getprop(blob_->data(), offset_, property.c_str(), &length);
    if (value == nullptr) {
        return std::nullopt;
    }
    return BlobProperty(
        *blob_, offset_, property,
        std::string_view(static_cast<const char*>(value), static_cast<std::size_t>(length)));
}

BlobProperty BlobNode::require(const std::string& property, const std::string& expected) const {
    std::optional<BlobProperty> found = find(property);
    if (!found) {
        measure::Suggestion misspelt(property);
        for (const BlobProperty& other : properties()) {
            misspelt.consider(other.name());
        }
        fail(fmt::format("property '{}' is missing; expected {}{}", property, expected,
                         misspelt.text()));
    }
    return *found;
}

bool BlobNode::is_compatible(std::string_view with) const {
    const std::optional<BlobProperty> compatible = find("compatible");
    if (!compatible) {
        return false;
    }
    const std::vector<std::string> names = compatible->texts();
    return std::find(names.begin(), names.end(), with) != names.end();
}

unsigned BlobNode::cell_count(const std::string& property) const {
    const BlobProperty cells = require(property, "<1> or <2>, the cells of a number");
    const std::uint32_t count = cells.cell();
    if (count != 1 && count != 2) {
        cells.fail(fmt::format("{} cells; expected <1> or <2>", count));
    }
    return count;
}

std::optional<BlobNode> BlobNode::find_phandle(std::uint32_t phandle) const {
    return blob_->find_phandle(phandle);
}

void BlobNode::fail(const std::string& message) const {
    throw InputError(origin() + ": " + message);
}

// --- Blob

Blob::Blob(std::string file, std::vector<char> bytes)
    : file_(std::move(file)), bytes_(std::move(bytes)) {
    const int problem = bytes_.size() < sizeof(fdt_header)
                            ? -FDT_ERR_TRUNCATED
                            : fdt_check_full(bytes_.data(), bytes_.size());
    if (problem != 0) {
        throw InputError(fmt::format(
            "{}: no flattened device tree that can be read: {}; expected what 'dtc -@ -O "
            "dtb' writes",
            file_, fdt_strerror(problem)));
    }
    for (const auto& [label, path] : labels()) {
        label_of_path_.emplace(path, label);
    }
}

std::optional<BlobNode> Blob::find(const std::string& path) const {
    const int offset = fdt_path_offset(data(), path.c_str());
    return offset < 0 ? std::nullopt : std::optional<BlobNode>(BlobNode(*this, offset));
}

std::optional<BlobNode> Blob::find_phandle(std::uint32_t phandle) const {
    const int offset = fdt_node_offset_by_phandle(data(), phandle);
    return offset < 0 ? std::nullopt : std::optional<BlobNode>(BlobNode(*this, offset));
}

std::optional<BlobNode> Blob::find_label(const std::string& label) const {
    const std::map<std::string, std::string> all = labels();
    const auto found = all.find(label);
    return found == all.end() ? std::nullopt : find(found->second);
}

std::map<std::string, std::string> Blob::labels() const {
    std::map<std::string, std::string> result;
    if (const std::optional<BlobNode> symbols = find("/__symbols__")) {
        for (const BlobProperty& symbol : symbols->properties()) {
            if (!is_label(symbol.name())) {
                symbol.fail("a label consists of letters, digits and '_', no digit first");
            }
            result.emplace(symbol.name(), symbol.text());
        }
    }
    return result;
}

void Blob::set_cell(const BlobNode& node, const std::string& property, std::uint32_t value,
                    const std::string& option) {
    set(node, property, store_cell(value), option);
}

void Blob::set_text(const BlobNode& node, const std::string& property, const std::string& value,
                    const std::string& option) {
    set(node, property, value + '\0', option);
}

void Blob::set_flag(const BlobNode& node, const std::string& property, bool value,
                    const std::string& option) {
    if (value) {
        set(node, property, "", option);
    } else {
        fdt_delprop(bytes_.data(), node.offset(), property.c_str());
    }
}

void Blob::set(const BlobNode& node, const std::string& property, const std::string& bytes,
               const std::string& option) {
    const std::string path = node.path();
    std::vector<char> larger(bytes_.size() + bytes.size() + property.size() + room_for_an_edit);
    int problem = fdt_open_into(bytes_.data(), larger.data(), static_cast<int>(larger.size()));
    if (problem == 0) {
        const int offset = fdt_path_offset(larger.data(), path.c_str());
        problem = offset < 0 ? offset
                             : fdt_setprop(larger.data(), offset, property.c_str(), bytes.data(),
                                           static_cast<int>(bytes.size()));
    }
    if (problem != 0) {
        throw InputError(fmt::format("{}: {}: cannot be changed: {}", option, node.origin(),
                                     fdt_strerror(problem)));
    }
    bytes_ = std::move(larger);
    options_[{path, property}] = option;
}

std::string Blob::origin_of(const BlobNode& node, const std::string& property) const {
    const auto option = options_.find({node.path(), property});
    return option == options_.end() ? node.origin() : option->second + ": " + node.origin();
}

} // namespace ampsim::platform
