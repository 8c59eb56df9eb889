//! A facts file for an article: its sentences as blocks, each with the names that the registry finds in it, and none of its
//! words.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use super::cite::{Article, report_unmarked, say_left_out};
use crate::article::{Form, Kind, LeftOut, Omitted, Row, Table, blocks, collapsed, digest};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::Files;
use chancery_model::registry::{Found, Registry};
use chancery_model::schema::Schema;
use chancery_model::tame;
use chancery_model::vocab::chy;
use chancery_values::name::counted;

/// How many entities of one name are shown.
const MOST_BEARERS: usize = 3;

/// How many names of a sentence are shown, the longest first.
const MOST_NAMES: usize = 5;

/// An article that a facts file is begun for.
pub struct Begun {
    article: Article,
    extract: String,
    left_out: LeftOut,
    table: Table,
}

impl Begun {
    /// Reads an article and takes it apart.
    ///
    /// # Errors
    /// What is wrong with it: it cannot be read, or has no sentence.
    pub fn read(path: &Path, from: Option<&str>, title: Option<&str>, files: &Files) -> Result<Self, Diagnostic> {
        let article = Article::read(path, from, files)?;
        let (extract, left_out) = article.read_whole(title);
        let extract = extract.into_owned();
        let table = Table::of(&extract, &Omitted::default());
        if table.rows.is_empty() {
            let message = format!("`{}`, read as {}, has no sentence", article.name, article.form.name());
            let forms = Form::NAMES.join(", ");
            return Err(Diagnostic::error(Code::NoSentences, message)
                .help(format!("`--from` says which form it is in: {forms}"))
                .help("`chancery cite` shows what is left out, and has options to keep it"));
        }
        Ok(Self { article, extract, left_out, table })
    }

    /// The heading at its top, if it has one.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        match blocks(&self.extract).into_iter().next()?.kind {
            Kind::Heading(1, title) => Some(title),
            _ => None,
        }
    }

    /// The digest of its plain extract.
    #[must_use]
    pub fn extract_digest(&self) -> String {
        digest(&self.extract)
    }

    /// Its plain extract, in which places are counted.
    #[must_use]
    pub fn extract(&self) -> &str {
        &self.extract
    }

    /// How many sentences it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.rows.len()
    }

    /// The table of its sentences, without their words.
    #[must_use]
    pub fn table(&self) -> String {
        self.table.tsv(None)
    }

    /// The number and the words of each sentence, for a person to read along.
    #[must_use]
    pub fn words(&self) -> String {
        let mut out = String::new();
        for row in &self.table.rows {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}\t{}", row.number, collapsed(&self.extract[row.bytes.clone()]));
        }
        tame::text(&out).into_owned()
    }

    /// Reports what of the article is in no sentence, and what seems to be none.
    pub fn report(&self, files: &Files) {
        say_left_out(&self.left_out);
        report_unmarked(&self.article, &self.extract, files);
    }

    /// A block for each sentence, with its place and the names in it as a comment; the titles of sections are comments too.
    #[must_use]
    pub fn blocks(&self, schema: &Schema, registry: &Registry) -> String {
        let mut out = String::new();
        let mut section: Option<&str> = None;
        for row in &self.table.rows {
            let title = row.sentence.section.as_str();
            if section != Some(title) {
                section = Some(title);
                let _ = write!(out, "\n  # == {} ==\n", if title.is_empty() { "(no heading)" } else { title });
            }
            let _ = write!(out, "\n  # characters {} to {}", row.sentence.start, row.sentence.end);
            let names = self.names(row, schema, registry);
            if !names.is_empty() {
                let _ = write!(out, ": {}", names.join("; "));
            }
            let _ = write!(out, "\n  - sentence: {}\n    says:\n", row.number);
        }
        out
    }

    /// The entities of the registry that a sentence names, as a facts file can name them.
    fn names(&self, row: &Row, schema: &Schema, registry: &Registry) -> Vec<String> {
        let Some(class) = schema.class_id(chy::ENTITY) else { return Vec::new() };
        let mut spotted = registry.spotted(schema, &self.extract[row.bytes.clone()], class);
        spotted.sort_by_key(|spotted| std::cmp::Reverse(spotted.name.chars().count()));
        let written = spotted.into_iter().map(|spotted| match spotted.entities.as_slice() {
            [one] => {
                let label = &registry.entity(*one).label;
                match registry.find(schema, label, class, None) {
                    Found::One(found) if found == *one => label.clone(),
                    _ => registry.written(schema, *one),
                }
            }
            several if several.len() <= MOST_BEARERS => {
                let written: Vec<String> = several.iter().map(|id| registry.written(schema, *id)).collect();
                written.join(" or ")
            }
            several => format!("{} (of {})", collapsed(spotted.name), counted(several.len(), "entity")),
        });
        let mut seen = HashSet::new();
        written.filter(|name| seen.insert(name.clone())).take(MOST_NAMES).collect()
    }
}
