//! The rows of a batch, and the cells of a row.

use super::batch::RowBatch;
use super::cells::{each_cell, row_end, unquoted, within};
use super::fault::{not_text, not_utf8};
use super::heading::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use chancery_values::name::counted;

/// The rows of a batch.
#[derive(Debug)]
pub struct Rows<'b> {
    batch: &'b RowBatch,
    table: &'b Table,
    /// All of it, where all of it is UTF-8.
    text: Option<&'b str>,
    quoted: bool,
    /// There is a zero byte in it.
    zeros: bool,
    at: usize,
    /// The number of the line at `at`.
    line: u64,
    number: u64,
    cells: Vec<(usize, usize)>,
}

/// A row.
#[derive(Debug)]
pub struct Row<'r> {
    /// Its number; the heading line is row 1.
    pub number: u64,
    text: &'r str,
    cells: &'r [(usize, usize)],
    quote: Option<u8>,
    /// What the cells say whose quotes cannot just be taken off.
    unquoted: Vec<(usize, String)>,
    start: u64,
    line: u64,
    file: FileId,
}

impl RowBatch {
    /// The rows one by one; blank lines are passed over, and counted.
    #[must_use]
    pub fn rows<'b>(&'b self, table: &'b Table) -> Rows<'b> {
        Rows {
            batch: self,
            table,
            text: std::str::from_utf8(&self.bytes).ok(),
            quoted: table.quote.is_some_and(|quote| memchr::memchr(quote, &self.bytes).is_some()),
            zeros: memchr::memchr(0, &self.bytes).is_some(),
            at: 0,
            line: self.first_line,
            number: self.first_row,
            cells: Vec::with_capacity(table.headings.len()),
        }
    }
}

impl<'b> Rows<'b> {
    /// The number of the row that was given last.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number.saturating_sub(1)
    }

    /// The next line or lines that are not blank: where they begin and end, and the number of the first.
    #[inline]
    fn next_range(&mut self) -> Option<(usize, usize, u64)> {
        loop {
            let start = self.at;
            let line = self.line;
            if start >= self.batch.bytes.len() {
                return None;
            }
            let bytes = &self.batch.bytes;
            let end = if self.quoted {
                row_end(bytes, start, self.table.quote, self.table.delimiter)
            } else {
                memchr::memchr(b'\n', &bytes[start..]).map(|at| start + at + 1)
            };
            let end = end.unwrap_or(bytes.len());
            self.at = end;
            self.number += 1;
            self.line += if self.quoted { memchr::memchr_iter(b'\n', &bytes[start..end]).count() as u64 } else { 1 };
            if bytes[start..end].iter().any(|byte| !matches!(byte, b'\r' | b'\n' | b' ')) {
                return Some((start, end, line));
            }
        }
    }

    /// That a row has another number of cells than the table has columns.
    #[cold]
    fn wrong_count(&self, offset: u64) -> Box<Diagnostic> {
        let wanted = self.table.headings.len();
        let last = self.cells.get(wanted).or(self.cells.last()).copied().unwrap_or_default();
        let (code, label, help) = if self.cells.len() < wanted {
            (Code::TooFewCells, "the row ends here", "write an empty cell for what is missing: `,,`")
        } else {
            (Code::TooManyCells, "one cell too many", "put a cell that has the delimiter in it between quotation marks")
        };
        let origin = Origin::new(self.table.file, offset + last.0 as u64, offset + last.1 as u64);
        let message = format!(
            "this row has {}, and the table has {}",
            counted(self.cells.len(), "cell"),
            counted(wanted, "column")
        );
        Box::new(Diagnostic::error(code, message).at(origin).label(label).help(help))
    }

    /// The next row, or what is wrong with it.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Result<Row<'_>, Box<Diagnostic>>> {
        let (start, end, line_number) = self.next_range()?;
        let offset = self.batch.start_offset + start as u64;
        let file = self.table.file;
        let bytes = &self.batch.bytes[start..end];
        if let Some(at) = memchr::memchr(0, bytes).filter(|_| self.zeros) {
            return Some(Err(Box::new(not_text(Origin::point(file, offset + at as u64)))));
        }
        let text = match self.text {
            Some(text) => &text[start..end],
            None => match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    let at = error.valid_up_to();
                    return Some(Err(Box::new(not_utf8(file, offset + at as u64, bytes.get(at).copied()))));
                }
            },
        };
        self.cells.clear();
        let quote = self.table.quote.filter(|_| self.quoted);
        if quote.is_none() {
            let line = text.strip_suffix('\n').unwrap_or(text);
            let line = line.strip_suffix('\r').unwrap_or(line).as_bytes();
            let mut begin = 0;
            for (at, byte) in line.iter().enumerate() {
                if *byte == self.table.delimiter {
                    self.cells.push((begin, at));
                    begin = at + 1;
                }
            }
            self.cells.push((begin, line.len()));
        } else {
            let cells = &mut self.cells;
            each_cell(bytes, quote, self.table.delimiter, &mut |start, end| cells.push((start, end)));
        }
        let wanted = self.table.headings.len();
        if self.table.trailing && self.cells.len() == wanted + 1 && self.cells.last().is_some_and(|(s, e)| s == e) {
            self.cells.pop();
        }
        if self.cells.len() != wanted {
            return Some(Err(self.wrong_count(offset)));
        }
        let mut unquoted_cells = Vec::new();
        if let Some(quote) = quote {
            for (at, &(start, end)) in self.cells.iter().enumerate() {
                if start < end && bytes[start] == quote && within(bytes, start, end, quote).is_none() {
                    unquoted_cells.push((at, unquoted(&text[start..end], Some(quote)).into_owned()));
                }
            }
        }
        Some(Ok(Row {
            number: self.number - 1,
            text,
            cells: &self.cells,
            quote,
            unquoted: unquoted_cells,
            start: offset,
            line: line_number,
            file,
        }))
    }
}

