// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/ninep_message.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string_view>

namespace ampsim::models::virtio::ninep {

namespace {

constexpr std::uint8_t tlopen = 12;

namespace open_flags { // Linux' of most processors, whatever the guest's are
constexpr std::uint32_t access = 03;
constexpr std::uint32_t create = 0100;
constexpr std::uint32_t truncate = 01000;
} // namespace open_flags

/// What a request consists of, field after field: a number of 1, 2, 4 or 8 bytes; n: a name in a
/// directory; s: another text; w: a counted list of names; d: counted data.
struct Request {
    std::uint8_t type;
    bool changes; ///< files; Tlopen may
    const char* fields;
};
constexpr Request requests[] = {
    {8, false, "4"},           // Tstatfs
    {tlopen, false, "44"},     //
    {14, true, "4n444"},       // Tlcreate
    {16, true, "4ns4"},        // Tsymlink: where it points to is the guest's business
    {18, true, "4n4444"},      // Tmknod
    {20, true, "44n"},         // Trename
    {22, false, "4"},          // Treadlink
    {24, false, "48"},         // Tgetattr
    {26, true, "4444488888"},  // Tsetattr
    {30, false, "44s"},        // Txattrwalk
    {32, true, "4s84"},        // Txattrcreate
    {40, false, "484"},        // Treaddir
    {50, false, "4"},          // Tfsync
    {52, false, "414884s"},    // Tlock
    {54, false, "41884s"},     // Tgetlock
    {70, true, "44n"},         // Tlink
    {72, true, "4n44"},        // Tmkdir
    {74, true, "4n4n"},        // Trenameat
    {76, true, "4n4"},         // Tunlinkat
    {tversion, false, "4s"},   //
    {102, false, "4ss4"},      // Tauth
    {tattach, false, "44ss4"}, //
    {108, false, "2"},         // Tflush
    {110, false, "44w"},       // Twalk
    {116, false, "484"},       // Tread
    {118, true, "48d"},        // Twrite
    {120, false, "4"},         // Tclunk
    {122, true, "4"},          // Tremove
};

const Request* find_request(std::uint8_t type) {
    const auto* found = std::find_if(std::begin(requests), std::end(requests),
                                     [type](const Request& each) { return each.type == type; });
    return found == std::end(requests) ? nullptr : found;
}

/// Reads a message from its front to its end.
class Reader {
public:
    explicit Reader(const Bytes& message) : message_(message) {}

    template <typename Number>
    std::optional<Number> number() {
        const auto found = parse<Number>(message_, at_);
        at_ += sizeof(Number);
        return found;
    }
    std::optional<std::string_view> text() {
        const auto size = number<little_uint16_t>();
        if (!size || *size > message_.size() - at_) {
            return std::nullopt;
        }
        const std::string_view found(reinterpret_cast<const char*>(message_.data()) + at_, *size);
        at_ += *size;
        return found;
    }
    /// An errno.
    int field(char kind) {
        switch (kind) {
        case '1':
            return number<std::uint8_t>() ? 0 : EPROTO;
        case '2':
            return number<little_uint16_t>() ? 0 : EPROTO;
        case '4':
            return number<little_uint32_t>() ? 0 : EPROTO;
        case '8':
            return number<little_uint64_t>() ? 0 : EPROTO;
        case 's':
            return text() ? 0 : EPROTO;
        case 'n':
            return name();
        case 'w':
            return names();
        default:
            return data();
        }
    }

private:
    int name() {
        const auto found = text();
        if (!found) {
            return EPROTO;
        }
        return *found == ".." || found->find('/') != std::string_view::npos ? EACCES : 0;
    }
    int names() {
        const auto count = number<little_uint16_t>();
        int problem = count ? 0 : EPROTO;
        for (unsigned n = 0; problem == 0 && n < *count; ++n) {
            problem = name();
        }
        return problem;
    }
    int data() {
        const auto size = number<little_uint32_t>();
        return size && *size <= message_.size() - at_ ? 0 : EPROTO;
    }

    const Bytes& message_;
    std::size_t at_ = sizeof(Header);
};

} // namespace

Bytes error_message(std::uint16_t tag, int error) {
    Header header;
    header.type = rlerror;
    header.tag = tag;
    header.size = sizeof(Header) + sizeof(little_uint32_t);
    Bytes message = bytes_of(header);
    append(message, little_uint32_t{static_cast<std::uint32_t>(error)});
    return message;
}

int objection(const Bytes& message, bool read_only) {
    const Request* request = find_request(parse<Header>(message)->type);
    if (request == nullptr) {
        return EOPNOTSUPP;
    }
    Reader reader(message);
    for (const char* kind = request->fields; *kind != 0; ++kind) {
        if (const int problem = reader.field(*kind)) {
            return problem;
        }
    }
    bool changes = request->changes;
    if (request->type == tlopen) { // diod 1.0.24 truncates a file of a read-only export
        const auto flags =
            parse<little_uint32_t>(message, sizeof(Header) + sizeof(little_uint32_t));
        changes = (*flags & (open_flags::access | open_flags::create | open_flags::truncate)) != 0;
    }
    return changes && read_only ? EROFS : 0;
}

std::uint32_t attaching_user(const Bytes& message) {
    Reader reader(message);
    reader.number<little_uint32_t>(); // fid
    reader.number<little_uint32_t>(); // afid
    reader.text();
    reader.text();
    return *reader.number<little_uint32_t>();
}

Bytes attach_to(const Bytes& message, const std::string& name, std::uint32_t user) {
    Reader reader(message);
    Header header = *parse<Header>(message);
    Bytes result = bytes_of(header);
    const auto append_text = [&result](std::string_view text) {
        append(result, little_uint16_t{static_cast<std::uint16_t>(text.size())});
        result.insert(result.end(), text.begin(), text.end());
    };
    append(result, *reader.number<little_uint32_t>()); // fid
    append(result, *reader.number<little_uint32_t>()); // afid
    append_text(*reader.text());
    append_text(name);
    append(result, little_uint32_t{user});
    header.size = static_cast<std::uint32_t>(result.size());
    std::memcpy(result.data(), &header, sizeof header);
    return result;
}

std::uint32_t longest_message(const Bytes& message) {
    const auto size = parse<little_uint32_t>(message, sizeof(Header));
    return size ? size->value() : 0;
}

void set_longest_message(Bytes& message, std::uint32_t size) {
    const little_uint32_t field{size};
    std::memcpy(message.data() + sizeof(Header), &field, sizeof field);
}

} // namespace ampsim::models::virtio::ninep
