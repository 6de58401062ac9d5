#include "export_form.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QSignalBlocker>
#include <bridge/job_words.h>

namespace luthier::exports {

using namespace widgets;

namespace {

constexpr int kBarSteps = 1000;
constexpr const char* kFormats[] = {"",           "messages",       "sharegpt", "alpaca", "prompt_completion",
                                    "preference", "classification", "text",     "csv"};
constexpr const char* kTypes[] = {"as_file", "bf16", "fp16", "fp32"};

bool isFolder(Kind kind) {
    return kind == Kind::Adapter || kind == Kind::Merged;
}

} // namespace

ExportForm::ExportForm(ExportPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("exportForm"));
    setProperty("kind", QStringLiteral("card"));
    auto* lines = column(this, measures::kGapDense);
    lines->setContentsMargins(measures::kCardPadding, measures::kCardPadding, measures::kCardPadding,
                              measures::kCardPadding);
    m_title = new ElidedLabel(TextStyle::CardTitle);
    lines->addWidget(m_title);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(measures::kGapCard);
    grid->setVerticalSpacing(measures::kGapSmall);
    m_run = addField(grid, 0, QStringLiteral("exportRun"));
    m_dataset = addField(grid, 1, QStringLiteral("exportDataset"));
    m_split = addField(grid, 2, QStringLiteral("exportSplit"));
    m_format = addField(grid, 3, QStringLiteral("exportFormat"));
    m_dtype = addField(grid, 4, QStringLiteral("exportType"));
    grid->setColumnStretch(5, 1);
    for (const char* format : kFormats)
        m_format.box->addItem(QString(), QString::fromLatin1(format));
    for (const char* type : kTypes)
        m_dtype.box->addItem(QString::fromLatin1(type), QString::fromLatin1(type));
    lines->addLayout(grid);
    lines->addWidget(makePlace());
    lines->addWidget(makeFoot());
    connect(m_dataset.box, &QComboBox::currentIndexChanged, this, &ExportForm::fillSplits);
    for (const Field* field : {&m_run, &m_split})
        connect(field->box, &QComboBox::currentIndexChanged, this, &ExportForm::suggest);
    for (const Field* field : {&m_dataset, &m_format})
        connect(field->box, &QComboBox::currentIndexChanged, this, &ExportForm::followFormat);
    connect(&presenter, &ExportPresenter::choicesChanged, this, &ExportForm::fillChoices);
    connect(&presenter, &ExportPresenter::stateChanged, this, &ExportForm::showFoot);
    connect(&presenter, &ExportPresenter::writtenChanged, this, [this] {
        m_ownPlace = false;
        suggest();
    });
    speak([this] { sayWords(); });
}

void ExportForm::sayWords() {
    const auto name = [](const Field& field, const QString& text) {
        field.name->setText(text);
        field.box->setAccessibleName(text);
    };
    name(m_run, tr("Run"));
    name(m_dataset, tr("Dataset"));
    name(m_split, tr("Split"));
    name(m_format, tr("Format"));
    name(m_dtype, tr("Type of the weights"));
    const QString formats[] = {tr("as imported"),
                               tr("conversations (messages)"),
                               tr("conversations (ShareGPT)"),
                               tr("instructions (Alpaca)"),
                               tr("prompt and completion"),
                               tr("preference pairs"),
                               tr("texts with labels"),
                               tr("plain text"),
                               tr("table (CSV)")};
    for (int i = 0; i < m_format.box->count(); ++i)
        m_format.box->setItemText(i, formats[i]);
    m_dtype.box->setItemText(0, tr("as in the base model"));
    m_placeName->setText(tr("Write to"));
    m_place->setAccessibleName(tr("Write to"));
    m_browse->setText(tr("Choose…"));
    m_write->setText(tr("Export"));
    m_cancel->setText(tr("Cancel"));
    m_bar->setAccessibleName(tr("Progress of the export"));
    fillChoices();
    show();
}

ExportForm::Field ExportForm::addField(QGridLayout* grid, int place, const QString& name) {
    Field field{label(TextStyle::Table, QStringLiteral("muted")), new ComboBox(name)};
    field.name->setBuddy(field.box);
    field.box->setMinimumWidth(measures::kFieldShort);
    grid->addWidget(field.name, 0, place);
    grid->addWidget(field.box, 1, place);
    return field;
}

