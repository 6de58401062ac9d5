#include "scheme_dialog.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <labeling/answers.h>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSpinBox>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr std::array<const char*, 8> kKinds = {"class", "multi_class", "rating",  "text",
                                               "span",  "preference",  "ranking", "correction"};
constexpr int kLowest = -100;
constexpr int kHighest = 100;
constexpr int kUsualLow = 1;
constexpr int kUsualHigh = 5;

bool isRanking(std::size_t columns) {
    return columns > 1 && columns <= labeling::kMostRanked;
}

QSpinBox* number(const char* name, int value) {
    auto* made = new QSpinBox;
    made->setObjectName(QString::fromLatin1(name));
    made->setRange(kLowest, kHighest);
    made->setValue(value);
    made->setFixedWidth(measures::kFieldShort);
    return made;
}

} // namespace

SchemeDialog::SchemeDialog(QWidget* parent, const dataset::DatasetFacts& facts) {
    setParent(parent, windowFlags() | Qt::Dialog);
    setMinimumWidth(measures::kDialogWidth);
    auto* whole = modalColumn(this, QStringLiteral("schemeDialog"), measures::kGap);
    QLabel* nameLabel = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* kindLabel = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* questionLabel = label(TextStyle::Table, QStringLiteral("muted"));
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("schemeName"));
    m_kind = new ComboBox(QStringLiteral("schemeKind"));
    m_question = new QLineEdit;
    m_question->setObjectName(QStringLiteral("schemeQuestion"));
    nameLabel->setBuddy(m_name);
    kindLabel->setBuddy(m_kind);
    questionLabel->setBuddy(m_question);
    for (const char* kind : kKinds)
        if (std::string_view(kind) != "correction" || labeling::hasAnswers(facts.roles))
            m_kind->addItem(QString(), QString::fromLatin1(kind));
    for (QWidget* part : std::initializer_list<QWidget*>{nameLabel, m_name, kindLabel, m_kind, questionLabel,
                                                         m_question, makeParts(facts)})
        whole->addWidget(part);
    m_error = new ErrorPanel(QStringLiteral("schemeError"));
    whole->addWidget(m_error);
    whole->addSpacing(measures::kGap);
    whole->addWidget(makeButtons());
    connect(m_kind, &QComboBox::currentIndexChanged, this, &SchemeDialog::showParts);
    connect(m_name, &QLineEdit::textChanged, this, &SchemeDialog::showParts);
    speak([=, this] {
        setWindowTitle(tr("New label scheme"));
        nameLabel->setText(tr("Name"));
        kindLabel->setText(tr("Answers"));
        questionLabel->setText(tr("Question, optional"));
        m_name->setAccessibleName(tr("Name of the scheme"));
        m_kind->setAccessibleName(tr("Answers"));
        m_question->setAccessibleName(tr("Question that is asked of a row"));
        for (int kind = 0; kind < m_kind->count(); ++kind)
            m_kind->setItemText(kind, bridge::labelKindWord(m_kind->itemData(kind).toString().toStdString()));
        showParts();
    });
    m_name->setFocus();
}

QWidget* SchemeDialog::makeParts(const dataset::DatasetFacts& facts) {
    auto* parts = new QWidget;
    auto* lines = column(parts, measures::kGap);
    m_optionsName = label(TextStyle::Table, QStringLiteral("muted"));
    m_options = new QPlainTextEdit;
    m_options->setObjectName(QStringLiteral("schemeOptions"));
    m_options->setTabChangesFocus(true);
    m_options->setFixedHeight(measures::kChoiceHeight);
    m_optionsName->setBuddy(m_options);
    m_ordered = new CheckBox(QStringLiteral("schemeOrdered"));
    m_range = new QWidget;
    auto* range = row(m_range, measures::kGap);
    QLabel* from = label(TextStyle::Body);
    QLabel* to = label(TextStyle::Body);
    m_low = number("schemeLow", kUsualLow);
    m_high = number("schemeHigh", kUsualHigh);
    for (QWidget* part : std::initializer_list<QWidget*>{from, m_low, to, m_high})
        range->addWidget(part);
    range->addStretch(1);
    m_columns = new QWidget;
    auto* columns = row(m_columns, measures::kGap);
    m_first = new ComboBox(QStringLiteral("schemeFirst"));
    m_second = new ComboBox(QStringLiteral("schemeSecond"));
    for (ComboBox* box : {m_first, m_second}) {
        for (const auto& field : facts.fields)
            box->addItem(QString::fromStdString(field.name));
        columns->addWidget(box, 1);
    }
    m_second->setCurrentIndex(std::min(1, m_second->count() - 1));
    for (QWidget* part : std::initializer_list<QWidget*>{m_optionsName, m_options, m_ordered, m_range,
                                                         m_columns, makeRanked(facts)})
        lines->addWidget(part);
    connect(m_options, &QPlainTextEdit::textChanged, this, &SchemeDialog::showParts);
    speak([=, this] {
        m_optionsName->setText(tr("Options, one a line; the first nine have the keys 1 to 9"));
        m_options->setAccessibleName(tr("Options, one a line"));
        m_ordered->setText(tr("They go from less to more"));
        from->setText(tr("From"));
        to->setText(tr("to"));
        m_low->setAccessibleName(tr("Lowest rating"));
        m_high->setAccessibleName(tr("Highest rating"));
        m_second->setAccessibleName(tr("Column B"));
    });
    return parts;
}

