#include "label_presenter.h"

#include <bridge/json_values.h>
#include <dataset/catalog.h>
#include <dataset/history.h>
#include <dataset/rows.h>

#include <QSettings>

#include <algorithm>

namespace luthier::data {

namespace {

constexpr std::size_t kRefill = 4; // fewer than so many ahead, and more are read
constexpr std::size_t kMostGiven = 1000;
constexpr int kSettleMilliseconds = 800;
constexpr const char* kAnnotatorKey = "labelling/annotator";

QSettings store() {
    return QSettings(QStringLiteral("luthier"), QStringLiteral("luthier"));
}

QString usualAnnotator() {
    const QString kept = store().value(QLatin1String(kAnnotatorKey)).toString();
    for (const QString& name : {kept, qEnvironmentVariable("USER")})
        if (dataset::isAnnotatorName(name.toStdString()))
            return name;
    return QStringLiteral("me");
}

} // namespace

LabelPresenter::LabelPresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data)
    : m_bridge(bridge)
    , m_data(data)
    , m_work(engine)
    , m_annotator(usualAnnotator()) {
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMilliseconds);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        count();
        compare();
    });
    connect(&m_work, &EngineWork::progressed, this, &LabelPresenter::progressed);
    connect(&m_work, &EngineWork::failed, this, [this](const Error& error) {
        if (m_suggesting)
            Q_EMIT notSuggested(error);
        else
            Q_EMIT failed(error);
    });
    connect(&m_work, &EngineWork::ended, this, [this] {
        m_suggesting = false;
        Q_EMIT changed();
    });
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_work.drop();
        m_chosenSchemes.clear();
        clear();
    });
    connect(&data, &DataPresenter::datasetChanged, this, [this] {
        if (!m_data.current() || m_data.current()->id != m_of)
            clear();
        follow();
    });
    connect(&data, &DataPresenter::filterChanged, this, [this] {
        if (m_data.current() && m_data.current()->id == m_of)
            begin();
    });
    connect(&data, &DataPresenter::rowsChanged, this, &LabelPresenter::rowsChanged);
    // Schemes come and go with the history.
    connect(&data, &DataPresenter::overviewChanged, this, &LabelPresenter::readSchemes);
    connect(&data, &DataPresenter::touched, this, [this](RowId row) { m_touched = row; });
}

LabelPresenter::~LabelPresenter() = default;

void LabelPresenter::clear() {
    for (auto* request : {&m_schemesRequest, &m_batchRequest, &m_countRequest, &m_agreementRequest})
        request->cancel();
    m_settle.stop();
    m_of = {};
    m_state = State::Loading;
    m_schemes.clear();
    m_ahead.clear();
    m_given.clear();
    m_passed.clear();
    m_touched.reset();
    m_isFetching = false;
    m_agreement.reset();
    m_rows = m_labelled = m_suggested = 0;
    m_pace.clear();
    Q_EMIT changed();
    Q_EMIT agreementChanged();
}

void LabelPresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    follow();
}

void LabelPresenter::follow() {
    const auto* facts = m_data.current();
    if (m_watching == bridge::Watching::No || !facts)
        return;
    if (facts->id != m_of)
        readSchemes();
    else if (facts->version != m_version)
        rowsChanged();
}

void LabelPresenter::readSchemes() {
    const auto* facts = m_data.current();
    if (m_watching == bridge::Watching::No || !facts)
        return;
    m_bridge.read(
        bridge::Reader::Paging, m_schemesRequest,
        [id = facts->id](storage::Connection& database, const StopToken&) {
            return labeling::schemesOf(database, id);
        },
        [this, id = facts->id, version = facts->version](Result<std::vector<labeling::Scheme>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            const bool first = m_of != id;
            m_of = id;
            if (first)
                m_version = version;
            const auto same = [](const labeling::Scheme& a, const labeling::Scheme& b) {
                return a.name == b.name && labeling::toJson(a) == labeling::toJson(b);
            };
            if (first || !std::ranges::equal(*answer, m_schemes, same))
                takeSchemes(std::move(*answer));
        });
}

