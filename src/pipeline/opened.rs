//! What all stages of a run know of a source of any format: its name, its properties, what it declares.

use chancery_model::facts::Parts;
use chancery_model::origin::FileId;

/// A source that was opened.
pub(super) struct Opened {
    pub name: String,
    pub file: FileId,
    /// The registry file that it replaces, if it is in a folder `registry`.
    pub registry: Option<String>,
    /// Compiled in: read for its entities alone.
    pub builtin: bool,
    /// How many bytes were read when it was opened. What was read as a whole is parsed in this order.
    pub size: u64,
    pub properties: Properties,
}

/// How the sources of a format differ from others, for the stages that do not read them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Properties {
    /// It is read in batches, by two workers. Otherwise the trees that it declares are all that it says.
    pub is_streamed: bool,
    /// Its facts are cited by the numbers of rows, so two of its files cannot be one document.
    pub numbers_rows: bool,
    /// It declares no entities and no facts to refer to, so claims that are not wanted need not be made.
    pub states_facts_alone: bool,
    /// How much memory sorted descriptions may take if such a source is read; nothing for the default.
    pub budget: Option<usize>,
    /// The size in bytes at which a worker hands over what it has described.
    pub hand_over: usize,
    /// Endings before that of the compression, which are not part of the name of a document: `entities.json.gz`.
    pub inner_endings: &'static [&'static str],
    /// The ids of the documents from which all sources of the format are made.
    pub made_from: &'static [&'static str],
}

impl Properties {
    /// A source that is read in batches.
    pub const STREAMED: Self = Self {
        is_streamed: true,
        numbers_rows: false,
        states_facts_alone: false,
        budget: None,
        hand_over: 24 << 20,
        inner_endings: &[],
        made_from: &[],
    };

    /// A source that is read as a whole.
    pub const WHOLE: Self = Self { is_streamed: false, ..Self::STREAMED };
}

/// What a source declares and says, as far as it was read before any fact.
pub(super) struct FileParts<'n> {
    pub file: FileId,
    pub parts: Parts<'n>,
    pub builtin: bool,
}
