#include "question.h"

#include <QHBoxLayout>

namespace luthier::widgets {

Question::Question(QWidget* parent, const QString& name, Way way, std::function<QuestionWords()> words)
    : Speaking(parent) {
    setObjectName(name);
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(true);
    setMinimumWidth(measures::kDialogWidth);
    auto* lines = column(this, measures::kGapDense);
    lines->setContentsMargins(measures::kPagePadding, measures::kPagePadding, measures::kPagePadding,
                              measures::kPagePadding);
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
    });
    stay->setFocus();
    open();
}

} // namespace luthier::widgets
