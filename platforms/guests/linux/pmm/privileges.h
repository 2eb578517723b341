// SPDX-License-Identifier: BSD-3-Clause
//
// What root can do is needed to set up, and not afterwards.
#pragma once

#include <string>
#include <sys/types.h>

namespace ampsim::pmm {

struct User {
    uid_t id = 0;
    gid_t group = 0;
};

/// By name, from /etc/passwd ("nobody" is known without), or by number, the group being the same
/// one. Throws WrongInput.
User find_user(const std::string& name, const std::string& file_name = "/etc/passwd");

/// Of a process of root: becomes that user, for good, with no other group. Of any process: none of
/// its programs can get more rights either. Throws SystemRefused.
void drop_privileges(const User& user);

} // namespace ampsim::pmm
