#pragma once

#include <base/error.h>
#include <base/json.h>
#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::adopting {

enum class Program : std::uint8_t { LlamaFactory, Axolotl, UnslothStudio, Trl };
/// "LLaMA-Factory", …; the same in every language.
std::string_view programName(Program program);

/// What became of a key. Taken: the recipe says the same. Near: it says what comes closest (code). Idle:
/// nothing here depends on it. Left: it would have meant something, and the recipe does not say it (code).
enum class Fate : std::uint8_t { Taken, Near, Idle, Left };
std::string_view fateName(Fate fate);

struct AdoptedKey {
    std::string key; ///< as it stands there, with its section: "training.packing"
    Json value;
    bool wasGiven = true; ///< false: a default of that program
    Fate fate = Fate::Taken;
    std::string path;           ///< of the setting: "tokens.packing"; empty where it is none
    Json becomes;               ///< its value in the recipe; null where there is none
    std::string code;           ///< why (module `texts`): "adopted.warmup_share"; empty where it is plain
    Parameters parameters = {}; ///< of its sentence
};

struct Adopted {
    Program program = Program::LlamaFactory;
    Json recipe; ///< complete but for what was left; readRecipe tells what is missing
    std::vector<AdoptedKey> keys;
};

/// The configuration of another program as a recipe. `folder`: where the file lies, for paths in it. Keys
/// whose values a recipe refuses are left, with the code of the finding. Fails with adopt.not_known where no
/// program is recognised by its keys.
Result<Adopted> adopt(const Json& document, const std::filesystem::path& folder);

/// A file of YAML or JSON: fails also with yaml.*, json.* and io.*.
Result<Adopted> adoptFile(const std::filesystem::path& file);

/// {"program", "recipe", "keys":[{"key", "value", "given", "fate", "path", "becomes", "code"}]}.
Json toJson(const Adopted& adopted);

} // namespace luthier::adopting
