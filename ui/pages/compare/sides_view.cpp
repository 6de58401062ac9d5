#include "sides_view.h"

#include "prompt_list.h"

#include <bridge/json_values.h>
#include <bridge/sentences.h>
#include <scoring/word_diff.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QListView>
#include <QLocale>
#include <QTextEdit>

#include <algorithm>
#include <array>

namespace luthier::compare {

using namespace widgets;
using bridge::Outcome;

namespace {

constexpr int kLossDecimals = 3;
constexpr int kSpeedDecimals = 1;

struct FilterName {
    std::optional<Outcome> outcome;
    const char* name;
};

constexpr FilterName kFilters[] = {{std::nullopt, "filterAll"},
                                   {Outcome::Fixed, "filterFixed"},
                                   {Outcome::Broken, "filterBroken"},
                                   {Outcome::BothWrong, "filterBothWrong"},
                                   {Outcome::BothRight, "filterBothRight"}};
constexpr std::size_t kFirstLine = 3;

/// chrF from which two texts are said to agree in part, mostly, or in nearly all.
constexpr std::array kLikenesses = {0.3, 0.5, 0.7};
constexpr int kLikenessDecimals = 1;
constexpr std::array<Criterion, 3 + kLikenesses.size()> kCriteria = {
    Criterion{Criterion::Kind::Exact, 0},
    Criterion{Criterion::Kind::Contains, 0},
    Criterion{Criterion::Kind::Similar, kLikenesses[0]},
    Criterion{Criterion::Kind::Similar, kLikenesses[1]},
    Criterion{Criterion::Kind::Similar, kLikenesses[2]},
    Criterion{Criterion::Kind::Loss, 0}};

/// Judged by the loss, the places of the filters say what became of it.
Outcome byLoss(Outcome outcome) {
    return outcome == Outcome::Fixed    ? Outcome::LowerLoss
           : outcome == Outcome::Broken ? Outcome::HigherLoss
                                        : Outcome::SameLoss;
}

} // namespace

SidesView::SidesView(ComparePresenter& presenter, LiveAnswers& live)
    : m_presenter(presenter)
    , m_live(live) {
    auto* columns = row(this, measures::kGapDense);
    columns->addWidget(makePrompts());
    auto* right = column(nullptr, measures::kGapDense);
    right->addWidget(makePrompt());
    auto* panes = row(measures::kGapDense);
    m_base = new SidePane(SideColor::Base);
    m_adapted = new SidePane(SideColor::Adapted);
    panes->addWidget(m_base, 1);
    panes->addWidget(m_adapted, 1);
    right->addLayout(panes, 1);
    columns->addLayout(right, 1);
    connect(&presenter, &ComparePresenter::rowsChanged, this, &SidesView::showRows);
    connect(&presenter, &ComparePresenter::selectionChanged, this, [this] {
        m_showsLive = false;
        showPair();
    });
    connect(&presenter, &ComparePresenter::runsChanged, this, &SidesView::showPair);
    connect(&live, &LiveAnswers::changed, this, [this] {
        if (m_showsLive)
            showPair();
    });
    speak([this] {
        m_diff->setText(tr("Word diff"));
        m_diff->setToolTip(tr("Marks the words that the other side does not say"));
        showRows();
        showPair();
    });
}

QWidget* SidesView::makePrompts() {
    m_prompts = frame(QStringLiteral("card"));
    m_prompts->setFixedWidth(measures::kPromptsWidth);
    auto* whole = column(m_prompts, 0);
    whole->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kRadius);
    auto* head = row(measures::kGap);
    head->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kGap);
    m_promptsTitle = label(TextStyle::CardTitle);
    m_promptsNote = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"), Qt::ElideMiddle);
    m_promptsNote->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    head->addWidget(m_promptsTitle);
    head->addWidget(m_promptsNote, 1);
    whole->addLayout(head);
    whole->addWidget(makeFilters());
    whole->addWidget(makeJudging());
    whole->addWidget(separator());
    m_model = new PromptModel(m_presenter);
    m_list = new QListView;
    m_model->setParent(m_list);
    m_list->setObjectName(QStringLiteral("promptList"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new PromptDelegate(m_list));
    m_list->setModel(m_model);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid())
                    m_presenter.select(now.row());
            });
    // The row that is chosen already is shown again after a live question.
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex& now) { m_presenter.select(now.row()); });
    whole->addWidget(m_list, 1);
    return m_prompts;
}

QWidget* SidesView::makeFilters() {
    auto* box = new QWidget;
    auto* lines = column(box, measures::kGap);
    lines->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, measures::kGapDense);
    auto* first = row(measures::kGap);
    auto* second = row(measures::kGap);
    for (const FilterName& entry : kFilters) {
        QPushButton* choice = button(QString::fromLatin1(entry.name), QStringLiteral("filter"));
        choice->setCheckable(true);
        connect(choice, &QPushButton::clicked, this,
                [this, outcome = entry.outcome] { m_presenter.setFilter(filterAt(outcome)); });
        (m_filters.size() < kFirstLine ? first : second)->addWidget(choice);
        m_filters.emplace_back(entry.outcome, choice);
    }
    for (QHBoxLayout* line : {first, second}) {
        line->addStretch(1);
        lines->addLayout(line);
    }
    return box;
}

