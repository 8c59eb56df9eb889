//! `chancery fmt`: one form for facts files, comments kept, nothing said otherwise.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;

use chancery::diagnostic::Diagnostics;
use chancery::export::Format;
use chancery::layout;
use chancery::origin::FileId;
use chancery::pipeline::Options;
use chancery::registry::Registry;
use chancery::source::{Node, Value, yaml};
use proptest::prelude::*;

use crate::support::Folder;
use crate::support::cases::config;
use crate::support::graph::{Run, loaded, root};
use crate::support::records::{Around, Random, Tape, Tree, Width, World, map, text};

const FILE: FileId = FileId(0);

fn formed(input: &str) -> String {
    let mut diagnostics = Diagnostics::new();
    let formed = layout::form(input.as_bytes(), FILE, &loaded().schema, &mut diagnostics);
    formed.unwrap_or_else(|| panic!("{input}\n{:?}", diagnostics.sorted()))
}

/// Holds that a text becomes another, and that the other stays as it is.
fn becomes(input: &str, expected: &str) {
    assert_eq!(formed(input), expected);
    assert_eq!(formed(expected), expected, "the form of the form");
}

#[test]
fn parts_and_keys_have_an_order() {
    becomes(
        "facts:\n- says:\n  - membership: {status: full, organization: OSCE, member: Belarus, id: m}\n  hedge: might\n  \
         modality: forecast\n  sentence: 3\nentities:\n- person: {also: J., name: Jane, id: jane}\ndocument:\n  url: \
         https://example.org/a\n  title: A\n  id: a\n",
        "document:\n  id: a\n  title: A\n  url: https://example.org/a\n\nentities:\n  - person: {id: jane, name: Jane, also: \
         J.}\n\nfacts:\n  - sentence: 3\n    modality: forecast\n    hedge: might\n    says:\n      - membership: {id: m, \
         member: Belarus, organization: OSCE, status: full}\n",
    );
}

#[test]
fn a_record_in_place_and_a_time_have_an_order_too() {
    becomes(
        "facts:\n  - {accreditation: {receiver: Belarus, during: {expression: lately, end latest: 1918}, mission: {mission: \
         {seat: Minsk, type: embassy, sender: Azerbaijan}}}, row: 1}\n",
        "facts:\n  - {row: 1, accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: \
         Belarus, during: {end latest: 1918, expression: lately}}}\n",
    );
}

#[test]
fn keys_that_are_in_no_shape_come_after_those_that_are() {
    becomes(
        "facts:\n  - says:\n      - membership: {zzz: 1, status: full, aaa: 2, member: Belarus}\n    odd: 1\n",
        "facts:\n  - odd: 1\n    says:\n      - membership: {member: Belarus, status: full, zzz: 1, aaa: 2}\n",
    );
}

#[test]
fn a_record_stands_in_one_line_where_it_fits() {
    becomes(
        "facts:\n    - sentence:   4\n      says:\n          - membership:\n                member:\n                    - \
         Belarus\n                    - \"Azerbaijan\"\n                organization: 'OSCE'\n                status: full\n",
        "facts:\n  - sentence: 4\n    says:\n      - membership: {member: [Belarus, Azerbaijan], organization: OSCE, status: \
         full}\n",
    );
    let name = |length: usize| "x".repeat(length);
    let fits = layout::WIDTH - "  - person: {name: }".len();
    let line = format!("entities:\n  - person: {{name: {}}}\n", name(fits));
    becomes(&line, &line);
    becomes(
        &format!("entities:\n  - person: {{name: {}}}\n", name(fits + 1)),
        &format!("entities:\n  - person:\n      name: {}\n", name(fits + 1)),
    );
    // A line has its length in characters, not in bytes.
    let line = format!("entities:\n  - person: {{name: {}}}\n", "ж".repeat(fits));
    becomes(&line, &line);
}

#[test]
fn comments_stay_at_what_they_stand_at() {
    let input = "\
# The file.

# About the facts.
facts: # at the key
- says: # at says
  # above the fact
  - trade: {value: 1 USD, # the value
            # above the parties
            between: [Belarus,   # one
              Azerbaijan] # both
            # at the end of the record
           } # after the record
    # at the end of says
  sentence: 4 # at the sentence

# above the second block
- row: 2
  says:
  - membership: {member: Belarus, organization: OSCE, status: full} # one line
# the end
";
    let expected = "\
# The file.

# About the facts.
facts:  # at the key
  - sentence: 4  # at the sentence
    says:  # at says
      # above the fact
      - trade:  # after the record
          # above the parties
          between:  # both
            - Belarus  # one
            - Azerbaijan
          value: 1 USD  # the value
          # at the end of the record
        # at the end of says

  # above the second block
  - row: 2
    says:
      - membership: {member: Belarus, organization: OSCE, status: full}  # one line
# the end
";
    becomes(input, expected);
}

