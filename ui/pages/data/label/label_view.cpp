#include "label_view.h"

#include "../filter_pills.h"
#include "agreement_card.h"
#include "correction_edit.h"
#include "label_panel.h"
#include "span_text.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <widgets/figures.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QProgressBar>
#include <QScrollArea>
#include <QTabBar>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

enum Body { kNoScheme, kWork };

constexpr int kPermille = 1000;
constexpr int kKeys = 9;
const QString kUnlabelledKey = QStringLiteral("unlabelled");
const QString kAllKey = QStringLiteral("all");
const QString kDisputedKey = QStringLiteral("disputed");

QLabel* keyLabel(const QString& text) {
    QLabel* key = label(TextStyle::Caption);
    key->setProperty("kind", QStringLiteral("key"));
    key->setText(text);
    return key;
}

/// A button whose key stands before it; a click leaves the focus where the keys are.
QPushButton* keyed(QHBoxLayout* line, const QString& key, const QString& name) {
    QPushButton* made = button(name, QStringLiteral("inline"));
    made->setFocusPolicy(Qt::TabFocus);
    line->addSpacing(measures::kGap);
    line->addWidget(keyLabel(key), 0, Qt::AlignVCenter);
    line->addWidget(made, 0, Qt::AlignVCenter);
    return made;
}

} // namespace

LabelView::LabelView(DataPresenter& rows, LabelPresenter& presenter, PairMaker& pairs)
    : m_data(rows)
    , m_presenter(presenter)
    , m_pairs(pairs) {
    setObjectName(QStringLiteral("labelView"));
    auto* whole = column(this, measures::kGapDense);
    whole->setContentsMargins(measures::kPagePadding, measures::kGapDense, measures::kPagePadding,
                              measures::kPagePadding);
    whole->addWidget(makeBar());
    m_body = new PageStack;
    m_empty = new EmptyState(QStringLiteral("label"), QStringLiteral("firstScheme"), QStringLiteral("plus"));
    m_body->addWidget(m_empty);
    auto* work = new QWidget;
    auto* columns = row(work, measures::kGapDense);
    columns->addWidget(makeRecord(), 1);
    const Scroller right = scroller();
    right.area->setFixedWidth(measures::kInspectorWidth);
    m_panel = new LabelPanel(presenter);
    right.layout->setSpacing(measures::kGapDense);
    right.layout->addWidget(m_panel);
    right.layout->addWidget(new AgreementCard(presenter));
    right.layout->addStretch(1);
    columns->addWidget(right.area);
    m_body->addWidget(work);
    whole->addWidget(m_body, 1);
    connect(m_empty->action, &QPushButton::clicked, this, &LabelView::askScheme);
    connect(m_panel, &LabelPanel::left, this, &LabelView::focusRow);
    connect(m_panel, &LabelPanel::picked, this, &LabelView::pick);
    connect(&presenter, &LabelPresenter::chosenChanged, this, &LabelView::showMarks);
    connect(&presenter, &LabelPresenter::changed, this, &LabelView::refresh);
    connect(&presenter, &LabelPresenter::progressed, this, &LabelView::showBar);
    connect(&presenter, &LabelPresenter::suggestedMade, this, [this](qint64 found) {
        m_done = [found] {
            return tr("%1 rows have a suggestion", nullptr, pluralOf(found)).arg(numberText(found));
        };
        showBar();
    });
    connect(&pairs, &PairMaker::counted, this, &LabelView::askPairs);
    connect(&pairs, &PairMaker::busyChanged, this, &LabelView::showBar);
    connect(&presenter, &LabelPresenter::labelledAll, this, [this](qint64 changed) {
        m_done = [changed] {
            return tr("%1 rows labelled", nullptr, pluralOf(changed)).arg(numberText(changed));
        };
        showBar();
    });
    speak([this] {
        m_empty->title->setText(tr("No label scheme yet"));
        m_empty->sentence->setText(
            tr("A scheme is a question that is asked of each row, and what may be answered."));
        m_empty->action->setText(tr("New scheme…"));
        refresh();
    });
}

void LabelView::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
    // Whoever goes along the tabs by keyboard stays there.
    m_takesFocus = !qobject_cast<QTabBar*>(window()->focusWidget());
    takeFocus();
}

/// The keys mean the row as soon as there is one.
void LabelView::takeFocus() {
    if (m_takesFocus && isVisible() && m_presenter.row()) {
        m_takesFocus = false;
        focusRow();
    }
}

void LabelView::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

