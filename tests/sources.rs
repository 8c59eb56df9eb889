//! A format of sources from outside of the program, by its public seam: lines of `MEMBER;ORGANISATION;STATUS;TIME`, of which
//! the first says what they are cited as, `cite;ID;TITLE`.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chancery::Reading;
use chancery::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery::export::Format;
use chancery::origin::{FileId, Files, Origin};
use chancery::pipeline::{
    self, Context, Declared, OpenResult, Opening, Options, Sink, Source, SourceFormat, SourceReader, Stream,
};
use chancery::source::input::{self, MAX_WHOLE_BYTES};
use chancery::source::{Entry, Key, Node, Value};

use crate::support::Folder;
use crate::support::graph::{Run, loaded, root, rust_files};

/// The format; it is known by the ending of its files.
const MEMBERS: SourceFormat = SourceFormat::new(|opening| opening.source.name.ends_with(".members"), open);

/// A list of members.
struct List {
    file: FileId,
    bytes: Arc<[u8]>,
    /// The first byte and the number of the next line.
    next: Mutex<(usize, u64)>,
    /// Whether a line was read that is not the first.
    has_members: AtomicBool,
}

fn open(opening: Opening<'_>, _: &mut Diagnostics) -> OpenResult {
    let bytes: Arc<[u8]> = opening.input.into_bytes(MAX_WHOLE_BYTES)?.into();
    let file = opening.files.add_text(&opening.source.name, bytes.clone());
    if let Err(error) = std::str::from_utf8(&bytes) {
        let at = Origin::point(file, error.valid_up_to() as u64);
        return Err(Box::new(
            Diagnostic::error(Code::NotUtf8, "this list is not UTF-8").at(at).help("save it as UTF-8"),
        ));
    }
    Ok(Box::new(List { file, bytes, next: Mutex::new((0, 1)), has_members: AtomicBool::new(false) }))
}

/// A line, with the place of its first byte.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    start: usize,
    number: u64,
}

impl List {
    fn line(&self, (start, number): (usize, u64)) -> Option<Line<'_>> {
        let text =
            std::str::from_utf8(&self.bytes).expect("it was checked").get(start..)?.split_inclusive('\n').next()?;
        Some(Line { text, start, number })
    }
}

impl<'t> Line<'t> {
    /// The cells, each as a text at its place.
    fn cells(self) -> Vec<Node<'t>> {
        let mut at = self.start;
        let cell = |text: &'t str| {
            let start = at as u64;
            at += text.len() + 1;
            let value = Value::Scalar { text: Cow::Borrowed(text), quoted: false };
            Node { value, start, end: start + text.len() as u64 }
        };
        self.text.trim_end_matches('\n').split(';').map(cell).collect()
    }

    /// A mapping of keys to values, all of which stand in this line.
    fn map(self, entries: Vec<(&'static str, Node<'t>)>) -> Node<'t> {
        let (start, end) = (self.start as u64, (self.start + self.text.trim_end().len()) as u64);
        let entry = |(key, value)| Entry { key: Key { text: Cow::Borrowed(key), start, end }, value };
        Node { value: Value::Map(entries.into_iter().map(entry).collect()), start, end }
    }

    /// The document that the line describes.
    fn document(self) -> Option<Node<'t>> {
        let [cite, id, title] = <[Node<'_>; 3]>::try_from(self.cells()).ok()?;
        (cite.text() == Some("cite"))
            .then(|| self.map(vec![("document", self.map(vec![("id", id), ("title", title)]))]))
    }

    /// The block of facts that the line says.
    fn block(self, file: FileId) -> Result<Node<'t>, Diagnostic> {
        let cells = self.cells();
        let (count, end) = (cells.len(), cells.last().map_or(0, |cell| cell.end));
        let Ok([member, organization, status, during]) = <[Node<'_>; 4]>::try_from(cells) else {
            return Err(Diagnostic::error(Code::TooFewCells, format!("this line has {count} cells, not 4"))
                .at(Origin::point(file, end))
                .label("another cell is expected")
                .help("write `MEMBER;ORGANISATION;STATUS;TIME`"));
        };
        let keys = [("member", member), ("organization", organization), ("status", status), ("during", during)];
        let row = Value::Scalar { text: Cow::Owned(self.number.to_string()), quoted: false };
        let row = Node { value: row, start: self.start as u64, end: self.start as u64 };
        Ok(self.map(vec![("row", row), ("membership", self.map(keys.into()))]))
    }
}

