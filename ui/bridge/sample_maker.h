#pragma once

#include <base/error.h>

#include <QObject>
#include <QString>

class QProcess;

namespace luthier::bridge {

/// Makes the sample project (starter model, two datasets, a recipe) by the engine, in a process of its own.
class SampleMaker final : public QObject {
    Q_OBJECT

public:
    explicit SampleMaker(QString engine)
        : m_engine(std::move(engine)) {}

    /// Answers by ready or failed. What is there already is not made again.
    void make();
    bool isBusy() const { return m_process != nullptr; }
    bool canMake() const { return !m_engine.isEmpty(); }
    /// Where it lies: in the folder Luthier of the user's home.
    static QString place();

Q_SIGNALS:
    void busyChanged();
    void ready(const QString& folder);
    void failed(const luthier::Error& error);

private:
    void finish(const QString& folder);

    QString m_engine;
    QProcess* m_process = nullptr;
};

} // namespace luthier::bridge
