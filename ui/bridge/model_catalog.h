#pragma once

#include "bridge.h"
#include "engine_process.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace luthier::bridge {

/// A model that was found on this machine.
struct CatalogModel {
    QString path;
    QString name;
    QString modelType;
    QString dtype;
    QString license;
    QString kind, head; // as in ModelDetails
    qint64 parameters = 0;
    bool hasChatTemplate = false;
    bool supported = false;
    std::optional<Error> reason; // why not
    bool chats() const { return kind == QStringLiteral("decoder") && head == QStringLiteral("words"); }
};

/// A choice of a setting that a model rules out, and why.
struct RuledOut {
    QString setting; // of the recipe: "task"
    QString choice;
    Error reason;
};

/// What is known of a model folder (`model inspect`).
struct ModelDetails {
    QString path;
    QString family, architecture, dtype, license, tokenizer, hash;
    qint64 parameters = 0, layers = 0, hiddenSize = 0, heads = 0, keyValueHeads = 0, vocabulary = 0,
           maxPositions = 0;
    bool tiedEmbeddings = false;
    bool hasChatTemplate = false;
    bool supported = false;
    std::optional<Error> reason;
    std::vector<Error> warnings;
    QStringList files;
    QStringList templateNames; // of chat templates that are taken by name
    QStringList linearLayers;  // names that an adapter may be put on
    QStringList ia3Layers;     // those that IA³ scales where a recipe names none; empty: all
    QStringList usualTargets;  // those that PEFT takes for the family
    qint64 decoderLayers = 0;  // of an encoder–decoder; `layers` are the encoder's
    QString kind;              // "decoder", "encoder", "encoder_decoder"; empty: not known
    QString head;              // "words", "text_labels", "token_labels"
    QString problem;           // of labels of texts: as `problem_type` of config.json
    QStringList labels;        // of a head that has some
    QStringList tasks;         // of a recipe that can be learnt, most usual first
    std::vector<RuledOut> ruledOut;
    std::optional<Error> hindrance; // why it can be tuned for nothing

    qint64 blocks() const { return layers + decoderLayers; }
    bool writesText() const { return kind != QStringLiteral("encoder") && head == QStringLiteral("words"); }
    /// Rows become conversations for it.
    bool chats() const { return kind == QStringLiteral("decoder") && head == QStringLiteral("words"); }
};

/// Whether a path is that of a file that is a model by itself (GGUF).
bool isModelFile(const QString& path);

/// The models that this window knows: those in the user's folders, in the project and in the hub cache, as
/// the engine finds them. Models are looked for when somebody first asks.
class ModelCatalog final : public QObject {
    Q_OBJECT

public:
    using Inspected = std::function<void(Result<ModelDetails>)>;

    ModelCatalog(Bridge& bridge, EngineProcess& questions);

    /// Looks for models unless that was done already.
    void want();
    void refresh();
    bool isLooking() const { return m_isLooking; }
    bool hasLooked() const { return m_hasLooked; }
    const std::vector<CatalogModel>& models() const { return m_models; }
    const CatalogModel* modelAt(const QString& path) const;

    /// The user's own folders with models, and files that are one.
    const QStringList& folders() const { return m_folders; }
    /// Adds one and looks again; nothingFound() tells when that brought no model.
    void addFolder(const QString& folder);
    void removeFolder(const QString& folder);

    /// Asks the engine about one folder; a newer question of `request` replaces it.
    void inspect(Request& request, const QString& path, Inspected done);

    /// Path of a model that a recipe names: relative ones lie in the project.
    QString absolute(const QString& path) const;
    /// The same as a recipe should keep it: relative when it lies in the project.
    QString portable(const QString& path) const;

Q_SIGNALS:
    void changed();
    /// A folder was added in which there is no model; `others` are files of models in it that cannot be read.
    void nothingFound(const QString& folder, const QStringList& others);
    void failed(const luthier::Error& error);

private:
    void tellOfAdded();
    void readFolders();
    /// `added`: the folder that the change adds, which the next look is about.
    void changeFolders(std::function<Status()> change, const QString& added = {});
    void take(const Json& answer);

    Bridge& m_bridge;
    EngineProcess& m_questions;
    std::vector<CatalogModel> m_models;
    QStringList m_folders;
    QString m_added; // the folder that the next look is about
    bool m_isLooking = false;
    bool m_hasLooked = false;
    Request m_scanRequest;
    Request m_foldersRequest;
    Request m_othersRequest;
    Request m_changeRequest; // of its own: reading the list must not drop a change of it
};

} // namespace luthier::bridge
