#include "compare_support.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPixmap>
#include <QXmlStreamReader>

#include <map>

namespace luthier::tests {
namespace {

/// English texts and their Korean ones, where they differ.
std::map<QString, QString> translations() {
    QFile file(qEnvironmentVariable("LUTHIER_SOURCE") + QStringLiteral("/resources/translations/luthier_ko.ts"));
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no luthier_ko.ts");
    QXmlStreamReader xml(&file);
    std::map<QString, QString> pairs;
    QString source;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == QStringLiteral("source"))
            source = xml.readElementText();
        else if (xml.isStartElement() && xml.name() == QStringLiteral("translation"))
            if (const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed(); text != source)
                pairs[source] = text;
    }
    return pairs;
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
    // Buttons that paint themselves (facets, chips) cut their text with an ellipsis.
    return button && button->inherits("QPushButton") && button->sizeHint().width() > button->width() + 1;
}

struct Screen {
    const char* page;
    const char* theme;
    const char* language;
    QSize size;
};

/// Every visible text fits its place and is of the window's language.
void expectSound(const WindowFixture& fixture, const char* language) {
    static const auto pairs = translations();
    const bool korean = QLatin1String(language) == QLatin1String("ko");
    for (const QWidget* widget : fixture.window->findChildren<QWidget*>()) {
        const QString text = textOf(widget);
        if (!widget->isVisible() || text.isEmpty())
            continue;
        EXPECT_FALSE(isClipped(widget)) << text.toStdString() << " in " << widget->width() << " of " << widget->sizeHint().width();
        for (const auto& [english, other] : pairs)
            EXPECT_NE(text, korean ? english : other) << widget->objectName().toStdString();
    }
}

void save(WindowFixture& fixture, const QString& name) {
    const QString folder = qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens");
    QDir().mkpath(folder);
    ASSERT_TRUE(fixture.window->grab().save(folder + u'/' + name));
}

class Screens : public testing::TestWithParam<Screen> {};

TEST_P(Screens, HaveNoClippedTextAndOneLanguage) {
    const Screen screen = GetParam();
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QString::fromLatin1(screen.page));
    fixture.window->resize(screen.size);
    fixture.window->setTheme(QString::fromLatin1(screen.theme));
    fixture.window->setLanguage(QString::fromLatin1(screen.language));
    ASSERT_TRUE(fixture.settle());
    save(fixture, QStringLiteral("%1-%2-%3-%4.png").arg(QString::fromLatin1(screen.page).replace(u'/', u'-'),
        QString::fromLatin1(screen.theme), QString::fromLatin1(screen.language)).arg(screen.size.width()));
    expectSound(fixture, screen.language);
}

TEST(ImportScreen, HasNoClippedTextAndOneLanguage) {
    for (const char* language : {"en", "ko"}) {
        const SampleProject project;
        const auto file = project.write("tickets_2026q3.csv", "ticket_id,question,answer\nT-1,\"How do I cancel?\",\"Open Orders, then Cancel.\"\n"
                                                              "T-2,쿠폰이 적용되지 않아요,장바구니 금액을 확인해 주세요.\n");
        WindowFixture fixture(project.path());
        fixture.window->setLanguage(QString::fromLatin1(language));
        ASSERT_TRUE(fixture.settle());
        fixture.window->importPresenter().begin(QString::fromStdString(file.string()));
        ASSERT_TRUE(waitFor([&] { return fixture.window->importPresenter().state() == data::ImportPresenter::State::Ready; }));
        ASSERT_TRUE(fixture.settle());
        save(fixture, QStringLiteral("import-light-%1-1440.png").arg(QString::fromLatin1(language)));
        expectSound(fixture, language);
    }
}

std::vector<Screen> screens() {
    std::vector<Screen> all;
    for (const char* page : {"home", "data", "data/splits", "compare", "compare/scores", "export", "settings"})
        for (const char* theme : {"light", "dark"})
            for (const char* language : {"en", "ko"})
                all.push_back({page, theme, language, QSize(1440, 900)});
    for (const char* page : {"home", "data", "data/splits", "compare", "compare/scores", "export", "settings"})
        for (const char* language : {"en", "ko"})
            all.push_back({page, "light", language, QSize(1024, 700)});
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, Screens, testing::ValuesIn(screens()), [](const auto& tested) {
    std::string name = std::string(tested.param.page) + "_" + tested.param.theme + "_" + tested.param.language + "_" + std::to_string(tested.param.size.width());
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
});

} // namespace
} // namespace luthier::tests
