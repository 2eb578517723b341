// SPDX-License-Identifier: BSD-3-Clause
//
// What devices have read from memory that nodes write directly. It is an input of the hub as the
// packets of its links are: kept next to their recordings, and given again when they are.
#pragma once

#include "models/bus_master/bus_master.h"

#include <fstream>
#include <optional>
#include <string>

namespace ampsim::hub {

class DirectReadLog : public models::DirectReads {
public:
    /// From now on reads go to the file. Throws InputError when it cannot be written.
    void record(const std::string& file);
    /// What has been recorded is in the file. No more is, but with `go_on`.
    void flush(bool go_on);
    /// From now on reads come from the file, and nothing is written to memory. Throws InputError
    /// when it cannot be read; on_read() throws SimulationError when it holds something else.
    void replay(const std::string& file);
    /// Memory is what the nodes make it again.
    void stop_replay() { source_.reset(); }

    void on_read(void* data, std::size_t size) override;
    bool replays() const override { return source_.has_value(); }

private:
    std::string file_;
    std::optional<std::ofstream> sink_;
    std::optional<std::ifstream> source_;
};

} // namespace ampsim::hub
