// SPDX-License-Identifier: BSD-3-Clause
#include "models/cache/data_cache.h"

#include "models/time_contract.h"

#include <algorithm>
#include <stdexcept>

namespace ampsim::models {

using sc_core::sc_time;

namespace {

constexpr std::uint64_t bits(std::uint64_t first, std::uint64_t count) {
    const std::uint64_t all = count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
    return all << first;
}

void fill_in(tlm::tlm_generic_payload& transaction, tlm::tlm_command command, std::uint64_t address,
             unsigned char* data, std::size_t size) {
    transaction.set_command(command);
    transaction.set_address(address);
    transaction.set_data_ptr(data);
    transaction.set_data_length(static_cast<unsigned>(size));
    transaction.set_streaming_width(static_cast<unsigned>(size));
}

} // namespace

DataCache::DataCache(sc_core::sc_module_name name, const DataCacheParameters& parameters,
                     CacheChecker& checker)
    : sc_module(name), parameters_(parameters), checker_(checker) {
    if (parameters.line_size != 32 && parameters.line_size != 64) {
        throw std::logic_error(std::string(this->name()) + ": a cache has lines of 32 or 64 bytes");
    }
    in.register_b_transport(this, &DataCache::b_transport);
    in.register_transport_dbg(this, &DataCache::transport_dbg);
}

// --- Accesses of the node

std::optional<std::uint64_t> DataCache::offset_of(std::uint64_t address, std::uint64_t size) const {
    for (const CachedRange& range : ranges_) {
        if (address >= range.address && size <= range.size &&
            address - range.address <= range.size - size) {
            return address - range.address + range.offset;
        }
    }
    return std::nullopt;
}

/// What a processor does not do to memory passes through, and finds what the memory has.
bool DataCache::serves(const tlm::tlm_generic_payload& transaction) const {
    const unsigned size = transaction.get_data_length();
    return parameters_.enabled && (transaction.is_read() || transaction.is_write()) && size > 0 &&
           transaction.get_byte_enable_ptr() == nullptr &&
           transaction.get_streaming_width() >= size &&
           offset_of(transaction.get_address(), size).has_value();
}

void DataCache::b_transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
    if (!serves(transaction)) {
        out->b_transport(transaction, delay);
        return;
    }
    wait_for_arrival(delay);
    const std::uint64_t address = transaction.get_address();
    const std::uint64_t offset = *offset_of(address, 1);
    const std::uint64_t size = transaction.get_data_length();
    for (std::uint64_t done = 0; done < size;) {
        const std::uint64_t in_line = (offset + done) % parameters_.line_size;
        const std::uint64_t part = std::min(size - done, parameters_.line_size - in_line);
        tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
        Line* line = line_of(offset + done - in_line, address + done - in_line, status);
        if (line == nullptr) {
            transaction.set_response_status(status);
            return;
        }
        unsigned char* data = transaction.get_data_ptr() + done;
        if (transaction.is_read()) {
            read(*line, offset + done, data, part);
        } else {
            write(*line, offset + done, data, part);
        }
        done += part;
    }
    delay += parameters_.hit_latency;
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
}

/// A debugger sees the memory.
unsigned DataCache::transport_dbg(tlm::tlm_generic_payload& transaction) {
    return out->transport_dbg(transaction);
}

DataCache::Line* DataCache::line_of(std::uint64_t offset, std::uint64_t address,
                                    tlm::tlm_response_status& status) {
    const auto found = lines_.find(offset);
    if (found != lines_.end()) {
        ++counters_.hits;
        ages_.splice(ages_.end(), ages_, found->second.age);
        return &found->second;
    }
    ++counters_.misses;
    return fill(offset, address, status);
}

/// Null: the memory refuses it, as `status` says.
DataCache::Line* DataCache::fill(std::uint64_t start, std::uint64_t address,
                                 tlm::tlm_response_status& status) {
    while (parameters_.lines != 0 && lines_.size() >= parameters_.lines) {
        const std::uint64_t oldest = ages_.front();
        write_back(oldest, lines_.at(oldest));
        const auto evicted = lines_.find(oldest);
        if (evicted != lines_.end()) {
            ++counters_.evictions;
            drop(evicted);
        }
    }
    Line line;
    line.address = address;
    line.times.filled = sc_core::sc_time_stamp();
    status = transport(tlm::TLM_READ_COMMAND, address, line.bytes.data());
    if (status != tlm::TLM_OK_RESPONSE) {
        return nullptr;
    }
    line.age = ages_.insert(ages_.end(), start);
    return &lines_.insert_or_assign(start, line).first->second;
}

void DataCache::read(Line& line, std::uint64_t offset, unsigned char* data, std::uint64_t size) {
    const std::uint64_t first = offset % parameters_.line_size;
    look_for_others(offset - first, line, first, size, line.dirty, true);
    std::copy_n(line.bytes.data() + first, size, data);
}

