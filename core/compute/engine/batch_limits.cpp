#include "batch_limits.h"

#include "virtual_tokens.h"

#include <algorithm>

namespace luthier::engine {
namespace {

std::int64_t longestOf(const std::vector<std::int32_t>& starts) {
    std::int64_t longest = 0;
    for (std::size_t row = 0; row + 1 < starts.size(); ++row)
        longest = std::max<std::int64_t>(longest, starts[row + 1] - starts[row]);
    return longest;
}

Status checkIds(const std::vector<std::int32_t>& ids, std::int64_t limit) {
    for (const std::int32_t id : ids)
        if (id < 0 || id >= limit)
            return refused("engine.bad_token").with("id", id).with("limit", limit);
    return {};
}

} // namespace

BatchLimits::BatchLimits(const program::Program& program)
    : m_virtual(static_cast<std::int64_t>(virtualTokensOf(program).size())) {
    using program::OpKind;
    for (const program::Step& step : program.steps) {
        if (step.kind == OpKind::Embed) {
            const auto* how = std::get_if<program::EmbedAttributes>(&step.attributes);
            m_rows[program[step.operands[1]].name] =
                program[step.operands[0]].shape[0] - (how ? how->offset : 0);
        }
        if (step.kind == OpKind::Preference) {
            m_compares = true;
            m_judges = step.as<program::PreferenceAttributes>().loss == program::PreferenceLoss::Kto;
        }
        if (step.kind == OpKind::CrossEntropy || step.kind == OpKind::LogProb)
            m_labels = program[step.operands[0]].columns;
        if (step.kind == OpKind::BinaryCrossEntropy || step.kind == OpKind::SquaredError)
            m_values = program[step.operands[0]].columns;
    }
}

std::int64_t BatchLimits::rowsOf(std::string_view input) const {
    const auto found = m_rows.find(std::string(input));
    return found == m_rows.end() ? 0 : found->second;
}

Status BatchLimits::check(const PackedBatch& batch, const footprint::Extents& extents) const {
    const auto texts = static_cast<std::int64_t>(batch.rowStarts.size()) - 1;
    const auto tokens = static_cast<std::int64_t>(batch.ids.size()) + texts * m_virtual;
    const auto source = static_cast<std::int64_t>(batch.sourceIds.size());
    const std::int64_t longest =
        std::max(longestOf(batch.rowStarts) + m_virtual, longestOf(batch.sourceStarts));
    if (tokens == 0 || tokens > extents.tokens || longest > extents.positions || source > extents.source ||
        static_cast<std::int64_t>(batch.targets.size()) > extents.targets || batch.pairs > extents.pairs)
        return failed("engine.batch_too_large")
            .with("tokens", std::max(tokens, source))
            .with("limit", tokens > extents.tokens || source == 0 ? extents.tokens : extents.source);
    if (const std::int64_t positions = rowsOf("positions"); positions > 0 && longest > positions)
        return refused("engine.text_too_long").with("tokens", longest).with("limit", positions);
    TRY_VOID(checkIds(batch.ids, this->tokens()));
    // A model without a table of types passes over those that its tokenizer gives.
    if (const std::int64_t types = rowsOf("token_types"); types > 0)
        TRY_VOID(checkIds(batch.tokenTypes, types));
    TRY_VOID(checkIds(batch.sourceIds, rowsOf("source_ids")));
    const bool reads = rowsOf("source_ids") > 0;
    if ((!batch.tokenTypes.empty() && batch.tokenTypes.size() != batch.ids.size()) ||
        (reads && batch.sourceStarts.size() != batch.rowStarts.size()) ||
        (m_compares && texts != 2 * batch.pairs) || (!m_compares && batch.pairs > 0) ||
        (!batch.references.empty() && std::ssize(batch.references) != 2 * batch.pairs) ||
        (m_judges && std::ssize(batch.desirable) != batch.pairs) ||
        (!batch.compared.empty() && batch.compared.size() != batch.targets.size()) ||
        (m_values > 0 && batch.values.size() != batch.targets.size() * static_cast<std::size_t>(m_values)))
        return failed("engine.bad_batch");
    return checkTargets(batch);
}

Status BatchLimits::checkTargets(const PackedBatch& batch) const {
    const auto tokens = static_cast<std::int64_t>(batch.ids.size());
    for (const Target& target : batch.targets)
        if ((m_labels > 0 && (target.token < 0 || target.token >= m_labels)) || target.position < 0 ||
            target.position >= tokens)
            return refused("engine.bad_token").with("id", target.token).with("limit", m_labels);
    return {};
}

} // namespace luthier::engine
