// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/hash.h"

#include "sim/error.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

namespace ampsim::measure {

namespace {

void require(int status) {
    if (status != 1) {
        throw SimulationError("libcrypto cannot compute SHA-256");
    }
}

} // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    require(context_ ? EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) : 0);
}

Sha256::Sha256(const Sha256& other) : context_(EVP_MD_CTX_new()) {
    require(context_ ? EVP_MD_CTX_copy_ex(context_.get(), other.context_.get()) : 0);
}

Sha256::~Sha256() = default;

void Sha256::update(const void* data, std::size_t size) {
    require(EVP_DigestUpdate(context_.get(), data, size));
}

std::string Sha256::hex() {
    std::array<unsigned char, 32> digest{};
    require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string sha256_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw InputError(path + ": cannot be opened: " + std::strerror(errno));
    }
    Sha256 hash;
    std::vector<char> block(1 << 20);
    while (file) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash.update(block.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad() || !file.eof()) {
        throw InputError(path + ": cannot be read: " + std::strerror(errno));
    }
    return hash.hex();
}

} // namespace ampsim::measure
