// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace ampsim::models::network {

namespace {

void require(int succeeded) {
    if (succeeded != 1) {
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    }
}

} // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    require(context_ ? EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) : 0);
}

void Sha256::add(const std::uint8_t* data, std::size_t size) {
    require(EVP_DigestUpdate(context_.get(), data, size));
}

std::string Sha256::finish() {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context_.get(), digest.data(), &size));
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += digits[digest[i] >> 4U];
        text += digits[digest[i] & 0xfU];
    }
    return text;
}

} // namespace ampsim::models::network
