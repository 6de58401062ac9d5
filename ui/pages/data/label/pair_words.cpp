#include "pair_words.h"

#include <widgets/figures.h>

#include <QCoreApplication>

namespace luthier::data {

using namespace widgets;

namespace {

struct PairWords {
    Q_DECLARE_TR_FUNCTIONS(luthier::data::PairWords)

public:
    static QString leftOut(const labeling::PairCounts& counts) {
        QStringList parts;
        const auto add = [&parts](std::int64_t rows, const QString& why) {
            if (rows > 0)
                parts << QStringLiteral("%1 (%2)").arg(why, numberText(rows));
        };
        add(counts.unlabelled, tr("without a label"));
        add(counts.unchanged, tr("nothing was changed"));
        add(counts.ties, tr("equally good"));
        add(counts.disputed, tr("annotators differ"));
        add(counts.unusable, tr("without a question or an answer in words"));
        return parts.join(QStringLiteral(" · "));
    }
    static QuestionWords words(const labeling::PairCounts& counts, bool any) {
        const QString title =
            any ? tr("Make a dataset of %1 preference pairs?", nullptr, pluralOf(counts.pairs))
                      .arg(numberText(counts.pairs))
                : tr("No row gives a preference pair");
        QString sentence = any ? tr("Each pair has a question, a better and a worse answer. The rows stay as "
                                    "they are.")
                               : QString();
        if (const QString left = leftOut(counts); !left.isEmpty())
            sentence += (sentence.isEmpty() ? QString() : QStringLiteral(" ")) +
                        tr("Rows that are left out: %1.").arg(left);
        return {title, sentence, any ? tr("Cancel") : tr("Close"), any ? tr("Make it") : QString()};
    }
};

} // namespace

QuestionWords pairWords(const labeling::PairCounts& counts, bool any) {
    return PairWords::words(counts, any);
}

} // namespace luthier::data
