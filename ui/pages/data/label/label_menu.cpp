#include "label_view.h"
#include "pair_words.h"
#include "scheme_dialog.h"
#include "suggest_dialog.h"

#include <widgets/figures.h>
#include <widgets/question.h>

#include <QActionGroup>
#include <QMenu>

#include <array>

// What can be done with a scheme, and what is asked before.

namespace luthier::data {

using namespace widgets;

namespace {

using labeling::QueueOrder;

constexpr std::array<std::pair<QueueOrder, const char*>, 4> kOrders = {
    {{QueueOrder::Standing, "actionOrderStanding"},
     {QueueOrder::Random, "actionOrderRandom"},
     {QueueOrder::LeastSure, "actionOrderLeastSure"},
     {QueueOrder::DifferFirst, "actionOrderDifferFirst"}}};

bool takesSuggestions(const labeling::Scheme& scheme) {
    return !labeling::kindOf(scheme).isTyped && scheme.kind != "span" && scheme.kind != "ranking";
}

} // namespace

void LabelView::fillSchemeMenu() {
    m_menu->clear();
    const auto add = [this](const QString& text, const char* name, auto work) {
        QAction* action = m_menu->addAction(text, this, work);
        action->setObjectName(QLatin1String(name));
        return action;
    };
    const bool writable = m_presenter.isWritable();
    add(tr("New scheme…"), "actionNewScheme", [this] { askScheme(); })->setEnabled(writable);
    const auto* chosen = m_presenter.scheme();
    if (!chosen)
        return;
    if (takesSuggestions(*chosen)) {
        m_menu->addSeparator();
        add(tr("Suggest by a rule…"), "actionSuggest", [this] { askSuggestion(); })->setEnabled(writable);
        if (const qint64 rows = m_presenter.suggested(); rows > 0) {
            add(tr("Accept %1 suggestions…", nullptr, pluralOf(rows)).arg(numberText(rows)),
                "actionAcceptAll", [this] { askAcceptAll(); })
                ->setEnabled(writable);
            add(tr("Forget the suggestions"), "actionDropSuggestions", [this] {
                m_presenter.dropSuggestions();
            })->setEnabled(writable);
        }
    }
    fillOrders();
    m_menu->addSeparator();
    if (labeling::givesPairs(*chosen))
        add(tr("Make a preference dataset…"), "actionMakePairs", [this] {
            if (const auto* meant = m_presenter.scheme())
                m_pairs.count(*meant);
        });
    add(tr("Remove %1").arg(QString::fromStdString(chosen->name)), "actionRemoveScheme", [this] {
        m_presenter.removeScheme();
    })->setEnabled(writable);
}

/// In which order rows come, one of them chosen.
void LabelView::fillOrders() {
    m_menu->addSeparator();
    auto* group = new QActionGroup(m_menu);
    for (const auto& [order, name] : kOrders) {
        const QString text = order == QueueOrder::Standing    ? tr("In the order of the rows")
                             : order == QueueOrder::Random    ? tr("In random order")
                             : order == QueueOrder::LeastSure ? tr("Least sure suggestion first")
                                                              : tr("Differing annotators first");
        QAction* action =
            m_menu->addAction(text, this, [this, meant = order] { m_presenter.setOrder(meant); });
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(m_presenter.order() == order);
        group->addAction(action);
    }
}

void LabelView::askSuggestion() {
    if (!m_data.current() || !m_presenter.scheme() || !m_presenter.isWritable())
        return;
    auto* dialog = new SuggestDialog(this, *m_data.current(), m_presenter.choices());
    connect(dialog, &SuggestDialog::wanted, &m_presenter, &LabelPresenter::suggest);
    connect(&m_presenter, &LabelPresenter::suggestedMade, dialog, &QDialog::accept);
    connect(&m_presenter, &LabelPresenter::notSuggested, dialog, &SuggestDialog::refuse);
    connect(dialog, &QDialog::finished, this, &LabelView::focusRow);
    dialog->open();
}

void LabelView::askAcceptAll() {
    const qint64 rows = m_presenter.suggested();
    auto* question = new Question(
        this, QStringLiteral("acceptQuestion"), Question::Way::Plain,
        [rows, annotator = m_presenter.annotator()] {
            return QuestionWords{tr("Accept %1 suggestions?", nullptr, pluralOf(rows)).arg(numberText(rows)),
                                 tr("Every row of the filter that %1 has not labelled gets what is suggested "
                                    "for it. Undo takes it back at once.")
                                     .arg(annotator),
                                 tr("Cancel"), tr("Accept them")};
        });
    connect(question, &QDialog::accepted, this, [this] {
        m_done = {};
        m_presenter.acceptAll();
        focusRow();
    });
}

void LabelView::askBulk(const QString& value, const QString& text) {
    const bool all = m_presenter.queue() != LabelPresenter::Queue::Unlabelled;
    const qint64 rows = all ? m_presenter.rows() : m_presenter.rows() - m_presenter.labelled();
    auto* question = new Question(
        this, QStringLiteral("bulkQuestion"), Question::Way::Plain,
        [rows, text, all, annotator = m_presenter.annotator()] {
            return QuestionWords{tr("Label %1 rows?", nullptr, pluralOf(rows)).arg(numberText(rows)),
                                 all ? tr("Every row of the filter gets “%1” from %2, also where %2 has "
                                          "said something else. Undo takes it back at once.")
                                           .arg(text, annotator)
                                     : tr("Every row of the filter that %2 has not labelled gets “%1”. "
                                          "Undo takes it back at once.")
                                           .arg(text, annotator),
                                 tr("Cancel"), tr("Label them")};
        });
    connect(question, &QDialog::accepted, this, [this, value] {
        m_done = {};
        m_presenter.labelAll(value);
        focusRow();
    });
}

/// Tells what the pairs come of, and what is left out, before they are made.
void LabelView::askPairs(const labeling::Scheme& scheme, const labeling::PairCounts& counts) {
    if (!isVisible())
        return;
    const bool any = counts.pairs > 0 && m_presenter.isWritable();
    auto* question = new Question(this, QStringLiteral("pairsQuestion"), Question::Way::Plain,
                                  [counts, any] { return pairWords(counts, any); });
    if (any)
        connect(question, &QDialog::accepted, this, [this, scheme] { m_pairs.make(scheme); });
    connect(question, &QDialog::finished, this, &LabelView::focusRow);
}

void LabelView::askScheme() {
    if (!m_data.current() || !m_presenter.isWritable())
        return;
    auto* dialog = new SchemeDialog(this, *m_data.current());
    connect(dialog, &SchemeDialog::wanted, &m_presenter, &LabelPresenter::make);
    connect(&m_presenter, &LabelPresenter::made, dialog, &QDialog::accept);
    connect(&m_presenter, &LabelPresenter::notMade, dialog, &SchemeDialog::refuse);
    connect(dialog, &QDialog::finished, this, &LabelView::focusRow);
    dialog->open();
}

} // namespace luthier::data