/// What makes an answer right, and which rows come first.
QWidget* SidesView::makeJudging() {
    auto* box = new QWidget;
    auto* line = row(box, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, measures::kGapDense);
    m_criterion = new ComboBox(QStringLiteral("compareCriterion"));
    m_order = new ComboBox(QStringLiteral("compareOrder"));
    for (ComboBox* choice : {m_criterion, m_order}) {
        choice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        line->addWidget(choice, 1);
    }
    connect(m_criterion, &QComboBox::activated, this,
            [this](int index) { m_presenter.setCriterion(kCriteria[static_cast<std::size_t>(index)]); });
    connect(m_order, &QComboBox::activated, this,
            [this](int index) { m_presenter.setOrder(static_cast<RowOrder>(index)); });
    speak([this] { fillJudging(); });
    return box;
}

void SidesView::fillJudging() {
    m_criterion->setAccessibleName(tr("Right means"));
    m_criterion->setToolTip(
        tr("What makes an answer right: the reference word for word, the reference somewhere in "
           "it, or characters like its own (chrF). The loss tells which model is nearer to the "
           "reference when no answer equals it."));
    m_order->setAccessibleName(tr("Order of the rows"));
    m_criterion->clear();
    for (const Criterion& criterion : kCriteria)
        m_criterion->addItem(
            criterion.kind == Criterion::Kind::Exact      ? tr("Exact match")
            : criterion.kind == Criterion::Kind::Contains ? tr("Contains it")
            : criterion.kind == Criterion::Kind::Similar
                ? tr("chrF at least %1").arg(QLocale().toString(criterion.least, 'f', kLikenessDecimals))
                : tr("Loss"));
    m_order->clear();
    m_order->addItems({tr("Data order"), tr("Most improved"), tr("Most worsened")});
    m_order->setCurrentIndex(static_cast<int>(m_presenter.order()));
}

std::optional<Outcome> SidesView::filterAt(std::optional<Outcome> place) const {
    return place && m_presenter.criterion().kind == Criterion::Kind::Loss ? byLoss(*place) : place;
}

QWidget* SidesView::makePrompt() {
    QFrame* card = frame(QStringLiteral("card"));
    auto* line = row(card, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding, measures::kGap);
    auto* texts = column(nullptr, measures::kGapSmall);
    m_caption = label(TextStyle::Caption, QStringLiteral("muted"));
    m_prompt = new ElidedLabel(TextStyle::Reading);
    m_prompt->setObjectName(QStringLiteral("comparePrompt"));
    m_reference = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_reference->setObjectName(QStringLiteral("compareReference"));
    for (QWidget* text : std::initializer_list<QWidget*>{m_caption, m_prompt, m_reference})
        texts->addWidget(text);
    m_diff = button(QStringLiteral("wordDiff"), QStringLiteral("filter"));
    m_diff->setCheckable(true);
    m_diff->setChecked(true);
    connect(m_diff, &QPushButton::toggled, this, &SidesView::showPair);
    line->addLayout(texts, 1);
    line->addWidget(m_diff, 0, Qt::AlignVCenter);
    return card;
}

void SidesView::showRows() {
    const auto* evaluation = m_presenter.evaluation();
    m_prompts->setVisible(evaluation != nullptr);
    if (evaluation) {
        const QString dataset = bridge::textIn(evaluation->summary, "dataset");
        const QString split = bridge::textIn(evaluation->summary, "split");
        m_promptsNote->setFullText(split.isEmpty() ? dataset : dataset + QStringLiteral(" · ") + split);
    }
    // Who answers no prompt reads rows.
    const bool prompts = m_presenter.making() == bridge::Making::Text;
    m_promptsTitle->setText(prompts ? tr("Prompts") : tr("Rows"));
    m_list->setAccessibleName(m_promptsTitle->text());
    const bool loss = m_presenter.criterion().kind == Criterion::Kind::Loss;
    for (const auto& [place, choice] : m_filters) {
        const auto outcome = filterAt(place);
        const qint64 rows = m_presenter.count(outcome);
        const QString word = !outcome                          ? tr("All %1")
                             : *outcome == Outcome::Fixed      ? tr("Fixed %1")
                             : *outcome == Outcome::Broken     ? tr("Broken %1")
                             : *outcome == Outcome::BothWrong  ? tr("Both wrong %1")
                             : *outcome == Outcome::BothRight  ? tr("Both right %1")
                             : *outcome == Outcome::LowerLoss  ? tr("Lower loss %1")
                             : *outcome == Outcome::HigherLoss ? tr("Higher loss %1")
                                                               : tr("Same loss %1");
        choice->setText(word.arg(numberText(rows)));
        choice->setChecked(m_presenter.filter() == outcome);
        choice->setEnabled(!outcome || rows > 0);
        choice->setVisible(!outcome || (isMatched() && !(loss && place == Outcome::BothRight)));
    }
    const auto criterion = std::ranges::find(kCriteria, m_presenter.criterion());
    m_criterion->setCurrentIndex(static_cast<int>(criterion - kCriteria.begin()));
    m_criterion->setVisible(m_presenter.making() == bridge::Making::Text);
    if (m_presenter.selectedPlace() >= 0)
        m_list->setCurrentIndex(m_model->index(m_presenter.selectedPlace()));
}