#[test]
fn comments_in_place_of_a_value_stay_below_their_key() {
    becomes(
        "facts:\n    # - row: 1\n    #   says: []\n\n    # more\n# of the file\n    # too\n",
        "facts:\n  # - row: 1\n  #   says: []\n\n  # more\n# of the file\n# too\n",
    );
    // Two gaps are not one because as many keys stand before them.
    becomes("facts:\n  - a: 0\n  # 1\nb:\n  # 2\n\nc:\n", "facts:\n  - {a: 0}\n  # 1\n\nb:\n  # 2\n\nc:\n");
    becomes("facts:\n  # a\n# b\nentities:\n  # c\n", "# b\nentities:\n  # c\n\nfacts:\n  # a\n");
}

#[test]
fn the_comment_for_an_editor_stays_first() {
    becomes(
        "# yaml-language-server: $schema=x.json\nfacts: []\n# above the document\ndocument: {id: a}\n",
        "# yaml-language-server: $schema=x.json\n# above the document\ndocument:\n  id: a\n\nfacts: []\n",
    );
}

#[test]
fn blank_lines_are_kept_one_at_a_time() {
    becomes(
        "\n\nfacts:\n\n\n  - row: 1\n    says: []\n\n\n\n  # a\n\n\n  # b\n  - row: 2\n    says: []\n\n\n\n",
        "facts:\n  - row: 1\n    says: []\n\n  # a\n\n  # b\n  - row: 2\n    says: []\n",
    );
}

#[test]
fn what_yaml_can_write_in_many_ways_is_written_in_one() {
    becomes("%YAML 1.2\n---\nfacts: []\n...\n", "facts: []\n");
    becomes("entities: [person: {name: !!str 10, also: ! x}]\n", "entities:\n  - person: {name: \"10\", also: x}\n");
    becomes("\u{feff}facts: []\r\nentities: []\r\n", "entities: []\n\nfacts: []\n");
    becomes("{\"facts\": [{\"row\": 1, \"says\": []}]}\n", "facts:\n  - row: 1\n    says: []\n");
    becomes("facts:\n  - row: 1\n    says: ~\n  -\n", "facts:\n  - row: 1\n    says:\n  -\n");
}

#[test]
fn a_block_of_text_is_kept() {
    let text = "entities:\n  - person:\n      name: Jane\n      also: |-  # two lines\n        J.\n\n        Doe\n";
    becomes(text, text);
    becomes(
        "entities:\n  - person:\n      name: >-\n        Jane\n        Doe\n",
        "entities:\n  - person: {name: Jane Doe}\n",
    );
}

