//! The plain extract while markup is read: the form that `plain.rs` takes apart.

/// A plain text that is being built. White space is collapsed, so that the layout of the markup leaves no trace.
#[derive(Debug)]
pub struct Extract {
    text: String,
    /// The heading at the top, until another heading of the first level comes before any words.
    title: Option<String>,
    last_is_item: bool,
}

impl Extract {
    /// An empty extract; `title` is the heading at its top unless the markup gives one.
    pub fn new(title: Option<&str>) -> Self {
        let title = title.map(collapse).filter(|title| !title.is_empty());
        Self { text: String::new(), title, last_is_item: false }
    }

    /// Adds a heading; the first level is the title.
    pub fn heading(&mut self, level: usize, title: &str) {
        // Marks at its ends would be read as the level.
        let title = collapse(title);
        let title = title.trim_matches(|c: char| c == '=' || c.is_whitespace());
        if title.is_empty() {
            return;
        }
        if level == 1 && self.text.is_empty() {
            // The article's own title.
            self.title = None;
        }
        self.top();
        let marks = "=".repeat(level.clamp(1, 6));
        self.part(&format!("{marks} {title} {marks}"), false);
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, words: &str) {
        let words = collapse(words);
        if !words.is_empty() {
            self.top();
            self.part(&words, false);
        }
    }

    /// Adds an item of a list.
    pub fn item(&mut self, words: &str) {
        let words = collapse(words);
        if !words.is_empty() {
            self.top();
            self.part(&format!("- {words}"), true);
        }
    }

    /// The extract, whose last line ends.
    pub fn finish(mut self) -> String {
        self.top();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }

    fn top(&mut self) {
        if let Some(title) = self.title.take() {
            self.part(&format!("= {} =", title.trim_matches('=').trim()), false);
        }
    }

    fn part(&mut self, line: &str, is_item: bool) {
        if !self.text.is_empty() {
            // No blank line separates the items of a list.
            self.text.push_str(if is_item && self.last_is_item { "\n" } else { "\n\n" });
        }
        self.text.push_str(line);
        self.last_is_item = is_item;
    }
}

/// Words with one space between them.
fn collapse(text: &str) -> String {
    super::table::collapsed(text)
}
