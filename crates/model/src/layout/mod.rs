//! One form for facts files in YAML: text in, text out, with every comment kept and nothing said otherwise.
//!
//! | file | subject |
//! |---|---|
//! | `form.rs` | the whole way of a text, and the check that it still says the same |
//! | `tree.rs` | a text as a tree in which every key and item has its comments |
//! | `comment.rs` | which key or item a comment belongs to |
//! | `order.rs` | the order of keys, and what is over several lines |
//! | `write.rs` | the tree as text |
//! | `scalar.rs` | a text with as few quotation marks as it needs |

mod comment;
mod form;
mod order;
mod scalar;
mod tree;
mod write;

pub use form::form;
pub use write::WIDTH;