/// The files of the repository are in form, and their facts are what they were.
#[test]
fn the_data_is_in_form() {
    let mut wrong = Vec::new();
    for folder in ["data", "data/registry"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let text = std::fs::read_to_string(&path).unwrap();
                if formed(&text) != text {
                    wrong.push(path);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not in form; run `cargo run -- fmt`: {wrong:?}");
}

// What is generated

/// A file of generated facts, written with indentation, blank lines, brackets and comments at random.
struct Messy<'r> {
    random: &'r mut Random,
    comments: usize,
    out: String,
}

impl Messy<'_> {
    fn comment(&mut self) -> String {
        self.comments += 1;
        let odd =
            ["", " plain", " - like: an item", " {brackets], \"quotes'", " ж 🕊", "#", " a\ttab "][self.random.below(7)];
        format!("# {}{odd}", self.comments)
    }

    /// The end of a line, with or without a comment, and what may stand between two lines.
    fn end(&mut self) {
        if self.random.below(5) == 0 {
            let comment = self.comment();
            self.out.push_str(&format!(" {comment}"));
        }
        self.out.push('\n');
        self.between();
    }

    fn between(&mut self) {
        while self.random.below(6) == 0 {
            if self.random.below(2) == 0 {
                self.out.push_str(["\n", "  \n"][self.random.below(2)]);
            } else {
                let indent = " ".repeat(self.random.below(9));
                let comment = self.comment();
                self.out.push_str(&format!("{indent}{comment}\n"));
            }
        }
    }

    fn scalar(&mut self, text: &str) -> String {
        let json = serde_json::Value::from(text).to_string();
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric()) && text != "null";
        if plain && self.random.below(3) > 0 { text.to_owned() } else { json }
    }

    fn flow(&mut self, tree: &Tree, indent: usize) {
        match tree {
            Tree::Text(text) => {
                let scalar = self.scalar(text);
                self.out.push_str(&scalar);
            }
            Tree::List(items) => {
                self.out.push('[');
                for item in items {
                    self.gap(indent);
                    self.flow(item, indent);
                    self.out.push(',');
                }
                self.gap(indent);
                self.out.push(']');
            }
            Tree::Map(entries) => {
                self.out.push('{');
                for (key, value) in entries {
                    self.gap(indent);
                    let key = self.scalar(key);
                    self.out.push_str(&format!("{key}: "));
                    self.flow(value, indent);
                    self.out.push_str(" ,");
                }
                self.gap(indent);
                self.out.push('}');
            }
        }
    }

    /// Within brackets a line may end anywhere between two things.
    fn gap(&mut self, indent: usize) {
        match self.random.below(12) {
            0 => self.out.push_str(&format!("\n{}", " ".repeat(indent + 1 + self.random.below(4)))),
            1 => {
                let comment = self.comment();
                self.out.push_str(&format!(" {comment}\n{}", " ".repeat(indent + 1)));
            }
            2 => {
                let comment = self.comment();
                let pad = " ".repeat(indent + 1 + self.random.below(4));
                self.out.push_str(&format!("\n\n{pad}{comment}\n{pad}"));
            }
            _ => {}
        }
    }

    fn block(&mut self, tree: &Tree, indent: usize, depth: usize) {
        let pad = " ".repeat(indent);
        let step = indent + 1 + self.random.below(4);
        let lines: Vec<(String, &Tree)> = match tree {
            Tree::Map(entries) => {
                entries.iter().map(|(key, value)| (format!("{}:", self.scalar(key)), value)).collect()
            }
            Tree::List(items) => items.iter().map(|item| ("-".to_owned(), item)).collect(),
            Tree::Text(_) => panic!("a text is not a block"),
        };
        for (begin, value) in lines {
            self.out.push_str(&format!("{pad}{begin}"));
            let nested = match value {
                Tree::Map(entries) => !entries.is_empty(),
                Tree::List(items) => !items.is_empty(),
                Tree::Text(_) => false,
            };
            if nested && (depth < 3 || self.random.below(4) == 0) {
                self.end();
                self.block(value, step, depth + 1);
            } else {
                self.out.push(' ');
                self.flow(value, indent);
                self.end();
            }
        }
    }
}

fn world() -> &'static World<'static> {
    static WORLD: OnceLock<World<'static>> = OnceLock::new();
    WORLD.get_or_init(|| {
        let folder = Folder::with("empty.yaml", "facts: []\n");
        let options = Options { sources: vec![folder.path().join("empty.yaml")], ..Options::default() };
        let registry: Registry = Run::good(loaded(), &options).outcome.registry;
        World::new(&loaded().schema, &registry, Width::All)
    })
}