impl Row<'_> {
    /// How many cells it has: as many as the table has columns.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// What a cell says, without quotes.
    #[must_use]
    pub fn cell(&self, at: usize) -> &str {
        if !self.unquoted.is_empty()
            && let Some((_, text)) = self.unquoted.iter().find(|(cell, _)| *cell == at)
        {
            return text;
        }
        let Some(&(start, end)) = self.cells.get(at) else { return "" };
        let bytes = self.text.as_bytes();
        let (start, end) = match self.quote {
            Some(quote) if bytes.get(start) == Some(&quote) => within(bytes, start, end, quote).unwrap_or((start, end)),
            _ => (start, end),
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// Where a cell is, in the table as it is in UTF-8.
    #[must_use]
    pub fn origin(&self, at: usize) -> Origin {
        let (start, end) = self.cells.get(at).copied().unwrap_or_default();
        Origin::new(self.file, self.start + start as u64, self.start + end as u64)
    }

    /// The line in which the row begins, counted from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The column in which a cell begins, in characters of its line, counted from 1.
    #[must_use]
    pub fn column(&self, at: usize) -> u64 {
        let start = self.cells.get(at).map_or(0, |(start, _)| *start);
        let before = self.text.get(..start).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1
    }

    /// Where the row is, without its line break.
    #[must_use]
    pub fn whole(&self) -> Origin {
        let end = self.cells.last().map_or(0, |(_, end)| *end);
        Origin::new(self.file, self.start, self.start + end as u64)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stderr, clippy::type_complexity)]

    use super::super::batches::MAX_ROW_BYTES;

    use crate::diagnostic::Diagnostic;
    use crate::origin::{FileId, Origin};
    use crate::source::encoding::{self};
    use crate::source::packed::Damage;
    use std::io::{self, Read};

    use super::super::Dialect;
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Result<(u64, Vec<String>), String>>) {
        let bytes = text.as_bytes().to_vec();
        let (table, batches) =
            Table::open(Box::new(io::Cursor::new(bytes)), FileId(0), &Dialect::default()).expect("headings");
        let mut all = Vec::new();
        for batch in batches {
            match batch {
                Ok(batch) => {
                    let mut rows = batch.rows(&table);
                    while let Some(row) = rows.next() {
                        all.push(match row {
                            Ok(row) => Ok((row.number, (0..row.len()).map(|at| row.cell(at).to_owned()).collect())),
                            Err(diagnostic) => Err(diagnostic.code.to_string()),
                        });
                    }
                }
                Err(diagnostic) => all.push(Err(diagnostic.code.to_string())),
            }
        }
        (table.headings, all)
    }

    fn row(number: u64, cells: &[&str]) -> Result<(u64, Vec<String>), String> {
        Ok((number, cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn rows_are_taken_apart() {
        let (headings, all) = rows("\u{feff}a;b\r\n1;2\r\n\r\n\"x;\"\"y\"\"\r\nz\";\r\n3;4");
        assert_eq!(headings, ["a", "b"]);
        assert_eq!(all, [row(2, &["1", "2"]), row(4, &["x;\"y\"\r\nz", ""]), row(5, &["3", "4"])]);
        // A quote within a cell is a sign like any other; a heading after the last delimiter is none.
        assert_eq!(rows("a,b,\n5\" gun,\"c\" d,\n"), (vec!["a".into(), "b".into()], vec![row(2, &["5\" gun", "c d"])]));
    }

    #[test]
    fn faulty_rows_are_told_and_the_rest_is_read() {
        let (_, all) = rows("a,b\n1\n1,2,3\n4,5\n");
        assert_eq!(all, [Err("too-few-cells".into()), Err("too-many-cells".into()), row(4, &["4", "5"])]);
        let (_, all) = rows("a,b\n1,2\n\"3,4\n5,6\n");
        assert_eq!(all, [row(2, &["1", "2"]), Err("unclosed-quote".into())]);
    }

    #[test]
    fn rows_that_are_cut_between_batches_are_whole() {
        let mut text = String::from("n,text\n");
        for n in 0..40_000 {
            text.push_str(&format!("{n},\"line {n}\nand, more\"\n"));
        }
        let (_, all) = rows(&text);
        assert_eq!(all.len(), 40_000);
        for (at, one) in all.iter().enumerate() {
            let number = at.to_string();
            assert_eq!(*one, row(at as u64 + 2, &[&number, &format!("line {at}\nand, more")]));
        }
    }

    /// The diagnostics of a table, with the bytes they are at.
    fn faults(bytes: &[u8], dialect: &Dialect) -> Vec<(String, u64)> {
        let said = |diagnostic: &Diagnostic| (diagnostic.code.to_string(), diagnostic.origin.map_or(0, |at| at.start));
        let (table, batches) = match Table::open(Box::new(io::Cursor::new(bytes.to_vec())), FileId(0), dialect) {
            Ok(opened) => opened,
            Err(diagnostic) => return vec![said(&diagnostic)],
        };
        let mut all = Vec::new();
        for batch in batches {
            match batch {
                Ok(batch) => {
                    let mut rows = batch.rows(&table);
                    while let Some(row) = rows.next() {
                        all.extend(row.err().map(|diagnostic| said(&diagnostic)));
                    }
                }
                Err(diagnostic) => all.push(said(&diagnostic)),
            }
        }
        all
    }

    #[test]
    fn faults_are_told_where_they_stand() {
        for (bytes, code, at) in [
            (&b""[..], "empty-source", 0),
            (b"\xEF\xBB\xBF", "empty-source", 0),
            (b"a,b,a\n1,2,3\n", "duplicate-heading", 4),
            (b"a,\"b\n1,2\n", "unclosed-quote", 2),
            (b"a,b\n1,\"2,3\n4,5\n", "unclosed-quote", 6),
            (b"a,b\n1,\"2", "unclosed-quote", 6),
            (b"a,b\r1,2\r", "wrong-line-break", 3),
            (b"a,b\n1,x\xF4y\n3,4\n", "not-utf8", 7),
            (b"a,\xF4\n", "not-utf8", 2),
            (b"a,b\n1,\0\n3,4\n", "not-text", 6),
            (b"\x7FELF\0\0\n", "not-text", 4),
        ] {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(faults(bytes, &Dialect::default()), [(code.to_owned(), at)], "{text}");
        }
        let dialect = Dialect { encoding: encoding::named("windows-1252"), ..Dialect::default() };
        assert!(faults(b"a,b\n1,x\xF4y\n", &dialect).is_empty());
    }

    #[test]
    fn a_row_without_an_end_needs_bounded_memory() {
        let mut bytes = b"a,b\n1,2\n3,\"".to_vec();
        bytes.resize(bytes.len() + 2 * MAX_ROW_BYTES, b'x');
        assert_eq!(faults(&bytes, &Dialect::default()), [("unclosed-quote".to_owned(), 10)]);
        let mut bytes = b"a,b\n1,2\n".to_vec();
        bytes.resize(bytes.len() + 2 * MAX_ROW_BYTES, b'x');
        assert_eq!(faults(&bytes, &Dialect::default()), [("row-too-long".to_owned(), 8)]);
    }

    #[test]
    fn a_cell_knows_its_place() {
        let text = "\u{feff}a;b\n\"é\n\";2\né;\"x\"\n";
        let reader = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let (table, mut batches) = Table::open(reader, FileId(3), &Dialect::default()).unwrap();
        assert_eq!(table.heading_origin(1), Origin::new(FileId(3), 5, 6));
        let batch = batches.next().unwrap().unwrap();
        let mut rows = batch.rows(&table);
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line(), row.column(0), row.column(1)), (2, 2, 1, 3));
        assert_eq!(row.cell(0), "é\n");
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line(), row.column(1), row.cell(1)), (3, 4, 3, "x"));
        let Origin { start, end, .. } = row.origin(1);
        assert_eq!(&text[start as usize..end as usize], "\"x\"");
        let Origin { start, end, .. } = row.whole();
        assert_eq!(&text[start as usize..end as usize], "é;\"x\"");
        assert!(rows.next().is_none() && batches.next().is_none());
    }

    /// Gives few bytes at a time.
    struct Slow(io::Cursor<Vec<u8>>, usize);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn an_archive_that_breaks_off_gives_the_rows_before() {
        struct Failing(io::Cursor<Vec<u8>>);
        impl Read for Failing {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                match self.0.read(buffer)? {
                    0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, Damage { bytes: 13, reason: None })),
                    read => Ok(read),
                }
            }
        }
        let reader = Failing(io::Cursor::new(b"a,b\n1,2\n3,4\n5".to_vec()));
        let error = Table::open(Box::new(reader), FileId(0), &Dialect::default()).map(|_| ()).unwrap_err();
        assert_eq!(error.code, "truncated-archive");
        let mut bytes = b"a,b\n".to_vec();
        (0..300_000).for_each(|_| bytes.extend(b"1,2\n"));
        bytes.extend(b"5");
        let (table, batches) =
            Table::open(Box::new(Failing(io::Cursor::new(bytes))), FileId(0), &Dialect::default()).unwrap();
        let (mut count, mut codes) = (0, Vec::new());
        for batch in batches {
            match batch {
                Ok(batch) => {
                    let mut rows = batch.rows(&table);
                    while let Some(row) = rows.next() {
                        assert_eq!(row.unwrap().cell(1), "2");
                        count += 1;
                    }
                }
                Err(diagnostic) => codes.push(diagnostic.code.to_string()),
            }
        }
        assert_eq!((count, codes), (300_000, vec!["truncated-archive".to_owned()]));
    }

    proptest::proptest! {
        /// The `csv` crate is the yardstick: the same cells, whatever the size of what is read at a time.
        #[test]
        fn cells_are_those_of_the_csv_crate(text in "([ab\"\",;é ]|\"\"|\n|\r\n){0,60}", slow in 1_usize..9) {
            let text = format!("x,y,z\n{text}");
            let mut expected = Vec::new();
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            for record in reader.records() {
                let record = record.unwrap();
                expected.push(record.iter().map(ToOwned::to_owned).collect::<Vec<_>>());
            }
            let reader = Slow(io::Cursor::new(text.clone().into_bytes()), slow);
            let (table, batches) = Table::open(Box::new(reader), FileId(0), &Dialect { delimiter: Some(b','), ..Dialect::default() }).unwrap();
            let (mut found, mut unclosed) = (Vec::new(), false);
            for batch in batches {
                match batch {
                    Ok(batch) => {
                        let mut rows = batch.rows(&table);
                        while let Some(row) = rows.next() {
                            match row {
                                Ok(row) => found.push((0..row.len()).map(|at| row.cell(at).to_owned()).collect::<Vec<_>>()),
                                Err(diagnostic) => assert!(diagnostic.code.as_str().ends_with("-cells")),
                            }
                        }
                    }
                    Err(diagnostic) => {
                        assert_eq!(diagnostic.code, "unclosed-quote");
                        unclosed = true;
                    }
                }
            }
            // What is unclosed is a row to that crate, which takes in all the rest.
            if unclosed {
                expected.pop();
            }
            expected.retain(|row| row.len() == 3);
            proptest::prop_assert_eq!(found, expected);
        }
    }

    /// How fast rows are split: `CHANCERY_REAL_DATA=… cargo test --release --lib split_speed -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures"]
    fn split_speed() {
        let Ok(folder) = std::env::var("CHANCERY_REAL_DATA") else { return };
        let path = std::path::Path::new(&folder).join("tables/cow-igo-state-year-v3.csv.gz");
        let (_, mut reader, _) = crate::source::packed::look(Box::new(std::fs::File::open(path).unwrap()), 64).unwrap();
        let begun = std::time::Instant::now();
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).unwrap();
        let unpacked = begun.elapsed().as_secs_f64();
        let size = bytes.len() as f64 / 1e6;
        for _ in 0..3 {
            let begun = std::time::Instant::now();
            let reader = Box::new(io::Cursor::new(bytes.clone()));
            let (table, batches) = Table::open(reader, FileId(0), &Dialect::default()).unwrap();
            let (mut cells, mut length) = (0, 0);
            for batch in batches {
                let batch = batch.unwrap();
                let mut rows = batch.rows(&table);
                while let Some(row) = rows.next() {
                    let row = row.unwrap();
                    cells += row.len();
                    length += row.cell(row.len() - 1).len();
                }
            }
            let rate = size / begun.elapsed().as_secs_f64();
            eprintln!(
                "{size:.1} MB, {cells} cells ({length}), {rate:.0} MB/s; unpacked at {:.0} MB/s",
                size / unpacked
            );
        }
    }
}
