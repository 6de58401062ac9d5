#include "job_words.h"

#include "sentences.h"

#include <QCoreApplication>

#include <span>

namespace luthier::bridge {
namespace {

struct Word {
    const char* code;
    const char* text;
};

constexpr Word kStates[] = {
    {"preparing", QT_TRANSLATE_NOOP("Words", "preparing")},
    {"queued", QT_TRANSLATE_NOOP("Words", "queued")},
    {"running", QT_TRANSLATE_NOOP("Words", "running")},
    {"pausing", QT_TRANSLATE_NOOP("Words", "pausing")},
    {"paused", QT_TRANSLATE_NOOP("Words", "paused")},
    {"stopping", QT_TRANSLATE_NOOP("Words", "stopping")},
    {"done", QT_TRANSLATE_NOOP("Words", "done")},
    {"failed", QT_TRANSLATE_NOOP("Words", "failed")},
    {"stopped", QT_TRANSLATE_NOOP("Words", "stopped")},
    {"lost", QT_TRANSLATE_NOOP("Words", "cut off")},
};

constexpr Word kStages[] = {
    {"preparing", QT_TRANSLATE_NOOP("Words", "preparing the rows")},
    {"loading model", QT_TRANSLATE_NOOP("Words", "loading the model")},
    {"measuring references", QT_TRANSLATE_NOOP("Words", "measuring the answers beforehand")},
    {"training", QT_TRANSLATE_NOOP("Words", "training")},
    {"comparing", QT_TRANSLATE_NOOP("Words", "comparing")},
    {"writing samples", QT_TRANSLATE_NOOP("Words", "writing samples")},
    {"validating", QT_TRANSLATE_NOOP("Words", "validating")},
    {"quick look", QT_TRANSLATE_NOOP("Words", "quick look")},
};

constexpr Word kKinds[] = {
    {"train", QT_TRANSLATE_NOOP("Words", "training")},
    {"compare", QT_TRANSLATE_NOOP("Words", "comparing")},
    {"measure", QT_TRANSLATE_NOOP("Words", "measuring")},
    {"merge", QT_TRANSLATE_NOOP("Words", "merging")},
    {"import", QT_TRANSLATE_NOOP("Words", "importing")},
    {"export", QT_TRANSLATE_NOOP("Words", "exporting")},
};

/// Codes without a word are shown as they are.
QString find(std::span<const Word> words, std::string_view code) {
    for (const Word& word : words)
        if (code == word.code)
            return QCoreApplication::translate("Words", word.text);
    return QString::fromUtf8(code.data(), static_cast<qsizetype>(code.size()));
}

} // namespace

QString jobStateWord(jobs::JobState state) {
    return find(kStates, jobs::stateName(state));
}
QString stageWord(const std::string& stage) {
    return find(kStages, stage);
}
QString jobKindWord(const std::string& kind) {
    return find(kKinds, kind);
}

QString jobAtWork(const jobs::JobFacts* job) {
    if (!job)
        return QCoreApplication::translate("Words", "a job of another project");
    if (job->run.empty())
        return jobKindWord(job->kind);
    return QCoreApplication::translate("Words", "run %1 (%2)")
        .arg(QString::fromStdString(job->run), jobKindWord(job->kind));
}

JobTrouble troubleOf(const jobs::JobFacts& job) {
    const Error reason = errorFromJson(job.message, "job.lost");
    JobTrouble trouble{sentence(reason), hint(reason), detail(reason)};
    if (!job.lastWords.empty())
        trouble.detail += QStringLiteral("\n\n") + QString::fromStdString(job.lastWords);
    return trouble;
}

} // namespace luthier::bridge
