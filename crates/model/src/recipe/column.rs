//! What a cell says, by what its column is said to hold.

use super::pieces::{Fault, Pieces, text};
use super::whole::{same, whole};
use crate::diagnostic::{Code, Diagnostic};
use crate::literal::{edtf, within_years};
use crate::origin::{FileId, Origin};
use crate::source::{Node, Value};
use chancery_values::amount::{self, Decimal};
use chancery_values::name::nearest;

/// How a column is read.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its name in placeholders.
    pub name: String,
    /// The names of the table's columns that it is read from, each with its place in the recipe.
    pub of: Vec<(String, Origin)>,
    /// What its cells are.
    pub form: Form,
    /// Digits that a whole number is filled up to.
    pub digits: usize,
    /// What separates the items of a list in a cell.
    pub split: Option<String>,
    /// Cells without a value, in addition to those of the table; an empty list removes those of the table.
    pub missing: Option<Vec<String>>,
    /// Cells that say that there is no value.
    pub absent: Vec<String>,
    /// Cells that say that there could be no value: what it would be of was not there.
    pub not_applicable: Vec<String>,
    /// Cells that say that nothing is known of an end.
    pub open: Vec<String>,
    /// What begins the decimals of a number; by default that of the table.
    pub decimal: Option<Decimal>,
    /// What cells mean.
    pub values: Option<Vec<(String, Node<'static>)>>,
    /// What a cell means that is not among the values.
    pub otherwise: Option<Node<'static>>,
    /// Which of its items count, by what another column has.
    pub among: Vec<Among>,
    /// Where it is in the recipe.
    pub origin: Origin,
}

/// That only the items count that another column has, or does not have.
#[derive(Debug, Clone)]
pub(super) struct Among {
    /// The name of the other column, with its place in the recipe.
    pub of: (String, Origin),
    /// Whether the other column has them.
    pub wanted: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Text as it is.
    Text,
    /// Text in capital letters.
    Upper,
    /// Text in small letters.
    Lower,
    /// A whole number; `2.0` is 2.
    Integer,
    /// A number.
    Number,
    /// A date: EDTF, or year, month and day in columns of their own.
    Date,
    /// A date in another order: `MM/DD/YYYY`.
    Pattern(String),
}

/// What a column says of a reading.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// Nothing.
    Missing,
    /// That there is no value.
    Absent,
    /// That there could be none.
    NotApplicable,
    /// A value.
    Value(Node<'static>),
    /// Something that cannot be read.
    Wrong(Box<Fault>),
}

impl Cell {
    fn unreadable(slot: usize, diagnostic: Diagnostic) -> Self {
        Self::Wrong(Box::new(Fault::unreadable(slot, diagnostic)))
    }
}

/// How the cells of a table are read where no column of the recipe says otherwise.
#[derive(Debug, Clone, Default)]
pub(super) struct Habits {
    /// Cells without a value, in every column.
    pub missing: Vec<String>,
    /// What begins the decimals of a number.
    pub decimal: Option<Decimal>,
    /// Cells are separated by another sign than the comma, so that `1,234` may be 1.234.
    pub comma_is_free: bool,
    /// Cells are separated by semicolons, as where decimals begin with a comma, so that `1.234` may be 1234.
    pub dot_is_free: bool,
    /// The first and the last year that its dates may be in; those after Christ unless the recipe says so.
    pub years: Option<(i32, i32)>,
}

impl Habits {
    /// The first and the last year that dates may be in.
    pub fn years(&self) -> (i32, i32) {
        self.years.unwrap_or((1, i32::MAX))
    }

    /// Reads a cell that no column of the recipe is for; `number` says that a number is wanted.
    pub fn read(&self, cell: &str, slot: usize, number: bool, pieces: &mut Pieces) -> Cell {
        let cell = cell.trim();
        if cell.is_empty() || self.missing.iter().any(|missing| missing == cell) {
            return Cell::Missing;
        }
        if number {
            return match self.number(cell, None) {
                Ok(number) => Cell::Value(pieces.text(number, slot)),
                Err(diagnostic) => Cell::unreadable(slot, *diagnostic),
            };
        }
        Cell::Value(pieces.as_it_is(plain(cell), slot))
    }

