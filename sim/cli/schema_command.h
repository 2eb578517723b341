// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim schema`: what scenario files may say, for editors and for the reference page.
#pragma once

#include "sim/cli/context.h"

#include <string>

namespace ampsim::cli {

struct SchemaArguments {
    std::string
        page; ///< file whose tables of keys are made anew; empty: the JSON Schema is printed
};

int print_schema(const SchemaArguments& arguments, const Context& context);

} // namespace ampsim::cli
