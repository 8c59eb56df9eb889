//! Wikitext put together from known parts, held against what its reader makes of it: each plain word outside of what is left
//! out stands in the extract, in order and apart, no other does, and what is left out is told with its number.

use std::collections::BTreeMap;

use chancery::article::{self, Form};

/// How deep parts stand in one another.
const DEEPEST: usize = 4;

/// What is written, and what is expected of it.
#[derive(Default)]
struct Written {
    text: String,
    words: Vec<String>,
    blocks: usize,
    /// What may hold words, and what stands beside the sentences.
    told: [BTreeMap<String, usize>; 2],
}

/// Where a part stands.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    /// Links do not stand in links.
    linked: bool,
    /// Comments, notes and formulas do not stand in one another.
    noted: bool,
    /// In what is struck no paragraph ends, and nothing more is struck.
    struck: bool,
}

struct Assembler<'d> {
    choices: std::slice::Iter<'d, u8>,
    next_word: usize,
    written: Written,
}

/// Takes any bytes as choices.
pub fn check(data: &[u8]) {
    let mut assembler = Assembler { choices: data.iter(), next_word: 0, written: Written::default() };
    while !assembler.choices.as_slice().is_empty() {
        assembler.block();
    }
    let Written { text, words, blocks, told } = assembler.written;
    let (extract, left_out) = article::read(&text, Form::Wikitext, None);
    let found: Vec<&str> = extract.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    assert_eq!(found, words, "{text}\n---\n{extract}");
    assert_eq!(left_out.blocks().count(), blocks, "{text}");
    for (found, expected) in [left_out.words(), left_out.beside()].into_iter().zip(told) {
        let found: BTreeMap<String, usize> = found.into_iter().map(|(what, count)| (what.to_owned(), count)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

impl Assembler<'_> {
    fn choice(&mut self, of: u8) -> u8 {
        self.choices.next().copied().unwrap_or_default() % of
    }

    fn put(&mut self, text: &str) {
        self.written.text.push_str(text);
    }

    fn tell(&mut self, group: usize, what: &str) {
        *self.written.told[group].entry(what.to_owned()).or_default() += 1;
    }

    /// A word that stands nowhere else.
    fn word(&mut self) {
        let word = format!("q{}z", self.next_word);
        self.next_word += 1;
        self.put(&word);
        self.written.words.push(word);
    }

    /// A paragraph, a heading, an item or a table.
    fn block(&mut self) {
        let place = Place { depth: 0, linked: false, noted: false, struck: false };
        match self.choice(6) {
            0 => {
                self.put("\n== ");
                self.word();
                self.put(" ==\n");
            }
            1 => {
                self.put("\n* ");
                self.parts(place);
            }
            2 => {
                self.put("\n{| class=\"a\"\n! ");
                self.left_out(place, |assembler, place| assembler.parts(place));
                self.put("\n|}\n");
                self.written.blocks += 1;
            }
            _ => {
                self.put("\n\n");
                self.parts(place);
            }
        }
    }

    /// One to four parts.
    fn parts(&mut self, place: Place) {
        for at in 0..=self.choice(4) {
            if at > 0 {
                self.put(" ");
            }
            self.part(place);
        }
    }

    /// What is written in here is in no sentence, and is not told by itself.
    fn left_out(&mut self, place: Place, write: impl Fn(&mut Self, Place)) {
        let before = (self.written.words.len(), self.written.blocks, self.written.told.clone());
        write(self, place);
        self.written.words.truncate(before.0);
        (self.written.blocks, self.written.told) = (before.1, before.2);
    }

    /// Something with a word and parts in it.
    fn around(&mut self, opening: &str, closing: &str, place: Place) {
        self.put(opening);
        self.word();
        self.put(" ");
        self.parts(place);
        self.put(closing);
    }

    /// Something that is left out and stands directly between two words.
    fn between(&mut self, what: (usize, &str), opening: &str, closing: &str, place: Place) {
        self.word();
        self.left_out(place, |assembler, place| assembler.around(opening, closing, place));
        self.tell(what.0, what.1);
        self.word();
    }

    fn part(&mut self, place: Place) {
        if place.depth == DEEPEST {
            return self.word();
        }
        let inner = Place { depth: place.depth + 1, ..place };
        let linked = Place { linked: true, ..inner };
        let noted = Place { noted: true, ..inner };
        match self.choice(28) {
            0 => self.around("'''", "'''", inner),
            1 => self.around("<span class=\"a\">", "</span>", inner),
            2 => self.around("{{nowrap|", "}}", inner),
            3 => self.around("{{Lang|fr|", "}}", inner),
            4 => self.around("{{small|1=", "}}", inner),
            5 if !place.struck => self.around("{{quote\n|text=", "\n}}", inner),
            6 if !place.struck => {
                self.around("{{ubl|", "|", inner);
                self.around("", "}}", inner);
            }
            7 => {
                self.put("{{flag|");
                self.word();
                self.put("}}");
            }
            8 => {
                self.put("{{MEX}}");
                self.written.words.push("Mexico".to_owned());
            }
            9 if !place.linked => self.around("[[Elsewhere|", "]]", linked),
            10 if !place.linked => {
                self.put("[[");
                self.word();
                self.put("]]");
            }
            11 if !place.linked => {
                self.put("[https://example.org/?a=b ");
                self.word();
                self.put("]");
            }
            12 => {
                self.put("<nowiki>");
                self.word();
                self.put("</nowiki>");
            }
            13 => self.between((0, "{{unknown template}}"), "{{unknown template|", "}}", inner),
            14 => self.between((0, "{{other}}"), "{{other\n|a=", "\n|b=c}}", inner),
            15 if !place.noted => self.between((0, "<math>"), "<math>", "</math>", noted),
            16 => self.between((1, "{{efn}}"), "{{efn|", "}}", inner),
            17 => self.between((1, "{{flagdeco}}"), "{{flagdeco|", "}}", inner),
            18 if !place.noted => self.between((1, "<ref>"), "<ref name=\"a\">", "</ref>", noted),
            19 if !place.linked => self.between((0, "[[File:]]"), "[[File:A.png|thumb|", "]]", linked),
            20 => {
                self.word();
                self.put("[[Category:Peace]]");
                self.tell(1, "[[Category:]]");
            }
            21 if !place.noted => {
                self.left_out(noted, |assembler, place| assembler.around("<!-- ", " -->", place));
                self.tell(1, "<!-- -->");
            }
            22 if !place.struck => {
                // What is struck is read, and left out when all is.
                let before = self.written.words.len();
                self.around("<s>", "</s>", Place { struck: true, ..inner });
                self.written.words.truncate(before);
                self.tell(0, "<s>");
            }
            23 => self.put("<br />"),
            _ => self.word(),
        }
    }
}
