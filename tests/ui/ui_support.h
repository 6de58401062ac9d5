#pragma once

#include <base/result.h>
#include <dataset/types.h>
#include <shell/main_window.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace luthier::tests {

/// Runs the event loop until `holds` or the time is over; whether it holds.
bool waitFor(const std::function<bool()>& holds, int milliseconds = 20000);

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// A project with the dataset "tickets": rows {"question", "answer", "topic"}, the answer of row 3 empty.
class SampleProject {
public:
    explicit SampleProject(int rows = 40);
    QString path() const;
    std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
    TemporaryFolder m_folder;
};

/// The whole window, with the project open if one is given.
class WindowFixture {
public:
    explicit WindowFixture(const QString& project = {}, const QString& page = QStringLiteral("data"));
    ~WindowFixture();
    template <class Widget>
    Widget* find(const char* name) {
        auto* found = window->findChild<Widget*>(QString::fromLatin1(name));
        if (!found)
            throw std::runtime_error(std::string("no widget ") + name);
        return found;
    }
    /// Waits until nothing is under way.
    bool settle();

    shell::Languages languages;
    std::unique_ptr<shell::MainWindow> window;
};

} // namespace luthier::tests
