#include "import_view.h"

#include "../conversation_view.h"
#include "import_table.h"
#include "problem_table.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <widgets/figures.h>

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QScrollArea>

#include <array>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr double kSecond = 1000; // milliseconds

QVBoxLayout* field(QHBoxLayout* into, QLabel* name, QWidget* control, QLabel* note) {
    auto* lines = column(nullptr, measures::kGapSmall);
    lines->addWidget(name);
    lines->addWidget(control);
    if (note)
        lines->addWidget(note);
    into->addLayout(lines);
    return lines;
}

} // namespace

ImportView::ImportView(ImportPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("importView"));
    auto* whole = column(this, 0);
    whole->addWidget(makeHead());
    auto* body = column(nullptr, measures::kGapDense);
    body->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, measures::kPagePadding);
    whole->addLayout(body, 1);
    m_error = new ErrorPanel(QStringLiteral("importError"));
    body->addWidget(m_error);
    auto* columns = row(measures::kGapCard);
    auto* left = column(nullptr, measures::kGapDense);
    left->addWidget(makeSettings());
    left->addWidget(makeTable(), 1);
    m_problems = new ProblemsCard;
    left->addWidget(m_problems);
    columns->addLayout(left, 2);
    columns->addWidget(makeConversations(), 1);
    body->addLayout(columns, 1);
    connect(&presenter, &ImportPresenter::changed, this, &ImportView::show);
    connect(&presenter, &ImportPresenter::progressed, this, &ImportView::showProgress);
    connect(&presenter, &ImportPresenter::looking, m_error, &ErrorPanel::dismiss);
    connect(&presenter, &ImportPresenter::failed, this, [this](const Error& error) {
        if (m_presenter.state() != ImportPresenter::State::Idle)
            m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
    });
    show();
}

QWidget* ImportView::makeHead() {
    auto* head = new QWidget;
    head->setFixedHeight(measures::kPageHeadHeight);
    auto* layout = row(head, measures::kGapDense);
    layout->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    m_title = label(TextStyle::PageTitle);
    m_file = new ElidedLabel(TextStyle::Mono, QStringLiteral("muted"), Qt::ElideMiddle);
    m_cancel = button(QStringLiteral("importCancel"));
    m_all = button(QStringLiteral("importCancelAll"), QStringLiteral("quiet"));
    m_run = button(QStringLiteral("importRun"), QStringLiteral("primary"), QStringLiteral("import"));
    layout->addWidget(m_title);
    layout->addWidget(m_file, 1);
    layout->addWidget(m_all);
    layout->addWidget(m_cancel);
    layout->addWidget(m_run);
    connect(m_all, &QPushButton::clicked, &m_presenter, &ImportPresenter::leaveAll);
    connect(m_run, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        m_presenter.run();
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_presenter.state() == ImportPresenter::State::Importing)
            m_presenter.cancel();
        else
            m_presenter.leave();
    });
    speak([this] {
        m_title->setText(tr("Import"));
        m_cancel->setText(tr("Cancel"));
    });
    return head;
}

