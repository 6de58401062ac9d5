#include "desk.h"

#include <importing/dataset_info.h>

using namespace luthier;
using namespace luthier::importing;
using luthier::importing::tests::Desk;
using luthier::importing::tests::must;

TEST(DatasetInfo, NamesFilesAndTheRolesOfTheirColumns) {
    Desk desk;
    desk.file("pairs.json", R"([{"q":"a","good":"b","poor":"c"}])");
    desk.file("plain.json", R"([{"instruction":"a","output":"b"}])");
    desk.file("seen.json", "[]");
    const auto list = desk.file("dataset_info.json", R"({
        "pairs": {"file_name": "pairs.json", "ranking": true,
                  "columns": {"prompt": "q", "chosen": "good", "rejected": "poor"}},
        "plain": {"file_name": "plain.json"},
        "hub": {"hf_hub_url": "someone/something"},
        "gone": {"file_name": "gone.json"},
        "out": {"file_name": "../secret.json"},
        "seen": {"file_name": "seen.json", "columns": {"messages": "m", "images": "i"}}})");
    EXPECT_TRUE(isDatasetInfo(list));
    EXPECT_FALSE(isDatasetInfo(desk.folder / "plain.json"));
    const auto info = must(readDatasetInfo(list));
    ASSERT_EQ(info.files.size(), 2U);
    EXPECT_EQ(info.files[0].name, "pairs");
    EXPECT_EQ(info.files[0].roles,
              (dataset::Roles{{"q", "prompt"}, {"good", "chosen"}, {"poor", "rejected"}}));
    EXPECT_EQ(info.files[1].roles, dataset::Roles());
    std::map<std::string, std::string> left;
    for (const auto& entry : info.leftOut)
        left[entry.name] = entry.reason.code();
    EXPECT_EQ(left, (std::map<std::string, std::string>{{"hub", "import.info_not_here"},
                                                        {"gone", "import.info_no_file"},
                                                        {"out", "import.info_outside"},
                                                        {"seen", "import.info_images"}}));
    ImportOptions options;
    options.roles = info.files[0].roles;
    EXPECT_EQ(desk.take(info.files[0].file, options).dataset.layout, "preference");
}

TEST(DatasetInfo, RefusesWhatIsNone) {
    Desk desk;
    for (const char* text : {"[]", "{}", "{\"a\": 3}", "3"})
        EXPECT_EQ(readDatasetInfo(desk.file("dataset_info.json", text)).error().code(), "import.info_bad")
            << text;
    EXPECT_FALSE(readDatasetInfo(desk.file("dataset_info.json", "{")));
    EXPECT_FALSE(readDatasetInfo(desk.folder / "nowhere/dataset_info.json"));
}

TEST(DatasetInfo, OfTheRealFileFindsWhatIsThere) {
    SKIP_WITHOUT_SHARED_DATA();
    const auto info =
        must(readDatasetInfo(luthier::tests::sharedData() / "datasets/llamafactory/dataset_info.json"));
    std::vector<std::string> names;
    for (const auto& file : info.files)
        names.push_back(file.name);
    for (const char* name : {"identity", "alpaca_en_demo", "dpo_en_demo", "kto_en_demo", "c4_demo"})
        EXPECT_NE(std::ranges::find(names, name), names.end()) << name;
    EXPECT_EQ(names.size(), 5U);
}
