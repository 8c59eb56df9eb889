//! `chancery cite`: the sentences of an article, as the table that facts cite.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::say::{Status, say};
use super::{output, session};
use crate::article::{self, Form, LeftOut, Omitted, Row, Table, Unmarked, collapsed, digest};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{Files, Origin};
use chancery_model::source::fault;
use chancery_model::source::format::Format;
use chancery_model::source::input::{Source, as_text};
use chancery_model::tame;
use chancery_values::name::{counted, slug};

/// The longest article that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Make the table of an article's sentences that a facts file names under `sentences`: number, section, place, digest
///
/// Positions are counted in code points of the plain extract. The table does not contain the words. Sections that only have
/// links (See also, References, External links ...) are left out.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery cite article.txt --output article.sentences.tsv
  chancery cite article.wiki --extract article.txt    wikitext, and the plain text that places count in
  chancery cite page.html --words                     with the words, to read along while facts are written")]
pub struct CiteArgs {
    /// The article: plain text with `== headings ==`, wikitext or HTML; `-` is standard input
    text: PathBuf,
    /// The format of the article, if it cannot be detected
    #[arg(long, value_name = "FORM", value_parser = Form::NAMES)]
    from: Option<String>,
    /// The heading at the top, if the wikitext or HTML has none
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Do not leave out any section
    #[arg(long)]
    all_sections: bool,
    /// Also leave out this section
    #[arg(long, value_name = "TITLE")]
    without: Vec<String>,
    /// Add the words of each sentence, before the digest, to read along; such a table cannot be cited
    #[arg(long)]
    words: bool,
    /// The format of the table
    #[arg(long, value_name = "FORMAT", default_value = "tsv", value_parser = ["tsv", "json"])]
    format: String,
    /// The file for the table [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The file for the plain extract, in which positions are counted
    #[arg(long, value_name = "FILE")]
    extract: Option<PathBuf>,
}

/// An article that was read.
pub struct Article {
    /// Its name as displayed.
    pub name: String,
    /// Its form.
    pub form: Form,
    text: String,
}

impl Article {
    /// Reads an article; `-` is standard input, `from` one of [`Form::NAMES`].
    ///
    /// # Errors
    /// What is wrong with it: it cannot be read, is empty, too large, no text, or not UTF-8.
    pub fn read(path: &Path, from: Option<&str>, files: &Files) -> Result<Self, Diagnostic> {
        const FORMS: &str = "an article is plain text, wikitext or HTML";
        let source = Source::new(path);
        let name = source.name.clone();
        let input = source.open().map_err(|mut diagnostic| {
            if diagnostic.code == Code::EmptySource {
                diagnostic.help = vec![FORMS.to_owned()];
            }
            diagnostic
        })?;
        let bytes = input.into_bytes(LARGEST).map_err(|mut diagnostic| {
            if diagnostic.code == Code::FileTooLarge {
                diagnostic.help =
                    vec!["an article is not longer than that: look for other content in the file".to_owned()];
            }
            diagnostic
        })?;
        let found = Format::of_content(&bytes[..bytes.len().min(64 << 10)]);
        if matches!(found, Format::Binary | Format::Pdf | Format::Zip | Format::Compressed) {
            let message = format!("`{name}` is {found}, not the text of an article");
            return Err(Diagnostic::error(Code::UnsupportedSource, message).help(as_text(&name, found)).help(FORMS));
        }
        let bytes: std::sync::Arc<[u8]> = bytes.into();
        let file = files.add_text(&name, bytes.clone());
        let text = fault::utf8(&bytes, file)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let start = text.trim_start();
        let wrapped = if start.starts_with("{\"") || start.starts_with("[{\"") {
            Some("JSON")
        } else if start.starts_with("<mediawiki") {
            Some("an export of pages in XML")
        } else {
            None
        };
        if let (Some(what), None) = (wrapped, from) {
            let message = format!("`{name}` is {what}, not the text of an article");
            let help = "take the text out of it: the field that holds the extract, the wikitext or the HTML";
            return Err(Diagnostic::error(Code::UnsupportedSource, message).help(help).help(FORMS));
        }
        if start.is_empty() {
            return Err(Diagnostic::error(Code::EmptySource, format!("`{name}` is empty")).help(FORMS));
        }
        let form = from.and_then(Form::named).unwrap_or_else(|| Form::of(text, Some(path)));
        Ok(Self { name, form, text: text.to_owned() })
    }

    /// Its plain extract.
    #[must_use]
    pub fn extract(&self, title: Option<&str>) -> Cow<'_, str> {
        self.read_whole(title).0
    }

    /// Its plain extract, with what that leaves out.
    pub fn read_whole(&self, title: Option<&str>) -> (Cow<'_, str>, LeftOut) {
        article::read(&self.text, self.form, title)
    }
}

