#pragma once

#include "model_presenter.h"

#include <widgets/layer_picture.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;

namespace luthier::model {

/// What is known of the present model: whether it can be used or why not, its facts, its layers.
class DetailsCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit DetailsCard(ModelPresenter& presenter);

private:
    using Fact = std::pair<QString, QString>;
    void show();
    void showState();
    void showFacts();
    void showLayers();
    void showRemarks();
    /// What stands in two columns, and what takes a line for itself.
    std::vector<Fact> facts(const bridge::ModelDetails& details) const;
    struct LongFact {
        QString name;
        QString value;
        QString whole = {};
        enum class Kind { Words, Path } kind = Kind::Words;
    };
    std::vector<LongFact> longFacts() const;
    void addFact(const Fact& fact, int line, int column);
    void addLongFact(const LongFact& fact, int line);
    void addRemark(const QString& icon, widgets::IconTone tone, const QString& sentence, const QString& hint);

    ModelPresenter& m_presenter;
    widgets::ElidedLabel* m_title;
    QLabel* m_state;
    QPushButton* m_use;
    QLabel* m_reason;
    QGridLayout* m_facts;
    widgets::LayerPicture* m_layers;
    QVBoxLayout* m_remarks;
};

} // namespace luthier::model
