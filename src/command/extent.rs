//! How far a document is read: its sentences counted by section, and what of them no fact carries.

use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use crate::pipeline::SentenceState;
use chancery_model::facts::HowMuch;
use chancery_values::name::counted;

/// How much of a sentence that was read is in facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// All of it: facts rest on it, and the file does not say that anything is missing.
    Whole,
    /// A part of it.
    Part,
    /// Nothing: it gives no fact.
    Nothing,
}

impl Read {
    /// How much of a sentence is in facts; nothing if the sentence is not yet read.
    #[must_use]
    pub fn of(state: &SentenceState<'_>) -> Option<Self> {
        let is_said = |how_much| state.carried.iter().any(|there| there.how_much == how_much);
        match state.rests {
            Some(_) if is_said(HowMuch::Part) => Some(Self::Part),
            Some(_) => Some(Self::Whole),
            None if is_said(HowMuch::Nothing) => Some(Self::Nothing),
            None => is_said(HowMuch::Part).then_some(Self::Part),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Nothing => "nothing",
        }
    }
}

/// The sentences of a section.
#[derive(Debug, Default)]
pub struct Section {
    title: String,
    sentences: usize,
    whole: usize,
    part: usize,
    nothing: usize,
    /// In how many places other words are where a sentence was read.
    to_review: usize,
}

impl Section {
    /// A section without sentences.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Counts a sentence, as far as it was read.
    pub fn add(&mut self, read: Option<Read>) {
        self.sentences += 1;
        match read {
            Some(Read::Whole) => self.whole += 1,
            Some(Read::Part) => self.part += 1,
            Some(Read::Nothing) => self.nothing += 1,
            None => {}
        }
    }

    /// Counts a sentence that has other words now.
    pub fn add_to_review(&mut self) {
        self.sentences += 1;
        self.to_review += 1;
    }

    /// As the columns have them.
    fn numbers(&self) -> [usize; COLUMNS.len()] {
        let Self { sentences, whole, part, nothing, to_review, .. } = *self;
        [sentences, whole, part, nothing, sentences - whole - part - nothing - to_review, to_review]
    }
}

/// What the numbers of a section are. The last one only a comparison with a text has.
const COLUMNS: [&str; 6] = ["sentences", "whole", "part", "nothing", "not read", "to review"];

/// What a sentence says and no fact carries.
#[derive(Debug)]
pub struct Missing {
    /// The number of the sentence.
    pub sentence: u64,
    /// How much of it is in facts.
    pub read: Read,
    /// What is missing, in the words of the file.
    pub missing: Vec<String>,
}

impl Missing {
    /// What is missing of each of these sentences, in their order.
    pub fn of<'s>(states: impl Iterator<Item = (&'s u64, &'s SentenceState<'s>)>) -> Vec<Self> {
        let one = |(sentence, state): (&u64, &SentenceState<'_>)| {
            let missing: Vec<String> = state.carried.iter().flat_map(|there| there.missing.clone()).collect();
            let read = Read::of(state).filter(|_| !missing.is_empty())?;
            Some(Self { sentence: *sentence, read, missing })
        };
        states.filter_map(one).collect()
    }
}

/// What became in a text of the sentences that are cited.
#[derive(Debug)]
pub struct Compared {
    /// Whether the text is the one that was cited; nothing where the document has no `extract digest`.
    pub same_extract: Option<bool>,
    /// The same words at the same place.
    pub unchanged: usize,
    /// The same words at another place.
    pub moved: usize,
    /// Other words at the place.
    pub changed: usize,
    /// No words at the place.
    pub gone: usize,
    /// Facts of which no sentence is still in the text.
    pub lost_facts: usize,
}

/// How far a document is read.
#[derive(Debug)]
pub struct Extent {
    /// The id of the document.
    pub document: String,
    /// What became of what is cited, if it was compared with a text.
    pub compared: Option<Compared>,
    /// The sentences by section: those of the text, of the table of the document, or those that blocks cite.
    pub sections: Vec<Section>,
    /// Whether these are all sentences of the document.
    pub is_all: bool,
    /// What no fact carries.
    pub missing: Vec<Missing>,
}