/// Runs the command.
pub fn run(args: &CiteArgs) -> Status {
    let files = Files::new();
    let refused = |diagnostic: Diagnostic| {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(diagnostic);
        session::tell(&diagnostics, &files);
        Status::Errors
    };
    let article = match Article::read(&args.text, args.from.as_deref(), &files) {
        Ok(article) => article,
        Err(diagnostic) => return refused(diagnostic),
    };
    let (extract, left_out) = article.read_whole(args.title.as_deref());
    let omitted = Omitted {
        none_by_rule: args.all_sections,
        also: args.without.clone(),
        except: std::collections::BTreeSet::new(),
    };
    let table = Table::of(&extract, &omitted);
    if table.rows.is_empty() {
        let message = format!("`{}`, read as {}, has no sentence", article.name, article.form.name());
        let mut diagnostic = Diagnostic::error(Code::NoSentences, message)
            .help(format!("`--from` says which form it is in: {}", Form::NAMES.join(", ")));
        if !table.left_out.is_empty() {
            let left_out = table.left_out.join(", ");
            diagnostic = diagnostic.help(format!("`--all-sections` keeps what was left out: {left_out}"));
        }
        say_left_out(&left_out);
        return refused(diagnostic);
    }
    let extract_digest = digest(&extract);
    let words = args.words.then_some(extract.as_ref());
    let result = match args.format.as_str() {
        "json" => format!("{:#}\n", as_json(&table, &extract_digest, words)),
        // Words are for reading along, perhaps on a terminal.
        _ if args.words => tame::text(&table.tsv(words)).into_owned(),
        _ => table.tsv(words),
    };
    if let Some(path) = &args.extract
        && let Err(status) = output::write(Some(path), |out| out.write_all(extract.as_bytes()))
    {
        return status;
    }
    if let Err(status) = output::write(args.output.as_deref(), |out| out.write_all(result.as_bytes())) {
        return status;
    }
    let mut told = format!("{} in {}", counted(table.rows.len(), "sentence"), counted(table.sections(), "section"));
    if !table.left_out.is_empty() {
        told.push_str(&format!("; left out: {}", table.left_out.join(", ")));
    }
    say(&told);
    say_left_out(&left_out);
    report_unmarked(&article, &extract, &files);
    let citable = !args.words && args.format == "tsv";
    if citable {
        let name = args.output.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let stem = args.text.file_stem().map_or_else(String::new, |stem| slug(&stem.to_string_lossy()));
        let stem = if stem.is_empty() { "article" } else { &stem };
        let name = name.unwrap_or_else(|| format!("{stem}.sentences.tsv"));
        say(&format!("document:\n  sentences: {name}\n  extract digest: {extract_digest}"));
    } else {
        say(&format!("extract digest: {extract_digest}"));
    }
    Status::Fine
}

/// How many places of one sort are shown.
const MOST_SHOWN: usize = 3;

/// Warns if headings and references of a plain text are not marked, so that they are read as sentences.
pub fn report_unmarked(article: &Article, extract: &str, files: &Files) {
    if article.form != Form::Plain {
        return;
    }
    let Unmarked { headings, references } = Unmarked::of(extract);
    let found: Vec<_> = [("heading", headings), ("reference", references)]
        .into_iter()
        .filter(|(_, places)| !places.is_empty())
        .collect();
    if found.is_empty() {
        return;
    }
    let file = files.add_text(&article.name, extract.as_bytes());
    let counts: Vec<String> = found.iter().map(|(what, places)| counted(places.len(), what)).collect();
    let message = format!(
        "`{}` seems to have {} that are not marked, and they are in its sentences",
        article.name,
        counts.join(" and ")
    );
    let mut diagnostic = Diagnostic::warning(Code::UnmarkedParts, message);
    for (what, places) in &found {
        for range in places.iter().take(MOST_SHOWN) {
            let origin = Origin::new(file, range.start as u64, range.end as u64);
            diagnostic = match diagnostic.origin {
                None => diagnostic.at(origin).label(format!("a {what}?")),
                Some(_) => diagnostic.related(origin, format!("a {what}?")),
            };
        }
    }
    let diagnostic = diagnostic
        .help("mark a heading with `==` before and behind it, and remove references and their marks")
        .help("or take the wikitext or the HTML of the page, in which they are marked");
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(diagnostic);
    session::tell(&diagnostics, files);
}

/// Reports what is in no sentence: what may say something, and what is next to the sentences.
pub fn say_left_out(left_out: &LeftOut) {
    for (what, lines) in left_out.blocks() {
        let plural = if lines.start == lines.end { String::new() } else { format!(" to {}", lines.end) };
        let word = if plural.is_empty() { "line" } else { "lines" };
        say(&format!("left out: {what} in {word} {}{plural}", lines.start));
    }
    let times = |count: usize| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    for (head, told) in [("left out", left_out.words()), ("left out next to the sentences", left_out.beside())] {
        let listed: Vec<String> = told.iter().map(|(what, count)| format!("{what} {}", times(*count))).collect();
        if !listed.is_empty() {
            say(&format!("{head}: {}", listed.join(", ")));
        }
    }
}

fn as_json(table: &Table, extract_digest: &str, words: Option<&str>) -> serde_json::Value {
    let row = |row: &Row| {
        let sentence = &row.sentence;
        let mut object = json!({
            "number": row.number,
            "section": sentence.section,
            "start": sentence.start,
            "end": sentence.end,
            "digest": sentence.digest,
        });
        if let Some(extract) = words {
            object["words"] = collapsed(&extract[row.bytes.clone()]).into();
        }
        object
    };
    json!({"extract digest": extract_digest, "sentences": table.rows.iter().map(row).collect::<Vec<_>>()})
}
