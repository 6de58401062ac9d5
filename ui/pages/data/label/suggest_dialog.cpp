#include "suggest_dialog.h"

#include <bridge/sentences.h>

#include <QHBoxLayout>
#include <QLineEdit>

namespace luthier::data {

using namespace widgets;

SuggestDialog::SuggestDialog(QWidget* parent, const dataset::DatasetFacts& facts,
                             const std::vector<Choice>& choices) {
    setParent(parent, windowFlags() | Qt::Dialog);
    setMinimumWidth(measures::kDialogWidth);
    auto* whole = modalColumn(this, QStringLiteral("suggestDialog"), measures::kGap);
    QLabel* patternLabel = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* fieldLabel = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* answerLabel = label(TextStyle::Table, QStringLiteral("muted"));
    m_pattern = new QLineEdit;
    m_pattern->setObjectName(QStringLiteral("suggestPattern"));
    m_expression = new CheckBox(QStringLiteral("suggestExpression"));
    m_field = new ComboBox(QStringLiteral("suggestField"));
    m_answer = new ComboBox(QStringLiteral("suggestAnswer"));
    patternLabel->setBuddy(m_pattern);
    fieldLabel->setBuddy(m_field);
    answerLabel->setBuddy(m_answer);
    m_field->addItem(QString(), QString());
    for (const auto& field : facts.fields)
        m_field->addItem(QString::fromStdString(field.name), QString::fromStdString(field.name));
    for (const Choice& choice : choices)
        m_answer->addItem(choice.text, choice.value);
    m_error = new ErrorPanel(QStringLiteral("suggestError"));
    for (QWidget* part : std::initializer_list<QWidget*>{patternLabel, m_pattern, m_expression, fieldLabel,
                                                         m_field, answerLabel, m_answer, m_error})
        whole->addWidget(part);
    whole->addSpacing(measures::kGap);
    whole->addWidget(makeButtons());
    connect(m_pattern, &QLineEdit::textChanged, this, &SuggestDialog::showReady);
    speak([=, this] {
        setWindowTitle(tr("Suggest by a rule"));
        patternLabel->setText(tr("Rows whose text contains"));
        fieldLabel->setText(tr("In the column"));
        answerLabel->setText(tr("Get suggested"));
        m_pattern->setAccessibleName(tr("Rows whose text contains"));
        m_expression->setText(tr("A regular expression"));
        m_field->setAccessibleName(tr("In the column"));
        m_field->setItemText(0, tr("Any column"));
        m_answer->setAccessibleName(tr("Get suggested"));
        for (int answer = 0; answer < m_answer->count(); ++answer)
            if (m_answer->itemData(answer).toString() == QStringLiteral("tie") &&
                choices[static_cast<std::size_t>(answer)].text.isEmpty())
                m_answer->setItemText(answer, tr("Equally good"));
        showReady();
    });
    m_pattern->setFocus();
}

QWidget* SuggestDialog::makeButtons() {
    auto* made = new QWidget;
    auto* buttons = row(made, measures::kGap);
    QPushButton* cancel = button(QStringLiteral("suggestCancel"));
    m_suggest = button(QStringLiteral("suggestMake"), QStringLiteral("primary"));
    m_suggest->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_suggest);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_suggest, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        m_isBusy = true;
        showReady();
        Q_EMIT wanted(rule());
    });
    speak([=, this] {
        cancel->setText(tr("Cancel"));
        m_suggest->setText(tr("Suggest"));
    });
    return made;
}

void SuggestDialog::showReady() {
    m_suggest->setEnabled(!m_isBusy && !m_pattern->text().isEmpty() && m_answer->count() > 0);
}

labeling::PatternRule SuggestDialog::rule() const {
    return {m_pattern->text().toStdString(), m_expression->isChecked(),
            m_field->currentData().toString().toStdString(),
            m_answer->currentData().toString().toStdString()};
}

void SuggestDialog::refuse(const Error& error) {
    m_isBusy = false;
    showReady();
    m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
}

} // namespace luthier::data
