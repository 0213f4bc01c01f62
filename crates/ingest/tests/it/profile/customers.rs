//! A table with a column of every kind.

const HEADER: &str =
    "Kunde;größe;flag;vip;bit;since;at;city;note;same;code;\"a;b: #c\";what;twin;late;kind\n";

/// Text, flags, dates, missing cells, an identifier, a constant and free text, `;` between cells
/// and commas in numbers.
pub(crate) fn table() -> String {
    let rows = (0..60).map(|row| cells(row).join(";") + "\n");
    HEADER.to_owned() + &rows.collect::<Vec<_>>().concat()
}

fn cells(row: u32) -> [String; 16] {
    let of = |list: &[&str], place: u32| list[place as usize % list.len()].to_owned();
    let number = (f64::from(row * 37 % 53) / 4.0)
        .to_string()
        .replace('.', ",");
    let class = of(&["1", "0", "0"], row * 11);
    [
        format!("k{row}"),
        number.clone(),
        of(&["Yes", "no"], row),
        of(&["TRUE", "False"], row / 3),
        (row / 5 % 2).to_string(),
        format!("20{:02}-0{}-17", row % 20 + 10, row % 9 + 1),
        format!("{}.1{}.2020 10:30", row % 19 + 10, row % 3),
        of(&["Bern", "Zürich", "", "Genève"], row * 7),
        format!("a sentence number {row} that somebody wrote about this customer"),
        "same".to_owned(),
        format!("0{}", row % 4),
        if row.is_multiple_of(7) {
            "?".to_owned()
        } else {
            number.clone()
        },
        of(&["12", "x", "7"], row),
        number,
        if class == "1" {
            "gone".to_owned()
        } else {
            String::new()
        },
        class,
    ]
}
