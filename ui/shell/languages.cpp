#include "languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace luthier::shell {

void Languages::choose(QCoreApplication& application, const QString& language) {
    const bool korean = language == QStringLiteral("ko") || (language == QStringLiteral("system") &&
                                                             QLocale::system().language() == QLocale::Korean);
    m_isKorean = korean;
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

QString Languages::Translator::translate(const char* context, const char* source, const char* comment,
                                         int count) const {
    if (speaks == Speaks::Own)
        return QTranslator::translate(context, source, comment, count);
    return other ? other->translate(context, source, comment, count) : QString();
}

void Languages::inOther(const std::function<void()>& say) {
    const QLocale before;
    if (!m_isKorean && m_korean.isEmpty())
        static_cast<void>(m_korean.load(QStringLiteral(":/translations/luthier_ko.qm")));
    m_ours.other = m_isKorean ? nullptr : &m_korean;
    m_ours.speaks = Translator::Speaks::Other;
    QLocale::setDefault(m_isKorean ? QLocale(QLocale::English, QLocale::UnitedStates)
                                   : QLocale(QLocale::Korean, QLocale::SouthKorea));
    say();
    QLocale::setDefault(before);
    m_ours.speaks = Translator::Speaks::Own;
}

} // namespace luthier::shell
