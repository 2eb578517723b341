// SPDX-License-Identifier: BSD-3-Clause
//
// A flattened device tree, read with every step checked: whatever is wrong is an InputError that
// names file, node and property. Nothing here knows what the properties mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ampsim::platform {

class Blob;
class BlobNode;

class BlobProperty {
public:
    BlobProperty(const Blob& blob, int node, std::string name, std::string_view bytes)
        : blob_(&blob), node_(node), name_(std::move(name)), bytes_(bytes) {}

    const std::string& name() const { return name_; }
    std::string_view bytes() const { return bytes_; }
    BlobNode node() const;

    bool empty() const { return bytes_.empty(); } ///< a flag: it is there, and that is all
    bool is_text() const;                         ///< one or more strings, each with its end

    std::uint32_t cell() const; ///< exactly one 32-bit cell
    std::vector<std::uint32_t> cells() const;
    std::string text() const; ///< exactly one string
    std::vector<std::string> texts() const;

    [[noreturn]] void fail(const std::string& message) const;

private:
    const Blob* blob_;
    int node_;
    std::string name_;
    std::string_view bytes_;
};

/// Takes a property's cells one after the other: numbers of one or two cells, and references.
class CellReader {
public:
    /// `expected` describes one entry, for messages: "<cluster mask mode>".
    CellReader(BlobProperty property, std::string expected);

    bool at_end() const { return next_ == cells_.size(); }
    std::uint32_t cell();
    std::uint64_t number(unsigned cells); ///< of 1 or 2 cells
    BlobNode reference();                 ///< the node that the phandle in the next cell names
    void expect_end() const;

    const BlobProperty& property() const { return property_; }

private:
    BlobProperty property_;
    std::string expected_;
    std::vector<std::uint32_t> cells_;
    std::size_t next_ = 0;
};

/// A node: a cheap handle, valid until the blob is edited.
class BlobNode {
public:
    BlobNode(const Blob& blob, int offset) : blob_(&blob), offset_(offset) {}

    int offset() const { return offset_; }
    std::string name() const;         ///< "mailbox@30aa0000"
    std::string generic_name() const; ///< "mailbox"
    std::string path() const;
    std::string label() const;  ///< of the source; without one: the name, as an identifier
    std::string origin() const; ///< "FILE: PATH", how messages call the node

    std::optional<BlobNode> parent() const;
    std::optional<BlobNode> find_phandle(std::uint32_t phandle) const; ///< anywhere in the blob
    std::optional<BlobNode> child(std::string_view name) const;
    std::vector<BlobNode> children() const;

    std::vector<BlobProperty> properties() const;
    std::optional<BlobProperty> find(const std::string& property) const;
    /// `expected` says what its value should be, for the message when there is none.
    BlobProperty require(const std::string& property, const std::string& expected) const;
    bool is_compatible(std::string_view with) const;
    /// "#address-cells" and the like: 1 or 2.
    unsigned cell_count(const std::string& property) const;

    [[noreturn]] void fail(const std::string& message) const;

    friend bool operator==(const BlobNode& a, const BlobNode& b) { return a.offset_ == b.offset_; }
    friend bool operator<(const BlobNode& a, const BlobNode& b) { return a.offset_ < b.offset_; }

private:
    const Blob* blob_;
    int offset_;
};

class Blob {
public:
    /// Throws InputError when `bytes` are no well-formed flattened device tree.
    Blob(std::string file, std::vector<char> bytes);

    const std::string& file() const { return file_; }
    BlobNode root() const { return {*this, 0}; }
    std::optional<BlobNode> find(const std::string& path) const;
    std::optional<BlobNode> find_phandle(std::uint32_t phandle) const;
    std::optional<BlobNode> find_label(const std::string& label) const;
    std::map<std::string, std::string> labels() const; ///< label -> path

    // What `--set` does. `option` is named when the new value turns out to be wrong.
    void set_cell(const BlobNode& node, const std::string& property, std::uint32_t value,
                  const std::string& option);
    void set_text(const BlobNode& node, const std::string& property, const std::string& value,
                  const std::string& option);
    void set_flag(const BlobNode& node, const std::string& property, bool value,
                  const std::string& option);

private:
    friend class BlobNode;
    friend class BlobProperty;

    const void* data() const { return bytes_.data(); }
    void set(const BlobNode& node, const std::string& property, const std::string& bytes,
             const std::string& option);
    /// Who gave the property its value: "FILE: PATH", or the option that did.
    std::string origin_of(const BlobNode& node, const std::string& property) const;

    std::string file_;
    std::vector<char> bytes_;
    std::map<std::string, std::string> label_of_path_;
    std::map<std::pair<std::string, std::string>, std::string> options_; // path, property -> option
};

} // namespace ampsim::platform
