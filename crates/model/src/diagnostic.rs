//! What went wrong, as a value: a stable code, a sentence, a place, and what to do about it.
//!
//! Nothing here prints. [`Diagnostics`] keeps the order and the size of what is shown independent of the order in which
//! it was found, so that a run on several threads says the same as a run on one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering as Memory};

use crate::origin::Origin;

mod code;

pub use code::Code;

/// How many diagnostics of one code are kept by default.
pub const DEFAULT_CAP: usize = 50;

/// How many diagnostics of one code a new collection keeps.
static CAP: AtomicUsize = AtomicUsize::new(DEFAULT_CAP);

/// Has every collection that is made from now on keep all diagnostics: for a report that a program reads. It is for the
/// whole process: collections are made in sixty places, wherever something is read, and one that was made without knowing
/// would be enough to lose diagnostics. It is set once, before anything is read, and decides only what is kept.
pub fn keep_all() {
    CAP.store(usize::MAX, Memory::Relaxed);
}

/// The longest sentence of a diagnostic, in bytes. What is longer repeats the input, and loses its middle.
const MAX_SENTENCE: usize = 2_000;

/// How much of the end of a sentence stays when it is cut.
const SENTENCE_END: usize = 400;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The input is wrong; the run fails.
    Error,
    /// The input is probably wrong; the run continues.
    Warning,
    /// Something worth knowing.
    Note,
}

impl Severity {
    /// The word that is shown: `error`, `warning`, `note`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that went wrong. Its parts are the fields of [`Parts`]: `diagnostic.message`, `diagnostic.help`.
///
/// The parts are boxed, so that a `Result` with a diagnostic is no larger than what it gives when all is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic(Box<Parts>);

/// The parts of a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The stable name of this kind of diagnostic.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub origin: Option<Origin>,
    /// What is under the carets; may be empty.
    pub label: String,
    /// What to do about it.
    pub help: Vec<String>,
    /// What else is to be known.
    pub notes: Vec<String>,
    /// Other places that matter, each with what is said there.
    pub related: Vec<(Origin, String)>,
}

impl Deref for Diagnostic {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl Diagnostic {
    /// Takes a severity, a code and a sentence; gives a diagnostic without a place. The severity is one of those that
    /// [`Code::severities`] names; a build for tests stops where it is not.
    #[must_use]
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        debug_assert!(
            code.severities().contains(&severity),
            "docs/diagnostics.md does not name {severity} for `{code}`"
        );
        Self(Box::new(Parts {
            code,
            severity,
            message: clipped(message.into()),
            origin: None,
            label: String::new(),
            help: Vec::new(),
            notes: Vec::new(),
            related: Vec::new(),
        }))
    }

    /// An error; see [`Diagnostic::new`].
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning; see [`Diagnostic::new`].
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note; see [`Diagnostic::new`].
    #[must_use]
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// The same at a place.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same with a text under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = clipped(label.into());
        self
    }

    /// The same with one more remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(clipped(help.into()));
        self
    }

    /// The same with one more thing to know.
    #[must_use]
    pub fn remark(mut self, remark: impl Into<String>) -> Self {
        self.notes.push(clipped(remark.into()));
        self
    }

    /// The same with one more place that matters, and what is said there.
    #[must_use]
    pub fn related(mut self, origin: Origin, text: impl Into<String>) -> Self {
        self.related.push((origin, clipped(text.into())));
        self
    }

    /// The order in which diagnostics are shown: without a place first, then by source, place, code and words.
    fn order(&self, other: &Self) -> Ordering {
        let place = |d: &Self| d.origin.map(|origin| (origin.file, origin.start));
        place(self)
            .cmp(&place(other))
            .then_with(|| self.code.cmp(&other.code))
            .then_with(|| self.origin.cmp(&other.origin))
            .then_with(|| self.severity.cmp(&other.severity))
            .then_with(|| self.message.cmp(&other.message))
            .then_with(|| self.label.cmp(&other.label))
    }
}

