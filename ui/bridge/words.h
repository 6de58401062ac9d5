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

} // namespace luthier::bridge
