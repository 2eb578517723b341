// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/codec.h"

#include "sim/error.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace ampsim::remote_port {
namespace {

enum Command : std::uint32_t {
    command_hello = 1,
    command_read = 3,
    command_write = 4,
    command_interrupt = 5,
    command_sync = 6,
    command_ats_request = 7,
    command_ats_invalidate = 8,
};

constexpr std::size_t length_offset = 4;
constexpr std::size_t hello_end = 32;    // from packet start
constexpr std::size_t bus_base_end = 58; // 4.0 layout
constexpr std::size_t bus_extended_end = 80;
constexpr std::size_t ats_reserved = 32;

constexpr std::uint64_t attribute_end_of_packet = 1 << 0;
constexpr std::uint64_t attribute_secure = 1 << 1;
constexpr std::uint64_t attribute_extended = 1 << 2;
constexpr std::uint64_t attribute_physical = 1 << 3;
constexpr std::uint64_t attribute_io_space = 1 << 4;
constexpr unsigned status_shift = 8;
constexpr std::uint64_t status_mask = 0xf;

/// Appends big-endian integers; the packet's length is filled in at the end.
class Writer {
public:
    Writer(std::vector<std::uint8_t>& out, std::uint32_t command, const Packet& packet)
        : out_(out), start_(out.size()) {
        put<std::uint32_t>(command);
        put<std::uint32_t>(0);
        put(packet.id);
        put(packet.flags);
        put(packet.device);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() {
        boost::endian::store_big_u32(
            out_.data() + start_ + length_offset,
            static_cast<std::uint32_t>(out_.size() - start_ - header_size));
    }

    template <typename Integer>
    void put(Integer value) {
        const std::size_t at = out_.size();
        out_.resize(at + sizeof value);
        boost::endian::endian_store<Integer, sizeof value, boost::endian::order::big>(
            out_.data() + at, value);
    }
    void put(VirtualTime time) { put<std::int64_t>(time.count()); }
    void put(const std::vector<std::uint8_t>& bytes) {
        out_.insert(out_.end(), bytes.begin(), bytes.end());
    }
    void zeros(std::size_t count) { out_.resize(out_.size() + count); }

private:
    std::vector<std::uint8_t>& out_;
    std::size_t start_;
};

/// Takes big-endian integers out of one packet; reading past its end is the peer's error.
class Reader {
public:
    Reader(const std::uint8_t* packet, std::size_t size, const char* what)
        : packet_(packet), size_(size), at_(header_size), what_(what) {}

    template <typename Integer>
    Integer take() {
        require(at_, sizeof(Integer));
        const auto value =
            boost::endian::endian_load<Integer, sizeof(Integer), boost::endian::order::big>(
                packet_ + at_);
        at_ += sizeof(Integer);
        return value;
    }
    VirtualTime take_time() { return VirtualTime{take<std::int64_t>()}; }
    std::vector<std::uint8_t> bytes(std::size_t from, std::size_t count) const {
        require(from, count);
        return {packet_ + from, packet_ + from + count};
    }
    void require(std::size_t from, std::size_t count) const {
        if (from > size_ || count > size_ - from)
            throw SimulationError(
                fmt::format("malformed {} packet: {} bytes at offset {} needed, the packet has {}",
                            what_, count, from, size_));
    }
    void move_to(std::size_t offset) { at_ = offset; }
    std::size_t at() const { return at_; }
    std::size_t size() const { return size_; }

private:
    const std::uint8_t* packet_;
    std::size_t size_;
    std::size_t at_;
    const char* what_;
};

struct Encoder {
    const Packet& packet;
    BusLayout layout;
    std::vector<std::uint8_t>& out;

    void operator()(const Hello& hello) const {
        Writer writer(out, command_hello, packet);
        writer.put(hello.major);
        writer.put(hello.minor);
        writer.put<std::uint32_t>(hello_end);
        writer.put(static_cast<std::uint16_t>(hello.capabilities.size()));
        writer.put<std::uint16_t>(0);
        for (const std::uint32_t capability : hello.capabilities)
            writer.put(capability);
    }

