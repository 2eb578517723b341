// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/ninep_message.h"

#include <string_view>

namespace ampsim::models::virtio::ninep {

namespace {

/// Where names are: 4 for a number of four bytes, n for a name, w for a counted list of names.
/// What comes after the last name is not looked at.
std::string_view fields_of(std::uint8_t type) {
    switch (type) {
    case 14: // Tlcreate
    case 18: // Tmknod
    case 16: // Tsymlink; where it points to is the guest's business
    case 72: // Tmkdir
    case 76: // Tunlinkat
        return "4n";
    case 20: // Trename
    case 70: // Tlink
        return "44n";
    case 74: // Trenameat
        return "4n4n";
    case 110: // Twalk
        return "44w";
    default:
        return "";
    }
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
    bool name() {
        const auto found = text();
        return found && *found != ".." && found->find('/') == std::string_view::npos;
    }
    bool names() {
        const auto count = number<little_uint16_t>();
        for (unsigned n = 0; count && n < *count; ++n) {
            if (!name()) {
                return false;
            }
        }
        return count.has_value();
    }

private:
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

bool names_stay_inside(const Bytes& message) {
    Reader reader(message);
    for (const char field : fields_of(parse<Header>(message)->type)) {
        const bool fits = field == '4'   ? reader.number<little_uint32_t>().has_value()
                          : field == 'n' ? reader.name()
                                         : reader.names();
        if (!fits) {
            return false;
        }
    }
    return true;
}

std::optional<Bytes> attach_to(const Bytes& message, const std::string& name,
                               std::uint32_t user_of_server) {
    constexpr std::uint32_t no_user = UINT32_MAX;
    Reader reader(message);
    const auto fid = reader.number<little_uint32_t>();
    const auto afid = reader.number<little_uint32_t>();
    const auto user = fid && afid ? reader.text() : std::nullopt;
    const auto tree = user ? reader.text() : std::nullopt;
    const auto user_number = tree ? reader.number<little_uint32_t>() : std::nullopt;
    if (!user_number) {
        return std::nullopt;
    }
    Header header = *parse<Header>(message);
    header.size = static_cast<std::uint32_t>(message.size() - tree->size() + name.size());
    Bytes result = bytes_of(header);
    const auto append_text = [&result](std::string_view text) {
        append(result, little_uint16_t{static_cast<std::uint16_t>(text.size())});
        result.insert(result.end(), text.begin(), text.end());
    };
    append(result, *fid);
    append(result, *afid);
    append_text(*user);
    append_text(name);
    // Linux attaches as "nobody", without a number, and its users only then. Without a database of
    // users the server wants a number: it is its own user's, of whom it has the rights.
    append(result,
           little_uint32_t{*user_number == no_user ? user_of_server : user_number->value()});
    header.size = static_cast<std::uint32_t>(result.size()); // without what trailed
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
