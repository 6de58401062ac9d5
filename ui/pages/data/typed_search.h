#pragma once

#include "data_presenter.h"

#include <QTimer>

#include <chrono>

namespace luthier::data {

/// What is typed into the search field, and what it means: a text is searched for when the typing pauses, in
/// place of what was searched for before; a filter waits for Enter, which keeps either as a filter of its
/// own.
class TypedSearch final : public QObject {
    Q_OBJECT

public:
    enum class Meaning { Nothing, Text, Filter, Refused };
    static constexpr std::chrono::milliseconds kPause{200};

    explicit TypedSearch(DataPresenter& presenter);

    void type(const QString& text);
    /// Enter.
    void keep();
    /// Takes back what was typed and what it found.
    void clear();

    const QString& text() const { return m_text; }
    Meaning meaning() const { return m_meaning; }
    /// What Enter adds.
    const QString& filter() const { return m_filter; }
    /// Why a text is refused.
    const std::optional<Error>& refusal() const { return m_refusal; }
    /// The filter in force that is still being typed; empty when there is none.
    const QString& live() const { return m_live; }
    bool isWaiting() const { return m_pause.isActive(); }

Q_SIGNALS:
    /// The text was taken back or kept, or it means something else.
    void changed();

private:
    void read();
    void search();
    void forget();

    DataPresenter& m_presenter;
    QTimer m_pause;
    QString m_text;
    Meaning m_meaning = Meaning::Nothing;
    QString m_filter;
    std::optional<Error> m_refusal;
    QString m_live;
};

} // namespace luthier::data
