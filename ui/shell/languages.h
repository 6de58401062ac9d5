#pragma once

#include <QString>
#include <QTranslator>

class QCoreApplication;

namespace luthier::shell {

/// The language of the window: locale for numbers and dates, translators for texts; may be changed at any
/// time.
class Languages {
public:
    /// `en`, `ko`, or `system`.
    void choose(QCoreApplication& application, const QString& language);

private:
    QTranslator m_ours;
    QTranslator m_qts;
};

} // namespace luthier::shell
