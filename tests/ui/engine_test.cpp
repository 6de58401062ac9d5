#include "ui_support.h"

#include <bridge/engine_process.h>

namespace luthier::tests {
namespace {

using bridge::EngineProcess;

struct Answer {
    std::optional<Result<Json>> value;
    EngineProcess::Done take() {
        return [this](Result<Json> answer) {
            value = std::move(answer);
        };
    }
    bool wait() {
        return waitFor([this] { return value.has_value(); });
    }
};

TEST(Serve, SaysHello) {
    EngineProcess engine(bridge::engineProgram());
    bridge::Request request;
    Answer answer;
    engine.ask(request, QStringLiteral("hello"), Json::object(), 20000, answer.take());
    ASSERT_TRUE(answer.wait());
    ASSERT_TRUE(*answer.value);
    EXPECT_EQ((**answer.value)["name"], "luthier");
}

TEST(Serve, PreviewsAFileWithRolesAndConversations) {
    const SampleProject project;
    const auto file = project.write("pairs.csv", "question,answer,note\nHow?,So.,x\nWhen?,Now.,y\n");
    EngineProcess engine(bridge::engineProgram());
    bridge::Request request;
    Answer answer;
    engine.ask(request, QStringLiteral("import.preview"),
               {{"file", file.string()}, {"role", {"note=source"}}}, 20000, answer.take());
    ASSERT_TRUE(answer.wait());
    ASSERT_TRUE(*answer.value) << answer.value->error().code();
    const Json& preview = **answer.value;
    EXPECT_EQ(preview["layout"], "prompt_completion");
    EXPECT_EQ(preview["roles"]["question"], "prompt");
    EXPECT_EQ(preview["roles"]["note"], "source");
    EXPECT_EQ(preview["messages"][1]["messages"][0]["content"], "When?");
}

TEST(Serve, RefusesWithCodeAndParameters) {
    EngineProcess engine(bridge::engineProgram());
    bridge::Request request;
    Answer answer;
    engine.ask(request, QStringLiteral("import.preview"), {{"file", "/nowhere/at/all.csv"}}, 20000,
               answer.take());
    ASSERT_TRUE(answer.wait());
    ASSERT_FALSE(*answer.value);
    EXPECT_EQ(answer.value->error().code(), "file.not_found");
    EXPECT_EQ(answer.value->error().parameters().at("file"), "/nowhere/at/all.csv");
}

TEST(Serve, RefusesAnUnknownMethod) {
    EngineProcess engine(bridge::engineProgram());
    bridge::Request request;
    Answer answer;
    engine.ask(request, QStringLiteral("fly"), Json::object(), 20000, answer.take());
    ASSERT_TRUE(answer.wait());
    ASSERT_FALSE(*answer.value);
    EXPECT_EQ(answer.value->error().code(), "serve.unknown_method");
}

TEST(EngineProcess, SaysThatTheEngineIsNotThere) {
    EngineProcess engine(QStringLiteral("/nowhere/luthier-engine"));
    bridge::Request request;
    Answer answer;
    engine.ask(request, QStringLiteral("hello"), Json::object(), 20000, answer.take());
    ASSERT_TRUE(answer.wait());
    ASSERT_FALSE(*answer.value);
    EXPECT_EQ(answer.value->error().code(), "job.cannot_start");
}

TEST(EngineProcess, FailsTheQuestionsOfAnEngineThatEnds) {
    // `cat serve` finds no such file and ends: the question must not hang.
    EngineProcess engine(QStringLiteral("/bin/cat"));
    bridge::Request request;
    Answer answer;
    engine.ask(request, QStringLiteral("hello"), Json::object(), 50, answer.take());
    ASSERT_TRUE(answer.wait());
    EXPECT_FALSE(*answer.value);
}

} // namespace
} // namespace luthier::tests
