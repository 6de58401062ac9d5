#pragma once

#include "clean/cleaning_presenter.h"
#include "clean/duplicates_presenter.h"
#include "label/label_presenter.h"
#include "label/pair_maker.h"
#include "splits/leakage_presenter.h"

namespace luthier::data {

/// What mends and checks the chosen dataset, with the engine process that works for it: it answers no
/// question with a deadline, so that none ends a search.
struct Workbench {
    Workbench(bridge::Bridge& bridge, DataPresenter& data, const QString& program)
        : engine(program)
        , cleaning(bridge, engine, data)
        , duplicates(bridge, engine, data)
        , leakage(bridge, engine, data)
        , labels(bridge, engine, data)
        , pairs(bridge, engine, data) {}

    bridge::EngineProcess engine;
    CleaningPresenter cleaning;
    DuplicatesPresenter duplicates;
    LeakagePresenter leakage;
    LabelPresenter labels;
    PairMaker pairs;
};

} // namespace luthier::data