void LabelPresenter::takeSchemes(std::vector<labeling::Scheme> schemes) {
    m_schemes = std::move(schemes);
    QString& chosen = m_chosenSchemes[m_of];
    const auto isThere = [this](const QString& name) {
        return std::ranges::find(m_schemes, name.toStdString(), &labeling::Scheme::name) != m_schemes.end();
    };
    if (isThere(m_wanted))
        chosen = std::exchange(m_wanted, QString());
    else if (!isThere(chosen))
        chosen = m_schemes.empty() ? QString() : QString::fromStdString(m_schemes.back().name);
    begin();
}

const labeling::Scheme* LabelPresenter::scheme() const {
    const auto chosen = m_chosenSchemes.find(m_of);
    if (chosen == m_chosenSchemes.end())
        return nullptr;
    const auto found = std::ranges::find(m_schemes, chosen->second.toStdString(), &labeling::Scheme::name);
    return found == m_schemes.end() ? nullptr : &*found;
}

void LabelPresenter::choose(const QString& scheme) {
    if (m_chosenSchemes[m_of] == scheme)
        return;
    m_chosenSchemes[m_of] = scheme;
    begin();
}

/// From the first row, with everything that is counted.
void LabelPresenter::begin() {
    m_given.clear();
    m_pace.clear();
    m_ahead.clear();
    m_agreement.reset();
    m_state = scheme() ? State::Loading : State::NoScheme;
    fillChoices();
    Q_EMIT changed();
    Q_EMIT agreementChanged();
    if (!scheme())
        return;
    fetch(Fetching::Anew, RowId{0});
    count();
    compare();
}

dataset::RowFilter LabelPresenter::queueFilter() const {
    dataset::RowFilter filter = m_data.filter();
    if (m_queue == Queue::Unlabelled)
        return labeling::unlabelled(std::move(filter), scheme()->name, m_annotator.toStdString());
    if (m_queue == Queue::Disputed)
        filter.disputed.push_back(scheme()->name);
    return filter;
}

void LabelPresenter::fetch(Fetching fetching, RowId after) {
    const auto* facts = m_data.current();
    if (!facts || !scheme())
        return;
    m_isFetching = true;
    m_passed.clear();
    QueueQuestion wanted = {queueFilter(), scheme()->name, m_order, m_seed, after, {}, 0};
    if (fetching == Fetching::More) {
        wanted.list = m_list;
        wanted.next = m_next;
    }
    m_bridge.read(
        bridge::Reader::Paging, m_batchRequest,
        [facts = *facts, wanted = std::move(wanted)](storage::Connection& database, const StopToken& stop) {
            return readQueue(database, facts, wanted, stop);
        },
        [this, fetching](Result<QueueBatch> answer) {
            m_isFetching = false;
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            takeBatch(fetching, std::move(*answer));
        });
}

void LabelPresenter::takeBatch(Fetching fetching, QueueBatch batch) {
    const bool hadRow = fetching == Fetching::More && !m_ahead.empty();
    if (fetching == Fetching::Anew)
        m_ahead.clear();
    m_isLast = batch.isLast;
    m_list = std::move(batch.list);
    m_next = batch.next;
    for (QueuedRow& shown : batch.rows) {
        m_last = shown.row.id;
        // Answered while the rows were on their way.
        if (std::ranges::find(m_passed, shown.row.id) == m_passed.end())
            m_ahead.push_back(std::move(shown));
    }
    if (!hadRow)
        showNow();
}

/// The row in view is another one, or none.
void LabelPresenter::showNow() {
    if (m_ahead.size() < kRefill && !m_isLast && !m_isFetching)
        fetch(Fetching::More, m_last);
    m_state = !m_ahead.empty() ? State::Labelling : m_isFetching ? State::Loading : State::Done;
    readOwn();
    Q_EMIT changed();
}

