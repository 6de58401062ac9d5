#include "source_list.h"

#include <QHBoxLayout>

#include <algorithm>

namespace luthier::recipes {

using namespace widgets;

namespace {

constexpr const char* kAllRows = "";

} // namespace

SourceList::SourceList(RecipePresenter& presenter, Purpose purpose)
    : m_presenter(presenter)
    , m_purpose(purpose) {
    setObjectName(key() + QStringLiteral("Sources"));
    auto* whole = column(this, measures::kGapSmall);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::Table, QStringLiteral("muted"));
    m_add = button(key() + QStringLiteral("Add"), QStringLiteral("quiet"), QStringLiteral("plus"));
    head->addWidget(m_title, 1);
    head->addWidget(m_add);
    whole->addLayout(head);
    m_lines = column(nullptr, measures::kGapSmall);
    whole->addLayout(m_lines);
    connect(m_add, &QPushButton::clicked, this, &SourceList::addSource);
    connect(&presenter, &RecipePresenter::changed, this, &SourceList::refresh);
    connect(&presenter, &RecipePresenter::listChanged, this, &SourceList::refresh);
    speak([this] {
        m_title->setText(m_purpose == Purpose::Training ? tr("Trained on") : tr("Validated on"));
        m_add->setText(tr("Add a dataset"));
        m_add->setAccessibleName(m_purpose == Purpose::Training ? tr("Add a dataset to train on")
                                                                : tr("Add a dataset to validate on"));
        show();
    });
}

const std::vector<recipe::DataSource>& SourceList::sources() const {
    return m_purpose == Purpose::Training ? m_presenter.recipe().data : m_presenter.recipe().validation;
}

QString SourceList::signature() const {
    const Json* present = valueAt(m_presenter.document(), key().toStdString());
    QString text = QString::fromStdString(present ? dumpJson(*present) : std::string());
    for (const DatasetChoice& choice : m_presenter.datasets()) {
        text += QStringLiteral("|%1 %2").arg(choice.name).arg(choice.rows);
        for (const auto& split : choice.splits)
            text += QStringLiteral(" %1 %2").arg(QString::fromStdString(split.name)).arg(split.rows);
    }
    return text + (m_presenter.canHoldOut() ? QStringLiteral("|undivided") : QString());
}

void SourceList::refresh() {
    if (signature() != m_shown)
        show();
}

void SourceList::show() {
    m_shown = signature();
    clearLayout(m_lines);
    m_add->setEnabled(!m_presenter.datasets().empty());
    for (int i = 0; i < static_cast<int>(sources().size()); ++i)
        addLine(i);
    if (!sources().empty())
        return;
    QLabel* nothing = label(TextStyle::Body, QStringLiteral("muted"));
    nothing->setWordWrap(true);
    nothing->setText(
        m_presenter.datasets().empty() ? tr("The project has no data yet. Import a file on the Data page.")
        : m_purpose == Purpose::Validation ? tr("None: you cannot tell whether it learns or only memorises.")
                                           : tr("None yet."));
    m_lines->addWidget(nothing);
    if (m_purpose != Purpose::Validation || !m_presenter.canHoldOut())
        return;
    QPushButton* holdOut = button(QStringLiteral("holdOutButton"), {}, QStringLiteral("split"));
    holdOut->setText(tr("Hold out 10 % for validation"));
    holdOut->setToolTip(tr("Splits the dataset into train and validation rows. Undo on the Data page joins "
                           "them again."));
    connect(holdOut, &QPushButton::clicked, &m_presenter, &RecipePresenter::holdOut, Qt::QueuedConnection);
    m_lines->addWidget(holdOut, 0, Qt::AlignLeft);
}

