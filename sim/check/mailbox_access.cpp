// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/mailbox_access.h"

namespace ampsim::check {

MailboxAccess mailbox_access(const std::string& mailbox, const std::string& place) {
    if (place.compare(0, mailbox.size(), mailbox) != 0 || place[mailbox.size()] != '.') {
        return MailboxAccess::none;
    }
    const std::string name = place.substr(place.rfind('.') + 1);
    if (name.rfind("TR", 0) == 0 || name == "RING") {
        return MailboxAccess::notification;
    }
    return name.rfind("RR", 0) == 0 || name == "CLEAR" ? MailboxAccess::taking
                                                       : MailboxAccess::other;
}

} // namespace ampsim::check
