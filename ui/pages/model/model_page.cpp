#include "model_page.h"

#include "chat_view.h"
#include "details_card.h"
#include "model_list.h"
#include "token_bench.h"

#include <bridge/sentences.h>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>

namespace luthier::model {

using namespace widgets;

namespace {

enum Tab { kOverview, kChat };

} // namespace

ModelPage::ModelPage(ModelPresenter& presenter, ChatPresenter& chat)
    : m_presenter(presenter)
    , m_chat(chat) {
    setObjectName(QStringLiteral("modelPage"));
    auto* whole = column(this, 0);
    whole->addWidget(makeHead());
    m_error = new ErrorPanel(QStringLiteral("modelError"));
    auto* around = column(nullptr, 0);
    around->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    around->addWidget(m_error);
    whole->addLayout(around);
    m_body = new QStackedWidget;
    m_empty =
        new EmptyState(QStringLiteral("model"), QStringLiteral("emptyAddFolder"), QStringLiteral("folder"));
    m_starter = m_empty->addChoice(QStringLiteral("emptyStarter"));
    m_body->addWidget(m_empty);
    m_body->addWidget(makeWork());
    whole->addWidget(m_body, 1);
    connect(m_empty->action, &QPushButton::clicked, this, &ModelPage::askFolder);
    connect(m_starter, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        m_presenter.takeStarter();
    });
    connect(&presenter, &ModelPresenter::starterChanged, this, &ModelPage::show);
    connect(&presenter.catalog(), &bridge::ModelCatalog::changed, this, &ModelPage::show);
    connect(&presenter, &ModelPresenter::currentChanged, this, &ModelPage::showTabs);
    const auto showError = [this](const Error& error) {
        m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
    };
    connect(&presenter, &ModelPresenter::failed, this, showError);
    connect(&presenter.catalog(), &bridge::ModelCatalog::failed, this, showError);
    connect(&presenter.catalog(), &bridge::ModelCatalog::nothingFound, this, &ModelPage::tellNothing);
    speak([this] {
        m_title->setText(tr("Model"));
        m_again->setText(tr("Refresh"));
        m_add->setText(tr("Add a folder…"));
        m_addFile->setText(tr("Add a GGUF file…"));
        m_empty->action->setText(tr("Add a folder…"));
        m_starter->setText(tr("Use the starter model"));
        m_starter->setToolTip(tr("A small model that comes with Luthier and writes English and Korean. It is "
                                 "copied into this project."));
        show();
    });
}

/// A folder was added that shows nothing: why, and what would.
void ModelPage::tellNothing(const QString& folder, const QStringList& others) {
    const QString sentence = tr("There is no model in %1.").arg(folder);
    const QString form =
        tr("A model is a folder with config.json, its tokenizer and weights in safetensors, or a GGUF file.");
    m_error->show(sentence,
                  others.isEmpty() ? form
                                   : tr("%1 cannot be read: %2").arg(others.join(QStringLiteral(", ")), form),
                  folder);
}

QWidget* ModelPage::makeHead() {
    const PageHead head = pageHead();
    m_title = head.title;
    m_note = head.note;
    m_again = button(QStringLiteral("lookAgain"), {}, QStringLiteral("search"));
    m_add = button(QStringLiteral("addModelFolder"), {}, QStringLiteral("folder"));
    head.actions->addWidget(m_again);
    head.actions->addWidget(m_add);
    m_addFile = button(QStringLiteral("addModelFile"), {}, QStringLiteral("model"));
    head.actions->addWidget(m_addFile);
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        m_presenter.catalog().refresh();
    });
    connect(m_add, &QPushButton::clicked, this, &ModelPage::askFolder);
    connect(m_addFile, &QPushButton::clicked, this, &ModelPage::askFile);
    return head.widget;
}

QWidget* ModelPage::makeWork() {
    auto* work = new QWidget;
    auto* columns = row(work, measures::kGapCard);
    columns->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    auto* list = new ModelList(m_presenter);
    list->setMaximumWidth(measures::kModelsWidth);
    m_tabs = tabs(QStringLiteral("modelTabs"), 2);
    auto* views = new QStackedWidget;
    views->addWidget(makeOverview());
    auto* talk = new QWidget;
    auto* around = column(talk, 0);
    around->setContentsMargins(0, 0, measures::kGapSmall, measures::kPagePadding);
    around->addWidget(new ChatView(m_chat, m_presenter));
    views->addWidget(talk);
    connect(m_tabs, &QTabBar::currentChanged, views, &QStackedWidget::setCurrentIndex);
    auto* right = column(nullptr, measures::kGapDense);
    right->addWidget(m_tabs);
    right->addWidget(views, 1);
    columns->addWidget(list, 2);
    columns->addLayout(right, 3);
    speak([this] {
        m_tabs->setTabText(kOverview, tr("Overview"));
        m_tabs->setTabText(kChat, tr("Chat"));
        m_tabs->setAccessibleName(tr("Parts of the Model page"));
    });
    return work;
}

QWidget* ModelPage::makeOverview() {
    const Scroller scroll = scroller();
    scroll.layout->setSpacing(measures::kGapCard);
    scroll.layout->setContentsMargins(0, 0, measures::kGapSmall, measures::kPagePadding);
    scroll.layout->addWidget(new DetailsCard(m_presenter));
    scroll.layout->addWidget(new TokenBench(m_presenter));
    scroll.layout->addStretch(1);
    return scroll.area;
}

bool ModelPage::openTab(const QString& key) {
    const bool chat = key == QStringLiteral("chat");
    if (chat && m_tabs->isTabVisible(kChat))
        m_tabs->setCurrentIndex(kChat);
    return chat || key.isEmpty();
}

void ModelPage::show() {
    const bridge::ModelCatalog& catalog = m_presenter.catalog();
    const auto& models = catalog.models();
    const auto supported = std::ranges::count(models, true, &bridge::CatalogModel::supported);
    m_body->setCurrentIndex(models.empty() ? 0 : 1);
    m_again->setEnabled(!catalog.isLooking());
    m_note->setFullText(
        catalog.isLooking() ? tr("Looking for models…")
        : models.empty()    ? QString()
                            : tr("%1 found, %2 can be used")
                               .arg(numberText(static_cast<qint64>(models.size())), numberText(supported)));
    m_empty->title->setText(catalog.isLooking() ? tr("Looking for models…") : tr("No model found"));
    m_empty->sentence->setText(tr(
        "A model is a folder with config.json, weights as safetensors and a tokenizer, as Hugging Face tools "
        "save it, or a GGUF file."));
    m_empty->action->setVisible(!catalog.isLooking());
    m_starter->setVisible(!catalog.isLooking() && m_presenter.canTakeStarter());
    showTabs();
}

/// Nobody talks with a model that writes no text.
void ModelPage::showTabs() {
    const auto& details = m_presenter.details();
    const bool mute = details && !details->kind.isEmpty() && !details->writesText();
    if (mute)
        m_tabs->setCurrentIndex(kOverview);
    m_tabs->setTabVisible(kChat, !mute);
}

void ModelPage::askFolder() {
    auto* dialog = new QFileDialog(this, tr("A folder with models"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_error->dismiss();
        m_presenter.catalog().addFolder(folder);
    });
    dialog->open();
}

void ModelPage::askFile() {
    auto* dialog = new QFileDialog(this, tr("A model in a GGUF file"), {}, tr("GGUF files (*.gguf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_error->dismiss();
        m_presenter.catalog().addFolder(file);
        m_presenter.look(file);
    });
    dialog->open();
}

void ModelPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter.catalog().want();
}

} // namespace luthier::model
