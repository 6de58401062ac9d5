#include "form_view.h"

#include "own_settings.h"
#include "source_list.h"

#include <bridge/amounts.h>
#include <bridge/sentences.h>
#include <bridge/words.h>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

namespace luthier::recipes {

using namespace widgets;

namespace {

bool contains(const std::string& group, const std::string& field) {
    return group == field || group.starts_with(field + ".") || field.starts_with(group + ".");
}

QWidget* swatch(const QString& name) {
    auto* square = new QFrame;
    square->setProperty("kind", name);
    square->setFixedSize(measures::kSwatch, measures::kSwatch);
    return square;
}

} // namespace

FormView::FormView(RecipePresenter& recipe, PreviewPresenter& preview, bridge::ModelCatalog& catalog)
    : m_recipe(recipe)
    , m_preview(preview)
    , m_catalog(catalog) {
    setObjectName(QStringLiteral("recipeForm"));
    auto* whole = column(this, 0);
    const Scroller scroll = scroller();
    m_area = scroll.area;
    m_cards = scroll.layout;
    m_cards->setSpacing(measures::kGapDense);
    m_cards->setContentsMargins(0, 0, measures::kGapSmall, measures::kPagePadding);
    whole->addWidget(m_area);
    makeModelCard();
    makeTaskCard();
    makeMethodCard();
    makeDataCard();
    makePlainCard(Section::Optimizer);
    makeScheduleCard();
    makePlainCard(Section::Evaluation);
    makePlainCard(Section::Compute);
    m_cards->addStretch(1);
    connect(&recipe, &RecipePresenter::changed, this, &FormView::showFields);
    connect(&catalog, &bridge::ModelCatalog::changed, this, [this] { m_model->fill(); });
    connect(&preview, &PreviewPresenter::modelChanged, this, &FormView::showModel);
    connect(&preview, &PreviewPresenter::planChanged, this, [this] {
        m_device->fill();
        showLayers();
    });
    connect(&recipe, &RecipePresenter::changed, this, &FormView::showLayers);
    connect(m_area->verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this] { Q_EMIT sectionReached(reachedSection()); });
    showFields();
}

QString FormView::sectionTitle(Section section) {
    switch (section) {
    case Section::Model:
        return tr("Model");
    case Section::Task:
        return tr("Task");
    case Section::Method:
        return tr("Method");
    case Section::Data:
        return tr("Data and tokens");
    case Section::Optimizer:
        return tr("Optimiser");
    case Section::Schedule:
        return tr("Schedule");
    case Section::Evaluation:
        return tr("Evaluation");
    case Section::Compute:
        return tr("Compute");
    }
    return {};
}

FieldGrid* FormView::makeCard(Section section, QVBoxLayout*& body, QHBoxLayout*& head) {
    QFrame* made = frame(QStringLiteral("card"));
    m_frames[static_cast<std::size_t>(section)] = made;
    body = column(made, measures::kGapDense);
    body->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kCardPadding);
    head = row(measures::kGap);
    QLabel* title = label(TextStyle::CardTitle);
    head->addWidget(title);
    head->addStretch(1);
    body->addLayout(head);
    m_cards->addWidget(made);
    speak([title, section] { title->setText(sectionTitle(section)); });
    return new FieldGrid;
}

void FormView::add(FieldGrid* grid, Field* field, Level level, int span) {
    m_fields.push_back({field, level, grid});
    grid->add(field, span);
}

void FormView::addPlain(Section section, Level level, FieldGrid* grid) {
    for (const recipe::Setting* setting : plainSettings(section, level))
        add(grid, makeField(m_recipe, *setting), level, columnsOf(*setting));
}

