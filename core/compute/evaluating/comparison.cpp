#include "comparison.h"

#include "answering.h"
#include "comparison_summary.h"
#include "evaluation_writer.h"
#include "labelling.h"
#include "row_source.h"

#include <base/json_numbers.h>
#include <generation/open_decoder.h>
#include <scoring/matching.h>

#include <optional>

namespace luthier::evaluating {
namespace {

constexpr std::int64_t kPage = 64;

using Wish = ComparisonObserver::Wish;

/// A fault of the row itself; others end the comparison.
bool isOfTheRow(const Error& error) {
    return error.kind() == ErrorKind::Refused;
}

Json rowDocument(const ComparisonRow& row, const Subjects& subjects) {
    Json document = {{"row", row.row},
                     {"prompt", row.prompt},
                     {"reference", row.reference ? Json(*row.reference) : Json(nullptr)},
                     {"base", nullptr},
                     {"adapted", nullptr},
                     {"base_nll", nullptr},
                     {"adapted_nll", nullptr},
                     {"base_weights", subjects.baseWeights},
                     {"adapted_weights", subjects.adaptedWeights}};
    if (!row.messages.is_null())
        document["messages"] = row.messages;
    return document;
}

class Comparison {
public:
    static Result<Comparison> create(const Subjects& subjects, const ComparisonOptions& options,
                                     ComparisonObserver& observer) {
        Comparison comparison(subjects, options, observer);
        if (subjects.labelled()) {
            TRY(auto labeller, Labeller::create(subjects));
            comparison.m_labeller.emplace(std::move(labeller));
        } else {
            TRY(auto answers, AnswerGenerator::create(subjects));
            comparison.m_answers.emplace(std::move(answers));
        }
        return comparison;
    }

    /// The row's document; interrupted() when the observer wants no more.
    Result<Json> compare(const Result<ComparisonRow>& made, std::int64_t index, ComparisonTally& tally) {
        if (m_observer.wish() != Wish::GoOn)
            return interrupted();
        if (!made)
            return failedRow(rowDocument({}, m_subjects), made.error(), tally);
        Json document = rowDocument(*made, m_subjects);
        const Status answered = answer(*made, index, document, tally);
        if (answered)
            return document;
        if (!isOfTheRow(answered.error()))
            return answered.error();
        return failedRow(rowDocument(*made, m_subjects), answered.error(), tally);
    }

private:
    Comparison(const Subjects& subjects, const ComparisonOptions& options, ComparisonObserver& observer)
        : m_subjects(subjects)
        , m_options(options)
        , m_observer(observer) {}

    static Json failedRow(Json document, const Error& error, ComparisonTally& tally) {
        document["error"] = errorToJson(error);
        ++tally.failed;
        return document;
    }

    Result<std::string> say(Side side, const ComparisonRow& row, std::int64_t index) {
        generation::GenerationOptions generation = m_options.generation;
        generation.endIds = m_subjects.tokenizer->specialTokens().endOfTurnIds;
        generation.seed += static_cast<std::uint64_t>(index);
        generation.startId = generation::startIdOf(m_subjects.shape());
        std::stop_source cancel;
        return m_answers->answer(side, row.promptIds, generation, cancel.get_token(), [&](std::string_view) {
            if (m_observer.wish() != Wish::GoOn)
                cancel.request_stop();
        });
    }

    /// Both sides' right or wrong, into the document and the count.
    static void addExact(bool base, bool adapted, Json& document, ComparisonTally& tally) {
        document["base_exact"] = base;
        document["adapted_exact"] = adapted;
        using Answer = scoring::PairedCounts::Answer;
        tally.exact.add(base ? Answer::Right : Answer::Wrong, adapted ? Answer::Right : Answer::Wrong);
    }

    Status label(const ComparisonRow& row, Json& document, ComparisonTally& tally) {
        TRY(const Labelled base, m_labeller->label(Side::Base, row.rendered));
        TRY(const Labelled adapted, m_labeller->label(Side::Adapted, row.rendered));
        document["base"] = base.text;
        document["adapted"] = adapted.text;
        document["base_nll"] = finiteOrNull(base.loss.mean());
        document["adapted_nll"] = finiteOrNull(adapted.loss.mean());
        document["tokens"] = base.loss.tokens;
        tally.addLosses(base.loss, adapted.loss);
        tally.addLabels(m_subjects.shape(), base, adapted);
        if (m_subjects.shape().problem != families::Problem::Regression)
            addExact(base.right, adapted.right, document, tally);
        return {};
    }

