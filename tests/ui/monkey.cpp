#include "monkey.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSlider>
#include <QStackedWidget>
#include <QTabBar>
#include <QTest>
#include <QTimer>

#include <array>

namespace luthier::tests {
namespace {

constexpr int kTrail = 60;
constexpr int kMostRests = 2000;        // looks at a window that does not settle
constexpr int kLookMilliseconds = 5;    // while resting
constexpr qint64 kMostSilence = 10'000; // milliseconds the event loop may take for one thing
constexpr int kClicksBetweenWays = 6;   // on average
constexpr int kEventsBetweenRests = 25; // on average

struct Key {
    int key;
    Qt::KeyboardModifiers with = Qt::NoModifier;
};

const std::array kKeys = {Key{Qt::Key_Tab},
                          Key{Qt::Key_Tab},
                          Key{Qt::Key_Tab, Qt::ShiftModifier},
                          Key{Qt::Key_Return},
                          Key{Qt::Key_Space},
                          Key{Qt::Key_Escape},
                          Key{Qt::Key_Escape},
                          Key{Qt::Key_Up},
                          Key{Qt::Key_Down},
                          Key{Qt::Key_Left},
                          Key{Qt::Key_Right},
                          Key{Qt::Key_Home},
                          Key{Qt::Key_End},
                          Key{Qt::Key_PageDown},
                          Key{Qt::Key_PageUp},
                          Key{Qt::Key_Delete},
                          Key{Qt::Key_Backspace},
                          Key{Qt::Key_F1},
                          Key{Qt::Key_F2},
                          Key{Qt::Key_E},
                          Key{Qt::Key_Slash},
                          Key{Qt::Key_1},
                          Key{Qt::Key_2},
                          Key{Qt::Key_A, Qt::ControlModifier},
                          Key{Qt::Key_C, Qt::ControlModifier},
                          Key{Qt::Key_V, Qt::ControlModifier},
                          Key{Qt::Key_Z, Qt::ControlModifier},
                          Key{Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier},
                          Key{Qt::Key_K, Qt::ControlModifier},
                          Key{Qt::Key_F, Qt::ControlModifier},
                          Key{Qt::Key_N, Qt::ControlModifier},
                          Key{Qt::Key_I, Qt::ControlModifier},
                          Key{Qt::Key_O, Qt::ControlModifier},
                          Key{Qt::Key_Return, Qt::ControlModifier},
                          Key{Qt::Key_Comma, Qt::ControlModifier},
                          Key{Qt::Key_1, Qt::AltModifier},
                          Key{Qt::Key_2, Qt::AltModifier},
                          Key{Qt::Key_3, Qt::AltModifier},
                          Key{Qt::Key_4, Qt::AltModifier},
                          Key{Qt::Key_5, Qt::AltModifier},
                          Key{Qt::Key_6, Qt::AltModifier},
                          Key{Qt::Key_7, Qt::AltModifier}};

const std::array kWords = {
    "7",        "-1",    "0.5",   "refund", "topic=refund", "tokens>3",  "답변이 없어요",
    "a\"b'c\\", "%1 %n", "1e999", "row#3",  "   ",          "\U0001F600"};

bool isFor(QWidget* widget) {
    return qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
           qobject_cast<QLineEdit*>(widget) || qobject_cast<QPlainTextEdit*>(widget) ||
           qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QTabBar*>(widget) ||
           qobject_cast<QSlider*>(widget);
}

QString nameOf(const QWidget* widget) {
    for (; widget; widget = widget->parentWidget())
        if (!widget->objectName().isEmpty() && !widget->objectName().startsWith(QStringLiteral("qt_")))
            return widget->objectName();
    return QStringLiteral("nothing");
}

bool speaks(const QWidget* widget) {
    if (!widget->isVisible())
        return false;
    if (const auto* label = qobject_cast<const QLabel*>(widget))
        return !label->text().isEmpty();
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return (button && !button->text().isEmpty()) || qobject_cast<const QAbstractItemView*>(widget);
}

} // namespace

Monkey::Monkey(WindowFixture& fixture, quint32 seed, int events)
    : m_fixture(fixture)
    , m_chance(seed)
    , m_left(events) {}

bool Monkey::play() {
    next(0);
    // A loop of its own for each menu lies within this one.
    const bool ended = waitFor([this] { return m_done; }, 600'000);
    m_done = true;
    return ended && m_complaints.isEmpty();
}

void Monkey::next(int milliseconds) {
    m_askedAt = QDateTime::currentMSecsSinceEpoch() + milliseconds;
    // A timer of its own each time: a menu that opens within a step runs the loop in which the next one
    // comes.
    QTimer::singleShot(milliseconds, m_fixture.window.get(), [this] { step(); });
}

void Monkey::step() {
    if (m_done)
        return;
    const qint64 silence = QDateTime::currentMSecsSinceEpoch() - m_askedAt;
    if (silence > kMostSilence)
        m_complaints << QStringLiteral("no answer for %1 ms after %2")
                            .arg(silence)
                            .arg(m_trail.value(m_trail.size() - 1));
    leaveFileDialogs();
    if (m_isResting) {
        rest();
        return;
    }
    if (m_left-- <= 0) {
        m_isResting = true;
        m_rests = 0;
        next(0);
        return;
    }
    if (below(kEventsBetweenRests) == 0) {
        m_isResting = true;
        m_rests = 0;
    }
    next(0);
    if (const QWidget* page = pageShown(); page && !m_pages.contains(page->objectName()))
        m_pages << page->objectName();
    act();
}

/// Until what was asked for has come.
void Monkey::rest() {
    const bool open = QApplication::activePopupWidget() || QApplication::activeModalWidget();
    if (open && m_left <= 0) {
        QWidget* top = root();
        next(0);
        if (!top->close() || top->isVisible())
            top->hide();
        return;
    }
    if (!m_fixture.window->isSettled() && ++m_rests < kMostRests) {
        next(kLookMilliseconds);
        return;
    }
    m_isResting = false;
    lookAtPage();
    if (m_left <= 0)
        m_done = true;
    else
        next(0);
}

const QWidget* Monkey::pageShown() const {
    const auto* pages = m_fixture.window->findChild<QStackedWidget*>(QStringLiteral("pages"));
    return pages ? pages->currentWidget() : nullptr;
}

void Monkey::lookAtPage() {
    const QWidget* page = pageShown();
    if (!page || !page->isVisible()) {
        m_complaints << QStringLiteral("no page is shown");
        return;
    }
    int said = 0;
    for (const QWidget* part : page->findChildren<QWidget*>())
        said += speaks(part) ? 1 : 0;
    // A title alone says nothing.
    if (said < 2)
        m_complaints << QStringLiteral("%1 is empty after\n%2").arg(page->objectName(), trail());
}

QWidget* Monkey::root() const {
    if (QWidget* popup = QApplication::activePopupWidget())
        return popup;
    if (QWidget* modal = QApplication::activeModalWidget())
        return modal;
    return m_fixture.window.get();
}

QList<QWidget*> Monkey::reachable(QWidget* root) const {
    QList<QWidget*> found;
    for (QWidget* widget : root->findChildren<QWidget*>())
        if (widget->isVisible() && widget->isEnabled() && widget->window() == root && isFor(widget) &&
            !widget->visibleRegion().isEmpty())
            found << widget;
    return found;
}

void Monkey::act() {
    QWidget* top = root();
    if (auto* menu = qobject_cast<QMenu*>(top)) {
        useMenu(menu);
        return;
    }
    const int kind = below(100);
    if (kind < 60)
        click(top);
    else if (kind < 85)
        press(top);
    else if (kind < 97)
        type(top);
    else
        resize();
}

void Monkey::click(QWidget* root) {
    const QList<QWidget*> all = reachable(root);
    if (all.isEmpty())
        return;
    // Now and then elsewhere: a page has far more controls than there are ways out of it.
    QList<QWidget*> ways;
    for (QWidget* each : all)
        if (each->objectName().startsWith(QStringLiteral("rail_")) || qobject_cast<QTabBar*>(each))
            ways << each;
    const QList<QWidget*>& some = !ways.isEmpty() && below(kClicksBetweenWays) == 0 ? ways : all;
    QWidget* widget = some[below(static_cast<int>(some.size()))];
    if (auto* area = qobject_cast<QAbstractScrollArea*>(widget))
        widget = area->viewport();
    const QRect seen = widget->visibleRegion().boundingRect();
    const QPoint place(seen.left() + below(qMax(1, seen.width())),
                       seen.top() + below(qMax(1, seen.height())));
    clickAt(widget, place);
}

void Monkey::clickAt(QWidget* widget, const QPoint& place) {
    const QPointer<QWidget> target(widget);
    const int kind = below(20);
    const Qt::MouseButton which = kind == 0 ? Qt::RightButton : Qt::LeftButton;
    const Qt::KeyboardModifiers with = kind == 1   ? Qt::KeyboardModifiers(Qt::ShiftModifier)
                                       : kind == 2 ? Qt::KeyboardModifiers(Qt::ControlModifier)
                                                   : Qt::KeyboardModifiers(Qt::NoModifier);
    note(QStringLiteral("click %1 %2").arg(kind).arg(nameOf(widget)));
    const QPointF far = widget->mapToGlobal(QPointF(place));
    const auto send = [&](QEvent::Type type, Qt::MouseButtons held) {
        if (!target)
            return;
        QMouseEvent event(type, target->mapFromGlobal(far), far, which, held, with);
        QApplication::sendEvent(target, &event);
    };
    if (kind == 0) {
        QContextMenuEvent asked(QContextMenuEvent::Mouse, place, far.toPoint());
        QApplication::sendEvent(target, &asked);
        return;
    }
    if (target->focusPolicy() & Qt::ClickFocus)
        target->setFocus(Qt::MouseFocusReason);
    send(QEvent::MouseButtonPress, which);
    send(QEvent::MouseButtonRelease, Qt::NoButton);
    if (kind == 3) {
        send(QEvent::MouseButtonDblClick, which);
        send(QEvent::MouseButtonRelease, Qt::NoButton);
    }
}

void Monkey::press(QWidget* root) {
    QWidget* focus = QApplication::focusWidget();
    if (!focus || focus->window() != root)
        focus = root->focusWidget() ? root->focusWidget() : root;
    const Key& key = kKeys[static_cast<std::size_t>(below(static_cast<int>(kKeys.size())))];
    note(QStringLiteral("key %1+%2 at %3").arg(int(key.with), 0, 16).arg(key.key, 0, 16).arg(nameOf(focus)));
    QTest::keyClick(focus, static_cast<Qt::Key>(key.key), key.with);
}

void Monkey::type(QWidget* root) {
    const QList<QWidget*> all = reachable(root);
    QList<QWidget*> fields;
    for (QWidget* widget : all)
        if (qobject_cast<QLineEdit*>(widget) || qobject_cast<QPlainTextEdit*>(widget))
            fields << widget;
    if (fields.isEmpty())
        return;
    const QPointer<QWidget> field(fields[below(static_cast<int>(fields.size()))]);
    const QString word =
        QString::fromUtf8(kWords[static_cast<std::size_t>(below(static_cast<int>(kWords.size())))]);
    note(QStringLiteral("type %1 into %2").arg(word, nameOf(field)));
    field->setFocus(Qt::MouseFocusReason);
    for (const QChar letter : word) {
        if (!field)
            return;
        QKeyEvent down(QEvent::KeyPress, 0, Qt::NoModifier, QString(letter));
        QApplication::sendEvent(field, &down);
    }
    if (field && below(3) == 0)
        QTest::keyClick(field.data(), Qt::Key_Return);
}

void Monkey::resize() {
    constexpr std::array kSizes = {QSize(1440, 900), QSize(1024, 700), QSize(1280, 800), QSize(1900, 1000)};
    const QSize size = kSizes[static_cast<std::size_t>(below(static_cast<int>(kSizes.size())))];
    note(QStringLiteral("size %1").arg(size.width()));
    m_fixture.window->resize(size);
}

void Monkey::useMenu(QMenu* menu) {
    constexpr std::array kMenuKeys = {Qt::Key_Down, Qt::Key_Up, Qt::Key_Return, Qt::Key_Escape, Qt::Key_Down};
    const Qt::Key key = kMenuKeys[static_cast<std::size_t>(below(static_cast<int>(kMenuKeys.size())))];
    note(QStringLiteral("menu %1 of %2").arg(key, 0, 16).arg(nameOf(menu)));
    QTest::keyClick(menu, key);
}

/// The files of the machine are not for monkeys.
void Monkey::leaveFileDialogs() {
    for (QWidget* top : QApplication::topLevelWidgets())
        if (auto* dialog = qobject_cast<QFileDialog*>(top); dialog && dialog->isVisible()) {
            note(QStringLiteral("leaves the file dialog"));
            dialog->reject();
        }
}

void Monkey::note(const QString& what) {
    m_trail << what;
    if (m_trail.size() > kTrail)
        m_trail.removeFirst();
    // What was done before a crash can be read there.
    static QFile file(qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/monkey.log"));
    if (!file.isOpen() && !file.open(QIODevice::WriteOnly))
        return;
    file.write(what.toUtf8() + '\n');
    file.flush();
}

} // namespace luthier::tests
