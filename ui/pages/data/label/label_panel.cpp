#include "label_panel.h"

#include <bridge/words.h>
#include <widgets/figures.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr int kKeys = 9;
constexpr double kMinute = 60;
constexpr double kPercent = 100;

QLabel* keyLabel(const QString& text) {
    QLabel* key = label(TextStyle::Caption);
    key->setProperty("kind", QStringLiteral("key"));
    key->setText(text);
    return key;
}

/// A choice as wide as the card, pressed as a whole; a click leaves the focus where the keys are.
class ChoiceButton final : public QPushButton {
public:
    ChoiceButton(int place, const QString& text) {
        setObjectName(QStringLiteral("choice_%1").arg(place));
        setProperty("kind", QStringLiteral("choice"));
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setAccessibleName(text);
        auto* line = row(this, measures::kGapDense);
        line->setContentsMargins(measures::kGapDense, 0, measures::kGapDense, 0);
        if (place <= kKeys)
            line->addWidget(keyLabel(QString::number(place)), 0, Qt::AlignVCenter);
        auto* shown = new ElidedLabel(TextStyle::Body);
        shown->setFullText(text);
        line->addWidget(shown, 1);
        m_note = label(TextStyle::Caption, QStringLiteral("muted"));
        line->addWidget(m_note, 0, Qt::AlignVCenter);
        for (auto* part : findChildren<QLabel*>())
            part->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    QSize sizeHint() const override { return {measures::kFacetsWidth, measures::kPromptRow}; }
    /// What there is to say of the choice: that it is suggested, or its place.
    void setNote(const QString& note) {
        m_note->setText(note);
        setAccessibleDescription(note);
    }

private:
    QLabel* m_note;
};

} // namespace

LabelPanel::LabelPanel(LabelPresenter& presenter)
    : m_presenter(presenter) {
    auto* whole = column(this, measures::kGapDense);
    whole->addWidget(makeAnswers());
    whole->addWidget(makeProgress());
    connect(&presenter, &LabelPresenter::changed, this, &LabelPanel::refresh);
    connect(&presenter, &LabelPresenter::chosenChanged, this, [this] {
        showChoices();
        showSpans();
    });
    connect(&presenter, &LabelPresenter::progressed, this, &LabelPanel::showProgress);
    refresh();
}

QWidget* LabelPanel::makeAnswers() {
    const Card made = card();
    m_question = made.title;
    m_question->setObjectName(QStringLiteral("labelQuestion"));
    m_question->setWordWrap(true);
    m_kind = made.note;
    auto* body = column(nullptr, measures::kGap);
    body->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kCardPadding);
    made.body->addLayout(body);
    m_choices = column(nullptr, measures::kGap);
    body->addLayout(m_choices);
    m_text = new MessageField(QStringLiteral("labelText"), MessageField::SendKey::Enter);
    m_text->installEventFilter(this);
    body->addWidget(m_text);
    m_note = label(TextStyle::Body, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("labelNote"));
    m_note->setWordWrap(true);
    body->addWidget(m_note);
    m_spans = column(nullptr, measures::kGapSmall);
    body->addLayout(m_spans);
    m_give = button(QStringLiteral("giveLabel"), QStringLiteral("primary"));
    auto* last = row(measures::kGap);
    last->addStretch(1);
    last->addWidget(m_give);
    body->addLayout(last);
    const auto give = [this] {
        if (typedAnswer())
            m_presenter.give(m_text->toPlainText());
        else
            m_presenter.confirm();
    };
    connect(m_give, &QPushButton::clicked, this, give);
    connect(m_text, &MessageField::sent, this, give);
    connect(m_text, &QPlainTextEdit::textChanged, this, &LabelPanel::showChoices);
    speak([this] {
        m_text->setAccessibleName(tr("Answer"));
        m_give->setText(tr("Give the answer"));
        refresh();
    });
    return made.frame;
}