    Status answer(const ComparisonRow& row, std::int64_t index, Json& document, ComparisonTally& tally) {
        if (m_labeller)
            return label(row, document, tally);
        TRY(const RowLoss baseLoss, m_answers->loss(Side::Base, row.rendered, {}));
        TRY(const RowLoss adaptedLoss, m_answers->loss(Side::Adapted, row.rendered, {}));
        document["base_nll"] = finiteOrNull(baseLoss.mean());
        document["adapted_nll"] = finiteOrNull(adaptedLoss.mean());
        document["tokens"] = baseLoss.tokens;
        if (m_subjects.shape().writesText()) {
            TRY(const std::string base, say(Side::Base, row, index));
            TRY(const std::string adapted, say(Side::Adapted, row, index));
            document["base"] = base;
            document["adapted"] = adapted;
            if (row.scored)
                addExact(scoring::exactMatch(base, *row.reference),
                         scoring::exactMatch(adapted, *row.reference), document, tally);
        }
        tally.addLosses(baseLoss, adaptedLoss);
        return {};
    }

    const Subjects& m_subjects;
    std::optional<AnswerGenerator> m_answers; ///< of words
    std::optional<Labeller> m_labeller;       ///< of labels
    const ComparisonOptions& m_options;
    ComparisonObserver& m_observer;
};

/// Goes through the rows. Gives how it ended; interrupted() when nothing is to be kept.
Result<ComparisonOutcome::Ending> walk(project::Project& project, const Subjects& subjects,
                                       const RowSource& source, Comparison& comparison,
                                       ComparisonObserver& observer, EvaluationWriter& writer,
                                       ComparisonTally& tally) {
    for (std::int64_t begin = 0; begin < source.rows(); begin += kPage) {
        TRY(const auto page, readRows(project, subjects, source, begin, kPage));
        for (std::size_t i = 0; i < page.size(); ++i) {
            const std::int64_t index = begin + static_cast<std::int64_t>(i);
            const auto document = comparison.compare(page[i], index, tally);
            if (!document) {
                if (document.error().kind() == ErrorKind::Interrupted && observer.wish() == Wish::Keep)
                    return ComparisonOutcome::Ending::Stopped;
                return document.error();
            }
            ++tally.rows;
            TRY_VOID(writer.add(*document));
            TRY_VOID(observer.onRow(*document, index + 1, source.rows()));
        }
    }
    return ComparisonOutcome::Ending::Done;
}

Json settingsOf(const Subjects& subjects, const RowSource& source, const ComparisonOptions& options,
                const engine::ComputeDevice& device) {
    Json settings = comparisonOptionsToJson(options);
    settings["dataset"] = source.dataset ? Json(source.dataset->name) : Json(nullptr);
    settings["version"] = source.dataset ? Json(source.dataset->version) : Json(nullptr);
    settings["split"] = source.split ? Json(*source.split) : Json(nullptr);
    settings["base_weights"] = subjects.baseWeights;
    settings["adapted_weights"] = subjects.adaptedWeights;
    settings["device"] = engine::deviceName(device);
    settings["threads"] = engine::threadCount();
    settings["max_length"] = subjects.recipe.tokens.maxLength;
    return settings;
}

} // namespace

Result<ComparisonOutcome> compareRun(project::Project& project, const registry::RunFacts& run,
                                     const ComparisonOptions& options, const engine::ComputeDevice& device,
                                     ComparisonObserver& observer, StopToken stop, ProgressSink& progress,
                                     const ComparisonAs& as) {
    TRY_VOID(project.requireWritable());
    TRY(const Subjects subjects, openSubjects(project, run, device, stop, progress, as.base));
    TRY(const RowSource source, chooseRows(project, subjects, options, stop));
    TRY(auto comparison, Comparison::create(subjects, options, observer));
    TRY(auto writer, EvaluationWriter::create(project, run, as.kind));
    ComparisonTally tally;
    ComparisonOutcome outcome;
    TRY(outcome.ending, walk(project, subjects, source, comparison, observer, writer, tally));
    if (tally.rows == 0)
        return interrupted();
    const Json settings = settingsOf(subjects, source, options, device);
    outcome.summary = summaryOf(tally, options.generation.seed);
    for (const char* key : {"dataset", "split", "version", "base_weights", "adapted_weights"})
        outcome.summary[key] = settings[key];
    outcome.summary["trained_rows"] = source.trained;
    if (subjects.shape().headIsNew)
        outcome.summary["base_head"] = "random";
    outcome.summary["stopped"] = outcome.ending == ComparisonOutcome::Ending::Stopped;
    TRY(outcome.folder, writer.publish(project, settings, outcome.summary, stop));
    outcome.summary["evaluation"] = "runs/" + run.number + "/" + outcome.folder;
    return outcome;
}

} // namespace luthier::evaluating
