#pragma once

#include <QLineEdit>

#include <optional>

namespace luthier::widgets {

/// A number that is typed, in the C locale ("2e-4"). Up and Down go to the next number: by one for whole
/// numbers, along 1, 2, 5, 10 for others. A text that is no number within the bounds is marked and given up
/// when the field is left.
class NumberField final : public QLineEdit {
    Q_OBJECT

public:
    enum class Kind { Whole, Real };

    NumberField(const QString& name, Kind kind, double least, double most);
    /// An empty field means that there is no number.
    void allowNothing();
    /// Shows a value; what is being typed and means the same number stays as it is.
    void setValue(double value);
    void setNothing();
    double value() const { return m_value; }

    /// "2e-4", "0.05", "512".
    static QString textOf(double value);

Q_SIGNALS:
    /// A person gave another value.
    void edited(double value);
    /// A person took the number out.
    void cleared();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    std::optional<double> typed() const;
    void take(const QString& text);
    void step(int direction);
    bool isNothing() const;

    Kind m_kind;
    double m_least;
    double m_most;
    double m_value = 0;
    bool m_mayBeEmpty = false;
    bool m_isEmpty = false; // there is no number
};

} // namespace luthier::widgets
