#pragma once

#include "parts.h"

#include <QCheckBox>
#include <QSlider>

class QButtonGroup;

namespace luthier::widgets {

/// A check box with the theme's own box and tick.
class CheckBox final : public QCheckBox {
public:
    explicit CheckBox(const QString& name);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& position) const override { return rect().contains(position); }
};

/// A few choices side by side, one of them chosen. Each is a button named `<name>_<key>`.
class Segments final : public QWidget {
    Q_OBJECT

public:
    Segments(const QString& name, const QStringList& keys);
    void setTexts(const QStringList& texts);
    void choose(const QString& key);
    QString chosenKey() const;

Q_SIGNALS:
    /// By the person, not by choose().
    void chosen(const QString& key);

private:
    QStringList m_keys;
    QButtonGroup* m_group;
};

/// A slider that a scrolling page does not move. With a tick interval its places are marked, as long as they
/// stand apart.
class Slider final : public QSlider {
public:
    explicit Slider(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
};

} // namespace luthier::widgets