    /// Whether a number is 1.234 to some and 1234 to others.
    fn is_ambiguous(&self, cell: &str) -> bool {
        self.comma_is_free && amount::is_ambiguous(cell, ',') || self.dot_is_free && amount::is_ambiguous(cell, '.')
    }

    /// A cell with a number, as facts files write numbers.
    fn number(&self, cell: &str, own: Option<Decimal>) -> Result<String, Box<Diagnostic>> {
        let malformed = |message: String, help: &str| {
            let diagnostic = Diagnostic::error(Code::MalformedAmount, message).label("how is this number written?");
            Box::new(diagnostic.help(help))
        };
        match own.or(self.decimal) {
            Some(decimal) => amount::with_dot(cell, decimal).map_err(|error| {
                malformed(error.message, "the recipe says what the decimal sign is: `decimal: \",\"` or `decimal: \".\"`")
            }),
            None if self.is_ambiguous(cell) => Err(Box::new(
                Diagnostic::error(Code::AmbiguousAmount, format!("the {} of `{cell}` may begin decimals or group thousands", if cell.contains(',') { "comma" } else { "dot" }))
                    .label("which is meant?")
                    .help("say in the recipe what the decimal sign is: `table: {decimal: \",\"}` or `table: {decimal: \".\"}`, or the same for a column"),
            )),
            None if amount::with_dot(cell, Decimal::Dot).is_err() && amount::with_dot(cell, Decimal::Comma).is_ok() => {
                let message = format!("`{cell}` is not a number whose decimals begin with a dot");
                Err(malformed(message, "say in the recipe what the decimal sign is: `table: {decimal: \",\"}`, or the same for a column"))
            }
            None => Ok(cell.to_owned()),
        }
    }
}

/// A text of a cell, with an address of Wikidata written as its item.
pub(super) fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    let address = ["http://", "https://"].iter().find_map(|scheme| cell.strip_prefix(scheme));
    let item = address.and_then(|rest| rest.strip_prefix("www.wikidata.org/")).and_then(|rest| {
        ["entity/", "wiki/"].iter().find_map(|folder| rest.strip_prefix(folder)).filter(|item| item.starts_with('Q'))
    });
    item.unwrap_or(cell)
}

/// What a column is read with: the table's habits, whether a number is wanted, and how a translation becomes a value, in
/// which the column's own name means the text as it was read.
pub(super) struct With<'w> {
    pub habits: &'w Habits,
    pub number: bool,
    pub file: FileId,
    pub fill: &'w mut dyn FnMut(&mut Pieces, &Node<'static>, &str, usize) -> Cell,
}

impl Column {
    /// Whether a cell of it may be one that cannot be read.
    pub fn can_fail(&self) -> bool {
        !matches!(self.form, Form::Text | Form::Upper | Form::Lower)
            || self.values.is_some() && self.otherwise.is_none()
            || self.decimal.is_some()
    }

    fn is_missing(&self, cell: &str, habits: &Habits) -> bool {
        let lifted = self.missing.as_ref().is_some_and(Vec::is_empty);
        let tables = habits.missing.iter().filter(|_| !lifted);
        cell.is_empty() && !self.names_empty() || self.own_missing().iter().chain(tables).any(|missing| missing == cell)
    }

    /// Whether the recipe says what an empty cell means.
    fn names_empty(&self) -> bool {
        let mut named = self.values.iter().flatten().map(|(from, _)| from);
        self.open.iter().any(String::is_empty) || named.any(String::is_empty)
    }

    fn own_missing(&self) -> &[String] {
        self.missing.as_deref().unwrap_or_default()
    }

    /// Reads the column of one reading. `cells` are those of `of`, in order, each with its number.
    pub fn read(&self, cells: &[(usize, &str)], with: &mut With<'_>, pieces: &mut Pieces) -> Cell {
        if let [(slot, cell)] = *cells {
            let cell = cell.trim();
            if self.absent.iter().any(|absent| same(absent, cell)) {
                return Cell::Absent;
            }
            if self.not_applicable.iter().any(|none| same(none, cell)) {
                return Cell::NotApplicable;
            }
            if self.is_missing(cell, with.habits) || self.own_missing().iter().any(|m| same(m, cell)) {
                return Cell::Missing;
            }
            if let Some(separator) = &self.split {
                let items = cell.split(separator.as_str()).map(|item| (slot, item.trim()));
                return self.list(items, with, pieces);
            }
            return self.one(slot, cell, with, pieces);
        }
        if self.form == Form::Date {
            return self.parts(cells, with, pieces);
        }
        self.list(cells.iter().map(|(slot, cell)| (*slot, cell.trim())), with, pieces)
    }

