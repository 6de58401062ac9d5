#include "evaluator.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace luthier::templates {
namespace {

constexpr std::int64_t kRangeLimit = 100'000; // what Jinja's own sandbox allows

constexpr std::array<std::string_view, 7> kFunctions{"range",        "dict",   "namespace", "raise_exception",
                                                     "strftime_now", "joiner", "cycler"};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};

Result<Value> makeRange(Evaluator& evaluator, const CallArguments& arguments) {
    TRY(const auto bound, evaluator.bind("range", arguments, {"start", "stop", "step"}));
    for (const Value* one : bound)
        if (one != nullptr && !one->isInteger())
            return evaluator.wrongType("range", *one);
    if (bound[0] == nullptr)
        return evaluator.badCall("range");
    const std::int64_t begin = bound[1] == nullptr ? 0 : bound[0]->integer();
    const std::int64_t end = bound[1] == nullptr ? bound[0]->integer() : bound[1]->integer();
    const std::int64_t step = bound[2] == nullptr ? 1 : bound[2]->integer();
    if (step == 0)
        return evaluator.badCall("range");
    std::vector<Value> items;
    for (std::int64_t i = begin; step > 0 ? i < end : i > end;) {
        if (static_cast<std::int64_t>(items.size()) >= kRangeLimit)
            return evaluator.error("template.budget_spent").with("budget", "range");
        TRY_VOID(evaluator.charge(0));
        items.emplace_back(i);
        if (__builtin_add_overflow(i, step, &i))
            break;
    }
    return evaluator.makeList(std::move(items));
}

/// dict(pairs, name=value) and namespace(…).
Result<Value> makeMapping(Evaluator& evaluator, const FunctionData& function,
                          const CallArguments& arguments) {
    std::vector<std::pair<Value, Value>> entries;
    if (arguments.positional.size() > 1)
        return evaluator.badCall(function.name);
    if (!arguments.positional.empty()) {
        const Value& source = arguments.positional.front();
        if (const DictionaryData* dictionary = source.dictionary()) {
            entries = dictionary->entries;
        } else {
            TRY(const std::vector<Value> pairs, evaluator.iterate(source));
            for (const Value& pair : pairs) {
                TRY(const std::vector<Value> two, evaluator.iterate(pair));
                if (two.size() != 2)
                    return evaluator.badCall(function.name);
                entries.emplace_back(two[0], two[1]);
            }
        }
    }
    for (const auto& [name, value] : arguments.keyword)
        entries.emplace_back(textValue(name), value);
    TRY(Value dictionary, evaluator.makeDictionary(std::move(entries)));
    if (function.name == "dict")
        return dictionary;
    TRY(Value space, evaluator.makeNamespace());
    for (const auto& [name, value] : dictionary.dictionary()->entries) {
        if (name.text() == nullptr || name.text()->bytes.starts_with('_'))
            return evaluator.badCall("namespace");
        (*space.as<std::shared_ptr<NamespaceData>>())->variables.emplace_back(name.text()->bytes, value);
    }
    return space;
}

/// joiner(separator) and cycler(…): objects that count their calls.
Result<Value> makeCounting(Evaluator& evaluator, const FunctionData& function,
                           const CallArguments& arguments) {
    auto made = std::make_shared<FunctionData>();
    made->name = function.name == "joiner" ? "join next" : "cycle";
    made->state = std::make_shared<std::int64_t>(0);
    made->captured = arguments.positional;
    if (function.name == "joiner" && made->captured.empty())
        made->captured = {textValue(", ")};
    if (made->captured.empty())
        return evaluator.badCall(function.name);
    Value value{std::shared_ptr<const FunctionData>(std::move(made))};
    TRY_VOID(evaluator.makeList({value})); // checks the depth
    return value;
}

std::string twoDigits(int number, char fill = '0') {
    const std::string text = std::to_string(number);
    return text.size() < 2 ? fill + text : text;
}

