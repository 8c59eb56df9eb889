//! Texts for people are in plain, modern English: none of the old phrases is in a page, a help text, a message, a header of
//! a query, a comment of the ontology or a recipe, or a comment of the Rust code.
//!
//! Of Rust files, comments and string literals are checked. Code is not, nor are tests.

use std::path::{Path, PathBuf};

use regex::{Captures, Regex};

use crate::support::graph::root;

/// Old phrases, and the words in their place. A space matches any white space and the marks of a comment, so that a phrase is
/// also found where a line ends within it.
const OLD: &[(&str, &str)] = &[
    ("held against", "compared with"),
    ("(hold|holds|holding) \\w+( \\w+)? against", "compare … with"),
    ("(tell|tells|told)", "report, say, state, describe"),
    ("(untold|unsaid|unless said)", "without a message, by default"),
    ("in silence", "without a message"),
    ("(mend|mends|mended|mending)", "fix"),
    ("(bears|bearer|bearers|bore|borne)", "has, entity with the name"),
    ("(nought|thereof|therein|wherein|whereof|lest|anew)", "a modern word"),
    ("(its|their) like", "similar"),
    ("(spoken of|speaks of|speak of)", "mentioned, mentions"),
    ("(speaks|speak|spoken) (for|against)", "supports, denies"),
    ("(laid|lays|lay) over", "extends"),
    ("(stands|stand|stood)", "is in, is under, is allowed, means"),
    ("(lie|lies)", "is in"),
    ("lay (in|within|outside|below|beyond|between)", "was in"),
    ("beside", "in addition to, next to, together with"),
    ("all the same", "still"),
    ("none the less", "still"),
    ("(but|save) for", "except for"),
    ("in vain", "without effect"),
    ("(thus|hence|thence|whence)", "therefore, so"),
    ("(whoever|whosoever)", "the person who, each reader that"),
    ("parted", "separated"),
    ("one's own", "your own"),
    ("whom", "the party that"),
    ("(must|may) not be read by", "permission denied"),
    (
        "(is|are) no (absolute|candidates?|date|day|entity|expression|fact|file|folder|id|kinds?|key|mapping|name|number|parts?|SPARQL|sign|text|time|Turtle|unit|value|year)",
        "is not a",
    ),
    ("at most \\S+ may be", "the maximum is"),
    ("asks the network", "uses the network"),
];

/// What the list finds, and is right: words of an example, and names that are an interface.
const RIGHT: &[(&str, &str)] = &[
    ("docs/guide.md", "Trade stood at"),
    ("docs/matching.md", "answered all the same"),
    ("ontology/shapes.ttl", "\"whom\"@en"),
    ("ontology/concepts.ttl", "Parted"),
];

struct Phrase {
    found: Regex,
    instead: &'static str,
}

fn phrases() -> Vec<Phrase> {
    let phrase = |(old, instead): &(&str, &'static str)| {
        let gap = r"(?:[ \t]*\\?\n[ \t]*(?:///?|//!|\#\+?)?[ \t]*|[ \t]+)";
        // A hyphen, an underscore, a brace and a backtick belong to a name, such as `told-in-passing` or `{told}`.
        let pattern = format!(r"(?i)(?:^|[^\w`{{-])(?P<phrase>{})(?:[^\w-]|-\s|$)", old.replace(' ', gap));
        Phrase { found: Regex::new(&pattern).unwrap(), instead }
    };
    OLD.iter().map(phrase).collect()
}

/// The files below a folder that are read, without those of tests and builds.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    const PASSED_OVER: [&str; 7] = ["target", "tests", "fuzz", "benches", "data", "CHANGELOG.md", "tests.rs"];
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else if ["md", "rq", "ttl", "yaml", "rs"]
            .iter()
            .any(|ending| path.extension().is_some_and(|own| own == *ending))
        {
            found.push(path);
        }
    }
}

/// A text of the same lines in which only what people read is left.
fn prose(name: &str, text: &str) -> String {
    match name.rsplit('.').next() {
        Some("rq") => {
            let comment = |line: &str| if line.trim_start().starts_with('#') { line.to_owned() } else { String::new() };
            text.lines().map(comment).collect::<Vec<_>>().join("\n")
        }
        Some("rs") => {
            let tests = Regex::new(r"#\[cfg\(test\)\]\nmod \w+ \{").unwrap();
            let code = tests.split(text).next().unwrap_or_default();
            comments_and_literals(code)
        }
        _ => text.to_owned(),
    }
}

