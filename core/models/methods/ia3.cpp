#include "ia3.h"

#include "appending.h"
#include "rewriting.h"

#include <unordered_map>

namespace luthier::methods {
namespace {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

void addIa3(Program& program, const std::vector<Ia3Target>& targets) {
    std::unordered_map<std::string_view, const Ia3Target*> byModule;
    for (const Ia3Target& target : targets)
        byModule.emplace(target.module, &target);
    Rewriting rewriting(program);
    rewriting.run([&](Step step) {
        const bool linear = step.kind == OpKind::Linear;
        const auto found =
            linear ? byModule.find(step.as<program::LinearAttributes>().module) : byModule.end();
        if (found == byModule.end()) {
            program.steps.push_back(std::move(step));
            return;
        }
        const Ia3Target& target = *found->second;
        Appending append(program, step);
        const ValueId scaled = target.feedForward ? step.operands[0] : step.results[0].value;
        const std::int64_t columns = program[scaled].columns;
        const ValueId by = addParameter(program, ia3Factors(target.module),
                                        target.feedForward ? std::vector<std::int64_t>{1, columns}
                                                           : std::vector<std::int64_t>{columns, 1},
                                        program::Start::Ones);
        if (target.feedForward) {
            step.operands[0] =
                append.always(OpKind::ScaleColumns, {scaled, by, kNone, kNone}, "_scaled", columns, {});
            program.steps.push_back(std::move(step));
            return;
        }
        program.steps.push_back(std::move(step));
        rewriting.rename(
            scaled, append.always(OpKind::ScaleColumns, {scaled, by, kNone, kNone}, "_scaled", columns, {}));
    });
}

} // namespace

Method ia3(std::vector<Ia3Target> targets) {
    return [targets = std::move(targets)](Program& program) {
        addIa3(program, targets);
    };
}

std::string ia3Factors(std::string_view module) {
    return std::string(module) + ".ia3_l";
}

} // namespace luthier::methods
