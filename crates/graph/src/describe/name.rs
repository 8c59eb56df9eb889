//! Names of entities written in place, held back until all ways to write them are known.

use std::collections::btree_map::Entry;

use super::describer::{Alone, Describer, Names};
use crate::standing::{Mask, Standing};
use chancery_model::facts::GraphId;
use chancery_model::schema::IriBuf;
use chancery_values::name::{caseless, in_writing};

/// Adds a name; of two ways to write it the one that comes first stays.
fn hold(names: &mut Names, entity: IriBuf, tag: String, form: String, name: String) {
    match names.entry((entity, tag, form)) {
        Entry::Vacant(open) => {
            open.insert(name);
        }
        Entry::Occupied(mut held) if in_writing(&name, held.get()).is_lt() => {
            held.insert(name);
        }
        Entry::Occupied(_) => {}
    }
}

impl<'a> Describer<'a> {
    /// One whose descriptions are written as they are: no other claim will make another label of that of a fact. The names
    /// of entities written in place are held back until [`Self::names`].
    #[must_use]
    pub fn alone(mut self) -> Self {
        let alone = |bits| Standing { mask: Mask(bits), conflicts_with_held: false };
        let marks = (0..=u8::MAX).map(|bits| alone(bits).mark(self.schema));
        self.alone = Some(Alone { marks: marks.collect(), names: Names::default() });
        self
    }

    /// Takes the names that were held back.
    pub fn take_names(&mut self) -> Names {
        self.alone.as_mut().map(|alone| std::mem::take(&mut alone.names)).unwrap_or_default()
    }

    /// Adds names that others held back.
    pub fn add_names(&mut self, more: Names) {
        if let Some(alone) = &mut self.alone {
            for ((entity, tag, form), name) in more {
                hold(&mut alone.names, entity, tag, form, name);
            }
        }
    }

    /// Describes the names that were held back.
    pub fn names(&mut self) {
        for ((entity, tag, _), name) in self.take_names() {
            self.describe.begin(GraphId::DEFAULT, entity.as_ref());
            self.describe.lang(self.p.label, &tag, &name);
            self.describe.end(&mut self.batch);
        }
    }

    /// The label of an entity written in place, which may be written otherwise elsewhere.
    pub(super) fn name_in_place(&mut self, entity: &IriBuf, tag: &str, name: &str) {
        match &mut self.alone {
            Some(alone) => hold(&mut alone.names, entity.clone(), tag.to_owned(), caseless(name), name.to_owned()),
            None => {
                self.describe.lang(self.p.label, tag, name);
            }
        }
    }
}
