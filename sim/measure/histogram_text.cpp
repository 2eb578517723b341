// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/histogram_text.h"

#include "sim/error.h"
#include "sim/measure/distribution.h"
#include "sim/measure/suggestion.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace ampsim::measure {

namespace {

constexpr VirtualTime::rep most_rows = 10;    // between the percentiles, one or two more
constexpr VirtualTime::rep finest_row = 1000; // of the durations: more digits say no more
constexpr std::size_t widest_bar = 64;

using Sorted = std::vector<VirtualTime>;

/// 1, 2 or 5 times a power of ten: the next one that is not less than `at_least`.
struct Step {
    explicit Step(VirtualTime::rep at_least) {
        for (VirtualTime::rep power = 1;; power *= 10, ++exponent) {
            for (const VirtualTime::rep digit : {1, 2, 5}) {
                size = digit * power;
                if (size >= at_least) {
                    return;
                }
            }
        }
    }
    VirtualTime::rep size = 1; ///< ns
    int exponent = 0;          ///< of its power of ten
};

/// A row's bounds in one unit, with as many decimals as the step has.
class Scale {
public:
    Scale(VirtualTime::rep largest, const Step& step) {
        for (const std::string_view candidate : {"s", "ms", "µs", "ns"}) {
            exponent_ = nanosecond_exponent(candidate);
            unit_ = candidate;
            power_ = 1;
            for (int i = 0; i < exponent_; ++i) {
                power_ *= 10;
            }
            if (largest >= power_) {
                break;
            }
        }
        decimals_ = std::max(0, exponent_ - step.exponent);
    }

    std::string text(VirtualTime::rep nanoseconds) const {
        return fmt::format(
            "{:.{}f}", static_cast<double>(nanoseconds) / static_cast<double>(power_), decimals_);
    }
    std::string_view unit() const { return unit_; }

private:
    std::string_view unit_;
    VirtualTime::rep power_ = 1;
    int exponent_ = 0;
    int decimals_ = 0;
};

struct Row {
    VirtualTime::rep low = 0;
    VirtualTime::rep high = 0;
    std::uint64_t count = 0;
    bool is_tail = false;
};

std::uint64_t within(const Sorted& values, VirtualTime::rep low, VirtualTime::rep high) {
    const auto before = [&](VirtualTime::rep bound) {
        return std::lower_bound(values.begin(), values.end(), VirtualTime{bound});
    };
    return static_cast<std::uint64_t>(before(high) - before(low));
}

std::vector<Row> rows_of(const Sorted& values, const Step& step, VirtualTime::rep p1,
                         VirtualTime::rep p99) {
    const auto down = [&](VirtualTime::rep value) {
        return value / step.size * step.size;
    };
    const VirtualTime::rep first = down(p1);
    const VirtualTime::rep end = down(p99) + step.size;
    const VirtualTime::rep least = down(values.front().count());
    const VirtualTime::rep largest = down(values.back().count()) + step.size;
    std::vector<Row> rows;
    const auto add = [&](VirtualTime::rep low, VirtualTime::rep high, bool is_tail) {
        rows.push_back({low, high, within(values, low, high), is_tail});
    };
    if (least < first) {
        add(least, first, true);
    }
    for (VirtualTime::rep low = first; low < end; low += step.size) {
        add(low, low + step.size, false);
    }
    if (largest > end) {
        add(end, largest, true);
    }
    return rows;
}

} // namespace

std::string histogram_text(const std::string& name, std::vector<VirtualTime> durations,
                           std::size_t width, const Palette& palette) {
    std::sort(durations.begin(), durations.end());
    if (durations.empty() || durations.front() == durations.back()) {
        return "";
    }
    const auto rank = [&](std::size_t percent) {
        return durations[std::max<std::size_t>((percent * durations.size() + 99) / 100, 1) - 1]
            .count();
    };
    const VirtualTime::rep p1 = rank(1);
    const VirtualTime::rep p99 = rank(99);
    const Step step(
        std::max({(p99 - p1 + most_rows - 1) / most_rows, p99 / finest_row, VirtualTime::rep{1}}));
    const std::vector<Row> rows = rows_of(durations, step, p1, p99);

    const Scale scale(p99, step);
    std::size_t low_column = 0;
    std::size_t high_column = 0;
    std::size_t count_column = 0;
    std::uint64_t most = 0;
    for (const Row& row : rows) {
        low_column = std::max(low_column, scale.text(row.low).size());
        high_column = std::max(high_column, scale.text(row.high).size());
        count_column = std::max(count_column, grouped(row.count).size());
        most = std::max(most, row.count);
    }
    std::string text = palette.paint(Style::strong, name + ", how often") + "\n";
    for (const Row& row : rows) {
        std::string line =
            fmt::format("{}[{}, {}) {}  {}", indent, right(scale.text(row.low), low_column),
                        right(scale.text(row.high), high_column), scale.unit(),
                        right(grouped(row.count), count_column));
        const std::size_t rest = width - std::min(width, columns(line) + bar_gap.size());
        const std::string blocks =
            bar_alone(0, static_cast<double>(row.count) / static_cast<double>(most),
                      std::min(rest, widest_bar));
        if (!blocks.empty()) {
            line += std::string(bar_gap) +
                    palette.paint(row.is_tail ? Style::faint : Style::bar, blocks);
        }
        text += line + "\n";
    }
    return text;
}

std::vector<VirtualTime> durations_of(const std::string& name, const std::vector<SpanSet>& sets) {
    std::vector<std::string> known;
    for (const SpanSet& set : sets) {
        std::vector<VirtualTime> durations;
        known.push_back(set.definition.name);
        if (name == known.back()) {
            for (const Span& span : set.spans) {
                durations.push_back(span.whole());
            }
            return durations;
        }
        for (std::size_t i = 0; i < set.definition.points.size(); ++i) {
            known.push_back(
                fmt::format("{}.hop[{}]", set.definition.name, set.definition.points[i].hop));
            if (name == known.back()) {
                for (const Span& span : set.spans) {
                    if (const VirtualTime hop = span.hops()[i]; hop != never) {
                        durations.push_back(hop);
                    }
                }
                return durations;
            }
        }
    }
    throw InputError(fmt::format("--histogram: expected SPAN or SPAN.hop[HOP]; there is no '{}'{}",
                                 name, did_you_mean(name, known)));
}

} // namespace ampsim::measure
