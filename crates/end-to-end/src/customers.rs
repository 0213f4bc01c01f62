//! The customers of a telephone company, for tables that are made.

/// Where they live.
pub const CITIES: [&str; 12] = [
    "Zürich",
    "Genève",
    "Basel",
    "Lausanne",
    "Bern",
    "Winterthur",
    "Luzern",
    "St. Gallen",
    "Lugano",
    "Biel/Bienne",
    "Thun",
    "Köniz",
];

/// What they pay for.
pub const PLANS: [&str; 4] = ["basic", "family", "business", "prepaid"];
