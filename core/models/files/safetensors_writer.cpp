#include "safetensors.h"

#include <base/json.h>
#include <base/utf8.h>

#include <algorithm>
#include <utility>

namespace luthier::files {

namespace {

/// Checks a plan by the rules that the reader enforces, so that nothing is written that would not be read.
Status checkPlan(const TensorPlan& plan, const std::string& file) {
    const SafetensorsLimits limits;
    std::uint64_t bits = static_cast<std::uint64_t>(bitsOf(plan.dtype));
    bool bad = plan.name.empty() || plan.name == "__metadata__" || plan.name.size() > limits.nameBytes ||
               !isValidUtf8(plan.name) || plan.shape.size() > limits.rank;
    for (const std::int64_t size : plan.shape)
        bad = bad || size < 0 || __builtin_mul_overflow(bits, static_cast<std::uint64_t>(size), &bits);
    if (bad || bits % 8 != 0)
        return failed("safetensors.bad_tensor").with("name", replaceInvalidUtf8(plan.name)).at(file);
    return {};
}

std::string jsonString(std::string_view text) {
    return dumpJson(Json(text));
}

std::string headerOf(const std::vector<TensorPlan>& order, const Metadata& metadata) {
    std::string text = "{\"__metadata__\":{";
    for (std::size_t i = 0; i < metadata.size(); ++i)
        text += (i ? "," : "") + jsonString(metadata[i].first) + ":" + jsonString(metadata[i].second);
    text += "}";
    std::uint64_t offset = 0;
    for (const TensorPlan& plan : order) {
        text += "," + jsonString(plan.name) + ":{\"dtype\":\"" + std::string(dtypeName(plan.dtype)) +
                "\",\"shape\":[";
        for (std::size_t i = 0; i < plan.shape.size(); ++i)
            text += (i ? "," : "") + std::to_string(plan.shape[i]);
        const std::uint64_t end = offset + plan.bytes();
        text += "],\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
        offset = end;
    }
    text += "}";
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

} // namespace

std::uint64_t TensorPlan::bytes() const {
    std::uint64_t bits = static_cast<std::uint64_t>(bitsOf(dtype));
    for (const std::int64_t size : shape)
        bits *= static_cast<std::uint64_t>(size);
    return bits / 8;
}

SafetensorsWriter::SafetensorsWriter(AtomicFile file, std::vector<TensorPlan> order, std::uint64_t expected)
    : m_file(std::move(file))
    , m_order(std::move(order))
    , m_expected(expected) {}

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& path,
                                                    std::vector<TensorPlan> plans, Metadata metadata) {
    std::sort(plans.begin(), plans.end(), [](const TensorPlan& a, const TensorPlan& b) {
        return a.dtype != b.dtype ? a.dtype > b.dtype : a.name < b.name;
    });
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        TRY_VOID(checkPlan(plans[i], path.string()));
        if (i > 0 && plans[i].dtype == plans[i - 1].dtype && plans[i].name == plans[i - 1].name)
            return failed("safetensors.bad_tensor").with("name", plans[i].name).at(path.string());
        expected += plans[i].bytes();
    }
    const bool hasFormat =
        std::any_of(metadata.begin(), metadata.end(), [](const auto& e) { return e.first == "format"; });
    if (!hasFormat)
        metadata.emplace_back("format", "pt");
    const std::string header = headerOf(plans, metadata);
    TRY(AtomicFile file, AtomicFile::create(path));
    char length[8];
    for (std::size_t i = 0; i < sizeof length; ++i)
        length[i] = static_cast<char>((header.size() >> (8 * i)) & 0xFF);
    TRY_VOID(file.write(std::string_view(length, sizeof length)));
    TRY_VOID(file.write(header));
    return SafetensorsWriter(std::move(file), std::move(plans), expected);
}

Status SafetensorsWriter::write(std::span<const std::byte> piece) {
    if (piece.size() > m_expected - m_written)
        return failed("safetensors.incomplete")
            .with("expected", static_cast<std::int64_t>(m_expected))
            .with("found", static_cast<std::int64_t>(m_written + piece.size()));
    TRY_VOID(m_file.write(piece));
    m_written += piece.size();
    return {};
}

Status SafetensorsWriter::commit() {
    if (m_written != m_expected)
        return failed("safetensors.incomplete")
            .with("expected", static_cast<std::int64_t>(m_expected))
            .with("found", static_cast<std::int64_t>(m_written));
    return m_file.commit();
}

Status writeSafetensors(const std::filesystem::path& path, std::span<const TensorData> tensors,
                        Metadata metadata) {
    std::vector<TensorPlan> plans;
    for (const TensorData& tensor : tensors) {
        if (tensor.bytes.size() != tensor.plan.bytes())
            return failed("safetensors.bad_tensor").with("name", tensor.plan.name).at(path.string());
        plans.push_back(tensor.plan);
    }
    TRY(SafetensorsWriter writer, SafetensorsWriter::create(path, std::move(plans), std::move(metadata)));
    for (const TensorPlan& plan : writer.order()) {
        const auto data = std::find_if(tensors.begin(), tensors.end(), [&](const TensorData& tensor) {
            return tensor.plan.name == plan.name;
        });
        TRY_VOID(writer.write(data->bytes));
    }
    return writer.commit();
}

} // namespace luthier::files
