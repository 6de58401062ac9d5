#include "export_page.h"

#include "choice_card.h"
#include "export_form.h"
#include "written_view.h"

#include <bridge/sentences.h>

#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>

namespace luthier::exports {

using namespace widgets;

namespace {

struct Choice {
    Kind kind;
    const char* name;
    const char* icon;
};

constexpr std::array<Choice, 4> kChoices = {{{Kind::Adapter, "exportAdapter", "recipe"},
                                             {Kind::Merged, "exportMerged", "model"},
                                             {Kind::Dataset, "exportData", "data"},
                                             {Kind::Card, "exportCard", "info"}}};
enum Body { kEmpty, kWork };

} // namespace

ExportPage::ExportPage(ExportPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("exportPage"));
    auto* lines = column(this, 0);
    const PageHead head = pageHead();
    m_title = head.title;
    m_note = head.note;
    lines->addWidget(head.widget);
    m_body = new QStackedWidget;
    m_empty = new EmptyState(QStringLiteral("export"), QStringLiteral("emptyExport"), QStringLiteral("data"));
    m_body->addWidget(m_empty);
    m_body->addWidget(makeWork());
    lines->addWidget(m_body, 1);
    connect(m_empty->action, &QPushButton::clicked, this, &ExportPage::dataWanted);
    connect(&presenter, &ExportPresenter::choicesChanged, this, &ExportPage::show);
    connect(&presenter, &ExportPresenter::failed, this, [this](const Error& error) {
        m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
    });
    connect(&presenter, &ExportPresenter::stateChanged, this, [this] {
        if (m_presenter.isBusy())
            m_error->dismiss();
    });
    speak([this] {
        m_title->setText(tr("Export"));
        m_note->setFullText(tr("Everything stays on this machine"));
        m_empty->title->setText(tr("Nothing to export yet"));
        m_empty->sentence->setText(
            tr("Adapters, merged models, model cards and datasets are exported here, once there are any."));
        m_empty->action->setText(tr("Import data"));
        sayChoices();
        show();
    });
}

QWidget* ExportPage::makeChoices() {
    auto* left = new QWidget;
    left->setFixedWidth(measures::kExportsWidth);
    auto* lines = column(left, measures::kGapDense);
    for (std::size_t i = 0; i < kChoices.size(); ++i) {
        m_choices[i] =
            new ChoiceCard(QString::fromLatin1(kChoices[i].name), QString::fromLatin1(kChoices[i].icon));
        lines->addWidget(m_choices[i]);
        connect(m_choices[i], &QPushButton::clicked, this,
                [this, kind = kChoices[i].kind] { m_form->choose(kind); });
    }
    m_choices.front()->setChecked(true);
    lines->addStretch(1);
    return left;
}

QWidget* ExportPage::makeWork() {
    auto* work = new QWidget;
    auto* columns = row(work, measures::kGapCard);
    columns->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, measures::kPagePadding);
    columns->addWidget(makeChoices());
    const Scroller scroll = scroller();
    scroll.layout->setSpacing(measures::kGapCard);
    m_error = new ErrorPanel(QStringLiteral("exportError"));
    m_form = new ExportForm(m_presenter);
    scroll.layout->addWidget(m_error);
    scroll.layout->addWidget(m_form);
    scroll.layout->addWidget(new WrittenView(m_presenter));
    scroll.layout->addStretch(1);
    columns->addWidget(scroll.area, 1);
    return work;
}

void ExportPage::sayChoices() {
    m_choices[0]->setTexts(
        tr("Keep the adapter"),
        tr("Loads onto the base model in PEFT, vLLM and transformers. Small, but needs the base."));
    m_choices[1]->setTexts(
        tr("One merged model"),
        tr("Base and adapter as one model. Loads anywhere; the adapter can no longer be switched off."));
    m_choices[2]->setTexts(tr("The data"),
                           tr("Rows of a dataset in the layout you need, deleted rows left out."));
    m_choices[3]->setTexts(tr("Model card"),
                           tr("Data, method, results and limits of a run, ready to publish with the model."));
}

void ExportPage::showRun(const QString& number) {
    m_choices.front()->setChecked(true);
    m_form->choose(Kind::Adapter);
    m_form->chooseRun(number);
}

void ExportPage::show() {
    if (!m_form)
        return;
    const bool any = !m_presenter.runs().empty() || !m_presenter.sources().empty();
    m_body->setCurrentIndex(any ? kWork : kEmpty);
    m_empty->setVisible(!any && m_presenter.hasArrived());
}

} // namespace luthier::exports
