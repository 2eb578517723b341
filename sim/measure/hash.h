// SPDX-License-Identifier: BSD-3-Clause
//
// SHA-256: the fingerprint of a trace and of every file that a run used.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st; // OpenSSL's EVP_MD_CTX

namespace ampsim::measure {

/// A hash in the making.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256& other); ///< goes on from the same data
    Sha256& operator=(const Sha256&) = delete;

    void update(const void* data, std::size_t size);

    /// The hash of all data so far, 64 lower-case hex digits. Ends the hash: call it once.
    std::string hex();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// 64 lower-case hex digits, as sha256sum prints them. Throws InputError when the file cannot be
/// read.
std::string sha256_of_file(const std::string& path);

} // namespace ampsim::measure
