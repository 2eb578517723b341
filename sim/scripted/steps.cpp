// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::scripted {

namespace {

void collect_marks(const std::vector<Step>& steps, std::vector<std::string>& marks) {
    for (const Step& step : steps) {
        if (step.kind == Step::Kind::mark &&
            std::find(marks.begin(), marks.end(), step.name) == marks.end()) {
            marks.push_back(step.name);
        }
        collect_marks(step.steps, marks);
    }
}

class Executor {
public:
    explicit Executor(Core& core) : core_(core) {}

    void execute(const std::vector<Step>& steps) {
        for (const Step& step : steps) {
            try {
                execute(step);
            } catch (const BusError& error) {
                throw SimulationError(fmt::format("{}: {}", step.where, error.what()));
            }
        }
    }

private:
    void execute(const Step& step) {
        switch (step.kind) {
        case Step::Kind::write:
            core_.bus().write(step.name, step.value, step.size);
            break;
        case Step::Kind::read:
            core_.bus().read(step.name, step.size);
            break;
        case Step::Kind::expect:
            expect(step);
            break;
        case Step::Kind::refused_write:
        case Step::Kind::refused_read:
            expect_refusal(step);
            break;
        case Step::Kind::compute:
            core_.compute(step.duration);
            break;
        case Step::Kind::wait_irq:
            if (!core_.wait_irq(step.name, step.timeout)) {
                core_.fail(fmt::format("{}: line {} did not rise within {} ns", step.where,
                                       step.name, step.timeout.count()));
            }
            break;
        case Step::Kind::mark:
            core_.mark(step.name, step.value);
            break;
        case Step::Kind::log:
            core_.log(step.name);
            break;
        case Step::Kind::repeat:
            for (std::uint64_t i = 0; i < step.times; ++i) {
                execute(step.steps);
            }
            break;
        }
    }

    void expect(const Step& step) {
        const std::uint64_t value = core_.bus().read(step.name, step.size);
        if (value != step.value) {
            core_.fail(fmt::format("{}: {} is {:#x}, expected {:#x}", step.where, step.name, value,
                                   step.value));
        }
    }

    void expect_refusal(const Step& step) {
        const bool write = step.kind == Step::Kind::refused_write;
        try {
            if (write) {
                core_.bus().write(step.name, step.value, step.size);
            } else {
                core_.bus().read(step.name, step.size);
            }
        } catch (const BusError&) {
            return;
        }
        core_.fail(fmt::format("{}: the {} of {} bytes at {} was not refused", step.where,
                               write ? "write" : "read", step.size, step.name));
    }

    Core& core_;
};

} // namespace

Program program_of(std::vector<Step> steps, const std::map<std::string, std::string>& given) {
    const Arguments arguments(common_parameters(), given);
    std::vector<std::string> marks;
    collect_marks(steps, marks);
    return {"steps", std::move(marks), arguments.duration("memory_access"),
            [steps = std::move(steps)](Core& core) {
                Executor(core).execute(steps);
            }};
}

} // namespace ampsim::scripted
