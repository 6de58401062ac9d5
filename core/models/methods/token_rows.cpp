#include "token_rows.h"

#include "appending.h"
#include "rewriting.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace luthier::methods {
namespace {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

class AddingTokenRows {
public:
    AddingTokenRows(Program& program, const std::vector<TokenRows>& matrices)
        : m_program(program)
        , m_rewriting(program)
        , m_matrices(matrices) {}

    void run() {
        m_rewriting.run([&](Step step) {
            const bool reads = step.kind == OpKind::Embed || step.kind == OpKind::Linear;
            const TokenRows* rows =
                reads ? rowsOf(step.operands[step.kind == OpKind::Embed ? 0 : 1]) : nullptr;
            if (!rows)
                m_program.steps.push_back(std::move(step));
            else if (step.kind == OpKind::Embed)
                replaceRows(std::move(step), *rows);
            else
                replaceColumns(std::move(step), *rows);
        });
    }

private:
    const TokenRows* rowsOf(ValueId matrix) const {
        const std::string_view module = program::moduleOf(m_program[matrix].name);
        const auto found = std::find_if(m_matrices.begin(), m_matrices.end(),
                                        [&](const TokenRows& rows) { return rows.module == module; });
        return m_program[matrix].kind != program::Kind::Weight || found == m_matrices.end() ? nullptr
                                                                                            : &*found;
    }

    /// One parameter, however often the matrix is read.
    ValueId learned(const TokenRows& rows, ValueId matrix) {
        const auto [known, isNew] = m_learned.try_emplace(rows.module, kNone);
        if (isNew) {
            const auto count = static_cast<std::int64_t>(rows.ids.size());
            known->second = addParameter(m_program, tokenRowsOf(rows.module),
                                         {count, m_program[matrix].shape[1]}, program::Start::Rows);
            program::Value& value = m_program[known->second];
            value.startOf = m_program[matrix].name;
            value.startRows = rows.ids;
        }
        return known->second;
    }

    void replaceRows(Step step, const TokenRows& rows) {
        const ValueId looked = step.results[0].value;
        const ValueId ids = step.operands[1];
        program::PlaceAttributes how;
        how.ids = rows.ids;
        if (const auto* embed = std::get_if<program::EmbedAttributes>(&step.attributes))
            how.padding = embed->padding;
        const ValueId own = learned(rows, step.operands[0]);
        Appending append(m_program, step);
        m_program.steps.push_back(std::move(step));
        m_rewriting.rename(looked, append.always(OpKind::PlaceRows, {looked, ids, own}, "_replaced",
                                                 m_program[looked].columns, std::move(how)));
    }

    /// A row of the matrix makes a column of the logits.
    void replaceColumns(Step step, const TokenRows& rows) {
        const ValueId logits = step.results[0].value;
        const ValueId x = step.operands[0];
        const ValueId own = learned(rows, step.operands[1]);
        program::LinearAttributes product;
        product.scale = step.as<program::LinearAttributes>().scale;
        Appending append(m_program, step);
        m_program.steps.push_back(std::move(step));
        const ValueId columns = append.result(OpKind::Linear, {x, own, kNone}, "_rows",
                                              m_program[own].shape[0], std::move(product));
        program::PlaceAttributes how;
        how.ids = rows.ids;
        m_rewriting.rename(logits, append.always(OpKind::PlaceColumns, {logits, columns}, "_replaced",
                                                 m_program[logits].columns, std::move(how)));
    }

    Program& m_program;
    Rewriting m_rewriting;
    const std::vector<TokenRows>& m_matrices;
    std::unordered_map<std::string_view, ValueId> m_learned;
};

} // namespace

Method trainTokenRows(std::vector<TokenRows> matrices) {
    return [matrices = std::move(matrices)](Program& program) {
        AddingTokenRows(program, matrices).run();
    };
}

std::string tokenRowsOf(std::string_view module) {
    return std::string(module) + ".token_adapter.trainable_tokens_delta";
}

} // namespace luthier::methods
