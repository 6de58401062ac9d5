#pragma once

#include <QString>
#include <QTranslator>

#include <functional>

class QCoreApplication;

namespace luthier::shell {

/// The language of the window: locale for numbers and dates, translators for texts; may be changed at any
/// time.
class Languages {
public:
    /// `en`, `ko`, or `system`.
    void choose(QCoreApplication& application, const QString& language);

    /// Calls `say` as if the window spoke the other one of its two languages; nothing is retranslated.
    void inOther(const std::function<void()>& say);

private:
    /// Ours, or for a moment what stands in for it.
    class Translator final : public QTranslator {
    public:
        enum class Speaks { Own, Other };
        QString translate(const char* context, const char* source, const char* comment,
                          int count) const override;
        Speaks speaks = Speaks::Own;
        const QTranslator* other = nullptr; ///< null: the sources themselves
    };

    bool m_isKorean = false;
    Translator m_ours;
    QTranslator m_korean; ///< loaded when English is spoken and Korean asked for
    QTranslator m_qts;
};

} // namespace luthier::shell
