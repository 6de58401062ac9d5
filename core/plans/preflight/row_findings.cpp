#include "row_findings.h"

#include "run_rows.h"

#include <string_view>

namespace luthier::preflight {

using recipe::Severity;

namespace {

constexpr std::int64_t kNamedTokens = 5;

} // namespace

void tellRemarks(const examples::RowRemarks& remarks, const std::string& dataset, std::int64_t seen,
                 const std::string& field, std::vector<recipe::Finding>& findings) {
    const auto tell = [&](Severity severity, std::string_view code,
                          const examples::RowRemarks::Count& count) {
        if (count.rows == 0)
            return;
        findings.push_back({severity,
                            std::string(code),
                            field,
                            {{"dataset", dataset},
                             {"seen", std::to_string(seen)},
                             {"rows", std::to_string(count.rows)},
                             {"times", std::to_string(count.times)},
                             {"column", remarks.weightField}},
                            {}});
    };
    tell(Severity::Note, "recipe.turns_marked", remarks.marked);
    tell(Severity::Warning, "recipe.row_weights", remarks.rowWeights);
    tell(Severity::Warning, "recipe.turns_rewritten", remarks.rewritten);
    tell(Severity::Warning, "recipe.calls_lost", remarks.callsLost);
    tell(Severity::Warning, "recipe.tools_lost", {remarks.toolsLost, remarks.toolsLost});
    // A few do little harm and are told; more are asked about, as rows that are left out are.
    const bool few =
        static_cast<double>(remarks.emptyAnswers.rows) <= kAskedShare * static_cast<double>(seen);
    tell(few ? Severity::Note : Severity::Warning, "recipe.empty_answers", remarks.emptyAnswers);
    tell(Severity::Warning, "recipe.unknown_characters", remarks.unknown);
    tell(Severity::Warning, "recipe.garbled_characters", remarks.garbled);
    tell(Severity::Warning, "recipe.control_text", remarks.controlText);
}

void tellTokensBeyond(const tokenizing::Tokenizer& tokenizer, std::int64_t embeddingRows,
                      std::vector<recipe::Finding>& findings) {
    if (tokenizer.idLimit() <= embeddingRows)
        return;
    std::string names;
    std::int64_t count = 0;
    for (auto id = static_cast<std::int32_t>(embeddingRows); id < tokenizer.idLimit(); ++id)
        if (const auto name = tokenizer.tokenOf(id); name && count++ < kNamedTokens)
            names += (names.empty() ? "" : ", ") + *name;
    if (count > kNamedTokens)
        names += ", …";
    findings.push_back(
        {Severity::Warning,
         "recipe.tokens_beyond_embedding",
         "model",
         {{"tokens", std::to_string(count)}, {"names", names}, {"rows", std::to_string(embeddingRows)}},
         {}});
}

void tellUsedTokenBeyond(const examples::RowRemarks& remarks, const tokenizing::Tokenizer& tokenizer,
                         std::int64_t embeddingRows, const std::string& dataset, const std::string& field,
                         std::vector<recipe::Finding>& findings) {
    if (remarks.largestId < embeddingRows)
        return;
    findings.push_back({Severity::Error,
                        "recipe.token_without_row",
                        field,
                        {{"token", tokenizer.tokenOf(remarks.largestId).value_or("")},
                         {"id", std::to_string(remarks.largestId)},
                         {"rows", std::to_string(embeddingRows)},
                         {"dataset", dataset}},
                        {}});
}

void tellNewHead(const OpenRecipe& open, const KnownLabels& labels, std::vector<recipe::Finding>& findings) {
    if (!open.source.folder || !open.source.shape.hasLabels())
        return;
    const auto trained = shapeForTask(open.source.shape, open.recipe, labels);
    if (!trained || !trained->headIsNew)
        return;
    recipe::Finding finding;
    finding.code = open.ownLabels > 0 ? "recipe.head_replaced" : "recipe.head_new";
    finding.severity = Severity::Note;
    finding.field = "task";
    finding.parameters = {{"labels", std::to_string(trained->labels)}};
    if (open.ownLabels > 0)
        finding.parameters["own"] = std::to_string(open.ownLabels);
    findings.push_back(std::move(finding));
}

} // namespace luthier::preflight
