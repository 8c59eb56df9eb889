//! The forms in which the names of the registry are compared, by the names: read by `registry/forms.rs`.

use std::collections::BTreeSet;

use crate::compact::{Writer, table};
use crate::name::{normalise, with_digraphs};

/// The texts of the registry, any of which may be a name.
#[derive(Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// Notes a text.
    pub fn note(&mut self, text: &str) {
        self.0.insert(text.trim().to_owned());
    }

    /// The table of their forms, of those that have a letter in small: codes have none.
    pub fn table(&self) -> Vec<u8> {
        let named = self.0.iter().filter(|text| text.contains(char::is_lowercase) || !text.is_ascii());
        let entry = |text: &String| {
            let mut entry = Writer::default();
            entry.text(&normalise(text));
            entry.text(&with_digraphs(text).unwrap_or_default());
            (text.clone(), entry)
        };
        table(&named.map(entry).collect::<Vec<_>>())
    }
}
