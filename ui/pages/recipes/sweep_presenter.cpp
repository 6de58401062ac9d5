#include "sweep_presenter.h"

#include <recipe/schema.h>

#include <algorithm>
#include <array>

namespace luthier::recipes {
namespace {

constexpr int kSoonMilliseconds = 350;
constexpr int kPlanDeadline = 120'000; // rows may have to be counted
/// What is varied most often comes first.
constexpr std::array<std::string_view, 6> kUsual = {"optimizer.learning_rate", "method.r",
                                                    "preference.beta",         "duration.num_train_epochs",
                                                    "optimizer.weight_decay",  "seed"};

QString written(const QList<double>& values) {
    QStringList texts;
    for (const double value : values)
        texts << QString::number(value, 'g', 2);
    return texts.join(QStringLiteral(", "));
}

bool canVary(const NamedSetting& setting) {
    const recipe::Setting* row = recipe::settingAt(setting.path);
    return row && recipe::kindOf(*row) != recipe::Kind::Own && recipe::kindOf(*row) != recipe::Kind::Flag;
}

} // namespace

SweepPresenter::SweepPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions,
                               RecipePresenter& recipe, bool acceptsMemory, int threads)
    : m_bridge(bridge)
    , m_questions(questions)
    , m_recipe(recipe)
    , m_acceptsMemory(acceptsMemory)
    , m_threads(threads) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SweepPresenter::ask);
    for (NamedSetting& setting : namedSettings(recipe.recipe()))
        if (canVary(setting))
            m_settings.push_back(std::move(setting));
    if (!m_settings.empty())
        add();
}

QString SweepPresenter::valuesAround(const std::string& path) const {
    const recipe::Setting* setting = recipe::settingAt(path);
    if (!setting)
        return {};
    const Json value = recipe::valueOf(*setting, m_recipe.recipe());
    switch (recipe::kindOf(*setting)) {
    case recipe::Kind::Number:
        if (const double own = value.is_number() ? value.get<double>() : 0; own > 0)
            return written({own / 3, own, own * 3});
        return {};
    case recipe::Kind::Integer: {
        const auto own = value.is_number() ? value.get<std::int64_t>() : 0;
        return own > 1 ? QStringLiteral("%1, %2, %3").arg(own / 2).arg(own).arg(own * 2)
                       : QStringLiteral("%1, %2").arg(own).arg(own + 1);
    }
    case recipe::Kind::Choice: {
        QStringList names;
        for (const std::string_view name : recipe::readyNames(*setting))
            names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
        return names.mid(0, 3).join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

void SweepPresenter::add() {
    const auto isFree = [this](const std::string& path) {
        return std::ranges::none_of(m_lines, [&](const Line& line) { return line.path == path; });
    };
    const auto canTake = [&](const std::string& path) {
        return isFree(path) && !valuesAround(path).isEmpty() &&
               std::ranges::any_of(m_settings, [&](const NamedSetting& one) { return one.path == path; });
    };
    std::string path;
    for (const std::string_view usual : kUsual)
        if (path.empty() && canTake(std::string(usual)))
            path = usual;
    for (const NamedSetting& setting : m_settings)
        if (path.empty() && canTake(setting.path))
            path = setting.path;
    if (path.empty())
        return;
    m_lines.push_back({path, valuesAround(path)});
    Q_EMIT linesChanged();
    askSoon();
}

void SweepPresenter::remove(std::size_t line) {
    m_lines.erase(m_lines.begin() + static_cast<std::ptrdiff_t>(line));
    Q_EMIT linesChanged();
    askSoon();
}

void SweepPresenter::choose(std::size_t line, const std::string& path) {
    m_lines[line] = {path, valuesAround(path)};
    Q_EMIT linesChanged();
    askSoon();
}

void SweepPresenter::write(std::size_t line, const QString& text) {
    m_lines[line].text = text;
    askSoon();
}

void SweepPresenter::setPairing(recipe::Pairing pairing) {
    m_pairing = pairing;
    askSoon();
}

void SweepPresenter::setPruning(registry::Pruning pruning) {
    m_pruning = pruning;
    askSoon();
}

bool SweepPresenter::isValidated() const {
    return !m_recipe.recipe().validation.empty() && m_recipe.recipe().evalSteps > 0;
}

Json SweepPresenter::params() const {
    Json varied = Json::array();
    for (const Line& line : m_lines)
        varied.push_back({{"path", line.path}, {"values", recipe::valuesIn(line.text.toStdString())}});
    return {{"project", m_bridge.project()->folder.toStdString()},
            {"recipe", m_recipe.document()},
            {"name", runName(m_recipe.recipe())},
            {"force", m_acceptsMemory},
            {"threads", m_threads},
            {"vary", std::move(varied)},
            {"pairing", m_pairing == recipe::Pairing::List ? "list" : "grid"},
            {"prune", registry::pruningName(m_pruning)}};
}

void SweepPresenter::askSoon() {
    m_runs.reset();
    m_error.reset();
    m_isAsking = true;
    m_request.cancel();
    m_timer.start(kSoonMilliseconds);
    Q_EMIT changed();
}

void SweepPresenter::ask() {
    if (!m_bridge.project())
        return;
    m_questions.ask(
        m_request, QStringLiteral("sweep.plan"), params(), kPlanDeadline, [this](Result<Json> answer) {
            m_isAsking = false;
            if (!answer) {
                m_error = answer.error();
            } else {
                std::vector<Run> runs;
                for (const Json& run : answer->value("runs", Json::array())) {
                    const Json* seconds = member(run, "seconds");
                    runs.push_back({QString::fromStdString(stringAt(run, "name", "").value_or("")),
                                    seconds && seconds->is_number() ? std::optional(seconds->get<double>())
                                                                    : std::nullopt});
                }
                m_runs = std::move(runs);
                m_peakBytes = integerAt(*answer, "peak_bytes", 0).value_or(0);
                const Json* seconds = member(*answer, "seconds");
                m_seconds =
                    seconds && seconds->is_number() ? std::optional(seconds->get<double>()) : std::nullopt;
            }
            Q_EMIT changed();
        });
}

void SweepPresenter::start() {
    if (!m_runs || m_isStarting)
        return;
    m_recipe.keep();
    m_isStarting = true;
    Q_EMIT changed();
    m_questions.ask(m_request, QStringLiteral("sweep.start"), params(), kPlanDeadline,
                    [this](Result<Json> answer) {
                        m_isStarting = false;
                        if (answer) {
                            const Json runs = answer->value("runs", Json::array());
                            Q_EMIT started(runs.empty() || !runs.front().is_string()
                                               ? QString()
                                               : QString::fromStdString(runs.front().get<std::string>()));
                            return;
                        }
                        m_error = answer.error();
                        m_runs.reset();
                        Q_EMIT changed();
                    });
}

} // namespace luthier::recipes
