// SPDX-License-Identifier: BSD-3-Clause
#include "simulated_9p.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace {

constexpr uint32_t error_no_entry = 2;
constexpr uint32_t error_bad_fid = 9;
constexpr uint32_t error_exists = 17;
constexpr uint32_t error_not_empty = 39;

struct Error {
    uint32_t number;
};

void put(Bytes& bytes, uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
        bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
}

void put_qid(Bytes& bytes, bool directory) {
    put(bytes, directory ? 0x80 : 0, 1);
    put(bytes, 0, 12);
}

void put_string(Bytes& bytes, const std::string& text) {
    put(bytes, text.size(), 2);
    bytes.insert(bytes.end(), text.begin(), text.end());
}

std::string join(const std::string& directory, const std::string& name) {
    return directory.empty() ? name : directory + "/" + name;
}

} // namespace

struct Simulated9p::Reader {
    const Bytes& bytes;
    size_t at;
    uint64_t number(unsigned size) {
        uint64_t value = 0;
        EXPECT_LE(at + size, bytes.size());
        for (unsigned i = 0; i < size && at < bytes.size(); ++i) {
            value |= uint64_t{bytes[at++]} << (8 * i);
        }
        return value;
    }
    uint32_t word() { return static_cast<uint32_t>(number(4)); }
    Bytes block(size_t size) {
        EXPECT_LE(at + size, bytes.size());
        const auto start = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        at += size;
        return {start, start + static_cast<std::ptrdiff_t>(size)};
    }
    std::string string() {
        const Bytes text = block(number(2));
        return {text.begin(), text.end()};
    }
};

Simulated9p::Fid& Simulated9p::fid(uint32_t number) {
    const auto found = fids_.find(number);
    if (found == fids_.end()) {
        throw Error{error_bad_fid};
    }
    return found->second;
}

bool Simulated9p::exists(const std::string& path) const {
    return files.count(path) != 0 || directories.count(path) != 0;
}

Bytes Simulated9p::walk(Reader& reader) {
    const std::string start = fid(reader.word()).path;
    const uint32_t new_fid = reader.word();
    EXPECT_TRUE(!strict || fids_.count(new_fid) == 0) << "fid in use";
    std::string path = start;
    const auto elements = static_cast<unsigned>(reader.number(2));
    EXPECT_LE(elements, 16U);
    Bytes qids;
    unsigned found = 0;
    for (; found < elements; ++found) {
        path = join(path, reader.string());
        if (!exists(path)) {
            break;
        }
        put_qid(qids, directories.count(path) != 0);
    }
    if (found == 0 && elements != 0) {
        throw Error{error_no_entry};
    }
    if (found == elements) {
        fids_[new_fid] = Fid{path, false};
    }
    reader.at = reader.bytes.size();
    Bytes result;
    put(result, found, 2);
    result.insert(result.end(), qids.begin(), qids.end());
    return result;
}

Bytes Simulated9p::open(Reader& reader, bool create) {
    Fid& file = fid(reader.word());
    EXPECT_FALSE(file.open);
    if (create) {
        const std::string path = join(file.path, reader.string());
        if (exists(path)) {
            throw Error{error_exists};
        }
        file.path = path;
        files[path] = {};
    }
    const uint32_t flags = reader.word();
    if (create) {
        EXPECT_EQ(reader.word(), 0644U);
        EXPECT_EQ(reader.word(), 0U);
    } else if (flags & 0x200) {
        files[file.path].clear();
    }
    file.open = true;
    Bytes result;
    put_qid(result, directories.count(file.path) != 0);
    put(result, io_unit, 4);
    return result;
}

Bytes Simulated9p::read(Reader& reader) {
    const Fid& file = fid(reader.word());
    EXPECT_TRUE(file.open);
    const Bytes& data = files.at(file.path);
    const uint64_t offset = std::min<uint64_t>(reader.number(8), data.size());
    const uint64_t count = std::min<uint64_t>(reader.word(), data.size() - offset);
    Bytes result;
    put(result, count, 4);
    const auto start = data.begin() + static_cast<std::ptrdiff_t>(offset);
    result.insert(result.end(), start, start + static_cast<std::ptrdiff_t>(count));
    return result;
}

Bytes Simulated9p::write(Reader& reader) {
    const Fid& file = fid(reader.word());
    EXPECT_TRUE(file.open);
    Bytes& data = files.at(file.path);
    const uint64_t offset = reader.number(8);
    Bytes more = reader.block(reader.word());
    more.resize(std::min<size_t>(more.size(), write_at_most));
    data.resize(std::max<size_t>(data.size(), offset + more.size()));
    std::copy(more.begin(), more.end(), data.begin() + static_cast<std::ptrdiff_t>(offset));
    Bytes result;
    put(result, more.size(), 4);
    return result;
}

