//! Sorting and merging descriptions, in memory as far as a budget goes and on disk beyond it.
//!
//! Batches are sorted on their own and become runs; runs that would exceed the budget are written to temporary files.
//! [`Sorted::each`] merges all runs: descriptions of one subject become one, and a fact's standing is computed from
//! what all its claims contributed. It can be called more than once.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use super::description::{Batch, Description, Object, Seen, join, settle};
use super::standing::{self, Mask};
use crate::schema::{NsId, PredId, Schema};
use crate::vocab::{chy, concept};

/// How much memory sorted runs may take before they go to disk, unless an option says otherwise: 512 MiB.
pub const DEFAULT_BUDGET: usize = 512 << 20;

/// Runs of sorted descriptions.
pub struct Sorted {
    runs: Vec<Run>,
    in_memory: usize,
    budget: usize,
    seen: Seen,
    /// Pairs of facts that a facts file says conflict, as the heads of their descriptions.
    conflicts: Vec<(Vec<u8>, Vec<u8>)>,
    /// Heads of held facts that conflict with another held one; filled by [`Sorted::settle`].
    contested: HashSet<Vec<u8>>,
}

enum Run {
    Memory(Batch),
    Disk(File),
}

/// What merging made of the descriptions.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Merged descriptions: subjects, each once for each graph.
    pub descriptions: u64,
    /// Statements of all merged descriptions: triples, each once for each graph.
    pub statements: u64,
    /// Descriptions that have a standing: facts.
    pub facts: u64,
}

impl Sorted {
    /// Nothing yet; runs beyond `budget` bytes go to disk.
    #[must_use]
    pub fn new(budget: usize) -> Self {
        Self {
            runs: Vec::new(),
            in_memory: 0,
            budget,
            seen: Seen::default(),
            conflicts: Vec::new(),
            contested: HashSet::new(),
        }
    }

    /// Adds a sorted batch.
    ///
    /// # Errors
    /// When a run cannot be written to the temporary folder.
    pub fn add(&mut self, batch: Batch) -> io::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        self.seen.merge(&batch.seen);
        self.in_memory += batch.size();
        self.runs.push(Run::Memory(batch));
        if self.in_memory > self.budget { self.spill() } else { Ok(()) }
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// What occurs in the descriptions that were added.
    #[must_use]
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// An empty one with the same budget, in which facts are contested that are contested here.
    pub(super) fn like(&self) -> Self {
        Self { contested: self.contested.clone(), ..Self::new(self.budget) }
    }

    /// Adds pairs of conflicting facts, as the heads of their descriptions.
    pub fn add_conflicts(&mut self, pairs: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) {
        self.conflicts.extend(pairs);
    }

    /// Merges all runs in memory into one on disk.
    fn spill(&mut self) -> io::Result<()> {
        let mut file = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        let (memory, disk): (Vec<Run>, Vec<Run>) = self.runs.drain(..).partition(|run| matches!(run, Run::Memory(_)));
        merge(&memory, &mut |head, body| {
            let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(io::Error::other);
            file.write_all(&length(head)?.to_be_bytes())?;
            file.write_all(&length(body)?.to_be_bytes())?;
            file.write_all(head)?;
            file.write_all(body)
        })?;
        self.runs = disk;
        self.runs.push(Run::Disk(file.into_inner().map_err(io::IntoInnerError::into_error)?));
        self.in_memory = 0;
        Ok(())
    }

    /// Finds which conflicts are between two held facts. Must be called once, after the last batch.
    ///
    /// # Errors
    /// When a run on disk cannot be read.
    pub fn settle(&mut self, schema: &Schema) -> io::Result<()> {
        if self.conflicts.is_empty() {
            return Ok(());
        }
        let standing = schema.space.predicate(chy::STANDING);
        let mut masks: HashMap<&[u8], Option<Mask>> =
            self.conflicts.iter().flat_map(|(a, b)| [(a.as_slice(), None), (b.as_slice(), None)]).collect();
        merge(&self.runs, &mut |head, body| {
            if let Some(mask) = masks.get_mut(head) {
                *mask = mask_of(Description { head, body }, standing);
            }
            Ok(())
        })?;
        let held = |head: &Vec<u8>| masks.get(head.as_slice()).copied().flatten().is_some_and(Mask::is_held);
        let contested =
            self.conflicts.iter().filter(|(a, b)| held(a) && held(b)).flat_map(|(a, b)| [a.clone(), b.clone()]);
        self.contested = contested.collect();
        Ok(())
    }

    /// Gives every merged description as [`Sorted::each`] does, but with what claims contribute as it is, and beside it
    /// the code of the standing that a fact will have.
    ///
    /// # Errors
    /// What the receiver returns, or a run on disk that cannot be read.
    pub(super) fn each_unsettled(
        &self,
        schema: &Schema,
        mut receive: impl FnMut(Description<'_>, Option<&'static str>) -> io::Result<()>,
    ) -> io::Result<()> {
        let predicate = schema.space.predicate(chy::STANDING);
        merge(&self.runs, &mut |head, body| {
            let description = Description { head, body };
            let mask = mask_of(description, predicate);
            receive(description, mask.map(|mask| standing::of(mask, self.contested.contains(head))))
        })
    }

