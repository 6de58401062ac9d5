#include "import_presenter.h"

#include <dataset/catalog.h>

#include <QFileInfo>

namespace luthier::data {
namespace {

constexpr int kPreviewMilliseconds = 15000;
constexpr qint64 kFirstGuess = 500; // milliseconds before the time left is told

QString text(const Json& document, std::string_view key) {
    return QString::fromStdString(stringAt(document, key, "").value_or(""));
}

Parameters parametersOf(const Json& problem) {
    Parameters parameters;
    if (const Json* given = member(problem, "parameters"); given && given->is_object())
        for (const auto& [key, value] : given->items())
            if (value.is_string())
                parameters[key] = value.get<std::string>();
    return parameters;
}

std::vector<dataset::ImportProblem> problemsOf(const Json& document) {
    std::vector<dataset::ImportProblem> problems;
    const Json* listed = member(document, "problems");
    if (!listed || !listed->is_array())
        return problems;
    for (const Json& problem : *listed)
        problems.push_back({{},
                            integerAt(problem, "line", 0).value_or(0),
                            integerAt(problem, "byte", 0).value_or(0),
                            stringAt(problem, "code", "").value_or(""),
                            parametersOf(problem),
                            stringAt(problem, "excerpt", "").value_or("")});
    return problems;
}

std::vector<LeftBehind> leftBehind(const Json& document) {
    std::vector<LeftBehind> left;
    const Json* listed = member(document, "left_out");
    if (!listed || !listed->is_array())
        return left;
    for (const Json& entry : *listed)
        left.push_back({stringAt(entry, "code", "").value_or(""),
                        {{"count", std::to_string(integerAt(entry, "count", 0).value_or(0))},
                         {"name", stringAt(entry, "name", "").value_or("")}}});
    return left;
}

} // namespace

std::optional<RoleRemark> remarkOn(const ImportPreview& preview) {
    std::map<QString, int> given;
    for (const auto& [column, role] : preview.roles)
        ++given[role];
    const auto has = [&given](const char* role) {
        return given.contains(QLatin1String(role));
    };
    const bool texts = has("text") || has("prompt") || has("messages");
    const bool answers =
        has("response") || has("messages") || has("text") || (has("chosen") && has("rejected"));
    if (!answers && !(has("label") && texts))
        return RoleRemark{has("label") ? RoleRemark::Kind::LabelAlone : RoleRemark::Kind::NothingTrained, {}};
    for (const auto& [role, columns] : given)
        if (columns > 1 && role != QStringLiteral("ignore"))
            return RoleRemark{RoleRemark::Kind::Repeated, role};
    return std::nullopt;
}

ImportPresenter::ImportPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions,
                                 bridge::EngineProcess& imports)
    : m_bridge(bridge)
    , m_questions(questions)
    , m_imports(imports) {}

void ImportPresenter::begin(const QString& file) {
    beginAll({file});
}

void ImportPresenter::beginAll(const QStringList& files) {
    if (m_state == State::Importing || !m_bridge.isWritable() || files.isEmpty())
        return;
    m_waiting = files;
    m_refused.clear();
    readDatasets();
    lookAt(m_waiting.takeFirst());
}

void ImportPresenter::readDatasets() {
    m_bridge.read(
        bridge::Reader::Paging, m_datasetsRequest,
        [](storage::Connection& database, const StopToken&) { return dataset::listDatasets(database); },
        [this](const Result<std::vector<dataset::DatasetFacts>>& answer) {
            if (!answer)
                return; // rows go into a new dataset then
            m_datasets.clear();
            for (const dataset::DatasetFacts& facts : *answer)
                m_datasets << QString::fromStdString(facts.name);
            Q_EMIT changed();
        });
}

void ImportPresenter::lookAt(const QString& file) {
    m_settings = {};
    m_settings.file = file;
    m_preview.reset();
    look();
}

/// Goes on with the next file that waits; false when none does.
bool ImportPresenter::lookAtNext() {
    if (m_waiting.isEmpty())
        return false;
    m_last.reset();
    lookAt(m_waiting.takeFirst());
    return true;
}

void ImportPresenter::leave() {
    if (m_state == State::Importing)
        return;
    m_lookRequest.cancel();
    m_preview.reset();
    m_last.reset();
    m_state = State::Idle;
    if (!lookAtNext())
        Q_EMIT changed();
}

void ImportPresenter::leaveAll() {
    if (m_state == State::Importing)
        return;
    m_waiting.clear();
    leave();
}

Json ImportPresenter::parameters() const {
    Json roles = Json::array();
    for (const auto& [column, role] : m_settings.roles)
        roles.push_back((column + u'=' + role).toStdString());
    return {{"file", m_settings.file.toStdString()},
            {"format", m_settings.format.toStdString()},
            {"encoding", m_settings.encoding.toStdString()},
            {"separator", m_settings.separator.toStdString()},
            {"header", m_settings.header.toStdString()},
            {"text-unit", m_settings.textUnit.toStdString()},
            {"role", std::move(roles)}};
}

