#include "written_view.h"

#include <widgets/table.h>

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QTableWidget>
#include <QUrl>

namespace luthier::exports {

using namespace widgets;

namespace {

constexpr qsizetype kHashShown = 12;
constexpr int kDigits = 3;

} // namespace

WrittenView::WrittenView(ExportPresenter& presenter)
    : m_presenter(presenter) {
    auto* lines = column(this, measures::kGapCard);
    m_last = card();
    m_last.frame->setObjectName(QStringLiteral("exportLast"));
    setTone(m_last.note, QStringLiteral("good"));
    auto* inside = column(nullptr, measures::kGap);
    inside->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                               measures::kGapDense);
    m_path = new ElidedLabel(TextStyle::Mono, {}, Qt::ElideMiddle);
    m_path->setObjectName(QStringLiteral("exportLastPath"));
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_checks = label(TextStyle::Body);
    m_checks->setObjectName(QStringLiteral("exportChecks"));
    m_checks->setWordWrap(true);
    auto* buttons = row(measures::kGap);
    m_open = button(QStringLiteral("exportShow"), QStringLiteral("quiet"), QStringLiteral("folder"));
    m_copy = button(QStringLiteral("exportCopy"), QStringLiteral("quiet"));
    buttons->addWidget(m_open);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    inside->addWidget(m_path);
    inside->addWidget(m_checks);
    inside->addLayout(buttons);
    m_last.body->addLayout(inside);
    lines->addWidget(m_last.frame);
    m_before = card();
    m_table = smallTable(QStringLiteral("exportTable"), 6, measures::kTableRow);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    m_before.body->addWidget(m_table);
    lines->addWidget(m_before.frame);
    connect(m_open, &QPushButton::clicked, this, [this] {
        const QFileInfo file(m_presenter.written().front().out);
        QDesktopServices::openUrl(
            QUrl::fromLocalFile(file.isDir() ? file.absoluteFilePath() : file.absolutePath()));
    });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_presenter.written().front().out); });
    connect(&presenter, &ExportPresenter::writtenChanged, this, &WrittenView::show);
    speak([this] {
        m_open->setText(tr("Show in folder"));
        m_copy->setText(tr("Copy the path"));
        m_before.title->setText(tr("Exported earlier"));
        m_table->setAccessibleName(tr("Exported earlier"));
        m_table->setHorizontalHeaderLabels(
            {tr("What"), tr("From"), tr("Where"), tr("Size"), tr("When"), tr("Check")});
        show();
    });
}

void WrittenView::showLast(const Written& last) {
    m_last.title->setText(QFileInfo(last.out).fileName());
    m_last.note->setText(tr("written and checked · %1").arg(bytesText(last.bytes)));
    m_path->setFullText(last.out);
    QString checks;
    switch (last.kind) {
    case Kind::Adapter:
        checks = tr("Every file was read again; its SHA-256 is that of the run's own adapter.");
        break;
    case Kind::Merged:
        checks = tr("The model was opened again. Its logits differ from base and adapter by at most %1; the "
                    "largest logit is %2.")
                     .arg(QLocale().toString(last.logitDifference.value_or(0), 'g', kDigits),
                          QLocale().toString(last.largestLogit.value_or(0), 'g', kDigits));
        break;
    case Kind::Dataset:
        checks = tr("%1 rows, SHA-256 %2…").arg(numberText(last.rows), last.sha256.left(kHashShown));
        break;
    case Kind::Card:
        checks = tr("The card was read again, SHA-256 %1…").arg(last.sha256.left(kHashShown));
        break;
    }
    m_checks->setText(checks);
    m_checks->setToolTip(last.sha256);
}

void WrittenView::show() {
    const auto& all = m_presenter.written();
    m_last.frame->setVisible(!all.empty());
    m_before.frame->setVisible(all.size() > 1);
    if (!all.empty())
        showLast(all.front());
    m_table->setRowCount(all.size() > 1 ? static_cast<int>(all.size()) - 1 : 0);
    for (int line = 0; line < m_table->rowCount(); ++line) {
        const Written& entry = all[static_cast<std::size_t>(line) + 1];
        const QString what = entry.kind == Kind::Adapter   ? tr("adapter")
                             : entry.kind == Kind::Merged  ? tr("merged model")
                             : entry.kind == Kind::Dataset ? tr("dataset")
                                                           : tr("model card");
        m_table->setItem(line, 0, cell(what));
        m_table->setItem(line, 1,
                         cell(entry.kind == Kind::Dataset ? entry.from : tr("run %1").arg(entry.from)));
        m_table->setItem(line, 2, cell(entry.out));
        m_table->setItem(line, 3, cell(bytesText(entry.bytes), Qt::AlignRight | Qt::AlignVCenter));
        m_table->setItem(line, 4, cell(timeText(entry.when), Qt::AlignRight | Qt::AlignVCenter));
        m_table->setItem(line, 5, cell(tr("checked")));
    }
    fitRows(m_table);
}

} // namespace luthier::exports
