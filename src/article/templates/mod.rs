//! What words stay of a template, as `wikitext.txt` says it.
//!
//! | file | subject |
//! |---|---|
//! | `format.rs` | the format of the words of a template, as `wikitext.txt` writes it |
//! | `list.rs` | what the lists say of templates, elements, states and languages |
//! | `values.rs` | the values of a template, and the words that a format makes of them |
//! | `render.rs` | the words of a template, and its name as it is reported |

mod format;
mod list;
mod render;
mod values;

#[cfg(test)]
mod tests;

pub use format::LEFT_OUT;
pub use list::{Element, element, is_caption, is_category, is_file, is_other_language};
pub use render::{Rendering, render, shown};
pub use values::Part;
