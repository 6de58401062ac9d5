#include "details_card.h"

#include "model_words.h"

#include <bridge/amounts.h>
#include <bridge/sentences.h>
#include <bridge/words.h>

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
    m_remarks = column(nullptr, measures::kGapSmall);
    whole->addLayout(m_remarks);
    connect(m_use, &QPushButton::clicked, &presenter, &ModelPresenter::use);
    connect(&presenter, &ModelPresenter::currentChanged, this, &DetailsCard::show);
    connect(&presenter, &ModelPresenter::usedChanged, this, &DetailsCard::showState);
    speak([this] { show(); });
}

void DetailsCard::show() {
    const auto* model = m_presenter.catalog().modelAt(m_presenter.current());
    m_title->setFullText(model ? model->name : QFileInfo(m_presenter.current()).fileName());
    showState();
    showFacts();
    showLayers();
    showRemarks();
}

void DetailsCard::addRemark(const QString& icon, IconTone tone, const QString& sentence,
                            const QString& hint) {
    auto* line = new QWidget;
    auto* cells = row(line, measures::kGap);
    QLabel* text = label(TextStyle::Body);
    text->setText(sentence);
    text->setToolTip(hint);
    text->setAccessibleDescription(hint);
    text->setWordWrap(true);
    cells->addWidget(new IconLabel(icon, tone, measures::kIconSmall), 0, Qt::AlignTop);
    cells->addWidget(text, 1);
    m_remarks->addWidget(line);
}

/// What the folder's warnings say, and which settings of a recipe it rules out beside tasks.
void DetailsCard::showRemarks() {
    clearLayout(m_remarks);
    const auto& details = m_presenter.details();
    if (!details)
        return;
    const auto& ruledOut = details->ruledOut;
    for (std::size_t i = 0; i < ruledOut.size(); ++i) {
        const bridge::RuledOut& first = ruledOut[i];
        if (first.setting == QStringLiteral("task"))
            continue;
        // Choices that one sentence rules out share it.
        QStringList words{bridge::choiceWord(first.setting.toStdString(), first.choice.toStdString())};
        while (i + 1 < ruledOut.size() && ruledOut[i + 1].setting == first.setting &&
               ruledOut[i + 1].reason.code() == first.reason.code())
            words << bridge::choiceWord(first.setting.toStdString(), ruledOut[++i].choice.toStdString());
        addRemark(
            QStringLiteral("info"), IconTone::Muted,
            QStringLiteral("%1: %2").arg(words.join(QStringLiteral(", ")), bridge::sentence(first.reason)),
            bridge::hint(first.reason));
    }
    const auto& hindrance = details->hindrance;
    for (const Error& warning : details->warnings)
        if (!hindrance || hindrance->code() != warning.code())
            addRemark(QStringLiteral("warning"), IconTone::Warn, bridge::sentence(warning),
                      bridge::hint(warning));
}

void DetailsCard::showState() {
    const auto& details = m_presenter.details();
    const auto& error = m_presenter.error();
    const bool can = details && !details->hindrance;
    m_state->setVisible(details || error);
    m_state->setText(can                             ? tr("supported")
                     : details && details->supported ? tr("incomplete")
                                                     : tr("not supported"));
    setTone(m_state, can ? QStringLiteral("good") : QStringLiteral("bad"));
    m_use->setText(m_presenter.isUsed(m_presenter.current()) ? tr("In use") : tr("Use this model"));
    m_use->setEnabled(m_presenter.canUse());
    const std::optional<Error> reason = error ? error : details ? details->hindrance : std::nullopt;
    m_reason->setText(reason
                          ? QStringList{bridge::sentence(*reason), bridge::hint(*reason)}.join(u' ').trimmed()
                          : QString());
    m_reason->setVisible(reason.has_value());
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
        details.parameters > 0 ? tr("%1 parameters").arg(bridge::countText(details.parameters)) : QString());
    add(tr("Number format"), details.dtype);
    add(tr("Blocks"), blocksText(details));
    add(tr("Width"), number(details.hiddenSize));
    add(tr("Heads"),
        details.heads > 0
            ? tr("%1 (%2 key/value)").arg(numberText(details.heads), numberText(details.keyValueHeads))
            : QString());
    add(tr("Vocabulary"), number(details.vocabulary));
    add(tr("Longest text"),
        details.maxPositions > 0 ? tr("%1 tokens").arg(numberText(details.maxPositions)) : QString());
    add(tr("Tokenizer"), details.tokenizer);
    const QString named = details.templateNames.join(QStringLiteral(", "));
    if (details.chats() || details.hasChatTemplate)
        add(tr("Chat template"), !details.hasChatTemplate ? tr("no")
                                 : named.isEmpty()        ? tr("yes")
                                                          : tr("yes, by name: %1").arg(named));
    add(tr("Licence"), details.license.isEmpty() ? tr("not stated in the folder") : details.license);
    return facts;
}