void SidesView::showLive() {
    m_showsLive = true;
    showPair();
}

void SidesView::showPair() {
    const auto* run = m_presenter.run();
    m_adapted->setRun(run ? run->number : QString());
    if (m_showsLive)
        showAsked();
    else if (const auto* row = m_presenter.selected())
        showRow(*row);
}

void SidesView::showRow(const bridge::ComparedRow& row) {
    const bool prompts = m_presenter.making() == bridge::Making::Text;
    m_caption->setText((prompts ? tr("Prompt %1 of %2 · row %3") : tr("%1 of %2 · row %3"))
                           .arg(numberText(m_presenter.selectedPlace() + 1),
                                numberText(static_cast<qint64>(m_presenter.shown().size())),
                                numberText(row.row)));
    m_prompt->setFullText(row.prompt.simplified());
    m_reference->setVisible(!row.reference.isEmpty());
    m_reference->setFullText(tr("Reference: %1").arg(row.reference.simplified()));
    PaneContent base = contentOf(row.base);
    PaneContent adapted = contentOf(row.adapted);
    if (row.error)
        base.remark = adapted.remark = bridge::sentence(*row.error);
    putPanes(std::move(base), std::move(adapted));
}

PaneContent SidesView::contentOf(const bridge::SideAnswer& answer) const {
    PaneContent content{
        answer.text.value_or(QString()).toStdString(), {}, answer.weights, lossOf(answer), {}};
    if (!answer.text)
        content.remark =
            tr("This model writes nothing: how well it guesses the hidden words is its loss, below.");
    return content;
}

bool SidesView::isMatched() const {
    return m_presenter.making() == bridge::Making::Text || m_presenter.making() == bridge::Making::Labels;
}

QStringList SidesView::lossOf(const bridge::SideAnswer& answer) const {
    if (!answer.loss)
        return {};
    const QString loss = QLocale().toString(*answer.loss, 'f', kLossDecimals);
    return {m_presenter.making() == bridge::Making::HiddenWords ? tr("Loss on the hidden words %1").arg(loss)
                                                                : tr("Loss on the reference %1").arg(loss)};
}

PaneContent SidesView::liveContent(LiveAnswers::Side side) const {
    const LiveAnswers::Answer& answer = m_live.answer(side);
    PaneContent content;
    content.text = answer.text.toStdString();
    if (answer.tokensPerSecond) {
        content.figures
            << tr("%1 tokens/s").arg(QLocale().toString(*answer.tokensPerSecond, 'f', kSpeedDecimals));
        content.figures << (answer.cut ? tr("cut at the limit of tokens") : tr("stopped on its own"));
    } else if (answer.text.isEmpty() && m_live.phase() != LiveAnswers::Phase::Idle) {
        content.remark = m_live.phase() == LiveAnswers::Phase::Loading ? tr("Loading the model…")
                         : m_live.answering() == side                  ? tr("Answering…")
                                                                       : tr("Waits for its turn…");
    }
    if (const auto* run = m_presenter.run())
        content.weights = side == LiveAnswers::Base ? run->model.section(u'/', -1)
                                                    : QStringLiteral("runs/%1/adapter").arg(run->number);
    return content;
}

void SidesView::showAsked() {
    m_caption->setText(tr("Asked now"));
    m_prompt->setFullText(m_live.prompt().simplified());
    m_reference->hide();
    putPanes(liveContent(LiveAnswers::Base), liveContent(LiveAnswers::Adapted));
}

void SidesView::putPanes(PaneContent base, PaneContent adapted) {
    // Answers under way are compared once both are whole.
    const bool whole = !m_showsLive || m_live.phase() == LiveAnswers::Phase::Idle;
    m_diff->setVisible(isMatched());
    if (isMatched() && m_diff->isChecked() && whole && !base.text.empty() && !adapted.text.empty()) {
        auto diff = luthier::scoring::wordDiff(base.text, adapted.text);
        base.differences = std::move(diff.first);
        adapted.differences = std::move(diff.second);
    }
    const auto remarkEmpty = [](PaneContent& content) {
        if (content.text.empty() && content.remark.isEmpty())
            content.remark = tr("An empty answer");
    };
    if (whole) {
        remarkEmpty(base);
        remarkEmpty(adapted);
    }
    m_base->show(std::move(base));
    m_adapted->show(std::move(adapted));
}

} // namespace luthier::compare
