#include "screen_support.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPixmap>
#include <QScrollArea>
#include <QSet>
#include <QXmlStreamReader>

namespace luthier::tests {
namespace {

/// Texts of the window that differ between the languages.
struct Texts {
    QSet<QString> english;
    QSet<QString> korean;
};

Texts readTexts() {
    QFile file(qEnvironmentVariable("LUTHIER_SOURCE") +
               QStringLiteral("/resources/translations/luthier_ko.ts"));
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no luthier_ko.ts");
    QXmlStreamReader xml(&file);
    Texts texts;
    QString source;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == QStringLiteral("source"))
            source = xml.readElementText();
        else if (xml.isStartElement() && xml.name() == QStringLiteral("translation"))
            if (const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
                text != source) {
                texts.english.insert(source);
                texts.korean.insert(text);
            }
    }
    return texts;
}

QString textOf(const QWidget* widget) {
    if (const auto* label = qobject_cast<const QLabel*>(widget))
        return label->text();
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
        return button->text();
    if (const auto* box = qobject_cast<const QComboBox*>(widget))
        return box->currentText();
    return {};
}

bool isClipped(const QWidget* widget) {
    const auto* label = qobject_cast<const QLabel*>(widget);
    if (label && !label->wordWrap())
        return label->fontMetrics().horizontalAdvance(label->text()) > label->contentsRect().width() + 1;
    if (label)
        return label->heightForWidth(label->width()) > label->height() + 1;
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    if (button && button->hasHeightForWidth() &&
        button->heightForWidth(button->width()) > button->height() + 1)
        return true;
    // Buttons that paint themselves (facets, chips) cut their text with an ellipsis.
    return button && button->inherits("QPushButton") && button->sizeHint().width() > button->width() + 1;
}

} // namespace

void expectSound(const WindowFixture& fixture, const char* language) {
    // An answer may be on its way: what has come is laid out, and what it replaced is gone, before it is
    // looked at.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    static const Texts texts = readTexts();
    const bool korean = QLatin1String(language) == QLatin1String("ko");
    for (const QWidget* widget : fixture.window->findChildren<QWidget*>()) {
        const QString text = textOf(widget);
        if (!widget->isVisible() || text.isEmpty())
            continue;
        EXPECT_FALSE(isClipped(widget))
            << text.toStdString() << " in " << widget->width() << " of " << widget->sizeHint().width();
        EXPECT_FALSE((korean ? texts.english : texts.korean).contains(text))
            << text.toStdString() << " in " << widget->objectName().toStdString();
    }
    // What is wider than a page that scrolls up and down only can never be seen.
    for (const QScrollArea* area : fixture.window->findChildren<QScrollArea*>()) {
        const bool scrollsDown = area->isVisible() && area->widget() &&
                                 area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff;
        EXPECT_TRUE(!scrollsDown || area->widget()->width() <= area->viewport()->width())
            << area->parentWidget()->objectName().toStdString() << " of " << area->widget()->width() << " in "
            << area->viewport()->width();
    }
}

void save(WindowFixture& fixture, const QString& name) {
    const QString folder = qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens");
    QDir().mkpath(folder);
    ASSERT_TRUE(fixture.window->grab().save(folder + u'/' + name));
}

void eachLook(WindowFixture& fixture,
              const std::function<void(const char* language, const QString& name)>& look) {
    for (const char* language : {"en", "ko"})
        for (const char* theme : {"light", "dark"})
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
                fixture.window->resize(size);
                fixture.window->setTheme(QString::fromLatin1(theme));
                fixture.window->setLanguage(QString::fromLatin1(language));
                ASSERT_TRUE(fixture.settle());
                look(language, QStringLiteral("%1-%2-%3")
                                   .arg(QString::fromLatin1(theme), QString::fromLatin1(language))
                                   .arg(size.width()));
            }
}

} // namespace luthier::tests
