#include "tour.h"

namespace luthier::studio {

const std::vector<Stop>& stops() {
    using enum Deed::Kind;
    constexpr bool kWithout = false;
    static const std::vector<Stop> kStops = {
        {"first-home", "Home, the first time", "home", {}, kWithout},
        {"first-data", "Data without a project", "data", {}, kWithout},
        {"first-recipe", "Recipe without a project", "recipe", {}, kWithout},
        {"first-train", "Train without a project", "train", {}, kWithout},
        {"first-model", "Models, the first time", "model", {}, kWithout},
        {"new-project", "New project", "home", {{Press, "newProjectButton"}}, kWithout},
        {"home", "Home with a project", "home"},
        {"data", "Data, rows", "data"},
        {"data-row",
         "Data, a row as a conversation",
         "data",
         {{Select, "rowsTable", 2}, {Tab, "inspectorTabs", 0}}},
        {"data-fields", "Data, its fields", "data", {{Select, "rowsTable", 2}, {Tab, "inspectorTabs", 1}}},
        {"data-tokens", "Data, its tokens", "data", {{Select, "rowsTable", 2}, {Tab, "inspectorTabs", 2}}},
        {"data-history", "Data, its history", "data", {{Select, "rowsTable", 2}, {Tab, "inspectorTabs", 3}}},
        {"data-menu",
         "Data, the menu of a dataset",
         "data",
         {{Tab, "inspectorTabs", 0}, {Menu, "datasetMore"}}},
        {"label", "Labelling", "data/label"},
        {"clean", "Rules over the rows", "data/clean"},
        {"duplicates", "Duplicate rows", "data/clean", {{Select, "cleanList", 1}}},
        {"splits", "Splits", "data/splits"},
        {"model", "Models", "model"},
        {"chat", "Chat with a model", "model/chat"},
        {"chat-history", "What was said before", "model/chat", {{Menu, "chatHistory"}}},
        {"chat-turns", "A conversation", "model/chat", {{Trigger, "chatOpen_1"}}},
        {"chat-keep", "An answer for a dataset", "model/chat", {{Press, "chatKeep_2"}}},
        {"recipe", "Recipe, simple", "recipe", {{Press, "level_simple"}}},
        {"recipe-data", "Recipe, its data", "recipe", {{Press, "section_3"}}},
        {"recipe-advanced", "Recipe, advanced", "recipe", {{Press, "level_advanced"}}},
        {"recipe-presets", "Recipe, presets", "recipe", {{Press, "level_simple"}, {Menu, "presetsButton"}}},
        {"recipe-more", "Recipe, more", "recipe", {{Menu, "moreButton"}}},
        {"recipe-sweep", "A sweep", "recipe", {{Press, "sweepButton"}}},
        {"recipe-command", "Recipe, as a command", "recipe", {{Trigger, "actionCommandLine"}}},
        {"train", "A run", "train"},
        {"train-samples", "A run with its samples", "train", {{Press, "samplesButton"}}},
        {"run-name", "Another name for a run", "train", {{Press, "renameRun"}}},
        {"history", "History of runs", "train/history"},
        {"queue", "Queue", "train/queue"},
        {"compare", "Compare", "compare"},
        {"compare-new", "A new comparison", "compare", {{Press, "compareButton"}}},
        {"scores", "Scores", "compare/scores"},
        {"export", "Export an adapter", "export"},
        {"export-merged", "Export a merged model", "export", {{Press, "exportMerged"}}},
        {"export-data", "Export the data", "export", {{Press, "exportData"}}},
        {"export-card", "Export a model card", "export", {{Press, "exportCard"}}},
        {"settings", "Settings", "settings"},
        {"palette", "Everything by its name", "data", {{Trigger, "actionPalette"}}},
        {"menu-project", "The projects", "data", {{Menu, "projectChip"}}},
        {"menu-dataset", "The datasets", "data", {{Menu, "datasetChip"}}},
        {"menu-recipe", "The recipes", "data", {{Menu, "recipeChip"}}},
    };
    return kStops;
}

} // namespace luthier::studio
