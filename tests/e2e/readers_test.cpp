#include "trouble.h"

#include <fstream>

#include <sys/stat.h>

namespace luthier::tests {
namespace {

/// Damage that any file may come with. Huge ones are sparse: they cost the disk nothing.
struct Damage {
    std::string name;
    void (*make)(const std::filesystem::path& file, const std::string& good);
};

std::string asUtf16(const std::string& text) {
    std::string wide = "\xFF\xFE";
    for (const char byte : text)
        wide += {byte, '\0'};
    return wide;
}

const std::vector<Damage>& damages() {
    static const std::vector<Damage> all = {
        {"empty",
         [](const auto& file, const std::string&) {
             writeFile(file, "");
         }},
        {"blank",
         [](const auto& file, const std::string&) {
             writeFile(file, " \r\n\n\t\n");
         }},
        {"cut",
         [](const auto& file, const std::string& good) {
             writeFile(file, good.substr(0, good.size() / 2));
         }},
        {"wrong encoding",
         [](const auto& file, const std::string& good) {
             writeFile(file, asUtf16(good));
         }},
        {"foreign bytes",
         [](const auto& file, const std::string& good) {
             writeFile(file, "\xC0\xC1\xFE\xFF" + good);
         }},
        {"zeros",
         [](const auto& file, const std::string& good) {
             writeFile(file, std::string(good.size(), '\0'));
         }},
        {"huge",
         [](const auto& file, const std::string& good) {
             writeFile(file, good);
             std::filesystem::resize_file(file, std::uintmax_t{64} << 30);
         }},
        {"a folder",
         [](const auto& file, const std::string&) {
             std::filesystem::create_directories(file);
         }},
        {"a pipe",
         [](const auto& file, const std::string&) {
             if (mkfifo(file.c_str(), 0600) != 0)
                 throw std::runtime_error("no pipe");
         }},
        {"a pickle",
         [](const auto& file, const std::string&) {
             writeFile(file, std::string("PK\x03\x04\x00\x00model/data.pkl\x80\x02cos\nsystem\n", 40));
         }},
    };
    return all;
}

class Readers : public Trouble {
protected:
    static constexpr std::int64_t kMostMemory = std::int64_t{256} << 20;

