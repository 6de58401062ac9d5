#pragma once

#include <base/error.h>
#include <base/json.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace luthier::texts {

enum class Language { English, Korean };

/// `LUTHIER_LANGUAGE` (en, ko; a longer locale name such as ko_KR.UTF-8 too); English otherwise.
Language languageFromEnvironment();

/// The sentences of one language; immutable, shared between threads.
class Texts {
public:
    static const Texts& of(Language language);

    /// The sentence of `code` with its parameters filled in. An unknown code gives the code itself.
    std::string sentence(std::string_view code, const Parameters& parameters = {}) const;
    /// The sentence and, where there is one, the hint of the error's code. A line of a file stands before the
    /// sentence where that does not tell it.
    std::string message(const Error& error) const;
    std::string hint(const Error& error) const;
    /// The error as programs read it (cli.md): `{code, message, where:{file, field, line}, hint}`, null where
    /// there is nothing to say, with its `parameters` and, where there is one, the `detail`.
    Json document(const Error& error) const;

    bool has(std::string_view code) const;
    /// The sentence as written, parameters unfilled; empty for an unknown code.
    std::string raw(std::string_view code) const;
    std::vector<std::string> codes() const;

private:
    explicit Texts(std::string_view document);
    std::unordered_map<std::string, std::string> m_sentences;
};

} // namespace luthier::texts
