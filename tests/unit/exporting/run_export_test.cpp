#include <base/fault.h>
#include <base/json.h>
#include <exporting/adapter_export.h>
#include <exporting/model_card.h>
#include <registry/series.h>
#include <support/finished_run.h>

#include <gtest/gtest.h>

#include <cerrno>

namespace luthier::exporting {
namespace {

namespace fs = std::filesystem;
using tests::FinishedRun;

TEST(AdapterExport, CopiesTheFolderByteForByte) {
    FinishedRun finished;
    const auto report = exportAdapter(finished.project, finished.run, finished.folder / "out", {});
    ASSERT_TRUE(report) << report.error().code();
    for (const char* name : {"adapter_config.json", "adapter_model.safetensors", "README.md"})
        EXPECT_EQ(tests::readWholeFile(finished.folder / "out" / name),
                  tests::readWholeFile(finished.runFolder() / "adapter" / name))
            << name;
    EXPECT_FALSE(fs::exists(finished.folder / "out/MANIFEST.json"));
    EXPECT_EQ(exportAdapter(finished.project, finished.run, finished.folder / "out", {}).error().code(),
              "file.exists");
}

TEST(AdapterExport, SendsAFullRunToItsModelFolder) {
    FinishedRun finished(FinishedRun::Kind::Model);
    const auto report = exportAdapter(finished.project, finished.run, finished.folder / "out", {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), "run.is_full");
    EXPECT_EQ(report.error().place().file, (finished.runFolder() / "model").string());
    EXPECT_FALSE(fs::exists(finished.folder / "out"));
}

TEST(AdapterExport, LeavesNothingOnAFullDisk) {
    FinishedRun finished;
    const ScopedFault fault(FaultPoint::Write, 2, ENOSPC);
    const auto report = exportAdapter(finished.project, finished.run, finished.folder / "out", {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), "file.no_space");
    EXPECT_FALSE(fs::exists(finished.folder / "out"));
    for (const auto& entry : fs::directory_iterator(finished.folder.path()))
        EXPECT_EQ(entry.path().filename().string().find(".partial"), std::string::npos) << entry;
}

TEST(AdapterExport, LeavesWhatLiesBesideTheTarget) {
    FinishedRun finished;
    tests::writeFile(finished.folder / "out.partial/notes.txt", "mine");
    tests::writeFile(finished.folder / ".out.partial/notes.txt", "mine too");
    ASSERT_TRUE(exportAdapter(finished.project, finished.run, finished.folder / "out", {}));
    EXPECT_EQ(tests::readWholeFile(finished.folder / "out.partial/notes.txt"), "mine");
    EXPECT_EQ(tests::readWholeFile(finished.folder / ".out.partial/notes.txt"), "mine too");
}

TEST(AdapterExport, RefusesARunWithoutAResult) {
    FinishedRun finished;
    fs::remove_all(finished.runFolder() / "adapter");
    EXPECT_EQ(exportAdapter(finished.project, finished.run, finished.folder / "out", {}).error().code(),
              "run.not_finished");
    EXPECT_EQ(modelCard(finished.project, finished.run, texts::Language::English, {}).error().code(),
              "run.not_finished");
}

std::string cardOf(FinishedRun& finished, texts::Language language) {
    const auto card = modelCard(finished.project, finished.run, language, {});
    return card ? *card : card.error().code();
}

void addComparison(FinishedRun& finished) {
    registry::Evaluation evaluation;
    evaluation.kind = "compare";
    const Json exact = {{"value", 0.25}, {"low", 0.1}, {"high", 0.4}};
    evaluation.summary = {
        {"rows", 4},
        {"dataset", "rows"},
        {"split", "test"},
        {"base", {{"loss", 2.5}, {"loss_low", 2.25}, {"loss_high", 2.75}, {"exact_match", exact}}},
        {"adapted", {{"loss", 0.5}, {"loss_low", 0.4}, {"loss_high", 0.6}, {"exact_match", exact}}},
        {"fixed", 3},
        {"broken", 1},
        {"mcnemar_p", 0.625},
        {"trained_rows", 2}};
    ASSERT_TRUE(registry::addEvaluation(finished.project.database(), finished.run.id, evaluation));
}

TEST(ModelCard, BeginsWithTheFrontMatterOfTheHub) {
    FinishedRun finished;
    const std::string card = cardOf(finished, texts::Language::English);
    EXPECT_TRUE(
        card.starts_with("---\nbase_model: \"tiny\"\nlibrary_name: peft\nlicense: \"Example licence "
                         "1.0\"\npipeline_tag: text-generation\ntags:\n- lora\n- luthier\n---\n\n# bench\n"))
        << card;
    EXPECT_NE(card.find("PeftModel.from_pretrained(base, \"path/to/adapter\")"), std::string::npos);
    FinishedRun full(FinishedRun::Kind::Model);
    const std::string other = cardOf(full, texts::Language::English);
    EXPECT_NE(other.find("library_name: transformers\n"), std::string::npos);
    EXPECT_EQ(other.find("PeftModel"), std::string::npos);
}

TEST(ModelCard, TellsDataResultsAndIntervals) {
    FinishedRun finished;
    EXPECT_NE(cardOf(finished, texts::Language::English).find("have not been compared yet"),
              std::string::npos);
    addComparison(finished);
    const std::string card = cardOf(finished, texts::Language::English);
    EXPECT_NE(card.find("| training | rows | train | v1 | 8 |"), std::string::npos) << card;
    EXPECT_NE(card.find("| r | 4 |"), std::string::npos);
    EXPECT_NE(card.find("| Loss | 2.5000 \\[2.2500, 2.7500\\] | 0.5000 \\[0.4000, 0.6000\\] |"),
              std::string::npos)
        << card;
    EXPECT_NE(
        card.find("3 rows went from wrong to right and 1 from right to wrong (McNemar's exact p = 0.625)."),
        std::string::npos);
    EXPECT_NE(card.find("2 of these rows were also trained on"), std::string::npos);
    EXPECT_EQ(card.find(finished.folder.path().string()), std::string::npos) << "no path of this machine";
    addComparison(finished);
    EXPECT_EQ(cardOf(finished, texts::Language::English), card)
        << "only the last comparison on the same rows counts";
}

TEST(ModelCard, SpeaksKorean) {
    FinishedRun finished;
    addComparison(finished);
    const std::string card = cardOf(finished, texts::Language::Korean);
    EXPECT_NE(card.find("## 데이터\n"), std::string::npos) << card;
    EXPECT_NE(card.find("기본 모델과 튜닝 모델이 \"rows\"(test)의 4행에 답했습니다."), std::string::npos);
    EXPECT_EQ(card.find("card."), std::string::npos) << "every code has its sentence";
    EXPECT_EQ(card.find('?'), std::string::npos) << "every parameter is filled";
}

TEST(ModelCard, LetsNoNameBecomeMarkup) {
    FinishedRun finished;
    finished.run.name = "a|b\n# <script> *x*";
    EXPECT_NE(cardOf(finished, texts::Language::English).find("# a\\|b \\# &lt;script> \\*x\\*\n"),
              std::string::npos);
}

TEST(ModelCard, IsWrittenWholeOrNotAtAll) {
    FinishedRun finished;
    const auto report =
        exportCard(finished.project, finished.run, finished.folder / "card.md", texts::Language::English, {});
    ASSERT_TRUE(report);
    EXPECT_EQ(static_cast<std::int64_t>(tests::readWholeFile(finished.folder / "card.md").size()),
              report->bytes);
    tests::writeFile(finished.folder / "card.md", "old");
    const ScopedFault fault(FaultPoint::Write, 1, ENOSPC);
    EXPECT_EQ(
        exportCard(finished.project, finished.run, finished.folder / "card.md", texts::Language::English, {})
            .error()
            .code(),
        "file.no_space");
    EXPECT_EQ(tests::readWholeFile(finished.folder / "card.md"), "old");
}

} // namespace
} // namespace luthier::exporting
