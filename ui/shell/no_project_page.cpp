#include "no_project_page.h"

#include <QVBoxLayout>

namespace luthier::shell {

using namespace widgets;

NoProjectPage::NoProjectPage() {
    setObjectName(QStringLiteral("noProjectPage"));
    auto* lines = column(this, 0);
    const PageHead head = pageHead();
    m_title = head.title;
    lines->addWidget(head.widget);
    m_empty =
        new EmptyState(QStringLiteral("folder"), QStringLiteral("noProjectCreate"), QStringLiteral("plus"));
    m_empty->sentence->setObjectName(QStringLiteral("noProjectSentence"));
    m_open = m_empty->addChoice(QStringLiteral("noProjectOpen"));
    m_open->show();
    m_sample = m_empty->addChoice(QStringLiteral("noProjectSample"));
    lines->addWidget(m_empty, 1);
    connect(m_empty->action, &QPushButton::clicked, this, &NoProjectPage::createWanted);
    connect(m_open, &QPushButton::clicked, this, &NoProjectPage::openWanted);
    connect(m_sample, &QPushButton::clicked, this, &NoProjectPage::sampleWanted);
    speak([this] { say(); });
}

void NoProjectPage::standFor(const QString& step) {
    m_step = step;
    say();
}

void NoProjectPage::offerSample() {
    m_sample->show();
}

void NoProjectPage::say() {
    m_empty->title->setText(tr("No project is open"));
    m_empty->action->setText(tr("New project…"));
    m_open->setText(tr("Open a project…"));
    m_sample->setText(tr("Try with the sample"));
    struct Words {
        QString title, sentence;
    };
    const Words words =
        m_step == QStringLiteral("data")
            ? Words{tr("Data"),
                    tr("Your examples are browsed, corrected and split here. Drop a file anywhere "
                       "to begin a project with it.")}
        : m_step == QStringLiteral("recipe")
            ? Words{tr("Recipe"), tr("A recipe says which model learns what, and shows its memory and time "
                                     "before the start.")}
        : m_step == QStringLiteral("train")
            ? Words{tr("Train"), tr("Runs are watched, paused and resumed here, with their loss and sample "
                                    "answers.")}
        : m_step == QStringLiteral("compare")
            ? Words{tr("Compare"), tr("The base model and the tuned one answer the same held-out rows here, "
                                      "side by side.")}
            : Words{tr("Export"), tr("Adapters, merged models, datasets and model cards are written from a "
                                     "project here.")};
    m_title->setText(words.title);
    m_empty->sentence->setText(words.sentence);
}

} // namespace luthier::shell
