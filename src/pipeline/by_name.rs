//! Entities that a name alone makes: which there are, for one note for each file.

use std::collections::{BTreeMap, HashMap};

use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::Record;
use chancery_model::origin::Origin;
use chancery_model::schema::{IriBuf, KindId, Schema};
use chancery_values::name::counted;

/// How many of them the note names.
const SHOWN: usize = 3;

/// An entity that a name alone makes.
struct Named {
    kind: KindId,
    label: String,
    /// Its first place.
    origin: Origin,
}

/// The entities that a name alone makes, each an entity of its document.
#[derive(Default)]
pub(super) struct ByName(HashMap<IriBuf, Named>);

impl ByName {
    /// Keeps the first place of an entity, whichever worker came first.
    pub fn note(&mut self, record: &Record) {
        let (kind, label, origin) = (record.kind, record.made.label.clone(), record.origin);
        self.add(record.made.iri.clone(), Named { kind, label, origin });
    }

    fn add(&mut self, iri: IriBuf, named: Named) {
        let place = |of: &Named| (of.origin.file.0, of.origin.start);
        match self.0.get_mut(&iri) {
            Some(first) if place(first) <= place(&named) => {}
            Some(first) => *first = named,
            None => {
                self.0.insert(iri, named);
            }
        }
    }

    /// Adds what another worker found.
    pub fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(iri, named)| self.add(iri, named));
    }

    /// Whether two entities are kept apart by their documents: one of them is made of a name alone.
    pub fn are_apart(&self, of: [&IriBuf; 2]) -> bool {
        of.iter().any(|iri| self.0.contains_key(*iri))
    }

    /// Reports how many there are in each file, at the first of them.
    pub fn report(&self, schema: &Schema, diagnostics: &mut Diagnostics) {
        let mut of_file: BTreeMap<(u32, KindId), Vec<&Named>> = BTreeMap::new();
        for named in self.0.values() {
            of_file.entry((named.origin.file.0, named.kind)).or_default().push(named);
        }
        for ((_, kind), mut named) in of_file {
            named.sort_unstable_by_key(|named| (named.origin.start, &named.label));
            let key = &schema.kind(kind).key;
            let mut shown: Vec<String> = named.iter().take(SHOWN).map(|named| format!("`{}`", named.label)).collect();
            if named.len() > SHOWN {
                shown.push(format!("{} more", named.len() - SHOWN));
            }
            let (count, shown) = (counted(named.len(), key), shown.join(", "));
            let verb = if named.len() == 1 { "is" } else { "are" };
            let note = Diagnostic::note(Code::NameAlone, format!("{count} {verb} known by name alone: {shown}"))
                .at(named[0].origin)
                .label("nobody known has this name");
            diagnostics.push(note.help(format!(
                "each is an entity of this document; to say more of one, or to share it with other documents, describe it as `{key}` under `entities:`"
            )));
        }
    }
}
