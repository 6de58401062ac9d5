#pragma once

#include <bridge/bridge.h>
#include <bridge/engine_process.h>
#include <dataset/types.h>

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace luthier::data {

/// A row token by token, as it will be trained.
struct RowTokens {
    enum class State { Trained, Ignored, Cut };
    struct Token {
        QString text;
        qint64 id = 0;
        qint64 begin = 0; // in characters of the rendered text
        qint64 end = 0;
        bool special = false;
        State state = State::Ignored;
    };
    /// A turn of the assistant that would be trained and is not.
    struct UntrainedTurn {
        qint64 message = 0; // its number in the row, from 1
        QString reason;     // marked, rewritten or calls_lost
        QString said;       // the data's own words: "weight: 0"
    };
    std::vector<Token> tokens;
    std::vector<UntrainedTurn> untrained;
    qint64 trained = 0;
    qint64 ignored = 0;
    qint64 cut = 0;
    QString text; // the rendered row
};

/// Asks the engine what becomes of a row under the recipe that the window means.
class TokenPresenter final : public QObject {
    Q_OBJECT

public:
    TokenPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions);

    /// The recipe as `luthier-engine` takes it; one without a model has no tokens.
    void setRecipe(const Json& recipe);
    bool hasModel() const { return m_hasModel; }
    /// Which row is looked at; nothing is asked while nobody looks.
    void look(const QString& dataset, const dataset::Row& row);
    void lookAway();

    bool isAsking() const { return m_isAsking; }
    const std::optional<RowTokens>& tokens() const { return m_tokens; }
    const std::optional<Error>& error() const { return m_error; }
    /// A row as it would be with other values in some fields: what draft() tells, once draftChanged() says
    /// so. A newer question replaces an older one.
    void countDraft(const QString& dataset, RowId row, Json fields);
    /// Of the newest draft that could be counted; nothing without a model.
    const std::optional<RowTokens>& draft() const { return m_draft; }
    void askForModel() { Q_EMIT modelWanted(); }

Q_SIGNALS:
    void changed();
    void draftChanged();
    /// Somebody wants to choose a model first.
    void modelWanted();

private:
    void ask();

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_questions;
    Json m_recipe;
    bool m_hasModel = false;
    QString m_dataset;
    std::int64_t m_row = 0;
    Json m_fields; // as they were when asked
    bool m_isLooking = false;
    bool m_isAsking = false;
    std::optional<RowTokens> m_tokens;
    std::optional<Error> m_error;
    std::optional<RowTokens> m_draft;
    bridge::Request m_request;
    bridge::Request m_draftRequest;
};

} // namespace luthier::data
