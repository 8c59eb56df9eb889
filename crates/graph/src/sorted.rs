//! Sorting and merging descriptions, in memory as far as a budget goes and on disk beyond it.
//!
//! Batches are sorted on their own and become runs; runs that would exceed the budget are written to temporary files.
//! [`Sorted::each`] merges all runs: descriptions of one subject become one, and a fact's standing is computed from
//! what all its claims contributed. It can be called more than once.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use super::description::{Batch, Description, Object, Seen, Settled, join, settle};
use super::standing::{Mask, Standing};
use chancery_model::schema::{NsId, PredId, Schema};
use chancery_model::vocab::{chy, concept};

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
    pub fn like(&self) -> Self {
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

    /// Gives every merged description as [`Sorted::each`] does, but with the contributions of claims unchanged, and with
    /// the standing that a fact will have.
    ///
    /// # Errors
    /// What the receiver returns, or a run on disk that cannot be read.
    pub(super) fn each_unsettled(
        &self,
        schema: &Schema,
        mut receive: impl FnMut(Description<'_>, Option<Standing>) -> io::Result<()>,
    ) -> io::Result<()> {
        let predicate = schema.space.predicate(chy::STANDING);
        merge(&self.runs, &mut |head, body| {
            let description = Description { head, body };
            let mask = mask_of(description, predicate);
            let standing = |mask| Standing { mask, conflicts_with_held: self.contested.contains(head) };
            receive(description, mask.map(standing))
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
        // Each possible standing, written once: for the bits, and whether the fact is contested.
        let objects: Vec<[Settled; 2]> = (0..=u8::MAX)
            .map(|bits| {
                [false, true].map(|contested| {
                    let standing = Standing { mask: Mask(bits), conflicts_with_held: contested };
                    let code = standing.code();
                    let iri = format!("{}{code}", concept::STANDING);
                    let local = if standings == NsId::NONE { &iri } else { code };
                    let hedged = schema.space.predicate(chy::ONLY_HEDGED).filter(|_| standing.mask.is_only_hedged());
                    Settled::new(standings, local, standing.mark(schema), hedged)
                })
            })
            .collect();
        let contested = |head: &[u8]| !self.contested.is_empty() && self.contested.contains(head);
        merge(&self.runs, &mut |head, body| {
            let (is_fact, statements) =
                settle(body, &mut settled, &mut |bits| &objects[usize::from(bits)][usize::from(contested(head))]);
            merged.descriptions += 1;
            // A finding is what facts state together, and none of them.
            merged.facts += u64::from(is_fact && Description { head, body }.subject().ns != schema.folders.finding);
            merged.statements += statements;
            receive(Description { head, body: if is_fact { &settled } else { body } })
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
    let mut open: Vec<usize> = (0..cursors.len()).filter(|index| cursors[*index].current().is_some()).collect();
    for place in (0..open.len() / 2).rev() {
        sink(&mut open, &cursors, place);
    }
    let mut joined = Vec::new();
    let mut head = Vec::new();
    // What is joined, one after the other, and where each ends.
    let (mut bodies, mut ends) = (Vec::new(), Vec::new());
    while let Some(&index) = open.first() {
        let Some(description) = cursors[index].current() else { break };
        // The common case: no other description has this head, so nothing needs copying.
        let again = cursors[index].peek_head() == Some(description.head)
            || open.iter().skip(1).take(2).any(|other| cursors[*other].head() == Some(description.head));
        if !again {
            receive(description.head, description.body)?;
            advance(&mut open, &mut cursors)?;
            continue;
        }
        head.clear();
        head.extend_from_slice(description.head);
        bodies.clear();
        ends.clear();
        while let Some(&index) = open.first()
            && let Some(description) = cursors[index].current()
            && description.head == head
        {
            bodies.extend_from_slice(description.body);
            ends.push(bodies.len());
            advance(&mut open, &mut cursors)?;
        }
        joined.clear();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let mut refs: Vec<&[u8]> = starts.zip(&ends).map(|(start, &end)| &bodies[start..end]).collect();
        join(&mut refs, &mut joined);
        receive(&head, &joined)?;
    }
    Ok(())
}

/// Moves the first cursor on, and to its place.
fn advance(open: &mut Vec<usize>, cursors: &mut [Cursor<'_>]) -> io::Result<()> {
    let Some(&first) = open.first() else { return Ok(()) };
    cursors[first].next()?;
    if cursors[first].current().is_none() {
        open.swap_remove(0);
    }
    sink(open, cursors, 0);
    Ok(())
}

/// Moves the cursor at `place` of the heap down to where none below it is before it.
fn sink(open: &mut [usize], cursors: &[Cursor<'_>], mut place: usize) {
    let before = |a: usize, b: usize| (cursors[a].head(), a) < (cursors[b].head(), b);
    loop {
        let mut least = place;
        for child in [2 * place + 1, 2 * place + 2] {
            if child < open.len() && before(open[child], open[least]) {
                least = child;
            }
        }
        if least == place {
            return;
        }
        open.swap(least, place);
        place = least;
    }
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

    fn head(&self) -> Option<&[u8]> {
        self.current().map(|description| description.head)
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
