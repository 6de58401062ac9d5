#include "model_words.h"

#include <bridge/words.h>
#include <widgets/parts.h>

#include <QCoreApplication>

namespace luthier::model {

using bridge::ModelDetails;
using widgets::numberText;

namespace {

constexpr qsizetype kShownLabels = 12;

QString said(const char* text) {
    return QCoreApplication::translate("ModelWords", text);
}

QString counted(const char* text, qsizetype count) {
    return QCoreApplication::translate("ModelWords", text, nullptr, static_cast<int>(count));
}

QString wordsOf(const QStringList& tasks) {
    QStringList words;
    for (const QString& task : tasks)
        words << bridge::choiceWord("task", task.toStdString());
    return words.join(QStringLiteral(", "));
}

} // namespace

QString kindText(const ModelDetails& details) {
    if (details.kind == QStringLiteral("encoder"))
        return said(QT_TRANSLATE_NOOP("ModelWords", "encoder: reads a whole text at once and writes none"));
    if (details.kind == QStringLiteral("encoder_decoder"))
        return said(QT_TRANSLATE_NOOP("ModelWords", "encoder–decoder: reads a text, then writes another"));
    if (details.chats())
        return said(
            QT_TRANSLATE_NOOP("ModelWords", "decoder: reads a text from its beginning and continues it"));
    return details.kind.isEmpty()
               ? QString()
               : said(QT_TRANSLATE_NOOP("ModelWords", "decoder: reads a text from its beginning"));
}

QString headText(const ModelDetails& details) {
    const qsizetype labels = details.labels.size();
    if (details.head == QStringLiteral("words"))
        return details.tiedEmbeddings
                   ? said(QT_TRANSLATE_NOOP("ModelWords", "words; shares the embedding"))
                   : said(QT_TRANSLATE_NOOP("ModelWords", "words; has weights of its own"));
    if (details.head == QStringLiteral("none"))
        return said(QT_TRANSLATE_NOOP("ModelWords", "none; one for labels starts from random weights"));
    if (details.head == QStringLiteral("token_labels"))
        return counted(QT_TRANSLATE_N_NOOP("ModelWords", "one of %n labels for each token"), labels);
    if (details.head != QStringLiteral("text_labels"))
        return {};
    if (details.problem == QStringLiteral("regression"))
        return counted(QT_TRANSLATE_N_NOOP("ModelWords", "%n numbers for a text"), labels);
    return details.problem == QStringLiteral("multi_label_classification")
               ? counted(QT_TRANSLATE_N_NOOP("ModelWords", "any of %n labels for a text"), labels)
               : counted(QT_TRANSLATE_N_NOOP("ModelWords", "one of %n labels for a text"), labels);
}

QString labelsText(const QStringList& labels) {
    const QString shown = labels.mid(0, kShownLabels).join(QStringLiteral(", "));
    return labels.size() <= kShownLabels ? shown
                                         : said(QT_TRANSLATE_NOOP("ModelWords", "%1 and %2 more"))
                                               .arg(shown, numberText(labels.size() - kShownLabels));
}

QString tasksText(const ModelDetails& details) {
    return wordsOf(details.tasks);
}

QString otherTasksText(const ModelDetails& details) {
    QStringList tasks;
    for (const bridge::RuledOut& entry : details.ruledOut)
        if (entry.setting == QStringLiteral("task"))
            tasks << entry.choice;
    return wordsOf(tasks);
}

QString blocksText(const ModelDetails& details) {
    if (details.layers <= 0)
        return {};
    return details.decoderLayers <= 0
               ? numberText(details.layers)
               : said(QT_TRANSLATE_NOOP("ModelWords", "%1 of the encoder, %2 of the decoder"))
                     .arg(numberText(details.layers), numberText(details.decoderLayers));
}

} // namespace luthier::model