/// The columns to be put in order, in the order that they have in the file.
QWidget* SchemeDialog::makeRanked(const dataset::DatasetFacts& facts) {
    m_ranked = new QWidget;
    auto* lines = column(m_ranked, measures::kGapSmall);
    QLabel* name = label(TextStyle::Table, QStringLiteral("muted"));
    const Scroller list = scroller();
    list.area->setFixedHeight(measures::kChoiceHeight);
    lines->addWidget(name);
    lines->addWidget(list.area);
    speak([this, name] { name->setText(tr("Columns that are put in order, two to nine")); });
    list.layout->setSpacing(measures::kGapSmall);
    for (const auto& field : facts.fields) {
        auto* box = new CheckBox(QStringLiteral("rankColumn_%1").arg(m_rankBoxes.size() + 1));
        box->setText(QString::fromStdString(field.name));
        connect(box, &QCheckBox::toggled, this, &SchemeDialog::showParts);
        list.layout->addWidget(box);
        m_rankBoxes.push_back(box);
    }
    list.layout->addStretch(1);
    return m_ranked;
}

std::vector<std::string> SchemeDialog::rankedColumns() const {
    std::vector<std::string> columns;
    for (const CheckBox* box : m_rankBoxes)
        if (box->isChecked())
            columns.push_back(box->text().toStdString());
    return columns;
}

QWidget* SchemeDialog::makeButtons() {
    auto* made = new QWidget;
    auto* buttons = row(made, measures::kGap);
    QPushButton* cancel = button(QStringLiteral("schemeCancel"));
    m_make = button(QStringLiteral("schemeMake"), QStringLiteral("primary"));
    m_make->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_make);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_make, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        Q_EMIT wanted(scheme());
    });
    speak([=, this] {
        cancel->setText(tr("Cancel"));
        m_make->setText(tr("Make the scheme"));
    });
    return made;
}

void SchemeDialog::showParts() {
    const QString kind = m_kind->currentData().toString();
    const bool options = kind == QStringLiteral("class") || kind == QStringLiteral("multi_class") ||
                         kind == QStringLiteral("span");
    m_optionsName->setVisible(options);
    m_options->setVisible(options);
    m_ordered->setVisible(kind == QStringLiteral("class"));
    m_range->setVisible(kind == QStringLiteral("rating"));
    const bool pair = kind == QStringLiteral("preference");
    m_columns->setVisible(pair || kind == QStringLiteral("span"));
    m_second->setVisible(pair);
    m_first->setAccessibleName(pair ? tr("Column A") : tr("Column whose text is marked"));
    const bool ranking = kind == QStringLiteral("ranking");
    m_ranked->setVisible(ranking);
    m_make->setEnabled((!ranking || isRanking(rankedColumns().size())) &&
                       !m_name->text().trimmed().isEmpty() &&
                       (!options || !m_options->toPlainText().trimmed().isEmpty()));
    adjustSize();
}

labeling::Scheme SchemeDialog::scheme() const {
    labeling::Scheme made;
    made.name = m_name->text().trimmed().toStdString();
    made.kind = m_kind->currentData().toString().toStdString();
    made.question = m_question->text().trimmed().toStdString();
    if (!m_options->isHidden())
        for (const QString& line : m_options->toPlainText().split(u'\n', Qt::SkipEmptyParts))
            if (const QString option = line.trimmed(); !option.isEmpty())
                made.options.push_back(option.toStdString());
    made.ordered = !m_ordered->isHidden() && m_ordered->isChecked();
    if (!m_range->isHidden()) {
        made.low = m_low->value();
        made.high = m_high->value();
    }
    if (!m_ranked->isHidden())
        made.fields = rankedColumns();
    if (!m_columns->isHidden())
        made.fields.push_back(m_first->currentText().toStdString());
    if (!m_columns->isHidden() && !m_second->isHidden())
        made.fields.push_back(m_second->currentText().toStdString());
    return made;
}

void SchemeDialog::refuse(const Error& error) {
    m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
}

} // namespace luthier::data
