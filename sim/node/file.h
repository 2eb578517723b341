// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace ampsim::node {

/// All bytes of a file. Throws InputError when it cannot be read.
std::string content_of(const std::string& path);

/// Writes a file. Throws InputError when it cannot.
void write_file(const std::string& path, const std::string& content);

/// The same for a file that others may look at meanwhile: they find what was there before, or all
/// of it, never a part; PATH.draft is where it comes into being.
void replace_file(const std::string& path, const std::string& content);

/// A file that is open for reading, not inherited by child processes unless given to them.
class OpenFile {
public:
    /// Throws InputError when it cannot be read.
    explicit OpenFile(const std::string& path);
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile();

    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// The last `lines` lines of a text file that are not empty, each indented; empty when there is
/// none.
std::string last_lines(const std::string& path, std::size_t lines);

/// The last line of a text file that contains `text`, from there on; empty when there is none.
std::string last_line_with(const std::string& path, const std::string& text);

} // namespace ampsim::node
