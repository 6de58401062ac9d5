#include "token_presenter.h"

#include <bridge/json_values.h>

namespace luthier::data {
namespace {

constexpr int kTokensMilliseconds = 10000;

RowTokens tokensFrom(const Json& answer) {
    RowTokens row;
    const Json* tokens = member(answer, "tokens");
    if (tokens && tokens->is_array())
        for (const Json& item : *tokens) {
            RowTokens::Token token;
            token.text = QString::fromStdString(stringAt(item, "text", "").value_or(""));
            token.id = integerAt(item, "id", 0).value_or(0);
            token.begin = integerAt(item, "begin", 0).value_or(0);
            token.end = integerAt(item, "end", 0).value_or(0);
            token.special = boolAt(item, "special", false).value_or(false);
            const std::string state = stringAt(item, "state", "").value_or("");
            token.state = state == "trained" ? RowTokens::State::Trained
                          : state == "cut"   ? RowTokens::State::Cut
                                             : RowTokens::State::Ignored;
            row.tokens.push_back(std::move(token));
        }
    const Json* untrained = member(answer, "untrained_turns");
    if (untrained && untrained->is_array())
        for (const Json& item : *untrained)
            row.untrained.push_back({integerAt(item, "message", 0).value_or(0) + 1,
                                     bridge::textIn(item, "reason"), bridge::textIn(item, "said")});
    row.trained = integerAt(answer, "trained", 0).value_or(0);
    row.ignored = integerAt(answer, "ignored", 0).value_or(0);
    row.cut = integerAt(answer, "cut", 0).value_or(0);
    row.text = bridge::textIn(answer, "text");
    return row;
}

/// Names a model: a path, or a config to start from.
bool namesModel(const Json& recipe) {
    const Json* model = member(recipe, "model");
    return model &&
           (model->is_object() || (model->is_string() && !model->get_ref<const std::string&>().empty()));
}

} // namespace

TokenPresenter::TokenPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions)
    : m_bridge(bridge)
    , m_questions(questions) {}

void TokenPresenter::setRecipe(const Json& recipe) {
    if (recipe == m_recipe)
        return;
    m_recipe = recipe;
    m_hasModel = namesModel(recipe);
    if (m_isLooking)
        ask();
    else
        m_tokens.reset();
}

void TokenPresenter::look(const QString& dataset, const dataset::Row& row) {
    const bool same = m_isLooking && dataset == m_dataset && row.id.value == m_row && row.fields == m_fields;
    m_isLooking = true;
    m_dataset = dataset;
    m_row = row.id.value;
    m_fields = row.fields;
    if (!same)
        ask();
}

void TokenPresenter::lookAway() {
    m_isLooking = false;
    m_isAsking = false;
    m_request.cancel();
}

void TokenPresenter::countDraft(const QString& dataset, RowId row, Json fields) {
    if (!m_hasModel || !m_bridge.project()) {
        m_draft.reset();
        Q_EMIT draftChanged();
        return;
    }
    Json params = {{"project", m_bridge.project()->folder.toStdString()},
                   {"dataset", dataset.toStdString()},
                   {"row", row.value},
                   {"fields", std::move(fields)},
                   {"recipe", m_recipe}};
    m_questions.ask(m_draftRequest, QStringLiteral("tokens.row"), std::move(params), kTokensMilliseconds,
                    [this](const Result<Json>& answer) {
                        // A draft that cannot be rendered has no tokens; the row's own view says why.
                        m_draft = answer ? std::optional(tokensFrom(*answer)) : std::nullopt;
                        Q_EMIT draftChanged();
                    });
}

void TokenPresenter::ask() {
    m_error.reset();
    if (!m_hasModel || !m_bridge.project()) {
        m_tokens.reset();
        Q_EMIT changed();
        return;
    }
    m_isAsking = true;
    Json params = {{"project", m_bridge.project()->folder.toStdString()},
                   {"dataset", m_dataset.toStdString()},
                   {"row", m_row},
                   {"recipe", m_recipe}};
    m_questions.ask(m_request, QStringLiteral("tokens.row"), std::move(params), kTokensMilliseconds,
                    [this](Result<Json> answer) {
                        m_isAsking = false;
                        m_tokens.reset();
                        if (answer)
                            m_tokens = tokensFrom(*answer);
                        else
                            m_error = answer.error();
                        Q_EMIT changed();
                    });
    Q_EMIT changed();
}

} // namespace luthier::data
