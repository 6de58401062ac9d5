// What of a chat outlives the window: conversations in the project, answers in datasets.
#include "chat_presenter.h"

#include <base/files.h>
#include <bridge/json_values.h>

#include <QTemporaryDir>

#include <algorithm>
#include <memory>

namespace luthier::model {
namespace {

constexpr std::int64_t kMostKept = 100;
constexpr qsizetype kLongestTitle = 80;
constexpr int kKeepDeadline = 60'000; // milliseconds

} // namespace

void ChatPresenter::keepConversation() {
    if (!m_bridge.isWritable() || turns().empty())
        return;
    registry::Conversation conversation;
    conversation.model = m_model.toStdString();
    conversation.title = turns().front().text.simplified().left(kLongestTitle).toStdString();
    conversation.content = m_said.toJson();
    conversation.content["system"] = m_system.toStdString();
    conversation.content["run"] = m_run.toStdString();
    conversation.content["both"] = m_both;
    // Writes come one after another: a later one of the same conversation finds the row of the first.
    m_bridge.write(
        m_keepRequest,
        [conversation = std::move(conversation), stored = m_stored](project::Project& project,
                                                                    const StopToken&) mutable {
            conversation.id = *stored;
            auto kept = registry::keepConversation(project, conversation);
            if (kept)
                *stored = *kept;
            return kept;
        },
        [this, stored = m_stored](const Result<std::int64_t>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            setConversation(stored, *answer);
            readKept();
        });
}

/// It may no longer be the one that is shown.
void ChatPresenter::setConversation(const Stored& stored, std::int64_t id) {
    if (stored == m_stored)
        m_conversation = id;
    for (auto& [model, other] : m_others)
        if (other.stored == stored)
            other.id = id;
}

void ChatPresenter::readKept() {
    m_keptIsStale = true;
    if (!m_bridge.project() || m_watching == bridge::Watching::No)
        return;
    m_keptIsStale = false;
    m_bridge.read(
        bridge::Reader::Paging, m_listRequest,
        [](storage::Connection& database, const StopToken&) {
            return registry::listConversations(database, kMostKept);
        },
        [this](Result<std::vector<registry::Conversation>> answer) {
            if (!answer)
                return; // a list that cannot be read is empty; reading the project itself tells why
            m_kept = std::move(*answer);
            Q_EMIT changed();
        });
}

void ChatPresenter::open(std::int64_t conversation) {
    if (m_phase != Phase::Idle || conversation == m_conversation)
        return;
    m_bridge.read(
        bridge::Reader::Paging, m_openRequest,
        [conversation](storage::Connection& database, const StopToken&) {
            return registry::readConversation(database, conversation);
        },
        [this](const Result<registry::Conversation>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            lookAt(QString::fromStdString(answer->model));
            const Json& content = answer->content;
            m_said = ChatBranches::fromJson(content);
            m_system = bridge::textIn(content, "system");
            m_run = bridge::textIn(content, "run");
            const Json* both = member(content, "both");
            m_both = both && both->is_boolean() && both->get<bool>();
            m_conversation = answer->id;
            m_stored = std::make_shared<std::int64_t>(answer->id);
            takeRuns();
        });
}

void ChatPresenter::remove() {
    if (m_conversation == 0 || m_phase != Phase::Idle)
        return;
    m_bridge.write(
        m_removeRequest,
        [id = m_conversation](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(registry::setConversationRemoved(project, id, true));
            return true;
        },
        [this, id = m_conversation](const Result<bool>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_removed = id;
            if (m_conversation == id)
                startOver();
            readKept();
        });
}

void ChatPresenter::undoRemoval() {
    if (m_removed == 0)
        return;
    m_bridge.write(
        m_removeRequest,
        [id = m_removed](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(registry::setConversationRemoved(project, id, false));
            return true;
        },
        [this, id = m_removed](const Result<bool>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_removed = 0;
            readKept();
            open(id);
        });
}

void ChatPresenter::readDatasets() {
    m_datasetsAreStale = true;
    if (!m_bridge.project() || m_watching == bridge::Watching::No)
        return;
    m_datasetsAreStale = false;
    m_bridge.read(
        bridge::Reader::Slow, m_datasetsRequest,
        [](storage::Connection& database, const StopToken&) { return bridge::rowSources(database); },
        [this](Result<std::vector<bridge::RowSource>> answer) {
            if (answer)
                m_datasets = std::move(*answer);
        });
}

void ChatPresenter::keepAnswer(const KeptAnswer& kept, const QString& dataset, const QString& newName) {
    if (!canKeepAnswers() || !m_bridge.project())
        return;
    const auto source = std::ranges::find(m_datasets, dataset, &bridge::RowSource::dataset);
    const auto into = source == m_datasets.end() ? std::nullopt : std::optional(source->facts);
    const AnswerFile file = answerFile(kept, into, newName);
    // The import reads a file; it goes with this folder once the row is there.
    const auto folder = std::make_shared<QTemporaryDir>();
    const QString path = folder->filePath(file.name);
    const Status written =
        writeAtomically(path.toStdString(),
                        std::string_view(file.text.constData(), static_cast<std::size_t>(file.text.size())));
    if (!written) {
        Q_EMIT failed(written.error());
        return;
    }
    const QStringList arguments =
        QStringList{QStringLiteral("data"), QStringLiteral("import"), m_bridge.project()->folder, path} +
        file.arguments;
    m_keeping.run(arguments, kKeepDeadline, [this, folder](const Result<Json>& answer) {
        if (answer)
            Q_EMIT answerKept(bridge::textIn(*answer, "name"));
        else
            Q_EMIT failed(answer.error());
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

} // namespace luthier::model