    void SetUp() override {
        Trouble::SetUp();
        trainFirst(1);
        std::filesystem::copy(folder / "p.luthier/runs/0001/model", folder / "model",
                              std::filesystem::copy_options::recursive);
        writeFile(
            folder / "talk.jsonl",
            R"([{"role":"user","content":"Where is the bow?"},{"role":"assistant","content":"On bench 2."}])"
            "\n");
        writeFile(folder / "texts.jsonl", R"("Where is the bow?")"
                                          "\n");
    }
    /// Refused with a code and a sentence that names the file, in bounded memory.
    void expectRefused(const std::vector<std::string>& words, const std::string& file,
                       const std::string& damage, int exitCode = 3) {
        engine(words);
        // What is wrong with a line is told beside it, in a document of its own on stdout.
        if (last.errorCode().empty())
            last.errors = last.out;
        const std::string what =
            words[0] + " " + words[1] + ": " + file + " is " + damage + "\n" + last.out + last.errors;
        EXPECT_EQ(last.exitCode, exitCode) << what;
        ASSERT_FALSE(last.errorCode().empty()) << what;
        EXPECT_NE(last.error()["message"], last.errorCode()) << what;
        EXPECT_NE(last.errors.find(file), std::string::npos) << what;
        EXPECT_LE(last.peakBytes, kMostMemory) << what;
    }
    void damage(const std::string& file, const Damage& damage) {
        const std::string good = readWholeFile(folder / file);
        std::filesystem::rename(folder / file, folder / "good");
        damage.make(folder / file, good);
    }
    void repair(const std::string& file) {
        std::filesystem::remove_all(folder / file);
        std::filesystem::rename(folder / "good", folder / file);
    }
};

TEST_F(Readers, OfModelFoldersRefuseDamage) {
    for (const std::string file : {"config.json", "model.safetensors", "tokenizer.json"})
        for (const Damage& kind : damages()) {
            damage("model/" + file, kind);
            if (file != "tokenizer.json")
                expectRefused({"model", "inspect", path("model")}, file, kind.name);
            else
                expectRefused({"tokenize", path("model"), "--text", "x"}, file, kind.name);
            repair("model/" + file);
        }
    EXPECT_EQ(engine({"model", "inspect", path("model")}).exitCode, 0) << last.errors;
}

TEST_F(Readers, OfRowsRefuseDamage) {
    for (const Damage& kind : damages()) {
        damage("talk.jsonl", kind);
        expectRefused({"render", path("model"), "--messages", path("talk.jsonl")}, "talk.jsonl", kind.name);
        expectRefused({"generate", path("model"), "--messages", path("talk.jsonl")}, "talk.jsonl", kind.name);
        expectRefused({"model", "loss", path("model"), "--data", path("talk.jsonl")}, "talk.jsonl",
                      kind.name);
        repair("talk.jsonl");
        damage("texts.jsonl", kind);
        expectRefused({"tokenize", path("model"), "--jsonl", path("texts.jsonl")}, "texts.jsonl", kind.name);
        repair("texts.jsonl");
        // What an import can make sense of it takes, and lists the rest; an endless line it reads through.
        if (kind.name == "cut" || kind.name == "wrong encoding" || kind.name == "foreign bytes" ||
            kind.name == "huge")
            continue;
        damage("rows.jsonl", kind);
        expectRefused({"data", "import", project(), path("rows.jsonl")}, "rows.jsonl", kind.name);
        repair("rows.jsonl");
    }
    expectSound();
    EXPECT_EQ(engine({"data", "list", project()}).json()["datasets"].size(), 1U) << last.out;
}

TEST_F(Readers, OfTemplatesRefuseDamage) {
    writeFile(folder / "talk.jinja", "{% for message in messages %}{{ message['content'] }}{% endfor %}");
    ASSERT_EQ(
        engine({"render", path("model"), "--messages", path("talk.jsonl"), "--template", path("talk.jinja")})
            .exitCode,
        0)
        << last.errors;
    for (const Damage& kind : damages()) {
        damage("talk.jinja", kind);
        expectRefused(
            {"render", path("model"), "--messages", path("talk.jsonl"), "--template", path("talk.jinja")},
            "talk.jinja", kind.name);
        repair("talk.jinja");
    }
}

TEST_F(Readers, OfConversationsNameTheLineThatIsNone) {
    for (const char* line :
         {"5", "null", "\"a text\"", "{\"a\": 1}", "[5]", "[{\"content\": \"no role\"}]"}) {
        writeFile(folder / "talk.jsonl", R"([{"role":"user","content":"Where is the bow?"}])"
                                         "\n\n" +
                                             std::string(line) + "\n");
        for (const char* command : {"render", "generate"}) {
            expectRefused({command, path("model"), "--messages", path("talk.jsonl")}, "talk.jsonl", line);
            const Json place =
                last.errorCode().empty() ? last.lines().back()["error"]["where"] : last.error()["where"];
            EXPECT_EQ(place["line"], 3) << command << " " << line << last.out << last.errors;
        }
    }
}

TEST_F(Readers, OfRecipesRefuseDamage) {
    for (const Damage& kind : damages()) {
        damage("full.json", kind);
        expectRefused({"recipe", "check", path("full.json")}, "full.json", kind.name);
        repair("full.json");
    }
}

TEST_F(Readers, NeverOpenPickles) {
    for (const char* name :
         {"pytorch_model.bin", "model.pt", "consolidated.pth", "model.ckpt", "model.pkl"}) {
        std::filesystem::rename(folder / "model/model.safetensors", folder / "good");
        writeFile(folder / "model" / name, std::string("\x80\x02") + "cos\nsystem\n(S'touch owned'\ntR.");
        EXPECT_EQ(engine({"model", "inspect", path("model")}).exitCode, 3) << name << last.out;
        EXPECT_EQ(last.errorCode(), "model.pickle") << name << last.errors;
        EXPECT_NE(last.error()["hint"].get<std::string>().find("safetensors"), std::string::npos)
            << last.errors;
        EXPECT_EQ(engine({"generate", path("model"), "--prompt", "x"}).errorCode(), "model.pickle")
            << name << last.errors;
        EXPECT_EQ(engine({"data", "import", project(), (folder / "model" / name).string()}).exitCode, 3)
            << name << last.errors;
        std::filesystem::remove(folder / "model" / name);
        std::filesystem::rename(folder / "good", folder / "model/model.safetensors");
    }
    std::filesystem::create_directories(folder / "adapter");
    writeFile(
        folder / "adapter/adapter_config.json",
        R"({"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"base_model_name_or_path":"model"})");
    writeFile(folder / "adapter/adapter_model.bin", "\x80\x02.");
    EXPECT_EQ(engine({"generate", path("model"), "--adapter", path("adapter"), "--prompt", "x"}).exitCode, 3)
        << last.errors;
    EXPECT_NE(last.errors.find("pickle"), std::string::npos) << last.errors;
}

TEST_F(Readers, ATrainingWhoseWeightsAreDamagedIsRefusedBeforeThereIsARun) {
    const std::string good = readWholeFile(folder / "model/model.safetensors");
    const std::string source = recipe("on", {{"model", path("model")}});
    for (const std::string& bytes : {std::string(), good.substr(0, good.size() / 2)}) {
        writeFile(folder / "model/model.safetensors", bytes);
        EXPECT_EQ(engine({"train", project(), "--recipe", source}).exitCode, 3) << last.out;
        EXPECT_EQ(last.error()["where"]["file"], path("model/model.safetensors")) << last.errors;
    }
    EXPECT_EQ(engine({"run", "list", project()}).json()["runs"].size(), 1U) << last.out;
}

} // namespace
} // namespace luthier::tests
