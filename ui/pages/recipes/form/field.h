#pragma once

#include "../recipe_presenter.h"
#include "../setting_words.h"

#include <widgets/number_field.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <functional>

class QLineEdit;

namespace luthier::recipes {

/// One setting: caption with a mark when it is not the default, and the control under it.
class Field : public widgets::Speaking<QWidget> {
    Q_OBJECT

public:
    Field(RecipePresenter& presenter, std::string path, Words caption, Words help);
    const std::string& path() const { return m_path; }
    virtual QWidget* control() const = 0;

protected:
    /// Shows the value of the recipe.
    virtual void refresh() = 0;
    /// To be called once by the constructor of a control.
    void adopt(QWidget* control);
    /// Gives the value to the recipe.
    void put(Json value);
    RecipePresenter& presenter() const { return m_presenter; }
    const Json* value() const { return valueAt(m_presenter.document(), m_path); }

private:
    void mark();

    RecipePresenter& m_presenter;
    std::string m_path;
    Words m_caption;
    Words m_help;
    QLabel* m_name;
    QLabel* m_dot;
};

class NumberSetting final : public Field {
public:
    struct Range {
        widgets::NumberField::Kind kind;
        double least;
        double most;
        bool mayBeUnset = false; ///< an empty control: no value
    };
    NumberSetting(RecipePresenter& presenter, std::string path, Range range, Words caption, Words help);
    QWidget* control() const override { return m_number; }

protected:
    void refresh() override;

private:
    widgets::NumberField* m_number;
    bool m_isWhole;
    bool m_mayBeUnset;
};

/// One of some choices; what they are, which holds and what choosing does may be anything.
class PickSetting final : public Field {
public:
    struct Option {
        QString key;
        QString text;
    };
    struct Picks {
        std::function<std::vector<Option>()> options;
        std::function<QString()> current;
        std::function<void(const QString&)> pick;
    };
    PickSetting(RecipePresenter& presenter, std::string path, Picks picks, Words caption, Words help);
    QWidget* control() const override { return m_box; }
    /// The options are others.
    void fill();

protected:
    void refresh() override;

private:
    Picks m_picks;
    widgets::ComboBox* m_box;
};

/// A line of text; `toText` and `fromText` stand between it and the value. A text that gives no value is
/// marked.
class TextSetting final : public Field {
public:
    struct Form {
        std::function<QString(const Json*)> toText;
        std::function<std::optional<Json>(const QString&)> fromText;
    };
    TextSetting(RecipePresenter& presenter, std::string path, Form form, Words caption, Words help);
    QWidget* control() const override { return m_line; }

protected:
    void refresh() override;

private:
    Form m_form;
    QLineEdit* m_line;
};

} // namespace luthier::recipes
