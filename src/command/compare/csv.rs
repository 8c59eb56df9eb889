//! A comparison as a table: a row for each pair of facts, or for each count.

use std::io;

use super::rows::Comparison;
use crate::command::arguments::CsvCells;

/// A row for each pair of facts.
pub(super) fn rows(comparisons: &[Comparison], cells_as: CsvCells) -> io::Result<String> {
    let header = [
        "class",
        "kind",
        "key",
        "days",
        "first",
        "second",
        "first iri",
        "second iri",
        "first source",
        "second source",
        "first evidence",
        "second evidence",
        "year",
        "affair",
    ];
    let rows = comparisons.iter().flat_map(|comparison| comparison.rows.iter().flatten()).map(|row| {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let (first, second) = (&row.first, &row.second);
        [
            row.class.name().to_owned(),
            row.kind.clone(),
            row.key.clone().unwrap_or_default(),
            number(row.days),
            first.label.clone(),
            second.label.clone(),
            first.iri.clone(),
            second.iri.clone(),
            first.source.clone(),
            second.source.clone(),
            first.places().join("; "),
            second.places().join("; "),
            number(row.year.map(i64::from)),
            row.affair.clone(),
        ]
    });
    table(&header.map(ToOwned::to_owned), rows, cells_as)
}

/// A row for each kind, year and class that there is.
pub(super) fn counts(comparisons: &[Comparison], cells_as: CsvCells) -> io::Result<String> {
    let header = ["first source", "second source", "kind", "year", "class", "affairs"].map(ToOwned::to_owned);
    let rows = comparisons.iter().flat_map(|comparison| {
        comparison.counts_by_year.iter().map(|count| {
            [
                comparison.first.clone(),
                comparison.second.clone(),
                count.kind.clone(),
                count.year.map(|year| year.to_string()).unwrap_or_default(),
                count.class.to_owned(),
                count.affairs.to_string(),
            ]
        })
    });
    table(&header, rows, cells_as)
}

fn table<const N: usize>(
    header: &[String; N],
    rows: impl Iterator<Item = [String; N]>,
    cells_as: CsvCells,
) -> io::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header)?;
    for row in rows {
        out.write_record(row.each_ref().map(|cell| cells_as.cell(cell).into_owned()))?;
    }
    let bytes = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}
