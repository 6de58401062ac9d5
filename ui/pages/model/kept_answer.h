#pragma once

#include <base/json.h>
#include <dataset/types.h>

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace luthier::model {

/// What becomes of an answer in a dataset: a row that is learnt as it stands, or a pair in which it is
/// preferred over another answer.
enum class Keeping { Row, Pair };

/// An answer of a conversation that goes into a dataset.
struct KeptAnswer {
    Json messages = Json::array(); ///< up to the question, as {role, content}
    QString answer;
    QString rejected; ///< of a pair: the answer that is worse
    Keeping keeping = Keeping::Row;
};

/// Whether the columns of a dataset have room for it: the whole conversation where they hold messages, else
/// one question, with a system text where they have one.
bool hasRoom(const dataset::DatasetFacts& facts, const KeptAnswer& kept);

/// A file with the answer as its one row, and how it is imported: into the dataset, or as a new one of that
/// name. The dataset must have room.
struct AnswerFile {
    QString name; ///< with its suffix
    QByteArray text;
    QStringList arguments; ///< of `data import`, behind project and file
};
AnswerFile answerFile(const KeptAnswer& kept, const std::optional<dataset::DatasetFacts>& into,
                      const QString& newName);

} // namespace luthier::model
