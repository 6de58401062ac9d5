#include "compare_support.h"
#include "recipe_support.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QSet>

namespace luthier::tests {
namespace {

constexpr int kTourMilliseconds = 300'000;

/// Colours of a picture, looked at here and there: a page that was not painted has one or two.
qsizetype coloursOf(const QImage& picture) {
    QSet<QRgb> seen;
    for (int y = 0; y < picture.height(); y += 3)
        for (int x = 0; x < picture.width(); x += 3)
            seen.insert(picture.pixel(x, y));
    return seen.size();
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

TEST(Tour, PaintsEveryPageAndAnIndexOfThem) {
    const TuningProject project(40, 2);
    addComparedRun(project);
    const TemporaryFolder folder;
    const QString place = QString::fromStdString((folder / "tour").string());
    QProcess program;
    program.start(qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/bin/luthier"),
                  {QStringLiteral("--tour"), place, project.path(), QStringLiteral("--theme"),
                   QStringLiteral("dark"), QStringLiteral("--language"), QStringLiteral("ko"),
                   QStringLiteral("--size"), QStringLiteral("1024x700")});
    ASSERT_TRUE(program.waitForFinished(kTourMilliseconds));
    EXPECT_EQ(program.exitCode(), 0) << program.readAllStandardError().toStdString();
    const QString index = QString::fromUtf8(read(place + QStringLiteral("/index.html")));
    const QStringList pictures = QDir(place).entryList({QStringLiteral("*.png")});
    EXPECT_GE(pictures.size(), 30) << program.readAllStandardError().toStdString();
    for (const QString& name : pictures) {
        const QImage picture(place + u'/' + name);
        EXPECT_EQ(picture.size(), QSize(1024, 700)) << name.toStdString();
        EXPECT_GT(coloursOf(picture), 20) << name.toStdString() << " is blank";
        EXPECT_TRUE(index.contains(name)) << name.toStdString();
    }
    // Different pages are different pictures.
    QSet<QByteArray> different;
    for (const QString& name : pictures)
        different.insert(read(place + u'/' + name));
    EXPECT_GE(different.size(), pictures.size() - 3);
    EXPECT_FALSE(QDir(project.path() + QStringLiteral("/runs/0002")).exists())
        << "a given project is only shown";
}

} // namespace
} // namespace luthier::tests
