#include "theme.h"

#include <QHash>

namespace luthier::widgets {
namespace {

using Tokens = QHash<QString, QString>;

/// As the layer picture paints what does not move.
constexpr double kFrozenShare = 0.26;

QColor blended(const QColor& over, const QColor& ground, double share) {
    const auto mix = [share](double a, double b) {
        return a * share + b * (1 - share);
    };
    return QColor::fromRgbF(static_cast<float>(mix(over.redF(), ground.redF())),
                            static_cast<float>(mix(over.greenF(), ground.greenF())),
                            static_cast<float>(mix(over.blueF(), ground.blueF())));
}

Tokens tokensOf(ThemeKind kind) {
    const Palette& p = paletteOf(kind);
    namespace m = measures;
    Tokens tokens;
    const auto color = [&tokens](const char* name, const QColor& value) {
        tokens.insert(QString::fromLatin1(name), value.name());
    };
    const auto pixels = [&tokens](const char* name, int value) {
        tokens.insert(QString::fromLatin1(name), QStringLiteral("%1px").arg(value));
    };
    color("background", p.background), color("surface", p.surface), color("sunken", p.sunken),
        color("line", p.line);
    color("strong", p.strong), color("text", p.text), color("text2", p.text2), color("action", p.action);
    color("onAction", p.onAction), color("good", p.good), color("warn", p.warn), color("bad", p.bad);
    color("softAction", p.softAction), color("softGood", p.softGood), color("softWarn", p.softWarn);
    color("softBad", p.softBad), color("base", p.base), color("adapted", p.adapted),
        color("softBase", p.softBase), color("softAdapted", p.softAdapted);
    color("frozen", blended(p.base, p.surface, kFrozenShare));
    pixels("sideMark", m::kSideMark);
    color("hover", kind == ThemeKind::Dark ? p.action.lighter(112) : p.action.darker(115));
    pixels("radius", m::kRadius), pixels("lineWidth", m::kLine),
        pixels("control", m::kControl - 2 * m::kLine);
    pixels("controlSmall", m::kControlSmall - 2 * m::kLine), pixels("gap", m::kGap),
        pixels("gapSmall", m::kGapSmall);
    pixels("padding", m::kGapDense), pixels("cell", m::kCellPadding), pixels("head", m::kTableHead),
        pixels("headPadding", m::kCellPadding + m::kItemMargin);
    pixels("small", fontOf(TextStyle::Caption).pixelSize()),
        pixels("table", fontOf(TextStyle::Table).pixelSize());
    pixels("tabs", m::kTabsHeight - m::kStroke), pixels("stroke", m::kStroke),
        pixels("meter", m::kMeterHeight);
    pixels("meterRadius", m::kMeterHeight / 2), pixels("pillRadius", m::kControlSmall / 2),
        pixels("pill", m::kControlSmall);
    pixels("badgeRadius", m::kGapSmall), pixels("chevron", m::kIconMark + m::kGapSmall),
        pixels("icon", m::kIconSmall);
    pixels("knob", m::kIconMark), pixels("knobMargin", -(m::kIconSmall - m::kGapSmall) / 2),
        pixels("knobRadius", m::kIconSmall / 2);
    pixels("bar", m::kGapDense), pixels("handle", m::kPagePadding), pixels("roleHead", m::kRoleHead);
    pixels("start", m::kStartButton - 2 * m::kLine);
    return tokens;
}

const char* const kControls = R"(
QToolTip { background: @surface; color: @text; border: @lineWidth solid @line; padding: @gapSmall @gap; }
QPushButton, QToolButton[kind="button"] { background: @surface; color: @text; border: @lineWidth solid @strong;
  border-radius: @radius; padding: 0 @padding; min-height: @control; }
QPushButton:hover, QToolButton[kind="button"]:hover { border-color: @action; color: @action; }
QPushButton:focus, QToolButton:focus[kind="button"] { border: @stroke solid @action; }
QPushButton:disabled { color: @strong; border-color: @line; background: @background; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="primary"] { background: @action; color: @onAction; border-color: @action; font-weight: 500; }
QPushButton[kind="primary"]:hover { background: @hover; color: @onAction; }
QPushButton[kind="primary"]:focus { border: @stroke solid @text; }
QPushButton[kind="primary"]:disabled { background: @sunken; color: @strong; border-color: @line; }
QPushButton[kind="danger"] { color: @bad; border-color: @bad; }
QPushButton[kind="danger"]:disabled { color: @strong; border-color: @line; }
QPushButton[kind="quietDanger"] { background: transparent; color: @bad; border-color: transparent; padding: 0 @gap; }
QPushButton[kind="quietDanger"]:hover { border-color: @bad; }
QPushButton[kind="quietDanger"]:focus { border: @stroke solid @bad; }
QPushButton[kind="quietDanger"]:disabled { color: @strong; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: @action; padding: 0 @gap; font-weight: 500; }
QPushButton[kind="quiet"]:hover { color: @hover; border-color: @line; }
QPushButton[kind="quiet"]:disabled { color: @strong; }
QPushButton[kind="quiet"]:focus { border: @stroke solid @action; }
QPushButton[kind="pill"] { background: @softAction; color: @action; border: @lineWidth solid @softAction; font-weight: 500;
  border-radius: @pillRadius; min-height: @controlSmall; padding: 0 @padding; font-size: @table; }
QPushButton[kind="pill"]:hover, QPushButton[kind="pill"]:focus { border-color: @action; }
QPushButton[kind="step"], QPushButton[kind="stepDone"] { background: transparent; color: @text2; border: @lineWidth solid transparent;
  border-radius: @pillRadius; min-height: @controlSmall; padding: 0 @gap; font-size: @table; }
QPushButton[kind="stepDone"] { color: @good; }
QPushButton[kind="step"]:hover, QPushButton[kind="stepDone"]:hover { border-color: @line; }
QPushButton[kind="step"]:focus, QPushButton[kind="stepDone"]:focus { border: @stroke solid @action; }
QPushButton[kind="segment"] { border-radius: 0; border-right-width: 0; min-height: @controlSmall; padding: 0 @padding; font-size: @table; }
QPushButton[kind="segment"][place="first"] { border-top-left-radius: @radius; border-bottom-left-radius: @radius; }
QPushButton[kind="segment"][place="last"] { border-top-right-radius: @radius; border-bottom-right-radius: @radius; border-right-width: @lineWidth; }
QPushButton[kind="segment"]:checked { background: @softAction; color: @action; font-weight: 500; }
QPushButton[kind="segment"]:focus { border: @lineWidth solid @action; }
QPushButton[kind="small"] { min-height: @controlSmall; padding: 0 @gap; font-size: @table; }
QPushButton[kind="inline"] { background: transparent; border: @lineWidth solid transparent; border-radius: @badgeRadius; color: @action;
  min-height: 0; padding: 0 @gapSmall; font-size: @small; }
QPushButton[kind="inline"]:hover { border-color: @line; }
QPushButton[kind="inline"]:focus { border-color: @action; }
QPushButton[kind="inline"]:disabled { color: @strong; }
QPushButton[kind="filter"] { background: @surface; color: @text2; border: @lineWidth solid @line; border-radius: @pillRadius;
  min-height: @controlSmall; padding: 0 @gap; font-size: @table; }
QPushButton[kind="filter"]:checked { background: @softAction; color: @action; border-color: @action; font-weight: 500; }
QPushButton[kind="filter"]:focus { border: @stroke solid @action; }
QPushButton[kind="filter"]:disabled { color: @strong; }
QPushButton[kind="choice"] { background: @surface; border: @lineWidth solid @line; border-radius: @radius; text-align: left; }
QPushButton[kind="choice"]:hover { border-color: @action; }
QPushButton[kind="choice"]:checked { background: @softAction; border: @stroke solid @action; }
QPushButton[kind="choice"]:focus { border: @stroke solid @action; }
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: @surface; color: @text;
  border: @lineWidth solid @strong; border-radius: @radius; padding: 0 @gap; min-height: @control;
  selection-background-color: @action; selection-color: @onAction; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: @stroke solid @action; }
QLineEdit[invalid="true"] { border: @stroke solid @bad; }
QPlainTextEdit { padding: @gapSmall @gap; }
QPlainTextEdit[kind="log"] { border: @lineWidth solid @line; }
QPlainTextEdit[kind="log"]:focus { border: @lineWidth solid @action; }
QComboBox::drop-down { border: none; width: @chevron; padding-right: @gapSmall; }
QComboBox::down-arrow { image: none; }
QComboBox[kind="role"] { min-height: @controlSmall; font-size: @table; padding: 0 @gapSmall; }
QComboBox[kind="role"][used="true"] { border-color: @action; color: @action; }
QComboBox QAbstractItemView { background: @surface; color: @text; border: @lineWidth solid @line; outline: none;
  selection-background-color: @softAction; selection-color: @text; padding: @gapSmall; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QMenu { background: @surface; color: @text; border: @lineWidth solid @line; border-radius: @radius; padding: @gapSmall; }
QMenu::item { padding: @gapSmall @padding; border-radius: @gapSmall; min-height: @controlSmall; }
QMenu::item:selected { background: @softAction; }
QMenu::separator { height: @lineWidth; background: @line; margin: @gapSmall @gap; }
QProgressBar { background: @line; border: none; border-radius: @meterRadius; max-height: @meter; min-height: @meter; }
QProgressBar::chunk { background: @action; border-radius: @meterRadius; }
QSlider::groove:horizontal { background: @line; height: @gapSmall; border-radius: @stroke; }
QSlider::sub-page:horizontal { background: @action; height: @gapSmall; border-radius: @stroke; }
QSlider::handle:horizontal { background: @surface; border: @stroke solid @action; width: @knob; height: @knob;
  margin: @knobMargin 0; border-radius: @knobRadius; }
QSlider::handle:horizontal:focus { background: @action; }
QSlider::sub-page:horizontal:disabled { background: @strong; }
QSlider::handle:horizontal:disabled { border-color: @strong; }
QScrollBar:vertical { background: transparent; width: @bar; margin: 0; }
QScrollBar:horizontal { background: transparent; height: @bar; margin: 0; }
QScrollBar::handle { background: @line; border-radius: @gapSmall; margin: @stroke; }
QScrollBar::handle:vertical { min-height: @handle; }
QScrollBar::handle:horizontal { min-width: @handle; }
QScrollBar::handle:hover { background: @strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
)";

const char* const kParts = R"(
QLabel { background: transparent; }
QLabel[tone="muted"] { color: @text2; }
QLabel[tone="action"] { color: @action; }
QLabel[tone="good"] { color: @good; }
QLabel[tone="warn"] { color: @warn; }
QLabel[tone="bad"] { color: @bad; }
QLabel[tone="baseText"] { color: @base; }
QLabel[tone="adaptedText"] { color: @adapted; }
QLabel[tone="adapted"] { color: @adapted; font-weight: 500; }
QFrame[kind="adaptedSwatch"] { background: @adapted; border: none; }
QFrame[kind="frozenSwatch"] { background: @frozen; border: none; }
QPushButton[kind="start"] { background: @action; color: @onAction; border-color: @action; font-weight: 500; min-height: @start; }
QPushButton[kind="start"]:hover { background: @hover; }
QPushButton[kind="start"]:focus { border: @stroke solid @text; }
QPushButton[kind="start"]:disabled { background: @sunken; color: @text2; border-color: @line; }
QLabel[kind="badge"] { background: @sunken; color: @text2; border-radius: @badgeRadius; padding: @stroke @gap; font-size: @small; }
QLabel[kind="badgeAdapted"] { background: @softAdapted; color: @adapted; border-radius: @badgeRadius; padding: @stroke @gap; font-size: @small; }
QFrame[kind="adaptedAnswer"] { background: transparent; border: none; border-left: @stroke solid @adapted; border-radius: 0; }
QFrame[kind="baseAnswer"] { background: transparent; border: none; border-left: @stroke solid @base; border-radius: 0; }
QLabel[kind="badge"][tone="good"] { background: @softGood; color: @good; }
QLabel[kind="badge"][tone="bad"] { background: @softBad; color: @bad; }
QLabel[kind="badge"][tone="warn"] { background: @softWarn; color: @warn; }
QLabel[kind="badge"][tone="action"] { background: @softAction; color: @action; }
QLabel[kind="key"] { background: @surface; color: @text2; border: @lineWidth solid @strong; border-radius: @badgeRadius;
  padding: 0 @gapSmall; font-size: @small; }
QLabel[kind="badgeBase"] { background: @softBase; color: @base; border-radius: @badgeRadius; padding: @stroke @gap; font-size: @small; }
QFrame[kind="sideBase"] { background: @surface; border: @lineWidth solid @line; border-top: @sideMark solid @base; border-radius: @radius; }
QFrame[kind="sideAdapted"] { background: @surface; border: @lineWidth solid @line; border-top: @sideMark solid @adapted; border-radius: @radius; }
QTextEdit[kind="content"] { background: transparent; color: @text; border: none; padding: 0;
  selection-background-color: @action; selection-color: @onAction; }
QTextEdit[kind="content"][tone="muted"] { color: @text2; }
QTextEdit[kind="answerText"] { background: @surface; color: @text; border: @stroke solid @surface; padding: 0;
  selection-background-color: @action; selection-color: @onAction; }
QTextEdit[kind="answerText"]:focus { border: @stroke solid @action; }
QFrame[kind="card"] { background: @surface; border: @lineWidth solid @line; border-radius: @radius; }
QFrame[kind="palette"] { background: @surface; border: @lineWidth solid @strong; }
QFrame[kind="error"] { background: @surface; border: @lineWidth solid @bad; border-radius: @radius; }
QFrame[kind="sunken"] { background: @sunken; border: @lineWidth solid @line; border-radius: @radius; }
QFrame[kind="answer"] { background: @surface; border: @lineWidth solid @action; border-radius: @radius; }
QFrame[kind="notice"] { background: @softWarn; border: none; border-bottom: @lineWidth solid @line; }
QFrame[kind="line"] { background: @line; border: none; max-height: @lineWidth; }
QFrame[kind="lineUpright"] { background: @line; border: none; max-width: @lineWidth; }
QWidget[kind="rail"] { background: @sunken; border-right: @lineWidth solid @line; }
QWidget[kind="contextBar"] { background: @background; border-bottom: @lineWidth solid @line; }
QWidget[kind="jobBar"] { background: @background; border-top: @lineWidth solid @line; }
QToolButton[kind="rail"] { background: transparent; border: @stroke solid transparent; color: @text2; font-size: @small; padding: @gapSmall 0; }
QToolButton[kind="rail"]:hover { color: @text; }
QToolButton[kind="rail"]:checked { background: @surface; color: @action; font-weight: 500; }
QToolButton[kind="rail"]:focus { border: @stroke solid @action; }
QToolButton[kind="chip"] { background: transparent; border: @stroke solid transparent; border-radius: @radius; }
QToolButton[kind="chip"]:hover { background: @sunken; }
QToolButton[kind="chip"]:focus { border-color: @action; }
QToolButton[kind="chip"]::menu-indicator { image: none; }
QScrollArea, QScrollArea > QWidget > QWidget[kind="clear"] { background: transparent; border: none; }
QScrollArea[kind="keys"] { border: @stroke solid transparent; border-radius: @radius; }
QScrollArea[kind="keys"]:focus { border-color: @action; }
QTabBar { background: transparent; border: none; }
QTabBar::tab { background: transparent; color: @text2; border: none; border-bottom: @stroke solid transparent;
  min-height: @tabs; padding: 0 @padding; font-weight: 500; }
QTabBar::tab:selected { color: @text; border-bottom-color: @action; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @action; }
QTableView, QListView { background: @surface; color: @text; border: none; gridline-color: @line; font-size: @table; outline: none;
  selection-background-color: @softAction; selection-color: @text; }
QTableView::item { padding: 0 @cell; border: none; border-bottom: @lineWidth solid @line; }
QTableView::item:selected { background: @softAction; color: @text; }
QTableView::item:focus { background: @softAction; border-bottom: @lineWidth solid @action; }
QTableView QLineEdit { border: @stroke solid @action; border-radius: 0; padding: 0 @gapSmall; min-height: 0; }
QListView::item { padding: 0 @cell; min-height: @head; border-radius: @gapSmall; }
QListView::item:selected { background: @softAction; color: @text; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @text2; border: none; border-bottom: @lineWidth solid @line;
  padding: 0 @headPadding; min-height: @head; font-size: @small; font-weight: 500; }
QHeaderView[kind="ordering"]::section:hover { color: @text; }
QAbstractScrollArea::corner { background: @surface; border: none; }
QTableCornerButton::section { background: @surface; border: none; }
QDialog { background: @background; }
)";

} // namespace

QString styleSheetOf(ThemeKind kind) {
    const QString source = QString::fromLatin1(kControls) + QString::fromLatin1(kParts);
    const Tokens tokens = tokensOf(kind);
    QString sheet;
    sheet.reserve(source.size() * 2);
    for (qsizetype i = 0; i < source.size(); ++i) {
        if (source[i] != u'@') {
            sheet += source[i];
            continue;
        }
        qsizetype end = i + 1;
        while (end < source.size() && source[end].isLetterOrNumber())
            ++end;
        const QString name = source.mid(i + 1, end - i - 1);
        Q_ASSERT_X(tokens.contains(name), "styleSheetOf", qPrintable(name));
        sheet += tokens.value(name);
        i = end - 1;
    }
    return sheet;
}

} // namespace luthier::widgets