QWidget* LabelView::makeBar() {
    auto* bar = new QWidget;
    auto* line = row(bar, measures::kGapDense);
    m_schemes = new ComboBox(QStringLiteral("labelScheme"));
    m_schemes->setMinimumWidth(measures::kPickerWidth);
    m_schemes->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_more = button(QStringLiteral("schemeMore"), {}, QStringLiteral("chevron"));
    m_more->setLayoutDirection(Qt::RightToLeft); // the sign of a menu stands behind its name
    m_menu = new QMenu(this);
    m_more->setMenu(m_menu);
    m_queue = new Segments(QStringLiteral("labelQueue"), {kUnlabelledKey, kAllKey, kDisputedKey});
    m_summary = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_summary->setObjectName(QStringLiteral("labelSummary"));
    m_bar = new QProgressBar;
    m_bar->setObjectName(QStringLiteral("labelProgress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_cancel = button(QStringLiteral("cancelLabel"));
    m_bulk = button(QStringLiteral("labelAll"), {}, QStringLiteral("chevron"));
    m_bulk->setLayoutDirection(Qt::RightToLeft);
    m_bulkMenu = new QMenu(this);
    m_bulk->setMenu(m_bulkMenu);
    line->addWidget(m_schemes);
    line->addWidget(m_more);
    line->addWidget(m_queue);
    line->addWidget(new FilterPills(QStringLiteral("labelPill_"), m_data));
    line->addWidget(m_summary, 1);
    line->addWidget(m_bar);
    line->addWidget(m_cancel);
    line->addWidget(m_bulk);
    connect(m_schemes, &QComboBox::activated, this, [this] {
        m_done = {};
        m_presenter.choose(m_schemes->currentData().toString());
        focusRow();
    });
    connect(m_queue, &Segments::chosen, this, [this](const QString& key) {
        m_presenter.setQueue(key == kAllKey        ? LabelPresenter::Queue::All
                             : key == kDisputedKey ? LabelPresenter::Queue::Disputed
                                                   : LabelPresenter::Queue::Unlabelled);
        focusRow();
    });
    connect(m_cancel, &QPushButton::clicked, &m_presenter, &LabelPresenter::cancel);
    connect(m_cancel, &QPushButton::clicked, &m_pairs, &PairMaker::cancel);
    speak([this] {
        m_schemes->setAccessibleName(tr("Label scheme"));
        m_more->setText(tr("Scheme"));
        m_queue->setTexts({tr("Unlabelled"), tr("All rows"), tr("Differing")});
        m_cancel->setText(tr("Cancel"));
    });
    return bar;
}

QWidget* LabelView::makeRecord() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* whole = column(made, 0);
    whole->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    auto* head = new QWidget;
    head->setFixedHeight(measures::kCardHead);
    auto* line = row(head, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_title = label(TextStyle::BodyStrong);
    m_title->setObjectName(QStringLiteral("labelRow"));
    m_split = badge();
    m_said = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_said->setObjectName(QStringLiteral("labelSaid"));
    m_said->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(m_title);
    line->addWidget(m_split, 0, Qt::AlignVCenter);
    line->addWidget(m_said, 1);
    whole->addWidget(head);
    whole->addWidget(separator());
    m_record = new PageStack;
    const Scroller scroll = scroller();
    m_area = scroll.area;
    m_area->setObjectName(QStringLiteral("labelRecord"));
    m_area->setFocusPolicy(Qt::StrongFocus);
    // A line around the row tells that the keys mean it.
    m_area->setProperty("kind", QStringLiteral("keys"));
    m_area->setFrameShape(QFrame::StyledPanel);
    m_texts = scroll.layout;
    m_texts->setSpacing(measures::kGapDense);
    m_texts->setContentsMargins(measures::kPagePadding, measures::kCardPadding, measures::kPagePadding,
                                measures::kCardPadding);
    m_record->addWidget(m_area);
    m_record->addWidget(makeEnd());
    whole->addWidget(m_record, 1);
    whole->addWidget(separator());
    whole->addWidget(makeKeys());
    speak([this] { m_area->setAccessibleName(tr("The row to label")); });
    return made;
}

/// What stands there when no row is left.
QWidget* LabelView::makeEnd() {
    auto* made = new QWidget;
    auto* lines = column(made, measures::kGapDense);
    m_end = label(TextStyle::Body);
    m_end->setObjectName(QStringLiteral("labelEnd"));
    m_end->setWordWrap(true);
    m_end->setAlignment(Qt::AlignHCenter);
    m_again = button(QStringLiteral("labelAgain"));
    lines->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    lines->addStretch(1);
    lines->addWidget(m_end);
    lines->addWidget(m_again, 0, Qt::AlignHCenter);
    lines->addStretch(1);
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_presenter.startOver();
        focusRow();
    });
    speak([this] { m_again->setText(tr("From the first row again")); });
    return made;
}

