#pragma once

#include <base/result.h>
#include <dataset/types.h>
#include <storage/connection.h>

#include <QStringList>

#include <vector>

namespace luthier::bridge {

/// A dataset with its splits: what rows can be taken from.
struct RowSource {
    QString dataset;
    QStringList splits;
    dataset::DatasetFacts facts;
};

/// Every dataset of the project.
Result<std::vector<RowSource>> rowSources(storage::Connection& database);

} // namespace luthier::bridge
