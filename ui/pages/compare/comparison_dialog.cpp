#include "comparison_dialog.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <limits>

namespace luthier::compare {

using namespace widgets;

namespace {

constexpr int kUsualRows = 100;
constexpr int kMostRows = 1'000'000;
constexpr int kMostTokens = 32'768;
constexpr int kMostChoices = 200'000;
constexpr double kHottest = 5;
constexpr int kFieldsALine = 2;

QSpinBox* whole(const QString& name, int least, int most, qint64 value) {
    auto* box = new QSpinBox;
    box->setObjectName(name);
    box->setRange(least, most);
    box->setValue(static_cast<int>(value));
    box->setGroupSeparatorShown(true);
    return box;
}

QDoubleSpinBox* broken(const QString& name, double least, double most, double value) {
    auto* box = new QDoubleSpinBox;
    box->setObjectName(name);
    box->setRange(least, most);
    box->setSingleStep(0.1);
    box->setDecimals(2);
    box->setValue(value);
    return box;
}

} // namespace

ComparisonDialog::ComparisonDialog(QWidget* parent, ComparePresenter& presenter, Purpose purpose)
    : Speaking(parent)
    , m_presenter(presenter)
    , m_purpose(purpose) {
    auto* lines = modalColumn(this, QStringLiteral("comparisonDialog"), measures::kGapCard);
    m_title = label(TextStyle::CardTitle);
    lines->addWidget(m_title);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(measures::kGapCard);
    grid->setVerticalSpacing(measures::kGapSmall);
    if (purpose == Purpose::Comparison)
        addRows(grid);
    if (purpose == Purpose::Decoding || presenter.making() == bridge::Making::Text)
        addDecoding(grid);
    lines->addLayout(grid);
    auto* buttons = row(measures::kGap);
    m_cancel = button(QStringLiteral("comparisonCancel"));
    m_accept = button(QStringLiteral("comparisonStart"), QStringLiteral("primary"));
    m_accept->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    lines->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &ComparisonDialog::finish);
    setMinimumWidth(measures::kDialogWidth);
    speak([this] {
        const auto* run = m_presenter.run();
        const bool comparison = m_purpose == Purpose::Comparison;
        m_title->setText(comparison ? tr("Compare run %1 with its base").arg(run ? run->number : QString())
                                    : tr("Decoding"));
        setWindowTitle(m_title->text());
        m_cancel->setText(tr("Cancel"));
        m_accept->setText(comparison ? tr("Compare") : tr("Use"));
    });
}

void ComparisonDialog::addField(QGridLayout* grid, QWidget* field, std::function<QString()> text) {
    QLabel* name = label(TextStyle::Table, QStringLiteral("muted"));
    name->setBuddy(field);
    const int line = 2 * (m_fields / kFieldsALine);
    const int place = m_fields % kFieldsALine;
    grid->addWidget(name, line, place);
    grid->addWidget(field, line + 1, place);
    grid->setColumnStretch(place, 1);
    ++m_fields;
    speak([name, field, text = std::move(text)] {
        name->setText(text());
        field->setAccessibleName(name->text());
    });
}

void ComparisonDialog::addRows(QGridLayout* grid) {
    m_dataset = new ComboBox(QStringLiteral("comparisonDataset"));
    const bool apart = m_presenter.keepsRowsApart();
    if (apart)
        m_dataset->addItem(QString(), QString());
    for (const bridge::RowSource& source : m_presenter.sources())
        m_dataset->addItem(source.dataset, source.dataset);
    if (const auto* run = m_presenter.run(); run && !apart)
        m_dataset->choose(run->dataset);
    m_split = new ComboBox(QStringLiteral("comparisonSplit"));
    m_limit = whole(QStringLiteral("comparisonLimit"), 0, kMostRows, kUsualRows);
    connect(m_dataset, &QComboBox::currentIndexChanged, this, &ComparisonDialog::fillSplits);
    addField(grid, m_dataset, [] { return tr("Dataset"); });
    addField(grid, m_split, [] { return tr("Split"); });
    addField(grid, m_limit, [] { return tr("Max rows"); });
    speak([this, apart] {
        if (apart)
            m_dataset->setItemText(0, tr("Held-out rows of this run"));
        m_limit->setSpecialValueText(tr("all"));
        fillSplits();
    });
}

void ComparisonDialog::fillSplits() {
    const QVariant before = m_split->currentData();
    m_split->clear();
    m_split->addItem(m_dataset->currentData().toString().isEmpty() ? tr("test, else validation")
                                                                   : tr("every split"),
                     QString());
    for (const bridge::RowSource& source : m_presenter.sources())
        if (source.dataset == m_dataset->currentData().toString())
            for (const QString& split : source.splits)
                m_split->addItem(split, split);
    m_split->choose(before);
}

void ComparisonDialog::addDecoding(QGridLayout* grid) {
    const Decoding& now = m_presenter.decoding();
    m_tokens = whole(QStringLiteral("comparisonTokens"), 1, kMostTokens, now.maxNewTokens);
    m_temperature = broken(QStringLiteral("comparisonTemperature"), 0, kHottest, now.temperature);
    m_topP = broken(QStringLiteral("comparisonTopP"), 0, 1, now.topP);
    m_topK = whole(QStringLiteral("comparisonTopK"), 0, kMostChoices, now.topK);
    m_penalty = broken(QStringLiteral("comparisonPenalty"), 0.01, 10, now.repetitionPenalty);
    m_stop = new QLineEdit(now.stop);
    m_stop->setObjectName(QStringLiteral("comparisonStop"));
    m_seed = whole(QStringLiteral("comparisonSeed"), 0, std::numeric_limits<int>::max(), now.seed);
    m_seed->setGroupSeparatorShown(false);
    addField(grid, m_tokens, [] { return tr("Max new tokens"); });
    addField(grid, m_temperature, [] { return tr("Temperature"); });
    addField(grid, m_topP, [] { return tr("Top-p"); });
    addField(grid, m_topK, [] { return tr("Top-k"); });
    addField(grid, m_penalty, [] { return tr("Repetition penalty"); });
    addField(grid, m_seed, [] { return tr("Seed"); });
    addField(grid, m_stop, [] { return tr("Stop sequence"); });
    speak([this] {
        m_temperature->setSpecialValueText(tr("0 (greedy)"));
        m_topK->setSpecialValueText(tr("all"));
    });
}

Decoding ComparisonDialog::decoding() const {
    if (!m_tokens)
        return m_presenter.decoding();
    Decoding chosen;
    chosen.maxNewTokens = m_tokens->value();
    chosen.temperature = m_temperature->value();
    chosen.topP = m_topP->value();
    chosen.topK = m_topK->value();
    chosen.repetitionPenalty = m_penalty->value();
    chosen.stop = m_stop->text();
    chosen.seed = m_seed->value();
    return chosen;
}

void ComparisonDialog::finish() {
    if (m_purpose == Purpose::Decoding)
        m_presenter.setDecoding(decoding());
    else
        m_presenter.compare({m_dataset->currentData().toString(), m_split->currentData().toString(),
                             m_limit->value(), decoding()});
    accept();
}

} // namespace luthier::compare
