#pragma once

#include "workbench_support.h"

#include <bridge/request.h>
#include <labeling/labels.h>

#include <QLabel>

namespace luthier::tests {

labeling::Scheme labelScheme(const std::string& name, const std::string& kind,
                             std::vector<std::string> options = {}, std::vector<std::string> fields = {});

/// The dataset "dirty" on the tab Label, with a scheme made before the window if one is given.
struct LabelPage {
    DirtyProject project;
    std::unique_ptr<WindowFixture> fixture;

    explicit LabelPage(const std::vector<labeling::Scheme>& schemes = {});
    /// Before the window is open.
    void label(std::int64_t row, const std::string& scheme, const std::string& text,
               const std::string& annotator);
    void open();
    data::LabelPresenter& labels() const { return fixture->window->workbench().labels; }
    /// A key where the keyboard is.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    /// The number of the row in view; 0: none.
    qint64 row() const { return labels().row() ? labels().row()->id.value : 0; }
    /// {scheme: {annotator: value}} of a row as the project has it.
    Json stored(std::int64_t row) const;
    /// Everything is written and shown.
    bool settle() const;
    QString text(const char* name) const { return fixture->find<QLabel>(name)->text(); }
};

} // namespace luthier::tests
