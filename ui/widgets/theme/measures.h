#pragma once

/// Every measure of the window in logical pixels. Nowhere else does a pixel number stand.
namespace luthier::widgets::measures {

inline constexpr int kRailWidth = 72, kRailItemHeight = 56, kRailMark = 3, kAttentionDot = 8;
inline constexpr int kContextBarHeight = 48, kJobBarHeight = 36;
inline constexpr int kPageHeadHeight = 64, kPagePadding = 24, kTabsHeight = 36;
inline constexpr int kGapCard = 16, kGapDense = 12, kGap = 8, kGapSmall = 4, kGapNone = 0;
inline constexpr int kCardPadding = 16, kCardHead = 44, kCardFoot = 36, kRadius = 6, kLine = 1;
inline constexpr int kControl = 30, kControlSmall = 24;
inline constexpr int kTableRow = 30, kTableRowCompact = 24, kTableRowHome = 36, kFindingRow = 48,
                     kTableHead = 30, kProjectCard = 60, kRoleHead = 64;
inline constexpr int kCellPadding = 8, kGutter = 28;
inline constexpr int kItemMargin = 3; // what the style itself adds at the sides of a cell's text
inline constexpr int kIcon = 20, kIconSmall = 16, kIconMark = 12;
inline constexpr int kMeterWidth = 132, kMeterHeight = 6;
inline constexpr int kInspectorWidth = 360, kFacetsWidth = 240, kHomeRightWidth = 428,
                     kImportRightWidth = 400;
inline constexpr int kFacetBar = 84, kFacetBarHeight = 6, kFacetRow = 22;
inline constexpr int kDrawerBelow = 1280;
inline constexpr int kColumnRow = 72, kColumnText = 240, kColumnShort = 104, kColumnSplit = 96,
                     kColumnMost = 420;
inline constexpr int kWindowWidth = 1440, kWindowHeight = 900, kWindowLeastWidth = 1024,
                     kWindowLeastHeight = 700;
inline constexpr int kPaletteWidth = 560, kPaletteHeight = 380, kDialogWidth = 480;
inline constexpr int kFormWidth = 560, kFieldShort = 120, kFieldName = 220, kSearchWidth = 280;
inline constexpr int kProgressWidth = 160;
inline constexpr int kPromptsWidth = 316, kPromptRow = 38, kSideMark = 3, kComposerHeight = 56;
inline constexpr int kIntervalHeight = 18, kIntervalPoint = 4, kIntervalEnd = 4, kExportsWidth = 392,
                     kChoiceHeight = 96;
inline constexpr int kStroke = 2;
inline constexpr int kChartLeft = 44, kChartRight = 56, kChartTop = 10, kChartBottom = 24, kChartHeight = 190,
                     kChartCardHeight = 232;
inline constexpr int kChartHead = 40, kPoint = 3, kSliderWidth = 96;
inline constexpr double kCurve = 1.5, kRawOpacity = 0.35, kAheadOpacity = 0.5;
inline constexpr int kSamplesWidth = 422, kHistoryWidth = 392, kRunCard = 84, kSparkWidth = 96,
                     kSparkHeight = 20;
inline constexpr int kLogHeight = 84, kPhaseHeight = 62, kFigureWidth = 72;
inline constexpr int kSectionsWidth = 148, kSectionRow = 32, kPreviewWidth = 384;
inline constexpr int kFieldLeast = 148, kFieldColumns = 4, kMethodCardHeight = 84, kPickerWidth = 200;
inline constexpr int kMemoryBarHeight = 17, kMemoryRow = 20, kStartButton = 38, kSwatch = 10,
                     kSwatchRadius = 2;
inline constexpr double kMemoryLeastPart = 1.2, kSafeMark = 1.5;
inline constexpr int kLayerHeight = 63, kLayerBlock = 21, kLayerEnd = 46, kLayerNorm = 12, kLayerCell = 8,
                     kAdapterMark = 6;
inline constexpr double kLayerPitch = 24.5;
inline constexpr int kTokenLine = 26, kTokenHeight = 22, kTokenPadding = 3, kTokenRadius = 3;
inline constexpr int kModelsWidth = 400, kModelCardLine = 18, kBenchHeight = 96;
inline constexpr int kEditorMost = 320; // a bubble's editor; more text scrolls

} // namespace luthier::widgets::measures
