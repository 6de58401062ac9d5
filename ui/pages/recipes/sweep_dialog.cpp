#include "sweep_dialog.h"

#include "setting_words.h"

#include <bridge/amounts.h>
#include <bridge/sentences.h>
#include <widgets/accessible.h>
#include <widgets/controls.h>
#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableWidget>

namespace luthier::recipes {

using namespace widgets;

namespace {

enum Column { kName, kTime, kColumns };

} // namespace

SweepDialog::SweepDialog(QWidget* parent, std::unique_ptr<SweepPresenter> presenter)
    : Speaking(parent)
    , m_presenter(std::move(presenter)) {
    auto* lines = modalColumn(this, QStringLiteral("sweepDialog"), measures::kGapDense);
    m_title = label(TextStyle::CardTitle);
    m_note = label(TextStyle::Body, QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_lineArea = new QWidget;
    column(m_lineArea, measures::kGap);
    m_add = button(QStringLiteral("sweepAdd"), QStringLiteral("small"), QStringLiteral("plus"));
    m_pairing =
        new Segments(QStringLiteral("sweepPairing"), {QStringLiteral("grid"), QStringLiteral("list")});
    m_pairing->choose(QStringLiteral("grid"));
    m_pruneLabel = label(TextStyle::Body);
    m_prune = new ComboBox(QStringLiteral("sweepPrune"));
    m_pruneLabel->setBuddy(m_prune);
    auto* options = row(measures::kGap);
    options->addWidget(m_add);
    options->addStretch(1);
    options->addWidget(m_pairing);
    auto* pruning = row(measures::kGap);
    pruning->addWidget(m_pruneLabel);
    pruning->addWidget(m_prune);
    pruning->addStretch(1);
    lines->addWidget(m_title);
    lines->addWidget(m_note);
    lines->addWidget(m_lineArea);
    lines->addLayout(options);
    lines->addLayout(pruning);
    lines->addWidget(makeRuns(), 1);
    lines->addWidget(makeFoot());
    connect(m_add, &QPushButton::clicked, m_presenter.get(), &SweepPresenter::add);
    connect(m_pairing, &Segments::chosen, this, [this](const QString& key) {
        m_presenter->setPairing(key == QStringLiteral("list") ? recipe::Pairing::List
                                                              : recipe::Pairing::Grid);
    });
    connect(m_prune, &QComboBox::activated, this, [this] {
        m_presenter->setPruning(static_cast<registry::Pruning>(m_prune->currentData().toInt()));
    });
    connect(m_presenter.get(), &SweepPresenter::linesChanged, this, &SweepDialog::showLines,
            Qt::QueuedConnection); // the line that asks for it is made anew
    connect(m_presenter.get(), &SweepPresenter::changed, this, &SweepDialog::showRuns);
    connect(m_presenter.get(), &SweepPresenter::started, this, [this](const QString& run) {
        Q_EMIT started(run);
        accept();
    });
    resize(measures::kFormWidth + measures::kFieldShort, measures::kPaletteHeight + measures::kBenchHeight);
    speak([this] { say(); });
    if (auto* first = findChild<QLineEdit*>(QStringLiteral("sweepValues_0")))
        first->setFocus();
}

QWidget* SweepDialog::makeRuns() {
    QFrame* around = frame(QStringLiteral("card"));
    auto* inside = column(around, 0);
    inside->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    m_summary = label(TextStyle::BodyStrong);
    m_summary->setObjectName(QStringLiteral("sweepSummary"));
    m_summary->setWordWrap(true);
    m_summary->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                  measures::kGapDense);
    m_runs = smallTable(QStringLiteral("sweepRuns"), kColumns, measures::kTableRowCompact);
    m_runs->horizontalHeader()->setSectionResizeMode(kName, QHeaderView::Stretch);
    m_runs->horizontalHeader()->setSectionResizeMode(kTime, QHeaderView::ResizeToContents);
    inside->addWidget(m_summary);
    inside->addWidget(separator());
    inside->addWidget(m_runs, 1);
    return around;
}

QWidget* SweepDialog::makeFoot() {
    auto* foot = new QWidget;
    auto* line = row(foot, measures::kGap);
    m_cancel = button(QStringLiteral("sweepCancel"));
    m_start = button(QStringLiteral("sweepStart"), QStringLiteral("primary"));
    m_start->setDefault(true);
    line->addStretch(1);
    line->addWidget(m_cancel);
    line->addWidget(m_start);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, m_presenter.get(), &SweepPresenter::start);
    return foot;
}

