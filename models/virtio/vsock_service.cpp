// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock_endpoint.h"

#include <openssl/evp.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

/// What an endpoint has to say and the guest has not taken yet.
class Outgoing {
public:
    std::size_t size() const { return bytes_.size(); }
    template <typename Iterator>
    void append(Iterator first, Iterator last) {
        bytes_.insert(bytes_.end(), first, last);
    }
    Bytes take(std::size_t size) {
        const auto end =
            bytes_.begin() + static_cast<std::ptrdiff_t>(std::min(size, bytes_.size()));
        Bytes taken(bytes_.begin(), end);
        bytes_.erase(bytes_.begin(), end);
        return taken;
    }

private:
    std::deque<std::uint8_t> bytes_;
};

class Echo final : public VsockEndpoint {
public:
    std::size_t take(const std::uint8_t* data, std::size_t size) override {
        const std::size_t taken = std::min(size, capacity - std::min(capacity, outgoing_.size()));
        outgoing_.append(data, data + taken);
        return taken;
    }
    Bytes give(std::size_t size) override { return outgoing_.take(size); }
    bool has_more() override { return outgoing_.size() > 0; }
    void end_of_input() override { ended_ = true; }
    bool finished() override { return ended_ && outgoing_.size() == 0; }

private:
    static constexpr std::size_t capacity = 65536; ///< a guest that does not read is held up
    Outgoing outgoing_;
    bool ended_ = false;
};

class Discard final : public VsockEndpoint {
public:
    std::size_t take(const std::uint8_t*, std::size_t size) override { return size; }
    Bytes give(std::size_t) override { return {}; }
    bool has_more() override { return false; }
    void end_of_input() override { ended_ = true; }
    bool finished() override { return ended_; }

private:
    bool ended_ = false;
};

class Sha256Sink final : public VsockEndpoint {
public:
    Sha256Sink() : context_(EVP_MD_CTX_new()) {
        EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    }
    std::size_t take(const std::uint8_t* data, std::size_t size) override {
        EVP_DigestUpdate(context_.get(), data, size);
        return size;
    }
    Bytes give(std::size_t size) override { return answer_.take(size); }
    bool has_more() override { return answer_.size() > 0; }
    void end_of_input() override {
        ended_ = true;
        std::uint8_t digest[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), digest, &size);
        std::string text;
        for (unsigned n = 0; n < size; ++n) {
            constexpr char digits[] = "0123456789abcdef";
            text += digits[digest[n] >> 4];
            text += digits[digest[n] & 15];
        }
        text += '\n';
        answer_.append(text.begin(), text.end());
    }
    bool finished() override { return ended_ && answer_.size() == 0; }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;
    Outgoing answer_;
    bool ended_ = false;
};

template <typename Endpoint>
VsockService service() {
    return [] {
        return std::make_unique<Endpoint>();
    };
}

} // namespace

VsockService vsock_service(const std::string& name) {
    if (name == "echo") {
        return service<Echo>();
    }
    if (name == "discard") {
        return service<Discard>();
    }
    if (name == "sha256") {
        return service<Sha256Sink>();
    }
    throw std::invalid_argument("vsock: there is no service '" + name +
                                "'; there are echo, discard and sha256");
}

} // namespace ampsim::models::virtio
