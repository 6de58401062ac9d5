#include "number_field.h"

#include "theme/theme.h"

#include <QKeyEvent>
#include <QLocale>

#include <array>
#include <cmath>

namespace luthier::widgets {
namespace {

constexpr int kDigits = 10;
/// Between 0 and this nothing lies when a number is stepped.
constexpr double kFirstStep = 0.01;

/// The neighbour of `value` among 1, 2, 5 times a power of ten.
double neighbour(double value, int direction) {
    if (value <= 0)
        return direction > 0 ? kFirstStep : 0;
    const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
    constexpr std::array<double, 5> kRungs = {0.5, 1, 2, 5, 10};
    constexpr double kSame = 1e-6;
    double found = value;
    for (const double rung : kRungs) {
        const double candidate = rung * power;
        if (direction > 0 && candidate > value * (1 + kSame))
            return candidate;
        if (direction < 0 && candidate < value * (1 - kSame))
            found = candidate;
    }
    return found;
}

} // namespace

NumberField::NumberField(const QString& name, Kind kind, double least, double most)
    : m_kind(kind)
    , m_least(least)
    , m_most(most) {
    setObjectName(name);
    connect(this, &QLineEdit::textEdited, this, &NumberField::take);
}

QString NumberField::textOf(double value) {
    const QLocale c = QLocale::c();
    QString text = std::abs(value) >= 1e-3 || value == 0 ? c.toString(value, 'f', kDigits)
                                                         : c.toString(value, 'e', kDigits);
    const auto exponent = text.indexOf(u'e');
    QString digits = exponent < 0 ? text : text.left(exponent);
    if (digits.contains(u'.')) {
        while (digits.endsWith(u'0'))
            digits.chop(1);
        if (digits.endsWith(u'.'))
            digits.chop(1);
    }
    digits.remove(u',');
    return exponent < 0 ? digits : digits + u'e' + QString::number(text.mid(exponent + 1).toInt());
}

std::optional<double> NumberField::typed() const {
    bool reads = false;
    const double number = QLocale::c().toDouble(text().trimmed().remove(u','), &reads);
    const bool whole = m_kind == Kind::Real || number == std::floor(number);
    if (!reads || !whole || !std::isfinite(number) || number < m_least || number > m_most)
        return std::nullopt;
    return number;
}

void NumberField::allowNothing() {
    m_mayBeEmpty = true;
}

bool NumberField::isNothing() const {
    return m_mayBeEmpty && text().trimmed().isEmpty();
}

void NumberField::setNothing() {
    m_isEmpty = true;
    m_value = 0;
    setInvalid(this, false);
    clear();
}

void NumberField::setValue(double value) {
    m_value = value;
    m_isEmpty = false;
    if (hasFocus() && typed() == value)
        return;
    setInvalid(this, false);
    if (const QString shown = textOf(value); shown != text())
        setText(shown);
}

void NumberField::take(const QString&) {
    const auto number = typed();
    setInvalid(this, !number && !isNothing());
    if (isNothing() && !m_isEmpty) {
        m_isEmpty = true;
        m_value = 0;
        Q_EMIT cleared();
    }
    if (!number || (*number == m_value && !m_isEmpty))
        return;
    m_value = *number;
    m_isEmpty = false;
    Q_EMIT edited(m_value);
}

void NumberField::step(int direction) {
    const double next = m_kind == Kind::Whole ? m_value + direction : neighbour(m_value, direction);
    const double bounded = std::min(std::max(next, m_least), m_most);
    if (bounded == m_value && !m_isEmpty)
        return;
    m_value = bounded;
    m_isEmpty = false;
    setInvalid(this, false);
    setText(textOf(bounded));
    Q_EMIT edited(bounded);
}

bool NumberField::event(QEvent* event) {
    // With nothing typed that could be taken back, undo means the page's.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if ((key->matches(QKeySequence::Undo) && !isUndoAvailable()) ||
            (key->matches(QKeySequence::Redo) && !isRedoAvailable())) {
            event->ignore();
            return false;
        }
    }
    return QLineEdit::event(event);
}

void NumberField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        step(event->key() == Qt::Key_Up ? 1 : -1);
    else
        QLineEdit::keyPressEvent(event);
}

void NumberField::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    setInvalid(this, false);
    setText(m_isEmpty ? QString() : textOf(m_value));
}

} // namespace luthier::widgets