void SweepDialog::say() {
    m_title->setText(tr("Sweep"));
    setWindowTitle(m_title->text());
    m_note->setText(
        tr("Trains this recipe with several values of some settings, one run after the other, and "
           "shows which does best."));
    m_add->setText(tr("Add a setting"));
    m_pairing->setTexts({tr("Every combination"), tr("Value by value")});
    m_pairing->setAccessibleName(tr("How the values are combined"));
    m_pruneLabel->setText(tr("Stop runs that fall behind"));
    m_prune->setAccessibleName(m_pruneLabel->text());
    const int chosen = std::max(m_prune->currentIndex(), 0);
    m_prune->clear();
    m_prune->addItem(tr("Never"), static_cast<int>(registry::Pruning::None));
    m_prune->addItem(tr("Worse than the median"), static_cast<int>(registry::Pruning::Median));
    m_prune->addItem(tr("The worse half (successive halving)"), static_cast<int>(registry::Pruning::Halving));
    m_prune->setCurrentIndex(chosen);
    const bool validated = m_presenter->isValidated();
    m_prune->setEnabled(validated);
    m_prune->setToolTip(validated ? QString()
                                  : tr("The recipe needs validation rows and an interval for this."));
    m_runs->setHorizontalHeaderLabels({tr("Run"), tr("Time")});
    m_runs->setAccessibleName(tr("Runs of the sweep"));
    m_cancel->setText(tr("Cancel"));
    showLines();
    showRuns();
}

void SweepDialog::showLines() {
    auto* area = static_cast<QVBoxLayout*>(m_lineArea->layout());
    while (QLayoutItem* item = area->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto& all = m_presenter->lines();
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto* one = new QWidget;
        auto* parts = row(one, measures::kGap);
        auto* setting = new ComboBox(QStringLiteral("sweepSetting_%1").arg(i));
        setting->setFixedWidth(measures::kFieldName + measures::kFieldShort / 2);
        for (const NamedSetting& named : m_presenter->settings())
            setting->addItem(named.title, QString::fromStdString(named.path));
        setting->choose(QString::fromStdString(all[i].path));
        setting->setAccessibleName(tr("Setting"));
        auto* values = new QLineEdit(all[i].text);
        values->setObjectName(QStringLiteral("sweepValues_%1").arg(i));
        values->setPlaceholderText(tr("Values with commas between them"));
        values->setAccessibleName(tr("Values of %1").arg(setting->currentText()));
        auto* remove =
            button(QStringLiteral("sweepRemove_%1").arg(i), QStringLiteral("quiet"), QStringLiteral("close"));
        remove->setToolTip(tr("Leave this setting out"));
        remove->setAccessibleName(remove->toolTip());
        remove->setVisible(all.size() > 1);
        parts->addWidget(setting);
        parts->addWidget(values, 1);
        parts->addWidget(remove);
        area->addWidget(one);
        connect(setting, &QComboBox::activated, this, [this, i, setting] {
            m_presenter->choose(i, setting->currentData().toString().toStdString());
        });
        connect(values, &QLineEdit::textEdited, this,
                [this, i](const QString& text) { m_presenter->write(i, text); });
        connect(remove, &QPushButton::clicked, this, [this, i] { m_presenter->remove(i); });
    }
    m_pairing->setVisible(all.size() > 1);
}

QString SweepDialog::summary() const {
    if (const auto& error = m_presenter->error()) // what is said of a recipe's file is of no use here
        return error->code().starts_with("sweep.") ? bridge::sentence(*error) + u' ' + bridge::hint(*error)
                                                   : bridge::sentence(*error);
    if (!m_presenter->runs())
        return tr("Counting the runs…");
    QStringList parts{tr("%n runs", nullptr, static_cast<int>(m_presenter->runs()->size()))};
    if (const auto seconds = m_presenter->seconds())
        parts << tr("about %1").arg(durationText(*seconds));
    parts << tr("at most %1 of memory").arg(bridge::memoryText(m_presenter->peakBytes()));
    return parts.join(QStringLiteral(" · "));
}

void SweepDialog::showRuns() {
    const auto& runs = m_presenter->runs();
    m_summary->setText(summary());
    setTone(m_summary, m_presenter->error() ? QStringLiteral("bad") : QString());
    m_runs->setRowCount(runs ? static_cast<int>(runs->size()) : 0);
    for (int line = 0; line < m_runs->rowCount(); ++line) {
        const SweepPresenter::Run& run = (*runs)[static_cast<std::size_t>(line)];
        QTableWidgetItem* name = cell(run.name);
        name->setToolTip(run.name);
        m_runs->setItem(line, kName, name);
        m_runs->setItem(line, kTime, cell(run.seconds ? durationText(*run.seconds) : tr("not measured")));
    }
    m_start->setEnabled(runs && !m_presenter->isStarting());
    m_start->setText(m_presenter->isStarting() ? tr("Starting…")
                     : runs                    ? tr("Start %n runs", nullptr, static_cast<int>(runs->size()))
                                               : tr("Start"));
}

} // namespace luthier::recipes
