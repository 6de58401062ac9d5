#include "history_presenter.h"

#include "chart_look.h"

#include <algorithm>
#include <set>

namespace luthier::train {
namespace {

/// Leaves of a document by their dotted names; lists are leaves.
void addLeaves(const Json& value, const std::string& name, std::map<std::string, Json>& leaves) {
    if (!value.is_object() || value.empty()) {
        leaves[name] = value;
        return;
    }
    for (const auto& [key, inner] : value.items())
        addLeaves(inner, name.empty() ? key : name + "." + key, leaves);
}

QString leafText(const Json& value) {
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
}

} // namespace

std::vector<Difference> recipeDifferences(const std::vector<registry::RunFacts>& runs) {
    std::vector<std::map<std::string, Json>> all;
    std::set<std::string> names;
    for (const registry::RunFacts& run : runs) {
        addLeaves(run.recipe, {}, all.emplace_back());
        for (const auto& [name, value] : all.back())
            names.insert(name);
    }
    std::vector<Difference> differences;
    for (const std::string& name : names) {
        Difference difference{QString::fromStdString(name), {}};
        bool differs = false;
        for (const auto& leaves : all) {
            const auto found = leaves.find(name);
            difference.values << (found == leaves.end() ? QString() : leafText(found->second));
            differs = differs || difference.values.last() != difference.values.first();
        }
        if (differs)
            differences.push_back(std::move(difference));
    }
    return differences;
}

HistoryPresenter::HistoryPresenter(TrainPresenter& train)
    : m_train(train) {
    connect(&train.bridge(), &bridge::Bridge::opened, this, [this] {
        m_series.clear();
        m_chosen.clear();
        Q_EMIT changed();
    });
    connect(&train, &TrainPresenter::runsChanged, this, [this] {
        // A run that goes on has more than was read: what is shown is read again, as seldom as checkpoints
        // are written.
        m_series.clear();
        readMissing();
    });
}

void HistoryPresenter::choose(const QStringList& numbers) {
    const QStringList meant = numbers.mid(0, kOverlayHues);
    if (meant == m_chosen)
        return;
    m_chosen = meant;
    Q_EMIT changed();
    readMissing();
}

const bridge::RunSeries* HistoryPresenter::seriesOf(const QString& number) const {
    const auto found = m_series.find(number.toStdString());
    return found == m_series.end() ? nullptr : &found->second;
}

std::vector<registry::RunFacts> HistoryPresenter::chosenRuns() const {
    std::vector<registry::RunFacts> found;
    for (const QString& number : m_chosen)
        for (const auto* list : {&m_train.runs(), &m_train.discarded()})
            for (const registry::RunFacts& run : *list)
                if (run.number == number.toStdString())
                    found.push_back(run);
    return found;
}

void HistoryPresenter::readMissing() {
    std::vector<registry::RunFacts> missing = chosenRuns();
    std::erase_if(missing, [this](const registry::RunFacts& run) { return m_series.contains(run.number); });
    if (missing.empty())
        return;
    m_train.bridge().read(
        bridge::Reader::Slow, m_request,
        [missing = std::move(missing)](storage::Connection& database, const StopToken&) -> Result<Loaded> {
            Loaded loaded;
            for (const registry::RunFacts& run : missing) {
                TRY(const auto news, bridge::readNews(database, run.id, {}));
                bridge::append(loaded[run.number], news);
            }
            return loaded;
        },
        [this](Result<Loaded> answer) {
            if (!answer) {
                Q_EMIT m_train.failed(answer.error());
                return;
            }
            m_series.merge(*answer);
            Q_EMIT changed();
        });
}

} // namespace luthier::train
