#include "../operations/parallel.h"
#include "../operations/rowwise.h"
#include "optimizer.h"

#include <kernels/adamw_8bit/adamw_8bit.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

namespace luthier::engine {
namespace {

static_assert(footprint::kStateBlock == kernels::kMomentBlock);

// What is kept of a tensor, in the order of footprint::statesOf.
constexpr std::size_t kFirst = 0, kSecond = 1; // of small ones
constexpr std::size_t kFirstCodes = 2, kFirstAbsmax = 3, kSecondCodes = 4, kSecondAbsmax = 5;

/// One of the data types on the tensors' device.
class Bytes {
public:
    Bytes(const kernels::DynamicBytes& type, const at::Device& device)
        : m_values(at::from_blob(const_cast<float*>(type.values.data()), {256}, at::kFloat).to(device))
        , m_codes(at::from_blob(const_cast<std::uint8_t*>(type.codes.data()),
                                {static_cast<std::int64_t>(kernels::DynamicBytes::kSteps)}, at::kByte)
                      .to(device)) {}

    /// Whole blocks, one a row.
    at::Tensor expanded(const at::Tensor& codes, const at::Tensor& absmax) const {
        return m_values.index_select(0, codes.to(at::kInt)).view({-1, kernels::kMomentBlock}) *
               absmax.unsqueeze(-1);
    }
    /// Gives the codes, flat.
    at::Tensor quantised(const at::Tensor& blocks, at::Tensor absmax) const {
        absmax.copy_(blocks.abs().amax(-1));
        const at::Tensor shares = (blocks * absmax.reciprocal().unsqueeze(-1)).clamp(-1.0, 1.0);
        // In double the product is exact, so that this rounds once, as a fused operation does.
        const at::Tensor places =
            (((shares + 1.0) * 0.5).to(at::kDouble) * (kernels::DynamicBytes::kSteps - 1.0) + 0.5)
                .to(at::kFloat)
                .nan_to_num(0.0);
        return m_codes.index_select(0, places.to(at::kInt).flatten());
    }

private:
    at::Tensor m_values;
    at::Tensor m_codes;
};

/// A stretch of whole blocks, or the last one, as rows; zeros behind it.
at::Tensor blocksOf(const at::Tensor& flat) {
    const std::int64_t blocks = kernels::momentBlocks(flat.numel());
    if (blocks * kernels::kMomentBlock == flat.numel())
        return flat.view({blocks, kernels::kMomentBlock});
    at::Tensor padded = at::zeros({blocks * kernels::kMomentBlock}, flat.options());
    padded.narrow(0, 0, flat.numel()).copy_(flat);
    return padded.view({blocks, kernels::kMomentBlock});
}

void moveSmall(const Moving& moving, const OptimizerStep& step) {
    Moving small = moving;
    small.states = {moving.states[kFirst], moving.states[kSecond]};
    moveByAdamW(small, step);
}

bool isSmall(const Moving& moving) {
    return moving.parameters.numel() < footprint::kLeastInBytes;
}

} // namespace

void moveByAdamW8bitPlainly(const Moving& moving, const OptimizerStep& step) {
    if (isSmall(moving))
        return moveSmall(moving, step);
    constexpr std::int64_t kStretch = std::int64_t{1} << 18U; // what lies between stays small
    const Bytes firstType(kernels::signedBytes(), moving.parameters.device());
    const Bytes secondType(kernels::unsignedBytes(), moving.parameters.device());
    const auto steps = static_cast<double>(step.step);
    const double stepSize = -moving.rate / (1.0 - std::pow(step.beta1, steps));
    const double rootCorrection = std::sqrt(1.0 - std::pow(step.beta2, steps));
    for (std::int64_t at = 0; at < moving.parameters.numel(); at += kStretch) {
        const std::int64_t count = std::min(kStretch, moving.parameters.numel() - at);
        const auto flat = [&](const at::Tensor& whole) {
            return whole.narrow(0, at, count);
        };
        const auto scales = [&](const at::Tensor& whole) {
            return whole.narrow(0, at / kernels::kMomentBlock, kernels::momentBlocks(count));
        };
        const at::Tensor gradients = blocksOf(flat(moving.gradients)) * moving.gradientScale;
        const auto move = [&](const Bytes& type, std::size_t codes, std::size_t absmax, double beta,
                              const auto& add) {
            at::Tensor kept = flat(moving.states[codes]);
            at::Tensor moment = type.expanded(blocksOf(kept).flatten(), scales(moving.states[absmax]));
            add(moment.mul_(beta));
            kept.copy_(type.quantised(moment, scales(moving.states[absmax])).narrow(0, 0, count));
            return moment.flatten().narrow(0, 0, count);
        };
        const at::Tensor first = move(firstType, kFirstCodes, kFirstAbsmax, step.beta1,
                                      [&](at::Tensor moment) { moment.add_(gradients, 1.0 - step.beta1); });
        const at::Tensor second =
            move(secondType, kSecondCodes, kSecondAbsmax, step.beta2,
                 [&](at::Tensor moment) { moment.addcmul_(gradients, gradients, 1.0 - step.beta2); });
        at::Tensor weights = flat(moving.parameters);
        weights.mul_(1.0 - moving.rate * moving.weightDecay);
        weights.addcdiv_(first, (second.sqrt() / rootCorrection).add_(step.epsilon), stepSize);
    }
}

/// AdamW with moments in eight bits (arXiv 2110.02861), as bitsandbytes' AdamW8bit has it: small tensors keep
/// theirs in fp32.
void moveByAdamW8bit(const Moving& moving, const OptimizerStep& step) {
    if (isSmall(moving))
        return moveSmall(moving, step);
    if (!usesKernels(moving.gradients))
        return moveByAdamW8bitPlainly(moving, step);
    const auto floats = [](const at::Tensor& tensor) {
        return tensor.data_ptr<float>();
    };
    const auto bytes = [](const at::Tensor& tensor) {
        return tensor.data_ptr<std::uint8_t>();
    };
    const kernels::AdamW8bit operation{floats(moving.parameters),
                                       floats(moving.gradients),
                                       bytes(moving.states[kFirstCodes]),
                                       floats(moving.states[kFirstAbsmax]),
                                       bytes(moving.states[kSecondCodes]),
                                       floats(moving.states[kSecondAbsmax]),
                                       moving.parameters.numel(),
                                       step.step,
                                       moving.rate,
                                       step.beta1,
                                       step.beta2,
                                       step.epsilon,
                                       moving.weightDecay,
                                       static_cast<float>(moving.gradientScale)};
    check(kernels::adamW8bit(operation, onTorchThreads));
}

} // namespace luthier::engine
