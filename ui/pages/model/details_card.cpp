#include "details_card.h"

#include <bridge/amounts.h>
#include <bridge/sentences.h>

#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>

namespace luthier::model {

using namespace widgets;

namespace {

constexpr int kPairsInRow = 2;

} // namespace

DetailsCard::DetailsCard(ModelPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("modelDetails"));
    setProperty("kind", QStringLiteral("card"));
    auto* whole = column(this, measures::kGapDense);
    whole->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kCardPadding);
    auto* head = row(measures::kGapDense);
    m_title = new ElidedLabel(TextStyle::CardTitle, {}, Qt::ElideMiddle);
    m_state = badge();
    m_state->setObjectName(QStringLiteral("modelState"));
    m_use = button(QStringLiteral("useModel"), QStringLiteral("primary"), QStringLiteral("check"));
    head->addWidget(m_title, 1);
    head->addWidget(m_state, 0, Qt::AlignVCenter);
    head->addWidget(m_use);
    whole->addLayout(head);
    m_reason = label(TextStyle::Body, QStringLiteral("bad"));
    m_reason->setObjectName(QStringLiteral("modelReason"));
    m_reason->setWordWrap(true);
    whole->addWidget(m_reason);
    m_facts = new QGridLayout;
    m_facts->setContentsMargins({});
    m_facts->setHorizontalSpacing(measures::kGapDense);
    m_facts->setVerticalSpacing(measures::kGapSmall);
    whole->addLayout(m_facts);
    m_layers = new LayerPicture(QStringLiteral("modelLayers"));
    whole->addWidget(m_layers);
    m_warnings = column(nullptr, measures::kGapSmall);
    whole->addLayout(m_warnings);
    connect(m_use, &QPushButton::clicked, &presenter, &ModelPresenter::use);
    connect(&presenter, &ModelPresenter::currentChanged, this, &DetailsCard::show);
    connect(&presenter, &ModelPresenter::usedChanged, this, &DetailsCard::showState);
    speak([this] { show(); });
}

void DetailsCard::show() {
    const auto* model = m_presenter.shelf().modelAt(m_presenter.current());
    m_title->setFullText(model ? model->name : QFileInfo(m_presenter.current()).fileName());
    showState();
    showFacts();
    showLayers();
    clearLayout(m_warnings);
    if (!m_presenter.details())
        return;
    for (const Error& warning : m_presenter.details()->warnings) {
        auto* line = new QWidget;
        auto* cells = row(line, measures::kGap);
        QLabel* text = label(TextStyle::Body);
        text->setText(bridge::sentence(warning));
        text->setWordWrap(true);
        cells->addWidget(new IconLabel(QStringLiteral("warning"), IconTone::Warn, measures::kIconSmall), 0,
                         Qt::AlignTop);
        cells->addWidget(text, 1);
        m_warnings->addWidget(line);
    }
}

void DetailsCard::showState() {
    const auto& details = m_presenter.details();
    const auto& error = m_presenter.error();
    const bool supported = details && details->supported;
    m_state->setVisible(details || error);
    m_state->setText(supported ? tr("supported") : tr("not supported"));
    setTone(m_state, supported ? QStringLiteral("good") : QStringLiteral("bad"));
    m_use->setText(m_presenter.isUsed(m_presenter.current()) ? tr("In use") : tr("Use this model"));
    m_use->setEnabled(m_presenter.canUse());
    m_reason->setText(error                        ? bridge::sentence(*error)
                      : details && details->reason ? bridge::sentence(*details->reason)
                                                   : QString());
    m_reason->setVisible(!m_reason->text().isEmpty());
}

std::vector<DetailsCard::Fact> DetailsCard::facts(const bridge::ModelDetails& details) const {
    std::vector<Fact> facts;
    const auto add = [&facts](const QString& name, const QString& value) {
        if (!value.isEmpty())
            facts.emplace_back(name, value);
    };
    const auto number = [](qint64 value) {
        return value > 0 ? numberText(value) : QString();
    };
    add(tr("Family"), details.architecture.isEmpty()
                          ? details.family
                          : QStringLiteral("%1 (%2)").arg(details.family, details.architecture));
    add(tr("Size"),
        details.parameters > 0 ? tr("%1 values").arg(bridge::countText(details.parameters)) : QString());
    add(tr("Number format"), details.dtype);
    add(tr("Blocks"), number(details.layers));
    add(tr("Width"), number(details.hiddenSize));
    add(tr("Heads"), details.heads > 0
                         ? tr("%1, for keys and values %2")
                               .arg(numberText(details.heads), numberText(details.keyValueHeads))
                         : QString());
    add(tr("Vocabulary"), number(details.vocabulary));
    add(tr("Longest text"),
        details.maxPositions > 0 ? tr("%1 tokens").arg(numberText(details.maxPositions)) : QString());
    add(tr("Tokenizer"), details.tokenizer);
    const QString named = details.templateNames.join(QStringLiteral(", "));
    add(tr("Chat template"), !details.hasChatTemplate ? tr("no")
                             : named.isEmpty()        ? tr("yes")
                                                      : tr("yes, by name: %1").arg(named));
    add(tr("Output head"), details.layers > 0
                               ? (details.tiedEmbeddings ? tr("shares the embedding") : tr("of its own"))
                               : QString());
    add(tr("Licence"), details.license.isEmpty() ? tr("not stated in the folder") : details.license);
    return facts;
}

void DetailsCard::showFacts() {
    while (QLayoutItem* item = m_facts->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    if (!m_presenter.details())
        return;
    const auto all = facts(*m_presenter.details());
    const auto lines = (static_cast<int>(all.size()) + kPairsInRow - 1) / kPairsInRow;
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
        const auto& [name, value] = all[static_cast<std::size_t>(i)];
        QLabel* caption = label(TextStyle::Table, QStringLiteral("muted"));
        caption->setText(name);
        auto* text = new ElidedLabel(TextStyle::Body);
        text->setFullText(value);
        const int column = i / lines * 2;
        m_facts->addWidget(caption, i % lines, column);
        m_facts->addWidget(text, i % lines, column + 1);
    }
    QLabel* caption = label(TextStyle::Table, QStringLiteral("muted"));
    caption->setText(tr("Folder"));
    auto* path = new ElidedLabel(TextStyle::Body, {}, Qt::ElideMiddle);
    path->setFullText(m_presenter.current());
    m_facts->addWidget(caption, lines, 0);
    m_facts->addWidget(path, lines, 1, 1, 2 * kPairsInRow - 1);
    for (int i = 0; i < kPairsInRow; ++i)
        m_facts->setColumnStretch(2 * i + 1, 1);
}

void DetailsCard::showLayers() {
    const auto& details = m_presenter.details();
    m_layers->setVisible(details && details->layers > 0);
    if (!details || details->layers <= 0)
        return;
    LayerStack stack;
    stack.blocks = static_cast<int>(details->layers);
    stack.cells = details->linearLayers;
    m_layers->show(stack);
    m_layers->setWords({tr("embed"), tr("block %1").arg(0),
                        tr("each block: %1")
                            .arg(QStringList(stack.cells)
                                     .replaceInStrings(QStringLiteral("_proj"), QString())
                                     .join(QStringLiteral(", "))),
                        tr("block %1").arg(details->layers - 1), tr("norm, head")});
}

} // namespace luthier::model