/// A moment of UTC in the parts that formats name.
struct CalendarTime {
    int year = 1970;
    int month = 1;
    int day = 1;
    int weekday = 4;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

CalendarTime calendarTime(std::int64_t seconds) {
    using namespace std::chrono;
    const sys_seconds time{std::chrono::seconds(seconds)};
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    return {static_cast<int>(date.year()),
            static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(weekday(day).c_encoding()),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count())};
}

/// What a letter of a format says as a number, or nothing.
std::optional<int> timeNumber(char letter, const CalendarTime& time) {
    const int hour = time.hour % 12 == 0 ? 12 : time.hour % 12;
    const std::array<std::pair<char, int>, 9> numbers{{{'y', time.year % 100},
                                                       {'m', time.month},
                                                       {'d', time.day},
                                                       {'e', time.day},
                                                       {'H', time.hour},
                                                       {'I', hour},
                                                       {'M', time.minute},
                                                       {'S', time.second},
                                                       {'Y', time.year}}};
    for (const auto& [known, number] : numbers)
        if (known == letter)
            return number;
    return std::nullopt;
}

/// What a letter of a format says in words, or the letter as it stood.
std::string timeWords(char letter, const CalendarTime& time) {
    const std::string_view month = kMonths[static_cast<std::size_t>(time.month - 1)];
    const std::string_view day = kDays[static_cast<std::size_t>(time.weekday)];
    switch (letter) {
    case 'p':
        return time.hour < 12 ? "AM" : "PM";
    case 'B':
        return std::string(month);
    case 'b':
        return std::string(month.substr(0, 3));
    case 'A':
        return std::string(day);
    case 'a':
        return std::string(day.substr(0, 3));
    case 'Z':
        return "UTC";
    case 'z':
        return "+0000";
    case '%':
        return "%";
    default:
        return {'%', letter};
    }
}

} // namespace

std::string formatTime(std::int64_t seconds, std::string_view format) {
    const CalendarTime time = calendarTime(seconds);
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 >= format.size()) {
            out.push_back(format[i]);
            continue;
        }
        const bool bare = format[i + 1] == '-' && i + 2 < format.size(); // "%-d" has no leading zero
        const char letter = format[i + (bare ? 2 : 1)];
        i += bare ? 2 : 1;
        if (letter == 'F')
            out += formatTime(seconds, "%Y-%m-%d");
        else if (letter == 'T')
            out += formatTime(seconds, "%H:%M:%S");
        else if (const auto number = timeNumber(letter, time))
            out += bare || letter == 'Y' ? std::to_string(*number)
                                         : twoDigits(*number, letter == 'e' ? ' ' : '0');
        else
            out += timeWords(letter, time);
    }
    return out;
}

bool hasFunction(std::string_view name) {
    return std::find(kFunctions.begin(), kFunctions.end(), name) != kFunctions.end();
}

Result<Value> callFunction(Evaluator& evaluator, const FunctionData& function,
                           const CallArguments& arguments) {
    if (function.name == "range")
        return makeRange(evaluator, arguments);
    if (function.name == "dict" || function.name == "namespace")
        return makeMapping(evaluator, function, arguments);
    if (function.name == "raise_exception") {
        TRY(const auto bound, evaluator.bind("raise_exception", arguments, {"message"}));
        const std::string message = bound[0] == nullptr ? std::string() : printed(*bound[0]).bytes;
        return evaluator.error("template.raised").with("message", utf8Prefix(message, 500));
    }
    if (function.name == "strftime_now") {
        TRY(const auto bound, evaluator.bind("strftime_now", arguments, {"format"}));
        if (bound[0] == nullptr || bound[0]->text() == nullptr)
            return evaluator.badCall("strftime_now");
        return evaluator.makeText(plainText(formatTime(evaluator.now(), bound[0]->text()->bytes)));
    }
    if (function.name == "joiner" || function.name == "cycler")
        return makeCounting(evaluator, function, arguments);
    if (function.name == "join next")
        return (*function.state)++ == 0 ? textValue("") : function.captured.front();
    return evaluator.wrongType("()", Value());
}

} // namespace luthier::templates