Bytes Simulated9p::list(Reader& reader) {
    const std::string directory = fid(reader.word()).path;
    const uint64_t offset = reader.number(8);
    const uint32_t room = reader.word();
    std::vector<std::pair<std::string, bool>> entries{{".", true}, {"..", true}};
    const auto look_at = [&](const std::string& path, bool is_directory) {
        const size_t slash = path.rfind('/');
        const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
        if (!path.empty() && parent == directory) {
            entries.emplace_back(path.substr(slash == std::string::npos ? 0 : slash + 1),
                                 is_directory);
        }
    };
    for (const auto& [path, unused] : directories) {
        look_at(path, true);
    }
    for (const auto& [path, unused] : files) {
        look_at(path, false);
    }
    Bytes data;
    for (uint64_t i = offset; i < entries.size(); ++i) {
        Bytes entry;
        put_qid(entry, entries[i].second);
        put(entry, i + 1, 8);
        put(entry, entries[i].second ? 4 : 8, 1);
        put_string(entry, entries[i].first);
        if (data.size() + entry.size() > room) {
            break;
        }
        data.insert(data.end(), entry.begin(), entry.end());
    }
    Bytes result;
    put(result, data.size(), 4);
    result.insert(result.end(), data.begin(), data.end());
    return result;
}

Bytes Simulated9p::attributes(Reader& reader) {
    const std::string path = fid(reader.word()).path;
    EXPECT_EQ(reader.number(8), 0x7ffU);
    const bool is_directory = directories.count(path) != 0;
    Bytes result;
    put(result, 0x7ff, 8);
    put_qid(result, is_directory);
    put(result, is_directory ? 040755 : 0100644, 4);
    put(result, 1, 4);                                        // user
    put(result, 2, 4);                                        // group
    put(result, 3, 8);                                        // links
    put(result, 4, 8);                                        // device
    put(result, is_directory ? 4096 : files[path].size(), 8); // size
    put(result, 512, 8);                                      // size of a block
    put(result, 6, 8);                                        // blocks
    put(result, 7, 8);                                        // access
    put(result, 8, 8);
    put(result, 1234567890, 8); // modification
    put(result, 9, 8);
    for (int i = 0; i < 6; ++i) { // change, birth, generation, version
        put(result, 99, 8);
    }
    return result;
}

Bytes Simulated9p::make_directory(Reader& reader) {
    const std::string directory = fid(reader.word()).path;
    const std::string path = join(directory, reader.string());
    if (exists(path)) {
        throw Error{error_exists};
    }
    directories[path] = true;
    EXPECT_EQ(reader.word(), 0755U);
    (void)reader.word();
    Bytes result;
    put_qid(result, true);
    return result;
}

Bytes Simulated9p::unlink(Reader& reader) {
    const std::string directory = fid(reader.word()).path;
    const std::string path = join(directory, reader.string());
    const bool is_directory = reader.word() & 0x200;
    if (!is_directory && files.erase(path) == 1) {
        return {};
    }
    if (is_directory && directories.count(path) != 0) {
        const auto inside = files.lower_bound(path + "/");
        if (inside != files.end() && inside->first.rfind(path + "/", 0) == 0) {
            throw Error{error_not_empty};
        }
        directories.erase(path);
        return {};
    }
    throw Error{error_no_entry};
}

Bytes Simulated9p::rename(Reader& reader) {
    const std::string from_directory = fid(reader.word()).path;
    const std::string from = join(from_directory, reader.string());
    const std::string to_directory = fid(reader.word()).path;
    const std::string to = join(to_directory, reader.string());
    if (files.count(from) == 0) {
        throw Error{error_no_entry};
    }
    files[to] = files[from];
    files.erase(from);
    return {};
}

Bytes Simulated9p::dispatch(uint8_t type, Reader& reader) {
    Bytes result;
    switch (type) {
    case 12:
        return open(reader, false);
    case 14:
        return open(reader, true);
    case 24:
        return attributes(reader);
    case 40:
        return list(reader);
    case 50:
        (void)fid(reader.word());
        (void)reader.word();
        return result;
    case 72:
        return make_directory(reader);
    case 74:
        return rename(reader);
    case 76:
        return unlink(reader);
    case 100:
        fids_.clear();
        put(result, std::min(reader.word(), message_size), 4);
        EXPECT_EQ(reader.string(), "9P2000.L");
        put_string(result, version);
        return result;
    case 104: {
        const uint32_t root = reader.word();
        EXPECT_EQ(reader.word(), 0xffffffffU) << "no authentication";
        EXPECT_EQ(reader.string(), "root");
        tree = reader.string();
        EXPECT_EQ(reader.word(), 0U);
        fids_[root] = Fid{};
        put_qid(result, true);
        return result;
    }
    case 110:
        return walk(reader);
    case 116:
        return read(reader);
    case 118:
        return write(reader);
    case 120: {
        const uint32_t number = reader.word();
        (void)fid(number);
        fids_.erase(number);
        return result;
    }
    default:
        ADD_FAILURE() << "request of type " << int{type};
        return result;
    }
}

Bytes Simulated9p::answer(const Bytes& question) {
    Reader reader{question, 0};
    EXPECT_EQ(reader.word(), question.size());
    const auto type = static_cast<uint8_t>(reader.number(1));
    const uint64_t tag = reader.number(2);
    ++requests[type];
    Bytes body;
    uint8_t answer_type = type + 1;
    try {
        body = dispatch(type, reader);
        EXPECT_EQ(reader.at, question.size()) << "question of type " << int{type} << " is too long";
    } catch (const Error& error) {
        body.clear();
        put(body, error.number, 4);
        answer_type = 7;
    }
    Bytes message;
    put(message, body.size() + 7, 4);
    put(message, answer_type, 1);
    put(message, tag, 2);
    message.insert(message.end(), body.begin(), body.end());
    return message;
}
