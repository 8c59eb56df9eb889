//! Answers to bytes, in any format.

use std::io::{self, Write};
use std::sync::Arc;

use oxigraph::model::{Literal, Term};

use super::answer::{Answer, AskError, Solution, Solutions};
use super::format::Format;
use super::row_writer::{Answered, RowWriter};
use super::serialized::Serialized;
use super::table::Table;
use super::triples;
use chancery_model::schema::Schema;
use chancery_model::tame;

/// Writes an answer: rows and truths as a table unless a format is given, triples as Turtle.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write(schema: &Schema, answer: Answer<'_>, format: Option<Format>, out: &mut dyn Write) -> io::Result<Answered> {
    if let Answer::Triples(triples) = answer {
        return match format.unwrap_or(Format::Turtle).of_triples() {
            Some(format) => triples::write(schema, triples, format, out),
            None => Ok(Answered::OtherFormat(Format::ALL.into_iter().filter(|f| f.of_triples().is_some()).collect())),
        };
    }
    let format = format.unwrap_or(Format::Table);
    match format.of_rows() {
        Some(format) => write_rows(answer, &mut Serialized::new(format), out),
        None if format == Format::Table => write_rows(answer, &mut Table::new(schema), out),
        None => Ok(Answered::OtherFormat(
            Format::ALL.into_iter().filter(|f| *f == Format::Table || f.of_rows().is_some()).collect(),
        )),
    }
}

/// Writes rows or a truth with a writer: one of these, or one of the caller. There is no writer for triples; then
/// nothing is written ([`Answered::OtherFormat`]).
///
/// # Errors
/// When the bytes cannot be written.
pub fn write_rows(answer: Answer<'_>, writer: &mut dyn RowWriter, out: &mut dyn Write) -> io::Result<Answered> {
    let mut solutions = match answer {
        Answer::Solutions(solutions) => solutions,
        Answer::Truth(truth) => {
            writer.truth(truth, out)?;
            return Ok(Answered::Truth(truth));
        }
        Answer::Triples(_) => {
            return Ok(Answered::OtherFormat(Format::ALL.into_iter().filter(|f| f.of_triples().is_some()).collect()));
        }
    };
    writer.begin(solutions.variables(), out)?;
    let mut count = 0;
    // What was asked is kept until the end, and is under watch as long.
    for solution in solutions.by_ref() {
        match solution {
            Ok(solution) => writer.row(&solution, out)?,
            Err(error) => {
                writer.end(false, out)?;
                return Ok(Answered::Failed(error));
            }
        }
        count += 1;
    }
    writer.end(true, out)?;
    Ok(Answered::Rows(count))
}

/// The same answer, in which texts that a spreadsheet would take for formulas are marked as text (see [`tame::cell`]).
#[must_use]
pub fn for_spreadsheets(answer: Answer<'_>) -> Answer<'_> {
    let Answer::Solutions(solutions) = answer else { return answer };
    let variables = Arc::clone(solutions.variables());
    let of_rows = Arc::clone(&variables);
    let marked = |term: &Option<Term>| match term {
        Some(Term::Literal(literal)) => {
            let cell = tame::cell(literal.value());
            let same = cell == literal.value();
            Some(if same { literal.clone().into() } else { Literal::new_simple_literal(cell).into() })
        }
        other => other.clone(),
    };
    let row = move |solution: Result<Solution, AskError>| {
        solution.map(|solution| {
            let values: Vec<Option<Term>> = solution.values().iter().map(marked).collect();
            Solution::new(Arc::clone(&of_rows), values)
        })
    };
    Answer::Solutions(Solutions::new(variables, solutions.map(row)))
}
