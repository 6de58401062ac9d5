#include "model_catalog.h"

#include "json_values.h"

#include <project/user_state.h>

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace luthier::bridge {
namespace {

constexpr int kScanMilliseconds = 30000;
constexpr int kInspectMilliseconds = 15000;

bool flagAt(const Json& object, std::string_view key) {
    return boolAt(object, key, false).value_or(false);
}

std::optional<Error> reasonAt(const Json& object, std::string_view key = "reason") {
    const Json* reason = member(object, key);
    return reason ? std::optional(errorFromJson(*reason, "model.bad_config")) : std::nullopt;
}

QStringList textsAt(const Json& object, std::string_view key) {
    QStringList texts;
    if (const Json* items = member(object, key); items && items->is_array())
        for (const Json& item : *items)
            if (item.is_string())
                texts << QString::fromStdString(item.get<std::string>());
    return texts;
}

CatalogModel modelFrom(const Json& item) {
    CatalogModel model;
    model.path = textIn(item, "path");
    model.name = textIn(item, "name");
    model.modelType = textIn(item, "model_type");
    model.dtype = textIn(item, "dtype");
    model.license = textIn(item, "license");
    model.kind = textIn(item, "kind");
    model.head = textIn(item, "head");
    model.parameters = countIn(item, "parameters");
    model.hasChatTemplate = flagAt(item, "has_chat_template");
    model.supported = flagAt(item, "supported");
    model.reason = reasonAt(item);
    return model;
}

/// What can be tuned in it, and what it makes.
void readTuning(const Json& answer, ModelDetails& details) {
    details.kind = textIn(answer, "kind");
    details.head = textIn(answer, "head");
    details.problem = textIn(answer, "problem_type");
    details.labels = textsAt(answer, "labels");
    details.tasks = textsAt(answer, "tasks");
    details.hindrance = reasonAt(answer, "hindrance");
    if (const Json* entries = member(answer, "ruled_out"); entries && entries->is_array())
        for (const Json& entry : *entries)
            details.ruledOut.push_back({textIn(entry, "setting"), textIn(entry, "choice"),
                                        errorFromJson(entry, "model.bad_config")});
    if (const Json* shape = member(answer, "shape"))
        details.decoderLayers = countIn(*shape, "decoder_layers");
}

ModelDetails detailsFrom(const QString& path, const Json& answer) {
    ModelDetails details;
    details.path = path;
    readTuning(answer, details);
    details.family = textIn(answer, "family");
    if (details.family.isEmpty())
        details.family = textIn(answer, "model_type");
    details.architecture = textIn(answer, "architecture");
    details.dtype = textIn(answer, "dtype");
    details.license = textIn(answer, "license");
    if (const Json* tokenizer = member(answer, "tokenizer"))
        details.tokenizer = textIn(*tokenizer, "kind");
    details.parameters = countIn(answer, "parameters");
    details.layers = countIn(answer, "layers");
    details.hiddenSize = countIn(answer, "hidden_size");
    details.heads = countIn(answer, "heads");
    details.keyValueHeads = countIn(answer, "kv_heads");
    details.vocabulary = countIn(answer, "vocab_size");
    details.maxPositions = countIn(answer, "max_positions");
    details.tiedEmbeddings = flagAt(answer, "tied_embeddings");
    details.hasChatTemplate = flagAt(answer, "has_chat_template");
    details.supported = flagAt(answer, "supported");
    details.reason = reasonAt(answer);
    if (const Json* warnings = member(answer, "warnings"); warnings && warnings->is_array())
        for (const Json& warning : *warnings)
            details.warnings.push_back(errorFromJson(warning, "model.bad_config"));
    details.files = textsAt(answer, "files");
    details.templateNames = textsAt(answer, "chat_templates");
    details.linearLayers = textsAt(answer, "lora_targets");
    details.ia3Layers = textsAt(answer, "ia3_targets");
    details.usualTargets = textsAt(answer, "default_lora_targets");
    return details;
}

} // namespace

bool isModelFile(const QString& path) {
    return path.endsWith(QStringLiteral(".gguf"), Qt::CaseInsensitive) && QFileInfo(path).isFile();
}

ModelCatalog::ModelCatalog(Bridge& bridge, EngineProcess& questions)
    : m_bridge(bridge)
    , m_questions(questions) {
    connect(&bridge, &Bridge::opened, this, [this] {
        // Another project may have models of its own.
        if (m_hasLooked || m_isLooking)
            refresh();
    });
}

void ModelCatalog::want() {
    if (!m_hasLooked && !m_isLooking)
        refresh();
}

void ModelCatalog::refresh() {
    m_isLooking = true;
    readFolders();
    Json params = Json::object();
    if (const auto& project = m_bridge.project())
        params["folder"] = QDir(project->folder).filePath(QStringLiteral("models")).toStdString();
    m_questions.ask(m_scanRequest, QStringLiteral("models.scan"), std::move(params), kScanMilliseconds,
                    [this](Result<Json> answer) {
                        m_isLooking = false;
                        m_hasLooked = true;
                        if (answer) {
                            take(*answer);
                            tellOfAdded();
                        } else
                            Q_EMIT failed(answer.error());
                        Q_EMIT changed();
                    });
    Q_EMIT changed();
}

void ModelCatalog::take(const Json& answer) {
    m_models.clear();
    if (const Json* models = member(answer, "models"); models && models->is_array())
        for (const Json& item : *models)
            m_models.push_back(modelFrom(item));
    // What can be used stands first, each part by name.
    std::ranges::stable_sort(m_models, [](const CatalogModel& a, const CatalogModel& b) {
        return a.supported != b.supported ? a.supported : QString::localeAwareCompare(a.name, b.name) < 0;
    });
}

void ModelCatalog::tellOfAdded() {
    const QString folder = std::exchange(m_added, {});
    const QString whole = QFileInfo(folder).canonicalFilePath();
    if (folder.isEmpty() || std::ranges::any_of(m_models, [&whole](const CatalogModel& model) {
            return model.path == whole || model.path.startsWith(whole + u'/');
        }))
        return;
    m_bridge.run(
        m_othersRequest,
        [whole](const StopToken&) -> Result<QStringList> {
            return QDir(whole).entryList({QStringLiteral("*.pt"), QStringLiteral("*.pth"),
                                          QStringLiteral("*.bin"), QStringLiteral("*.ckpt")},
                                         QDir::Files, QDir::Name);
        },
        [this, folder](const Result<QStringList>& answer) {
            Q_EMIT nothingFound(folder, answer ? *answer : QStringList());
        });
}

const CatalogModel* ModelCatalog::modelAt(const QString& path) const {
    const auto found = std::ranges::find(m_models, path, &CatalogModel::path);
    return found == m_models.end() ? nullptr : &*found;
}

void ModelCatalog::readFolders() {
    m_bridge.run(
        m_foldersRequest,
        [](const StopToken&) -> Result<std::vector<std::filesystem::path>> {
            TRY(auto user, project::UserState::open());
            return user.modelFolders();
        },
        [this](Result<std::vector<std::filesystem::path>> answer) {
            m_folders.clear();
            if (answer)
                for (const auto& folder : *answer)
                    m_folders << QString::fromStdString(folder.string());
            Q_EMIT changed();
        });
}

void ModelCatalog::changeFolders(std::function<Status()> change, const QString& added) {
    m_bridge.run(
        m_changeRequest,
        [change = std::move(change)](const StopToken&) -> Result<bool> {
            TRY_VOID(change());
            return true;
        },
        [this, added](Result<bool> answer) {
            if (answer)
                m_added = added; // not before: a look that is under way does not know the folder
            else
                Q_EMIT failed(answer.error());
            refresh();
        });
}

void ModelCatalog::addFolder(const QString& folder) {
    changeFolders(
        [path = std::filesystem::path(folder.toStdString())]() -> Status {
            TRY(auto user, project::UserState::open());
            return user.addModelFolder(path);
        },
        folder);
}

void ModelCatalog::removeFolder(const QString& folder) {
    changeFolders([path = std::filesystem::path(folder.toStdString())]() -> Status {
        TRY(auto user, project::UserState::open());
        return user.removeModelFolder(path);
    });
}

void ModelCatalog::inspect(Request& request, const QString& path, Inspected done) {
    m_questions.ask(request, QStringLiteral("model.inspect"),
                    {{"model", path.toStdString()}, {"quick", true}}, kInspectMilliseconds,
                    [path, done = std::move(done)](Result<Json> answer) {
                        if (answer)
                            done(detailsFrom(path, *answer));
                        else
                            done(answer.error());
                    });
}

QString ModelCatalog::absolute(const QString& path) const {
    if (path.isEmpty() || QDir::isAbsolutePath(path) || !m_bridge.project())
        return path;
    return QDir::cleanPath(QDir(m_bridge.project()->folder).filePath(path));
}

QString ModelCatalog::portable(const QString& path) const {
    if (!m_bridge.project())
        return path;
    const QString folder = m_bridge.project()->folder + u'/';
    return path.startsWith(folder) ? path.mid(folder.size()) : path;
}

} // namespace luthier::bridge
