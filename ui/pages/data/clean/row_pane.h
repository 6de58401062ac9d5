#pragma once

#include "../data_presenter.h"

#include <scoring/word_diff.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <map>
#include <optional>
#include <utility>

namespace luthier::data {

/// A row field by field, with the words that another row does not have marked.
class RowPane final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    enum class Side { Kept, Going };
    RowPane(const QString& name, Side side);
    /// `differences` by field; a field without an entry is shown plain.
    using Differences = std::map<std::string, std::vector<luthier::scoring::DiffSpan>>;
    void show(const dataset::Row* row, const dataset::DatasetFacts& facts, const QString& badge,
              Differences differences);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();

    Side m_side;
    QLabel* m_title;
    QLabel* m_badge;
    QVBoxLayout* m_lines;
    std::optional<dataset::Row> m_row;
    dataset::Roles m_roles;
    Differences m_differences;
};

/// The words in which two rows differ, of each field that both have as a text: of the first, of the second.
std::pair<RowPane::Differences, RowPane::Differences> differencesOf(const dataset::Row& first,
                                                                    const dataset::Row& second);

} // namespace luthier::data
