#include "recipe_page.h"

#include "adoption_dialog.h"
#include "command_dialog.h"
#include "form/form_view.h"
#include "preview/run_preview.h"
#include "sweep_dialog.h"

#include <bridge/sentences.h>
#include <widgets/accessible.h>
#include <widgets/question.h>

#include <QButtonGroup>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace luthier::recipes {

using namespace widgets;

namespace {

/// A part of the form at the left edge, with how many of its settings are not the default.
class SectionButton final : public QAbstractButton {
public:
    explicit SectionButton(Section section)
        : m_section(section) {
        setCheckable(true);
        setRole(this, QAccessible::PageTab);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(measures::kSectionRow);
        setObjectName(QStringLiteral("section_%1").arg(static_cast<int>(section)));
    }
    Section section() const { return m_section; }
    void say(const QString& title, int differing) {
        setText(title);
        m_count = differing > 0 ? numberText(differing) : QString();
        setAccessibleName(differing > 0 ? QStringLiteral("%1, %2").arg(title, m_count) : title);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Palette& palette = currentPalette();
        if (isChecked() || hasFocus()) {
            painter.setPen(hasFocus() ? QPen(palette.action, measures::kStroke) : QPen(Qt::NoPen));
            painter.setBrush(isChecked() ? palette.softAction : palette.background);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), measures::kRadius,
                                    measures::kRadius);
        }
        const QRect inside = rect().adjusted(measures::kGap, 0, -measures::kGap, 0);
        painter.setFont(fontOf(isChecked() ? TextStyle::BodyStrong : TextStyle::Body));
        painter.setPen(isChecked() || underMouse() ? palette.action : palette.text);
        const int room = inside.width() - measures::kGapCard;
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(palette.action);
        painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter, m_count);
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    Section m_section;
    QString m_count;
};

} // namespace

RecipePage::RecipePage(RecipePresenter& recipe, PreviewPresenter& preview, bridge::ModelCatalog& catalog,
                       bridge::Bridge& bridge)
    : m_recipe(recipe)
    , m_preview(preview)
    , m_catalog(catalog)
    , m_bridge(bridge) {
    setObjectName(QStringLiteral("recipePage"));
    auto* whole = column(this, 0);
    whole->addWidget(makeHead());
    auto* body = column(nullptr, measures::kGapDense);
    body->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    m_error = new ErrorPanel(QStringLiteral("recipeError"));
    body->addWidget(m_error);
    body->addWidget(makeRemoved());
    auto* columns = row(measures::kGapCard);
    m_form = new FormView(recipe, preview, catalog);
    auto* run = new RunPreview(preview, recipe);
    columns->addWidget(makeSections());
    columns->addWidget(m_form, 1);
    auto* right = column(nullptr, 0);
    right->setContentsMargins(0, 0, 0, measures::kPagePadding);
    right->addWidget(run);
    columns->addLayout(right);
    body->addLayout(columns, 1);
    whole->addLayout(body, 1);
    connect(run, &RunPreview::revealAsked, this,
            [this](const QString& field) { m_form->reveal(field.toStdString()); });
    connect(run, &RunPreview::sweepAsked, this, &RecipePage::askSweep);
    connect(m_form, &FormView::tokensAsked, this, &RecipePage::tokensAsked);
    connect(m_form, &FormView::starterWanted, this, &RecipePage::starterWanted);
    connect(m_form, &FormView::levelChanged, this, &RecipePage::showHead);
    connect(m_form, &FormView::sectionReached, this, [this](int section) {
        if (QAbstractButton* reached = m_sectionGroup->button(section))
            reached->setChecked(true);
    });
    connect(&recipe, &RecipePresenter::failed, this, &RecipePage::showError);
    connect(&recipe, &RecipePresenter::foreign, this, [this](const adopting::Adopted& adopted) {
        (new AdoptionDialog(this, m_recipe, adopted))->open();
    });
    connect(&preview, &PreviewPresenter::failed, this, &RecipePage::showError);
    connect(&preview, &PreviewPresenter::startAsked, this, &RecipePage::askStart);
    connect(&preview, &PreviewPresenter::runStarted, m_error, &ErrorPanel::dismiss);
    connect(&recipe, &RecipePresenter::changed, this, &RecipePage::showHead);
    connect(&recipe, &RecipePresenter::listChanged, this, &RecipePage::showHead);
    connect(&recipe, &RecipePresenter::historyChanged, this, &RecipePage::showHead);
    // After the action of the menu that changed the list: it is made anew with the others.
    connect(&recipe, &RecipePresenter::listChanged, this, &RecipePage::fillMore, Qt::QueuedConnection);
    speak([this] { fillHead(); });
}

