#pragma once

#include "theme/theme.h"

#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QString>

class QBoxLayout;
class QDialog;
class QHBoxLayout;
class QScrollArea;
class QTabBar;
class QVBoxLayout;

namespace luthier::widgets {

class ElidedLabel;

// Builders for the plain parts of a page. Parents are set by the layouts they are put into.

QLabel* label(TextStyle style, const QString& tone = {});
QLabel* badge();

/// kind: primary, quiet, danger, pill or empty. `name` becomes the objectName by which tests find it.
QPushButton* button(const QString& name, const QString& kind = {}, const QString& iconName = {});
/// Another kind for a button with an icon, whose colour goes by the kind.
void changeKind(QPushButton* button, const QString& kind, const QString& iconName);

/// A frame of a kind of the style sheet: card, sunken, answer, error.
QFrame* frame(const QString& kind);
QFrame* separator();

/// Layouts without margins.
QVBoxLayout* column(QWidget* parent, int spacing);
QHBoxLayout* row(QWidget* parent, int spacing);
QHBoxLayout* row(int spacing);

/// Names a dialog that is modal and goes when it is closed, and gives it a column with a page's padding.
QVBoxLayout* modalColumn(QDialog* dialog, const QString& name, int spacing);

/// The head of a page: title, a muted note beside it, and room for buttons at the right.
struct PageHead {
    QWidget* widget;
    QLabel* title;
    ElidedLabel* note;
    QHBoxLayout* actions;
};
PageHead pageHead();

/// Tabs whose texts come later; a bar of them over the full width of a page, with its line.
QTabBar* tabs(const QString& name, int count);
void addTabLine(QVBoxLayout* lines, QTabBar* tabs);

/// A card with a head (title, muted note at the right) over its body.
struct Card {
    QFrame* frame;
    QLabel* title;
    QLabel* note;
    QHBoxLayout* head;
    QVBoxLayout* body;
};
Card card();

/// A scroll area without frame whose content has a vertical layout.
struct Scroller {
    QScrollArea* area;
    QWidget* content;
    QVBoxLayout* layout;
};
Scroller scroller();

void clearLayout(QBoxLayout* layout);

/// 12,345 in the locale of the window; 1.5 GB; a stored UTC time as people write it.
QString numberText(qint64 value);
QString bytesText(qint64 bytes);
QString timeText(const QString& stored);

/// A combo box with the theme's own arrow.
class ComboBox final : public QComboBox {
public:
    explicit ComboBox(const QString& name);
    /// Selects the entry that carries `value`; false when there is none.
    bool choose(const QVariant& value);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override; // only when focused: scrolling a page must change nothing
};

/// A label that ends in "…" when its text is longer than its width; the whole text is its tool tip then.
class ElidedLabel final : public QLabel {
public:
    explicit ElidedLabel(TextStyle style, const QString& tone = {}, Qt::TextElideMode mode = Qt::ElideRight);
    void setFullText(const QString& text);
    const QString& fullText() const { return m_text; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void elide();
    QString m_text;
    Qt::TextElideMode m_mode;
};

/// A label for a figure that changes all the time: it grows with its text and never shrinks, so that the
/// figures beside it stand still and a change of text lays nothing out anew.
class SteadyLabel final : public QLabel {
public:
    explicit SteadyLabel(TextStyle style, const QString& tone = {},
                         Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);
    void setFigure(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void grow();
};

/// Pages in one place, each of which takes the room it gets: no other page is asked how high it would like to
/// be.
class PageStack final : public QStackedWidget {
public:
    bool hasHeightForWidth() const override { return false; }
};

/// A bar that shows a share.
class Meter final : public QWidget {
public:
    enum class Tone { Neutral, Action, Warn };
    explicit Meter(Tone tone = Tone::Neutral);
    void setShare(double share);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone;
    double m_share = 0;
};

/// An icon of the theme as a label of its own.
class IconLabel final : public QWidget {
public:
    explicit IconLabel(const QString& name, IconTone tone = IconTone::Muted, int size = measures::kIcon);
    void setIcon(const QString& name, IconTone tone);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    IconTone m_tone;
    int m_size;
};

} // namespace luthier::widgets