impl Source for List {
    fn file(&self) -> FileId {
        self.file
    }

    fn declares(&self, _: &mut Diagnostics) -> Declared<'_> {
        Declared::of_trees(self.line((0, 1)).and_then(Line::document).into_iter().collect())
    }

    fn reader<'s>(&'s self, _: Context<'s>) -> Option<Box<dyn SourceReader + 's>> {
        Some(Box::new(ListReader { list: self, line: None }))
    }

    fn finish<'s>(&'s self, _: Context<'s>, sink: &mut Sink<'_>) -> io::Result<()> {
        if !self.has_members.load(Ordering::Relaxed) {
            let diagnostic = Diagnostic::error(Code::NothingMade, "this list has no members");
            sink.reject(diagnostic.at(Origin::point(self.file, 0)).help("write a line for each member"));
        }
        Ok(())
    }
}

/// Reads one line at a time.
struct ListReader<'s> {
    list: &'s List,
    line: Option<Line<'s>>,
}

impl SourceReader for ListReader<'_> {
    fn take(&mut self) -> Option<Result<u64, Diagnostic>> {
        let mut next = self.list.next.lock().unwrap();
        let line = self.list.line(*next)?;
        *next = (line.start + line.text.len(), line.number + 1);
        self.line = Some(line);
        Some(Ok(line.text.len() as u64))
    }

    fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        let Some(line) = self.line.take().filter(|line| line.document().is_none()) else { return Ok(()) };
        self.list.has_members.store(true, Ordering::Relaxed);
        match line.block(self.list.file) {
            Ok(block) => sink.tree(&block)?,
            Err(diagnostic) => sink.reject(diagnostic),
        }
        Ok(())
    }
}

fn options(texts: &[(&str, &str)]) -> Options {
    let texts = texts.iter().map(|(name, text)| input::Source::in_memory(name, text.as_bytes().to_vec()));
    Options { texts: texts.collect(), formats: vec![MEMBERS], ..Options::default() }
}

fn turtle(texts: &[(&str, &str)]) -> String {
    String::from_utf8(Run::good(loaded(), &options(texts)).bytes(Format::Turtle)).unwrap()
}

const NOTES: (&str, &str) = (
    "notes.yaml",
    "document: {id: notes, title: Notes}\nfacts:\n  - row: 1\n    says:\n      - membership: {member: Belarus, organization: UNESCO, status: full}\n",
);

/// The facts of a list are those of a facts file that says the same, down to the rows that they cite.
#[test]
fn a_format_from_outside_makes_the_facts_of_a_facts_file() {
    let list = "cite;years;A list by years\nAzerbaijan;OSCE;full;1992/..\nBelarus;IMF;full;1992-07-10/..\n";
    let same = "document: {id: years, title: A list by years}\nfacts:\n  \
                - {row: 2, membership: {member: Azerbaijan, organization: OSCE, status: full, during: 1992/..}}\n  \
                - {row: 3, membership: {member: Belarus, organization: IMF, status: full, during: 1992-07-10/..}}\n";
    let of_list = turtle(&[("own.members", list), NOTES]);
    assert_eq!(of_list, turtle(&[("same.yaml", same), NOTES]));
    for words in
        ["Azerbaijan in Organization for Security and Co-operation in Europe", "A list by years, row 3", "Notes, row 1"]
    {
        assert!(of_list.contains(words), "{words}\n{of_list}");
    }
}

