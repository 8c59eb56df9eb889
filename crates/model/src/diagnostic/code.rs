//! The codes of diagnostics: one for each section of `docs/diagnostics.md`, and the names of checks.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::Severity;
use super::Severity::{Error, Note, Warning};

/// Takes a line for each section of `docs/diagnostics.md`, as the build script writes it.
macro_rules! codes {
    ($($variant:ident $name:literal [$($severity:ident),+] $section:literal,)+) => {
        /// The stable name of a kind of diagnostic. Each but the last is a section of `docs/diagnostics.md`.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
            /// A check of `queries/check/` or of a folder of the user's: the name of its file, without the ending.
            Check(Arc<str>),
        }

        impl Code {
            /// The codes of the program itself, in the order of the alphabet.
            pub const OWN: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it is shown, in kebab case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Check(name) => name,
                }
            }

            /// How bad it is: the worst first. A check says it itself.
            #[must_use]
            pub fn severities(&self) -> &'static [Severity] {
                match self {
                    $(Self::$variant => &[$($severity),+],)+
                    Self::Check(_) => &[Error, Warning, Note],
                }
            }

            /// What there is to know of it: its section, without the heading and the severity. Empty for a check.
            #[must_use]
            pub fn section(&self) -> &'static str {
                match self {
                    $(Self::$variant => $section,)+
                    Self::Check(_) => "",
                }
            }
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        let is_check = |code: &Self| matches!(code, Self::Check(_));
        self.as_str().cmp(other.as_str()).then_with(|| is_check(self).cmp(&is_check(other)))
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// For tests alone: the program compares codes, and never their texts.
#[cfg(test)]
impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}