/// A sentence without its middle, where it is too long.
fn clipped(text: String) -> String {
    if text.len() <= MAX_SENTENCE {
        return text;
    }
    let (mut head, mut tail) = (MAX_SENTENCE - SENTENCE_END, text.len() - SENTENCE_END);
    while !text.is_char_boundary(head) {
        head -= 1;
    }
    while !text.is_char_boundary(tail) {
        tail += 1;
    }
    format!("{}…{}", &text[..head], &text[tail..])
}

/// Diagnostics of one code that are counted but not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omitted {
    /// The code.
    pub code: Code,
    /// The worst severity among all diagnostics of the code.
    pub severity: Severity,
    /// How many are not kept.
    pub count: u64,
}

/// The diagnostics of a run. Of each code the first few in the order of the sources are kept, all are counted.
///
/// Threads collect on their own and [`Diagnostics::merge`] afterwards; the result does not depend on who was first.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    cap: usize,
    kinds: BTreeMap<Code, Kind>,
    errors: u64,
    warnings: u64,
    notes: u64,
}

#[derive(Clone, Debug)]
struct Kind {
    kept: Vec<Diagnostic>,
    severity: Severity,
    total: u64,
}

impl Kind {
    fn prune(&mut self, cap: usize) {
        self.kept.sort_by(Diagnostic::order);
        self.kept.truncate(cap);
    }
}

impl Default for Diagnostics {
    fn default() -> Self {
        Self::new()
    }
}

