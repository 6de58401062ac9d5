#include "raw_safetensors.h"

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cstring>
#include <set>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::TemporaryFolder;

namespace {

std::vector<std::byte> bytesOf(std::initializer_list<int> values) {
    std::vector<std::byte> bytes;
    for (const int value : values)
        bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

} // namespace

TEST(SafetensorsWriter, WritesWhatTheReferenceWritesByteForByte) {
    const auto golden = tests::sourceFile("tests/golden/safetensors/mixed.safetensors");
    const auto reference = SafetensorsFile::open(golden);
    ASSERT_TRUE(reference) << reference.error().code();
    ASSERT_EQ(reference->tensors().size(), 10u);
    std::vector<TensorData> tensors;
    for (auto tensor = reference->tensors().rbegin(); tensor != reference->tensors().rend(); ++tensor)
        tensors.push_back({{tensor->name, tensor->dtype, tensor->shape}, reference->bytes(*tensor)});
    TemporaryFolder folder;
    ASSERT_TRUE(writeSafetensors(folder / "ours.safetensors", tensors));
    EXPECT_EQ(tests::readWholeFile(folder / "ours.safetensors"), tests::readWholeFile(golden));
}

TEST(SafetensorsWriter, TakesTensorsInPieces) {
    TemporaryFolder folder;
    const auto path = folder / "a.safetensors";
    auto writer = SafetensorsWriter::create(path, {{"small", Dtype::U8, {2}}, {"large", Dtype::F32, {2}}},
                                            {{"note", "x"}});
    ASSERT_TRUE(writer);
    ASSERT_EQ(writer->order().front().name, "large");
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(writer->write(bytesOf({2 * i, 2 * i + 1})));
    EXPECT_FALSE(std::filesystem::exists(path)) << "nothing under the name before commit";
    ASSERT_TRUE(writer->commit());
    const auto file = SafetensorsFile::open(path);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->metadata(), (Metadata{{"note", "x"}, {"format", "pt"}}));
    const auto small = file->values<std::uint8_t>("small", Dtype::U8);
    ASSERT_TRUE(small);
    EXPECT_EQ((*small)[1], 9);
}

TEST(SafetensorsWriter, RefusesToEndEarlyOrLate) {
    TemporaryFolder folder;
    auto writer = SafetensorsWriter::create(folder / "a.safetensors", {{"a", Dtype::U8, {2}}});
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write(bytesOf({1})));
    EXPECT_EQ(writer->commit().error().code(), "safetensors.incomplete");
    EXPECT_EQ(writer->write(bytesOf({1, 2})).error().code(), "safetensors.incomplete");
}

TEST(SafetensorsWriter, RefusesTensorsThatItsReaderWouldRefuse) {
    TemporaryFolder folder;
    const std::vector<TensorPlan> bad{
        {"", Dtype::U8, {1}},
        {"__metadata__", Dtype::U8, {1}},
        {std::string(513, 'n'), Dtype::U8, {1}},
        {"\xff", Dtype::U8, {1}},
        {"a", Dtype::U8, {-1}},
        {"a", Dtype::F4, {1}},
        {"a", Dtype::F32, {std::int64_t{1} << 62, 4}},
        {"a", Dtype::U8, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
    };
    for (const TensorPlan& plan : bad) {
        const auto writer = SafetensorsWriter::create(folder / "a.safetensors", {plan});
        ASSERT_FALSE(writer) << plan.name;
        EXPECT_EQ(writer.error().code(), "safetensors.bad_tensor");
    }
    EXPECT_FALSE(
        SafetensorsWriter::create(folder / "a.safetensors", {{"a", Dtype::U8, {1}}, {"a", Dtype::U8, {2}}}));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SafetensorsFile, GivesValuesOnlyUnderTheirType) {
    TemporaryFolder folder;
    tests::writeZeros(folder / "a.safetensors", {{"x", {3}}, {"ids", {2}, Dtype::I64}});
    const auto file = SafetensorsFile::open(folder / "a.safetensors");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->values<float>("x", Dtype::F32)->size(), 3u);
    EXPECT_EQ(file->values<std::int64_t>("ids", Dtype::I64)->size(), 2u);
    EXPECT_EQ(file->values<float>("ids", Dtype::F32).error().code(), "safetensors.wrong_dtype");
    EXPECT_EQ(file->values<float>("y", Dtype::F32).error().code(), "safetensors.missing_tensor");
    EXPECT_EQ(file->find("y"), nullptr);
}

/// The length of a header stands first in the file: two of them are how a pickle begins.
TEST(SafetensorsWriter, ReadsBackWhateverItsHeadersLength) {
    TemporaryFolder folder;
    const std::vector<float> values{1.5F};
    std::set<std::uint64_t> lengths;
    for (std::size_t more = 0; more < 1400; more += 8) {
        const TensorData tensor{{"value", Dtype::F32, {1}}, std::as_bytes(std::span(values))};
        ASSERT_TRUE(
            writeSafetensors(folder / "one.safetensors", {&tensor, 1}, {{"note", std::string(more, 'x')}}));
        const std::string written = tests::readWholeFile(folder / "one.safetensors");
        std::uint64_t length = 0;
        std::memcpy(&length, written.data(), sizeof(length));
        lengths.insert(length);
        const auto read = SafetensorsFile::open(folder / "one.safetensors");
        ASSERT_TRUE(read) << length << " " << read.error().code();
    }
    EXPECT_TRUE(lengths.contains(0x280) && lengths.contains(0x480));
}
