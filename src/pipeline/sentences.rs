//! On which sentences facts rest, and how much of them is carried, as the files of their documents say.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Carried, Document, HowMuch};
use chancery_model::origin::Origin;

/// A sentence: the place of its file among those of the run, and its number.
type SentenceId = (usize, u64);

/// What files say of sentences.
#[derive(Debug, Default)]
pub struct Sentences {
    /// Where facts are said to rest on a sentence, for the first time in the file.
    rest: HashMap<SentenceId, Origin, RandomState>,
    carried: Vec<(SentenceId, CarriedThere)>,
}

/// How much of a sentence is in facts, as a block says.
#[derive(Debug, Clone)]
pub struct CarriedThere {
    /// How much.
    pub how_much: HowMuch,
    /// What no fact carries.
    pub missing: Vec<String>,
    /// Where the block says so.
    pub origin: Origin,
}

/// What is known of one sentence of a document.
#[derive(Debug, Default)]
pub struct SentenceState<'s> {
    /// Where facts rest on it, if any do.
    pub rests: Option<Origin>,
    /// How much of it is carried, as each block says that says so, in the order of the sources.
    pub carried: Vec<&'s CarriedThere>,
}

impl Sentences {
    /// Notes that facts rest on a sentence.
    pub(super) fn rest(&mut self, sentence: SentenceId, origin: Origin) {
        self.rest.entry(sentence).and_modify(|first| *first = origin.min(*first)).or_insert(origin);
    }

    /// Notes how much of a sentence is carried.
    pub(super) fn carry(&mut self, sentence: SentenceId, carried: &Carried) {
        let Carried { how_much, missing, origin, .. } = carried;
        let there = CarriedThere { how_much: *how_much, missing: missing.clone(), origin: *origin };
        self.carried.push((sentence, there));
    }

    /// Adds what another worker found.
    pub(super) fn merge(&mut self, other: Self) {
        other.rest.into_iter().for_each(|(sentence, origin)| self.rest(sentence, origin));
        self.carried.extend(other.carried);
    }

    /// Whether any file says how much of a sentence of this document is carried.
    #[must_use]
    pub fn says_how_much(&self, documents: &[Document], id: &str) -> bool {
        self.carried.iter().any(|((document, _), _)| documents[*document].id == id)
    }

    /// The sentences of a document of which anything is said, by their numbers. Several files may be of one document.
    #[must_use]
    pub fn of(&self, documents: &[Document], id: &str) -> BTreeMap<u64, SentenceState<'_>> {
        let is_of = |document: usize| documents[document].id == id;
        let mut states: BTreeMap<u64, SentenceState<'_>> = BTreeMap::new();
        for ((_, number), origin) in self.rest.iter().filter(|((document, _), _)| is_of(*document)) {
            let state = states.entry(*number).or_default();
            state.rests = Some(state.rests.map_or(*origin, |first| first.min(*origin)));
        }
        for ((_, number), there) in self.carried.iter().filter(|((document, _), _)| is_of(*document)) {
            states.entry(*number).or_default().carried.push(there);
        }
        states.values_mut().for_each(|state| state.carried.sort_by_key(|there| there.origin));
        states
    }

    /// Reports sentences of which nothing is said to be carried, and on which facts rest; and those of which a part is said to
    /// be carried, and on which none do.
    pub(super) fn report(&self, documents: &[Document], diagnostics: &mut Diagnostics) {
        let mut ids: Vec<&str> =
            self.carried.iter().map(|((document, _), _)| documents[*document].id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            for (number, state) in self.of(documents, id) {
                let wrong = state.carried.iter().filter_map(|there| contradiction(number, there, state.rests));
                diagnostics.extend(wrong.collect::<Vec<_>>());
            }
        }
    }
}

fn contradiction(number: u64, there: &CarriedThere, rests: Option<Origin>) -> Option<Diagnostic> {
    let of = |message: String| Diagnostic::error(Code::CarriedContradicted, message).at(there.origin);
    match (there.how_much, rests) {
        (HowMuch::Nothing, Some(facts)) => Some(
            of(format!("facts rest on sentence {number}, of which nothing is carried"))
                .label("nothing is carried of it")
                .related(facts, "facts are said to rest on it here")
                .help("leave `carried` out if the facts carry the whole sentence")
                .help("write `carried: part`, with `missing`, if they carry a part of it"),
        ),
        (HowMuch::Part, None) => Some(
            of(format!("no fact rests on sentence {number}, of which a part is carried"))
                .label("a part is carried of it")
                .help("write the facts that carry that part")
                .help("write `carried: nothing` if the sentence gives no fact; `missing` may stay"),
        ),
        _ => None,
    }
}