QWidget* RecipePage::makeHead() {
    auto* head = new QWidget;
    head->setFixedHeight(measures::kPageHeadHeight);
    auto* line = row(head, measures::kGap);
    line->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    m_title = label(TextStyle::PageTitle);
    m_picker = new ComboBox(QStringLiteral("recipePicker"));
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_picker->setFixedWidth(measures::kPickerWidth);
    m_undo = button(QStringLiteral("recipeUndo"), QStringLiteral("quiet"), QStringLiteral("undo"));
    m_redo = button(QStringLiteral("recipeRedo"), QStringLiteral("quiet"), QStringLiteral("redo"));
    m_differing = badge();
    m_differing->setObjectName(QStringLiteral("differingBadge"));
    setTone(m_differing, QStringLiteral("action"));
    m_level = new Segments(QStringLiteral("level"), {QStringLiteral("simple"), QStringLiteral("advanced")});
    m_presets = button(QStringLiteral("presetsButton"), {}, QStringLiteral("chevron"));
    m_command = button(QStringLiteral("commandButton"));
    m_more = button(QStringLiteral("moreButton"), {}, QStringLiteral("chevron"));
    // The sign of a menu stands behind its name.
    for (QPushButton* menu : {m_presets, m_more})
        menu->setLayoutDirection(Qt::RightToLeft);
    m_presetMenu = new QMenu(this);
    m_moreMenu = new QMenu(this);
    m_presets->setMenu(m_presetMenu);
    m_more->setMenu(m_moreMenu);
    for (QWidget* part : std::initializer_list<QWidget*>{m_title, m_picker, m_undo, m_redo, m_differing})
        line->addWidget(part, 0, Qt::AlignVCenter);
    line->addStretch(1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_level, m_presets, m_command, m_more})
        line->addWidget(part);
    connect(m_picker, &QComboBox::activated, this, [this] { m_recipe.choose(m_picker->currentText()); });
    connect(m_undo, &QPushButton::clicked, &m_recipe, &RecipePresenter::undo);
    connect(m_redo, &QPushButton::clicked, &m_recipe, &RecipePresenter::redo);
    connect(m_level, &Segments::chosen, this, [this](const QString& key) {
        setLevel(key == QStringLiteral("advanced") ? Level::Advanced : Level::Simple);
        Q_EMIT levelChosen(m_form->level());
    });
    connect(m_command, &QPushButton::clicked, this, &RecipePage::showCommand);
    return head;
}

QWidget* RecipePage::makeRemoved() {
    m_removed = frame(QStringLiteral("card"));
    m_removed->setObjectName(QStringLiteral("removedRecipeBar"));
    auto* line = row(m_removed, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                             measures::kGapSmall);
    m_removedText = label(TextStyle::Body);
    QPushButton* undo =
        button(QStringLiteral("undoRecipeRemoval"), QStringLiteral("quiet"), QStringLiteral("undo"));
    line->addWidget(m_removedText, 1);
    line->addWidget(undo);
    connect(undo, &QPushButton::clicked, this, [this] { m_recipe.bringBack(m_recipe.lastRemoved()); });
    speak([this, undo] {
        undo->setText(tr("Undo"));
        showRemoved();
    });
    return m_removed;
}

void RecipePage::showRemoved() {
    const QString& last = m_recipe.lastRemoved();
    m_removed->setVisible(!last.isEmpty());
    m_removedText->setText(tr("The recipe %1 was removed. Runs made with it stay.").arg(last));
}

void RecipePage::setLevel(recipe::Level level) {
    m_form->setLevel(level);
}

void RecipePage::reveal(const std::string& path) {
    m_form->reveal(path);
}

void RecipePage::offerStarter(bool offered) {
    m_form->offerStarter(offered);
}

void RecipePage::showError(const Error& error) {
    m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
}

