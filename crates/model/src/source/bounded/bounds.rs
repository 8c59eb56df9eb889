//! The bounds, and what is beyond one of them.

use std::fmt;

/// The longest term, in bytes: an IRI, a literal, a name; a comment too, and a tag of XML.
pub const MAX_TERM_BYTES: u64 = 8 << 20;

/// How deep brackets and elements may be within one another; a triple term, `<<( … )>>`, has two brackets.
pub const MAX_NESTING: usize = 256;

/// The same in JSON-LD, whose parser reads what is nested one more time for each level.
pub const MAX_NESTING_JSON: usize = 64;

/// How many bytes one entity of XML may mean.
pub const MAX_ENTITY_BYTES: u64 = 64 << 10;

/// How many bytes all entities of a file may mean, for a file of any size.
pub(super) const MAX_EXPANDED: u64 = 8 << 20;

/// Beyond that, how many times as many bytes as the file has.
pub(super) const MAX_EXPANSION: u64 = 16;

/// The longest document type declaration, in bytes.
pub(super) const MAX_DECLARATION: usize = 1 << 20;

/// The most attributes of one tag: each is compared with each.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;

/// The most terms that one context of JSON-LD defines: each may be defined by the next, and the parser then calls itself for
/// each.
pub const MAX_CONTEXT_TERMS: usize = 4_000;

/// The longest key that may be `@context`, however it is spelled.
pub(super) const MAX_CONTEXT_KEY: usize = 64;

/// What is beyond its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// A term is longer than [`MAX_TERM_BYTES`].
    Term,
    /// Something is in more than so many others.
    Nesting(usize),
    /// Entities mean too much.
    Entities,
    /// A tag has too many attributes.
    Attributes,
    /// The document type declaration is too long.
    Declaration,
    /// A context defines too many terms.
    Context,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term => write!(f, "a term of more than {} MiB", MAX_TERM_BYTES >> 20),
            Self::Nesting(bound) => write!(f, "an element is nested inside more than {bound} others"),
            Self::Entities => f.write_str("the entities of the file expand to far more than the file contains"),
            Self::Attributes => write!(f, "a tag has more than {MAX_ATTRIBUTES} attributes"),
            Self::Context => write!(f, "a context defines more than {MAX_CONTEXT_TERMS} terms"),
            Self::Declaration => write!(f, "a document type declaration of more than {} MiB", MAX_DECLARATION >> 20),
        }
    }
}

/// What is beyond its bound, and the byte where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// What it is.
    pub excess: Excess,
    /// The first byte of the term, or the byte that is one too many.
    pub at: u64,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.excess.fmt(f)
    }
}

impl std::error::Error for Exceeded {}
