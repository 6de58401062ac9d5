#include "ui_support.h"

#include <base/files.h>
#include <bridge/engine_process.h>
#include <dataset/part.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <registry/part.h>

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <array>

namespace luthier::tests {

bool waitFor(const std::function<bool()>& holds, int milliseconds) {
    // Asked once a turn: what held may not hold a moment later, and the answer is that it did.
    bool held = holds();
    if (held)
        return true;
    QEventLoop loop;
    QTimer look, end;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        held = held || holds();
        if (held)
            loop.quit();
    });
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    end.setSingleShot(true);
    look.start(5);
    end.start(milliseconds);
    loop.exec();
    return held;
}

SampleProject::SampleProject(int rows) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(project::Project::create(m_folder / "sample.luthier", "Sample", parts));
    std::string lines;
    for (int n = 1; n <= rows; ++n)
        lines += dumpJson({{"question", "question " + std::to_string(n)},
                           {"answer", n == 3 ? std::string() : "answer " + std::to_string(n)},
                           {"topic", n % 2 ? "refund" : "delivery"}}) +
                 "\n";
    const std::array files = {write("tickets.jsonl", lines)};
    importing::ImportOptions options;
    options.name = "tickets";
    options.roles = {{"topic", "label"}};
    NullProgress silent;
    must(importing::importFiles(project, files, options, {}, silent));
}

QString SampleProject::path() const {
    return QString::fromStdString((m_folder / "sample.luthier").string());
}

std::filesystem::path SampleProject::write(const std::string& name, const std::string& text) const {
    const auto path = m_folder / name;
    if (!writeAtomically(path, text))
        throw std::runtime_error("cannot write " + path.string());
    return path;
}

WindowFixture::WindowFixture(const QString& project, const QString& page) {
    shell::Start start;
    start.project = project;
    start.page = page;
    start.settings.language = QStringLiteral("en");
    start.settings.theme = QStringLiteral("light");
    start.version = QStringLiteral("0");
    start.engine = bridge::engineProgram();
    languages.choose(*QCoreApplication::instance(), start.settings.language);
    window = std::make_unique<shell::MainWindow>(languages, std::move(start));
    window->resize(1440, 900);
    window->show();
}

WindowFixture::~WindowFixture() {
    window.reset();
    languages.choose(*QCoreApplication::instance(), QStringLiteral("en"));
}

bool WindowFixture::settle() {
    // Twice: an answer may lead to the next question.
    int quiet = 0;
    return waitFor([&] {
        quiet = window->isSettled() ? quiet + 1 : 0;
        return quiet > 4;
    });
}

} // namespace luthier::tests