void RecipePage::focusStart() {
    if (auto* start = findChild<QPushButton*>(QStringLiteral("startButton")))
        start->setFocus(Qt::OtherFocusReason);
}

void RecipePage::fillHead() {
    m_title->setText(tr("Recipe"));
    m_picker->setAccessibleName(tr("Recipes of the project"));
    m_undo->setAccessibleName(tr("Undo the last change of the recipe"));
    m_undo->setToolTip(tr("Undo the last change of the recipe (Ctrl+Z)"));
    m_redo->setAccessibleName(tr("Redo the change of the recipe"));
    m_redo->setToolTip(tr("Redo the change of the recipe (Ctrl+Shift+Z)"));
    m_level->setTexts({tr("Simple"), tr("Advanced")});
    m_presets->setText(tr("Presets"));
    m_command->setText(tr("Show the command"));
    m_more->setText(tr("More"));
    m_sections->setAccessibleName(tr("Sections of the recipe"));
    m_legend->setText(tr("● differs from the default"));
    fillPresets();
    fillMore();
    showHead();
}

QWidget* RecipePage::makeSections() {
    m_sections = new QWidget;
    m_sections->setFixedWidth(measures::kSectionsWidth);
    setRole(m_sections, QAccessible::PageTabList);
    auto* lines = column(m_sections, measures::kLine);
    m_sectionGroup = new QButtonGroup(this);
    for (int i = 0; i < kSections; ++i) {
        auto* made = new SectionButton(static_cast<Section>(i));
        m_sectionGroup->addButton(made, i);
        lines->addWidget(made);
        connect(made, &QAbstractButton::clicked, this,
                [this, i] { m_form->showSection(static_cast<Section>(i)); });
    }
    m_sectionGroup->button(0)->setChecked(true);
    lines->addSpacing(measures::kGap);
    lines->addWidget(separator());
    lines->addSpacing(measures::kGap);
    m_legend = label(TextStyle::Caption, QStringLiteral("muted"));
    m_legend->setWordWrap(true);
    m_legend->setContentsMargins(measures::kGap, 0, 0, 0);
    lines->addWidget(m_legend);
    lines->addStretch(1);
    return m_sections;
}

void RecipePage::fillPresets() {
    m_presetMenu->clear();
    const std::array<QString, 3> words = {tr("Quick try: 30 steps, small adapter"),
                                          tr("Balanced: the defaults"),
                                          tr("Thorough: larger adapter, 5 epochs, early stop")};
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto preset = static_cast<recipe::Preset>(i);
        QAction* action =
            m_presetMenu->addAction(words[i], this, [this, preset] { m_recipe.applyPreset(preset); });
        action->setObjectName(QStringLiteral("preset_") +
                              QString::fromStdString(std::string(recipe::presetName(preset))));
    }
}

void RecipePage::fillMore() {
    m_moreMenu->clear();
    const auto add = [this](const QString& text, const char* name, std::function<void()> act) {
        QAction* action = m_moreMenu->addAction(text, this, std::move(act));
        action->setObjectName(QString::fromLatin1(name));
    };
    add(tr("New recipe…"), "actionNewRecipe", [this] {
        askName([] { return tr("New recipe"); }, [] { return tr("Create"); },
                [this](const QString& name) { m_recipe.create(name, recipe::Preset::Balanced); });
    });
    add(tr("Duplicate…"), "actionCopyRecipe", [this] {
        askName([] { return tr("Copy of the recipe"); }, [] { return tr("Duplicate"); },
                [this](const QString& name) { m_recipe.copyAs(name); });
    });
    add(tr("Rename…"), "actionRenameRecipe", [this] {
        askName([] { return tr("Rename the recipe"); }, [] { return tr("Rename"); },
                [this](const QString& name) { m_recipe.rename(name); });
    });
    if (m_recipe.canRemove())
        add(tr("Remove"), "actionRemoveRecipe", [this] { m_recipe.remove(); });
    if (m_recipe.isWritable())
        for (const QString& name : m_recipe.removed())
            m_moreMenu
                ->addAction(tr("Bring back %1").arg(name), this, [this, name] { m_recipe.bringBack(name); })
                ->setObjectName(QStringLiteral("actionBringBackRecipe_%1").arg(name));
    m_moreMenu->addSeparator();
    m_moreMenu->addAction(tr("Import…"), this, &RecipePage::askImport)
        ->setObjectName(QStringLiteral("actionImportRecipe"));
    m_moreMenu->addAction(tr("Export JSON…"), this, &RecipePage::askExport)
        ->setObjectName(QStringLiteral("actionExportRecipe"));
    m_moreMenu->addAction(tr("Show the command"), this, &RecipePage::showCommand)
        ->setObjectName(QStringLiteral("actionCommand"));
}

