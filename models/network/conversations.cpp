// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/conversations.h"

#include "models/network/sha256.h"
#include "models/random.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace ampsim::models::network {

namespace {

constexpr std::size_t piece = 65507; // of a long reply; what fits into a datagram is one piece

Bytes bytes_of(const std::string& text) {
    return {text.begin(), text.end()};
}

class Echo : public Conversation {
    Step hear(const std::uint8_t* data, std::size_t size) override {
        return {size, Bytes(data, data + size), true, Step::Next::listen};
    }
};

class Discard : public Conversation {
    Step hear(const std::uint8_t*, std::size_t size) override {
        return {size, {}, false, Step::Next::listen};
    }
};

class RequestResponse : public Conversation {
public:
    RequestResponse(std::uint32_t request_bytes, std::uint32_t response_bytes)
        : request_(request_bytes), response_(response_bytes) {}

    Step hear(const std::uint8_t*, std::size_t size) override {
        if (unsaid_ > 0) {
            return speak(0, false);
        }
        const std::size_t consumed = std::min<std::size_t>(size, request_ - heard_);
        heard_ += consumed;
        if (heard_ < request_) {
            return {consumed, {}, false, Step::Next::listen};
        }
        heard_ = 0;
        unsaid_ = response_;
        return speak(consumed, true);
    }

private:
    Step speak(std::size_t consumed, bool is_answer) {
        const std::size_t size = std::min(unsaid_, piece);
        unsaid_ -= size;
        return {consumed, Bytes(size, 0), is_answer,
                unsaid_ > 0 ? Step::Next::speak : Step::Next::listen};
    }

    std::size_t request_;
    std::size_t response_;
    std::size_t heard_ = 0;
    std::size_t unsaid_ = 0;
};

/// The header of a message, in network byte order: 64 bits sequence number, 16 bits flags, 32 bits
/// length of the message with its header [sockperf, message.h].
class Sockperf : public Conversation {
public:
    Step hear(const std::uint8_t* data, std::size_t size) override {
        const std::size_t wanted = message_.size() < header_size ? header_size : length();
        const std::size_t consumed = std::min(size, wanted - message_.size());
        message_.insert(message_.end(), data, data + consumed);
        if (message_.size() < header_size) {
            return {consumed, {}, false, Step::Next::listen};
        }
        if (length() < header_size || length() > length_max) {
            return {consumed, {}, false, Step::Next::refuse};
        }
        if (message_.size() < length()) {
            return {consumed, {}, false, Step::Next::listen};
        }
        Bytes message = std::move(message_);
        message_.clear();
        const std::uint8_t flags = message[flags_at];
        if ((flags & (from_client | wants_answer | is_warm_up)) != (from_client | wants_answer)) {
            return {consumed, {}, false, Step::Next::listen};
        }
        message[flags_at] = flags & static_cast<std::uint8_t>(~from_client);
        return {consumed, std::move(message), true, Step::Next::listen};
    }

private:
    std::size_t length() const {
        std::size_t value = 0;
        for (std::size_t i = length_at; i < header_size; ++i) {
            value = value << 8U | message_[i];
        }
        return value;
    }

    static constexpr std::size_t flags_at = 9; // the low byte
    static constexpr std::size_t length_at = 10;
    static constexpr std::size_t header_size = 14;
    static constexpr std::size_t length_max = 65507;
    static constexpr std::uint8_t from_client = 1;
    static constexpr std::uint8_t wants_answer = 2;
    static constexpr std::uint8_t is_warm_up = 4;

    Bytes message_;
};

class Sink : public Conversation {
    Step hear(const std::uint8_t* data, std::size_t size) override {
        hash_.add(data, size);
        return {size, {}, false, Step::Next::listen};
    }
    Bytes farewell() override { return bytes_of(hash_.finish() + "\n"); }

    Sha256 hash_;
};

class Source : public Conversation {
public:
    explicit Source(std::uint64_t seed) : seed_(seed) {}

    Step hear(const std::uint8_t* data, std::size_t size) override {
        if (end_) {
            return speak(0);
        }
        const std::uint8_t* const newline = std::find(data, data + size, '\n');
        const bool complete = newline != data + size;
        line_.append(data, newline);
        const std::size_t consumed = complete ? (newline - data) + 1 : size;
        if (line_.size() > line_max) {
            return {consumed, {}, false, Step::Next::refuse};
        }
        return complete ? answer(consumed) : Step{consumed, {}, false, Step::Next::listen};
    }

private:
    Step answer(std::size_t consumed) {
        std::string_view line = line_;
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
        constexpr std::string_view hash = "sha256 ";
        const bool wants_hash = line.substr(0, hash.size()) == hash;
        line.remove_prefix(wants_hash ? hash.size() : 0);
        std::uint64_t count = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), count);
        if (error != std::errc() || end != line.data() + line.size() || count > count_max) {
            return {consumed, {}, false, Step::Next::refuse};
        }
        if (wants_hash) {
            return {consumed, bytes_of(hash_of(count) + "\n"), true, Step::Next::close};
        }
        end_ = count;
        Step step = speak(consumed);
        step.is_answer = true;
        return step;
    }

    Step speak(std::size_t consumed) {
        const std::size_t size = std::min<std::uint64_t>(piece, *end_ - said_);
        Bytes bytes = pattern(seed_, said_, size);
        said_ += size;
        return {consumed, std::move(bytes), false,
                said_ < *end_ ? Step::Next::speak : Step::Next::close};
    }

    std::string hash_of(std::uint64_t count) const {
        Sha256 hash;
        for (std::uint64_t at = 0; at < count; at += piece) {
            const Bytes bytes = pattern(seed_, at, std::min<std::uint64_t>(piece, count - at));
            hash.add(bytes.data(), bytes.size());
        }
        return hash.finish();
    }

    static constexpr std::size_t line_max = 64;
    static constexpr std::uint64_t count_max = 1ULL << 32;

    std::uint64_t seed_;
    std::string line_;
    std::optional<std::uint64_t> end_; ///< what is to be said, once that is known
    std::uint64_t said_ = 0;
};

template <typename Kind, typename... Arguments>
ConversationFactory factory(Arguments... arguments) {
    return [=] {
        return std::make_unique<Kind>(arguments...);
    };
}

} // namespace

Bytes pattern(std::uint64_t seed, std::uint64_t begin, std::size_t size) {
    constexpr std::uint64_t word_size = 8;
    Bytes bytes(size);
    for (std::size_t i = 0; i < size;) {
        std::uint64_t at = begin + i;
        std::uint64_t word = Random::number(seed, at / word_size) >> (8 * (at % word_size));
        do {
            bytes[i++] = static_cast<std::uint8_t>(word);
            word >>= 8U;
        } while (++at % word_size != 0 && i < size);
    }
    return bytes;
}

ConversationFactory echo() {
    return factory<Echo>();
}
ConversationFactory discard() {
    return factory<Discard>();
}
ConversationFactory request_response(std::uint32_t request_bytes, std::uint32_t response_bytes) {
    return factory<RequestResponse>(request_bytes, response_bytes);
}
ConversationFactory sockperf() {
    return factory<Sockperf>();
}
ConversationFactory sink() {
    return factory<Sink>();
}
ConversationFactory source(std::uint64_t seed) {
    return factory<Source>(seed);
}

} // namespace ampsim::models::network
