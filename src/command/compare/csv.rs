//! A comparison as a table: a row for each pair of facts, or fact of one source alone, or for each count.

use std::io;

use super::rows::{Comparison, Told};
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
        let of = |get: fn(&Told) -> String| row.sides().map(|told| told.map(get).unwrap_or_default());
        let [first, second] = of(|told| told.label.clone());
        let [first_iri, second_iri] = of(|told| told.iri.clone());
        let [first_source, second_source] = of(|told| told.source.clone());
        let [first_evidence, second_evidence] = of(|told| told.places().join("; "));
        [
            row.class.name().to_owned(),
            row.kind.clone(),
            row.key.clone().unwrap_or_default(),
            number(row.days),
            first,
            second,
            first_iri,
            second_iri,
            first_source,
            second_source,
            first_evidence,
            second_evidence,
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