void RecipePage::askName(std::function<QString()> title, std::function<QString()> goOn,
                         std::function<void(const QString&)> take) {
    new NameQuestion(
        this, QStringLiteral("recipeNameDialog"), m_recipe.name(),
        [title = std::move(title), goOn = std::move(goOn)] {
            return NameWords{title(), tr("Name"), tr("Cancel"), goOn()};
        },
        std::move(take));
}

void RecipePage::askImport() {
    auto* dialog = new QFileDialog(this, tr("Import a recipe"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Recipes and configurations of other programs (*.json *.yaml *.yml)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_error->dismiss();
        m_recipe.importFile(file);
    });
    dialog->open();
}

void RecipePage::askExport() {
    auto* dialog = new QFileDialog(this, tr("Export the recipe"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(m_recipe.name() + QStringLiteral(".json"));
    connect(dialog, &QFileDialog::fileSelected, &m_recipe, &RecipePresenter::exportFile);
    dialog->open();
}

void RecipePage::askSweep() {
    auto* dialog = new SweepDialog(
        this, std::make_unique<SweepPresenter>(m_bridge, m_preview.questions(), m_recipe,
                                               m_preview.isMemoryAccepted(), m_preview.threads()));
    connect(dialog, &SweepDialog::started, &m_preview, &PreviewPresenter::runStarted);
    dialog->open();
}

void RecipePage::askStart(const std::vector<recipe::Finding>& leftOut) {
    auto* question = new Question(this, QStringLiteral("startQuestion"), Question::Way::Plain, [leftOut] {
        QStringList reasons;
        for (const recipe::Finding& finding : leftOut)
            reasons << bridge::sentence(finding.code, finding.parameters);
        return QuestionWords{tr("Train without these rows?"), reasons.join(u'\n'), tr("Review"),
                             tr("Start without them")};
    });
    connect(question, &QDialog::accepted, &m_preview, [this, leftOut] { m_preview.startWithout(leftOut); });
}

void RecipePage::showCommand() {
    if (const auto& project = m_bridge.project())
        (new CommandDialog(this, m_recipe, project->folder))->open();
}

void RecipePage::showHead() {
    const QSignalBlocker quiet(m_picker);
    m_picker->clear();
    m_picker->addItems(m_recipe.names());
    if (m_picker->findText(m_recipe.name()) < 0)
        m_picker->addItem(m_recipe.name());
    m_picker->setCurrentIndex(m_picker->findText(m_recipe.name()));
    const auto count = static_cast<int>(m_recipe.differing().size());
    m_differing->setText(tr("%n settings differ from the default", nullptr, count));
    m_undo->setEnabled(m_recipe.canUndo());
    m_redo->setEnabled(m_recipe.canRedo());
    m_level->choose(m_form->level() == Level::Advanced ? QStringLiteral("advanced")
                                                       : QStringLiteral("simple"));
    showRemoved();
    showSections();
    place();
}

void RecipePage::showSections() {
    for (int i = 0; i < kSections; ++i) {
        const auto section = static_cast<Section>(i);
        static_cast<SectionButton*>(m_sectionGroup->button(i))
            ->say(FormView::sectionTitle(section), m_recipe.differingIn(section));
    }
}

void RecipePage::place() {
    const bool narrow = width() < measures::kDrawerBelow - measures::kRailWidth;
    m_sections->setVisible(!narrow);
    m_command->setVisible(!narrow);
    m_differing->setVisible(!narrow && !m_recipe.differing().empty());
}

void RecipePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_catalog.want();
    m_preview.setWatching(bridge::Watching::Yes);
}

void RecipePage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_preview.setWatching(bridge::Watching::No);
}

void RecipePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place();
}

} // namespace luthier::recipes
