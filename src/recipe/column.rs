//! What a cell says, by what its column is said to hold.

use crate::diagnostic::Diagnostic;
use crate::name::nearest;
use crate::origin::Origin;
use crate::source::{Node, Value};

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
    /// Cells that hold nothing.
    pub missing: Vec<String>,
    /// Cells that say that there is none.
    pub absent: Vec<String>,
    /// Cells that say that nothing is known of an end.
    pub open: Vec<String>,
    /// What cells stand for.
    pub values: Option<Vec<(String, Node<'static>)>>,
    /// What a cell stands for that is not among the values.
    pub otherwise: Option<Node<'static>>,
    /// Where it stands in the recipe.
    pub origin: Origin,
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
    /// That there is none.
    Absent,
    /// A value.
    Value(Node<'static>),
    /// Something that cannot be read; the place is for the caller to add.
    Wrong(Diagnostic),
}

/// A node of text that stands nowhere; its place is added where something is wrong with it.
pub(super) fn text(text: impl Into<String>) -> Node<'static> {
    Node { value: Value::Scalar { text: std::borrow::Cow::Owned(text.into()), quoted: true }, start: 0, end: 0 }
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

impl Column {
    /// Reads the column of one reading. `cells` are those of `of`, in order; `missing` says which cells hold nothing in
    /// every column; `fill` makes a value of what `otherwise` or a translation says, in which the column's own name stands
    /// for the text as it was read.
    pub fn read(&self, cells: &[&str], missing: &[String], fill: &mut dyn FnMut(&Node<'static>, &str) -> Cell) -> Cell {
        let nothing = |cell: &str| cell.is_empty() || self.missing.iter().chain(missing).any(|m| m == cell);
        if let [cell] = cells {
            let cell = cell.trim();
            if self.absent.iter().any(|absent| same(absent, cell)) {
                return Cell::Absent;
            }
            if nothing(cell) || self.missing.iter().any(|m| same(m, cell)) {
                return Cell::Missing;
            }
            if let Some(separator) = &self.split {
                let items = cell.split(separator.as_str()).map(str::trim).filter(|item| !nothing(item));
                return self.list(items, fill);
            }
            return self.one(cell, fill);
        }
        if self.form == Form::Date {
            return self.parts(cells, &nothing);
        }
        self.list(cells.iter().map(|cell| cell.trim()).filter(|cell| !nothing(cell)), fill)
    }

    fn list<'c>(
        &self,
        cells: impl Iterator<Item = &'c str>,
        fill: &mut dyn FnMut(&Node<'static>, &str) -> Cell,
    ) -> Cell {
        let mut items = Vec::new();
        for cell in cells {
            match self.one(cell, fill) {
                Cell::Value(node) => items.push(node),
                Cell::Missing => {}
                other => return other,
            }
        }
        if items.is_empty() { Cell::Missing } else { Cell::Value(Node { value: Value::List(items), start: 0, end: 0 }) }
    }

    /// One cell, or one item of a list.
    fn one(&self, cell: &str, fill: &mut dyn FnMut(&Node<'static>, &str) -> Cell) -> Cell {
        if self.open.iter().any(|open| same(open, cell)) {
            return Cell::Value(text(".."));
        }
        let read = match &self.form {
            Form::Text => plain(cell).to_owned(),
            Form::Upper => cell.to_uppercase(),
            Form::Lower => cell.to_lowercase(),
            Form::Integer => match whole(cell) {
                Some(number) => format!("{}{:0>width$}", sign(number), number.unsigned_abs(), width = self.digits),
                None => return Cell::Wrong(not_a_number(cell)),
            },
            Form::Date => match whole(cell) {
                Some(year) => year_text(year),
                None => cell.to_owned(),
            },
            Form::Pattern(pattern) => match in_order(pattern, cell) {
                Some(date) if self.open.contains(&date) => return Cell::Value(text("..")),
                Some(date) => date,
                None => {
                    return Cell::Wrong(
                        Diagnostic::error("malformed-date", format!("`{cell}` is no date of the form `{pattern}`"))
                            .label("not of this form")
                            .help("the recipe says the form with the letters Y, M and D; `as: date` reads EDTF"),
                    );
                }
            },
        };
        if self.open.contains(&read) {
            return Cell::Value(text(".."));
        }
        if self.missing.contains(&read) {
            return Cell::Missing;
        }
        let Some(values) = &self.values else {
            return match &self.otherwise {
                Some(node) => fill(node, &read),
                None => Cell::Value(text(read)),
            };
        };
        let found = values.iter().find(|(from, _)| same(from, cell) || *from == read);
        match (found, &self.otherwise) {
            (Some((_, node)), _) => fill(node, &read),
            (None, Some(node)) => fill(node, &read),
            (None, None) => {
                let mut diagnostic = Diagnostic::error(
                    "no-translation",
                    format!("the recipe does not say what `{cell}` in the column `{}` stands for", self.name),
                )
                .label("not among the `values` of this column");
                if let Some(near) = nearest(cell, values.iter().map(|(from, _)| from.as_str())) {
                    diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                }
                Cell::Wrong(diagnostic.help("add it to `values`, `absent` or `missing`, or say what `otherwise` holds"))
            }
        }
    }

    /// Year, month and day in columns of their own; what is missing makes the date less precise.
    fn parts(&self, cells: &[&str], nothing: &dyn Fn(&str) -> bool) -> Cell {
        let mut date = String::new();
        for (at, cell) in cells.iter().map(|cell| cell.trim()).enumerate() {
            if nothing(cell) {
                if at == 0 {
                    return Cell::Missing;
                }
                break;
            }
            let Some(number) = whole(cell) else { return Cell::Wrong(not_a_number(cell)) };
            if at == 0 {
                date = year_text(number);
            } else {
                date.push_str(&format!("-{number:02}"));
            }
        }
        if self.missing.contains(&date) {
            return Cell::Missing;
        }
        if self.open.contains(&date) { Cell::Value(text("..")) } else { Cell::Value(text(date)) }
    }
}

fn not_a_number(cell: &str) -> Diagnostic {
    Diagnostic::error("malformed-number", format!("`{cell}` is no whole number"))
        .label("a whole number is expected")
        .help("`2` and `2.0` are read; the recipe says which cells hold nothing: `missing: [NA]`")
}

fn sign(number: i64) -> &'static str {
    if number < 0 { "-" } else { "" }
}

fn year_text(year: i64) -> String {
    format!("{}{:04}", sign(year), year.unsigned_abs())
}

/// A whole number, perhaps written with a fraction of zeros, as spreadsheets write it.
pub(super) fn whole(cell: &str) -> Option<i64> {
    let cell = cell.trim();
    let whole = match cell.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => cell,
    };
    whole.parse().ok()
}

/// Whether a cell is what a recipe wrote: letter for letter, or the same whole number.
fn same(written: &str, cell: &str) -> bool {
    written == cell || cell.contains('.') && whole(cell).is_some_and(|number| whole(written) == Some(number))
}

/// A date whose parts stand in the order of the letters Y, M and D, as ISO 8601 writes it.
fn in_order(pattern: &str, cell: &str) -> Option<String> {
    // A year may have been through a spreadsheet.
    let cell = match whole(cell) {
        Some(number) if pattern.bytes().all(|b| b == b'Y') => return Some(year_text(number)),
        _ => cell,
    };
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
    fn whole_numbers_may_have_a_fraction_of_zeros() {
        assert_eq!(whole("2.0"), Some(2));
        assert_eq!(whole("-9.00"), Some(-9));
        assert_eq!(whole("2."), None);
        assert_eq!(whole("2.5"), None);
        assert!(same("-9", "-9.0") && same("1", "1") && !same("1", "1.5") && !same("1", "01"));
    }

    #[test]
    fn addresses_of_wikidata_are_items() {
        assert_eq!(plain("http://www.wikidata.org/entity/Q889"), "Q889");
        assert_eq!(plain(" https://www.wikidata.org/wiki/Q408 "), "Q408");
        assert_eq!(plain("https://example.org/Q1"), "https://example.org/Q1");
    }
}
