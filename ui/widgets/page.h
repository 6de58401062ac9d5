#pragma once

#include <QEvent>
#include <QWidget>

#include <functional>
#include <vector>

namespace luthier::widgets {

/// A widget that says everything again after a change of language.
template <class Base = QWidget>
class Speaking : public Base {
public:
    using Base::Base;

protected:
    /// Calls `say` now and after each change of language.
    void speak(std::function<void()> say) {
        say();
        m_sayings.push_back(std::move(say));
    }
    void changeEvent(QEvent* event) override {
        Base::changeEvent(event);
        if (event->type() == QEvent::LanguageChange)
            for (const auto& say : m_sayings)
                say();
    }

private:
    std::vector<std::function<void()>> m_sayings;
};

using Page = Speaking<QWidget>;

} // namespace luthier::widgets
