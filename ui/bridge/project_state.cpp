#include "project_state.h"

#include <QSettings>

#include <algorithm>

namespace luthier::bridge {
namespace {

constexpr qsizetype kMostFindings = 100;

QString keyOf(const QString& project, const char* name) {
    return QStringLiteral("projects/%1/%2").arg(project, QString::fromLatin1(name));
}

} // namespace

ProjectState readProjectState(const QString& project) {
    const QSettings store(QStringLiteral("luthier"), QStringLiteral("luthier"));
    ProjectState state;
    state.page = store.value(keyOf(project, "page")).toString();
    state.dataset = store.value(keyOf(project, "dataset")).toString();
    state.acceptedFindings = store.value(keyOf(project, "accepted")).toStringList();
    state.pinned = store.value(keyOf(project, "pinned")).toBool();
    return state;
}

void writeProjectState(const QString& project, const ProjectState& state) {
    QSettings store(QStringLiteral("luthier"), QStringLiteral("luthier"));
    store.setValue(keyOf(project, "page"), state.page);
    store.setValue(keyOf(project, "dataset"), state.dataset);
    if (state.pinned)
        store.setValue(keyOf(project, "pinned"), true);
    else
        store.remove(keyOf(project, "pinned"));
    const QStringList& accepted = state.acceptedFindings;
    store.setValue(keyOf(project, "accepted"),
                   accepted.mid(std::max(qsizetype{0}, accepted.size() - kMostFindings)));
}

} // namespace luthier::bridge
