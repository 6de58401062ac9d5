#include "workbench_support.h"

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <dataset/splits.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <registry/part.h>

#include <array>

namespace luthier::tests {
namespace {

constexpr const char* kLongAnswer =
    "the parcel leaves our store in Seoul on the day after your order and arrives within three working days "
    "unless the customs office wants to look into it";

std::string line(const std::string& question, const std::string& answer) {
    return dumpJson({{"question", question}, {"answer", answer}, {"topic", "shipping"}}) + "\n";
}

std::string dirtyLines() {
    const std::string late = "how long does it take until a parcel that I order today is at my door in Busan";
    std::string lines = line("May I return an opened box?", "Yes, within thirty days of the delivery.");
    lines += line("Please answer to mina.kim@shopmail.net soon", "We have written to you. ");
    lines += line("Do you ship glass &amp; china?", "Yes, glass &amp; china travel in foam.");
    lines += line("And by air?", "");
    lines += line(late, kLongAnswer) + line(late, kLongAnswer);
    lines += line(late, std::string(kLongAnswer) + " for once");
    lines += line("Which cards do you take?", "All of the large ones, and bank transfer.");
    lines += line("Can the invoice name my firm?", "Yes, write its name below the address.");
    lines += line("Is there a shop I can visit?", "There are two, in Daegu and in Jeju.");
    lines += line("What if the size is wrong?", "We exchange it once without a fee.");
    lines += line("May I return an opened box?", "Only when it is complete.");
    return lines;
}

} // namespace

DirtyProject::DirtyProject() {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(project::Project::open(path().toStdString(), project::Access::ReadWrite, parts,
                                               project::Check::None));
    const std::array files = {write("dirty.jsonl", dirtyLines())};
    importing::ImportOptions options;
    options.name = "dirty";
    options.roles = {{"question", "prompt"}, {"answer", "response"}};
    NullProgress silent;
    must(importing::importFiles(project, files, options, {}, silent));
    const auto facts = must(dataset::findDataset(project.database(), "dirty"));
    for (const auto& [split, first, last] : {std::tuple("train", 1, 6), std::tuple("test", 7, 12)}) {
        dataset::RowFilter rows;
        for (int row = first; row <= last; ++row)
            rows.rows.push_back(RowId{row});
        must(dataset::assignSplit(project, facts.id, rows, split, {}));
    }
}

} // namespace luthier::tests