void SourceList::addLine(int index) {
    const recipe::DataSource source = sources()[static_cast<std::size_t>(index)];
    auto* line = new QWidget;
    auto* cells = row(line, measures::kGap);
    const QString suffix = QString::number(index);
    auto* dataset = new ComboBox(key() + QStringLiteral("Dataset") + suffix);
    auto* split = new ComboBox(key() + QStringLiteral("Split") + suffix);
    QPushButton* remove =
        button(key() + QStringLiteral("Remove") + suffix, QStringLiteral("quiet"), QStringLiteral("close"));
    remove->setAccessibleName(tr("Remove %1").arg(QString::fromStdString(source.dataset)));
    remove->setToolTip(remove->accessibleName());
    dataset->setAccessibleName(tr("Dataset"));
    split->setAccessibleName(tr("Split"));
    for (ComboBox* box : {dataset, split}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        cells->addWidget(box, 1);
    }
    cells->addWidget(remove);
    fillDatasets(dataset, QString::fromStdString(source.dataset));
    fillSplits(split, source);
    // Queued: the line is made anew by what it changes.
    connect(
        dataset, &QComboBox::activated, this,
        [=, this] {
            m_presenter.chooseDataset(key().toStdString(), static_cast<std::size_t>(index),
                                      dataset->currentData().toString());
        },
        Qt::QueuedConnection);
    connect(
        split, &QComboBox::activated, this,
        [=, this] {
            const std::string name = split->currentData().toString().toStdString();
            put(index, {source.dataset, name.empty() ? std::nullopt : std::optional(name), source.weight});
        },
        Qt::QueuedConnection);
    connect(
        remove, &QPushButton::clicked, this, [this, index] { removeSource(index); }, Qt::QueuedConnection);
    m_lines->addWidget(line);
}

void SourceList::fillDatasets(ComboBox* box, const QString& chosen) const {
    for (const DatasetChoice& choice : m_presenter.datasets())
        box->addItem(choice.name, choice.name);
    if (!box->choose(chosen)) {
        box->addItem(tr("%1 (not there)").arg(chosen), chosen);
        box->choose(chosen);
    }
}

void SourceList::fillSplits(ComboBox* box, const recipe::DataSource& source) const {
    const auto choice = std::ranges::find(m_presenter.datasets(), QString::fromStdString(source.dataset),
                                          &DatasetChoice::name);
    const bool known = choice != m_presenter.datasets().end();
    box->addItem(known ? tr("all rows (%1)").arg(numberText(choice->rows)) : tr("all rows"),
                 QString::fromLatin1(kAllRows));
    if (known)
        for (const auto& split : choice->splits)
            if (!split.name.empty())
                box->addItem(
                    QStringLiteral("%1 (%2)").arg(QString::fromStdString(split.name), numberText(split.rows)),
                    QString::fromStdString(split.name));
    const QString wanted = QString::fromStdString(source.split.value_or(kAllRows));
    if (!box->choose(wanted)) {
        box->addItem(tr("%1 (not there)").arg(wanted), wanted);
        box->choose(wanted);
    }
}

void SourceList::put(int index, recipe::DataSource source) {
    auto changed = sources();
    if (index >= static_cast<int>(changed.size()))
        return;
    changed[static_cast<std::size_t>(index)] = std::move(source);
    m_presenter.setSources(key().toStdString(), changed);
}

void SourceList::addSource() {
    if (m_presenter.datasets().empty())
        return;
    // Best one that is not named yet.
    const auto& all = m_presenter.datasets();
    const auto unused = std::ranges::find_if(all, [this](const DatasetChoice& choice) {
        return std::ranges::none_of(
            sources(), [&](const auto& source) { return source.dataset == choice.name.toStdString(); });
    });
    const DatasetChoice& choice = unused == all.end() ? all.back() : *unused;
    const std::string wanted = m_purpose == Purpose::Training ? "train" : "validation";
    const bool has =
        std::ranges::find(choice.splits, wanted, &dataset::SplitCount::name) != choice.splits.end();
    auto changed = sources();
    changed.push_back({choice.name.toStdString(), has ? std::optional(wanted) : std::nullopt, 1.0});
    m_presenter.setSources(key().toStdString(), changed);
}

void SourceList::removeSource(int index) {
    auto changed = sources();
    if (index < static_cast<int>(changed.size()))
        changed.erase(changed.begin() + index);
    m_presenter.setSources(key().toStdString(), changed);
}

} // namespace luthier::recipes
