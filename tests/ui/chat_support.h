#pragma once

#include "ui_support.h"

#include <model/chat_presenter.h>

namespace luthier::tests {

/// The starter model is loaded and answers a few tokens well within this.
constexpr int kModelMilliseconds = 60'000;

/// A chat with all that it needs, without a window.
struct BareChat {
    bridge::Bridge bridge;
    bridge::EngineProcess engine{bridge::engineProgram()};
    bridge::ModelCatalog catalog{bridge, engine};
    model::ModelPresenter models{bridge, engine, catalog};
    bridge::Talk talk{bridge::engineProgram()};
    bridge::RunsWatch runs{bridge};
    model::ChatPresenter chat{bridge, talk, models, runs, bridge::engineProgram()};
    std::string failure; // the code of the last one

    BareChat() {
        QObject::connect(&chat, &model::ChatPresenter::failed, &chat,
                         [this](const Error& error) { failure = error.code(); });
    }
    bool waitForAnswer() {
        return waitFor([this] { return chat.phase() == model::ChatPresenter::Phase::Idle; },
                       kModelMilliseconds);
    }
};

} // namespace luthier::tests
