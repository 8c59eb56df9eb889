//! Who made a decision, on which day and by what evidence, as the record of any decision says it.

use crate::diagnostic::{Code, Diagnostic};
use crate::origin::Origin;
use crate::source::Node;
use chancery_values::time::Date;

/// The keys of a decision that say who made it.
pub const BY: &str = "decided by";
/// On which day.
pub const ON: &str = "decided on";
/// By what evidence.
pub const EVIDENCE: &str = "evidence";

/// Who made a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// A person, or a rule.
    pub by: String,
    /// The day of the decision.
    pub on: Date,
    /// By what it was decided; may be empty.
    pub evidence: String,
}

impl Author {
    /// Reads the author from the keys of a record. `what` names the decision in a message.
    ///
    /// # Errors
    /// When nobody or no day is named.
    pub fn read<'n, 't: 'n>(
        own: &dyn Fn(&str) -> Option<&'n Node<'t>>,
        at: Origin,
        what: impl Fn() -> String,
    ) -> Result<Self, Box<Diagnostic>> {
        let by = own(BY).and_then(Node::text).map(str::trim).filter(|by| !by.is_empty());
        let on = own(ON).and_then(Node::text).and_then(|text| Date::parse_iso(text.trim()).ok());
        let (Some(by), Some(on)) = (by, on) else {
            return Err(Box::new(
                Diagnostic::error(Code::NobodyDecided, format!("{} has no author", what()))
                    .at(at)
                    .label(format!("`{BY}` and `{ON}` are expected"))
                    .help(format!("write who decided it and on which day: `{BY}: Your Name, {ON}: 2026-01-31`")),
            ));
        };
        let evidence = own(EVIDENCE).and_then(Node::text).unwrap_or_default().trim().to_owned();
        Ok(Self { by: by.to_owned(), on, evidence })
    }
}