/// The string literals and comments of Rust code, in their places, without the code that comments quote.
fn comments_and_literals(code: &str) -> String {
    let token = Regex::new(
        r##"(?x) (?P<comment> //[^\n]* (?: \n [\ ]* //[^\n]* )* ) | '(?:\\.[^']*|[^'\\])'
        | (?P<raw> r\#"(?s:.*?)"\# ) | (?P<text> "(?: \\(?s:.) | [^"\\] )*" )"##,
    )
    .unwrap();
    let quoted = Regex::new("`[^`]*`").unwrap();
    let blank = |text: &str| text.chars().map(|c| if c == '\n' { c } else { ' ' }).collect::<String>();
    let (mut kept, mut at) = (String::new(), 0);
    for found in token.captures_iter(code) {
        let whole = found.get(0).unwrap();
        kept.push_str(&blank(&code[at..whole.start()]));
        if found.name("comment").is_some() {
            kept.push_str(&quoted.replace_all(whole.as_str(), |quoted: &Captures<'_>| blank(&quoted[0])));
        } else if found.name("raw").or(found.name("text")).is_some() {
            kept.push_str(whole.as_str());
        } else {
            kept.push_str(&blank(whole.as_str()));
        }
        at = whole.end();
    }
    kept
}

/// Every old phrase in a text: file, line, what is there and what to write.
fn old_phrases(name: &str, text: &str, phrases: &[Phrase]) -> Vec<String> {
    let mut found = Vec::new();
    for phrase in phrases {
        for old in phrase.found.captures_iter(text).filter_map(|found| found.name("phrase")) {
            let line = text[..old.start()].matches('\n').count();
            let words = text.lines().nth(line).unwrap_or_default().trim();
            let before = text[..old.start()].trim_end_matches([' ', '\n', '/', '!', '#']);
            if before.to_lowercase().ends_with("there") && ["is", "are"].iter().any(|is| old.as_str().starts_with(is)) {
                continue;
            }
            if !RIGHT.iter().any(|(file, right)| *file == name && words.contains(right)) {
                let old = old.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
                found.push(format!("{name}:{}: `{old}`, write {}: {words}", line + 1, phrase.instead));
            }
        }
    }
    found
}

#[test]
fn no_old_phrase_is_in_a_text_for_people() {
    let (root, phrases) = (root(), phrases());
    let mut all = Vec::new();
    files(root, &mut all);
    let mut found = Vec::new();
    for path in &all {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        found.extend(old_phrases(&name, &prose(&name, &std::fs::read_to_string(path).unwrap()), &phrases));
    }
    assert!(all.len() > 200, "only {} files were read", all.len());
    assert!(found.is_empty(), "{} old phrases\n{}", found.len(), found.join("\n"));
}

#[test]
fn old_phrases_are_found_with_their_line() {
    let phrases = phrases();
    let found = |name: &str, text: &str| old_phrases(name, &prose(name, text), &phrases);
    assert_eq!(
        found("docs/x.md", "Fine.\nThe text is held\nagainst Wikidata.\n"),
        ["docs/x.md:2: `held against`, write compared with: The text is held"]
    );
    assert_eq!(found("docs/x.md", "the code `told-in-passing`, a_name_that_is_told, there is no file\n"), [""; 0]);
    let code = "let x = '\"';\nlet y = \"one \\\n    is no absolute IRI\";\nfn tell() { told }\n";
    assert_eq!(found("src/x.rs", code), ["src/x.rs:3: `is no absolute`, write is not a: is no absolute IRI\""]);
    let comments = "//! Fine, but\n//! for one.\n/// Calls `tell`; there\n/// are no parts.\n#[arg(long)]\nall: bool, // It stands there.\n";
    assert_eq!(
        found("src/x.rs", comments),
        [
            "src/x.rs:6: `stands`, write is in, is under, is allowed, means: // It stands there.",
            "src/x.rs:1: `but //! for`, write except for: //! Fine, but",
        ]
    );
    let tests =
        "// Fine.\n#[cfg(test)]\nmod tests;\n\n// It stands.\n#[cfg(test)]\nmod in_place {\n    // It stands.\n}\n";
    assert_eq!(found("src/x.rs", tests).len(), 1);
    assert_eq!(found("queries/x.rq", "#+ summary: What it tells\nSELECT ?told {}\n").len(), 1);
}