    void operator()(const BusAccess& access) const {
        const bool extended = layout == BusLayout::extended;
        if (!extended && needs_extended_layout(access))
            throw std::invalid_argument(
                "byte enables and master ids above 16 bits need the extended layout");
        Writer writer(out, access.write ? command_write : command_read, packet);
        writer.put(access.timestamp);
        std::uint64_t attributes = static_cast<std::uint64_t>(access.status) << status_shift;
        attributes |= access.end_of_packet ? attribute_end_of_packet : 0;
        attributes |= access.secure ? attribute_secure : 0;
        attributes |= extended ? attribute_extended : 0;
        attributes |= access.physical ? attribute_physical : 0;
        attributes |= access.io_space ? attribute_io_space : 0;
        writer.put(attributes);
        writer.put(access.address);
        writer.put(access.length);
        writer.put(access.width);
        writer.put(access.stream_width);
        writer.put(static_cast<std::uint16_t>(access.master));
        if (extended) {
            writer.put(static_cast<std::uint16_t>(access.master >> 16));
            writer.put(static_cast<std::uint32_t>(access.master >> 32));
            writer.put<std::uint32_t>(bus_extended_end);
            writer.put<std::uint32_t>(0);
            writer.put(static_cast<std::uint32_t>(bus_extended_end + access.data.size()));
            writer.put(static_cast<std::uint32_t>(access.enables.size()));
        }
        writer.put(access.data);
        writer.put(access.enables);
    }

    void operator()(const Interrupt& interrupt) const {
        Writer writer(out, command_interrupt, packet);
        writer.put(interrupt.timestamp);
        writer.put(interrupt.vector);
        writer.put(interrupt.line);
        writer.put<std::uint8_t>(interrupt.level ? 1 : 0);
    }

    void operator()(const Sync& sync) const {
        Writer writer(out, command_sync, packet);
        writer.put(sync.timestamp);
    }

    void operator()(const AddressTranslation& translation) const {
        Writer writer(out, translation.invalidate ? command_ats_invalidate : command_ats_request,
                      packet);
        writer.put(translation.timestamp);
        writer.put(translation.attributes);
        writer.put(translation.address);
        writer.put(translation.length);
        writer.put(translation.result);
        writer.zeros(ats_reserved);
    }

    void operator()(const Stop& stop) const {
        Writer writer(out, AMPSIM_STOP, packet);
        writer.put(stop.now);
        writer.put(stop.earliest);
        writer.put(stop.pc);
    }

    void operator()(const Grant& grant) const {
        Writer writer(out, AMPSIM_GRANT, packet);
        writer.put(grant.until);
    }

    void operator()(const Mark& mark) const {
        Writer writer(out, AMPSIM_MARK, packet);
        writer.put(mark.time);
        writer.put(mark.probe);
        writer.put(mark.cpu);
        writer.put(mark.argument);
    }

    void operator()(const Reset& reset) const {
        Writer writer(out, AMPSIM_RESET, packet);
        writer.put(reset.time);
    }

    void operator()(const Probe& probe) const {
        Writer writer(out, AMPSIM_PROBE, packet);
        writer.put(probe.probe);
        writer.put(static_cast<std::uint32_t>(probe.kind));
        writer.put(probe.address);
    }

    void operator()(const Module& module) const {
        if (module.name.size() >= AMPSIM_MODULE_NAME_SIZE)
            throw std::invalid_argument("module name too long: " + module.name);
        Writer writer(out, AMPSIM_MODULE, packet);
        writer.put(module.time);
        writer.put(static_cast<std::uint32_t>(module.section_addresses.size()));
        writer.put<std::uint32_t>(0);
        writer.put(std::vector<std::uint8_t>(module.name.begin(), module.name.end()));
        writer.zeros(AMPSIM_MODULE_NAME_SIZE - module.name.size());
        for (const std::uint64_t address : module.section_addresses)
            writer.put(address);
    }

