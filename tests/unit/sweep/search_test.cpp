// SPDX-License-Identifier: BSD-3-Clause
#include "sim/error.h"
#include "sim/sweep/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::sweep {
namespace {

using testing::HasSubstr;

Axis axis(const std::string& key, const std::vector<std::string>& values) {
    Axis made;
    made.key = key;
    made.values = values;
    return made;
}

std::vector<std::string> first_probes(const Search& search) {
    std::vector<std::string> probes;
    for (const std::int64_t value : search.bisection().next()) {
        probes.push_back(search.text(value));
    }
    return probes;
}

std::string error(const std::vector<Axis>& axes, const std::string& resolution = "") {
    try {
        const Search search(axes, resolution);
    } catch (const InputError& problem) {
        return problem.what();
    }
    return "";
}

TEST(Search, GoesFromTheSmallestToTheLargestValue) {
    const Search search({axis("size", {"16"}), axis("signal", {"2 us", "25 ns", "1 us"})}, "");
    EXPECT_EQ(search.axis(), 1U);
    EXPECT_EQ(first_probes(search), (std::vector<std::string>{"25 ns", "2 us"}));
    Bisection bisection = search.bisection();
    bisection.tried(25, true);
    bisection.tried(2000, false);
    EXPECT_EQ(search.text(bisection.next().front()), "1.012 us");
}

TEST(Search, NumbersKeepTheirDecimals) {
    const Search search({axis("share", {"0.5", "2"})}, "");
    Bisection bisection = search.bisection();
    bisection.tried(5, true);
    bisection.tried(20, false);
    EXPECT_EQ(search.text(bisection.next().front()), "1.2");
    const Search finer({axis("share", {"0.5", "2"})}, "0.01");
    EXPECT_EQ(finer.bisection().next(), (std::vector<std::int64_t>{50, 200}));
}

TEST(Search, TheResolutionIsAValueOfTheAxis) {
    const Search search({axis("signal", {"0 ns", "1 us"})}, "100 ns");
    Bisection bisection = search.bisection();
    bisection.tried(0, true);
    bisection.tried(1000, false);
    EXPECT_EQ(bisection.next(), (std::vector<std::int64_t>{500}));
    EXPECT_THAT(error({axis("signal", {"0 ns", "1 us"})}, "5"), HasSubstr("of one kind"));
    EXPECT_THAT(error({axis("signal", {"0 ns", "1 us"})}, "0 ns"), HasSubstr("more than 0"));
    EXPECT_THAT(error({axis("signal", {"0 ns", "1 us"})}, "x"), HasSubstr("--resolution x: "));
}

TEST(Search, NeedsOneAxisWithNumbers) {
    EXPECT_THAT(error({axis("a", {"1"})}), HasSubstr("axis 'a' has one value; expected a range"));
    EXPECT_THAT(error({axis("a", {"1", "2"}), axis("b", {"3", "4"})}),
                HasSubstr("these have several values: a, b; give the others one, such as "
                          "--axis b=3"));
    EXPECT_THAT(error({axis("a", {"intx", "msi"})}), HasSubstr("axis 'a' is no range"));
}

} // namespace
} // namespace ampsim::sweep
