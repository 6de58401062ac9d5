#include "drops.h"

#include <bridge/model_catalog.h>
#include <widgets/parts.h>

#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace luthier::shell {

using namespace widgets;

namespace {

constexpr int kMostEntries = 200; // of a dragged folder that are looked at

bool holdsModel(const QDir& folder) {
    if (folder.exists(QStringLiteral("config.json")))
        return true;
    if (!folder.entryList({QStringLiteral("*.gguf")}, QDir::Files).isEmpty())
        return true;
    const QStringList below = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).mid(0, kMostEntries);
    return std::any_of(below.begin(), below.end(), [&folder](const QString& name) {
        return folder.exists(name + QStringLiteral("/config.json"));
    });
}

QStringList dataFilesIn(const QDir& folder) {
    const QStringList kinds{QStringLiteral("*.jsonl"), QStringLiteral("*.json"), QStringLiteral("*.csv"),
                            QStringLiteral("*.tsv"), QStringLiteral("*.txt")};
    QStringList files;
    for (const QString& name : folder.entryList(kinds, QDir::Files, QDir::Name).mid(0, kMostEntries))
        files << folder.filePath(name);
    return files;
}

} // namespace

Drop dropOf(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls()) {
        const QString path = url.toLocalFile();
        const QFileInfo facts(path);
        if (bridge::isModelFile(path))
            return {Drop::Kind::Model, {path}};
        if (path.isEmpty() || !facts.isDir()) {
            if (!path.isEmpty())
                files << path;
            continue;
        }
        const QDir folder(path);
        if (folder.exists(QStringLiteral("project.db")))
            return {Drop::Kind::Project, {path}};
        if (holdsModel(folder))
            return {Drop::Kind::Model, {path}};
        files << dataFilesIn(folder);
    }
    return {files.isEmpty() ? Drop::Kind::Nothing : Drop::Kind::Files, files};
}

DropOverlay::DropOverlay(QWidget* over)
    : QWidget(over) {
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* lines = column(this, 0);
    m_text = label(TextStyle::CardTitle, QStringLiteral("action"));
    m_text->setObjectName(QStringLiteral("dropText"));
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    lines->addWidget(m_text);
    hide();
}

void DropOverlay::announce(const QString& text) {
    m_text->setText(text);
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void DropOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), currentPalette().background);
    QPen edge(currentPalette().action, measures::kStroke, Qt::DashLine);
    painter.setPen(edge);
    painter.setBrush(currentPalette().softAction);
    const int margin = measures::kPagePadding;
    painter.drawRoundedRect(rect().adjusted(margin, margin, -margin, -margin), measures::kRadius,
                            measures::kRadius);
}

} // namespace luthier::shell
