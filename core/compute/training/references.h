#pragma once

#include <base/json.h>
#include <base/result.h>
#include <engine/batch.h>
#include <examples/frozen_data.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace luthier::training {

/// What the answers of pairs were worth to the model as the run began with it: two log-probabilities a row,
/// of the better answer and of the worse; empty where nothing is compared.
struct References {
    std::vector<float> train;
    std::vector<float> validation;
};

/// Gives a batch those of its rows; none where there are none.
void addReferences(engine::PackedBatch& batch, std::span<const std::int64_t> rows,
                   std::span<const float> references);

/// `references.safetensors` of a run's folder, beside its data. Reading gives nothing where there is no file;
/// fails with run.data_corrupt where it is not that of these rows, and with safetensors.*.
Status writeReferences(const std::filesystem::path& file, const References& references);
Result<std::optional<References>> readReferences(const std::filesystem::path& file,
                                                 const examples::FrozenData& train,
                                                 const examples::FrozenData& validation);

/// What pairs come to, as TRL tells it: means of the rewards of better and worse answers, and how often the
/// better one has more.
struct Rewards {
    double chosen = 0;
    double rejected = 0;
    double accuracy = 0;
    double margin() const { return chosen - rejected; }
};

/// `{chosen, rejected, margins, accuracies}`, as TRL calls them.
Json toJson(const Rewards& rewards);

/// Sums pairs up, four numbers each (engine::Tuner::pairValues).
class RewardSum {
public:
    void add(std::span<const float> pairValues);
    /// Nothing where there was no pair.
    std::optional<Rewards> mean() const;

private:
    Rewards m_sum;
    std::int64_t m_pairs = 0;
};

} // namespace luthier::training