/// What the annotator has said already is where a list or passages begin.
void LabelPresenter::readOwn() {
    m_chosen.clear();
    m_shared.clear();
    m_sharesNext = false;
    m_spans.clear();
    const auto* chosen = scheme();
    for (const dataset::Label& label : labels()) {
        if (!chosen || label.scheme != chosen->name || label.annotator != m_annotator.toStdString() ||
            !label.value.is_array())
            continue;
        for (const Json& part : label.value)
            if (part.is_string()) {
                m_chosen << QString::fromStdString(part.get<std::string>());
            } else if (part.is_array()) {
                takePlace(part);
            } else
                m_spans.push_back({bridge::countIn(part, "begin"), bridge::countIn(part, "end"),
                                   bridge::textIn(part, "label")});
    }
}

void LabelPresenter::mark(qint64 begin, qint64 end, int place) {
    if (!row() || !isWritable() || place < 0 || place >= static_cast<int>(m_choices.size()) || begin >= end)
        return;
    const MarkedSpan span{begin, end, m_choices[static_cast<std::size_t>(place)].value};
    if (std::erase(m_spans, span) == 0)
        m_spans.push_back(span);
    std::ranges::sort(m_spans, {}, [](const MarkedSpan& one) { return std::pair(one.begin, one.end); });
    Q_EMIT chosenChanged();
}

void LabelPresenter::unmark(std::size_t span) {
    if (span >= m_spans.size())
        return;
    m_spans.erase(m_spans.begin() + static_cast<std::ptrdiff_t>(span));
    Q_EMIT chosenChanged();
}

QString LabelPresenter::textOf(const MarkedSpan& span) const {
    const Json* value = row() ? member(row()->fields, scheme()->fields[0]) : nullptr;
    if (!value || !value->is_string())
        return {};
    const auto codePoints = QString::fromStdString(value->get<std::string>()).toUcs4();
    const qsizetype begin = std::clamp<qsizetype>(span.begin, 0, codePoints.size());
    const qsizetype end = std::clamp<qsizetype>(span.end, begin, codePoints.size());
    return QString::fromUcs4(reinterpret_cast<const char32_t*>(codePoints.constData()) + begin, end - begin);
}

void LabelPresenter::advance() {
    m_passed.push_back(m_ahead.front().row.id);
    m_ahead.pop_front();
    showNow();
}

const dataset::Row* LabelPresenter::row() const {
    return m_ahead.empty() ? nullptr : &m_ahead.front().row;
}

const std::vector<dataset::Label>& LabelPresenter::labels() const {
    static const std::vector<dataset::Label> kNone;
    return m_ahead.empty() ? kNone : m_ahead.front().labels;
}

QString LabelPresenter::ownAnswer() const {
    const auto* chosen = scheme();
    for (const dataset::Label& label : labels())
        if (chosen && label.scheme == chosen->name && label.annotator == m_annotator.toStdString())
            return QString::fromStdString(labeling::kindOf(*chosen).write(label.value));
    return {};
}

void LabelPresenter::fillChoices() {
    m_choices.clear();
    const auto* chosen = scheme();
    if (!chosen)
        return;
    if (chosen->kind == "class" || chosen->kind == "multi_class" || chosen->kind == "span")
        for (const std::string& option : chosen->options)
            m_choices.push_back({QString::fromStdString(option), QString::fromStdString(option)});
    if (chosen->kind == "ranking")
        for (const std::string& field : chosen->fields)
            m_choices.push_back({QString::fromStdString(field), QString::fromStdString(field)});
    for (int rating = chosen->low; chosen->kind == "rating" && rating <= chosen->high; ++rating)
        m_choices.push_back({QString::number(rating), QString::number(rating)});
    if (chosen->kind == "preference") {
        m_choices.push_back({QStringLiteral("a"), QString::fromStdString(chosen->fields[0])});
        m_choices.push_back({QStringLiteral("b"), QString::fromStdString(chosen->fields[1])});
        m_choices.push_back({QStringLiteral("tie"), {}});
    }
}

void LabelPresenter::give(const QString& text) {
    if (!row() || !isWritable() || m_work.isBusy() || text.trimmed().isEmpty())
        return;
    write(text);
    if (m_given.back().isNew)
        ++m_labelled;
    m_pace.count();
    advance();
    Q_EMIT progressed();
    m_settle.start();
}

