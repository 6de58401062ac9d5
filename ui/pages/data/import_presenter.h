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

/// What the engine found in a file.
struct ImportPreview {
    QString layout, format, encoding, separator;
    QStringList columns;
    std::map<QString, QString> roles;
    std::vector<Json> rows;
    qint64 rejected = 0;                          // in the sample
    std::vector<dataset::ImportProblem> problems; // the first of them
    std::vector<Json> messages;
};

/// A file on its way into the project: preview by the engine, settings that override what it found, then the
/// import with progress and cancel.
class ImportPresenter final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Looking, Ready, Importing };

    /// `imports` is an engine process that answers nothing else, so that no question's deadline ends an
    /// import.
    ImportPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions, bridge::EngineProcess& imports);

    void begin(const QString& file);
    void leave();
    State state() const { return m_state; }
    const QString& file() const { return m_file; }
    const std::optional<ImportPreview>& preview() const { return m_preview; }
    const bridge::EngineProgress& progress() const { return m_progress; }

    /// Settings by the names of cli.md; "auto" leaves it to the engine.
    const QString& format() const { return m_format; }
    const QString& encoding() const { return m_encoding; }
    const QString& separator() const { return m_separator; }
    void setFormat(const QString& format);
    void setEncoding(const QString& encoding);
    void setSeparator(const QString& separator);
    void setRole(const QString& column, const QString& role);

    /// Milliseconds until the import is done at the pace so far; none yet: nothing.
    std::optional<qint64> left() const;
    void run();
    void cancel();

Q_SIGNALS:
    void changed();
    void progressed();
    /// The rows are in the project.
    void imported(const QString& dataset, qint64 rows, qint64 rejected);
    void failed(const luthier::Error& error);

private:
    void look();
    Json parameters() const;
    void take(const Json& document);

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_questions;
    bridge::EngineProcess& m_imports;
    State m_state = State::Idle;
    QString m_file;
    QString m_format = QStringLiteral("auto");
    QString m_encoding = QStringLiteral("auto");
    QString m_separator = QStringLiteral("auto");
    std::map<QString, QString> m_roles; // chosen by hand
    std::optional<ImportPreview> m_preview;
    bridge::EngineProgress m_progress;
    QElapsedTimer m_running;
    bridge::Request m_lookRequest;
    bridge::Request m_runRequest;
};

} // namespace luthier::data
