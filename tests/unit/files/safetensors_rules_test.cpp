#include "raw_safetensors.h"

#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::rawSafetensors;
using luthier::tests::TemporaryFolder;

namespace {

struct Case {
    const char* name;
    std::string bytes;
    /// Empty: the file is accepted.
    const char* code;
};

std::string tensor(std::string_view name, std::string_view dtype, std::string_view shape,
                   std::string_view offsets) {
    return "\"" + std::string(name) + "\":{\"dtype\":\"" + std::string(dtype) +
           "\",\"shape\":" + std::string(shape) + ",\"data_offsets\":" + std::string(offsets) + "}";
}

std::string header(const std::vector<std::string>& members) {
    std::string text = "{";
    for (const std::string& member : members)
        text += (text.size() > 1 ? "," : "") + member;
    return text + "}";
}

std::string a(std::string_view shape, std::string_view offsets) {
    return header({tensor("a", "F32", shape, offsets)});
}

std::vector<Case> acceptedCases() {
    const std::string plain = a("[2]", "[0,8]");
    return {
        {"no tensor", rawSafetensors("{}", 0), ""},
        {"one tensor", rawSafetensors(plain, 8), ""},
        {"trailing blanks", rawSafetensors(plain + "   \n\t ", 8), ""},
        {"leading blanks", rawSafetensors("  " + plain, 8), ""},
        {"scalar", rawSafetensors(a("[]", "[0,4]"), 4), ""},
        {"empty tensor", rawSafetensors(a("[0,7]", "[0,0]"), 0), ""},
        {"empty tensor between two",
         rawSafetensors(header({tensor("a", "U8", "[3]", "[0,3]"), tensor("e", "F32", "[0]", "[3,3]"),
                                tensor("b", "U8", "[1]", "[3,4]")}),
                        4),
         ""},
        {"order of the header differs from that of the data",
         rawSafetensors(header({tensor("b", "U8", "[1]", "[3,4]"), tensor("a", "U8", "[3]", "[0,3]")}), 4),
         ""},
        {"metadata",
         rawSafetensors(header({"\"__metadata__\":{\"format\":\"pt\"}", tensor("a", "U8", "[1]", "[0,1]")}),
                        1),
         ""},
        {"empty metadata", rawSafetensors("{\"__metadata__\":{}}", 0), ""},
        {"escapes in a name",
         rawSafetensors(header({tensor("\\u0041\\n\\ud83d\\ude00", "U8", "[1]", "[0,1]")}), 1), ""},
        {"packed half bytes", rawSafetensors(header({tensor("a", "F4", "[2,2]", "[0,2]")}), 2), ""},
        {"blanks everywhere",
         rawSafetensors(
             "{ \"a\" : { \"dtype\" : \"U8\" , \"shape\" : [ 1 ] , \"data_offsets\" : [ 0 , 1 ] } }", 1),
         ""},
    };
}

std::vector<Case> badShells() {
    const std::string plain = a("[2]", "[0,8]");
    return {
        {"empty file", "", "safetensors.too_short"},
        {"seven bytes", std::string(7, '\0'), "safetensors.too_short"},
        {"length without header", rawSafetensors(5, "", 0), "safetensors.cut_off"},
        {"length one past the end", rawSafetensors(plain.size() + 9, plain, 8), "safetensors.cut_off"},
        {"length of zero", rawSafetensors(0, "", 0), "safetensors.syntax"},
        {"length over the limit", rawSafetensors(100'000'001, plain, 8), "safetensors.header_too_large"},
        {"length of 2^63", rawSafetensors(std::uint64_t{1} << 63, plain, 8), "safetensors.header_too_large"},
        {"length of 2^64-1", rawSafetensors(~std::uint64_t{0}, plain, 8), "safetensors.header_too_large"},
        {"zip", std::string("PK\x03\x04", 4) + std::string(100, 'x'), "model.pickle"},
        {"pickle", std::string("\x80\x02}q", 4) + std::string(100, 'x'), "model.pickle"},
        {"git lfs pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
         "safetensors.lfs_pointer"},
        {"not utf-8", rawSafetensors("{\"\xff\":1}", 0), "safetensors.not_utf8"},
        {"surrogate encoded as utf-8", rawSafetensors("{\"\xed\xa0\x80\":1}", 0), "safetensors.not_utf8"},
        {"byte order mark", rawSafetensors("\xef\xbb\xbf{}", 0), "safetensors.syntax"},
        {"array", rawSafetensors("[]", 0), "safetensors.syntax"},
        {"number", rawSafetensors("1", 0), "safetensors.syntax"},
        {"text after the object", rawSafetensors("{}{}", 0), "safetensors.syntax"},
        {"NUL after the object", rawSafetensors(std::string_view("{}\0", 3), 0), "safetensors.syntax"},
        {"comment", rawSafetensors("{/*a*/}", 0), "safetensors.syntax"},
        {"trailing comma", rawSafetensors("{" + tensor("a", "U8", "[1]", "[0,1]") + ",}", 1),
         "safetensors.syntax"},
        {"unclosed object", rawSafetensors("{" + tensor("a", "U8", "[1]", "[0,1]"), 1), "safetensors.syntax"},
        {"unclosed string", rawSafetensors("{\"a", 0), "safetensors.syntax"},
        {"control character in a string", rawSafetensors("{\"a\nb\":1}", 0), "safetensors.syntax"},
        {"unknown escape", rawSafetensors("{\"\\x41\":1}", 0), "safetensors.syntax"},
        {"half a surrogate pair", rawSafetensors("{\"\\ud83d\":1}", 0), "safetensors.syntax"},
        {"cut unicode escape", rawSafetensors("{\"\\u00", 0), "safetensors.syntax"},
        {"deep nesting", rawSafetensors("{\"a\":" + std::string(100'000, '[') + "}", 0),
         "safetensors.syntax"},
    };
}

std::vector<Case> badTensors() {
    const auto one = [](std::string_view member, std::size_t data) {
        return rawSafetensors(header({std::string(member)}), data);
    };
    return {
        {"tensor is null", one("\"a\":null", 0), "safetensors.syntax"},
        {"no dtype", one("\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}", 1), "safetensors.missing_field"},
        {"no shape", one("\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}", 1), "safetensors.missing_field"},
        {"no offsets", one("\"a\":{\"dtype\":\"U8\",\"shape\":[1]}", 1), "safetensors.missing_field"},
        {"empty entry", one("\"a\":{}", 0), "safetensors.missing_field"},
        {"field twice",
         one("\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}", 1),
         "safetensors.duplicate_field"},
        {"unknown field",
         one("\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"code\":\"x\"}", 1),
         "safetensors.unknown_field"},
        {"unknown dtype", one(tensor("a", "F31", "[1]", "[0,4]"), 4), "safetensors.unknown_dtype"},
        {"lower-case dtype", one(tensor("a", "f32", "[1]", "[0,4]"), 4), "safetensors.unknown_dtype"},
        {"dtype of a number", one("\"a\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,4]}", 4),
         "safetensors.syntax"},
        {"name too long", one(tensor(std::string(513, 'n'), "U8", "[1]", "[0,1]"), 1),
         "safetensors.string_too_long"},
        {"nine dimensions", one(tensor("a", "U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]"), 1),
         "safetensors.rank_too_high"},
        {"negative size", one(tensor("a", "U8", "[-1]", "[0,1]"), 1), "safetensors.syntax"},
        {"fractional size", one(tensor("a", "U8", "[1.0]", "[0,1]"), 1), "safetensors.syntax"},
        {"size with exponent", one(tensor("a", "U8", "[1e0]", "[0,1]"), 1), "safetensors.syntax"},
        {"leading zero", one(tensor("a", "U8", "[01]", "[0,1]"), 1), "safetensors.syntax"},
        {"size of 2^64", one(tensor("a", "U8", "[18446744073709551616]", "[0,1]"), 1),
         "safetensors.number_too_large"},
        {"size of 2^63", one(tensor("a", "U8", "[9223372036854775808]", "[0,1]"), 1),
         "safetensors.number_too_large"},
        {"product wraps to the right length", one(tensor("a", "U8", "[4294967296,4294967296]", "[0,0]"), 0),
         "safetensors.shape_overflow"},
        {"bits wrap to the right length", one(tensor("a", "F32", "[4611686018427387904,2]", "[0,0]"), 0),
         "safetensors.shape_overflow"},
        {"overflow hidden by a zero",
         one(tensor("a", "F32", "[9223372036854775807,9223372036854775807,0]", "[0,0]"), 0),
         "safetensors.shape_overflow"},
        {"too few bytes", one(tensor("a", "F32", "[2]", "[0,7]"), 7), "safetensors.wrong_length"},
        {"too many bytes", one(tensor("a", "F32", "[2]", "[0,9]"), 9), "safetensors.wrong_length"},
        {"half a byte", one(tensor("a", "F4", "[3]", "[0,2]"), 2), "safetensors.wrong_length"},
        {"three quarters of a byte", one(tensor("a", "F6_E2M3", "[1]", "[0,1]"), 1),
         "safetensors.wrong_length"},
        {"one offset", one(tensor("a", "U8", "[1]", "[0]"), 1), "safetensors.bad_offsets"},
        {"three offsets", one(tensor("a", "U8", "[1]", "[0,1,1]"), 1), "safetensors.bad_offsets"},
        {"offsets the wrong way round", one(tensor("a", "U8", "[1]", "[1,0]"), 1), "safetensors.bad_offsets"},
        {"offset of 2^63", one(tensor("a", "U8", "[1]", "[9223372036854775808,9223372036854775809]"), 1),
         "safetensors.number_too_large"},
    };
}

std::vector<Case> badLayouts() {
    const auto two = [](std::string_view x, std::string_view y, std::size_t data) {
        return rawSafetensors(header({std::string(x), std::string(y)}), data);
    };
    const std::string first = tensor("a", "U8", "[4]", "[0,4]");
    return {
        {"hole at the start", rawSafetensors(a("[1]", "[4,8]"), 8), "safetensors.not_contiguous"},
        {"hole in the middle", two(first, tensor("b", "U8", "[4]", "[5,9]"), 9),
         "safetensors.not_contiguous"},
        {"overlap", two(first, tensor("b", "U8", "[4]", "[3,7]"), 7), "safetensors.not_contiguous"},
        {"same place twice", two(first, tensor("b", "U8", "[4]", "[0,4]"), 4), "safetensors.not_contiguous"},
        {"bytes after the last tensor", rawSafetensors(header({first}), 5), "safetensors.wrong_file_size"},
        {"bytes without a tensor", rawSafetensors("{}", 1), "safetensors.wrong_file_size"},
        {"file cut off", rawSafetensors(header({first}), 3), "safetensors.wrong_file_size"},
        {"same name twice", two(first, tensor("a", "U8", "[4]", "[4,8]"), 8), "safetensors.duplicate_name"},
        {"same name by an escape", two(first, tensor("\\u0061", "U8", "[4]", "[4,8]"), 8),
         "safetensors.duplicate_name"},
        {"metadata twice", two("\"__metadata__\":{}", "\"__metadata__\":{}", 0),
         "safetensors.duplicate_name"},
        {"metadata key twice", rawSafetensors("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0),
         "safetensors.duplicate_name"},
        {"metadata of a number", rawSafetensors("{\"__metadata__\":{\"k\":1}}", 0),
         "safetensors.bad_metadata"},
        {"metadata of an object", rawSafetensors("{\"__metadata__\":{\"k\":{}}}", 0),
         "safetensors.bad_metadata"},
        {"metadata is a string", rawSafetensors("{\"__metadata__\":\"pt\"}", 0), "safetensors.syntax"},
    };
}

void check(const std::vector<Case>& cases) {
    TemporaryFolder folder;
    for (const Case& item : cases) {
        const auto path = folder / "case.safetensors";
        tests::writeFile(path, item.bytes);
        const auto file = SafetensorsFile::open(path);
        if (*item.code == '\0') {
            EXPECT_TRUE(file.has_value()) << item.name << ": " << (file ? "" : file.error().code());
            continue;
        }
        ASSERT_FALSE(file) << item.name;
        EXPECT_EQ(file.error().code(), item.code) << item.name;
        EXPECT_EQ(file.error().kind(), ErrorKind::Refused) << item.name;
        EXPECT_EQ(file.error().place().file, path.string()) << item.name;
    }
}

} // namespace

TEST(SafetensorsReader, AcceptsWhatTheFormatAllows) {
    check(acceptedCases());
}
TEST(SafetensorsReader, RefusesWhatIsNoSafetensorsFile) {
    check(badShells());
}
TEST(SafetensorsReader, RefusesTensorsThatCannotBe) {
    check(badTensors());
}
TEST(SafetensorsReader, RefusesHolesOverlapsAndDuplicates) {
    check(badLayouts());
}

TEST(SafetensorsReader, ObeysItsLimits) {
    std::string many = "{";
    for (int i = 0; i < 20; ++i)
        many += (i ? "," : "") + tensor("t" + std::to_string(i), "U8", "[0]", "[0,0]");
    many += "}";
    EXPECT_TRUE(parseSafetensorsHeader(many, 0, {.tensors = 20}));
    EXPECT_EQ(parseSafetensorsHeader(many, 0, {.tensors = 19}).error().code(),
              "safetensors.too_many_tensors");
    const std::string metadata = "{\"__metadata__\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}";
    EXPECT_EQ(parseSafetensorsHeader(metadata, 0, {.metadataEntries = 2}).error().code(),
              "safetensors.too_much_metadata");
}

TEST(SafetensorsReader, RefusesFoldersAndMissingFiles) {
    TemporaryFolder folder;
    EXPECT_EQ(SafetensorsFile::open(folder.path()).error().code(), "file.not_regular");
    EXPECT_EQ(SafetensorsFile::open(folder / "none").error().code(), "file.not_found");
}
