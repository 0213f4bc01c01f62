//! Tables of text, flags, dates and missing cells.

use super::*;

fn refused(source: &str, columns: &str) -> String {
    let sandbox = with_columns(source, columns);
    sandbox.write(RAW, "earlier");
    let ended = ingest(&sandbox);
    assert_eq!(sandbox.read(RAW), "earlier");
    assert_eq!(sandbox.list("data/raw"), ["iris.csv"]);
    let told = ended.failed_with(3);
    told.replace("ingest: failed to read `data/source/iris.csv`: ", "")
}

/// pandas: `read_csv(…, dtype={"sex": str, "member": str})`, `to_datetime(…).dt`, `to_csv`.
#[test]
fn a_mixed_table_becomes_what_pandas_writes() {
    let source = "sex,age,kind,born,member,note,bits\n\
                  male,30,x,2001-02-03,yes,skip me,1\n\
                  \"fe, male\",NA,y,,No,,0\n\
                  ,007,y,1999-12-31 23:59,YES,\"a\nb\",1.0\n";
    let columns = "{sex: {type: category, missing: keep}, age: {type: number, missing: median}, \
                   born: {type: date, parts: [year, weekday, minute], missing: keep}, \
                   member: flag, note: ignored, bits: {type: flag, values: number}}";
    let sandbox = with_columns(source, columns);
    let ended = ingest(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"ingest: 3 rows, 7 features, 2 classes -> data/raw/iris.csv");
    assert_snapshot!(sandbox.read(RAW), @r#"
    sex,age,born_year,born_weekday,born_minute,member,bits,target,target_name
    male,30.0,2001.0,5.0,0.0,yes,1.0,0,x
    "fe, male",,,,,No,0.0,1,y
    ,7.0,1999.0,4.0,59.0,YES,1.0,1,y
    "#);
}

#[test]
fn decimal_commas_and_other_missing_values_are_a_matter_of_params() {
    let sandbox = with_columns(
        "kind;a;b\nx;1,5;-999\ny;-,25e1;2\nx;?;3\n",
        "{a: {type: number, missing: keep}, b: {type: number, missing: keep}}",
    );
    let format = "separator: ;\n  decimal: \",\"\n  missing_values: [\"?\", -999]\n  target: kind";
    sandbox.edit_params("target: kind", format);
    ingest(&sandbox).assert_success();
    let expected = "a,b,target,target_name\n1.5,,0,x\n-2.5,2.0,1,y\n,3.0,0,x\n";
    assert_eq!(sandbox.read(RAW), expected);
    sandbox.write(SOURCE, "kind;a;b\nx;1.5;1\ny;1,5,5;2\n");
    assert_snapshot!(ingest(&sandbox).failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: 2 problems
      line 2, column `a` holds `1.5`; expected a finite number; write it with a decimal comma, as `data.decimal` in params.yaml says
      line 3, column `a` holds `1,5,5`; expected a finite number; write it with a decimal comma and nothing between thousands
    ");
}

#[test]
fn text_among_numbers_is_told_with_what_to_write() {
    let source = "kind,age,code\nx,12,1\ny,old,2\nx,?,3x\ny,\"1,5\",nan\n";
    let columns = "{age: number, code: {type: category, values: number, missing: keep}}";
    assert_snapshot!(refused(source, columns), @r#"
    4 problems
      line 3, column `age` holds `old`; expected a finite number; if the column holds text, write `age: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      line 4, column `age` holds `?`; expected a finite number; if it stands for a missing value, add it to `data.missing_values` in params.yaml
      line 4, column `code` holds `3x`; expected a finite number; if the column holds text, write `values: text` for the column in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      line 5, column `age` holds `1,5`; expected a finite number; write it with a decimal point: `1.5`, or `decimal: ","` in `data` of params.yaml if all numbers have a comma
    "#);
}

#[test]
fn a_missing_cell_is_refused_where_params_says_nothing_of_it() {
    let source = "kind,a,b,c,d\nx,,NA,,null\nNA,1,z,yes,2024-01-01\ny,1,z,yes,2024-01-01\n";
    let columns = "{a: number, b: category, c: flag, d: {type: date, parts: [year]}}";
    assert_snapshot!(refused(source, columns), @r"
    5 problems
      line 2, column `a` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 2, column `b` holds `NA`, which is a missing value; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 2, column `c` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 2, column `d` holds `null`, which is a missing value; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 3, column `kind` holds `NA`, which is a missing value; fill it or remove the line
    ");
}

#[test]
fn a_flag_of_another_spelling_is_told_with_those_that_are_known() {
    let source = "kind,a,b,c\nx,maybe,yes,TRUE\ny,Y,True,2\n";
    let columns = "{a: flag, b: {type: flag, values: boolean}, c: {type: flag, values: number}}";
    assert_snapshot!(refused(source, columns), @r"
    4 problems
      line 2, column `a` holds `maybe`; expected yes, true, on, y, t or 1, or no, false, off, n, f or 0; if the column has other values than two, write `type: category` for it in `data.columns` of params.yaml
      line 2, column `b` holds `yes`; expected True or False; write `values: text` for the column in `data.columns` of params.yaml
      line 2, column `c` holds `TRUE`; expected 0 or 1; write `values: text` for the column in `data.columns` of params.yaml
      line 3, column `c` holds `2`; expected 0 or 1; if the column has other values than two, write `type: category` for it in `data.columns` of params.yaml
    ");
}

#[test]
fn a_day_that_is_not_in_the_calendar_is_refused() {
    let source = "kind,a,b\n\
                  x,2023-02-29,31.12.2024\n\
                  y,31.12.2024,31.4.2024\n\
                  x,2024-01-01T10:00Z,soon\n\
                  y,2024-01-01 24:00,01.01.24\n";
    let columns = "{a: {type: date, parts: [year]}, \
                   b: {type: date, format: DD.MM.YYYY, parts: [day]}}";
    assert_snapshot!(refused(source, columns), @r"
    7 problems
      line 2, column `a` holds `2023-02-29`; expected a date as YYYY-MM-DD; there is no such day or time
      line 3, column `a` holds `31.12.2024`; expected a date as YYYY-MM-DD; write `format: DD.MM.YYYY` for the column in `data.columns` of params.yaml if all are so
      line 3, column `b` holds `31.4.2024`; expected a date as DD.MM.YYYY; there is no such day or time
      line 4, column `a` holds `2024-01-01T10:00Z`; expected a date as YYYY-MM-DD; time zones are not understood: write times of one zone, without it
      line 4, column `b` holds `soon`; expected a date as DD.MM.YYYY
      line 5, column `b` holds `01.01.24`; expected a date as DD.MM.YYYY
      and 1 more; 4 of all are in the column `a`
    ");
}

#[test]
fn columns_and_params_must_agree() {
    let source = "kind,age,\"in: come\",target,born\nx,1,2,3,2024-01-01\ny,1,2,3,2024-01-01\n";
    let columns = "{agee: number, target: ignored, weight: number, \
                   born: {type: date, parts: [year]}, born_year: number}";
    assert_snapshot!(refused(source, columns), @r#"
    5 problems
      there is no column `agee`, which `data.columns` of params.yaml lists; did you mean `age`?
      there is no column `weight`, which `data.columns` of params.yaml lists; remove the line
      there is no column `born_year`, which `data.columns` of params.yaml lists; remove the line
      the column `age` is not listed in `data.columns` of params.yaml; write `age: ignored` there, or number, category, flag or date
      the column `in: come` is not listed in `data.columns` of params.yaml; write `"in: come": ignored` there, or number, category, flag or date
    "#);
}

#[test]
fn a_part_of_a_date_needs_a_name_of_its_own() {
    let source = "born_year,kind,born\n1,x,2024-01-01\n2,y,2024-01-01\n";
    let columns = "{born_year: number, born: {type: date, parts: [day, year]}}";
    assert_snapshot!(refused(source, columns), @"the column `born_year` has the name that a part of the dates in `born` gets; rename one of the two columns");
}

#[test]
fn a_table_of_nothing_but_the_target_is_refused() {
    assert_snapshot!(refused("kind\nx\ny\n", "{a: number}"), @r"
    2 problems
      `kind` is the only column; expected at least one feature beside it
      there is no column `a`, which `data.columns` of params.yaml lists; remove the line
    ");
}

/// Names of customers as a category: an encoder would have a column for each.
#[test]
fn a_category_of_more_than_100_000_values_is_refused() {
    let rows: Vec<_> = (0..100_001)
        .map(|row| format!("{},name {row},{row}.5\n", ["x", "y"][row % 2]))
        .collect();
    let source = format!("kind,name,number\n{}", rows.concat());
    let columns = "{name: category, number: {type: category, values: number}}";
    assert_snapshot!(refused(&source, columns), @r"
    2 problems
      the column `name` has more than 100000 different values, which are too many categories; write `name: ignored` in `data.columns` of params.yaml, or put its values into groups in the file
      the column `number` has more than 100000 different values, which are too many categories; write `number: ignored` in `data.columns` of params.yaml, or put its values into groups in the file
    ");
}