QWidget* ImportView::makeSettings() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* lines = column(made, measures::kGap);
    lines->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kGapDense);
    auto* layout = row(measures::kGapCard);
    lines->addLayout(layout);
    QLabel* formatName = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* encodingName = label(TextStyle::Table, QStringLiteral("muted"));
    m_format = new ComboBox(QStringLiteral("importFormat"));
    m_encoding = new ComboBox(QStringLiteral("importEncoding"));
    m_found = label(TextStyle::Caption, QStringLiteral("muted"));
    m_formatFound = label(TextStyle::Caption, QStringLiteral("muted"));
    m_separator = new ComboBox(QStringLiteral("importSeparator"));
    m_separatorFound = label(TextStyle::Caption, QStringLiteral("muted"));
    m_header = new ComboBox(QStringLiteral("importHeader"));
    m_headerFound = label(TextStyle::Caption, QStringLiteral("muted"));
    QLabel* separatorName = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* headerName = label(TextStyle::Table, QStringLiteral("muted"));
    m_tableFields = new QWidget;
    auto* tableLine = row(m_tableFields, measures::kGapCard);
    field(layout, formatName, m_format, m_formatFound);
    field(layout, encodingName, m_encoding, m_found);
    field(tableLine, separatorName, m_separator, m_separatorFound);
    field(tableLine, headerName, m_header, m_headerFound);
    layout->addWidget(m_tableFields);
    layout->addWidget(makeUnit());
    layout->addStretch(1);
    lines->addLayout(makeTarget());
    lines->addLayout(makeLayoutLine());
    m_tool = label(TextStyle::Table, QStringLiteral("muted"));
    m_tool->setObjectName(QStringLiteral("importTool"));
    m_tool->setWordWrap(true);
    m_tool->hide();
    lines->addWidget(m_tool);
    formatName->setBuddy(m_format);
    encodingName->setBuddy(m_encoding);
    separatorName->setBuddy(m_separator);
    headerName->setBuddy(m_header);
    connect(m_header, &QComboBox::activated, this,
            [this] { m_presenter.setHeader(m_header->currentData().toString()); });
    connect(m_separator, &QComboBox::activated, this,
            [this] { m_presenter.setSeparator(m_separator->currentData().toString()); });
    connect(m_format, &QComboBox::activated, this,
            [this] { m_presenter.setFormat(m_format->currentData().toString()); });
    connect(m_encoding, &QComboBox::activated, this,
            [this] { m_presenter.setEncoding(m_encoding->currentData().toString()); });
    speak([=, this] {
        formatName->setText(tr("Format"));
        encodingName->setText(tr("Encoding"));
        m_format->setAccessibleName(tr("Format"));
        m_encoding->setAccessibleName(tr("Encoding"));
        separatorName->setText(tr("Separator"));
        m_separator->setAccessibleName(tr("Separator"));
        headerName->setText(tr("First line"));
        m_header->setAccessibleName(tr("First line"));
        fillChoices();
    });
    return made;
}

/// Told, not chosen: it has a line of its own and leaves the choices their width.
QLayout* ImportView::makeLayoutLine() {
    QLabel* name = label(TextStyle::Table, QStringLiteral("muted"));
    m_layout = new ElidedLabel(TextStyle::Table);
    m_layout->setObjectName(QStringLiteral("importLayout"));
    auto* line = row(measures::kGap);
    line->addWidget(name);
    line->addWidget(m_layout, 1);
    speak([name] { name->setText(tr("Layout")); });
    return line;
}

/// What a row of a plain text is, in the place of what only a table has.
QWidget* ImportView::makeUnit() {
    m_unitField = new QWidget;
    auto* line = row(m_unitField, measures::kGapCard);
    QLabel* name = label(TextStyle::Table, QStringLiteral("muted"));
    QLabel* note = label(TextStyle::Caption, QStringLiteral("muted"));
    m_unit = new ComboBox(QStringLiteral("importUnit"));
    name->setBuddy(m_unit);
    field(line, name, m_unit, note);
    connect(m_unit, &QComboBox::activated, this,
            [this] { m_presenter.setTextUnit(m_unit->currentData().toString()); });
    speak([this, name, note] {
        name->setText(tr("A row is"));
        m_unit->setAccessibleName(tr("A row is"));
        // As high as the fields beside it, which tell what was found.
        note->setText(QStringLiteral(" "));
    });
    return m_unitField;
}