void DataCache::write(Line& line, std::uint64_t offset, const unsigned char* data,
                      std::uint64_t size) {
    const std::uint64_t first = offset % parameters_.line_size;
    std::copy_n(data, size, line.bytes.data() + first);
    if (line.dirty == 0) {
        line.times.dirty_since = sc_core::sc_time_stamp();
    }
    line.dirty |= bits(first, size);
}

/// Tells of bytes [first, first + size) of the line that the memory has otherwise.
void DataCache::look_for_others(std::uint64_t start, const Line& line, std::uint64_t first,
                                std::uint64_t size, std::uint64_t ignored, bool is_read) {
    const std::array<unsigned char, largest_line> memory = memory_of(line);
    for (std::uint64_t byte = first; byte < first + size; ++byte) {
        if (memory[byte] == line.bytes[byte] || (ignored & bits(byte, 1)) != 0) {
            continue;
        }
        CacheLineTimes& times = lines_.at(start).times;
        if (is_read) {
            checker_.stale_read(start + byte, times);
        } else {
            checker_.overwritten(start + byte, times);
        }
        return;
    }
}

// --- The memory

std::array<unsigned char, DataCache::largest_line> DataCache::memory_of(const Line& line) {
    std::array<unsigned char, largest_line> memory = line.bytes;
    tlm::tlm_generic_payload transaction;
    fill_in(transaction, tlm::TLM_READ_COMMAND, line.address, memory.data(), parameters_.line_size);
    out->transport_dbg(transaction);
    return memory;
}

tlm::tlm_response_status DataCache::transport(tlm::tlm_command command, std::uint64_t address,
                                              unsigned char* data) {
    tlm::tlm_generic_payload transaction;
    fill_in(transaction, command, address, data, parameters_.line_size);
    sc_time delay = sc_core::SC_ZERO_TIME;
    out->b_transport(transaction, delay);
    if (delay != sc_core::SC_ZERO_TIME) {
        sc_core::wait(delay);
    }
    return transaction.get_response_status();
}

/// All of the line, as a cache does: it has no way to write a part.
void DataCache::write_back(std::uint64_t start, Line& line) {
    if (line.dirty == 0) {
        return;
    }
    ++counters_.write_backs;
    look_for_others(start, line, 0, parameters_.line_size, line.dirty, false);
    std::array<unsigned char, largest_line> bytes = line.bytes;
    line.dirty = 0;
    transport(tlm::TLM_WRITE_COMMAND, line.address, bytes.data());
}

void DataCache::drop(Lines::iterator line) {
    ages_.erase(line->second.age);
    lines_.erase(line);
}

// --- Maintenance

void DataCache::clean(std::uint64_t address) {
    const std::optional<std::uint64_t> offset = offset_of(address, 1);
    const auto found =
        lines_.find(offset.value_or(0) / parameters_.line_size * parameters_.line_size);
    if (offset && found != lines_.end()) {
        ++counters_.cleaned;
        write_back(found->first, found->second);
    }
}

void DataCache::invalidate(std::uint64_t address) {
    const std::optional<std::uint64_t> offset = offset_of(address, 1);
    const auto found =
        lines_.find(offset.value_or(0) / parameters_.line_size * parameters_.line_size);
    if (offset && found != lines_.end()) {
        ++counters_.invalidated;
        counters_.discarded += found->second.dirty != 0 ? 1 : 0;
        drop(found);
    }
}

void DataCache::clean_all() {
    while (const std::optional<Dirty> dirty = first_dirty()) {
        const std::uint64_t start = dirty->offset / parameters_.line_size * parameters_.line_size;
        ++counters_.cleaned;
        write_back(start, lines_.at(start));
    }
}

void DataCache::invalidate_all() {
    for (const auto& [start, line] : lines_) {
        ++counters_.invalidated;
        counters_.discarded += line.dirty != 0 ? 1 : 0;
    }
    lines_.clear();
    ages_.clear();
}

std::optional<DataCache::Dirty>
DataCache::first_dirty(const std::vector<CachedRange>& within) const {
    const auto counts = [&within](std::uint64_t offset) {
        return within.empty() ||
               std::any_of(within.begin(), within.end(), [offset](const CachedRange& part) {
                   return offset >= part.offset && offset - part.offset < part.size;
               });
    };
    for (const auto& [start, line] : lines_) {
        for (std::uint64_t byte = 0; line.dirty != 0 && byte < parameters_.line_size; ++byte) {
            if ((line.dirty & bits(byte, 1)) != 0 && counts(start + byte)) {
                return Dirty{start + byte, line.times};
            }
        }
    }
    return std::nullopt;
}

} // namespace ampsim::models
