//! Rows as a table for a person: aligned columns, prefixed names, values without their datatypes.

use std::io::{self, Write};

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term, Variable};
use unicode_width::UnicodeWidthStr;

use super::answer::Solution;
use super::row_writer::RowWriter;
use chancery_model::schema::Schema;
use chancery_model::tame;

/// From so many rows the widths of the columns are taken; what is wider later sticks out.
const MEASURED: usize = 1_000;

/// No column is made wider; what is wider sticks out.
const WIDEST: usize = 500;

/// Between two columns.
const GAP: &str = "  ";

/// A table that is being written.
pub(super) struct Table<'s> {
    schema: &'s Schema,
    heads: Vec<String>,
    /// The rows that are measured before any is written.
    waiting: Vec<Vec<String>>,
    columns: Vec<Column>,
    begun: bool,
}

#[derive(Clone, Copy)]
struct Column {
    width: usize,
    /// Numbers are aligned to the right.
    numbers: bool,
}

impl<'s> Table<'s> {
    /// A table whose columns are not known yet.
    pub fn new(schema: &'s Schema) -> Self {
        Self { schema, heads: Vec::new(), waiting: Vec::new(), columns: Vec::new(), begun: false }
    }

    fn add(&mut self, values: &[Option<Term>], out: &mut dyn Write) -> io::Result<()> {
        let cells: Vec<String> = values
            .iter()
            .map(|value| value.as_ref().map_or_else(String::new, |term| cell(self.schema, term)))
            .collect();
        for (column, value) in self.columns.iter_mut().zip(values) {
            if !self.begun
                && let Some(term) = value
            {
                column.numbers = is_number(term) && (column.numbers || self.waiting.is_empty());
            }
        }
        if self.begun {
            return self.line(&cells, out);
        }
        self.waiting.push(cells);
        if self.waiting.len() == MEASURED { self.write_waiting(out) } else { Ok(()) }
    }

    /// Writes the heads and the rows that were measured.
    fn write_waiting(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begun = true;
        let waiting = std::mem::take(&mut self.waiting);
        for row in &waiting {
            for (column, cell) in self.columns.iter_mut().zip(row) {
                column.width = column.width.max(cell.width().min(WIDEST));
            }
        }
        let heads = std::mem::take(&mut self.heads);
        self.line(&heads, out)?;
        let rules: Vec<String> = self.columns.iter().map(|column| "-".repeat(column.width)).collect();
        self.line(&rules, out)?;
        waiting.iter().try_for_each(|row| self.line(row, out))
    }

    fn line(&self, cells: &[String], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for (at, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
            if at > 0 {
                line.push_str(GAP);
            }
            let gap = " ".repeat(column.width.saturating_sub(cell.width()));
            let (before, after) = if column.numbers { (gap.as_str(), "") } else { ("", gap.as_str()) };
            line.extend([before, cell, after]);
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        out.write_all(line.as_bytes())
    }
}

impl RowWriter for Table<'_> {
    fn truth(&mut self, truth: bool, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{truth}")
    }

    fn begin(&mut self, columns: &[Variable], _: &mut dyn Write) -> io::Result<()> {
        self.heads = columns.iter().map(|variable| tame::line(variable.as_str()).into_owned()).collect();
        let column = |head: &String| Column { width: head.width().min(WIDEST), numbers: false };
        self.columns = self.heads.iter().map(column).collect();
        Ok(())
    }

    fn row(&mut self, row: &Solution, out: &mut dyn Write) -> io::Result<()> {
        self.add(row.values(), out)
    }

    fn end(&mut self, _: bool, out: &mut dyn Write) -> io::Result<()> {
        if self.begun { Ok(()) } else { self.write_waiting(out) }
    }
}

fn cell(schema: &Schema, term: &Term) -> String {
    match term {
        Term::NamedNode(node) => {
            let short = schema.space.short(node.as_str()).map(|short| tame::line(&short).into_owned());
            short.unwrap_or_else(|| tame::line(&format!("<{}>", node.as_str())).into_owned())
        }
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => {
            let text = tame::line(literal.value());
            match literal.language() {
                // English is what everything else is written in.
                Some(tag) if tag != "en" => format!("{text}@{tag}"),
                _ => text.into_owned(),
            }
        }
        Term::Triple(triple) => format!(
            "<<( {} {} {} )>>",
            cell(schema, &triple.subject.clone().into()),
            cell(schema, &triple.predicate.clone().into()),
            cell(schema, &triple.object)
        ),
    }
}

fn is_number(term: &Term) -> bool {
    let number = |literal: &Literal| {
        let datatype = literal.datatype();
        [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&datatype)
    };
    matches!(term, Term::Literal(literal) if number(literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_nothing_moves_the_cursor() {
        let schema = Schema::default();
        let variables = [Variable::new_unchecked("name"), Variable::new_unchecked("n")];
        let (mut table, mut out) = (Table::new(&schema), Vec::new());
        table.begin(&variables, &mut out).unwrap();
        let long = Literal::new_simple_literal("Минск\u{1b}[2J\nx");
        let tagged = Literal::new_language_tagged_literal_unchecked("日本", "ja");
        table.add(&[Some(long.into()), Some(Literal::from(7).into())], &mut out).unwrap();
        table.add(&[Some(tagged.into()), Some(Literal::from(1234).into())], &mut out).unwrap();
        table.add(&[None, None], &mut out).unwrap();
        table.end(true, &mut out).unwrap();
        let expected = [
            "name                  n",
            "-----------------  ----",
            "Минск\\u{1b}[2J\\nx     7",
            "日本@ja            1234",
            "",
            "",
        ];
        assert_eq!(String::from_utf8(out).unwrap(), expected.join("\n"));
    }

    /// `format!` takes no width above 65,535.
    #[test]
    fn a_cell_may_have_any_width() {
        let schema = Schema::default();
        let name = "x".repeat(70_000);
        let (mut table, mut out) = (Table::new(&schema), Vec::new());
        table.begin(&[Variable::new_unchecked(&name), Variable::new_unchecked("y")], &mut out).unwrap();
        for text in ["a".repeat(70_000), "b".to_owned()] {
            let text = Literal::new_simple_literal(text);
            table.add(&[Some(text.into()), Some(Literal::from(1).into())], &mut out).unwrap();
        }
        table.end(true, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let last: Vec<&str> = out.lines().last().unwrap().split_whitespace().collect();
        assert_eq!((out.len() < 145_000, last), (true, vec!["b", "1"]));
    }

    #[test]
    fn later_rows_stick_out_and_are_not_cut() {
        let schema = Schema::default();
        let (mut table, mut out) = (Table::new(&schema), Vec::new());
        table.begin(&[Variable::new_unchecked("x")], &mut out).unwrap();
        for _ in 0..MEASURED {
            table.add(&[Some(Literal::new_simple_literal("a").into())], &mut out).unwrap();
        }
        let measured = out.len();
        assert!(measured > MEASURED);
        table.add(&[Some(Literal::new_simple_literal("longer").into())], &mut out).unwrap();
        assert_eq!(&out[measured..], b"longer\n");
        table.end(true, &mut out).unwrap();
        assert_eq!(&out[measured..], b"longer\n");
    }
}
