// SPDX-License-Identifier: BSD-3-Clause
//
// The command line of ampsim-served.
#pragma once

#include "platforms/guests/linux/served/address.h"

#include <set>
#include <utility>
#include <vector>

namespace ampsim::served {

extern const char* const usage;

struct Options {
    std::string carrier =
        "rpmsg";         ///< rpmsg, rpmsg:ADDRESS, tty:PATH, listen:ADDRESS, connect:ADDRESS
    std::string console; ///< link to the terminal; empty: none
    std::string files;   ///< directory; empty: none
    bool read_only = false;
    std::set<std::string> allowed; ///< addresses that the remote may connect to
    std::vector<std::pair<Address, std::uint16_t>> forwards;
    std::optional<Address> messages;
    std::string user; ///< that it becomes once all is set up; empty: it stays who it is
    bool help = false;
};

/// `argument` is for messages: "--allow HERE". Throws pmm::WrongInput: it is no address.
Address address_of(const std::string& argument, const std::string& text);

/// Throws pmm::WrongInput.
Options parse_options(const std::vector<std::string>& arguments);

} // namespace ampsim::served
