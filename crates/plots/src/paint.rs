//! The colours, by what they are for.

/// How many series can be told from each other.
pub(crate) const MOST_SERIES: usize = 7;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Behind everything.
    Ground,
    /// Behind curves.
    Panel,
    /// Text that is read first.
    Ink,
    /// Text that is read second.
    Muted,
    /// Lines of a grid.
    Grid,
    /// Text on cells that are filled.
    OnFill,
    /// Cells, in their share.
    Fill,
    /// A series, below [`MOST_SERIES`].
    Series(usize),
}

impl Paint {
    /// Each of them, for what has to name them all.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        use Paint::{Fill, Grid, Ground, Ink, Muted, OnFill, Panel};
        let named = [Ground, Panel, Ink, Muted, Grid, OnFill, Fill];
        named.into_iter().chain((0..MOST_SERIES).map(Paint::Series))
    }

    /// The name of its CSS property, by which a page may set another colour.
    pub(crate) fn property(self) -> String {
        match self {
            Self::Ground => "--plot-ground".into(),
            Self::Panel => "--plot-panel".into(),
            Self::Ink => "--plot-ink".into(),
            Self::Muted => "--plot-muted".into(),
            Self::Grid => "--plot-grid".into(),
            Self::OnFill => "--plot-on-fill".into(),
            Self::Fill => "--plot-fill".into(),
            Self::Series(series) => format!("--plot-series-{}", series + 1),
        }
    }

    /// On a light page: red, green and blue.
    pub(crate) fn light(self) -> [u8; 3] {
        match self {
            Self::Ground | Self::OnFill => [255, 255, 255],
            Self::Panel => [248, 249, 250],
            Self::Ink => [27, 31, 36],
            Self::Muted => [87, 96, 106],
            Self::Grid => [222, 226, 230],
            Self::Fill => [0, 92, 148],
            Self::Series(series) => OKABE_ITO[series % MOST_SERIES],
        }
    }

    /// On a dark page.
    pub(crate) fn dark(self) -> [u8; 3] {
        match self {
            Self::Ground => [22, 27, 34],
            Self::Panel => [28, 34, 43],
            Self::Ink => [230, 237, 243],
            Self::Muted => [155, 166, 178],
            Self::Grid => [52, 60, 71],
            Self::OnFill => [255, 255, 255],
            Self::Fill => [31, 122, 191],
            Self::Series(series) => BRIGHTENED[series % MOST_SERIES],
        }
    }
}

/// The palette of M. Okabe and K. Ito without its yellow, which cannot be seen on white; those
/// that can be seen best come first. <https://jfly.uni-koeln.de/color/>
const OKABE_ITO: [[u8; 3]; MOST_SERIES] = [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [0, 0, 0],
    [230, 159, 0],
    [86, 180, 233],
];
/// The same for a dark page: what was dark is brighter.
const BRIGHTENED: [[u8; 3]; MOST_SERIES] = [
    [64, 156, 214],
    [236, 121, 45],
    [26, 184, 140],
    [217, 146, 186],
    [240, 240, 240],
    [230, 159, 0],
    [134, 205, 245],
];
