#pragma once

#include <base/result.h>

#include <filesystem>
#include <string_view>

namespace luthier::files {

/// Where a model keeps the chat templates that are taken by name.
constexpr std::string_view kTemplateFolder = "additional_chat_templates";

/// Copies the files that turn text into ids and back (tokenizer, chat templates, generation_config.json), so
/// that what was made from a model can be used by itself. Those that are not there are passed over; a link
/// out of the folder is refused (model.unsafe_name).
Status copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies licences and notices (LICENSE*, NOTICE*, USE_POLICY*), which must go along with the weights.
Status copyLicenceFiles(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace luthier::files