    /// A list; those of its members that cannot be read are noted.
    fn list<'c>(
        &self,
        cells: impl Iterator<Item = (usize, &'c str)>,
        with: &mut With<'_>,
        pieces: &mut Pieces,
    ) -> Cell {
        let mut items = Vec::new();
        let before = pieces.faults.len();
        for (slot, cell) in cells {
            if self.is_missing(cell, with.habits) {
                continue;
            }
            match self.one(slot, cell, with, pieces) {
                Cell::Value(node) => items.push(node),
                Cell::Missing | Cell::Absent | Cell::NotApplicable => {}
                Cell::Wrong(fault) => pieces.faults.push(*fault),
            }
        }
        if !items.is_empty() {
            return Cell::Value(Node { value: Value::List(items), start: 0, end: 0 });
        }
        match pieces.faults.len() > before {
            true => pieces.faults.pop().map_or(Cell::Missing, |fault| Cell::Wrong(Box::new(fault))),
            false => Cell::Missing,
        }
    }

    /// One cell, or one item of a list.
    fn one(&self, slot: usize, cell: &str, with: &mut With<'_>, pieces: &mut Pieces) -> Cell {
        if self.open.iter().any(|open| same(open, cell)) {
            return Cell::Value(pieces.text("..", slot));
        }
        let named = self.values.as_ref().and_then(|values| values.iter().find(|(from, _)| same(from, cell)));
        let read = match self.form_of(cell, with) {
            Ok(read) => read,
            // What a cell means need not be of the form.
            Err(_) if named.is_some() => cell.to_owned(),
            Err(diagnostic) => return Cell::unreadable(slot, *diagnostic),
        };
        if self.open.contains(&read) {
            return Cell::Value(pieces.text("..", slot));
        }
        if self.own_missing().contains(&read) {
            return Cell::Missing;
        }
        let Some(values) = &self.values else {
            return match &self.otherwise {
                Some(node) => (with.fill)(pieces, node, &read, slot),
                None => Cell::Value(pieces.as_it_is(read, slot)),
            };
        };
        let found = named.or_else(|| values.iter().find(|(from, _)| *from == read)).map(|(_, node)| node);
        match found.or(self.otherwise.as_ref()) {
            Some(node) => (with.fill)(pieces, node, &read, slot),
            None => Cell::unreadable(slot, self.no_translation(cell, values)),
        }
    }

    /// A cell as the form of the column has it.
    fn form_of(&self, cell: &str, with: &With<'_>) -> Result<String, Box<Diagnostic>> {
        let number = |cell: &str| with.habits.number(cell, self.decimal);
        Ok(match &self.form {
            Form::Text if with.number => number(cell)?,
            Form::Text => plain(cell).to_owned(),
            Form::Upper => cell.to_uppercase(),
            Form::Lower => cell.to_lowercase(),
            Form::Number => {
                let read = number(cell)?;
                chancery_values::amount::Amount::parse(&read).map_err(|error| {
                    let diagnostic = Diagnostic::error(Code::MalformedNumber, format!("`{cell}` is not a number"));
                    Box::new(diagnostic.label("a number is expected").help(error.remedy))
                })?;
                read
            }
            Form::Integer => {
                let is_said = self.decimal.or(with.habits.decimal).is_some();
                let written = if is_said || with.habits.is_ambiguous(cell) { number(cell)? } else { cell.to_owned() };
                let number = whole(&written).ok_or_else(|| Box::new(not_a_number(cell)))?;
                format!("{}{:0>width$}", sign(number), number.unsigned_abs(), width = self.digits)
            }
            Form::Date => {
                let date = year_text(cell).unwrap_or_else(|| cell.to_owned());
                self.checked(date, with)?
            }
            Form::Pattern(pattern) => match in_order(pattern, cell) {
                Some(date) => self.checked(date, with)?,
                None => {
                    return Err(Box::new(
                        Diagnostic::error(
                            Code::MalformedDate,
                            format!("`{cell}` is not a date of the form `{pattern}`"),
                        )
                        .label("not of this form")
                        .help("the recipe says the form with the letters Y, M and D; `as: date` reads EDTF"),
                    ));
                }
            },
        })
    }

