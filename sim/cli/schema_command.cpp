// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/schema_command.h"

#include "sim/cli/exit_status.h"
#include "sim/error.h"
#include "sim/scenario/reference_page.h"
#include "sim/scenario/schema.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <ostream>

namespace ampsim::cli {

int print_schema(const SchemaArguments& arguments, const Context& context) {
    if (arguments.page.empty()) {
        context.out << scenario::json_schema();
        return all_hold;
    }
    std::ifstream in(arguments.page, std::ios::binary);
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    if (!in) {
        throw InputError(fmt::format("--page {}: cannot read this file", arguments.page));
    }
    const std::string made = scenario::with_key_tables(page);
    std::ofstream out(arguments.page, std::ios::binary);
    out << made;
    if (!out.flush()) {
        throw InputError(fmt::format("--page {}: cannot write this file", arguments.page));
    }
    return all_hold;
}

} // namespace ampsim::cli
