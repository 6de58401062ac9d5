#include "label_presenter.h"

#include <bridge/json_values.h>
#include <dataset/rows.h>

// What is done to a scheme and to many rows at once, and what is counted.

namespace luthier::data {

namespace {

struct Counted {
    labeling::Progress progress;
    std::int64_t suggested = 0;
};

Result<Counted> countedOf(storage::Connection& database, const dataset::DatasetFacts& facts,
                          const dataset::RowFilter& filter, const std::string& scheme,
                          const std::string& annotator, const StopToken& stop) {
    Counted counted;
    TRY(counted.progress, labeling::progressOf(database, facts, filter, scheme, annotator, stop));
    TRY(const auto page,
        dataset::readPage(database, facts, labeling::awaiting(filter, scheme, annotator), 0, 0, stop));
    counted.suggested = page.total;
    return counted;
}

} // namespace

void LabelPresenter::count() {
    const auto* facts = m_data.current();
    if (!facts || !scheme())
        return;
    m_bridge.read(
        bridge::Reader::Slow, m_countRequest,
        [facts = *facts, filter = m_data.filter(), scheme = scheme()->name,
         annotator = m_annotator.toStdString()](storage::Connection& database, const StopToken& stop) {
            return countedOf(database, facts, filter, scheme, annotator, stop);
        },
        [this](const Result<Counted>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            if (m_writing > 0) { // counted between answers
                m_settle.start();
                return;
            }
            m_rows = answer->progress.rows;
            m_labelled = answer->progress.labelled;
            m_suggested = answer->suggested;
            Q_EMIT progressed();
        });
}

void LabelPresenter::compare() {
    const auto* facts = m_data.current();
    if (!facts || !scheme() || labeling::kindOf(*scheme()).isTyped)
        return;
    m_bridge.read(
        bridge::Reader::Slow, m_agreementRequest,
        [facts = *facts, scheme = scheme()->name](storage::Connection& database, const StopToken& stop) {
            return labeling::agreementOf(database, facts, scheme, stop);
        },
        [this](Result<labeling::AgreementReport> answer) {
            m_agreement.reset();
            if (answer && answer->items > 0)
                m_agreement = std::move(*answer);
            else if (!answer)
                Q_EMIT failed(answer.error());
            Q_EMIT agreementChanged();
        });
}

void LabelPresenter::make(const labeling::Scheme& scheme) {
    const auto* facts = m_data.current();
    if (!facts || !isWritable())
        return;
    m_bridge.write(
        m_writeRequest,
        [facts = *facts, scheme](project::Project& project, const StopToken&) {
            return labeling::makeScheme(project, facts, scheme);
        },
        [this, name = QString::fromStdString(scheme.name)](const Result<dataset::EditOutcome>& outcome) {
            if (!outcome) {
                Q_EMIT notMade(outcome.error());
                return;
            }
            m_wanted = name;
            Q_EMIT made(name);
            readSchemes();
            m_data.refresh();
        });
}

void LabelPresenter::removeScheme() {
    const auto* facts = m_data.current();
    if (!facts || !isWritable() || !scheme())
        return;
    m_bridge.write(
        m_writeRequest,
        [facts = *facts, name = scheme()->name](project::Project& project, const StopToken&) {
            return labeling::removeScheme(project, facts, name);
        },
        [this](const Result<dataset::EditOutcome>& outcome) {
            if (!outcome)
                Q_EMIT failed(outcome.error());
            readSchemes();
            m_data.refresh();
        });
}

void LabelPresenter::labelAll(const QString& text) {
    const auto* facts = m_data.current();
    if (!facts || !scheme() || !isWritable() || m_work.isBusy())
        return;
    Json params = m_data.meant();
    if (m_queue == Queue::Unlabelled)
        params["where"].push_back("label:" + scheme()->name + "@" + m_annotator.toStdString() + "=");
    params.update({{"scheme", scheme()->name},
                   {"value", text.toStdString()},
                   {"annotator", m_annotator.toStdString()}});
    m_work.ask(QStringLiteral("data.label"), std::move(params), [this](const Json& answer) {
        Q_EMIT labelledAll(bridge::countIn(answer, "changed"));
        m_data.refresh();
    });
    Q_EMIT changed();
}

void LabelPresenter::acceptAll() {
    if (!m_data.current() || !scheme() || !isWritable() || m_work.isBusy())
        return;
    Json params = m_data.meant();
    params.update({{"scheme", scheme()->name}, {"annotator", m_annotator.toStdString()}});
    m_work.ask(QStringLiteral("data.accept"), std::move(params), [this](const Json& answer) {
        Q_EMIT labelledAll(bridge::countIn(answer, "changed"));
        m_data.refresh();
    });
    Q_EMIT changed();
}

void LabelPresenter::suggest(const labeling::PatternRule& rule) {
    if (!m_data.current() || !scheme() || !isWritable() || m_work.isBusy())
        return;
    Json params = m_data.meant();
    params.update({{"scheme", scheme()->name},
                   {"pattern", rule.pattern},
                   {"expression", rule.isExpression},
                   {"field", rule.field},
                   {"answer", rule.answer}});
    m_suggesting = true;
    m_work.ask(QStringLiteral("data.suggest"), std::move(params), [this](const Json& answer) {
        Q_EMIT suggestedMade(bridge::countIn(answer, "suggested"));
        begin();
    });
    Q_EMIT changed();
}

void LabelPresenter::dropSuggestions() {
    const auto* facts = m_data.current();
    if (!facts || !scheme() || !isWritable())
        return;
    m_bridge.write(
        m_writeRequest,
        [id = facts->id, name = scheme()->name](project::Project& project, const StopToken&) {
            return dataset::dropSuggestions(project, id, name);
        },
        [this](const Result<std::int64_t>& dropped) {
            if (!dropped)
                Q_EMIT failed(dropped.error());
            begin();
        });
}

void LabelPresenter::showDisputed() {
    setQueue(Queue::Disputed);
}

} // namespace luthier::data
