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
/// better one has more. Of answers that are judged one by one, those of the wanted and of the others; what
/// there was none of is unset.
struct Rewards {
    std::optional<double> chosen;
    std::optional<double> rejected;
    std::optional<double> accuracy;
};

/// `{chosen, rejected, margins, accuracies}`, as TRL calls them; without what is unset.
Json toJson(const Rewards& rewards);

/// Sums pairs up, four numbers each (engine::Tuner::pairValues).
class RewardSum {
public:
    void add(std::span<const float> pairValues);
    /// Nothing where there was no pair.
    std::optional<Rewards> mean() const;

private:
    struct Sum {
        double value = 0;
        std::int64_t count = 0;

        void add(double more) {
            value += more;
            ++count;
        }
        std::optional<double> mean() const {
            return count > 0 ? std::optional(value / static_cast<double>(count)) : std::nullopt;
        }
    };
    Sum m_chosen, m_rejected, m_accuracy;
};

} // namespace luthier::training
