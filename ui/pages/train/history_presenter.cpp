#include "history_presenter.h"

#include "chart_look.h"

#include <bridge/sentences.h>
#include <recipe/schema.h>

#include <algorithm>

namespace luthier::train {
namespace {

/// The words of a code; `plain` where there are none.
QString wordsOf(const std::string& code, const std::string& plain) {
    return bridge::hasSentence(code) ? bridge::sentence(code, {}) : QString::fromStdString(plain);
}

QString valueText(const std::string& path, const Json& value) {
    const std::string plain = value.is_string() ? value.get<std::string>() : dumpJson(value);
    const recipe::Setting* setting = recipe::settingAt(path);
    return setting && kindOf(*setting) == recipe::Kind::Choice
               ? wordsOf(recipe::choiceCode(path, plain), plain)
               : QString::fromStdString(plain);
}

} // namespace

std::vector<Difference> recipeDifferences(const std::vector<registry::RunFacts>& runs) {
    std::vector<Json> recipes;
    for (const registry::RunFacts& run : runs)
        recipes.push_back(run.recipe);
    std::vector<Difference> differences;
    for (const recipe::Difference& found : recipe::differencesOf(recipes)) {
        Difference& difference = differences.emplace_back();
        difference.setting = QString::fromStdString(found.path);
        difference.caption = wordsOf(recipe::captionCode(found.path), found.path);
        for (const Json& value : found.values)
            difference.values << (value.is_null() ? QString() : valueText(found.path, value));
    }
    return differences;
}

HistoryPresenter::HistoryPresenter(TrainPresenter& train)
    : m_train(train) {
    connect(&train.bridge(), &bridge::Bridge::opened, this, [this] {
        m_series.clear();
        m_chosen.clear();
        m_sweeps.clear();
        Q_EMIT changed();
        Q_EMIT sweepsChanged();
    });
    connect(&train, &TrainPresenter::runsChanged, this, [this] {
        // A run that goes on has more than was read: what is shown is read again, as seldom as checkpoints
        // are written.
        m_series.clear();
        readMissing();
        readSweeps();
    });
}

void HistoryPresenter::readSweeps() {
    m_train.bridge().read(
        bridge::Reader::Slow, m_sweepsRequest,
        [](storage::Connection& database, const StopToken&) { return registry::listSweeps(database); },
        [this](Result<std::vector<registry::SweepFacts>> answer) {
            if (!answer) {
                Q_EMIT m_train.failed(answer.error());
                return;
            }
            if (answer->size() == m_sweeps.size())
                return; // a sweep stays as it was begun
            m_sweeps = std::move(*answer);
            std::ranges::reverse(m_sweeps);
            Q_EMIT sweepsChanged();
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
