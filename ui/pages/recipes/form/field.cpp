#include "field.h"

#include <QHBoxLayout>
#include <QLineEdit>

namespace luthier::recipes {

using namespace widgets;

namespace {

/// The name of a control, from the path of its field: `field_tokens.max_length`.
QString controlName(const std::string& path) {
    return QStringLiteral("field_") + QString::fromStdString(path);
}

} // namespace

Field::Field(RecipePresenter& presenter, std::string path, Words caption, Words help)
    : m_presenter(presenter)
    , m_path(std::move(path))
    , m_caption(std::move(caption))
    , m_help(std::move(help)) {
    auto* lines = column(this, measures::kGapSmall);
    auto* head = row(measures::kGapSmall);
    m_name = label(TextStyle::Table, QStringLiteral("muted"));
    m_dot = label(TextStyle::Table, QStringLiteral("action"));
    m_dot->setText(QStringLiteral("●"));
    head->addWidget(m_name);
    head->addWidget(m_dot);
    head->addStretch(1);
    lines->addLayout(head);
}

void Field::adopt(QWidget* control) {
    layout()->addWidget(control);
    m_name->setBuddy(control);
    control->setMinimumWidth(measures::kFieldShort);
    connect(&m_presenter, &RecipePresenter::changed, this, [this] {
        refresh();
        mark();
    });
    speak([this, control] {
        m_name->setText(m_caption());
        control->setAccessibleName(m_caption());
        refresh();
        mark();
    });
}

void Field::put(Json value) {
    m_presenter.set(m_path, std::move(value));
}

void Field::mark() {
    const bool differs = m_presenter.differs(m_path);
    m_dot->setVisible(differs);
    QString help = m_help();
    if (differs) {
        const recipe::Recipe& recipe = m_presenter.recipe();
        const Json standard = recipe::recipeToJson(recipe::defaultRecipe(recipe.task, recipe.method.kind));
        if (const Json* usual = valueAt(standard, m_path); usual && !usual->is_null())
            help += QStringLiteral("\n") + tr("Default: %1").arg(valueText(m_path, *usual));
    }
    setToolTip(help);
    control()->setWhatsThis(help);
    control()->setAccessibleDescription(help);
}

NumberSetting::NumberSetting(RecipePresenter& presenter, std::string path, Range range, Words caption,
                             Words help)
    : Field(presenter, std::move(path), std::move(caption), std::move(help))
    , m_isWhole(range.kind == NumberField::Kind::Whole)
    , m_mayBeUnset(range.mayBeUnset) {
    m_number = new NumberField(controlName(this->path()), range.kind, range.least, range.most);
    if (range.mayBeUnset) {
        m_number->allowNothing();
        speak([this] { m_number->setPlaceholderText(unsetText()); });
    }
    adopt(m_number);
    connect(m_number, &NumberField::cleared, this, [this] { put(nullptr); });
    connect(m_number, &NumberField::edited, this, [this](double number) {
        if (m_isWhole)
            put(static_cast<std::int64_t>(number));
        else
            put(number);
    });
}

void NumberSetting::refresh() {
    if (const Json* number = value(); number && number->is_number())
        m_number->setValue(number->get<double>());
    else if (m_mayBeUnset)
        m_number->setNothing();
}

PickSetting::PickSetting(RecipePresenter& presenter, std::string path, Picks picks, Words caption, Words help)
    : Field(presenter, std::move(path), std::move(caption), std::move(help))
    , m_picks(std::move(picks)) {
    m_box = new ComboBox(controlName(this->path()));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    adopt(m_box);
    speak([this] { fill(); });
    connect(m_box, &QComboBox::activated, this, [this] {
        m_picks.pick(m_box->currentData().toString());
        // What was not allowed, or led to a question first, shows what holds.
        fill();
    });
}

void PickSetting::fill() {
    const QSignalBlocker quiet(m_box);
    m_box->clear();
    for (const Option& option : m_picks.options())
        m_box->addItem(option.text, option.key);
    refresh();
}

void PickSetting::refresh() {
    const QSignalBlocker quiet(m_box);
    const QString key = m_picks.current();
    if (m_box->count() == 0 || m_box->choose(key))
        return;
    // The value is none of the choices of before: they depend on it.
    m_box->clear();
    for (const Option& option : m_picks.options())
        m_box->addItem(option.text, option.key);
    if (!m_box->choose(key))
        m_box->setCurrentIndex(-1);
}

TextSetting::TextSetting(RecipePresenter& presenter, std::string path, Form form, Words caption, Words help)
    : Field(presenter, std::move(path), std::move(caption), std::move(help))
    , m_form(std::move(form)) {
    m_line = new QLineEdit;
    m_line->setObjectName(controlName(this->path()));
    adopt(m_line);
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString& text) {
        auto value = m_form.fromText(text);
        setInvalid(m_line, !value || !this->presenter().set(this->path(), *value));
    });
}

void TextSetting::refresh() {
    if (m_line->hasFocus())
        return;
    setInvalid(m_line, false);
    m_line->setText(m_form.toText(value()));
}

} // namespace luthier::recipes