    /// A date that the calendar has, or what the recipe has something to say of.
    fn checked(&self, date: String, with: &With<'_>) -> Result<String, Box<Diagnostic>> {
        let is_named = self.values.iter().flatten().any(|(from, _)| *from == date);
        if !(self.open.contains(&date) || self.own_missing().contains(&date) || is_named) {
            let node = text(date.as_str());
            within_years(&edtf(&date, &node, with.file)?, with.habits.years(), &node, with.file)?;
        }
        Ok(date)
    }

    fn no_translation(&self, cell: &str, values: &[(String, Node<'static>)]) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(
            Code::NoTranslation,
            format!("the recipe does not say what `{cell}` in the column `{}` means", self.name),
        )
        .label("not among the `values` of this column");
        let near = nearest(cell, values.iter().map(|(from, _)| from.as_str()));
        // One number is not written for another.
        if let Some(near) = near.filter(|near| whole(cell).is_none() || whole(near).is_none()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        diagnostic.help("add it to `values`, `absent` or `missing`, or give a value for `otherwise`")
    }

    /// Year, month and day in columns of their own. Where the last are missing the date is less precise.
    fn parts(&self, cells: &[(usize, &str)], with: &With<'_>, pieces: &mut Pieces) -> Cell {
        let is_missing = |cell: &str| {
            self.is_missing(cell, with.habits) || self.own_missing().iter().any(|missing| same(missing, cell))
        };
        let mut parts = Vec::new();
        let mut first = None;
        for (at, (slot, cell)) in cells.iter().map(|(slot, cell)| (*slot, cell.trim())).enumerate() {
            if is_missing(cell) {
                if let Some((slot, cell)) = cells[at..].iter().find(|(_, cell)| !is_missing(cell.trim())) {
                    return Cell::unreadable(*slot, without_whole(cell, at));
                }
                if at == 0 {
                    return Cell::Missing;
                }
                break;
            }
            let part = if at == 0 { year_text(cell) } else { whole(cell).map(|number| format!("{number:02}")) };
            let Some(part) = part else {
                let diagnostic = if at == 0 { not_a_year(cell) } else { not_a_number(cell) };
                return Cell::unreadable(slot, diagnostic);
            };
            if at > 0 {
                parts.push(text("-"));
            }
            parts.push(pieces.text(part, slot));
            first = first.or(Some(slot));
        }
        let node = pieces.joined(&parts);
        let date = node.text().unwrap_or_default();
        if self.own_missing().iter().any(|missing| missing == date) {
            return Cell::Missing;
        }
        if self.open.iter().any(|open| open == date) {
            return Cell::Value(Node { value: text("..").value, ..node });
        }
        let read = edtf(date, &node, with.file);
        match read.and_then(|date| within_years(&date, with.habits.years(), &node, with.file)) {
            Ok(()) => Cell::Value(node),
            Err(diagnostic) => {
                let slot = pieces.slot(diagnostic.origin).or(first).unwrap_or_default();
                Cell::unreadable(slot, *diagnostic)
            }
        }
    }
}

/// The diagnostic for a part of a date without the larger part that it is of.
fn without_whole(cell: &str, missing: usize) -> Diagnostic {
    let whole = if missing == 0 { "year" } else { "month" };
    Diagnostic::error(Code::MalformedDate, format!("`{}` is part of a date whose {whole} is missing", cell.trim()))
        .label(format!("of which {whole}?"))
        .help("correct the cells; if the date is not known, leave all its cells empty")
}

/// The year of a cell.
///
/// # Errors
/// The cell has no year, or a year outside these.
pub(super) fn year(cell: &str, years: (i32, i32), file: FileId) -> Result<i32, Box<Diagnostic>> {
    let written = year_text(cell).ok_or_else(|| Box::new(not_a_year(cell)))?;
    let node = text(written.as_str());
    within_years(&edtf(&written, &node, file)?, years, &node, file)?;
    written.parse().map_err(|_| Box::new(not_a_year(cell)))
}

/// What is said of a cell that should hold a year.
fn not_a_year(cell: &str) -> Diagnostic {
    Diagnostic::error(Code::MalformedDate, format!("`{cell}` is not a year"))
        .label("a year is expected")
        .help("a year has four digits, or a minus and four digits: `1993` and `1993.0` are read")
}

fn not_a_number(cell: &str) -> Diagnostic {
    Diagnostic::error(Code::MalformedNumber, format!("`{cell}` is not a whole number"))
        .label("a whole number is expected")
        .help("`2` and `2.0` are read; the recipe says which cells have no value: `missing: [NA]`")
}

fn sign(number: i64) -> &'static str {
    if number < 0 { "-" } else { "" }
}

/// A year of four digits, perhaps with a minus or a fraction of zeros, as EDTF writes it.
fn year_text(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let year = match cell.split_once('.') {
        Some((year, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => year,
        Some(_) => return None,
        None => cell,
    };
    let digits = year.strip_prefix('-').unwrap_or(year);
    (digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| year.to_owned())
}

/// A date whose parts are in the order of the letters Y, M and D, as ISO 8601 writes it.
fn in_order(pattern: &str, cell: &str) -> Option<String> {
    if pattern == "YYYY" {
        // A year may have been through a spreadsheet.
        return year_text(cell);
    }
    let (mut year, mut month, mut day) = (String::new(), String::new(), String::new());
    let mut letters = pattern.chars().peekable();
    let mut rest = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let part = match letter {
            'Y' => &mut year,
            'M' => &mut month,
            'D' => &mut day,
            other => {
                if rest.next() != Some(other) {
                    return None;
                }
                continue;
            }
        };
        let mut width = 1;
        while letters.next_if_eq(&letter).is_some() {
            width += 1;
        }
        // `1/2/1993` is of the form MM/DD/YYYY too; where nothing separates, the width decides.
        let separated = letters.peek().is_none_or(|next| !"YMD".contains(*next));
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            part.push(digit);
            if part.len() == width && !separated {
                break;
            }
        }
        let enough = if letter == 'Y' { part.len() == width } else { (1..=2).contains(&part.len()) };
        if !enough {
            return None;
        }
    }
    if rest.next().is_some() || year.is_empty() {
        return None;
    }
    let mut date = year;
    for part in [month, day] {
        if part.is_empty() {
            break;
        }
        date.push_str(&format!("-{part:0>2}"));
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_order_that_is_said() {
        for (pattern, cell, date) in [
            ("MM/DD/YYYY", "12/26/1991", Some("1991-12-26")),
            ("MM/DD/YYYY", "1/2/1993", Some("1993-01-02")),
            ("DD.MM.YYYY", "26.12.1991", Some("1991-12-26")),
            ("YYYY", "1993", Some("1993")),
            ("YYYY", "1993.0", Some("1993")),
            ("YYYY", "-0044", Some("-0044")),
            ("YYYY", "-44", None),
            ("YYYY", "93", None),
            ("YYYY", "0", None),
            ("YYYYMMDD", "19911226", Some("1991-12-26")),
            ("YYYY-MM", "1991-12", Some("1991-12")),
            ("MM/DD/YYYY", "26.12.1991", None),
            ("MM/DD/YYYY", "12/26/91", None),
            ("YYYYMMDD", "1991122", Some("1991-12-02")),
            ("YYYYMMDD", "199112", None),
            ("MM/DD/YYYY", "12/26/1991x", None),
        ] {
            assert_eq!(in_order(pattern, cell).as_deref(), date, "{pattern} {cell}");
        }
    }

    #[test]
    fn addresses_of_wikidata_are_items() {
        assert_eq!(plain("http://www.wikidata.org/entity/Q889"), "Q889");
        assert_eq!(plain(" https://www.wikidata.org/wiki/Q408 "), "Q408");
        assert_eq!(plain("https://example.org/Q1"), "https://example.org/Q1");
    }
}
