#pragma once

#include <bridge/model_catalog.h>

#include <QString>

namespace luthier::model {

/// What a model is and does, in the window's language; empty where that is not known.

/// "encoder: reads a whole text at once, writes none".
QString kindText(const bridge::ModelDetails& details);
/// What its logits speak of.
QString headText(const bridge::ModelDetails& details);
/// Names of labels, the first of them where there are many.
QString labelsText(const QStringList& labels);
/// The tasks that can be learnt, and those that cannot.
QString tasksText(const bridge::ModelDetails& details);
QString otherTasksText(const bridge::ModelDetails& details);
QString blocksText(const bridge::ModelDetails& details);

} // namespace luthier::model
