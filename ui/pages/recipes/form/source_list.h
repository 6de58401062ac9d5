#pragma once

#include "../recipe_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::recipes {

/// The datasets that are trained, or validated on: one line each with its split.
class SourceList final : public widgets::Page {
    Q_OBJECT

public:
    enum class Purpose { Training, Validation };
    SourceList(RecipePresenter& presenter, Purpose purpose);
    QString key() const {
        return m_purpose == Purpose::Training ? QStringLiteral("data") : QStringLiteral("validation");
    }

private:
    const std::vector<recipe::DataSource>& sources() const;
    void show();
    /// Makes the lines anew only when they would be others: a list in use keeps its focus.
    void refresh();
    QString signature() const;
    void addLine(int index);
    void fillDatasets(widgets::ComboBox* box, const QString& chosen) const;
    void fillSplits(widgets::ComboBox* box, const recipe::DataSource& source) const;
    void put(int index, recipe::DataSource source);
    void addSource();
    void removeSource(int index);

    RecipePresenter& m_presenter;
    Purpose m_purpose;
    QLabel* m_title;
    QPushButton* m_add;
    QVBoxLayout* m_lines;
    QString m_shown;
};

} // namespace luthier::recipes