std::vector<DetailsCard::LongFact> DetailsCard::longFacts() const {
    std::vector<LongFact> facts;
    if (const auto& details = m_presenter.details())
        facts = {{tr("Kind"), kindText(*details)},
                 {tr("Output head"), headText(*details)},
                 {tr("Labels"), labelsText(details->labels), details->labels.join(QStringLiteral(", "))},
                 {tr("Can learn"), tasksText(*details)},
                 {tr("Cannot learn"), otherTasksText(*details)}};
    const bool isFile = m_presenter.current().endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive);
    facts.push_back({isFile ? tr("File") : tr("Folder"), m_presenter.current(), {}, LongFact::Kind::Path});
    std::erase_if(facts, [](const LongFact& fact) { return fact.value.isEmpty(); });
    return facts;
}

void DetailsCard::addFact(const Fact& fact, int line, int column) {
    QLabel* caption = label(TextStyle::Table, QStringLiteral("muted"));
    caption->setText(fact.first);
    auto* text = new ElidedLabel(TextStyle::Body);
    text->setFullText(fact.second);
    m_facts->addWidget(caption, line, column);
    m_facts->addWidget(text, line, column + 1);
}

void DetailsCard::addLongFact(const LongFact& fact, int line) {
    QLabel* caption = label(TextStyle::Table, QStringLiteral("muted"));
    caption->setText(fact.name);
    QLabel* text = nullptr;
    if (fact.kind == LongFact::Kind::Path) {
        auto* path = new ElidedLabel(TextStyle::Body, {}, Qt::ElideMiddle);
        path->setFullText(fact.value);
        text = path;
    } else {
        text = label(TextStyle::Body);
        text->setWordWrap(true);
        text->setText(fact.value);
        text->setToolTip(fact.whole);
    }
    m_facts->addWidget(caption, line, 0, Qt::AlignTop);
    m_facts->addWidget(text, line, 1, 1, 2 * kPairsInRow - 1);
}

void DetailsCard::showFacts() {
    while (QLayoutItem* item = m_facts->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const auto all = m_presenter.details() ? facts(*m_presenter.details()) : std::vector<Fact>{};
    const auto lines = (static_cast<int>(all.size()) + kPairsInRow - 1) / kPairsInRow;
    for (int i = 0; i < static_cast<int>(all.size()); ++i)
        addFact(all[static_cast<std::size_t>(i)], i % lines, i / lines * 2);
    int line = lines;
    for (const LongFact& fact : longFacts())
        addLongFact(fact, line++);
    for (int i = 0; i < kPairsInRow; ++i)
        m_facts->setColumnStretch(2 * i + 1, 1);
}

void DetailsCard::showLayers() {
    const auto& details = m_presenter.details();
    m_layers->setVisible(details && details->layers > 0);
    if (!details || details->layers <= 0)
        return;
    LayerStack stack;
    stack.blocks = static_cast<int>(details->blocks());
    stack.encoderDecoder = details->decoderLayers > 0;
    stack.cells = details->linearLayers;
    m_layers->show(stack);
}

} // namespace luthier::model
