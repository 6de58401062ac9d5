#pragma once

#include <support/temporary_folder.h>

#include <QString>

namespace luthier::tests {

/// A folder of golden models, each of another kind; "strange" is of none that is known, "weightless" has no
/// weights.
class ModelKinds {
public:
    ModelKinds();
    QString path() const;
    QString path(const char* name) const;

private:
    TemporaryFolder m_folder;
};

} // namespace luthier::tests
