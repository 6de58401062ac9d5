#include "errands.h"

#include <base/files.h>

#include <QBuffer>
#include <QFile>
#include <QPixmap>
#include <QTimer>

#include <ctime>

#include <unistd.h>

namespace luthier::studio {
namespace {

constexpr int kLookMilliseconds = 5;
/// So often in a row nothing may be under way: an answer may lead to the next question.
constexpr int kQuietLooks = 4;

QList<QByteArray> statFields() {
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    // The name of the program stands in parentheses and may hold spaces.
    return text.mid(text.lastIndexOf(')') + 2).split(' ');
}

} // namespace

void whenSettled(shell::MainWindow& window, std::function<void()> then) {
    auto* timer = new QTimer(&window);
    auto quiet = std::make_shared<int>(0);
    QObject::connect(timer, &QTimer::timeout, &window, [timer, quiet, &window, then = std::move(then)] {
        *quiet = window.isSettled() ? *quiet + 1 : 0;
        if (*quiet < kQuietLooks)
            return;
        timer->stop();
        timer->deleteLater();
        then();
    });
    timer->start(kLookMilliseconds);
}

bool paintTo(shell::MainWindow& window, const QString& file) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!window.grab().save(&buffer, "PNG"))
        return false;
    return writeAtomically(file.toStdString(),
                           std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())))
        .has_value();
}

double millisecondsSinceStart() {
    constexpr int kStartField = 19; // field 22 of proc(5), counted behind the program's name
    const QList<QByteArray> fields = statFields();
    timespec now{};
    if (fields.size() <= kStartField || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return 0;
    const double started = fields[kStartField].toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - started) * 1000;
}

qint64 residentBytes() {
    constexpr int kResidentField = 21; // field 24 of proc(5), in pages
    const QList<QByteArray> fields = statFields();
    return fields.size() > kResidentField ? fields[kResidentField].toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

} // namespace luthier::studio
