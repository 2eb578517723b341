// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/file.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>

namespace ampsim::node {

namespace {

void trim_end(std::string& line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
        line.pop_back();
    }
}

} // namespace

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    if (!in) {
        throw InputError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
    }
    return content;
}

void write_file(const std::string& path, const std::string& content) {
    std::ofstream out(path, std::ios::binary);
    out << content;
    out.close();
    if (!out) {
        throw InputError(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
    }
}

void replace_file(const std::string& path, const std::string& content) {
    const std::string draft = path + ".draft";
    write_file(draft, content);
    if (std::rename(draft.c_str(), path.c_str()) != 0) {
        throw InputError(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
    }
}

OpenFile::OpenFile(const std::string& path)
    : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) {
        throw InputError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
    }
}

OpenFile::~OpenFile() {
    close(descriptor_);
}

std::string last_lines(const std::string& path, std::size_t lines) {
    std::ifstream in(path, std::ios::binary);
    std::deque<std::string> last;
    for (std::string line; std::getline(in, line);) {
        trim_end(line);
        if (!line.empty()) {
            last.push_back(line);
        }
        if (last.size() > lines) {
            last.pop_front();
        }
    }
    std::string text;
    for (const std::string& line : last) {
        text += "    " + line + "\n";
    }
    return text;
}

std::string last_line_with(const std::string& path, const std::string& text) {
    std::ifstream in(path, std::ios::binary);
    std::string last;
    for (std::string line; std::getline(in, line);) {
        const std::size_t place = line.find(text);
        if (place != std::string::npos) {
            trim_end(line);
            last = line.substr(place);
        }
    }
    return last;
}

} // namespace ampsim::node
