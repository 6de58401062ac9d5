#include "question.h"

#include <QHBoxLayout>
#include <QLineEdit>

namespace luthier::widgets {

namespace {

QVBoxLayout* openPlace(QDialog* dialog, const QString& name) {
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(true);
    dialog->setMinimumWidth(measures::kDialogWidth);
    auto* lines = column(dialog, measures::kGapDense);
    lines->setContentsMargins(measures::kPagePadding, measures::kPagePadding, measures::kPagePadding,
                              measures::kPagePadding);
    return lines;
}

} // namespace

Question::Question(QWidget* parent, const QString& name, Way way, std::function<QuestionWords()> words)
    : Speaking(parent) {
    auto* lines = openPlace(this, name);
    QLabel* title = label(TextStyle::CardTitle);
    QLabel* sentence = label(TextStyle::Body);
    sentence->setObjectName(name + QStringLiteral("Sentence"));
    for (QLabel* text : {title, sentence})
        text->setWordWrap(true);
    QPushButton* stay = button(name + QStringLiteral("Stay"));
    QPushButton* goOn =
        button(name + QStringLiteral("GoOn"),
               way == Way::Destructive ? QStringLiteral("danger") : QStringLiteral("primary"));
    goOn->setAutoDefault(false);
    stay->setDefault(true);
    auto* buttons = row(measures::kGap);
    buttons->addStretch(1);
    buttons->addWidget(stay);
    buttons->addWidget(goOn);
    lines->addWidget(title);
    lines->addWidget(sentence);
    lines->addSpacing(measures::kGap);
    lines->addLayout(buttons);
    connect(stay, &QPushButton::clicked, this, &QDialog::reject);
    connect(goOn, &QPushButton::clicked, this, &QDialog::accept);
    speak([=, this] {
        const QuestionWords said = words();
        setWindowTitle(said.title);
        title->setText(said.title);
        sentence->setText(said.sentence);
        stay->setText(said.stay);
        goOn->setText(said.goOn);
        goOn->setVisible(!said.goOn.isEmpty());
        if (isVisible()) // the words of another language take other room
            adjustSize();
    });
    stay->setFocus();
    open();
}

NameQuestion::NameQuestion(QWidget* parent, const QString& name, const QString& present,
                           std::function<NameWords()> words, std::function<void(const QString&)> take)
    : Speaking(parent) {
    auto* lines = openPlace(this, name);
    QLabel* title = label(TextStyle::CardTitle);
    QLabel* caption = label(TextStyle::Table, QStringLiteral("muted"));
    auto* field = new QLineEdit(present);
    field->setObjectName(name + QStringLiteral("Field"));
    field->selectAll();
    caption->setBuddy(field);
    QPushButton* stay = button(name + QStringLiteral("Stay"));
    QPushButton* goOn = button(name + QStringLiteral("GoOn"), QStringLiteral("primary"));
    stay->setAutoDefault(false);
    goOn->setDefault(true);
    auto* buttons = row(measures::kGap);
    buttons->addStretch(1);
    buttons->addWidget(stay);
    buttons->addWidget(goOn);
    lines->addWidget(title);
    lines->addWidget(caption);
    lines->addWidget(field);
    lines->addSpacing(measures::kGap);
    lines->addLayout(buttons);
    const auto check = [field, goOn] {
        goOn->setEnabled(!field->text().trimmed().isEmpty());
    };
    connect(field, &QLineEdit::textChanged, goOn, check);
    connect(stay, &QPushButton::clicked, this, &QDialog::reject);
    connect(goOn, &QPushButton::clicked, this, &QDialog::accept);
    connect(this, &QDialog::accepted, this,
            [field, take = std::move(take)] { take(field->text().trimmed()); });
    speak([=, this, words = std::move(words)] {
        const NameWords said = words();
        setWindowTitle(said.title);
        title->setText(said.title);
        caption->setText(said.caption);
        field->setAccessibleName(said.caption);
        stay->setText(said.stay);
        goOn->setText(said.goOn);
    });
    check();
    field->setFocus();
    open();
}

} // namespace luthier::widgets