QWidget* LabelPanel::makeProgress() {
    const Card made = card();
    m_progressTitle = made.title;
    m_counts = made.note;
    m_counts->setObjectName(QStringLiteral("labelCounts"));
    auto* body = column(nullptr, measures::kGap);
    body->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kCardPadding);
    made.body->addLayout(body);
    m_meter = new Meter(Meter::Tone::Action);
    m_meter->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    body->addWidget(m_meter);
    QLabel* paceName = label(TextStyle::Body, QStringLiteral("muted"));
    QLabel* leftName = label(TextStyle::Body, QStringLiteral("muted"));
    QLabel* annotatorName = label(TextStyle::Body, QStringLiteral("muted"));
    m_pace = label(TextStyle::Body);
    m_pace->setObjectName(QStringLiteral("labelPace"));
    m_left = label(TextStyle::Body);
    m_left->setObjectName(QStringLiteral("labelTimeLeft"));
    m_annotator = new QLineEdit;
    m_annotator->setObjectName(QStringLiteral("annotatorField"));
    m_annotator->setFixedWidth(measures::kProgressWidth);
    annotatorName->setBuddy(m_annotator);
    m_suggestedName = label(TextStyle::Body, QStringLiteral("muted"));
    m_suggested = label(TextStyle::Body);
    m_suggested->setObjectName(QStringLiteral("labelSuggested"));
    for (const auto& [name, value] : {std::pair<QLabel*, QWidget*>{m_suggestedName, m_suggested},
                                      {paceName, m_pace},
                                      {leftName, m_left},
                                      {annotatorName, m_annotator}}) {
        auto* line = row(measures::kGap);
        line->addWidget(name, 1);
        line->addWidget(value);
        body->addLayout(line);
    }
    connect(m_annotator, &QLineEdit::textChanged, this, [this](const QString& text) {
        const bool valid = dataset::isAnnotatorName(text.trimmed().toStdString());
        m_annotator->setProperty("invalid", !valid);
        setTone(m_annotator, {});
    });
    connect(m_annotator, &QLineEdit::editingFinished, this, [this] {
        m_presenter.setAnnotator(m_annotator->text().trimmed());
        m_annotator->setText(m_presenter.annotator());
    });
    connect(m_annotator, &QLineEdit::returnPressed, this, &LabelPanel::left);
    speak([=, this] {
        m_progressTitle->setText(tr("Progress"));
        m_suggestedName->setText(tr("With a suggestion"));
        paceName->setText(tr("Pace"));
        leftName->setText(tr("Left at this pace"));
        annotatorName->setText(tr("Annotator"));
        m_annotator->setAccessibleName(tr("Annotator"));
        m_annotator->setToolTip(
            tr("Whose labels these are. Two people, or one at two times, can be compared."));
        m_annotator->setText(m_presenter.annotator());
        showProgress();
    });
    return made.frame;
}

void LabelPanel::changeEvent(QEvent* event) {
    Speaking::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_meter) {
        buildChoices();
        refresh();
    }
}

/// Escape leaves the field, so that the keys mean the row again.
bool LabelPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_text && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        Q_EMIT left();
        return true;
    }
    return Speaking::eventFilter(watched, event);
}

QWidget* LabelPanel::typedAnswer() const {
    const auto* scheme = m_presenter.scheme();
    return scheme && scheme->kind == "text" && m_presenter.row() ? m_text : nullptr;
}

QString LabelPanel::choiceText(const Choice& choice) const {
    if (m_presenter.scheme()->kind != "preference")
        return choice.text;
    if (choice.value == QStringLiteral("tie"))
        return tr("Equally good");
    return choice.value == QStringLiteral("a") ? tr("A: %1").arg(choice.text) : tr("B: %1").arg(choice.text);
}

void LabelPanel::buildChoices() {
    clearLayout(m_choices);
    m_buttons.clear();
    int place = 0;
    for (const Choice& choice : m_presenter.choices()) {
        auto* made = new ChoiceButton(place + 1, choiceText(choice));
        connect(made, &QPushButton::clicked, this, [this, place] { Q_EMIT picked(place); });
        m_choices->addWidget(made);
        m_buttons.push_back(made);
        ++place;
    }
    m_builtFor = m_presenter.scheme() ? QString::fromStdString(m_presenter.scheme()->name) : QString();
}

void LabelPanel::refresh() {
    if (!m_meter)
        return;
    const auto* scheme = m_presenter.scheme();
    setVisible(scheme != nullptr);
    if (!scheme)
        return;
    if (m_builtFor != QString::fromStdString(scheme->name) ||
        m_buttons.size() != m_presenter.choices().size())
        buildChoices();
    m_question->setText(QString::fromStdString(scheme->question.empty() ? scheme->name : scheme->question));
    m_kind->setText(scheme->question.empty() ? bridge::labelKindWord(scheme->kind)
                                             : QString::fromStdString(scheme->name));
    const bool text = scheme->kind == "text";
    m_text->setVisible(text);
    if (text && m_presenter.row() && m_typedFor != m_presenter.row()->id) {
        m_typedFor = m_presenter.row()->id;
        m_text->setPlainText(m_presenter.ownAnswer());
        m_text->selectAll();
    }
    m_text->setEnabled(m_presenter.row() && m_presenter.isWritable());
    const bool corrected = scheme->kind == "correction";
    const bool ordered = scheme->kind == "ranking";
    m_note->setVisible(scheme->kind == "span" || corrected || ordered);
    m_note->setText(
        ordered ? tr("Press the keys from the best to the worst; = before the next says that it is as good.")
        : corrected
            ? tr("Write the answer as it should be; the row keeps its own. Kept as it is, it says that "
                 "nothing is wrong.")
            : tr("Select a passage, then press the key of what it is. Without any, Enter says that there is "
                 "none."));
    m_give->setVisible(text || ordered || scheme->kind == "multi_class" || scheme->kind == "span");
    showChoices();
    showSpans();
    showProgress();
}

