// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/monitor.h"
#include "platforms/guests/linux/pmm/privileges.h"
#include "platforms/guests/linux/pmm/problem.h"

#include <cstdio>
#include <exception>

int main(int count, char** arguments) {
    using namespace ampsim;
    constexpr int refused = 1;
    constexpr int wrong = 2;
    try {
        const pmm::Options options = pmm::parse_options({arguments + 1, arguments + count});
        if (options.help) {
            std::fputs(pmm::usage, stdout);
            return 0;
        }
        const pmm::User user = pmm::find_user(options.user);
        pmm::Monitor monitor(options);
        pmm::drop_privileges(user);
        monitor.run();
        return 0;
    } catch (const pmm::WrongInput& problem) {
        std::fprintf(stderr, "ampsim-pmm: %s\n", problem.what());
        return wrong;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "ampsim-pmm: %s\n", problem.what());
        return refused;
    }
}