void FormView::makeModelCard() {
    QVBoxLayout* body = nullptr;
    QHBoxLayout* head = nullptr;
    FieldGrid* grid = makeCard(Section::Model, body, head);
    m_model = makeModelSetting(m_recipe, m_catalog);
    QPushButton* browse = button(QStringLiteral("browseModel"), {}, QStringLiteral("folder"));
    add(grid, m_model, Level::Simple, measures::kFieldColumns);
    auto* line = row(measures::kGap);
    line->addWidget(grid, 1);
    line->addWidget(browse, 0, Qt::AlignBottom);
    body->addLayout(line);
    m_modelFacts = label(TextStyle::Table, QStringLiteral("muted"));
    m_modelFacts->setObjectName(QStringLiteral("recipeModelFacts"));
    m_modelFacts->setWordWrap(true);
    body->addWidget(m_modelFacts);
    m_starter = button(QStringLiteral("recipeStarter"), {}, QStringLiteral("model"));
    m_starter->hide();
    body->addWidget(m_starter, 0, Qt::AlignLeft);
    connect(m_starter, &QPushButton::clicked, this, &FormView::starterWanted);
    connect(browse, &QPushButton::clicked, this, &FormView::browseModel);
    speak([this, browse] {
        browse->setText(tr("Folder…"));
        browse->setAccessibleName(tr("Choose the folder of a model"));
        m_starter->setText(tr("Use the starter model"));
        m_starter->setToolTip(
            tr("A small model that comes with Luthier and writes English and Korean. It is copied "
               "into this project."));
        showModel();
    });
}

