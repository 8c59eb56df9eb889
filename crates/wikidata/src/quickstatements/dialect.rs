//! The forms that a batch can be written in.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A form that a batch can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// The commands of version 1, as QuickStatements 2 takes them.
    Version1,
    /// The table of QuickStatements 2, as far as version 3 reads it alike.
    Csv,
    /// The commands of QuickStatements 3: those of version 1 with ranks.
    Version3,
}

impl Dialect {
    /// Every dialect, in the order in which a list shows them.
    pub const ALL: [Self; 3] = [Self::Version1, Self::Csv, Self::Version3];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version1 => "v1",
            Self::Csv => "csv",
            Self::Version3 => "v3",
        }
    }

    /// Other names for it, in addition to its name and its extensions.
    #[must_use]
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Version1 => &["quickstatements", "version-1"],
            Self::Csv => &["table"],
            Self::Version3 => &["quickstatements-3", "version-3"],
        }
    }

    /// The extensions of its files, the usual one first; no two dialects share one.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Version1 => &["qs", "txt"],
            Self::Csv => &["csv"],
            Self::Version3 => &["qs3"],
        }
    }

    /// The media type. The commands have none of their own: their rows differ in length, so they are not table.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Version1 | Self::Version3 => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// A line of help.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Version1 => "commands for QuickStatements 2; no ranks",
            Self::Csv => {
                "tables for QuickStatements 2, each with its own file and batch; no ranks, no second statement of one value"
            }
            Self::Version3 => "commands for QuickStatements 3, with ranks",
        }
    }

    /// Where its syntax is described.
    #[must_use]
    pub const fn specification(self) -> &'static str {
        match self {
            Self::Version1 => "https://www.wikidata.org/wiki/Help:QuickStatements#Command_sequence_syntax",
            Self::Csv => "https://www.wikidata.org/wiki/Help:QuickStatements#CSV_file_syntax",
            Self::Version3 => "https://meta.wikimedia.org/wiki/QuickStatements_3.0/Documentation",
        }
    }

    /// Whether it can say a rank.
    #[must_use]
    pub const fn has_ranks(self) -> bool {
        matches!(self, Self::Version3)
    }

    /// Whether it can ask for a second statement of one value.
    #[must_use]
    pub const fn has_new_statements(self) -> bool {
        matches!(self, Self::Version1 | Self::Version3)
    }

    /// The dialect of a file of this name, if its extension is one of a dialect.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|dialect| dialect.extensions().contains(&extension.as_str()))
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A dialect's name, alias or extension, without regard to case; a full stop before an extension does not matter.
impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_prefix('.').unwrap_or(text).to_ascii_lowercase();
        let called = |dialect: &Self| {
            dialect.name() == name
                || dialect.aliases().contains(&name.as_str())
                || dialect.extensions().contains(&name.as_str())
        };
        Self::ALL.into_iter().find(called).ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

/// No dialect is called so; holds the text as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDialect(pub String);

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no form of a batch is called `{}`; there are", self.0)?;
        for (index, dialect) in Dialect::ALL.into_iter().enumerate() {
            write!(f, "{} `{dialect}`", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownDialect {}
