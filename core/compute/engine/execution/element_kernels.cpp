#include "../memory/weights.h"
#include "../operations/rowwise.h"
#include "kernel_table.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/add.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/rand.h>

#include <cmath>

namespace luthier::engine::kernel {
namespace {

program::Activation activationOf(const StepRun& run) {
    return run.step.as<program::ActivationAttributes>().activation;
}

Accumulate accumulateOf(const StepRun& run) {
    return run.adds(0) ? Accumulate::Yes : Accumulate::No;
}

/// The rows of its table that an embedding reads.
at::Tensor embeddedRows(const StepRun& run) {
    const auto* how = std::get_if<program::EmbedAttributes>(&run.step.attributes);
    const at::Tensor ids = run.operand(1).to(at::kLong);
    // Virtual tokens have no row; another takes the place of what is read for them.
    return (how && how->offset != 0 ? ids + how->offset : ids).clamp_min(0);
}

/// `loss` turns the outputs into their gradient, or leaves them where none is wanted.
void runLoss(const StepRun& run, Loss* loss) {
    const bool trains = run.result(1).defined() && !run.batch.forwardOnly;
    const at::Tensor outputs = run.result(1).defined() ? takenOver(run, 1, 0) : run.operand(0);
    loss(outputs, run.operand(1), run.result(0).view({run.result(0).size(0)}),
         trains ? run.batch.lossScale : 0.0);
}

} // namespace

void embed(const StepRun& run) {
    at::Tensor y = run.result(0);
    const program::Value& table = run.program[run.step.operands[0]];
    // What trains lies in the arena, whatever the checkpoint holds under its name.
    const at::Tensor rows = table.kind == program::Kind::Weight
                                ? run.weights->rows(table.name, embeddedRows(run))
                                : run.operand(0).index_select(0, embeddedRows(run));
    if (run.adds(0))
        y.add_(rows);
    else
        y.copy_(rows);
}

void embedGradient(const StepRun& run) {
    at::Tensor gradient = run.result(0);
    const auto* how = std::get_if<program::EmbedAttributes>(&run.step.attributes);
    at::Tensor untouched;
    if (how && how->padding >= 0)
        untouched = gradient.select(0, how->padding).clone();
    gradient.index_add_(0, embeddedRows(run), run.operand(0));
    if (untouched.defined())
        gradient.select(0, how->padding).copy_(untouched);
}

void add(const StepRun& run) {
    addInto(run.result(0), run.operand(0), run.operand(1));
}

void join(const StepRun& run) {
    std::int64_t column = 0;
    for (const at::Tensor& part : run.operands) {
        at::Tensor columns = run.result(0).narrow(1, column, part.size(1));
        if (columns.data_ptr() != part.data_ptr())
            columns.copy_(part);
        column += part.size(1);
    }
}

void gatedUnit(const StepRun& run) {
    gatedUnitForward(activationOf(run), run.result(0), run.operand(0), run.operand(1));
}

void gatedUnitBackward(const StepRun& run) {
    engine::gatedUnitBackward(activationOf(run), run.operand(0), takenOver(run, 0, 1), takenOver(run, 1, 2));
}

void activation(const StepRun& run) {
    activationForward(activationOf(run), run.result(0), run.operand(0));
}

void activationBackward(const StepRun& run) {
    engine::activationBackward(activationOf(run), run.operand(0), takenOver(run, 0, 1));
}

void scale(const StepRun& run) {
    const double factor = run.step.as<program::ScaleAttributes>().factor;
    if (run.operands.size() > 1) {
        at::Tensor y = run.result(0);
        if (run.adds(0))
            y.addcmul_(run.operand(0), run.operand(1), factor);
        else
            at::mul_out(y, run.operand(0), run.operand(1) * factor);
        return;
    }
    scaleInto(run.result(0), run.operand(0), factor, accumulateOf(run));
}

void softcap(const StepRun& run) {
    softcapForward(run.result(0), run.operand(0), run.step.as<program::SoftcapAttributes>().cap);
}

void softcapBackward(const StepRun& run) {
    engine::softcapBackward(run.result(0), run.operand(0), run.operand(1),
                            run.step.as<program::SoftcapAttributes>().cap);
}

void dropout(const StepRun& run) {
    const auto& how = run.step.as<program::DropoutAttributes>();
    const DropoutMask mask{run.batch.forwardOnly ? 0.0F : static_cast<float>(how.probability),
                           run.batch.dropoutSeed, run.batch.dropoutStream << 24U ^ how.stream};
    if (mask.probability == 0.0F) {
        copy(run);
        return;
    }
    applyDropout(run.result(0), run.operand(0), mask, accumulateOf(run));
}

/// Drawn on the CPU from seed, stream and place, wherever the rows lie.
void noise(const StepRun& run) {
    at::Tensor x = takenOver(run, 0, 0);
    if (run.batch.forwardOnly)
        return;
    const auto& how = run.step.as<program::NoiseAttributes>();
    const bool ofSource = run.program[run.step.operands[0]].axis == program::Axis::Source;
    const std::span<const std::int32_t> starts = ofSource ? run.batch.sourceStarts : run.batch.rowStarts;
    const std::uint64_t stream = run.batch.dropoutStream << 24U ^ how.stream;
    at::Generator generator =
        at::detail::createCPUGenerator(run.batch.dropoutSeed ^ ((stream + 1) * 0xD1B54A32D192ED03ULL));
    const std::int64_t columns = x.size(1);
    for (std::size_t text = 0; text + 1 < starts.size(); ++text) {
        const std::int64_t rows = starts[text + 1] - starts[text];
        if (rows <= 0)
            continue;
        const double most = how.alpha / std::sqrt(static_cast<double>(rows * columns));
        const at::Tensor draws =
            at::rand({rows, columns}, generator, at::TensorOptions().dtype(at::kFloat)).mul_(2.0).sub_(1.0);
        x.narrow(0, starts[text], rows).add_(draws.to(x.device()), most);
    }
}

void gatherRows(const StepRun& run) {
    at::Tensor rows = run.result(0);
    at::index_select_out(rows, run.operand(0), 0, run.operand(1));
}

void scatterRows(const StepRun& run) {
    at::Tensor whole = run.result(0);
    if (run.adds(0)) {
        whole.index_add_(0, run.operand(1), run.operand(0));
        return;
    }
    whole.zero_();
    whole.index_copy_(0, run.operand(1), run.operand(0));
}

void meanRows(const StepRun& run) {
    const std::span<const std::int32_t> starts = run.batch.rowStarts;
    for (std::size_t text = 0; text + 1 < starts.size(); ++text) {
        at::Tensor mean = run.result(0).select(0, static_cast<std::int64_t>(text));
        at::mean_out(mean, run.operand(0).narrow(0, starts[text], starts[text + 1] - starts[text]), 0);
    }
}

void spreadRows(const StepRun& run) {
    const std::span<const std::int32_t> starts = run.batch.rowStarts;
    for (std::size_t text = 0; text + 1 < starts.size(); ++text) {
        const std::int64_t tokens = starts[text + 1] - starts[text];
        at::Tensor rows = run.result(0).narrow(0, starts[text], tokens);
        const at::Tensor share =
            run.operand(0).narrow(0, static_cast<std::int64_t>(text), 1) / static_cast<double>(tokens);
        if (run.adds(0))
            rows.add_(share);
        else
            rows.copy_(share.expand_as(rows));
    }
}

namespace {

/// Spreads a share of each label over all classes: loss + share · (z of the label − mean z), and the gradient
/// likewise. `logits` are those of forward, of which these two are all that is needed.
class Smoothing {
public:
    Smoothing(const at::Tensor& logits, const at::Tensor& labels, double share)
        : m_labels(labels.clamp_min(0).unsqueeze(1))
        , m_counts(labels.ge(0).to(at::kFloat).unsqueeze(1))
        , m_added((logits.gather(1, m_labels) - logits.mean(1, true)) * m_counts * share)
        , m_share(share) {}

