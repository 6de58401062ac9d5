#include "virtual_tokens.h"

#include "appending.h"
#include "rewriting.h"

#include <string>
#include <utility>

namespace luthier::methods {
namespace {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

ValueId table(Program& program, std::int64_t count, std::int64_t columns) {
    return addParameter(program, std::string(kPromptEmbeddings), {count, columns}, program::Start::Normal,
                        1.0);
}

/// Appends x with the rows of the virtual tokens from the table.
ValueId placed(Program& program, Appending& append, ValueId x, ValueId ids, ValueId rows, const char* ending,
               program::PlaceAttributes how) {
    return append.result(OpKind::PlaceRows, {x, ids, rows}, ending, program[x].columns, std::move(how));
}

bool readsTokens(const Program& program, const Step& step) {
    return step.kind == OpKind::Embed && program[step.operands[1]].name == "ids";
}

void addPrompt(Program& program, std::int64_t count, PromptPlace place) {
    Rewriting rewriting(program);
    ValueId words = kNone; // what the table gives, where it is still to be scaled
    ValueId ids = kNone;
    rewriting.run([&](Step step) {
        const ValueId result = step.results.empty() ? kNone : step.results[0].value;
        const bool looksUp = readsTokens(program, step);
        const bool scales = step.kind == OpKind::Scale && words != kNone && step.operands[0] == words;
        if (looksUp) {
            ids = step.operands[1];
            words = result;
        }
        const bool isPlace = place == PromptPlace::BehindTable ? looksUp : scales;
        Appending append(program, step);
        program.steps.push_back(std::move(step));
        if (isPlace)
            rewriting.rename(result, placed(program, append, result, ids,
                                            table(program, count, program[result].columns), "_prompted", {}));
    });
}

std::int64_t attentionsOf(const Program& program) {
    std::int64_t count = 0;
    for (const Step& step : program.steps)
        count += step.kind == OpKind::Attention;
    return count;
}

void addPrefix(Program& program, std::int64_t count) {
    const ValueId ids = program.find("ids", program::Kind::Input);
    const std::int64_t layers = attentionsOf(program);
    ValueId rows = kNone;
    std::int64_t column = 0;
    Rewriting rewriting(program);
    rewriting.run([&](Step step) {
        if (step.kind == OpKind::Attention) {
            constexpr std::pair<std::size_t, const char*> kKeyAndValue[] = {{1, "_keys"}, {2, "_values"}};
            const std::int64_t columns = program[step.operands[1]].columns;
            if (rows == kNone)
                rows = table(program, count, layers * 2 * columns);
            Appending append(program, step);
            for (const auto& [operand, ending] : kKeyAndValue) {
                step.operands[operand] =
                    placed(program, append, step.operands[operand], ids, rows, ending, {column});
                column += columns;
            }
        }
        program.steps.push_back(std::move(step));
    });
}

} // namespace

Method prompt(std::int64_t count, PromptPlace place) {
    return [=](Program& program) {
        addPrompt(program, count, place);
    };
}

Method prefix(std::int64_t count) {
    return [=](Program& program) {
        addPrefix(program, count);
    };
}

} // namespace luthier::methods
