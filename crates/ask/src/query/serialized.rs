//! Rows and truths in the formats of SPARQL 1.1: CSV, TSV, JSON and XML.
//!
//! The serialisers of oxigraph write them, also CSV and TSV: the cells of TSV are RDF terms (SPARQL 1.1 Query Results CSV
//! and TSV Formats, section 4), which a writer of CSV does not know.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use oxigraph::model::Variable;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer, WriterSolutionsSerializer};

use super::answer::Solution;
use super::row_writer::RowWriter;

/// A writer of one of these formats.
pub(super) struct Serialized {
    format: QueryResultsFormat,
    row: Row,
    /// Once the columns are known.
    rows: Option<WriterSolutionsSerializer<Row>>,
}

/// Where a serialiser leaves the bytes of a row.
#[derive(Clone, Default)]
struct Row(Rc<RefCell<Vec<u8>>>);

impl Serialized {
    pub fn new(format: QueryResultsFormat) -> Self {
        Self { format, row: Row::default(), rows: None }
    }

    /// Hands the bytes on in one piece; JSON and XML have no line ends of their own, and allow one between two rows.
    fn hand_on(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = self.row.0.borrow_mut();
        if matches!(self.format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
            bytes.push(b'\n');
        }
        out.write_all(&bytes)?;
        bytes.clear();
        Ok(())
    }
}

impl Write for Row {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl RowWriter for Serialized {
    fn truth(&mut self, truth: bool, out: &mut dyn Write) -> io::Result<()> {
        let serializer = QueryResultsSerializer::from_format(self.format);
        let mut bytes = serializer.serialize_boolean_to_writer(Vec::new(), truth)?;
        bytes.push(b'\n');
        out.write_all(&bytes)
    }

    fn begin(&mut self, columns: &[Variable], out: &mut dyn Write) -> io::Result<()> {
        let serializer = QueryResultsSerializer::from_format(self.format);
        self.rows = Some(serializer.serialize_solutions_to_writer(self.row.clone(), columns.to_vec())?);
        self.hand_on(out)
    }

    fn row(&mut self, row: &Solution, out: &mut dyn Write) -> io::Result<()> {
        if let Some(rows) = &mut self.rows {
            rows.serialize(row.bound())?;
        }
        self.hand_on(out)
    }

    /// JSON and XML have no end where an answer is not whole.
    fn end(&mut self, is_whole: bool, out: &mut dyn Write) -> io::Result<()> {
        match self.rows.take() {
            Some(rows) if is_whole => {
                rows.finish()?;
                self.hand_on(out)
            }
            _ => Ok(()),
        }
    }
}
