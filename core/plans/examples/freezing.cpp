#include "freezing.h"

#include "strangers.h"

#include <algorithm>
#include <utility>

namespace luthier::examples {

bool trains(const Example& example, recipe::Task task) {
    const auto marked = [&](std::size_t from) {
        return std::any_of(example.mask.begin() + static_cast<std::ptrdiff_t>(from), example.mask.end(),
                           [](std::uint8_t mark) { return mark == 1; });
    };
    switch (task) {
    case recipe::Task::Classification:
    case recipe::Task::Regression:
        return !example.ids.empty();
    case recipe::Task::Seq2seq:
        return !example.source.ids.empty() && marked(0);
    case recipe::Task::TokenClassification:
    case recipe::Task::Mlm:
        return marked(0);
    case recipe::Task::Dpo:
    case recipe::Task::Simpo:
    case recipe::Task::Orpo:
    case recipe::Task::Reward: {
        const std::vector<std::uint8_t>& worse = example.rejected.mask;
        return !example.mask.empty() && marked(1) && !worse.empty() &&
               std::find(worse.begin() + 1, worse.end(), std::uint8_t{1}) != worse.end();
    }
    default:
        // The first token is predicted by nothing, so it alone is not worth a row.
        return !example.mask.empty() && marked(1);
    }
}

Freezer::Freezer(const recipe::Recipe& recipe, std::vector<std::string> modelLabels, const FrozenData* train)
    : m_task(recipe.task)
    , m_batchSize(recipe.batchSize)
    , m_maxLength(recipe.tokens.maxLength)
    , m_rules(train ? rulesOf(recipe, *train) : rulesOf(recipe))
    , m_modelLabels(std::move(modelLabels)) {
    if (m_task == recipe::Task::Mlm)
        m_data.maskedShare = recipe.tokens.mlmProbability;
    if (m_task == recipe::Task::Regression || recipe::judgesAnswers(m_task))
        m_data.labelWidth = 1;
    m_data.learnsQuestions = recipe::learnsQuestions(m_task);
}

Status Freezer::note(const Example& example) {
    TRY_VOID(m_rules.check(example.labels.texts, example.labels.listed));
    m_book.add(example.labels.texts, example.labels.listed);
    return {};
}

void Freezer::append(const Example& example, std::int64_t datasetId, std::int64_t rowId) {
    const auto places = m_book.add(example.labels.texts, example.labels.listed);
    std::vector<std::int32_t> tokenLabels = example.tokenLabels;
    for (std::int32_t& label : tokenLabels)
        label = label == kNoLabel ? kNoLabel : places[static_cast<std::size_t>(label)];
    FrozenRow row;
    row.ids = example.ids;
    row.trained = example.mask;
    row.tokenTypes = example.types;
    row.tokenLabels = tokenLabels;
    row.sourceIds = example.source.ids;
    row.rejectedIds = example.rejected.ids;
    row.rejectedTrained = example.rejected.mask;
    if (m_data.labelWidth == 1)
        row.labels = {&example.labels.number, 1};
    row.datasetId = datasetId;
    row.rowId = rowId;
    m_data.append(row);
    if (m_task == recipe::Task::Classification)
        m_rowLabels.insert(m_rowLabels.end(), places.begin(), places.end());
    m_labelStarts.push_back(m_rowLabels.size());
}

void Freezer::setRowLabels(const LabelRules& rules, const std::vector<std::int32_t>& indexes) {
    const bool several = rules.problem == recipe::ProblemType::MultiLabel;
    m_data.labelWidth = several ? std::ssize(rules.names) : 1;
    m_data.labels.assign(static_cast<std::size_t>(m_data.labelWidth * m_data.rows()), 0.0F);
    for (std::size_t row = 0; row + 1 < m_labelStarts.size(); ++row)
        for (std::size_t i = m_labelStarts[row]; i < m_labelStarts[row + 1]; ++i) {
            const std::int32_t index = indexes[static_cast<std::size_t>(m_rowLabels[i])];
            const auto first = row * static_cast<std::size_t>(m_data.labelWidth);
            if (several)
                m_data.labels[first + static_cast<std::size_t>(index)] = 1;
            else
                m_data.labels[first] = static_cast<float>(index);
        }
}

Result<FrozenData> Freezer::finish() && {
    if (recipe::judgesAnswers(m_task))
        addStrangers(m_data, m_batchSize, m_maxLength);
    if (!hasNames(m_task) || (m_data.rows() == 0 && m_rules.names.empty() && m_book.labels().empty()))
        return std::move(m_data);
    TRY(LabelRules rules, settledRules(m_rules, m_modelLabels, m_book));
    std::vector<std::int32_t> indexes;
    for (const std::string& label : m_book.labels())
        indexes.push_back(rules.indexOf(label).value_or(0)); // all are known: note() has refused the others
    if (m_task == recipe::Task::Classification)
        setRowLabels(rules, indexes);
    for (std::int32_t& label : m_data.tokenLabels)
        label = label == kNoLabel ? kNoLabel : indexes[static_cast<std::size_t>(label)];
    m_data.labelNames = std::move(rules.names);
    return std::move(m_data);
}

} // namespace luthier::examples