impl Diagnostics {
    /// An empty collection that keeps [`DEFAULT_CAP`] diagnostics of each code, or all after [`keep_all`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_cap(CAP.load(Memory::Relaxed))
    }

    /// An empty collection that keeps at most `cap` diagnostics of each code; `usize::MAX` keeps all.
    #[must_use]
    pub fn with_cap(cap: usize) -> Self {
        Self { cap, kinds: BTreeMap::new(), errors: 0, warnings: 0, notes: 0 }
    }

    /// How many diagnostics of each code are kept at most.
    #[must_use]
    pub fn cap(&self) -> usize {
        self.cap
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
        if let Some(kind) = self.kinds.get_mut(&diagnostic.code) {
            kind.total += 1;
            kind.severity = kind.severity.min(diagnostic.severity);
            kind.kept.push(diagnostic);
            // Pruning at twice the cap costs a constant for each diagnostic and holds memory bounded.
            if kind.kept.len() > self.cap.saturating_mul(2) {
                kind.prune(self.cap);
            }
        } else {
            self.kinds.insert(
                diagnostic.code.clone(),
                Kind { severity: diagnostic.severity, kept: vec![diagnostic], total: 1 },
            );
        }
    }

    /// Adds all of another collection.
    pub fn merge(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        for (code, theirs) in other.kinds {
            match self.kinds.get_mut(&code) {
                Some(ours) => {
                    ours.total += theirs.total;
                    ours.severity = ours.severity.min(theirs.severity);
                    ours.kept.extend(theirs.kept);
                    if ours.kept.len() > self.cap.saturating_mul(2) {
                        ours.prune(self.cap);
                    }
                }
                None => {
                    self.kinds.insert(code, theirs);
                }
            }
        }
    }

    /// Adds a remedy to the first diagnostic that is kept of this place.
    pub fn help_at(&mut self, origin: Origin, help: impl Into<String>) {
        let kept = self.kinds.values_mut().flat_map(|kind| &mut kind.kept);
        if let Some(diagnostic) = kept.filter(|diagnostic| diagnostic.origin == Some(origin)).min_by(|a, b| a.order(b))
        {
            diagnostic.help.push(clipped(help.into()));
        }
    }

    /// The same with every error as a warning: what is wrong was reported, and is not a reason to fail.
    #[must_use]
    pub fn as_warnings(mut self) -> Self {
        self.warnings += std::mem::take(&mut self.errors);
        for kind in self.kinds.values_mut() {
            kind.severity = kind.severity.max(Severity::Warning);
            for diagnostic in kind.kept.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
                diagnostic.0.severity = Severity::Warning;
            }
        }
        self
    }

    /// How many errors were added, kept or not.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// How many warnings were added, kept or not.
    #[must_use]
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// How many notes were added, kept or not.
    #[must_use]
    pub fn notes(&self) -> u64 {
        self.notes
    }

    /// Whether the run fails.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The kept diagnostics, by source, place and code; those without a place come first.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = Vec::new();
        for kind in self.kinds.values() {
            let mut kept: Vec<&Diagnostic> = kind.kept.iter().collect();
            kept.sort_by(|a, b| a.order(b));
            kept.truncate(self.cap);
            all.extend(kept);
        }
        all.sort_by(|a, b| a.order(b));
        all
    }

    /// What is counted but not kept, by code.
    #[must_use]
    pub fn omitted(&self) -> Vec<Omitted> {
        self.kinds
            .iter()
            .filter_map(|(code, kind)| {
                let shown = kind.kept.len().min(self.cap) as u64;
                let count = kind.total.saturating_sub(shown);
                (count > 0).then(|| Omitted { code: code.clone(), severity: kind.severity, count })
            })
            .collect()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::FileId;

    fn at(file: u32, start: u64) -> Origin {
        Origin::point(FileId(file), start)
    }

    #[test]
    fn order_is_of_the_sources() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::error(Code::Check("b".into()), "1").at(at(1, 5)));
        all.push(Diagnostic::warning(Code::Check("z".into()), "2").at(at(0, 9)));
        all.push(Diagnostic::error(Code::Check("a".into()), "3").at(at(1, 5)));
        all.push(Diagnostic::note(Code::Check("q".into()), "4"));
        let order: Vec<_> = all.sorted().iter().map(|d| d.message.clone()).collect();
        assert_eq!(order, ["4", "2", "3", "1"]);
        assert_eq!((all.errors(), all.warnings(), all.notes()), (2, 1, 1));
    }

    #[test]
    fn the_first_are_kept_and_the_rest_counted_whoever_was_first() {
        let mut shuffled: Vec<u64> = (0..1_000).map(|n| n * 7_919 % 1_000).collect();
        let mut expected = None;
        for threads in [1, 2, 7] {
            let mut merged = Diagnostics::with_cap(10);
            for part in shuffled.chunks(shuffled.len().div_ceil(threads)) {
                let mut own = Diagnostics::with_cap(10);
                own.extend(
                    part.iter().map(|n| Diagnostic::error(Code::Check("x".into()), n.to_string()).at(at(0, *n))),
                );
                merged.merge(own);
            }
            assert_eq!(merged.errors(), 1_000);
            assert_eq!(merged.omitted()[0].count, 990);
            let starts: Vec<_> = merged.sorted().iter().map(|d| d.origin).collect();
            assert_eq!(starts.len(), 10);
            assert_eq!(*expected.get_or_insert(starts.clone()), starts);
            shuffled.reverse();
        }
        assert_eq!(expected.unwrap()[9], Some(at(0, 9)));
    }

    #[test]
    fn a_long_sentence_loses_its_middle() {
        let long = Diagnostic::error(Code::Check("x".into()), format!("no state is called `{}`", "ж".repeat(1 << 20)));
        assert!(long.message.len() <= MAX_SENTENCE + '…'.len_utf8());
        assert!(long.message.starts_with("no state is called `ж") && long.message.ends_with("ж`"));
        assert!(long.message.contains("ж…ж"));
    }

    #[test]
    fn a_cap_of_nothing_still_counts() {
        let mut none = Diagnostics::with_cap(0);
        none.extend([
            Diagnostic::error(Code::Check("x".into()), "a"),
            Diagnostic::warning(Code::Check("x".into()), "b"),
        ]);
        assert!(none.sorted().is_empty() && none.has_errors() && !none.is_empty());
        assert_eq!(none.omitted()[0].count, 2);
        assert_eq!(none.omitted()[0].severity, Severity::Error);
    }
}
