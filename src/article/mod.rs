//! Articles: from a text to its sentences, each with its place, and from one state of a text to the next.
//!
//! | file | subject |
//! |---|---|
//! | `form.rs` | which of the three forms a text is in |
//! | `wikitext.rs`, `html.rs` | markup to the plain extract |
//! | `tags.rs` | comments, and tags of HTML in the markup of MediaWiki |
//! | `templates/` | what words stay of a template: data, not code |
//! | `left_out.rs` | what no sentence holds: tables, boxes, templates; notes and navigation |
//! | `extract.rs` | the plain extract while it is built |
//! | `plain.rs` | the extract taken apart: headings, paragraphs, items of lists |
//! | `sentences.rs` | a paragraph taken apart: where sentences end |
//! | `words.rs` | abbreviations, and titles of sections that carry no sentences: data, not code |
//! | `unmarked.rs` | headings and references of a plain text that are not marked |
//! | `table.rs` | the sentences of an extract, numbered, with places and digests |
//! | `passage.rs` | whether words are in a passage, and which words in it are the most similar |
//! | `align.rs` | an older table compared with a newer one |

mod align;
mod extract;
mod form;
mod html;
mod left_out;
mod passage;
mod plain;
mod sentences;
mod table;
mod tags;
mod templates;
mod unmarked;
mod wikitext;
mod words;

pub use align::{Alignment, Standing, align};
pub use form::{Form, read, to_extract};
pub use left_out::LeftOut;
pub use passage::{has_phrase, has_words, nearest_to};
pub use plain::{Block, Kind, blocks};
pub use sentences::sentences;
pub use table::{Omitted, Row, Table, collapsed, digest};
pub use unmarked::Unmarked;
