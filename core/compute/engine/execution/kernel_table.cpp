#include "kernel_table.h"

#include <array>

namespace luthier::engine {

Kernel* kernelOf(program::OpKind kind) {
    using program::OpKind;
    static const std::array<Kernel*, program::kOpKinds> kTable = [] {
        std::array<Kernel*, program::kOpKinds> table{};
        const auto set = [&](OpKind of, Kernel* function) {
            table[static_cast<std::size_t>(of)] = function;
        };
        set(OpKind::Embed, kernel::embed);
        set(OpKind::EmbedGradient, kernel::embedGradient);
        set(OpKind::Linear, kernel::linear);
        set(OpKind::LinearInputGradient, kernel::linearInputGradient);
        set(OpKind::LinearWeightGradient, kernel::linearWeightGradient);
        set(OpKind::SumRows, kernel::sumRows);
        set(OpKind::Add, kernel::add);
        set(OpKind::Norm, kernel::norm);
        set(OpKind::NormBackward, kernel::normBackward);
        set(OpKind::ResidualNorm, kernel::residualNorm);
        set(OpKind::Rope, kernel::rope);
        set(OpKind::Join, kernel::join);
        set(OpKind::Attention, kernel::attention);
        set(OpKind::AttentionBackward, kernel::attentionBackward);
        set(OpKind::Convolution, kernel::convolution);
        set(OpKind::ConvolutionBackward, kernel::convolutionBackward);
        set(OpKind::Decay, kernel::decay);
        set(OpKind::DecayBackward, kernel::decayBackward);
        set(OpKind::DeltaRule, kernel::deltaRule);
        set(OpKind::DeltaRuleBackward, kernel::deltaRuleBackward);
        set(OpKind::GatedUnit, kernel::gatedUnit);
        set(OpKind::GatedUnitBackward, kernel::gatedUnitBackward);
        set(OpKind::Activation, kernel::activation);
        set(OpKind::ActivationBackward, kernel::activationBackward);
        set(OpKind::Scale, kernel::scale);
        set(OpKind::Softcap, kernel::softcap);
        set(OpKind::SoftcapBackward, kernel::softcapBackward);
        set(OpKind::Dropout, kernel::dropout);
        set(OpKind::Noise, kernel::noise);
        set(OpKind::ScaleColumns, kernel::scaleColumns);
        set(OpKind::ScaleColumnsBackward, kernel::scaleColumnsBackward);
        set(OpKind::RowLengths, kernel::rowLengths);
        set(OpKind::PlaceRows, kernel::placeRows);
        set(OpKind::PlaceRowsBackward, kernel::placeRowsBackward);
        set(OpKind::PlaceColumns, kernel::placeColumns);
        set(OpKind::PlaceColumnsBackward, kernel::placeColumnsBackward);
        set(OpKind::GatherRows, kernel::gatherRows);
        set(OpKind::ScatterRows, kernel::scatterRows);
        set(OpKind::MeanRows, kernel::meanRows);
        set(OpKind::SpreadRows, kernel::spreadRows);
        set(OpKind::CrossEntropy, kernel::crossEntropy);
        set(OpKind::BinaryCrossEntropy, kernel::binaryCrossEntropy);
        set(OpKind::SquaredError, kernel::squaredError);
        set(OpKind::LogProb, kernel::logProb);
        set(OpKind::LogProbBackward, kernel::logProbBackward);
        set(OpKind::Preference, kernel::preference);
        set(OpKind::StoreRows, kernel::storeRows);
        set(OpKind::Expand, kernel::expand);
        set(OpKind::Copy, kernel::copy);
        set(OpKind::Zero, kernel::zero);
        return table;
    }();
    return kTable[static_cast<std::size_t>(kind)];
}

at::Tensor takenOver(const StepRun& run, std::size_t result, std::size_t operand) {
    at::Tensor values = run.result(result);
    if (values.data_ptr() != run.operand(operand).data_ptr())
        values.copy_(run.operand(operand));
    return values;
}

} // namespace luthier::engine
