//! The seams of output: a format of exports, and a format of answers, each added from outside.

use std::io::{self, Write};

use chancery::Reading;
use chancery::export::Writer;
use chancery::graph::{Description, Object};
use chancery::query::{Answer, Answered, Ask, AskError, Budget, Query, RowWriter, Solution, Solutions, write_rows};
use chancery::schema::Schema;
use oxigraph::model::{Term, Variable};

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
    let schema = facts.schema();
    let file = chancery::origin::FileId(0);
    let answer = |sparql: &str| {
        let query = Query::parse(schema, sparql, file).unwrap();
        asked.store().evaluate(query, &Budget::default()).unwrap()
    };
    let written = |answer: Answer<'_>| {
        let mut out = Vec::new();
        let answered = write_rows(answer, &mut Markdown, &mut out).unwrap();
        (answered, String::from_utf8(out).unwrap())
    };
    let rows = "SELECT ?label ?none { ?fact a chy:Membership ; chy:member/rdfs:label ?label }";
    let (answered, markdown) = written(answer(rows));
    assert_eq!(markdown, "| label | none |\n| --- | --- |\n| Peru |  |\n");
    assert!(matches!(answered, Answered::Rows(1)));
    assert_eq!(written(answer("ASK { ?fact a chy:Visit }")).1, "**no**\n");
    // Triples have no rows, so nothing is written.
    let (answered, markdown) = written(answer("CONSTRUCT WHERE { ?fact a chy:Membership }"));
    assert!(matches!(answered, Answered::OtherFormat(_)));
    assert_eq!(markdown, "");
    // What was answered before it failed is written, and the format is told.
    let columns: std::sync::Arc<[Variable]> = [Variable::new_unchecked("x")].into();
    let row = Solution::new(columns.clone(), vec![Some(oxigraph::model::Literal::from("a|b").into())]);
    let rows = vec![Ok(row), Err(AskError::Stopped)];
    let (answered, markdown) = written(Answer::Solutions(Solutions::new(columns, rows.into_iter())));
    assert!(matches!(answered, Answered::Failed(AskError::Stopped)));
    assert_eq!(markdown, "| x |\n| --- |\n| a\\|b |\n\n(not whole)\n");
}