impl Extent {
    /// A table for a person, what is missing below it, and what became of the cited sentences.
    #[must_use]
    pub fn text(&self) -> String {
        // Without a text nothing is to be reviewed.
        let shown = COLUMNS.len() - usize::from(self.compared.is_none());
        let row = |title: &str, numbers: [usize; COLUMNS.len()]| {
            let mut row = vec![title.to_owned()];
            row.extend(numbers.iter().take(shown).map(usize::to_string));
            row
        };
        let named = |title: &str| if title.is_empty() { "(no heading)".to_owned() } else { title.to_owned() };
        let mut rows = vec![["section"].iter().chain(&COLUMNS[..shown]).map(|word| (*word).to_owned()).collect()];
        rows.extend(self.sections.iter().map(|section| row(&named(&section.title), section.numbers())));
        rows.push(row("all", self.all()));
        let width = |column: usize| rows.iter().map(|row: &Vec<String>| row[column].width()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..=shown).map(width).collect();
        let mut out = String::new();
        for row in &rows {
            out.push_str(&row[0]);
            out.push_str(&" ".repeat(widths[0] - row[0].width()));
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                out.push_str(&format!("  {cell:>width$}"));
            }
            out.push('\n');
        }
        out.push('\n');
        for Missing { sentence, read, missing } in &self.missing {
            out.push_str(&format!("sentence {sentence}, {}: {}\n", read.word(), missing.join("; ")));
        }
        out.push_str(&format!("{}: {}\n", self.document, self.summary()));
        out
    }

    fn summary(&self) -> String {
        let Some(Compared { same_extract, unchanged, moved, changed, gone, lost_facts }) = &self.compared else {
            let [all, .., unread, _] = self.all();
            return match self.is_all {
                true => format!("{} of {} read", all - unread, counted(all, "sentence")),
                false => format!(
                    "{} read; a document that names its table under `sentences` has a number of all",
                    counted(all - unread, "sentence")
                ),
            };
        };
        let extract = match same_extract {
            Some(true) => "the text is the one that was cited; ",
            Some(false) => "the text is not the one that was cited; ",
            None => "",
        };
        format!(
            "{extract}{} unchanged, {moved} moved, {changed} changed, {gone} gone; {} without ground",
            counted(*unchanged, "sentence"),
            counted(*lost_facts, "fact")
        )
    }

    /// The same as one line of JSON.
    #[must_use]
    pub fn json_line(&self) -> String {
        let section = |section: &Section| {
            let [sentences, whole, part, nothing, unread, to_review] = section.numbers();
            let mut object = json!({
                "section": section.title,
                "sentences": sentences,
                "with facts": whole + part,
                "whole": whole,
                "part": part,
                "nothing": nothing,
                "not read": unread,
            });
            if self.compared.is_some() {
                object["to review"] = to_review.into();
            }
            object
        };
        let missing =
            |one: &Missing| json!({"sentence": one.sentence, "carried": one.read.word(), "missing": one.missing});
        let mut covered = json!({
            "document": self.document,
            "all sentences": self.is_all,
            "sections": self.sections.iter().map(section).collect::<Vec<_>>(),
            "missing": self.missing.iter().map(missing).collect::<Vec<_>>(),
        });
        if let Some(Compared { same_extract, unchanged, moved, changed, gone, lost_facts }) = &self.compared {
            covered["same extract"] = (*same_extract).into();
            let counts = [("unchanged", unchanged), ("moved", moved), ("changed", changed), ("gone", gone)];
            for (name, count) in counts.into_iter().chain([("facts without ground", lost_facts)]) {
                covered[name] = (*count).into();
            }
        }
        format!("{}\n", json!({"covered": covered}))
    }

    fn all(&self) -> [usize; COLUMNS.len()] {
        let sum = |of: usize| self.sections.iter().map(|section| section.numbers()[of]).sum();
        std::array::from_fn(sum)
    }
}
