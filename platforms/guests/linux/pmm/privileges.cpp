// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/privileges.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>

namespace ampsim::pmm {

User find_user(const std::string& name, const std::string& file_name) {
    // Not getpwnam(): a static program has no name services.
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(file_name.c_str(), "re"),
                                                     std::fclose);
    while (const ::passwd* entry = file ? ::fgetpwent(file.get()) : nullptr) {
        if (name == entry->pw_name) {
            return {entry->pw_uid, entry->pw_gid};
        }
    }
    constexpr uid_t nobody = 65534;
    if (name == "nobody") {
        return {nobody, nobody};
    }
    uid_t id = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), id);
    if (name.empty() || parsed.ec != std::errc{} || parsed.ptr != name.data() + name.size()) {
        throw WrongInput("--user " + name + ": neither in " + file_name + " nor a number");
    }
    return {id, id};
}

void drop_privileges(const User& user) {
    const bool is_root = ::geteuid() == 0;
    if (is_root &&
        (::setgroups(0, nullptr) != 0 || ::setresgid(user.group, user.group, user.group) != 0 ||
         ::setresuid(user.id, user.id, user.id) != 0)) {
        throw SystemRefused(std::string("cannot give up root's rights: ") + std::strerror(errno));
    }
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        throw SystemRefused(std::string("cannot give up further rights: ") + std::strerror(errno));
    }
}

} // namespace ampsim::pmm