    void apply(at::Tensor losses, at::Tensor gradients, double scale) const {
        losses.add_(m_added);
        gradients.sub_(m_counts, scale * m_share / static_cast<double>(gradients.size(1)));
        gradients.scatter_add_(1, m_labels, m_counts * (scale * m_share));
    }

private:
    at::Tensor m_labels;
    at::Tensor m_counts; ///< 0 where a label has no loss
    at::Tensor m_added;
    double m_share;
};

} // namespace

void crossEntropy(const StepRun& run) {
    const auto* how = std::get_if<program::LossAttributes>(&run.step.attributes);
    // Held-out losses are of the labels as they are.
    if (!how || how->smoothing == 0 || run.batch.forwardOnly || !run.result(1).defined())
        return runLoss(run, engine::crossEntropy);
    const Smoothing smoothing(run.operand(0), run.operand(1), how->smoothing);
    runLoss(run, engine::crossEntropy);
    smoothing.apply(run.result(0), run.result(1), run.batch.lossScale);
}

void binaryCrossEntropy(const StepRun& run) {
    runLoss(run, engine::binaryCrossEntropy);
}

void squaredError(const StepRun& run) {
    runLoss(run, engine::squaredError);
}

void copy(const StepRun& run) {
    at::Tensor target = run.result(0);
    target.copy_(run.operand(0));
}

void storeRows(const StepRun& run) {
    const at::Tensor& rows = run.operand(0);
    run.result(0).narrow(0, run.batch.before, rows.size(0)).copy_(rows);
}

void zero(const StepRun& run) {
    at::Tensor target = run.result(0);
    target.zero_();
}

} // namespace luthier::engine::kernel