fn comments(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .match_indices("# ")
        .map(|(at, _)| text[at..].lines().next().unwrap().trim_end().to_owned())
        .filter(|comment| comment[2..].starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    found.sort();
    found
}

fn exported(text: &str) -> Vec<u8> {
    let folder = Folder::with("notes.yaml", text);
    let options = Options { sources: vec![folder.path().join("notes.yaml")], ..Options::default() };
    Run::good(loaded(), &options).bytes(Format::NTriples)
}

/// The tree without places, the keys of maps sorted.
fn plain(node: &Node<'_>) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Scalar { text, .. } => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Map(entries) => {
            let mut entries: Vec<String> =
                entries.iter().map(|entry| format!("{:?}:{}", entry.key.text, plain(&entry.value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}

proptest! {
    #![proptest_config(config(64))]

    /// However a file of facts is written: its form says the same, has the same comments, does not depend on how the file
    /// was indented, and is its own form.
    #[test]
    fn the_form_says_the_same_and_is_its_own_form(
        tapes in prop::collection::vec(prop::collection::vec(any::<u16>(), 0..100), 1..5),
        seed in any::<u64>(),
    ) {
        let mut around = Around::default();
        let blocks: Vec<Tree> = tapes.iter().enumerate()
            .map(|(number, tape)| world().block(&mut Tape::new(tape), &mut around, number).tree)
            .collect();
        let tree = map([
            ("document", map([("id", text("generated")), ("title", text("A: \"title\" #1"))])),
            ("entities", Tree::List(vec![map([("person", map([("id", text("a-b")), ("name", text("Jean-\"Zoë\" O'Brien: x"))]))])])),
            ("facts", Tree::List(blocks)),
        ]);
        let mut random = Random(seed);
        let mut messy = Messy { random: &mut random, comments: 0, out: String::new() };
        messy.between();
        messy.block(&tree, 0, 0);
        let input = messy.out;
        let mut diagnostics = Diagnostics::new();
        let before = yaml::read(input.as_bytes(), FILE, &mut diagnostics);
        prop_assume!(!diagnostics.has_errors());

        let once = formed(&input);
        prop_assert_eq!(&formed(&once), &once, "{}", input);
        let after = yaml::read(once.as_bytes(), FILE, &mut diagnostics).unwrap();
        prop_assert_eq!(plain(&before.unwrap()), plain(&after));
        prop_assert_eq!(comments(&input), comments(&once), "{}\n{}", input, once);
        prop_assert_eq!(exported(&input), exported(&once));
        prop_assert!(once.lines().all(|line| line == line.trim_end()) && !once.contains("\n\n\n"), "{}", once);
        // Without comments the form is of the facts alone, but for the blank lines that a person has put between them.
        let unspaced = |text: &str| text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let bare = formed(&tree.yaml(3));
        prop_assert_eq!(unspaced(&formed(&tree.yaml(9))), unspaced(&bare));
    }
}

// The command

const MESSY: &str = "facts:\n- row: 1\n  says: [membership: {status: full, member: Belarus, organization: OSCE}]\n";
const NEAT: &str =
    "facts:\n  - row: 1\n    says:\n      - membership: {member: Belarus, organization: OSCE, status: full}\n";

#[test]
fn a_file_is_replaced_and_then_in_form() {
    let folder = Folder::with("notes.yaml", MESSY);
    let run = folder.run(&["fmt", "notes.yaml"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    assert_eq!(run.err, "1 file changed, 0 files in form\n");
    assert_eq!(folder.read("notes.yaml"), NEAT);
    let again = folder.run(&["fmt", "notes.yaml"]);
    assert_eq!((again.status, again.err.as_str()), (Some(0), "0 files changed, 1 file in form\n"));
    assert_eq!(folder.names(), ["notes.yaml"]);
}

#[test]
fn check_changes_nothing_and_shows_what_would() {
    let folder = Folder::with("notes.yaml", MESSY);
    folder.file("neat.yml", NEAT);
    let run = folder.run(&["fmt", "--check", "notes.yaml", "neat.yml"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.err, "1 file would change, 1 file in form\n");
    assert!(run.out.starts_with("--- notes.yaml\n+++ notes.yaml (in form)\n@@ "), "{}", run.out);
    assert!(run.out.contains("\n-- row: 1\n") && run.out.contains("\n+  - row: 1\n"), "{}", run.out);
    assert!(!run.out.contains("neat.yml"));
    assert_eq!(folder.read("notes.yaml"), MESSY);
    assert_eq!(folder.run(&["fmt", "--check", "neat.yml"]).status, Some(0));
}

#[test]
fn the_differences_of_a_large_file_are_cut_short() {
    let blocks: String = (0..2_000).map(|n| format!("- {{says: [], row: {n}}}\n")).collect();
    let folder = Folder::with("notes.yaml", format!("facts:\n{blocks}"));
    let run = folder.run(&["fmt", "--check", "notes.yaml"]);
    assert_eq!(run.status, Some(1));
    assert!(run.out.lines().count() < 70 && run.out.contains(" more lines\n"), "{}", run.out.lines().count());
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new();
    let run = folder.pipe(MESSY, &["fmt", "-"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), NEAT, ""));
    assert_eq!(folder.pipe(NEAT, &["fmt", "-"]).out, NEAT);
    let run = folder.pipe(MESSY, &["fmt", "--check", "-"]);
    assert_eq!(run.status, Some(1));
    assert!(run.out.starts_with("--- <stdin>\n"), "{}", run.out);
}

#[test]
fn the_folder_data_is_meant_where_nothing_is_named() {
    let folder = Folder::with("data/a.yaml", MESSY);
    folder.file("data/deep/b.yml", MESSY);
    folder.file("data/c.json", "{\"facts\":[]}");
    let run = folder.run(&["fmt"]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), "2 files changed, 0 files in form\n"));
    assert_eq!(folder.read("data/deep/b.yml"), NEAT);
    assert_eq!(folder.read("data/c.json"), "{\"facts\":[]}");
    assert_eq!(Folder::new().run(&["fmt"]).is_refused().codes(), ["no-such-file"]);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with("notes.yaml", MESSY);
    let path = folder.path().join("notes.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(folder.run(&["fmt", "notes.yaml"]).status, Some(0));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

/// A file that is refused is left as it was, whatever is wrong with it.
#[test]
fn bad_files_are_left_as_they_were() {
    // Of less than 1024 characters as it stands, and of more once it is on one line.
    let long_key = format!("{{\"{}\": 1}}\n", "a\n\n".repeat(300)).into_bytes();
    for (name, bytes, code) in [
        ("a.yaml", &b"facts: [\n"[..], "yaml-syntax"),
        ("a.yaml", b"facts:\n\t- row: 1\n", "yaml-syntax"),
        ("a.yaml", b"facts: []\nfacts: []\n", "duplicate-key"),
        ("a.yaml", b"facts: []\n---\nfacts: []\n", "several-documents"),
        ("a.yaml", b"facts: !int []\n", "yaml-tag"),
        ("a.yaml", b"facts: &a []\nentities: *a\n", "cannot-lay-out"),
        ("a.yaml", b"- 1\n", "not-facts"),
        ("a.yaml", &long_key, "cannot-lay-out"),
        ("a.yaml", b"text\n", "not-facts"),
        ("a.yaml", b"", "empty-source"),
        ("a.yaml", b"# only a comment\n", "empty-source"),
        ("a.yaml", b"facts: \xE9\n", "not-utf8"),
        ("a.yaml", b"\xFF\xFEf\0a\0", "not-utf8"),
        ("a.yaml", b"\0\x01\x02\x00\xFF", "unsupported-source"),
        ("a.ttl", b"<a> <b> <c> .\n", "unsupported-source"),
        ("a.csv", b"a,b\n1,2\n", "unsupported-source"),
    ] {
        let folder = Folder::with(name, bytes);
        let run = folder.run(&["fmt", name]);
        assert_eq!(run.is_refused().codes(), [code], "{}", run.err);
        assert!(!run.said()[0].help.is_empty(), "{}", run.err);
        assert_eq!(std::fs::read(folder.path().join(name)).unwrap(), bytes);
    }
}

#[test]
fn a_bad_file_does_not_keep_the_others_from_their_form() {
    let folder = Folder::with("a.yaml", "facts: [\n");
    folder.file("b.yaml", MESSY);
    let run = folder.run(&["fmt", "a.yaml", "missing.yaml", "b.yaml"]);
    assert_eq!(run.is_refused().codes().len(), 2);
    assert_eq!(folder.read("b.yaml"), NEAT);
}

#[test]
fn json_is_left_as_it_is() {
    let json = "{\"facts\": []}";
    let folder = Folder::with("a.json", json);
    let run = folder.run(&["fmt", "a.json"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["only-yaml".to_owned()]), "{}", run.err);
    assert_eq!(folder.read("a.json"), json);
    assert_eq!(folder.pipe(json, &["fmt", "-"]).is_refused().codes(), ["only-yaml"]);
}

#[test]
fn a_huge_line_and_many_comments_are_no_trouble() {
    let names = vec!["Belarus"; 40_000].join(", ");
    let long = format!("facts:\n  - says:\n      - membership: {{member: [{names}]}}\n");
    let comments = format!("facts: [\n{}]\n", "# c\n".repeat(50_000));
    let deep = format!("facts: {}{}\n", "[".repeat(100), "]".repeat(100));
    let folder = Folder::new();
    for text in [long, comments, deep] {
        let run = folder.pipe(&text, &["fmt", "-"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert!(run.took.as_secs() < 30, "{:?}", run.took);
    }
}

#[test]
fn nonsense_arguments_are_refused() {
    let folder = Folder::with("notes.yaml", MESSY);
    for arguments in [&["fmt", "--nonsense"][..], &["fmt", "--check=maybe", "notes.yaml"], &["fmt", "--ontology"]] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{}", run.err);
    }
    assert_eq!(folder.read("notes.yaml"), MESSY);
}
