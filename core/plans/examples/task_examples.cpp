// Rows of the tasks that read texts without a chat template.

#include "encoded_texts.h"
#include "infilling.h"
#include "token_labels.h"

#include <base/utf8.h>

#include <algorithm>
#include <utility>

namespace luthier::examples {
namespace {

/// Leaves out of the mask what the data says is not learnt of an answer, and says so.
void leaveOut(const SourceAndAnswer& parts, Example& example) {
    if (!parts.loss.trained) {
        std::fill(example.mask.begin(), example.mask.end(), std::uint8_t{0});
        example.untrained.push_back({parts.answerTurn, tokenizing::UntrainedReason::Marked, parts.loss.said});
    }
    const auto pointsIn = [&](std::size_t bytes) {
        return static_cast<std::uint32_t>(countCodePoints(std::string_view(example.text).substr(0, bytes)));
    };
    for (const ByteRange& range : parts.loss.masked) {
        const std::uint32_t begin = pointsIn(range.begin);
        const std::uint32_t end = pointsIn(range.end);
        for (std::size_t i = 0; i < example.ids.size(); ++i)
            if (example.offsets[i].begin < end && example.offsets[i].end > begin)
                example.mask[i] = 0;
    }
}

} // namespace

Result<Example> ExampleMaker::labelled(const Json& fields, const dataset::Roles& roles) const {
    TRY(RowLabels labels,
        m_recipe.task == recipe::Task::Regression ? numberLabel(fields, roles) : classLabels(fields, roles));
    TRY(const RowTexts texts, textsOf(fields, roles, m_recipe.chatTemplate.system));
    TRY(Example example, encodedTexts(*m_tokenizer, texts, m_recipe.tokens.maxLength));
    example.labels = std::move(labels);
    return example;
}

Result<Example> ExampleMaker::tagged(const Json& fields, const dataset::Roles& roles) const {
    TRY(Example example, labelledTokens(*m_tokenizer, fields, roles));
    cutTo(example, m_recipe.tokens.maxLength, m_tokenizer->truncatesLeft());
    example.trained = static_cast<std::size_t>(std::count(example.mask.begin(), example.mask.end(), 1));
    return example;
}

Result<Example> ExampleMaker::masked(const Json& fields, const dataset::Roles& roles) const {
    TRY(const RowTexts texts, textOf(fields, roles, m_recipe.chatTemplate.system));
    TRY(Example example, encodedTexts(*m_tokenizer, texts, m_recipe.tokens.maxLength));
    std::transform(example.texts.begin(), example.texts.end(), example.mask.begin(), [](std::int8_t text) {
        return text == tokenizing::kAround ? std::uint8_t{0} : std::uint8_t{1};
    });
    example.trained = static_cast<std::size_t>(std::count(example.mask.begin(), example.mask.end(), 1));
    return example;
}

Result<Example> ExampleMaker::filledIn(const Json& fields, const dataset::Roles& roles) const {
    TRY(const RowTexts texts, textOf(fields, roles, m_recipe.chatTemplate.system));
    return infilled(*m_tokenizer, texts.first, m_recipe, Holes::BySetting);
}

Result<Example> ExampleMaker::answered(const Json& fields, const dataset::Roles& roles) const {
    TRY(const SourceAndAnswer parts, sourceAndAnswer(fields, roles, m_recipe.chatTemplate.system));
    TRY(Example source, encodedTexts(*m_tokenizer, {parts.source, {}, false}, m_recipe.tokens.maxLength));
    TRY(Example example,
        encodedTexts(*m_tokenizer, {parts.answer, {}, parts.toolsLost}, m_recipe.tokens.maxTargetLength));
    example.sourceTexts = std::move(source.texts);
    example.source = std::move(static_cast<tokenizing::Rendered&>(source));
    example.types.clear();
    example.mask.assign(example.ids.size(), 1);
    leaveOut(parts, example);
    example.trained = static_cast<std::size_t>(std::count(example.mask.begin(), example.mask.end(), 1));
    example.emptyAnswers = parts.answer.empty() && parts.loss.trained ? 1 : 0;
    return example;
}

} // namespace luthier::examples
