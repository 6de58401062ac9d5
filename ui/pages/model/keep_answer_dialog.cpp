#include "keep_answer_dialog.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

namespace luthier::model {

using namespace widgets;

KeepAnswerDialog::KeepAnswerDialog(QWidget* parent, ChatPresenter& presenter, KeptAnswer kept)
    : Speaking(parent)
    , m_presenter(presenter)
    , m_kept(std::move(kept))
    , m_answer(m_kept.answer) {
    setMinimumWidth(measures::kDialogWidth);
    auto* lines = modalColumn(this, QStringLiteral("keepAnswerDialog"), measures::kGapDense);
    m_title = label(TextStyle::CardTitle);
    lines->addWidget(m_title);
    lines->addWidget(makeFields());
    m_note = label(TextStyle::Table, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("keepNote"));
    m_note->setWordWrap(true);
    lines->addWidget(m_note);
    auto* buttons = row(measures::kGap);
    m_cancel = button(QStringLiteral("keepCancel"));
    m_add = button(QStringLiteral("keepAdd"), QStringLiteral("primary"));
    m_add->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_add);
    lines->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, &KeepAnswerDialog::accept);
    connect(m_dataset, &QComboBox::currentIndexChanged, this, &KeepAnswerDialog::show);
    connect(m_rejected, &QComboBox::currentIndexChanged, this, &KeepAnswerDialog::show);
    connect(m_new, &QLineEdit::textChanged, this, &KeepAnswerDialog::show);
    connect(m_text, &QPlainTextEdit::textChanged, this, &KeepAnswerDialog::show);
    connect(m_text, &MessageField::sent, this, &KeepAnswerDialog::accept);
    connect(m_keeping, &Segments::chosen, this, [this] {
        fillDatasets();
        show();
    });
    speak([this] {
        m_title->setText(tr("Add this answer to a dataset"));
        setWindowTitle(m_title->text());
        m_datasetName->setText(tr("Dataset"));
        m_newName->setText(tr("Name"));
        m_as->setText(tr("As"));
        m_keeping->setTexts({tr("Row"), tr("Preference pair")});
        m_keeping->setAccessibleName(m_as->text());
        m_answerName->setText(tr("Answer, as it is to be learned"));
        m_rejectedName->setText(tr("Better than"));
        m_cancel->setText(tr("Cancel"));
        m_add->setText(tr("Add"));
        for (const auto& [field, name] : {std::pair<QWidget*, QLabel*>{m_dataset, m_datasetName},
                                          {m_new, m_newName},
                                          {m_text, m_answerName},
                                          {m_rejected, m_rejectedName}})
            field->setAccessibleName(name->text());
        fillDatasets();
        show();
    });
    m_text->setFocus();
}

QWidget* KeepAnswerDialog::makeFields() {
    auto* fields = new QWidget;
    auto* lines = column(fields, measures::kGapSmall);
    const auto add = [&](QLabel*& name, QWidget* field) {
        name = label(TextStyle::Table, QStringLiteral("muted"));
        name->setBuddy(field);
        lines->addWidget(name);
        lines->addWidget(field);
    };
    m_keeping = new Segments(QStringLiteral("keepAs"), {QStringLiteral("row"), QStringLiteral("pair")});
    m_keeping->choose(QStringLiteral("row"));
    m_dataset = new ComboBox(QStringLiteral("keepDataset"));
    m_new = new QLineEdit;
    m_new->setObjectName(QStringLiteral("keepName"));
    m_text = new MessageField(QStringLiteral("keepText"), MessageField::SendKey::ControlEnter);
    m_text->setPlainText(m_answer);
    m_rejected = new ComboBox(QStringLiteral("keepRejected"));
    add(m_as, m_keeping);
    add(m_answerName, m_text);
    add(m_rejectedName, m_rejected);
    add(m_datasetName, m_dataset);
    add(m_newName, m_new);
    return fields;
}

KeptAnswer KeepAnswerDialog::kept() const {
    KeptAnswer made = m_kept;
    made.answer = m_text->toPlainText();
    made.keeping = m_keeping->chosenKey() == QStringLiteral("pair") ? Keeping::Pair : Keeping::Row;
    made.rejected = m_rejected->currentData().toString();
    return made;
}

/// Those that have room for it, behind a new one of our own.
void KeepAnswerDialog::fillDatasets() {
    const KeptAnswer made = kept();
    const bool pair = made.keeping == Keeping::Pair;
    const QSignalBlocker quiet(m_dataset);
    const QVariant chosen = m_dataset->currentData();
    m_dataset->clear();
    for (const bridge::RowSource& source : m_presenter.datasets())
        if (hasRoom(source.facts, made))
            m_dataset->addItem(source.dataset, source.dataset);
    m_dataset->addItem(tr("A new dataset"), QString());
    if (!m_dataset->choose(chosen))
        m_dataset->setCurrentIndex(0);
    const QSignalBlocker same(m_new);
    m_new->setText(pair ? tr("chat preferences") : tr("chat answers"));
    const QSignalBlocker still(m_rejected);
    const QVariant worse = m_rejected->currentData();
    m_rejected->clear();
    if (!m_kept.rejected.isEmpty())
        m_rejected->addItem(tr("the answer beside it"), m_kept.rejected);
    m_rejected->addItem(tr("the answer before it was corrected"), m_answer);
    if (!m_rejected->choose(worse))
        m_rejected->setCurrentIndex(0);
}

void KeepAnswerDialog::show() {
    const KeptAnswer made = kept();
    const bool pair = made.keeping == Keeping::Pair;
    const bool fresh = m_dataset->currentData().toString().isEmpty();
    m_rejected->setVisible(pair);
    m_rejectedName->setVisible(pair);
    m_new->setVisible(fresh);
    m_newName->setVisible(fresh);
    const bool empty = made.answer.trimmed().isEmpty();
    const bool same = pair && made.answer.trimmed() == made.rejected.trimmed();
    m_note->setText(empty  ? tr("An empty answer teaches nothing: write one.")
                    : same ? tr("Both answers are the same: correct this one, so that it is better.")
                    : made.answer != m_answer ? tr("Corrected. The conversation itself stays as it is.")
                                              : QString());
    m_note->setVisible(!m_note->text().isEmpty());
    m_add->setEnabled(!empty && !same && (!fresh || !m_new->text().trimmed().isEmpty()));
}

void KeepAnswerDialog::accept() {
    if (!m_add->isEnabled())
        return;
    m_presenter.keepAnswer(kept(), m_dataset->currentData().toString(), m_new->text().trimmed());
    QDialog::accept();
}

} // namespace luthier::model
