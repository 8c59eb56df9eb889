//! The seams of output: a format of exports, and a format of answers, each added from outside.

use std::io::{self, Write};

use chancery::export::Writer;
use chancery::graph::{Description, Object};
use chancery::query::{Answer, Answered, AskError, Budget, RowWriter, Solution, Solutions, write_rows};
use chancery::schema::Schema;
use chancery::{Literal, QuestionError, Reading, Term, Variable};

const NOTES: &str = "\
document: {id: notes, title: Notes}
facts:
  - row: 1
    says:
      - membership: {member: Peru, organization: OSCE, status: observer}
";

/// Graphviz: an arrow for each statement whose object is of the same namespaces.
struct Dot<'a> {
    schema: &'a Schema,
    out: &'a mut Vec<u8>,
}

impl Writer for Dot<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        let space = &self.schema.space;
        let subject = description.subject();
        for (predicate, object) in description.statements() {
            if let Object::Iri(object) = object {
                let predicate = space.predicate_iri(predicate);
                let label = predicate.rsplit(['#', '/']).next().unwrap_or_default();
                writeln!(self.out, "  \"{}\" -> \"{}\" [label={label}]", subject.local, object.local)?;
            }
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        self.out.write_all(b"}\n")
    }
}

#[test]
fn a_format_of_exports_is_added_from_outside() {
    let facts = Reading::new().text("notes.yaml", NOTES).read().unwrap();
    let mut out = b"digraph {\n".to_vec();
    let merged = facts.export_with(Box::new(Dot { schema: facts.schema(), out: &mut out })).unwrap();
    assert_eq!(merged.facts, 1);
    let dot = String::from_utf8(out).unwrap();
    let arrow =
        "  \"peru--organization-for-security-and-co-operation-in-europe--observer\" -> \"peru\" [label=member]\n";
    assert!(dot.contains(arrow), "{dot}");
    assert!(dot.starts_with("digraph {\n") && dot.ends_with("\n}\n"), "{dot}");
}

/// Tables of Markdown. An answer that is not whole says so in its last line.
struct Markdown;

impl Markdown {
    fn line(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
        let cells: Vec<String> = cells.map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(out, "| {} |", cells.join(" | "))
    }
}

impl RowWriter for Markdown {
    fn truth(&mut self, truth: bool, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "**{}**", if truth { "yes" } else { "no" })
    }

    fn begin(&mut self, columns: &[Variable], out: &mut dyn Write) -> io::Result<()> {
        Self::line(columns.iter().map(|column| column.as_str().to_owned()), out)?;
        Self::line(columns.iter().map(|_| "---".to_owned()), out)
    }

    fn row(&mut self, row: &Solution, out: &mut dyn Write) -> io::Result<()> {
        let cell = |value: &Option<Term>| match value {
            Some(Term::Literal(literal)) => literal.value().to_owned(),
            Some(term) => term.to_string(),
            None => String::new(),
        };
        Self::line(row.values().iter().map(cell), out)
    }

    fn end(&mut self, is_whole: bool, out: &mut dyn Write) -> io::Result<()> {
        if is_whole { Ok(()) } else { writeln!(out, "\n(not whole)") }
    }
}

#[test]
fn a_format_of_answers_is_added_from_outside() {
    let facts = Reading::new().text("notes.yaml", NOTES).read().unwrap();
    let asked = facts.store().unwrap();
    let written = |sparql: &str| {
        let mut out = Vec::new();
        let answered = asked.write(sparql, &mut Markdown, &mut out);
        (answered, String::from_utf8(out).unwrap())
    };
    let rows = "SELECT ?label ?none { ?fact a chy:Membership ; chy:member/rdfs:label ?label }";
    let (answered, markdown) = written(rows);
    assert_eq!(markdown, "| label | none |\n| --- | --- |\n| Peru |  |\n");
    assert!(matches!(answered, Ok(Answered::Rows(1))));
    assert_eq!(written("ASK { ?fact a chy:Visit }").1, "**no**\n");
    // Triples have no rows, so nothing is written.
    let (answered, markdown) = written("CONSTRUCT WHERE { ?fact a chy:Membership }");
    assert!(matches!(answered, Err(QuestionError::NotRows)));
    assert_eq!(markdown, "");
    // What was answered before it failed is written, and the format is told.
    let columns: std::sync::Arc<[Variable]> = [Variable::new_unchecked("x")].into();
    let row = Solution::new(columns.clone(), vec![Some(Literal::from("a|b").into())]);
    let rows = vec![Ok(row), Err(AskError::Stopped)];
    let answer = Answer::Solutions(Solutions::new(columns, rows.into_iter()));
    let mut out = Vec::new();
    let answered = write_rows(answer, &mut Markdown, &mut out).unwrap();
    assert!(matches!(answered, Answered::Failed(AskError::Stopped)));
    assert_eq!(String::from_utf8(out).unwrap(), "| x |\n| --- |\n| a\\|b |\n\n(not whole)\n");
    // A budget ends the answer, and the format is informed.
    let budget = Budget { rows: Some(1), ..Budget::default() };
    let answer = asked.answer("SELECT ?n { VALUES ?n { 1 2 } }", &budget).unwrap();
    let mut out = Vec::new();
    let answered = write_rows(answer, &mut Markdown, &mut out).unwrap();
    assert!(matches!(answered, Answered::Failed(AskError::Exceeded(_))));
    assert!(String::from_utf8(out).unwrap().ends_with("\n(not whole)\n"));
}