void FormView::makeTaskCard() {
    QVBoxLayout* body = nullptr;
    QHBoxLayout* head = nullptr;
    FieldGrid* grid = makeCard(Section::Task, body, head);
    addPlain(Section::Task, Level::Simple, grid);
    const auto named = [this] {
        return m_preview.model() ? m_preview.model()->templateNames : QStringList();
    };
    m_template = makeTemplateSetting(m_recipe, named, [this] {
        auto* dialog = new QFileDialog(this, tr("A chat template"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setNameFilters({tr("Jinja templates (*.jinja *.jinja2 *.txt)"), tr("All files (*)")});
        connect(dialog, &QFileDialog::fileSelected, this,
                [this](const QString& file) { m_recipe.setTemplateFile(file); });
        dialog->open();
    });
    add(grid, m_template, Level::Simple);
    add(grid, makeLossSetting(m_recipe), Level::Simple);
    addPlain(Section::Task, Level::Advanced, grid);
    body->addWidget(grid);
}

void FormView::makeMethodCard() {
    QVBoxLayout* body = nullptr;
    QHBoxLayout* head = nullptr;
    FieldGrid* grid = makeCard(Section::Method, body, head);
    body->addWidget(new MethodCards(m_recipe, m_preview));
    m_layers = new LayerPicture(QStringLiteral("layerPicture"));
    body->addWidget(m_layers);
    m_legend = new QWidget;
    auto* legend = row(m_legend, measures::kGapSmall);
    m_moves = label(TextStyle::Caption);
    m_moves->setObjectName(QStringLiteral("movesText"));
    m_frozen = label(TextStyle::Caption, QStringLiteral("muted"));
    m_share = label(TextStyle::Caption, QStringLiteral("adapted"));
    legend->addWidget(swatch(QStringLiteral("adaptedSwatch")));
    legend->addWidget(m_moves);
    legend->addSpacing(measures::kGapDense);
    legend->addWidget(swatch(QStringLiteral("frozenSwatch")));
    legend->addWidget(m_frozen);
    legend->addStretch(1);
    legend->addWidget(m_share);
    body->addWidget(m_legend);
    body->addWidget(grid);
    addPlain(Section::Method, Level::Simple, grid);
    m_targets = makeTargetsSetting(
        m_recipe, [this] { return m_preview.model() ? m_preview.model()->usualTargets : QStringList(); });
    add(grid, m_targets, Level::Simple, 2);
    TextSetting* names = makeTargetNamesSetting(m_recipe);
    names->control()->setObjectName(QStringLiteral("field_method.target_modules.names"));
    add(grid, names, Level::Advanced, 2);
    addPlain(Section::Method, Level::Advanced, grid);
    speak([this] { showLayers(); });
}

void FormView::makeDataCard() {
    QVBoxLayout* body = nullptr;
    QHBoxLayout* head = nullptr;
    FieldGrid* grid = makeCard(Section::Data, body, head);
    QPushButton* tokens =
        button(QStringLiteral("seeTokens"), QStringLiteral("quiet"), QStringLiteral("tokens"));
    head->addWidget(tokens);
    connect(tokens, &QPushButton::clicked, this, &FormView::tokensAsked);
    body->addWidget(new SourceList(m_recipe, SourceList::Purpose::Training));
    body->addWidget(new SourceList(m_recipe, SourceList::Purpose::Validation));
    body->addWidget(grid);
    addPlain(Section::Data, Level::Simple, grid);
    addPlain(Section::Data, Level::Advanced, grid);
    speak([tokens] { tokens->setText(tr("See what is trained")); });
}

void FormView::makeScheduleCard() {
    QVBoxLayout* body = nullptr;
    QHBoxLayout* head = nullptr;
    FieldGrid* grid = makeCard(Section::Schedule, body, head);
    add(grid, makeDurationSetting(m_recipe), Level::Simple);
    addPlain(Section::Schedule, Level::Simple, grid);
    addPlain(Section::Schedule, Level::Advanced, grid);
    body->addWidget(grid);
}

void FormView::makePlainCard(Section section) {
    QVBoxLayout* body = nullptr;
    QHBoxLayout* head = nullptr;
    FieldGrid* grid = makeCard(section, body, head);
    if (section == Section::Compute) {
        m_device = makeDeviceSetting(m_recipe, [this] { return m_preview.devices(); });
        add(grid, m_device, Level::Simple);
    }
    addPlain(section, Level::Simple, grid);
    if (section == Section::Optimizer)
        for (const int which : {0, 1})
            add(grid, makeBetaSetting(m_recipe, which), Level::Advanced);
    addPlain(section, Level::Advanced, grid);
    body->addWidget(grid);
}

void FormView::setLevel(Level level) {
    if (level == m_level)
        return;
    m_level = level;
    showFields();
    Q_EMIT levelChanged();
}

void FormView::showFields() {
    const bool chats = recipe::rendersChats(m_recipe.recipe().task);
    for (const Placed& placed : m_fields) {
        const std::string& path = placed.field->path();
        const bool meant = isMeant(path, m_recipe.recipe()) && (chats || !path.starts_with("template."));
        placed.grid->setShown(placed.field,
                              meant && (placed.level == Level::Simple || m_level == Level::Advanced));
    }
}

void FormView::offerStarter(bool offered) {
    m_offersStarter = offered;
    showModel();
}

void FormView::showModel() {
    const auto& chosen = m_recipe.recipe().model;
    m_starter->setVisible(m_offersStarter && chosen.path.empty() && !chosen.randomInit);
    for (PickSetting* setting : {m_targets, m_template})
        if (setting)
            setting->fill();
    const auto& model = m_preview.model();
    setTone(m_modelFacts, m_preview.modelError() || (model && model->hindrance) ? QStringLiteral("bad")
                                                                                : QStringLiteral("muted"));
    if (m_preview.modelError()) {
        m_modelFacts->setText(bridge::sentence(*m_preview.modelError()));
    } else if (!model) {
        m_modelFacts->setText(m_recipe.recipe().model.path.empty()
                                  ? tr("Models are folders on this machine, listed on the Model page.")
                                  : QString());
    } else if (model->hindrance) {
        m_modelFacts->setText(bridge::sentence(*model->hindrance));
    } else {
        QStringList words{model->family,
                          bridge::kindWord(model->kind),
                          tr("%1 parameters").arg(bridge::countText(model->parameters)),
                          model->dtype,
                          tr("%n blocks", nullptr, static_cast<int>(model->blocks())),
                          tr("up to %1 tokens").arg(numberText(model->maxPositions)),
                          !model->chats()          ? QString()
                          : model->hasChatTemplate ? tr("chat template")
                                                   : tr("no chat template")};
        words.removeAll(QString());
        m_modelFacts->setText(words.join(QStringLiteral(" · ")));
    }
    m_modelFacts->setVisible(!m_modelFacts->text().isEmpty());
    if (m_layers)
        showLayers();
}

void FormView::showLayers() {
    const auto& model = m_preview.model();
    const bool known = model && model->layers > 0;
    m_layers->setVisible(known);
    m_legend->setVisible(known && m_preview.plan());
    if (!known)
        return;
    const recipe::Method& method = m_recipe.recipe().method;
    LayerStack stack;
    stack.blocks = static_cast<int>(model->blocks());
    stack.encoderDecoder = model->decoderLayers > 0;
    stack.cells = model->linearLayers;
    stack.moves =
        method.kind == recipe::MethodKind::Full ? LayerStack::Moves::All : LayerStack::Moves::Adapters;
    if (const auto* names = std::get_if<std::vector<std::string>>(&method.targetModules)) {
        for (const std::string& name : *names)
            stack.adapted.insert(QString::fromStdString(name));
    } else {
        const bool some = method.kind == recipe::MethodKind::Ia3 && !model->ia3Layers.isEmpty();
        for (const QString& cell : stack.cells)
            if (!some || std::ranges::any_of(model->ia3Layers, [&](const QString& name) {
                    return name == cell || name.endsWith(u'.' + cell);
                }))
                stack.adapted.insert(cell);
    }
    // What stands in front of a text is in no layer.
    if (method.kind == recipe::MethodKind::Prefix || method.kind == recipe::MethodKind::Prompt)
        stack.adapted.clear();
    for (const std::int64_t block : method.layersToTransform)
        stack.adaptedBlocks.insert(static_cast<int>(block));
    m_layers->show(stack);
    if (!m_preview.plan())
        return;
    const qint64 moves = m_preview.plan()->trainable;
    const bool full = stack.moves == LayerStack::Moves::All;
    m_moves->setText(tr("trainable: %1 parameters").arg(bridge::countText(moves)));
    m_frozen->setText(tr("frozen: %1 parameters").arg(bridge::countText(full ? 0 : model->parameters)));
    const double all = static_cast<double>(model->parameters) + (full ? 0.0 : static_cast<double>(moves));
    m_share->setText(
        tr("%1 % trainable")
            .arg(QLocale().toString(all > 0 ? 100.0 * static_cast<double>(moves) / all : 0.0, 'g', 3)));
}

void FormView::browseModel() {
    auto* dialog = new QFileDialog(this, tr("The folder of a model"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { m_recipe.setModel(m_catalog.portable(path)); });
    dialog->open();
}

void FormView::showSection(Section section) {
    const QFrame* made = m_frames[static_cast<std::size_t>(section)];
    m_asked = static_cast<int>(section);
    m_area->verticalScrollBar()->setValue(made->y());
    Q_EMIT sectionReached(static_cast<int>(section));
}

int FormView::reachedSection() const {
    const QScrollBar* bar = m_area->verticalScrollBar();
    const int top = bar->value() + measures::kPagePadding;
    int reached = 0;
    for (int i = 0; i < kSections; ++i)
        if (m_frames[static_cast<std::size_t>(i)]->y() <= top)
            reached = i;
    return bar->value() == bar->maximum() ? std::max(reached, m_asked) : reached;
}

void FormView::reveal(const std::string& field) {
    for (const Placed& placed : m_fields) {
        if (!contains(placed.field->path(), field) || !isMeant(placed.field->path(), m_recipe.recipe()))
            continue;
        if (placed.level == Level::Advanced)
            setLevel(Level::Advanced);
        m_area->ensureWidgetVisible(placed.field);
        placed.field->control()->setFocus(Qt::OtherFocusReason);
        return;
    }
    showSection(sectionOf(field));
}

} // namespace luthier::recipes
