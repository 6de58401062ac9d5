#pragma once

#include "../data_presenter.h"
#include "../engine_work.h"

#include <optional>
#include <vector>

namespace luthier::data {

/// A place in a row that a rule names.
struct FoundPlace {
    RowId row;
    QString field;
    QString before; // what stands around it; of a row without a place, how the row begins
    QString text;   // what is found
    QString after;
    std::string why; // a code with a sentence
    Parameters parameters;
    std::optional<QString> fix; // what would be put into its place
};

struct RuleFindings {
    QString rule;
    qint64 rows = 0;
    qint64 findings = 0;
    qint64 fixable = 0;
    std::vector<FoundPlace> examples;
};

/// What was found in one version of a dataset by the rules of a preset.
struct CleaningFacts {
    QString preset;
    DatasetId dataset;
    std::string version;
    qint64 rows = 0;
    std::vector<RuleFindings> rules; // of the preset, in their order
    qint64 fixable() const;
};

/// Searches the chosen dataset by rules in an engine process while somebody looks, and puts in what is safe.
class CleaningPresenter final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Searching, Fixing };

    /// `engine` answers no question with a deadline.
    CleaningPresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data);

    /// While somebody looks, what is found follows the rows.
    void setWatching(bridge::Watching watching);
    /// instruction or web.
    const QString& preset() const { return m_preset; }
    void setPreset(const QString& preset);
    State state() const { return m_work.isBusy() ? m_doing : State::Idle; }
    const bridge::EngineProgress& progress() const { return m_work.progress(); }
    /// The last search that ended; null for another dataset or preset.
    const CleaningFacts* report() const;
    const RuleFindings* findingsOf(const QString& rule) const;
    /// Whether the report tells of the rows as they are.
    bool isCurrent() const;
    /// What the last fix did; nothing once another thing was done.
    struct Fixed {
        qint64 findings = 0;
        qint64 rows = 0;
        qint64 left = 0;
    };
    const std::optional<Fixed>& lastFix() const { return m_fixed; }

    void search();
    /// Stops the search or the fix; what was found before stays.
    void cancel();
    /// The safe replacements of a rule, or of all rules of the preset, as one operation.
    void fix(const QString& rule);
    void fixAll();
    /// The rows of a rule, and no others, in the table.
    void showInTable(const QString& rule);
    void undo();

Q_SIGNALS:
    void changed();
    void progressed();
    /// Rows were asked for and are in the table now.
    void rowsWanted();
    void failed(const luthier::Error& error);

private:
    Json parameters() const;
    void follow();
    void ask(State doing, const QString& method, Json params, EngineWork::Take take);
    void fixBy(const Json& rules);
    void takeReport(const Json& answer, const QString& preset, DatasetId dataset);

    bridge::Bridge& m_bridge;
    bridge::EngineProcess& m_engine;
    DataPresenter& m_data;
    bridge::Watching m_watching = bridge::Watching::No;
    QString m_preset = QStringLiteral("instruction");
    EngineWork m_work;
    State m_doing = State::Idle; // while m_work is busy
    std::optional<CleaningFacts> m_report;
    std::optional<Fixed> m_fixed;
    std::string m_versionOfFix; // that the rows had after it, once that is known
    QString m_leftAlone;        // dataset, version and preset of a search that was cancelled
    bridge::Request m_rowsRequest;
};

} // namespace luthier::data
