#pragma once

#include <base/error.h>
#include <texts/texts.h>

#include <string>
#include <string_view>
#include <vector>

namespace luthier::exporting {

/// A Markdown document of sentences by code in one language. Values that go into it are escaped: names come
/// from people and files, and must not become markup.
class Markdown {
public:
    Markdown(texts::Language language, std::string head)
        : m_texts(&texts::Texts::of(language))
        , m_text(std::move(head)) {}

    /// A code's sentence with escaped parameters.
    std::string say(std::string_view code, const Parameters& parameters = {}) const;
    void title(std::string_view name);
    void heading(std::string_view code);
    /// A paragraph, and an item of a list.
    void sentence(std::string_view code, const Parameters& parameters = {});
    void item(std::string_view code, const Parameters& parameters = {});
    void code(std::string_view language, std::string_view lines);
    void raw(std::string_view text) { m_text += text; }
    /// Ends with one line end.
    std::string take();

    /// On one line, without a meaning to Markdown or HTML.
    static std::string escaped(std::string_view text);

private:
    const texts::Texts* m_texts;
    std::string m_text;
};

/// A table whose header is given by codes; cells are escaped.
class Table {
public:
    Table(Markdown& card, const std::vector<std::string_view>& header);
    void row(const std::vector<std::string>& cells);
    void end();

private:
    Markdown& m_card;
};

} // namespace luthier::exporting
