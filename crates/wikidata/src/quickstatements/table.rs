//! The dialect of tables: CSV.

use std::collections::HashMap;

use super::command::{Command, Entry};
use super::dialect::Dialect;
use super::refusal::{Reason, Unwritable};
use super::value::{LAST, Place, Scribe, is_entity, shown};
use crate::model::Snak;

/// The tables of a batch, one for each list of columns, in the order of their first rows.
///
/// The tool does not pass over empty cells (<https://github.com/magnusmanske/quickstatements/issues/22>): each is a
/// command without a value. Therefore no table has a column that one of its rows leaves empty, except for comments.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub fn tables(entries: &[Entry]) -> Result<Vec<String>, Unwritable> {
    let mut tables: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    let mut known: HashMap<Vec<String>, usize> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let scribe = Scribe { dialect: Dialect::Csv, entry: index };
        let mut row = Row::default();
        match entry {
            Entry::Statement(command) => {
                row.push("qid".to_owned(), scribe.subject(command, false)?.to_owned());
                scribe.cells(command, false, &mut row)?;
            }
            Entry::Creation(creation) => {
                scribe.check_creation(creation)?;
                // An empty `qid` creates.
                row.push("qid".to_owned(), String::new());
                for (letter, language, label) in creation.terms() {
                    let place = Place { subject: LAST, property: "label" };
                    let language = scribe.language(place, language)?;
                    if like_value(label) {
                        return Err(scribe.refusal(place, label, Reason::LikeValue));
                    }
                    row.push(format!("{letter}{language}"), scribe.text(place, label)?.to_owned());
                }
                for command in &creation.statements {
                    scribe.cells(command, true, &mut row)?;
                }
            }
        }
        if let Some(&table) = known.get(&row.columns) {
            tables[table].1.push(row.cells);
        } else {
            known.insert(row.columns.clone(), tables.len());
            tables.push((row.columns, vec![row.cells]));
        }
    }
    Ok(tables.into_iter().map(|(columns, rows)| table(&columns, &rows)).collect())
}

/// Whether version 3 takes an unquoted label of a table for a value. This is wider than its forms.
fn like_value(label: &str) -> bool {
    matches!(label, "somevalue" | "novalue" | LAST)
        || is_entity(label)
        || label.starts_with(['@', '"'])
        || label.ends_with('"')
        || label.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
            && label.chars().all(|c| c.is_ascii_digit() || "+-.~[], TZ:/JCU".contains(c))
}

/// One row of a table, with a column of comments after each statement.
#[derive(Default)]
struct Row {
    columns: Vec<String>,
    cells: Vec<String>,
}

impl Row {
    fn push(&mut self, column: String, cell: String) {
        self.columns.push(column);
        self.cells.push(cell);
    }
}

/// A header and rows, without the columns of comments that have none.
fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let kept: Vec<usize> =
        (0..columns.len()).filter(|&at| columns[at] != "#" || rows.iter().any(|row| !row[at].is_empty())).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(columns).chain(rows.iter().map(Vec::as_slice)) {
        writer.write_record(kept.iter().map(|&at| &row[at])).expect("memory takes rows of the same length");
    }
    let bytes = writer.into_inner().expect("memory takes every byte");
    String::from_utf8(bytes).expect("cells are texts")
}

impl Scribe {
    /// The cells of a command in a table.
    fn cells(self, command: &Command, created: bool, row: &mut Row) -> Result<(), Unwritable> {
        let subject = self.subject(command, created)?;
        let place = Place { subject, property: &command.main.property };
        let property = self.property(place, &command.main.property, 'P')?;
        if command.new {
            return Err(self.refusal(place, &shown(&command.main.content), Reason::New));
        }
        self.rank(place, command, created)?;
        row.push(property, self.main(place, command, created)?);
        for Snak { property, content } in &command.qualifiers {
            let value = self.content(Place { subject, property }, content, created, true)?;
            let number = self.property(place, property, 'P')?;
            row.push(format!("qal{}", &number[1..]), value);
        }
        for reference in &command.references {
            if reference.is_empty() {
                return Err(self.refusal(place, "", Reason::EmptyReference));
            }
            for (part, Snak { property, content }) in reference.iter().enumerate() {
                let value = self.content(Place { subject, property }, content, created, true)?;
                row.push(self.property(place, property, if part == 0 { 'S' } else { 's' })?, value);
            }
        }
        let comment = command.comment.as_deref().map(|comment| self.text(place, comment)).transpose()?;
        row.push("#".to_owned(), comment.unwrap_or_default().to_owned());
        Ok(())
    }
}
