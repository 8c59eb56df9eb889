//! The reference of kinds, keys, closed lists, questions and checks, as one page of Markdown (GitHub's flavour, for its
//! tables and its anchors of headings).
//!
//! | file | subject |
//! |---|---|
//! | `writer.rs` | what all parts of the page are written with: paragraphs, links, cells, the closed lists |
//! | `key.rs` | the keys of a kind as a table: what they mean, what they take, how many |
//! | `kind.rs` | kinds, and the classes that keys take |
//! | `amount.rs` | times and units, as they are written |
//! | `list.rs` | closed lists, questions, checks and namespaces |
//! | `kind_page.rs` | a page for a kind alone, with an example, its triples and a query |
//! | `page.rs` | the page from its first heading to its last |

mod amount;
mod key;
mod kind;
mod kind_page;
mod list;
mod page;
mod writer;

pub use kind_page::{Shown, columns, example, file_name, index, kind_page, query, variable, with_entities};
pub use page::{Page, page};
