#pragma once

#include <bridge/bridge.h>
#include <bridge/engine_process.h>
#include <dataset/problems.h>

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace luthier::data {

/// What of another tool's export is not taken: the code of its sentence and the sentence's words.
struct LeftBehind {
    std::string code;
    Parameters parameters;
};

/// What the engine found in a file.
struct ImportPreview {
    QString layout, format, encoding, separator;
    bool header = true;           // of a table: its first line was taken for names
    QString tool;                 // whose export it is; empty: nobody's
    std::vector<LeftBehind> left; // what of the export stays behind
    bool leftOfAll = false;       // counted over the whole file, not its first rows
    QStringList columns;
    std::map<QString, QString> roles;
    std::vector<Json> rows;
    qint64 rejected = 0;                          // in the sample
    std::vector<dataset::ImportProblem> problems; // the first of them
    std::vector<Json> messages;
};

/// What keeps rows with these roles from being trained, or leaves a column out.
struct RoleRemark {
    enum class Kind { NothingTrained, LabelAlone, Repeated };
    Kind kind = Kind::NothingTrained;
    QString role; // Repeated: that of several columns, of which only the first is read
};
/// Nothing: the rows can be trained, and every column with a role is read.
std::optional<RoleRemark> remarkOn(const ImportPreview& preview);

/// A file on its way into the project: preview by the engine, settings that override what it found, then the
/// import with progress and cancel.
class ImportPresenter final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Looking, Ready, Importing };

    /// `imports` is an engine process that answers nothing else, so that no question's deadline ends an
    /// import.
    ImportPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions, bridge::EngineProcess& imports);

    /// Looks into a file. One that is refused leaves what was looked at before as it was.
    void begin(const QString& file);
    /// Several files, one after another: the next one is looked into when the one before is imported, left or
    /// refused.
    void beginAll(const QStringList& files);
    /// Leaves the file that is looked at; the next one that waits takes its place.
    void leave();
    /// Leaves it and all that wait.
    void leaveAll();
    const QStringList& waiting() const { return m_waiting; }
    /// Files of this list that could not be read, by their names.
    const QStringList& refused() const { return m_refused; }
    State state() const { return m_state; }
    const QString& file() const { return m_settings.file; }
    const std::optional<ImportPreview>& preview() const { return m_preview; }
    const bridge::EngineProgress& progress() const { return m_progress; }

    /// Settings by the names of cli.md; "auto" leaves it to the engine.
    const QString& format() const { return m_settings.format; }
    const QString& encoding() const { return m_settings.encoding; }
    const QString& separator() const { return m_settings.separator; }
    /// Whether the first line of a table holds names: "auto", "yes", "no".
    const QString& header() const { return m_settings.header; }
    /// What a row of a plain text is: "line", "paragraph", "file".
    const QString& textUnit() const { return m_settings.textUnit; }
    /// Where the rows go: into a dataset of the project, or (empty) a new one, which is called `name`, or
    /// (empty) as the file.
    const QString& into() const { return m_settings.into; }
    const QString& name() const { return m_settings.name; }
    /// The split that all rows go to; empty: as a column says.
    const QString& split() const { return m_settings.split; }
    /// Datasets that rows can be added to.
    const QStringList& datasets() const { return m_datasets; }
    void setTextUnit(const QString& unit);
    void setInto(const QString& dataset);
    void setName(const QString& name);
    void setSplit(const QString& split);
    void setFormat(const QString& format);
    void setEncoding(const QString& encoding);
    void setSeparator(const QString& separator);
    void setHeader(const QString& header);
    void setRole(const QString& column, const QString& role);

    /// Milliseconds until the import is done at the pace so far; none yet: nothing.
    std::optional<qint64> left() const;
    void run();
    void cancel();

Q_SIGNALS:
    void changed();
    /// A file is looked into: what was said of the one before, or of other settings, is old.
    void looking();
    void progressed();
    /// The rows are in the project.
    void imported(const QString& dataset, qint64 rows, qint64 rejected);
    /// A file or a setting was refused, or the import failed; state() is what remains.
    void failed(const luthier::Error& error);

private:
    /// What the engine is asked with.
    struct Settings {
        QString file;
        QString format = QStringLiteral("auto");
        QString encoding = QStringLiteral("auto");
        QString separator = QStringLiteral("auto");
        QString header = QStringLiteral("auto");
        std::map<QString, QString> roles; // chosen by hand
        QString textUnit = QStringLiteral("line");
        QString into, name, split;
    };
    /// A preview with the settings that it was made by.
    struct Looked {
        Settings settings;
        ImportPreview preview;
    };
    void look();
    void lookAt(const QString& file);
    bool lookAtNext();
    void takeBack();
    void readDatasets();
    Json parameters() const;
    void take(const Json& document);

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_questions;
    bridge::EngineProcess& m_imports;
    State m_state = State::Idle;
    Settings m_settings;
    std::optional<ImportPreview> m_preview; // of the file of m_settings
    std::optional<Looked> m_last;           // the last one that was good; where a refused one leads back to
    QStringList m_waiting;
    QStringList m_refused;
    QStringList m_datasets;
    bridge::EngineProgress m_progress;
    QElapsedTimer m_running;
    bridge::Request m_lookRequest;
    bridge::Request m_runRequest;
    bridge::Request m_datasetsRequest;
};

} // namespace luthier::data
