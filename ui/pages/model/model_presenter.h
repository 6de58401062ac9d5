#pragma once

#include <bridge/bridge.h>
#include <bridge/engine_process.h>
#include <bridge/model_catalog.h>

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace luthier::model {

/// A text cut by a model's tokenizer.
struct CutText {
    struct Token {
        QString text; // what it stands for; the token's own name where it stands for nothing
        qint64 id = 0;
        qint64 begin = 0; // in characters
        qint64 end = 0;
        bool special = false;
    };
    std::vector<Token> tokens;
    qint64 characters = 0;
};

/// What `tokens.text` answered about `text`; offsets count Unicode code points.
CutText cutFrom(const QString& text, const Json& answer);

/// Which model of the catalog is looked at, what is known of it, and its tokenizer at work.
class ModelPresenter final : public QObject {
    Q_OBJECT

public:
    ModelPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions, bridge::ModelCatalog& catalog);
    bridge::ModelCatalog& catalog() { return m_catalog; }

    /// The model that is looked at, by its path; empty: none.
    const QString& current() const { return m_current; }
    void look(const QString& path);
    const std::optional<bridge::ModelDetails>& details() const { return m_details; }
    const std::optional<Error>& error() const { return m_error; }

    /// The model that the window means, as a whole path.
    void setUsed(const QString& path);
    bool isUsed(const QString& path) const { return !path.isEmpty() && path == m_used; }
    bool canUse() const;
    void use();

    /// Copies the small model that comes with the program into the project, and uses it.
    bool canTakeStarter() const { return m_bridge.isWritable() && !m_takesStarter; }
    void takeStarter();

    /// Cuts a text by the present model's tokenizer, a moment after the last change of it.
    void cut(const QString& text);
    enum class Specials { Add, Omit };
    void setSpecials(Specials specials);
    Specials specials() const { return m_specials; }
    const std::optional<CutText>& cutText() const { return m_cut; }
    const std::optional<Error>& cutError() const { return m_cutError; }
    bool isSettled() const { return !m_cutTimer.isActive(); }

Q_SIGNALS:
    void currentChanged();
    void cutChanged();
    void usedChanged();
    void starterChanged();
    void failed(const luthier::Error& error);
    /// Somebody chose this model for the recipe.
    void useWanted(const QString& path);

private:
    void catalogChanged();
    void askCut();

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_questions;
    bridge::ModelCatalog& m_catalog;
    QString m_current;
    QString m_used;
    std::optional<bridge::ModelDetails> m_details;
    std::optional<Error> m_error;
    QString m_text;
    Specials m_specials = Specials::Add;
    std::optional<CutText> m_cut;
    std::optional<Error> m_cutError;
    QTimer m_cutTimer;
    bool m_takesStarter = false;
    bridge::Request m_starterRequest;
    bridge::Request m_detailsRequest;
    bridge::Request m_cutRequest;
};

} // namespace luthier::model
