#include "compare_support.h"

#include <base/files.h>
#include <bridge/engine_process.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <project/project.h>
#include <registry/part.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <QProcess>

#include <array>

namespace luthier::tests {
namespace {

const std::string kBaseWeights = "tiny 7ae50c1f22b84d0e9a6b1f3348d5c310";
const std::string kAdaptedWeights =
    "runs/0001/adapter sha256:5f0e77aa1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778899aabb91ab";

struct Pair {
    const char* prompt;
    const char* reference;
    const char* base;
    const char* adapted;
    bool baseRight;
    bool adaptedRight;
};

constexpr std::array<Pair, 5> kPairs = {{
    {"배송지를 잘못 적었어요. 이미 결제했는데 바꿀 수 있나요?",
     "네, 출고 전이라면 바꿀 수 있습니다. 주문 내역에서 새 주소를 입력해 주세요.",
     "배송지 변경은 판매자에게 문의해 주세요. 이미 결제한 주문은 주문 내역에서 확인할 수 있습니다.",
     "네, 출고 전이라면 바꿀 수 있습니다. 주문 내역에서 새 주소를 입력해 주세요.", false, true},
    {"How do I cancel an order I already paid for?", "Open Orders, choose the order, then Cancel.",
     "You can contact the seller about it.", "Open Orders, choose the order, then Cancel.", false, true},
    {"Can I pay with two cards?", "No, one card for each order.", "No, one card for each order.",
     "Yes, choose both cards in Orders.", true, false},
    {"포인트로만 결제할 수 있나요", "네, 가능합니다.", "네, 가능합니다.", "네, 가능합니다.", true, true},
    {"회원 등급은 언제 갱신되나요", "매달 1일에 갱신됩니다.", "매주 갱신됩니다.", "매달 말일에 갱신됩니다.",
     false, false},
}};

std::string rows() {
    std::string lines;
    std::int64_t row = 8;
    for (const Pair& pair : kPairs)
        lines += dumpJson({{"row", ++row},
                           {"prompt", pair.prompt},
                           {"reference", pair.reference},
                           {"base", pair.base},
                           {"adapted", pair.adapted},
                           {"base_nll", 2.41},
                           {"adapted_nll", 1.06},
                           {"base_weights", kBaseWeights},
                           {"adapted_weights", kAdaptedWeights},
                           {"base_exact", pair.baseRight},
                           {"adapted_exact", pair.adaptedRight}}) +
                 "\n";
    Json failedRow = {
        {"row", ++row}, {"prompt", "…"}, {"reference", nullptr}, {"base", nullptr}, {"adapted", nullptr}};
    failedRow["error"] = errorToJson(refused("run.not_finished").with("run", "0001"));
    return lines + dumpJson(failedRow) + "\n";
}

Json sideOf(double loss, double share, double low, double high) {
    return {{"loss", loss},
            {"loss_low", loss - 0.31},
            {"loss_high", loss + 0.34},
            {"exact_match", {{"value", share}, {"low", low}, {"high", high}}}};
}

Json summary() {
    return {{"rows", 6},
            {"scored", 5},
            {"failed", 1},
            {"base", sideOf(2.41, 0.4, 0.118, 0.769)},
            {"adapted", sideOf(1.06, 0.6, 0.231, 0.882)},
            {"fixed", 2},
            {"broken", 1},
            {"both_right", 1},
            {"both_wrong", 1},
            {"mcnemar_p", 1.0},
            {"dataset", "tickets"},
            {"split", "test"},
            {"trained_rows", 2},
            {"stopped", false}};
}

} // namespace

namespace {

void addRun(const SampleProject& sample, const Json& recipe, const std::string& lines, const Json& figures) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(project::Project::open(sample.path().toStdString(), project::Access::ReadWrite, parts,
                                               project::Check::None));
    const auto run = must(registry::createRun(project, recipe["name"].get<std::string>(), recipe));
    const auto good = [](const Status& status) {
        if (!status)
            throw std::runtime_error(status.error().code());
    };
    good(registry::setLineage(project.database(), run.id,
                              {{"device", "cpu"}, {"model", {{"path", "/models/tiny"}, {"hash", "7ae5"}}}}));
    good(registry::updateSummary(project.database(), run.id, {{"adapter", "adapter"}, {"best_loss", 1.31}}));
    const auto folder = registry::folderOf(project, run) / "evaluation" / "0001";
    std::filesystem::create_directories(folder);
    good(writeAtomically(folder / "rows.jsonl", lines));
    registry::Evaluation evaluation;
    evaluation.kind = "compare";
    evaluation.settings = Json::object();
    evaluation.summary = figures;
    evaluation.folder = "evaluation/0001";
    must(registry::addEvaluation(project.database(), run.id, evaluation));
}

Json rowOf(std::int64_t row, const char* text, const Json& reference, const Json& base, const Json& adapted) {
    Json document = {{"row", row},
                     {"prompt", text},
                     {"reference", reference},
                     {"base", base},
                     {"adapted", adapted},
                     {"base_nll", 0.72},
                     {"adapted_nll", 0.18},
                     {"base_weights", kBaseWeights},
                     {"adapted_weights", kAdaptedWeights}};
    return document;
}

} // namespace

