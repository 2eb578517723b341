// SPDX-License-Identifier: BSD-3-Clause
//
// JUnit XML, the form in which CI systems take results of tests: a suite for each run, a case for
// each thing that was expected of it.
#pragma once

#include "sim/measure/result.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace ampsim::measure {

struct JunitCase {
    enum class Outcome {
        passed,
        failed, ///< what was expected does not hold
        error   ///< it cannot be said: the simulation failed, the input is bad
    };
    std::string name;
    Outcome outcome = Outcome::passed;
    std::string message; ///< one line, for lists; of what did not pass
    std::string details; ///< for who looks closer; may be empty
};

struct JunitSuite {
    std::string name;                ///< of the scenario; of a point of a sweep with its values
    std::chrono::nanoseconds time{}; ///< of the host
    std::vector<std::pair<std::string, std::string>> properties;
    std::vector<JunitCase> cases;
};

/// A suite with a case for "the simulation ends" and for each expectation.
JunitSuite junit_suite(const Result& result);

/// The whole file. Elements and attributes are those that all readers know (testsuites, testsuite,
/// properties, testcase, failure, error); characters that XML cannot have are replaced by U+FFFD.
std::string to_junit(const std::vector<JunitSuite>& suites);

} // namespace ampsim::measure
