#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace luthier::cleaning {

/// Texts that are compared, by number from 0. The lower number is kept: the order of the numbers is that of
/// preference, not that of reading.
class TextSource {
public:
    virtual ~TextSource() = default;

    /// How many there are.
    virtual std::uint32_t size() const = 0;
    /// The side that a text stands on, where sides are compared; sides ascend with the numbers.
    virtual std::uint32_t side(std::uint32_t item) const = 0;

    using Visit = std::function<Status(std::uint32_t item, std::string text)>;
    /// Gives each text once, in any order that stays the same; ends at the first error of `visit`.
    virtual Status visit(const Visit& visit, StopToken stop) = 0;
    /// These texts, in this order.
    virtual Result<std::vector<std::string>> read(std::span<const std::uint32_t> items) = 0;
};

/// Texts in memory, all on one side unless `sides` says otherwise.
class TextList final : public TextSource {
public:
    explicit TextList(std::vector<std::string> texts, std::vector<std::uint32_t> sides = {})
        : m_texts(std::move(texts))
        , m_sides(std::move(sides)) {}

    std::uint32_t size() const override { return static_cast<std::uint32_t>(m_texts.size()); }
    std::uint32_t side(std::uint32_t item) const override { return m_sides.empty() ? 0 : m_sides[item]; }
    Status visit(const Visit& visit, StopToken stop) override;
    Result<std::vector<std::string>> read(std::span<const std::uint32_t> items) override;

private:
    std::vector<std::string> m_texts;
    std::vector<std::uint32_t> m_sides;
};

} // namespace luthier::cleaning
