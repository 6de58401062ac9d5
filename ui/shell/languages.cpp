#include "languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace luthier::shell {

void Languages::choose(QCoreApplication& application, const QString& language) {
    const bool korean = language == QStringLiteral("ko") || (language == QStringLiteral("system") &&
                                                             QLocale::system().language() == QLocale::Korean);
    QLocale::setDefault(korean ? QLocale(QLocale::Korean, QLocale::SouthKorea)
                               : QLocale(QLocale::English, QLocale::UnitedStates));
    application.removeTranslator(&m_ours);
    application.removeTranslator(&m_qts);
    // English is a translation too, for plural forms only.
    if (korean && m_ours.load(QStringLiteral(":/translations/luthier_ko.qm")))
        application.installTranslator(&m_ours);
    if (!korean && m_ours.load(QStringLiteral(":/translations/luthier_en.qm")))
        application.installTranslator(&m_ours);
    if (korean && m_qts.load(QStringLiteral("qtbase_ko"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(&m_qts);
}

} // namespace luthier::shell