void addComparedRun(const SampleProject& sample, const Json& recipe) {
    addRun(sample, recipe, rows(), summary());
}

Labelled labelledTexts() {
    Labelled made;
    made.recipe = {{"name", "reviews"}, {"task", "classification"}};
    made.rows = {rowOf(3, "정말 재미있게 봤어요. 배우들의 연기가 좋았습니다.", "good", "bad", "good"),
                 rowOf(9, "시간이 아까운 영화", "bad", "bad", "bad"),
                 rowOf(14, "A film that forgets its own beginning.", "bad", "bad", "good")};
    const bool right[][2] = {{false, true}, {true, true}, {true, false}};
    for (std::size_t i = 0; i < made.rows.size(); ++i) {
        made.rows[i]["base_exact"] = right[i][0];
        made.rows[i]["adapted_exact"] = right[i][1];
    }
    made.base = sideOf(0.72, 0.5, 0.31, 0.69);
    made.base["metrics"] = {{"accuracy", 0.5}, {"f1_macro", 0.3333}, {"f1_micro", 0.5}};
    made.adapted = sideOf(0.41, 0.875, 0.69, 0.957);
    made.adapted["metrics"] = {{"accuracy", 0.875}, {"f1_macro", 0.873}, {"f1_micro", 0.875}};
    made.more = {{"base_head", "random"}, {"fixed", 1},      {"broken", 1},
                 {"both_right", 1},       {"both_wrong", 0}, {"mcnemar_p", 1.0}};
    return made;
}

Labelled labelledNumbers() {
    Labelled made;
    made.recipe = {{"name", "stars"}, {"task", "regression"}};
    made.rows = {rowOf(3, "The bow is warm and good.", "4.5", "0.1", "4.2")};
    const Json none = {{"value", nullptr}, {"low", nullptr}, {"high", nullptr}};
    made.base = {{"loss", 9.1}, {"loss_low", 7.5}, {"loss_high", 10.9}, {"exact_match", none}};
    made.base["metrics"] = {{"mse", 9.1}, {"mae", 2.75}, {"pearson", nullptr}};
    made.adapted = {{"loss", 0.4}, {"loss_low", 0.2}, {"loss_high", 0.7}, {"exact_match", none}};
    made.adapted["metrics"] = {{"mse", 0.4}, {"mae", 0.52}, {"pearson", 0.91}};
    made.more = {{"fixed", 0}, {"broken", 0}, {"both_right", 0}, {"both_wrong", 0}, {"mcnemar_p", nullptr}};
    return made;
}

Labelled hiddenWords() {
    Labelled made = labelledNumbers();
    made.recipe = {{"name", "words"}, {"task", "mlm"}};
    made.rows = {rowOf(3, "The bow is warm and good.", nullptr, nullptr, nullptr)};
    made.base.erase("metrics");
    made.adapted.erase("metrics");
    return made;
}

void addComparedRun(const SampleProject& sample, const Labelled& labelled) {
    std::string lines;
    for (const Json& row : labelled.rows)
        lines += dumpJson(row) + "\n";
    const auto count = static_cast<std::int64_t>(labelled.rows.size());
    Json figures = {{"rows", count},         {"scored", count},      {"failed", 0},
                    {"base", labelled.base}, {"dataset", "tickets"}, {"adapted", labelled.adapted},
                    {"split", "test"},       {"trained_rows", 0},    {"stopped", false}};
    figures.update(labelled.more);
    addRun(sample, labelled.recipe, lines, figures);
}

bool runEngine(const QStringList& arguments) {
    QProcess engine;
    engine.setStandardOutputFile(QProcess::nullDevice());
    engine.start(bridge::engineProgram(), arguments);
    const bool ended = engine.waitForFinished(300'000);
    if (!ended || engine.exitCode() != 0)
        ADD_FAILURE() << engine.readAllStandardError().toStdString();
    return ended && engine.exitCode() == 0;
}

} // namespace luthier::tests
