#pragma once

#include <dataset/history.h>

#include <QString>

namespace luthier::bridge {

/// What an operation of a dataset did, in the window's language: "Imported", and its detail: "train.csv".
QString operationTitle(const dataset::Operation& operation);
QString operationDetail(const dataset::Operation& operation);
/// The name of the icon that stands for it.
QString operationIcon(const dataset::Operation& operation);

/// A role, a layout, a flag or an encoding as people read it; unknown names as they are.
QString roleWord(std::string_view role);
QString layoutWord(std::string_view layout);
QString flagWord(const QString& flag);

/// What kind of answers a label scheme takes.
QString labelKindWord(std::string_view kind);

/// What kind of model it is: "encoder"; empty when that is not known.
QString kindWord(const QString& kind);

/// A choice of a recipe's setting as the form calls it: "task", "mlm".
QString choiceWord(std::string_view setting, std::string_view choice);

} // namespace luthier::bridge