/// Where the rows go, and what they are called there.
QLayout* ImportView::makeTarget() {
    auto* line = row(measures::kGapCard);
    m_into = new ComboBox(QStringLiteral("importInto"));
    m_into->setMaximumWidth(measures::kColumnText);
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("importName"));
    m_split = new ComboBox(QStringLiteral("importSplit"));
    m_nameField = new QWidget;
    auto* nameLine = row(m_nameField, 0);
    std::array<QLabel*, 3> names{};
    for (QLabel*& name : names)
        name = label(TextStyle::Table, QStringLiteral("muted"));
    field(line, names[0], m_into, nullptr);
    field(nameLine, names[1], m_name, nullptr);
    line->addWidget(m_nameField, 1);
    field(line, names[2], m_split, nullptr);
    const std::array<QWidget*, 3> controls{m_into, m_name, m_split};
    for (std::size_t i = 0; i < controls.size(); ++i)
        names[i]->setBuddy(controls[i]);
    connect(m_into, &QComboBox::activated, this,
            [this] { m_presenter.setInto(m_into->currentData().toString()); });
    connect(m_split, &QComboBox::activated, this,
            [this] { m_presenter.setSplit(m_split->currentData().toString()); });
    connect(m_name, &QLineEdit::textEdited, &m_presenter, &ImportPresenter::setName);
    speak([this, names, controls] {
        const std::array words{tr("Rows go into"), tr("Name"), tr("Split")};
        for (std::size_t i = 0; i < words.size(); ++i) {
            names[i]->setText(words[i]);
            controls[i]->setAccessibleName(words[i]);
        }
        fillTarget();
    });
    return line;
}

void ImportView::fillTarget() {
    m_unit->clear();
    m_unit->addItem(tr("A line"), QStringLiteral("line"));
    m_unit->addItem(tr("A paragraph"), QStringLiteral("paragraph"));
    m_unit->addItem(tr("The whole file"), QStringLiteral("file"));
    m_unit->choose(m_presenter.textUnit());
    m_into->clear();
    m_into->addItem(tr("A new dataset"), QString());
    for (const QString& dataset : m_presenter.datasets())
        m_into->addItem(dataset, dataset);
    m_into->choose(m_presenter.into());
    m_split->clear();
    m_split->addItem(tr("As the file says"), QString());
    for (const auto& [name, text] :
         {std::pair{"train", tr("Train")}, {"validation", tr("Validation")}, {"test", tr("Test")}})
        m_split->addItem(text, QString::fromLatin1(name));
    m_split->choose(m_presenter.split());
}

void ImportView::showTarget(bool importing) {
    fillTarget();
    m_nameField->setVisible(m_presenter.into().isEmpty());
    m_name->setPlaceholderText(QFileInfo(m_presenter.file()).completeBaseName());
    if (m_name->text().trimmed() != m_presenter.name())
        m_name->setText(m_presenter.name());
    for (QWidget* control : std::initializer_list<QWidget*>{m_unit, m_into, m_name, m_split})
        control->setEnabled(!importing);
    m_unitField->setVisible(m_presenter.preview() && m_presenter.preview()->format == QStringLiteral("text"));
}

void ImportView::fillChoices() {
    m_format->clear();
    m_format->addItem(tr("Detect"), QStringLiteral("auto"));
    for (const auto& [name, text] : {std::pair{"jsonl", tr("JSON lines")},
                                     {"json", tr("JSON")},
                                     {"csv", tr("CSV table")},
                                     {"tsv", tr("TSV table")},
                                     {"text", tr("Plain text")}})
        m_format->addItem(text, QString::fromLatin1(name));
    m_format->choose(m_presenter.format());
    m_encoding->clear();
    m_encoding->addItem(tr("Detect"), QStringLiteral("auto"));
    for (const auto& [name, text] : {std::pair{"utf-8", tr("UTF-8")},
                                     {"cp949", tr("CP949 (Korean Windows)")},
                                     {"utf-16le", tr("UTF-16 LE")},
                                     {"utf-16be", tr("UTF-16 BE")},
                                     {"latin-1", tr("Latin-1")}})
        m_encoding->addItem(text, QString::fromLatin1(name));
    m_encoding->choose(m_presenter.encoding());
    m_separator->clear();
    m_separator->addItem(tr("Detect"), QStringLiteral("auto"));
    for (const auto& [name, text] : {std::pair{"comma", tr("Comma")},
                                     {"semicolon", tr("Semicolon")},
                                     {"tab", tr("Tab")},
                                     {"pipe", tr("Vertical bar")}})
        m_separator->addItem(text, QString::fromLatin1(name));
    m_separator->choose(m_presenter.separator());
    m_header->clear();
    m_header->addItem(tr("Detect"), QStringLiteral("auto"));
    m_header->addItem(tr("Column names"), QStringLiteral("yes"));
    m_header->addItem(tr("A row like the others"), QStringLiteral("no"));
    m_header->choose(m_presenter.header());
}