QWidget* ExportForm::makePlace() {
    auto* part = new QWidget;
    auto* lines = column(part, measures::kGapSmall);
    m_placeName = label(TextStyle::Table, QStringLiteral("muted"));
    m_place = new QLineEdit;
    m_place->setObjectName(QStringLiteral("exportPlace"));
    m_placeName->setBuddy(m_place);
    m_browse = button(QStringLiteral("exportBrowse"), {}, QStringLiteral("folder"));
    auto* line = row(measures::kGap);
    line->addWidget(m_place, 1);
    line->addWidget(m_browse);
    lines->addWidget(m_placeName);
    lines->addLayout(line);
    connect(m_browse, &QPushButton::clicked, this, &ExportForm::browse);
    connect(m_place, &QLineEdit::textEdited, this, [this] { m_ownPlace = true; });
    connect(m_place, &QLineEdit::textChanged, this, &ExportForm::showFoot);
    return part;
}

QWidget* ExportForm::makeFoot() {
    auto* part = new QWidget;
    auto* line = row(part, measures::kGap);
    m_note = label(TextStyle::Table, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("exportNote"));
    m_note->setWordWrap(true);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_cancel = button(QStringLiteral("exportCancel"), {}, QStringLiteral("stop"));
    m_write = button(QStringLiteral("exportWrite"), QStringLiteral("primary"), QStringLiteral("export"));
    line->addWidget(m_note, 1);
    line->addWidget(m_bar);
    line->addWidget(m_cancel);
    line->addWidget(m_write);
    connect(m_write, &QPushButton::clicked, this, [this] { m_presenter.write(request()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_presenter.cancel(m_kind); });
    return part;
}

void ExportForm::choose(Kind kind) {
    m_kind = kind;
    m_ownPlace = false;
    show();
    suggest();
}

void ExportForm::chooseRun(const QString& number) {
    m_run.box->choose(number);
}

void ExportForm::fillChoices() {
    {
        const QSignalBlocker quietRuns(m_run.box);
        const QSignalBlocker quietSets(m_dataset.box);
        const QVariant run = m_run.box->currentData();
        const QVariant dataset = m_dataset.box->currentData();
        m_run.box->clear();
        for (const auto& finished : m_presenter.runs())
            m_run.box->addItem(finished.name.isEmpty()
                                   ? tr("run %1").arg(finished.number)
                                   : tr("run %1 · %2").arg(finished.number, finished.name),
                               finished.number);
        m_dataset.box->clear();
        for (const auto& source : m_presenter.sources())
            m_dataset.box->addItem(source.dataset, source.dataset);
        m_run.box->choose(run);
        m_dataset.box->choose(dataset);
    }
    fillSplits();
    suggest();
}

void ExportForm::fillSplits() {
    const QSignalBlocker quiet(m_split.box);
    const QVariant before = m_split.box->currentData();
    m_split.box->clear();
    m_split.box->addItem(tr("every split"), QString());
    for (const auto& source : m_presenter.sources())
        if (source.dataset == m_dataset.box->currentData().toString())
            for (const QString& split : source.splits)
                m_split.box->addItem(split, split);
    m_split.box->choose(before);
}

ExportRequest ExportForm::request() const {
    ExportRequest made;
    made.kind = m_kind;
    if (m_kind == Kind::Dataset) {
        made.dataset = m_dataset.box->currentData().toString();
        made.split = m_split.box->currentData().toString();
        made.format = m_format.box->currentData().toString();
    } else {
        made.run = m_run.box->currentData().toString();
        made.dtype = m_dtype.box->currentData().toString();
        made.language = QLocale().language() == QLocale::Korean ? QStringLiteral("ko") : QStringLiteral("en");
    }
    made.out = QDir::cleanPath(m_place->text().trimmed());
    return made;
}

/// A place of one's own stays where it is; its ending follows the format.
void ExportForm::followFormat() {
    if (m_ownPlace)
        m_place->setText(m_presenter.renamed(request()));
    suggest();
}

void ExportForm::suggest() {
    if (!m_ownPlace)
        m_place->setText(m_presenter.suggestion(request()));
    showFoot();
}

void ExportForm::show() {
    const bool dataset = m_kind == Kind::Dataset;
    const auto visible = [](const Field& field, bool on) {
        field.name->setVisible(on);
        field.box->setVisible(on);
    };
    visible(m_run, !dataset);
    visible(m_dtype, m_kind == Kind::Merged);
    for (const Field* field : {&m_dataset, &m_split, &m_format})
        visible(*field, dataset);
    m_title->setFullText(m_kind == Kind::Adapter  ? tr("The adapter as a PEFT folder")
                         : m_kind == Kind::Merged ? tr("One merged model in safetensors")
                         : dataset                ? tr("Rows of a dataset as a file")
                                                  : tr("A model card in Markdown"));
    showFoot();
}

QString ExportForm::hindrance() const {
    if (m_kind == Kind::Dataset)
        return m_dataset.box->count() > 0 ? QString() : tr("There is no dataset yet.");
    const auto* run = m_presenter.run(m_run.box->currentData().toString());
    if (!run)
        return tr("There is no finished run yet.");
    if (isFolder(m_kind) && run->kind == bridge::FinishedRun::Kind::Model)
        return tr("Full fine-tuning made a whole model; copy its folder: %1").arg(run->result);
    if (m_kind == Kind::Merged && run->model.isEmpty())
        return tr("This run started from random weights, so there is no base model to merge with.");
    if (m_kind == Kind::Merged && run->model.endsWith(QStringLiteral(".gguf"), Qt::CaseInsensitive))
        return tr(
            "This run was tuned on a GGUF file, which nothing is merged into. Keep the adapter, or merge it "
            "into the Hugging Face folder of the same model.");
    if (m_kind == Kind::Merged && !m_presenter.isWritable())
        return tr("This project is read-only, so no job can be started.");
    return {};
}

QString ExportForm::progressText() const {
    const ExportPresenter::Busy* busy = m_presenter.busy(m_kind);
    if (busy && busy->waits)
        return tr("Waits for %1.").arg(bridge::jobAtWork(m_presenter.jobs().active()));
    switch (m_kind) {
    case Kind::Merged:
        return tr("Merging run %1 and checking what was written…").arg(busy ? busy->request.run : QString());
    case Kind::Adapter:
        return tr("Writing the adapter…");
    case Kind::Dataset:
        return tr("Writing the rows…");
    case Kind::Card:
        return tr("Writing the model card…");
    }
    return {};
}

void ExportForm::showFoot() {
    if (!m_write)
        return;
    const bool busy = m_presenter.isBusy(m_kind);
    const QString hindered = hindrance();
    const QString place = m_place->text().trimmed();
    const QFileInfo target(place);
    const bool parent = target.isAbsolute() && target.absoluteDir().exists();
    const bool taken = target.isDir() && (!isFolder(m_kind) || !QDir(place).isEmpty());
    QString note;
    if (busy)
        note = progressText();
    else if (!hindered.isEmpty())
        note = hindered;
    else if (!parent)
        note = tr("The folder above does not exist.");
    else if (taken || (isFolder(m_kind) && target.isFile()))
        note = tr("This name is taken. Choose another.");
    else if (m_presenter.contradictsName(request()))
        note = tr("The name ends like another kind of file; what is written is “%1”.")
                   .arg(m_format.box->currentText());
    else
        note = target.isFile() ? tr("The existing file will be replaced.")
                               : tr("Nothing is uploaded. Every file is read back and checked.");
    m_note->setText(note);
    m_write->setVisible(!busy);
    m_write->setEnabled(hindered.isEmpty() && parent && !taken && !(isFolder(m_kind) && target.isFile()));
    m_cancel->setVisible(busy);
    m_bar->setVisible(busy);
    const auto progress = busy ? m_presenter.busy(m_kind)->progress : bridge::EngineProgress();
    m_bar->setRange(0, progress.total > 0 ? kBarSteps : 0);
    m_bar->setValue(progress.total > 0 ? static_cast<int>(kBarSteps * progress.done / progress.total) : 0);
    for (QWidget* part : std::initializer_list<QWidget*>{m_run.box, m_dataset.box, m_split.box, m_format.box,
                                                         m_dtype.box, m_place, m_browse})
        part->setEnabled(!busy);
}

void ExportForm::browse() {
    auto* dialog = new QFileDialog(this, tr("Write to"), QFileInfo(m_place->text()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(QFileInfo(m_place->text()).fileName());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_ownPlace = true;
        m_place->setText(path);
    });
    dialog->open();
}

} // namespace luthier::exports
