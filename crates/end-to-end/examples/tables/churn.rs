//! The customers of a telephone company, some of whom left.

use std::fmt::Write as _;

use end_to_end::customers::{CITIES, PLANS};
use end_to_end::draw::Draw;

const ROWS: u32 = 50_000;
const PAYMENTS: [&str; 4] = [
    "credit card",
    "bank transfer",
    "direct debit",
    "invoice, by post",
];
pub(crate) fn table() -> String {
    let mut draw = Draw::seeded(50_000);
    let mut table =
        "customer_id,signup_date,city,age,plan,payment_method,paperless_billing,roaming,\
                     monthly_charges,total_charges,calls_to_support,satisfaction,churn\n"
            .to_owned();
    for row in 0..ROWS {
        let line = customer(row, &mut draw);
        let _ = writeln!(table, "{line}");
    }
    table
}

fn customer(row: u32, draw: &mut Draw) -> String {
    let (plan, payment) = (draw.of(&PLANS), draw.of(&PAYMENTS));
    let (paperless, roaming) = (draw.chance(0.6), draw.chance(0.25));
    let months = 1 + draw.below(72);
    let base = if plan == "business" { 70.0 } else { 35.0 };
    let monthly = draw
        .normal(base + 10.0 * f64::from(u8::from(roaming)), 9.0)
        .max(5.0);
    let total = monthly * f64::from(months) * draw.normal(1.0, 0.03);
    let calls = (draw.share().powi(3) * 9.0).floor();
    let satisfaction = (5.4 - 0.5 * calls - 2.0 * draw.share())
        .clamp(1.0, 5.0)
        .round();
    let leaning = 0.9 * calls - 0.045 * f64::from(months) - 0.5 * satisfaction
        + if plan == "prepaid" { 1.1 } else { 0.0 }
        + 0.012 * monthly;
    let left = draw.chance(1.0 / (1.0 + (0.4 - leaning).exp()));
    let age = draw.normal(46.0, 15.0).clamp(18.0, 95.0);
    [
        format!("C{:06}", 100_000 + (u64::from(row) * 7919) % 899_981),
        signup(months, draw),
        draw.of(&CITIES).to_owned(),
        draw.unless(0.04, format!("{age:.0}")),
        plan.to_owned(),
        quoted(payment),
        if paperless { "yes" } else { "no" }.to_owned(),
        if roaming { "True" } else { "False" }.to_owned(),
        format!("{monthly:.2}"),
        draw.unless(0.01, format!("{total:.2}")),
        format!("{calls:.0}"),
        draw.unless(0.2, format!("{satisfaction:.0}")),
        if left { "yes" } else { "no" }.to_owned(),
    ]
    .join(",")
}

/// A day so many months before the end of 2024.
fn signup(months: u32, draw: &mut Draw) -> String {
    let (years, rest) = (months / 12, months % 12);
    let (year, month) = (2024 - years, 12 - rest);
    let day = 1 + draw.below(28);
    format!("{year}-{month:02}-{day:02}")
}

fn quoted(cell: &str) -> String {
    if cell.contains(',') {
        return format!("\"{cell}\"");
    }
    cell.to_owned()
}
