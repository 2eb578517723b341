// SPDX-License-Identifier: BSD-3-Clause
//
// What an access of a mailbox means to the two that it connects.
#pragma once

#include <string>

namespace ampsim::check {

enum class MailboxAccess {
    none,         ///< of something else
    other,        ///< of another register
    notification, ///< "TR1", "RING"
    taking,       ///< of a notification: "RR1", "CLEAR"
};

/// `place` is as in Checker::on_access(): "mu.a.TR1" of the mailbox "mu".
MailboxAccess mailbox_access(const std::string& mailbox, const std::string& place);

} // namespace ampsim::check