QWidget* ImportView::makeTable() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* whole = column(made, 0);
    whole->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    auto* head = new QWidget;
    head->setFixedHeight(measures::kCardFoot);
    auto* words = row(head, measures::kGap);
    words->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_state = label(TextStyle::Table);
    m_state->setObjectName(QStringLiteral("importState"));
    auto* note = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    words->addWidget(m_state);
    words->addWidget(note, 1);
    m_table = new ImportTable;
    auto* foot = new QWidget;
    foot->setFixedHeight(measures::kCardFoot);
    auto* line = row(foot, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_refused = label(TextStyle::Table, QStringLiteral("muted"));
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_progress = label(TextStyle::Table);
    m_progress->setObjectName(QStringLiteral("importProgress"));
    line->addWidget(m_refused, 1);
    line->addWidget(m_progress);
    line->addWidget(m_bar);
    whole->addWidget(head);
    whole->addWidget(separator());
    whole->addWidget(m_table, 1);
    whole->addWidget(separator());
    whole->addWidget(foot);
    connect(m_table, &ImportTable::roleChosen, &m_presenter, &ImportPresenter::setRole);
    speak([=, this] {
        note->setFullText(tr("Roles are guessed from names and content. Change them in the column headers."));
        m_table->setAccessibleName(tr("First rows of the file"));
        m_bar->setAccessibleName(tr("Progress of the import"));
        show();
    });
    return made;
}

QWidget* ImportView::makeConversations() {
    const Card made = card();
    made.frame->setMaximumWidth(measures::kImportRightWidth);
    const Scroller scroll = scroller();
    made.body->addWidget(scroll.area, 1);
    m_messages = scroll.layout;
    m_messages->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                   measures::kCardPadding);
    speak([=] { made.title->setText(tr("As the model will see it")); });
    return made.frame;
}

void ImportView::show() {
    if (!m_messages)
        return;
    using State = ImportPresenter::State;
    const State state = m_presenter.state();
    const bool ready = state == State::Ready;
    const bool importing = state == State::Importing;
    m_file->setFullText(fileText());
    const bool more = !importing && !m_presenter.waiting().isEmpty();
    m_cancel->setText(importing ? tr("Cancel import") : more ? tr("Skip this file") : tr("Cancel"));
    m_all->setText(tr("Cancel all"));
    m_all->setVisible(more);
    m_run->setText(importing ? tr("Importing…") : tr("Import"));
    m_run->setEnabled(ready && m_presenter.preview());
    // What is asked for next stands ready under Enter, once for a file.
    if (m_run->isEnabled() && m_readyFor != m_presenter.file()) {
        m_readyFor = m_presenter.file();
        m_run->setFocus();
    } else if (state == State::Idle) {
        m_readyFor.clear();
    }
    m_format->setEnabled(!importing);
    m_encoding->setEnabled(!importing);
    m_separator->setEnabled(!importing);
    m_header->setEnabled(!importing);
    m_bar->setVisible(importing);
    m_progress->setVisible(importing);
    m_table->setVisible(m_presenter.preview().has_value());
    fillChoices();
    showTarget(importing);
    if (!m_presenter.preview()) {
        m_state->setText(state == State::Looking ? tr("Reading the file…") : QString());
        clearLayout(m_messages);
        m_problems->show({}, 0);
        return;
    }
    const ImportPreview& preview = *m_presenter.preview();
    const auto remark = remarkOn(preview);
    setTone(m_state, remark ? QStringLiteral("warn") : QStringLiteral("good"));
    m_state->setText(remark ? remarkText(*remark) : tr("Ready to import"));
    showFound(preview);
    m_refused->setText(preview.rejected ? QString() : tr("The first rows read without errors"));
    m_refused->parentWidget()->setVisible(importing || !m_refused->text().isEmpty());
    m_problems->show(preview.problems, preview.rejected);
    m_table->show(preview, ready);
    showMessagesOf(preview);
    showProgress();
}

