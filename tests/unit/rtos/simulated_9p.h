// SPDX-License-Identifier: BSD-3-Clause
//
// A server of 9P2000.L with a tree in memory, as diod has one: written from its protocol.md. It is
// strict: a fid that is not there, or is there already, is an error.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

using Bytes = std::vector<uint8_t>;

class Simulated9p {
public:
    /// A whole message, size and all; the answer too.
    Bytes answer(const Bytes& question);

    std::map<std::string, Bytes> files;
    std::map<std::string, bool> directories{{"", true}};
    uint32_t message_size = 65536; ///< at most
    uint32_t io_unit = 0;
    uint32_t write_at_most = UINT32_MAX;
    bool strict = true; ///< walks to a fid that is in use are failures of the test
    std::string version = "9P2000.L";
    std::string tree; ///< that was attached to
    size_t fid_count() const { return fids_.size(); }
    std::map<int, unsigned> requests; ///< by type

private:
    struct Reader;
    struct Fid {
        std::string path;
        bool open = false;
    };
    Bytes walk(Reader& reader);
    Bytes open(Reader& reader, bool create);
    Bytes read(Reader& reader);
    Bytes write(Reader& reader);
    Bytes list(Reader& reader);
    Bytes attributes(Reader& reader);
    Bytes make_directory(Reader& reader);
    Bytes unlink(Reader& reader);
    Bytes rename(Reader& reader);
    Bytes dispatch(uint8_t type, Reader& reader);
    bool exists(const std::string& path) const;
    Fid& fid(uint32_t number);

    std::map<uint32_t, Fid> fids_;
};