void LabelPanel::showChoices() {
    const QString own = m_presenter.ownAnswer();
    const auto* scheme = m_presenter.scheme();
    const bool isOrder = scheme && scheme->kind == "ranking";
    const bool list = isOrder || (scheme && scheme->kind == "multi_class");
    const auto* suggested = m_presenter.suggestion();
    const bool isSpan = scheme && scheme->kind == "span";
    for (std::size_t place = 0; place < m_buttons.size() && place < m_presenter.choices().size(); ++place) {
        const QString& value = m_presenter.choices()[place].value;
        m_buttons[place]->setChecked(isSpan ? false
                                     : list ? m_presenter.chosen().contains(value)
                                            : value == own);
        m_buttons[place]->setEnabled(m_presenter.row() && m_presenter.isWritable());
        static_cast<ChoiceButton*>(m_buttons[place])->setNote(noteOf(value, suggested));
    }
    const bool has = isSpan ||
                     (isOrder && m_presenter.chosen().size() + 1 >= std::ssize(m_presenter.choices())) ||
                     (isOrder ? false
                      : list  ? !m_presenter.chosen().isEmpty()
                              : !m_text->toPlainText().trimmed().isEmpty());
    m_give->setEnabled(m_presenter.row() && m_presenter.isWritable() && has);
}

/// Of a choice: its place in the order, or that it is suggested.
QString LabelPanel::noteOf(const QString& value, const dataset::Suggestion* suggested) const {
    if (m_presenter.scheme() && m_presenter.scheme()->kind == "ranking") {
        const int place = m_presenter.placeOf(value);
        return place > 0 ? tr("place %1").arg(place) : QString();
    }
    if (!suggested)
        return {};
    const Json& said = suggested->value;
    const Json wanted = value.toStdString();
    const bool meant = said.is_array()
                           ? std::ranges::find(said, wanted) != said.end()
                           : said == wanted || (said.is_number() && dumpJson(said) == value.toStdString());
    if (!meant)
        return {};
    return suggested->confidence < 1 ? tr("suggested, %1 %").arg(qRound(suggested->confidence * kPercent))
                                     : tr("suggested");
}

/// The marked passages with the way to take each off.
void LabelPanel::showSpans() {
    clearLayout(m_spans);
    const auto& spans = m_presenter.spans();
    for (std::size_t place = 0; place < spans.size(); ++place) {
        auto* line = row(measures::kGap);
        auto* text = new ElidedLabel(TextStyle::Body);
        text->setObjectName(QStringLiteral("span_%1").arg(place + 1));
        text->setFullText(
            QStringLiteral("%1: %2").arg(spans[place].option, m_presenter.textOf(spans[place]).simplified()));
        QPushButton* off = button(QStringLiteral("spanOff_%1").arg(place + 1), QStringLiteral("inline"));
        off->setText(tr("Take off"));
        off->setAccessibleName(tr("Take off %1").arg(text->fullText()));
        connect(
            off, &QPushButton::clicked, &m_presenter, [this, place] { m_presenter.unmark(place); },
            Qt::QueuedConnection); // the button goes with it
        line->addWidget(text, 1);
        line->addWidget(off);
        m_spans->addLayout(line);
    }
}

void LabelPanel::showProgress() {
    const qint64 rows = m_presenter.rows();
    const qint64 done = m_presenter.labelled();
    m_counts->setText(tr("%1 of %2").arg(numberText(done), numberText(rows)));
    for (QLabel* part : {m_suggestedName, m_suggested})
        part->setVisible(m_presenter.suggested() > 0);
    m_suggested->setText(numberText(m_presenter.suggested()));
    m_meter->setShare(rows > 0 ? static_cast<double>(done) / static_cast<double>(rows) : 0);
    const auto pace = m_presenter.pace();
    m_pace->setText(pace ? tr("%1 a minute").arg(figureText(*pace)) : QStringLiteral("–"));
    m_left->setText(pace && *pace > 0 ? durationText(static_cast<double>(std::max<qint64>(0, rows - done)) /
                                                     *pace * kMinute)
                                      : QStringLiteral("–"));
}

} // namespace luthier::data
