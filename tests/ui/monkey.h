#pragma once

#include "ui_support.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QStringList>

class QAbstractItemView;
class QMenu;

namespace luthier::tests {

/// Somebody who presses whatever is there: clicks, keys, words and sizes by chance, on what can be seen and
/// reached. Same seed, same choices; when answers of the program come is not the monkey's to say.
class Monkey {
public:
    Monkey(WindowFixture& fixture, quint32 seed, int events);
    /// Plays until so many events are done and the window has settled. False: the window no longer answered.
    bool play();
    /// What was done last, the newest at the end.
    QString trail() const { return m_trail.join(u'\n'); }
    /// Pages that were reached, by objectName.
    const QStringList& pages() const { return m_pages; }
    const QStringList& complaints() const { return m_complaints; }

private:
    void next(int milliseconds);
    void step();
    void act();
    void rest();
    QWidget* root() const;
    QList<QWidget*> reachable(QWidget* root) const;
    void click(QWidget* root);
    void clickAt(QWidget* target, const QPoint& place);
    void press(QWidget* root);
    void type(QWidget* root);
    void resize();
    void useMenu(QMenu* menu);
    void leaveFileDialogs();
    const QWidget* pageShown() const;
    void lookAtPage();
    void note(const QString& what);
    int below(int limit) { return m_chance.bounded(limit); }

    WindowFixture& m_fixture;
    QRandomGenerator m_chance;
    int m_left;
    int m_rests = 0;
    bool m_isResting = false;
    bool m_done = false;
    QStringList m_trail;
    QStringList m_pages;
    QStringList m_complaints;
    QPointer<QWidget> m_page;
    qint64 m_askedAt = 0; // when the next step was asked for
};

} // namespace luthier::tests