/// Written in the order of the answers, behind the row that is in view by then.
void LabelPresenter::write(const QString& text) {
    auto operation = std::make_shared<OperationId>();
    const bool decides = m_queue == Queue::Disputed;
    m_given.push_back({operation, m_ahead.front(), !decides && ownAnswer().isEmpty()});
    if (m_given.size() > kMostGiven)
        m_given.erase(m_given.begin());
    ++m_writing;
    m_bridge.write(
        m_writeRequest,
        [facts = *m_data.current(), row = row()->id, operation,
         given = labeling::Given{scheme()->name, text.toStdString()}, annotator = m_annotator.toStdString(),
         standing = decides ? labeling::Standing::Final : labeling::Standing::Opinion](
            project::Project& project, const StopToken&) -> Result<std::string> {
            TRY(const auto outcome,
                labeling::labelRow(project, facts, row, std::span(&given, 1), annotator, standing));
            *operation = outcome.operation;
            return outcome.version;
        },
        [this, row = row()->id](const Result<std::string>& version) { wrote(version, row); });
}

void LabelPresenter::wrote(const Result<std::string>& version, RowId row) {
    --m_writing;
    if (version) {
        m_version = *version;
    } else {
        std::erase_if(m_given, [row](const Given& given) { return given.shown.row.id == row; });
        Q_EMIT failed(version.error());
        reload();
    }
    if (m_writing == 0 && std::exchange(m_recheck, false))
        rowsChanged();
}

void LabelPresenter::skip() {
    if (row())
        advance();
}

void LabelPresenter::takeBack() {
    if (m_given.empty() || !isWritable() || !m_data.current())
        return;
    Given last = std::move(m_given.back());
    m_given.pop_back();
    const RowId row = last.shown.row.id;
    ++m_writing;
    m_bridge.write(
        m_writeRequest,
        [id = m_of, operation = last.operation](project::Project& project,
                                                const StopToken& stop) -> Result<std::string> {
            TRY(const auto facts, dataset::datasetById(project.database(), id));
            if (operation->value == 0)
                return facts.version;
            auto outcome = dataset::undoOperation(project, id, *operation, stop);
            // Undone by another way already.
            if (!outcome && outcome.error().code() == "dataset.already_undone")
                return facts.version;
            if (!outcome)
                return std::move(outcome.error());
            return outcome->version;
        },
        [this, row](const Result<std::string>& version) { wrote(version, row); });
    if (last.isNew)
        --m_labelled;
    m_pace.takeBack();
    std::erase(m_passed, row);
    m_ahead.push_front(std::move(last.shown));
    showNow();
    Q_EMIT progressed();
    m_settle.start();
}

void LabelPresenter::startOver() {
    m_state = State::Loading;
    Q_EMIT changed();
    fetch(Fetching::Anew, RowId{0});
}

void LabelPresenter::setQueue(Queue queue) {
    if (queue == m_queue)
        return;
    m_queue = queue;
    begin();
}

void LabelPresenter::setOrder(labeling::QueueOrder order) {
    // Random once more is another order.
    if (order == labeling::QueueOrder::Random)
        m_seed = m_seed * 6364136223846793005ULL + 1442695040888963407ULL;
    else if (order == m_order)
        return;
    m_order = order;
    begin();
}

void LabelPresenter::setAnnotator(const QString& name) {
    if (name == m_annotator || !dataset::isAnnotatorName(name.toStdString()))
        return;
    m_annotator = name;
    store().setValue(QLatin1String(kAnnotatorKey), name);
    if (m_of.value != 0)
        begin();
}

void LabelPresenter::rowsChanged() {
    const auto* facts = m_data.current();
    if (m_watching == bridge::Watching::No || !facts || facts->id != m_of)
        return;
    if (m_writing > 0) {
        m_recheck = true;
        return;
    }
    if (facts->version != std::exchange(m_version, facts->version) || m_touched)
        reload();
}

/// Somebody else changed rows: they are read again from the one in view, or from that which undo touched.
void LabelPresenter::reload() {
    const auto touched = std::exchange(m_touched, {});
    const RowId from = touched ? *touched : row() ? row()->id : RowId{1};
    fetch(Fetching::Anew, RowId{from.value - 1});
    count();
    compare();
}

} // namespace luthier::data