QWidget* LabelView::makeKeys() {
    auto* foot = new QWidget;
    foot->setFixedHeight(measures::kCardHead);
    auto* line = row(foot, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_chooseKeys = keyLabel({});
    m_choose = label(TextStyle::Caption, QStringLiteral("muted"));
    m_giveKey = keyLabel(QStringLiteral("Enter"));
    m_give = label(TextStyle::Caption, QStringLiteral("muted"));
    for (QLabel* part : {m_chooseKeys, m_choose, m_giveKey, m_give})
        line->addWidget(part, 0, Qt::AlignVCenter);
    m_shareKey = keyLabel(QStringLiteral("="));
    m_share = button(QStringLiteral("shareNext"), QStringLiteral("inline"));
    m_acceptKey = keyLabel(QStringLiteral("A"));
    m_accept = button(QStringLiteral("acceptSuggestion"), QStringLiteral("inline"));
    for (const auto& [key, action] : {std::pair{m_shareKey, m_share}, {m_acceptKey, m_accept}}) {
        action->setFocusPolicy(Qt::TabFocus);
        line->addSpacing(measures::kGap);
        line->addWidget(key, 0, Qt::AlignVCenter);
        line->addWidget(action, 0, Qt::AlignVCenter);
    }
    connect(m_share, &QPushButton::clicked, &m_presenter, &LabelPresenter::shareNext);
    connect(m_accept, &QPushButton::clicked, &m_presenter, &LabelPresenter::accept);
    m_skip = keyed(line, QStringLiteral("Space"), QStringLiteral("skipRow"));
    m_back = keyed(line, QStringLiteral("⌫"), QStringLiteral("takeBack"));
    line->addStretch(1);
    connect(m_skip, &QPushButton::clicked, &m_presenter, &LabelPresenter::skip);
    connect(m_back, &QPushButton::clicked, &m_presenter, &LabelPresenter::takeBack);
    speak([this] {
        m_share->setText(tr("tie"));
        m_share->setToolTip(tr("The next one shares the place of the last"));
        m_accept->setText(tr("Accept"));
        m_accept->setToolTip(tr("Gives what is suggested"));
        m_skip->setText(tr("Skip"));
        m_back->setText(tr("Take back"));
        m_back->setToolTip(tr("Takes the last answer back and shows its row"));
    });
    return foot;
}

void LabelView::focusRow() {
    if (!isVisible())
        return;
    if (m_correction && m_presenter.isWritable())
        m_correction->focusText();
    else if (QWidget* field = m_panel->typedAnswer(); field && field->isEnabled() && !field->hasFocus())
        field->setFocus();
    else if (m_marked)
        m_marked->setFocus();
    else
        m_area->setFocus();
}

/// A choice marks what is selected, where the scheme is of passages.
void LabelView::pick(int place) {
    if (!m_marked) {
        m_presenter.pick(place);
        return;
    }
    if (const auto selected = m_marked->selection()) {
        m_presenter.mark(selected->first, selected->second, place);
        m_marked->clearSelection();
    }
}

void LabelView::keyPressEvent(QKeyEvent* event) {
    const auto held = event->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
    const int key = event->key();
    if (held != Qt::NoModifier)
        return Page::keyPressEvent(event);
    if (key >= Qt::Key_1 && key < Qt::Key_1 + kKeys)
        pick(key - Qt::Key_1);
    else if (key == Qt::Key_Space)
        m_presenter.skip();
    else if (key == Qt::Key_Backspace)
        m_presenter.takeBack();
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        m_presenter.confirm();
    else if (key == Qt::Key_A)
        m_presenter.accept();
    else if (key == Qt::Key_Equal)
        m_presenter.shareNext();
    else
        Page::keyPressEvent(event);
}

void LabelView::refresh() {
    if (!m_panel)
        return;
    fillSchemes();
    fillSchemeMenu();
    fillBulkMenu();
    m_empty->action->setEnabled(m_presenter.isWritable());
    const bool none = m_presenter.state() == LabelPresenter::State::NoScheme;
    m_body->setCurrentIndex(none ? kNoScheme : kWork);
    m_body->setVisible(none || m_presenter.scheme());
    for (QWidget* part : std::initializer_list<QWidget*>{m_schemes, m_more, m_queue, m_summary})
        part->setVisible(m_presenter.scheme() != nullptr);
    showBar();
    showRow();
    showKeys();
    takeFocus();
}

void LabelView::fillSchemes() {
    const auto& schemes = m_presenter.schemes();
    bool same = m_schemes->count() == static_cast<int>(schemes.size());
    for (int i = 0; same && i < m_schemes->count(); ++i)
        same = m_schemes->itemData(i).toString().toStdString() == schemes[static_cast<std::size_t>(i)].name;
    if (!same) {
        m_schemes->clear();
        for (const auto& scheme : schemes)
            m_schemes->addItem(QString::fromStdString(scheme.name), QString::fromStdString(scheme.name));
    }
    if (const auto* chosen = m_presenter.scheme())
        m_schemes->choose(QString::fromStdString(chosen->name));
    m_queue->choose(m_presenter.queue() == LabelPresenter::Queue::All        ? kAllKey
                    : m_presenter.queue() == LabelPresenter::Queue::Disputed ? kDisputedKey
                                                                             : kUnlabelledKey);
}

void LabelView::fillBulkMenu() {
    m_bulkMenu->clear();
    const auto* scheme = m_presenter.scheme();
    int place = 0;
    for (const Choice& choice : m_presenter.choices()) {
        const QString text = choice.text.isEmpty() ? tr("Equally good") : choice.text;
        m_bulkMenu->addAction(text, this, [this, value = choice.value, text] { askBulk(value, text); })
            ->setObjectName(QStringLiteral("bulk_%1").arg(++place));
    }
    m_bulk->setVisible(scheme && scheme->kind != "span" && scheme->kind != "ranking" &&
                       m_presenter.queue() != LabelPresenter::Queue::Disputed &&
                       !m_presenter.choices().empty() && !m_presenter.isBusy());
}

void LabelView::showBar() {
    if (!m_panel)
        return;
    const bool busy = m_presenter.isBusy() || m_pairs.isBusy();
    m_bar->setVisible(busy);
    m_cancel->setVisible(busy);
    const bool all = m_presenter.queue() != LabelPresenter::Queue::Unlabelled;
    const qint64 meant = all ? m_presenter.rows() : m_presenter.rows() - m_presenter.labelled();
    m_bulk->setEnabled(m_presenter.isWritable() && meant > 0);
    m_bulk->setText(tr("Label all %1").arg(numberText(std::max<qint64>(0, meant))));
    m_bulk->setToolTip(tr("Gives all these rows the same answer, as one change"));
    if (busy) {
        const auto progress = m_presenter.isBusy() ? m_presenter.progress() : bridge::EngineProgress();
        m_bar->setRange(0, progress.total > 0 ? kPermille : 0);
        m_bar->setValue(progress.total > 0 ? static_cast<int>(std::min(progress.done, progress.total) *
                                                              kPermille / progress.total)
                                           : 0);
        const QString work = m_presenter.isBusy() ? tr("Labelling") : tr("Making pairs");
        m_bar->setAccessibleName(work);
        m_summary->setFullText(work);
        return;
    }
    m_summary->setFullText(m_done ? m_done() : QString());
}

void LabelView::showKeys() {
    const auto* scheme = m_presenter.scheme();
    const int choices = std::min(kKeys, static_cast<int>(m_presenter.choices().size()));
    const bool typed = scheme && labeling::kindOf(*scheme).isTyped;
    const bool corrected = scheme && scheme->kind == "correction";
    m_chooseKeys->setText(typed         ? QStringLiteral("Esc")
                          : choices > 1 ? QStringLiteral("1–%1").arg(choices)
                                        : QStringLiteral("1"));
    m_choose->setText(typed                              ? tr("leave")
                      : scheme && scheme->kind == "span" ? tr("mark what is selected")
                                                         : tr("choose"));
    // The keys of an order stand at its choices, and the line has no room for more.
    const bool told = typed || (choices > 0 && scheme && scheme->kind != "ranking");
    m_chooseKeys->setVisible(told);
    m_choose->setVisible(told);
    const bool gives = scheme && (scheme->kind == "multi_class" || typed || scheme->kind == "span" ||
                                  scheme->kind == "ranking");
    m_giveKey->setText(corrected ? QStringLiteral("Ctrl+Enter") : QStringLiteral("Enter"));
    m_give->setText(corrected ? tr("keep") : tr("give"));
    m_giveKey->setVisible(gives);
    m_give->setVisible(gives);
    m_acceptKey->setVisible(m_presenter.suggestion() != nullptr);
    m_accept->setVisible(m_presenter.suggestion() != nullptr);
    m_accept->setEnabled(m_presenter.isWritable());
    m_shareKey->setVisible(scheme && scheme->kind == "ranking");
    m_share->setVisible(scheme && scheme->kind == "ranking");
    m_skip->setEnabled(m_presenter.row());
    m_back->setEnabled(m_presenter.canTakeBack() && m_presenter.isWritable());
}

} // namespace luthier::data
