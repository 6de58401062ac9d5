#pragma once

#include "adopting.h"

#include <recipe/recipe.h>
#include <recipe/schema.h>

namespace luthier::adopting {

/// A recipe that is being made of the keys of another program, all of them in one object.
class Draft {
public:
    Draft(const Json& keys, const std::filesystem::path& folder);

    /// Decides what becomes of a key.
    void take(AdoptedKey& key);

    void put(AdoptedKey& key, std::string_view path, Json value);
    void putNear(AdoptedKey& key, std::string_view path, Json value, std::string_view code);
    static void leave(AdoptedKey& key, std::string_view code);
    static void passOver(AdoptedKey& key);
    /// What a key says, where the file has it.
    const Json* said(std::string_view key) const { return member(m_keys, key); }
    const std::filesystem::path& folder() const { return m_folder; }
    const recipe::Recipe& standard() const { return m_standard; }
    Json& document() { return m_document; }

private:
    const Json& m_keys;
    const std::filesystem::path& m_folder;
    recipe::Recipe m_standard; ///< the defaults of its task and method
    Json m_document;
};

/// Where a document has a setting: the object that it stands in, made if need be, and its value; null: none.
Json& groupOf(Json& document, const recipe::Setting& setting);
const Json* valueIn(const Json& document, const recipe::Setting& setting);

/// The objective and the method that the keys ask for; what is not to be had here becomes chat tuning with
/// LoRA.
recipe::Task taskOf(const Json& keys);
recipe::MethodKind methodOf(const Json& keys);

} // namespace luthier::adopting
