//! The dialects of lines: versions 1 and 3.

use super::command::{Command, Entry};
use super::dialect::Dialect;
use super::refusal::{Reason, Unwritable};
use super::value::{LAST, Place, Scribe};
use crate::model::Snak;

/// The lines of a batch. Every line ends with a line feed.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub(super) fn lines(dialect: Dialect, entries: &[Entry]) -> Result<String, Unwritable> {
    let mut text = String::new();
    for (index, entry) in entries.iter().enumerate() {
        let scribe = Scribe { dialect, entry: index };
        match entry {
            Entry::Statement(command) => scribe.lines(command, false, &mut text)?,
            Entry::Creation(creation) => {
                scribe.check_creation(creation)?;
                text.push_str("CREATE\n");
                for (letter, language, label) in creation.terms() {
                    let place = Place { subject: LAST, property: "label" };
                    let language = scribe.language(place, language)?;
                    let label = scribe.text(place, label)?;
                    let column = format!("{letter}{language}");
                    end_line(&mut text, &[LAST.to_owned(), column, format!("\"{label}\"")], None);
                }
                for command in &creation.statements {
                    scribe.lines(command, true, &mut text)?;
                }
            }
        }
    }
    Ok(text)
}

/// Adds a line of commands. A space must separate a comment: after a tab it would leave an empty column.
fn end_line(text: &mut String, columns: &[String], comment: Option<&str>) {
    text.push_str(&columns.join("\t"));
    if let Some(comment) = comment {
        text.push_str(" /* ");
        text.push_str(comment);
        text.push_str(" */");
    }
    text.push('\n');
}

impl Scribe {
    /// The lines of a command in version 1 or 3.
    fn lines(self, command: &Command, created: bool, text: &mut String) -> Result<(), Unwritable> {
        let subject = self.subject(command, created)?;
        let place = Place { subject, property: &command.main.property };
        let property = self.property(place, &command.main.property, 'P')?;
        let value = self.main(place, command, created)?;
        let rank = self.rank(place, command, created)?;
        let comment = command.comment.as_deref().map(|comment| self.text(place, comment)).transpose()?;
        // A statement is forced by the property in version 1 and by the entity in version 3
        // (<https://github.com/wikimediabrasil/quickstatements3/pull/151>).
        let mut line = match (command.new, self.dialect) {
            (true, Dialect::Version3) => vec![format!("+{subject}"), property.clone(), value.clone()],
            (true, _) => vec![subject.to_owned(), format!("!{property}"), value.clone()],
            (false, _) => vec![subject.to_owned(), property.clone(), value.clone()],
        };
        line.extend(rank.map(str::to_owned));
        for Snak { property, content } in &command.qualifiers {
            line.push(self.property(place, property, 'P')?);
            line.push(self.content(Place { subject, property }, content, created, true)?);
        }
        for (index, reference) in command.references.iter().enumerate() {
            let apart = index > 0;
            // Version 2 heeds `!S` only in items that it creates; else all the parts become one reference
            // (<https://github.com/magnusmanske/quickstatements/issues/46>). A line of its own always is one of its own.
            let own_line = apart && self.dialect == Dialect::Version1 && !created;
            if own_line {
                end_line(text, &line, comment);
                line = vec![subject.to_owned(), property.clone(), value.clone()];
            }
            if reference.is_empty() {
                return Err(self.refusal(place, "", Reason::EmptyReference));
            }
            for (part, Snak { property, content }) in reference.iter().enumerate() {
                let source = self.property(place, property, 'S')?;
                line.push(if apart && !own_line && part == 0 { format!("!{source}") } else { source });
                line.push(self.content(Place { subject, property }, content, created, true)?);
            }
        }
        end_line(text, &line, comment);
        Ok(())
    }
}
