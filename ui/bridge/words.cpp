#include "words.h"

#include "sentences.h"

#include <recipe/schema.h>

#include <QCoreApplication>
#include <QHash>

namespace luthier::bridge {
namespace {

QString said(const char* text) {
    return QCoreApplication::translate("Words", text);
}

struct Word {
    const char* code;
    const char* text;
};

QString find(std::span<const Word> words, std::string_view code) {
    for (const Word& word : words)
        if (code == word.code)
            return said(word.text);
    return QString::fromUtf8(code.data(), static_cast<qsizetype>(code.size()));
}

constexpr Word kOperations[] = {
    {"import", QT_TRANSLATE_NOOP("Words", "Imported")},
    {"set", QT_TRANSLATE_NOOP("Words", "Edited")},
    {"delete", QT_TRANSLATE_NOOP("Words", "Deleted")},
    {"restore", QT_TRANSLATE_NOOP("Words", "Restored")},
    {"split", QT_TRANSLATE_NOOP("Words", "Split")},
    {"clean", QT_TRANSLATE_NOOP("Words", "Cleaned")},
    {"deduplicate", QT_TRANSLATE_NOOP("Words", "Removed duplicates")},
    {"label", QT_TRANSLATE_NOOP("Words", "Labelled")},
    {"remove_label", QT_TRANSLATE_NOOP("Words", "Took labels off")},
    {"accept", QT_TRANSLATE_NOOP("Words", "Accepted suggestions")},
    {"merge_labels", QT_TRANSLATE_NOOP("Words", "Merged labels")},
    {"scheme", QT_TRANSLATE_NOOP("Words", "Made a label scheme")},
    {"remove_scheme", QT_TRANSLATE_NOOP("Words", "Removed a label scheme")},
};

constexpr Word kOperationIcons[] = {
    {"import", "import"},        {"set", "label"},    {"delete", "delete"},      {"restore", "undo"},
    {"split", "split"},          {"clean", "clean"},  {"deduplicate", "delete"}, {"label", "label"},
    {"remove_label", "label"},   {"accept", "label"}, {"merge_labels", "label"}, {"scheme", "label"},
    {"remove_scheme", "delete"},
};

constexpr Word kRoles[] = {
    {"prompt", QT_TRANSLATE_NOOP("Words", "Prompt")},
    {"input", QT_TRANSLATE_NOOP("Words", "Input")},
    {"response", QT_TRANSLATE_NOOP("Words", "Response")},
    {"system", QT_TRANSLATE_NOOP("Words", "System")},
    {"messages", QT_TRANSLATE_NOOP("Words", "Messages")},
    {"history", QT_TRANSLATE_NOOP("Words", "History")},
    {"tools", QT_TRANSLATE_NOOP("Words", "Tools")},
    {"chosen", QT_TRANSLATE_NOOP("Words", "Chosen")},
    {"rejected", QT_TRANSLATE_NOOP("Words", "Rejected")},
    {"text", QT_TRANSLATE_NOOP("Words", "Text")},
    {"text_pair", QT_TRANSLATE_NOOP("Words", "Text pair")},
    {"label", QT_TRANSLATE_NOOP("Words", "Label")},
    {"group", QT_TRANSLATE_NOOP("Words", "Group")},
    {"source", QT_TRANSLATE_NOOP("Words", "Source")},
    {"split", QT_TRANSLATE_NOOP("Words", "Split name")},
    {"ignore", QT_TRANSLATE_NOOP("Words", "Ignore")},
};

constexpr Word kKinds[] = {
    {"decoder", QT_TRANSLATE_NOOP("Words", "decoder")},
    {"encoder", QT_TRANSLATE_NOOP("Words", "encoder")},
    {"encoder_decoder", QT_TRANSLATE_NOOP("Words", "encoder–decoder")},
};

constexpr Word kLayouts[] = {
    {"alpaca", QT_TRANSLATE_NOOP("Words", "Instructions (Alpaca)")},
    {"sharegpt", QT_TRANSLATE_NOOP("Words", "Conversations (ShareGPT)")},
    {"messages", QT_TRANSLATE_NOOP("Words", "Conversations (messages)")},
    {"prompt_completion", QT_TRANSLATE_NOOP("Words", "Prompt and response")},
    {"preference", QT_TRANSLATE_NOOP("Words", "Preference pairs")},
    {"unpaired_preference", QT_TRANSLATE_NOOP("Words", "Rated answers")},
    {"classification", QT_TRANSLATE_NOOP("Words", "Text with labels")},
    {"text", QT_TRANSLATE_NOOP("Words", "Plain text")},
    {"table", QT_TRANSLATE_NOOP("Words", "Table without roles")},
};

constexpr Word kLabelKinds[] = {
    {"class", QT_TRANSLATE_NOOP("Words", "One of several options")},
    {"multi_class", QT_TRANSLATE_NOOP("Words", "Any of several options")},
    {"rating", QT_TRANSLATE_NOOP("Words", "Rating")},
    {"text", QT_TRANSLATE_NOOP("Words", "Free text")},
    {"span", QT_TRANSLATE_NOOP("Words", "Marked passages")},
    {"preference", QT_TRANSLATE_NOOP("Words", "Better of two columns")},
    {"ranking", QT_TRANSLATE_NOOP("Words", "Order of columns")},
    {"correction", QT_TRANSLATE_NOOP("Words", "Corrected answer")},
};

constexpr Word kFlags[] = {
    {"empty_prompt", QT_TRANSLATE_NOOP("Words", "Empty prompt")},
    {"empty_response", QT_TRANSLATE_NOOP("Words", "Empty response")},
    {"empty_text", QT_TRANSLATE_NOOP("Words", "Empty text")},
};

QString text(const Json& parameters, const char* key) {
    const Json* value = member(parameters, key);
    if (!value || value->is_null())
        return {};
    if (value->is_string())
        return QString::fromStdString(value->get<std::string>());
    if (!value->is_array())
        return QString::fromStdString(dumpJson(*value));
    QStringList parts;
    for (const Json& item : *value)
        parts << QString::fromStdString(item.is_string() ? item.get<std::string>() : dumpJson(item));
    return parts.join(QStringLiteral(", "));
}

} // namespace

QString operationTitle(const dataset::Operation& operation) {
    return find(kOperations, operation.kind);
}

QString operationIcon(const dataset::Operation& operation) {
    for (const Word& word : kOperationIcons)
        if (operation.kind == word.code)
            return QString::fromLatin1(word.text);
    return QStringLiteral("info");
}

QString operationDetail(const dataset::Operation& operation) {
    QStringList parts;
    for (const char* key : {"file", "files", "field", "fields", "split", "ratios", "group", "seed", "scheme",
                            "value", "annotator"})
        if (const QString value = text(operation.parameters, key); !value.isEmpty())
            parts << value;
    return parts.join(QStringLiteral(" · "));
}

QString roleWord(std::string_view role) {
    return find(kRoles, role);
}
QString layoutWord(std::string_view layout) {
    return find(kLayouts, layout);
}
QString flagWord(const QString& flag) {
    return find(kFlags, flag.toStdString());
}

QString labelKindWord(std::string_view kind) {
    return find(kLabelKinds, kind);
}

QString kindWord(const QString& kind) {
    return find(kKinds, kind.toStdString());
}

QString choiceWord(std::string_view setting, std::string_view choice) {
    const std::string code = recipe::choiceCode(setting, choice);
    // On and off are called so, unless a setting has better words.
    return sentence(hasSentence(code) ? code : "setting." + std::string(choice), {});
}

} // namespace luthier::bridge
