#pragma once

#include "bounds.h"
#include "finding.h"

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::recipe {

/// Reads the members of one JSON object and collects what is wrong with them; members that are absent leave
/// the value as it is. finish() reports members that nobody asked for.
class ObjectReader {
public:
    /// `path` stands before the names of fields in findings ("tokens").
    ObjectReader(const Json& object, std::string path, std::vector<Finding>& findings);

    void text(std::string_view key, std::string& value);
    void optionalText(std::string_view key, std::optional<std::string>& value);
    void integer(std::string_view key, std::int64_t& value, Bounds bounds);
    void optionalInteger(std::string_view key, std::optional<std::int64_t>& value, Bounds bounds);
    void number(std::string_view key, double& value, Bounds bounds);
    void optionalNumber(std::string_view key, std::optional<double>& value, Bounds bounds);
    void flag(std::string_view key, bool& value);
    /// A key of a later version: usage.not_yet where it stands.
    void later(std::string_view key, std::string_view available);
    /// One of `ready`; gives its index among `names`. Another of `names` or one of `later` is usage.not_yet.
    std::optional<std::size_t> choice(std::string_view key, std::span<const std::string_view> names,
                                      std::span<const std::string_view> ready,
                                      std::span<const std::string_view> later);
    /// A list of texts, as many as the bounds say; false when there is none such.
    bool names(std::string_view key, std::vector<std::string>& value, Bounds count);
    void layers(std::string_view key, std::vector<std::int64_t>& value);
    /// A number above 0 for each name.
    template <class Number>
    void pattern(std::string_view key, std::vector<std::pair<std::string, Number>>& value);
    /// The member is well-formed, and another value than `usual` comes with a later version.
    void notYet(std::string_view key, const Json& usual);
    /// The member, marked as known; null when absent.
    const Json* take(std::string_view key);
    void object(std::string_view key, const std::function<void(ObjectReader&)>& read);
    void objects(std::string_view key, const std::function<void(ObjectReader&)>& read);

    void wrongType(std::string_view key, std::string_view expected);
    void badValue(std::string_view key, std::string_view value, std::string_view expected);
    void finish();
    std::string pathOf(std::string_view key) const;

private:
    const Json* typed(std::string_view key, bool (Json::*check)() const noexcept, std::string_view expected);
    std::optional<double> bounded(std::string_view key, Bounds bounds, bool whole);

    const Json& m_object;
    std::string m_path;
    std::vector<Finding>& m_findings;
    std::vector<std::string> m_known;
};

/// "sft, pretrain"
std::string joinedNames(std::span<const std::string_view> names);

/// The candidate that a mistyped word most likely meant; empty when none is near.
std::string nearestName(std::string_view word, std::span<const std::string> candidates);

} // namespace luthier::recipe
