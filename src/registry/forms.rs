//! The forms in which names are compared: those of the registry that is compiled in are worked out while the program is
//! built (`build/names.rs`), all others when they are met.

use crate::compact::Table;
use crate::name::{normalise, with_digraphs};

/// The forms that are known.
#[derive(Debug, Default, Clone)]
pub(super) struct Forms(Option<Table<'static>>);

impl Forms {
    /// Takes what the build script made.
    pub fn new(table: &'static [u8]) -> Self {
        Self(Table::new(table))
    }

    /// Gives the forms of a name: its [normalised](normalise) one and, where it has such letters, [that with
    /// digraphs](with_digraphs).
    pub fn of(&self, name: &str, forms: &mut Vec<String>) {
        match self.known(name) {
            Some((form, digraphs)) => {
                forms.push(form.to_owned());
                forms.extend(digraphs.map(str::to_owned));
            }
            None => {
                forms.push(normalise(name));
                forms.extend(with_digraphs(name));
            }
        }
    }

    fn known(&self, name: &str) -> Option<(&'static str, Option<&'static str>)> {
        let mut entry = self.0.as_ref()?.find(name)?;
        Some((entry.text()?, entry.text().filter(|digraphs| !digraphs.is_empty())))
    }
}
