#include "model_presenter.h"

#include <bridge/json_values.h>

namespace luthier::model {
namespace {

constexpr int kCutMilliseconds = 150;
constexpr int kCutDeadline = 5000;
constexpr int kStarterDeadline = 60000;
/// A bench is for sentences; whole files are measured elsewhere.
constexpr qsizetype kMostCharacters = 20000;

std::pair<qint64, qint64> rangeAt(const Json* offsets, std::size_t index) {
    if (!offsets || !offsets->is_array() || index >= offsets->size())
        return {0, 0};
    const Json& range = (*offsets)[index];
    if (!range.is_array() || range.size() != 2 || !range[0].is_number_integer() ||
        !range[1].is_number_integer())
        return {0, 0};
    return {range[0].get<qint64>(), range[1].get<qint64>()};
}

} // namespace

CutText cutFrom(const QString& text, const Json& answer) {
    CutText cut;
    const QList<uint> characters = text.toUcs4();
    cut.characters = characters.size();
    const Json* ids = member(answer, "ids");
    const Json* names = member(answer, "tokens");
    const Json* offsets = member(answer, "offsets");
    const Json* special = member(answer, "special");
    if (!ids || !ids->is_array())
        return cut;
    for (std::size_t i = 0; i < ids->size(); ++i) {
        CutText::Token token;
        if ((*ids)[i].is_number_integer())
            token.id = (*ids)[i].get<qint64>();
        std::tie(token.begin, token.end) = rangeAt(offsets, i);
        token.special = special && special->is_array() && i < special->size() && (*special)[i] == true;
        if (token.begin < token.end && token.end <= cut.characters)
            for (qint64 at = token.begin; at < token.end; ++at)
                token.text += QString::fromUcs4(reinterpret_cast<const char32_t*>(&characters[at]), 1);
        else if (names && names->is_array() && i < names->size() && (*names)[i].is_string())
            token.text = QString::fromStdString((*names)[i].get<std::string>());
        cut.tokens.push_back(std::move(token));
    }
    return cut;
}

ModelPresenter::ModelPresenter(bridge::Bridge& bridge, bridge::EngineProcess& questions,
                               bridge::ModelCatalog& catalog)
    : m_bridge(bridge)
    , m_questions(questions)
    , m_catalog(catalog) {
    m_cutTimer.setSingleShot(true);
    m_cutTimer.setInterval(kCutMilliseconds);
    connect(&m_cutTimer, &QTimer::timeout, this, &ModelPresenter::askCut);
    connect(&catalog, &bridge::ModelCatalog::changed, this, &ModelPresenter::catalogChanged);
}

void ModelPresenter::catalogChanged() {
    if (!m_catalog.hasLooked() || m_catalog.isLooking() || m_catalog.modelAt(m_current))
        return;
    // The one in use, else the first.
    const auto& models = m_catalog.models();
    look(m_catalog.modelAt(m_used) ? m_used : models.empty() ? QString() : models.front().path);
}

void ModelPresenter::look(const QString& path) {
    if (path == m_current && (m_details || path.isEmpty()))
        return;
    m_current = path;
    m_details.reset();
    m_error.reset();
    m_cut.reset();
    m_cutError.reset();
    Q_EMIT currentChanged();
    Q_EMIT cutChanged();
    if (path.isEmpty())
        return;
    m_catalog.inspect(m_detailsRequest, path, [this](Result<bridge::ModelDetails> answer) {
        if (answer)
            m_details = std::move(*answer);
        else
            m_error = answer.error();
        Q_EMIT currentChanged();
    });
    m_cutTimer.start();
}

void ModelPresenter::setUsed(const QString& path) {
    if (path == m_used)
        return;
    m_used = path;
    Q_EMIT usedChanged();
}

bool ModelPresenter::canUse() const {
    return m_bridge.isWritable() && m_details && !m_details->hindrance && !isUsed(m_current);
}

void ModelPresenter::use() {
    if (canUse())
        Q_EMIT useWanted(m_current);
}

void ModelPresenter::takeStarter() {
    if (!canTakeStarter())
        return;
    m_takesStarter = true;
    Q_EMIT starterChanged();
    const std::string folder = m_bridge.project()->folder.toStdString();
    m_questions.ask(m_starterRequest, QStringLiteral("model.starter"), {{"project", folder}},
                    kStarterDeadline, [this, folder](Result<Json> answer) {
                        m_takesStarter = false;
                        Q_EMIT starterChanged();
                        // Another project may have been opened meanwhile.
                        if (!m_bridge.project() || m_bridge.project()->folder.toStdString() != folder)
                            return;
                        if (!answer) {
                            Q_EMIT failed(answer.error());
                            return;
                        }
                        Q_EMIT useWanted(bridge::textIn(*answer, "path"));
                        m_catalog.refresh();
                    });
}

void ModelPresenter::cut(const QString& text) {
    m_text = text.left(kMostCharacters);
    if (!m_current.isEmpty())
        m_cutTimer.start();
}

void ModelPresenter::setSpecials(Specials specials) {
    m_specials = specials;
    if (!m_current.isEmpty())
        m_cutTimer.start();
}

void ModelPresenter::askCut() {
    if (m_current.isEmpty())
        return;
    Json params = {{"model", m_current.toStdString()},
                   {"text", m_text.toStdString()},
                   {"no-special-tokens", m_specials == Specials::Omit}};
    m_questions.ask(m_cutRequest, QStringLiteral("tokens.text"), std::move(params), kCutDeadline,
                    [this, text = m_text](Result<Json> answer) {
                        m_cut.reset();
                        m_cutError.reset();
                        if (answer)
                            m_cut = cutFrom(text, *answer);
                        else
                            m_cutError = answer.error();
                        Q_EMIT cutChanged();
                    });
}

} // namespace luthier::model