void ImportPresenter::look() {
    m_state = State::Looking;
    Q_EMIT looking();
    Q_EMIT changed();
    m_questions.ask(m_lookRequest, QStringLiteral("import.preview"), parameters(), kPreviewMilliseconds,
                    [this](Result<Json> answer) {
                        if (!answer && !m_waiting.isEmpty() && !m_preview) {
                            m_refused << QFileInfo(m_settings.file).fileName();
                            lookAtNext();
                            return;
                        }
                        if (answer)
                            take(*answer);
                        else
                            takeBack();
                        m_state = m_preview ? State::Ready : State::Idle;
                        if (!answer)
                            Q_EMIT failed(answer.error());
                        Q_EMIT changed();
                    });
}

void ImportPresenter::takeBack() {
    if (!m_last)
        return;
    // Where the rows go was asked of nobody yet, and is as it was chosen.
    Settings settings = m_last->settings;
    settings.into = m_settings.into;
    settings.name = m_settings.name;
    settings.split = m_settings.split;
    m_settings = std::move(settings);
    m_preview = m_last->preview;
}

void ImportPresenter::take(const Json& document) {
    ImportPreview preview;
    preview.tool = text(document, "tool");
    preview.leftOfAll = boolAt(document, "left_out_of_all", false).value_or(false);
    preview.left = leftBehind(document);
    preview.layout = text(document, "layout");
    preview.format = text(document, "format");
    preview.encoding = text(document, "encoding");
    preview.separator = text(document, "separator");
    preview.header = boolAt(document, "header", true).value_or(true);
    preview.rejected = integerAt(document, "rejected_in_sample", 0).value_or(0);
    if (const Json* columns = member(document, "columns"); columns && columns->is_array())
        for (const Json& column : *columns)
            if (column.is_string())
                preview.columns << QString::fromStdString(column.get<std::string>());
    if (const Json* roles = member(document, "roles"); roles && roles->is_object())
        for (const auto& [column, role] : roles->items())
            if (role.is_string())
                preview.roles[QString::fromStdString(column)] =
                    QString::fromStdString(role.get<std::string>());
    preview.problems = problemsOf(document);
    const auto list = [&document](std::string_view key, std::vector<Json>& into) {
        if (const Json* items = member(document, key); items && items->is_array())
            into.assign(items->begin(), items->end());
    };
    list("rows", preview.rows);
    list("messages", preview.messages);
    m_preview = std::move(preview);
    m_last = Looked{m_settings, *m_preview};
}

void ImportPresenter::setFormat(const QString& format) {
    m_settings.format = format;
    m_settings.roles.clear();
    look();
}

void ImportPresenter::setEncoding(const QString& encoding) {
    m_settings.encoding = encoding;
    look();
}

void ImportPresenter::setSeparator(const QString& separator) {
    m_settings.separator = separator;
    m_settings.roles.clear(); // other columns
    look();
}

void ImportPresenter::setHeader(const QString& header) {
    m_settings.header = header;
    m_settings.roles.clear(); // of other names
    look();
}

void ImportPresenter::setTextUnit(const QString& unit) {
    m_settings.textUnit = unit;
    look();
}

void ImportPresenter::setInto(const QString& dataset) {
    m_settings.into = dataset;
    Q_EMIT changed();
}

void ImportPresenter::setName(const QString& name) {
    m_settings.name = name.trimmed();
}

void ImportPresenter::setSplit(const QString& split) {
    m_settings.split = split;
}

void ImportPresenter::setRole(const QString& column, const QString& role) {
    m_settings.roles[column] = role;
    look();
}

void ImportPresenter::run() {
    if (m_state != State::Ready || !m_bridge.isWritable())
        return;
    m_state = State::Importing;
    m_progress = {};
    m_running.start();
    Json params = parameters();
    params["project"] = m_bridge.project()->folder.toStdString();
    params["split"] = m_settings.split.toStdString();
    // Rows that are added to a dataset change nothing of its name.
    params["into"] = m_settings.into.toStdString();
    params["name"] = m_settings.into.isEmpty() ? m_settings.name.toStdString() : std::string();
    m_imports.ask(
        m_runRequest, QStringLiteral("import.run"), std::move(params), 0,
        [this](Result<Json> answer) {
            m_state = answer ? State::Idle : State::Ready;
            if (!answer) {
                if (answer.error().kind() != ErrorKind::Interrupted &&
                    answer.error().code() != "job.interrupted")
                    Q_EMIT failed(answer.error());
                Q_EMIT changed();
                return;
            }
            m_preview.reset();
            m_last.reset();
            readDatasets();
            Q_EMIT imported(text(*answer, "name"), integerAt(*answer, "rows", 0).value_or(0),
                            integerAt(*answer, "rejected", 0).value_or(0));
            if (!lookAtNext())
                Q_EMIT changed();
        },
        [this](const bridge::EngineProgress& progress) {
            m_progress = progress;
            Q_EMIT progressed();
        });
    Q_EMIT changed();
}

std::optional<qint64> ImportPresenter::left() const {
    if (m_state != State::Importing || m_progress.done <= 0 || m_running.elapsed() < kFirstGuess)
        return std::nullopt;
    return static_cast<qint64>(static_cast<double>(m_running.elapsed()) /
                               static_cast<double>(m_progress.done) *
                               static_cast<double>(m_progress.total - m_progress.done));
}

void ImportPresenter::cancel() {
    if (m_state == State::Importing)
        m_imports.cancel(m_runRequest);
}

} // namespace luthier::data