    void operator()(const Shutdown&) const { const Writer writer(out, AMPSIM_SHUTDOWN, packet); }

    void operator()(const GuestOff& off) const {
        Writer writer(out, AMPSIM_GUEST_OFF, packet);
        writer.put(off.time);
        writer.put(static_cast<std::uint32_t>(off.cause));
    }

    void operator()(const Save& save) const {
        if (save.file.empty() || save.file.size() > AMPSIM_SAVE_FILE_MAX)
            throw std::invalid_argument("no path of a file to save to: " + save.file);
        Writer writer(out, AMPSIM_SAVE, packet);
        writer.put(std::vector<std::uint8_t>(save.file.begin(), save.file.end()));
    }

    void operator()(const Written& written) const {
        Writer writer(out, AMPSIM_WRITTEN, packet);
        writer.put(written.address);
        writer.put(written.size);
    }

    void operator()(const Cover& cover) const {
        Writer writer(out, AMPSIM_COVER, packet);
        writer.put(cover.time);
        writer.put(cover.address);
        writer.put(cover.size);
        writer.put(std::uint32_t{cover.covered ? 1U : 0U});
    }
};

Hello decode_hello(Reader& reader) {
    Hello hello;
    hello.major = reader.take<std::uint16_t>();
    hello.minor = reader.take<std::uint16_t>();
    const auto offset = reader.take<std::uint32_t>();
    const auto count = reader.take<std::uint16_t>();
    reader.take<std::uint16_t>();
    if (count == 0)
        return hello;
    reader.require(offset, count * sizeof(std::uint32_t));
    if (offset < hello_end)
        throw SimulationError(fmt::format(
            "malformed hello packet: capabilities at offset {}, inside the fixed fields", offset));
    reader.move_to(offset);
    for (unsigned i = 0; i < count; ++i)
        hello.capabilities.push_back(reader.take<std::uint32_t>());
    return hello;
}

BusAccess decode_bus_access(Reader& reader, bool write, bool response) {
    BusAccess access;
    access.write = write;
    access.timestamp = reader.take_time();
    const auto attributes = reader.take<std::uint64_t>();
    access.end_of_packet = (attributes & attribute_end_of_packet) != 0;
    access.secure = (attributes & attribute_secure) != 0;
    access.physical = (attributes & attribute_physical) != 0;
    access.io_space = (attributes & attribute_io_space) != 0;
    switch ((attributes >> status_shift) & status_mask) {
    case 0:
        access.status = Status::ok;
        break;
    case 2:
        access.status = Status::address_error;
        break;
    default:
        access.status = Status::bus_error;
        break;
    }
    access.address = reader.take<std::uint64_t>();
    access.length = reader.take<std::uint32_t>();
    if (access.length > longest_access) // a read's answer would have to be allocated
        throw SimulationError(fmt::format("{} of {} bytes, at most {} are accepted",
                                          write ? "write" : "read", access.length, longest_access));
    access.width = reader.take<std::uint32_t>();
    access.stream_width = reader.take<std::uint32_t>();
    access.master = reader.take<std::uint16_t>();
    const bool carries_data = write != response;
    std::size_t data_at = bus_base_end;
    if ((attributes & attribute_extended) != 0) {
        access.master |= std::uint64_t{reader.take<std::uint16_t>()} << 16;
        access.master |= std::uint64_t{reader.take<std::uint32_t>()} << 32;
        data_at = reader.take<std::uint32_t>();
        reader.take<std::uint32_t>(); // next_offset: no peer chains accesses
        const auto enables_at = reader.take<std::uint32_t>();
        const auto enables = reader.take<std::uint32_t>();
        if (enables != 0) // the offset alone means nothing: peers always set it
            access.enables = reader.bytes(enables_at, enables);
        if (carries_data && data_at < bus_extended_end)
            throw SimulationError(fmt::format(
                "malformed bus packet: data at offset {}, inside the fixed fields", data_at));
    }
    if (carries_data)
        access.data = reader.bytes(data_at, access.length);
    return access;
}

Module decode_module(Reader& reader) {
    Module module;
    module.time = reader.take_time();
    const auto count = reader.take<std::uint32_t>();
    reader.take<std::uint32_t>();
    if (count > AMPSIM_MODULE_SECTIONS_MAX)
        throw SimulationError(
            fmt::format("malformed module packet: {} sections, at most {} expected", count,
                        AMPSIM_MODULE_SECTIONS_MAX));
    const auto text = reader.bytes(reader.at(), AMPSIM_MODULE_NAME_SIZE);
    const auto end = std::find(text.begin(), text.end(), 0);
    if (end == text.end())
        throw SimulationError("malformed module packet: its name has no end");
    module.name.assign(text.begin(), end);
    reader.move_to(reader.at() + AMPSIM_MODULE_NAME_SIZE);
    for (unsigned i = 0; i < count; ++i)
        module.section_addresses.push_back(reader.take<std::uint64_t>());
    return module;
}

Save decode_save(const Reader& reader) {
    const auto text = reader.bytes(reader.at(), reader.size() - reader.at());
    if (text.empty() || text.size() > AMPSIM_SAVE_FILE_MAX)
        throw SimulationError(
            fmt::format("malformed save packet: a path of {} bytes, 1 to {} expected", text.size(),
                        AMPSIM_SAVE_FILE_MAX));
    return Save{{text.begin(), text.end()}};
}

template <typename Enumeration>
Enumeration checked(std::uint32_t value, Enumeration last, const char* what) {
    if (value > static_cast<std::uint32_t>(last))
        throw SimulationError(fmt::format("malformed packet: {} {} is unknown", what, value));
    return static_cast<Enumeration>(value);
}

Body decode_body(std::uint32_t command, bool response, const std::uint8_t* packet,
                 std::size_t size) {
    switch (command) {
    case command_hello: {
        Reader reader(packet, size, "hello");
        return decode_hello(reader);
    }
    case command_read:
    case command_write: {
        Reader reader(packet, size, command == command_write ? "write" : "read");
        return decode_bus_access(reader, command == command_write, response);
    }
    case command_interrupt: {
        Reader reader(packet, size, "interrupt");
        Interrupt interrupt;
        interrupt.timestamp = reader.take_time();
        interrupt.vector = reader.take<std::uint64_t>();
        interrupt.line = reader.take<std::uint32_t>();
        interrupt.level = reader.take<std::uint8_t>() != 0;
        return interrupt;
    }
    case command_sync: {
        Reader reader(packet, size, "sync");
        return Sync{reader.take_time()};
    }
    case command_ats_request:
    case command_ats_invalidate: {
        Reader reader(packet, size, "address translation");
        AddressTranslation translation;
        translation.invalidate = command == command_ats_invalidate;
        translation.timestamp = reader.take_time();
        translation.attributes = reader.take<std::uint64_t>();
        translation.address = reader.take<std::uint64_t>();
        translation.length = reader.take<std::uint64_t>();
        translation.result = reader.take<std::uint32_t>();
        return translation;
    }
    case AMPSIM_STOP: {
        Reader reader(packet, size, "stop");
        Stop stop;
        stop.now = reader.take_time();
        stop.earliest = reader.take_time();
        stop.pc = reader.take<std::uint64_t>();
        return stop;
    }
    case AMPSIM_GRANT: {
        Reader reader(packet, size, "grant");
        return Grant{reader.take_time()};
    }
    case AMPSIM_MARK: {
        Reader reader(packet, size, "mark");
        Mark mark;
        mark.time = reader.take_time();
        mark.probe = reader.take<std::uint32_t>();
        mark.cpu = reader.take<std::uint32_t>();
        mark.argument = reader.take<std::uint64_t>();
        return mark;
    }
    case AMPSIM_RESET: {
        Reader reader(packet, size, "reset");
        return Reset{reader.take_time()};
    }
    case AMPSIM_PROBE: {
        Reader reader(packet, size, "probe");
        Probe probe;
        probe.probe = reader.take<std::uint32_t>();
        probe.kind =
            checked(reader.take<std::uint32_t>(), AMPSIM_PROBE_MARK_AND_STOP, "kind of probe");
        probe.address = reader.take<std::uint64_t>();
        return probe;
    }
    case AMPSIM_MODULE: {
        Reader reader(packet, size, "module");
        return decode_module(reader);
    }
    case AMPSIM_SHUTDOWN:
        return Shutdown{};
    case AMPSIM_GUEST_OFF: {
        Reader reader(packet, size, "guest-off");
        GuestOff off;
        off.time = reader.take_time();
        off.cause = checked(reader.take<std::uint32_t>(), AMPSIM_OFF_PANIC, "cause of guest-off");
        return off;
    }
    case AMPSIM_SAVE: {
        const Reader reader(packet, size, "save");
        return decode_save(reader);
    }
    case AMPSIM_WRITTEN: {
        Reader reader(packet, size, "written");
        Written written;
        written.address = reader.take<std::uint64_t>();
        written.size = reader.take<std::uint64_t>();
        return written;
    }
    case AMPSIM_COVER: {
        Reader reader(packet, size, "cover");
        Cover cover;
        cover.time = reader.take_time();
        cover.address = reader.take<std::uint64_t>();
        cover.size = reader.take<std::uint64_t>();
        cover.covered = reader.take<std::uint32_t>() != 0;
        return cover;
    }
    default:
        throw SimulationError(fmt::format(
            "unknown Remote-Port command {:#x}: is the peer a Remote-Port 4 end-point?", command));
    }
}

} // namespace

const char* name(const Body& body) {
    static constexpr const char* names[] = {
        "hello",  "access",   "interrupt", "sync",  "address translation",
        "stop",   "grant",    "mark",      "reset", "probe",
        "module", "shutdown", "guest-off", "save",  "written",
        "cover"};
    static_assert(std::size(names) == std::variant_size_v<Body>);
    if (const auto* access = std::get_if<BusAccess>(&body))
        return access->write ? "write" : "read";
    return names[body.index()];
}

bool needs_extended_layout(const BusAccess& access) {
    return access.master > 0xffff || !access.enables.empty();
}

void encode(const Packet& packet, BusLayout layout, std::vector<std::uint8_t>& out) {
    std::visit(Encoder{packet, layout, out}, packet.body);
}

std::size_t packet_size(const std::uint8_t* header) {
    return header_size + boost::endian::load_big_u32(header + length_offset);
}

void Decoder::feed(const std::uint8_t* bytes, std::size_t count) {
    // What has been decoded goes when that moves little: a stream need not ever pause.
    if (begin_ >= buffer_.size() - begin_) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
        begin_ = 0;
    }
    buffer_.insert(buffer_.end(), bytes, bytes + count);
}

std::optional<Packet> Decoder::next() {
    const std::size_t available = buffer_.size() - begin_;
    if (available < header_size)
        return std::nullopt;
    const std::uint8_t* start = buffer_.data() + begin_;
    const auto word = [start](std::size_t offset) {
        return boost::endian::load_big_u32(start + offset);
    };
    const std::uint32_t payload = word(length_offset);
    if (payload > longest_payload)
        throw SimulationError(
            fmt::format("packet of {} bytes announced, at most {} are accepted: is "
                        "the peer a Remote-Port end-point?",
                        payload, longest_payload));
    const std::size_t size = header_size + payload;
    if (available < size)
        return std::nullopt;
    Packet packet;
    packet.id = word(8);
    packet.flags = word(12);
    packet.device = word(16);
    packet.body = decode_body(word(0), packet.is_response(), start, size);
    last_ = begin_;
    begin_ += size;
    return packet;
}

} // namespace ampsim::remote_port