/// Lines that are wrong are reported where they are wrong, are counted, and do not stop the others.
#[test]
fn a_broken_line_is_reported_at_its_place() {
    let list = "cite;years;A list by years\nBelarus;OSCE\nBellarus;IMF;full;1992/..\nBelarus;ILO;full;1954/..\n";
    let folder = Folder::with("own.members", list);
    let path = folder.path().join("own.members");
    let mut reading = Reading::new().path(&path).text(NOTES.0, NOTES.1);
    reading.options().formats.push(MEMBERS);
    let Err(chancery::ReadError::Problems(problems)) = reading.read().map(|_| ()) else {
        panic!("two lines are wrong")
    };
    let found: Vec<(&str, &str)> =
        problems.iter().map(|problem| (problem.place.as_str(), problem.diagnostic.code.as_str())).collect();
    let place = |at: &str| format!("{}:{at}", path.display());
    assert_eq!(found, [(place("2:13").as_str(), "too-few-cells"), (place("3:1").as_str(), "unknown-name")]);

    let run = Run::new(loaded(), &options(&[("own.members", list), NOTES]));
    let counts = run.outcome.counts.settled(run.outcome.sorted.each(run.schema, |_| Ok(())).unwrap().facts);
    assert_eq!((counts.readings, counts.made, counts.rejected), (4, 2, 2));

    // What cannot be opened is one problem, and the rest is read.
    let mut bytes = options(&[NOTES]);
    bytes.texts.push(input::Source::in_memory("bad.members", b"a;\xFF;c;d\n".to_vec()));
    let run = Run::new(loaded(), &bytes);
    assert_eq!(run.diagnostics.sorted().iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["not-utf8"]);
    assert_eq!(run.outcome.counts.readings, 1);
}

/// Only the files of the formats ask what a source is: `source::format` is named nowhere else in the pipeline.
#[test]
fn a_format_is_known_to_its_own_file() {
    let names = |file: &PathBuf| std::fs::read_to_string(file).unwrap().contains("source::format");
    let folder = root().join("src/pipeline");
    let (own, other): (Vec<_>, Vec<_>) =
        rust_files(&folder).into_iter().filter(names).partition(|file| file.starts_with(folder.join("read")));
    assert!(own.len() >= 3, "{own:?}");
    assert!(other.is_empty(), "{other:?}");
}

/// What can be said only at the end of a source is said once, at its place.
#[test]
fn a_source_is_finished_once() {
    let empty = ("empty.members", "cite;empty;An empty list\n");
    let run = Run::new(loaded(), &options(&[empty, ("own.members", "Belarus;ILO;full;1954/..\n"), NOTES]));
    let [only] = run.diagnostics.sorted()[..] else { panic!("{:?}", run.diagnostics) };
    assert_eq!(only.code, Code::NothingMade);
    assert_eq!(&*run.files.locate(only.origin.unwrap()).path, "empty.members");
    assert_eq!((run.outcome.counts.readings, run.outcome.counts.rejected), (3, 1));
}

/// Whichever worker reads a line, output in the order of the input has the facts in the order of the lines, and each byte is
/// reported as read once.
#[test]
fn batches_are_written_in_the_order_of_the_source() {
    let years: Vec<u32> = (0..500).map(|at| 1000 + at * 7 % 500).collect();
    let list: String = years.iter().map(|year| format!("Belarus;OSCE;full;{year}/2000\n")).collect();
    let options = options(&[("own.members", &list)]);
    let (written, read) = (Mutex::new(Vec::new()), Mutex::new(0));
    let write = |bytes: &[u8]| {
        written.lock().unwrap().extend_from_slice(bytes);
        Ok(())
    };
    let progress = |bytes: u64| *read.lock().unwrap() = bytes;
    let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let stream = Stream { format: Format::NTriples, write: &write };
    pipeline::stream(&options, loaded(), &files, &mut diagnostics, &progress, &stream).unwrap();
    assert!(diagnostics.sorted().is_empty(), "{diagnostics:?}");
    let text = String::from_utf8(written.into_inner().unwrap()).unwrap();
    let found: Vec<u32> = text.lines().filter_map(begun).collect();
    assert_eq!(found, years);
    assert_eq!(*read.lock().unwrap(), list.len() as u64);
}

/// The year in which a membership begins, from the triple that says when it held.
fn begun(triple: &str) -> Option<u32> {
    let (_, time) = triple.split_once("ontology#during> ")?;
    let (_, name) = time.rsplit_once('/')?;
    name.get(..4)?.parse().ok()
}
