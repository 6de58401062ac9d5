#pragma once

#include "rule.h"

namespace luthier::cleaning {

/// A rule with the settings it is to work with.
struct ChosenRule {
    const Rule* rule = nullptr;
    RuleSettings settings;
};

/// All rules, in the order in which they are searched and mended.
const std::vector<Rule>& allRules();

/// The preset's bit (cleaning.no_such_preset, which names those there are).
Result<Preset> presetFromName(std::string_view name);
std::vector<std::string_view> presetNames(unsigned presets);

/// The rules of these names, or of the preset when there are none; each once, in the registry's order.
/// `settings` are `RULE.PARAMETER=NUMBER`. Fails with cleaning.no_such_rule, usage.not_yet for rules of a
/// later version, cleaning.bad_setting, cleaning.out_of_bounds.
Result<std::vector<ChosenRule>> chooseRules(const std::vector<std::string>& names,
                                            std::optional<Preset> preset,
                                            const std::vector<std::string>& settings);

} // namespace luthier::cleaning