    /// Gives every merged description, in order, each subject once for each graph.
    ///
    /// # Errors
    /// What the receiver returns, or a run on disk that cannot be read.
    pub fn each(
        &self,
        schema: &Schema,
        mut receive: impl FnMut(Description<'_>) -> io::Result<()>,
    ) -> io::Result<Merged> {
        let (standings, _) = schema.space.split(concept::STANDING);
        let mut merged = Merged::default();
        let mut settled = Vec::new();
        merge(&self.runs, &mut |head, body| {
            let is_fact = settle(body, &mut settled, &mut |bits| {
                let code = standing::of(Mask(bits), self.contested.contains(head));
                let local =
                    if standings == NsId::NONE { format!("{}{code}", concept::STANDING) } else { code.to_owned() };
                (standings, local)
            });
            let description = Description { head, body: if is_fact { &settled } else { body } };
            merged.descriptions += 1;
            merged.facts += u64::from(is_fact);
            merged.statements += description.raw().count() as u64;
            receive(description)
        })?;
        Ok(merged)
    }
}

fn mask_of(description: Description<'_>, standing: Option<PredId>) -> Option<Mask> {
    description.statements().find_map(|(p, object)| match object {
        Object::Claimed(bits) if Some(p) == standing => Some(Mask(bits)),
        _ => None,
    })
}

/// Takes the head and the joined body of a subject.
type Receive<'a> = dyn FnMut(&[u8], &[u8]) -> io::Result<()> + 'a;

/// Merges runs; gives head and joined body of every subject in order.
fn merge(runs: &[Run], receive: &mut Receive<'_>) -> io::Result<()> {
    let mut cursors: Vec<Cursor<'_>> = Vec::with_capacity(runs.len());
    for run in runs {
        let mut cursor = match run {
            Run::Memory(batch) => Cursor::Memory { batch, at: 0 },
            Run::Disk(file) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                Cursor::Disk {
                    file: BufReader::with_capacity(1 << 18, file),
                    head: Vec::new(),
                    body: Vec::new(),
                    live: true,
                }
            }
        };
        cursor.first()?;
        cursors.push(cursor);
    }
    let mut heap: BinaryHeap<Reverse<(Vec<u8>, usize)>> = BinaryHeap::with_capacity(cursors.len());
    for (index, cursor) in cursors.iter().enumerate() {
        if let Some(description) = cursor.current() {
            heap.push(Reverse((description.head.to_vec(), index)));
        }
    }
    let mut joined = Vec::new();
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    while let Some(Reverse((head, index))) = heap.pop() {
        // The common case: no other description has this head, so nothing needs copying.
        let again = |cursor: &Cursor<'_>| cursor.peek_head() == Some(head.as_slice());
        let alone = heap.peek().is_none_or(|Reverse((next, _))| *next != head) && !again(&cursors[index]);
        if alone {
            let description = cursors[index].current().expect("the heap holds live cursors only");
            receive(description.head, description.body)?;
            advance(&mut cursors, index, head, &mut heap)?;
            continue;
        }
        bodies.clear();
        let mut open = Some(index);
        while let Some(index) = open {
            while let Some(description) = cursors[index].current()
                && description.head == head
            {
                bodies.push(description.body.to_vec());
                cursors[index].next()?;
            }
            if let Some(description) = cursors[index].current() {
                heap.push(Reverse((description.head.to_vec(), index)));
            }
            open = match heap.peek() {
                Some(Reverse((next, _))) if *next == head => heap.pop().map(|Reverse((_, index))| index),
                _ => None,
            };
        }
        joined.clear();
        let mut refs: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        join(&mut refs, &mut joined);
        receive(&head, &joined)?;
    }
    Ok(())
}

/// Moves a cursor on and puts it back into the heap, with the head's memory used again.
fn advance(
    cursors: &mut [Cursor<'_>],
    index: usize,
    mut head: Vec<u8>,
    heap: &mut BinaryHeap<Reverse<(Vec<u8>, usize)>>,
) -> io::Result<()> {
    cursors[index].next()?;
    if let Some(description) = cursors[index].current() {
        head.clear();
        head.extend_from_slice(description.head);
        heap.push(Reverse((head, index)));
    }
    Ok(())
}

enum Cursor<'a> {
    Memory { batch: &'a Batch, at: usize },
    Disk { file: BufReader<File>, head: Vec<u8>, body: Vec<u8>, live: bool },
}

impl Cursor<'_> {
    fn current(&self) -> Option<Description<'_>> {
        match self {
            Self::Memory { batch, at } => batch.get(*at),
            Self::Disk { head, body, live, .. } => live.then_some(Description { head, body }),
        }
    }

    /// The head after the current one, where it can be seen without reading; a run on disk holds no head twice.
    fn peek_head(&self) -> Option<&[u8]> {
        match self {
            Self::Memory { batch, at } => batch.get(at + 1).map(|description| description.head),
            Self::Disk { .. } => None,
        }
    }

    fn first(&mut self) -> io::Result<()> {
        match self {
            Self::Memory { .. } => Ok(()),
            Self::Disk { .. } => self.next(),
        }
    }

    fn next(&mut self) -> io::Result<()> {
        match self {
            Self::Memory { at, .. } => *at += 1,
            Self::Disk { file, head, body, live } => {
                let mut lengths = [0_u8; 8];
                match file.read_exact(&mut lengths) {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                        *live = false;
                        return Ok(());
                    }
                    Err(error) => return Err(error),
                }
                let [a, b, c, d, e, f, g, h] = lengths;
                head.resize(u32::from_be_bytes([a, b, c, d]) as usize, 0);
                body.resize(u32::from_be_bytes([e, f, g, h]) as usize, 0);
                file.read_exact(head)?;
                file.read_exact(body)?;
            }
        }
        Ok(())
    }
}