/// The file, those that come after it and those that could not be read.
QString ImportView::fileText() const {
    QStringList parts{QFileInfo(m_presenter.file()).fileName()};
    if (const auto waiting = m_presenter.waiting().size(); waiting > 0)
        parts << tr("%n more files wait", nullptr, static_cast<int>(waiting));
    if (!m_presenter.refused().isEmpty())
        parts << tr("not read: %1").arg(m_presenter.refused().join(QStringLiteral(", ")));
    return parts.join(QStringLiteral(" · "));
}

QString ImportView::remarkText(const RoleRemark& remark) {
    switch (remark.kind) {
    case RoleRemark::Kind::NothingTrained:
        return tr("No column has a role that can be trained; the rows can still be imported");
    case RoleRemark::Kind::LabelAlone:
        return tr("A label alone trains nothing: give the column it belongs to the role Text");
    case RoleRemark::Kind::Repeated:
        return tr("Several columns have the role %1; only the first is used")
            .arg(bridge::roleWord(remark.role.toStdString()));
    }
    return {};
}

/// Whose export it is, and what of it stays behind, a sentence each.
void ImportView::showTool(const ImportPreview& preview) {
    m_tool->setVisible(!preview.tool.isEmpty());
    if (preview.tool.isEmpty())
        return;
    QStringList sentences{bridge::sentence("data.from_export", {{"tool", preview.tool.toStdString()}})};
    if (!preview.left.empty() && !preview.leftOfAll)
        sentences << tr("In the first rows:");
    for (const LeftBehind& left : preview.left)
        sentences << bridge::sentence(left.code, left.parameters);
    m_tool->setText(sentences.join(QLatin1Char(' ')));
}

void ImportView::showFound(const ImportPreview& preview) {
    showTool(preview);
    m_layout->setFullText(tr("%1 (from the roles)").arg(bridge::layoutWord(preview.layout.toStdString())));
    const auto found = [](const QString& chosen, const QString& what) {
        return chosen == QStringLiteral("auto") ? tr("detected: %1").arg(what) : tr("chosen");
    };
    m_formatFound->setText(found(m_presenter.format(), preview.format.toUpper()));
    m_found->setText(found(m_presenter.encoding(), preview.encoding.toUpper()));
    m_tableFields->setVisible(!preview.separator.isEmpty());
    m_headerFound->setText(
        found(m_presenter.header(), preview.header ? tr("column names") : tr("a row like the others")));
    m_separatorFound->setText(found(
        m_presenter.separator(), preview.separator == QStringLiteral("\t") ? tr("tab") : preview.separator));
}

QString ImportView::progressText() const {
    const bridge::EngineProgress& progress = m_presenter.progress();
    if (progress.total <= 0)
        return tr("working…");
    QStringList parts{tr("%1 of %2").arg(bytesText(progress.done), bytesText(progress.total))};
    if (const auto left = m_presenter.left())
        parts << tr("%1 left").arg(durationText(static_cast<double>(*left) / kSecond));
    return parts.join(QStringLiteral(" · "));
}

void ImportView::showProgress() {
    const bridge::EngineProgress& progress = m_presenter.progress();
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    m_bar->setValue(progress.total > 0 ? static_cast<int>(1000 * progress.done / progress.total) : 0);
    m_progress->setText(progressText());
}

void ImportView::showMessagesOf(const ImportPreview& preview) {
    clearLayout(m_messages);
    int number = 0;
    for (const Json& row : preview.messages) {
        QLabel* name = label(TextStyle::BodyStrong);
        name->setText(tr("Row %1").arg(numberText(++number)));
        m_messages->addWidget(name);
        const Json* messages = member(row, "messages");
        const Json* error = member(row, "error");
        if (error)
            showRemark(m_messages, QString::fromStdString(stringAt(*error, "message", "").value_or("")));
        else if (const Json* text = member(row, "text"); text && text->is_string())
            showPlainText(m_messages, QString::fromStdString(text->get<std::string>()));
        else if (messages)
            showMessages(m_messages, *messages);
        m_messages->addSpacing(measures::kGap);
    }
    m_messages->addStretch(1);
}

} // namespace luthier::data
