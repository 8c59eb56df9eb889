//! Which entities in data of Wikidata are worth a look, by their text.

use aho_corasick::{AhoCorasick, packed};

use chancery_model::schema::Schema;
use chancery_wikidata::Alignment;

/// What makes an entity worth a look.
pub(super) enum Watched {
    /// A few needles, compared sixteen bytes or more at a time: four times as fast as the other.
    Few(packed::Searcher),
    /// However many.
    Many(AhoCorasick),
    /// The table has none.
    Nothing,
}

impl Watched {
    pub fn new(alignment: &Alignment, schema: &Schema) -> Self {
        let mut needles = alignment.needles(schema);
        if needles.is_empty() {
            return Self::Nothing;
        }
        // A line that is a redirect, and the note of one.
        needles.extend(["\"redirect\"", "\"redirects\""].map(str::to_owned));
        match packed::Searcher::new(&needles) {
            Some(few) => Self::Few(few),
            None => AhoCorasick::new(&needles).map_or(Self::Nothing, Self::Many),
        }
    }

    pub fn are_in(&self, text: &[u8]) -> bool {
        match self {
            Self::Few(needles) => needles.find(text).is_some(),
            Self::Many(needles) => needles.is_match(text),
            Self::Nothing => false,
        }
    }
}
