// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/program.h"

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/io.hpp>
#include <boost/process/pipe.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>

namespace ampsim::node {

namespace process = boost::process;

std::optional<std::string> find_program(const std::string& name) {
    const char* variable = std::getenv("PATH");
    std::istringstream directories(variable ? variable : "");
    for (std::string directory; std::getline(directories, directory, ':');) {
        const std::filesystem::path candidate = std::filesystem::path(directory) / name;
        std::error_code unknown;
        if (std::filesystem::is_regular_file(candidate, unknown) &&
            access(candidate.c_str(), X_OK) == 0) {
            return candidate.string();
        }
    }
    return std::nullopt;
}

std::optional<std::string> output_of(const std::string& program,
                                     const std::vector<std::string>& arguments) {
    process::ipstream out;
    std::error_code failed;
    process::child child(process::exe = program, process::args = arguments,
                         process::std_in<process::null, process::std_out> out,
                         process::std_err > process::null, failed);
    if (failed) {
        return std::nullopt;
    }
    std::string text{std::istreambuf_iterator<char>(out), {}};
    child.wait(failed);
    return text;
}

std::optional<std::string> version_of(const std::string& program) {
    const bool is_path = program.find('/') != std::string::npos;
    const std::optional<std::string> path = is_path ? program : find_program(program);
    std::optional<std::string> text = path ? output_of(*path, {"--version"}) : std::nullopt;
    if (text) {
        text->erase(std::min(text->find('\n'), text->size()));
    }
    return text;
}

} // namespace ampsim::node
