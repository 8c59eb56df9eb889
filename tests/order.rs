//! Output in the order of the input: the triples of sorted output but for standings, in the same memory whatever the
//! number of rows.

use crate::support;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::support::{Folder, Run};

const RECIPE: &str = r#"recipe: members
reads: memberships
document: {id: members, title: Members}
columns:
  status: {of: status, values: {F: full, O: observer}}
facts:
  - membership: {member: "iso3:{state}", organization: "{body}", status: "{status}", during: "{from}/{until}"}
"#;

/// Rows of four states in four organisations; no two alike up to 256,000.
fn table(rows: usize) -> String {
    let mut text = String::from("state,body,status,from,until\n");
    for row in 0..rows {
        let state = ["BLR", "AZE", "UKR", "KAZ"][row % 4];
        let body = ["OSCE", "UNESCO", "IMF", "ILO"][row / 4 % 4];
        let status = ["F", "O"][row / 16 % 2];
        let (from, until) = (1000 + row / 32 % 400, 1500 + row / 12_800);
        writeln!(text, "{state},{body},{status},{from},{until}").unwrap();
    }
    text
}

fn folder(table: &str) -> Folder {
    let folder = Folder::with("members.yaml", RECIPE);
    folder.file("members.csv", table);
    folder
}

fn export(folder: &Folder, more: &[&str]) -> Run {
    let mut arguments = vec!["export", "members.csv", "--recipe", "members.yaml"];
    arguments.extend(more);
    folder.run(&arguments)
}

/// The triples of N-Quads, without standings and without the graph in which an export describes itself.
fn triples(text: &str) -> BTreeSet<&str> {
    let kept = |line: &&str| {
        !line.ends_with("/graph/dataset> .") && !line.contains("#standing>") && !line.contains("/vocab/standing")
    };
    text.lines().filter(kept).collect()
}

#[test]
fn the_triples_are_those_of_sorted_output() {
    let folder = folder(&table(20_000));
    for provenance in ["full", "source", "none"] {
        let of = |order| {
            let run = export(&folder, &["--format", "n-quads", "--provenance", provenance, "--order", order]);
            assert_eq!(run.status, Some(0), "{}", run.err);
            run
        };
        let (sorted, input) = (of("sorted"), of("input"));
        assert!(!input.out.contains("#standing>"), "a standing comes from all claims on a fact");
        let (expected, found) = (triples(&sorted.out), triples(&input.out));
        let differing: Vec<_> = expected.symmetric_difference(&found).take(5).collect();
        assert!(differing.is_empty(), "{provenance}: {differing:#?}");
        // The first two rows stand first, in their order.
        let mut memberships = input.out.lines().filter(|line| line.contains("#type>") && line.contains("#Membership>"));
        assert!(memberships.next().unwrap_or_default().contains("belarus--"));
        assert!(memberships.next().unwrap_or_default().contains("azerbaijan--"));
        assert!(
            input.err.contains("20000 readings = 20000 facts made + 0 merged + 0 skipped + 0 rejected"),
            "{}",
            input.err
        );
    }
}

#[test]
fn facts_stand_in_the_order_of_the_rows() {
    let folder = folder(&table(30_000));
    let run = export(&folder, &["--format", "n-triples", "--provenance", "full", "--order", "input"]);
    let number = |line: &str| -> Option<u64> {
        let (subject, _) = line.split_once("> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")?;
        subject.split_once("/row/members--r")?.1.parse().ok()
    };
    let rows: Vec<u64> = run.out.lines().filter_map(number).collect();
    // Row 1 has the headings.
    assert_eq!(rows, (2..=30_001).collect::<Vec<u64>>());
}

#[test]
fn what_is_said_twice_is_written_twice() {
    let twice = format!("{}BLR,OSCE,F,1000,1500\n", table(1));
    let run = export(&folder(&twice), &["--format", "n-triples", "--provenance", "none", "--order", "input"]);
    assert!(run.err.contains("2 readings = 2 facts made + 0 merged"), "{}", run.err);
    assert_eq!(run.out.lines().filter(|line| line.contains("#type>") && line.contains("#Membership> .")).count(), 2);
}

#[test]
fn provenance_left_out_at_the_source_is_the_provenance_left_out_later() {
    // A source that declares entities is read whole before claims are left out; its facts are others.
    let folder = folder(&table(40));
    folder.file(
        "notes.yaml",
        "document: {id: notes, title: Notes}\nentities: [{person: {name: Vera Test}}]\nfacts:\n  - membership: {member: Belarus, organization: OSCE, status: full, during: 2001}\n",
    );
    for provenance in ["source", "none"] {
        let of = |sources: &[&str]| {
            let mut arguments = vec!["export"];
            arguments.extend(sources);
            arguments.extend(["--recipe", "members.yaml", "--format", "n-quads", "--provenance", provenance]);
            let run = folder.run(&arguments);
            assert_eq!(run.status, Some(0), "{}", run.err);
            run.out
        };
        let (both, table, notes) = (of(&["members.csv", "notes.yaml"]), of(&["members.csv"]), of(&["notes.yaml"]));
        let facts = |text: &str| -> BTreeSet<String> {
            text.lines().filter(|line| !line.ends_with("/graph/dataset> .")).map(ToOwned::to_owned).collect()
        };
        let apart: BTreeSet<String> = facts(&table).union(&facts(&notes)).cloned().collect();
        let both = facts(&both);
        let differing: Vec<_> = apart.symmetric_difference(&both).take(5).collect();
        assert!(differing.is_empty(), "{provenance}: {differing:#?}");
    }
}

#[test]
fn turtle_in_the_order_of_the_input_can_be_read() {
    let folder = folder(&table(10_000));
    for (format, syntax) in [("turtle", oxigraph::io::RdfFormat::Turtle), ("trig", oxigraph::io::RdfFormat::TriG)] {
        let run = export(&folder, &["--format", format, "--order", "input"]);
        let quads = oxigraph::io::RdfParser::from_format(syntax).for_slice(run.out.as_bytes());
        let memberships = quads.map(|quad| quad.expect("it is well-formed")).filter(|quad| {
            quad.predicate.as_str().ends_with("#type") && quad.object.to_string().ends_with("#Membership>")
        });
        assert_eq!(memberships.count(), 10_000, "{format}");
    }
}

#[test]
fn a_file_appears_only_where_all_is_right() {
    let folder = folder("state,body,status,from,until\nBLR,OSCE,F,1000,1500\nBLR,OSCE,X,1000,1500\n");
    folder.file("out.nt", "as it was\n");
    let names = folder.names();
    let run = export(&folder, &["--order", "input", "--output", "out.nt"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.err.contains("no-translation") && run.err.contains("nothing was written"), "{}", run.err);
    assert_eq!((folder.read("out.nt").as_str(), folder.names()), ("as it was\n", names));
    let run = export(&folder, &["--order", "input", "--output", "out.nt", "--keep-going"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(
        folder.read("out.nt").lines().filter(|line| line.contains("#type>") && line.contains("#Membership> .")).count(),
        1
    );
}

#[test]
fn what_needs_all_facts_is_refused() {
    let folder = folder(&table(1));
    for (more, words) in [
        (
            &["--format", "json-ld"][..],
            "`json-ld` cannot be written with --order input; choose turtle, trig, n-triples, n-quads",
        ),
        (&["--as-of", "2000-01-01"], "--as-of needs all facts at once"),
        (&["--standing", "held"], "--standing held needs"),
        (&["--derived"], "--derived needs"),
        (&["--rdf-version", "1.2"], "--rdf-version 1.2 needs"),
    ] {
        let run = export(&folder, &[&["--order", "input"], more].concat());
        assert_eq!(run.status, Some(2), "{}", run.err);
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let folder = folder(&table(40_000));
    for order in ["sorted", "input"] {
        let run = export(&folder, &["--order", order, "--output", "/dev/full"]);
        assert_eq!(run.status, Some(2), "{}", run.err);
        assert!(run.err.contains("`/dev/full` cannot be written: No space left on device"), "{}", run.err);
    }
}

#[test]
#[cfg(unix)]
fn a_run_that_is_broken_off_leaves_no_file() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    for signal in ["-INT", "-TERM", "-HUP"].into_iter().filter(|signal| !support::is_ignored(signal)) {
        let folder = folder("");
        folder.file("out.nt", "as it was\n");
        let names = folder.names();
        let arguments = ["export", "-", "--recipe", "members.yaml", "--order", "input", "--output", "out.nt"];
        let mut command = folder.command(&arguments);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        // The pipe stays open, so the run cannot end.
        let mut input = child.stdin.take().expect("piped");
        input.write_all(table(20_000).as_bytes()).expect("it is read");
        let begun = Instant::now();
        while folder.names() == names && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_ne!(folder.names(), names, "an unfinished file stands beside the old one");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("there is a `kill`");
        assert!(sent.success());
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{signal}");
        assert_eq!((folder.names(), folder.read("out.nt").as_str()), (names, "as it was\n"), "{signal}");
        drop(input);
    }
}

/// `nohup` and a shell's `&` leave signals to be ignored.
#[test]
#[cfg(target_os = "linux")]
fn a_signal_that_was_ignored_stays_ignored() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    for (ignored, sent, survives) in [("HUP", "HUP", true), ("INT", "INT", true), ("HUP", "TERM", false)] {
        let folder = folder("");
        let names = folder.names();
        let program = env!("CARGO_BIN_EXE_chancery");
        let line = format!(
            "trap '' {ignored}; exec '{program}' export - --recipe members.yaml --order input --format n-triples --output out.nt"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(folder.path()).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let mut input = child.stdin.take().expect("piped");
        input.write_all(table(2_000).as_bytes()).expect("it is read");
        let begun = Instant::now();
        while folder.names() == names && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", sent, &id]).status().expect("there is a `kill`").success());
        std::thread::sleep(Duration::from_millis(200));
        drop(input);
        let status = child.wait().expect("it ends").code();
        assert_eq!(status, Some(if survives { 0 } else { 130 }), "{sent} where {ignored} was ignored");
        assert_eq!(folder.names().contains(&"out.nt".to_owned()), survives, "{sent} where {ignored} was ignored");
    }
}

#[test]
fn a_temporary_folder_that_cannot_be_used_is_told_with_its_variable() {
    let folder = folder("");
    folder.file("a file", "");
    let query = ["query", "--source", "a.yaml", "--expression", "SELECT * { ?s ?p ?o }", "--output", "out.csv"];
    folder.file("a.yaml", "document: {id: a, title: A}\nfacts: []\n");
    for (value, why) in [("/nowhere/at/all", "there is no such folder"), ("a file", "it is not a folder")] {
        let run = support::Run::of(folder.command(&query).env("TMPDIR", value), b"");
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{}", run.err);
        let told = format!("the temporary folder `{value}` cannot be used: {why}; TMPDIR names it");
        assert!(run.err.contains(&told), "{}", run.err);
    }
    // What can be read once only is copied.
    let mut command = folder.command(&["export", "-"]);
    let lines =
        b"{\"document\": {\"id\": \"a\", \"title\": \"A\"}}\n{\"document\": {\"id\": \"b\", \"title\": \"B\"}}\n";
    let run = support::Run::of(command.env("TMPDIR", "/nowhere/at/all").stdin(std::process::Stdio::piped()), lines);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert!(run.err.contains("temporary folder `/nowhere/at/all`") && run.err.contains("TMPDIR"), "{}", run.err);
    assert_eq!(run.codes(), ["no-temporary-file"], "{}", run.err);
    // What needs no room outside of memory does not ask for any.
    let run = support::Run::of(folder.command(&["check", "a.yaml"]).env("TMPDIR", "/nowhere/at/all"), b"");
    assert_eq!(run.status, Some(0), "{}", run.err);
}

/// The most memory that a run had, in KiB (`VmHWM` of proc(5)).
#[cfg(target_os = "linux")]
fn peak(folder: &Folder, table: &str) -> u64 {
    use std::io::Read as _;
    use std::process::Stdio;
    folder.file("members.csv", table);
    let mut command = folder.command(&[
        "export",
        "members.csv",
        "--recipe",
        "members.yaml",
        "--provenance",
        "none",
        "--order",
        "input",
        "--format",
        "n-triples",
    ]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let (mut out, mut buffer, mut peak) = (child.stdout.take().expect("piped"), vec![0; 1 << 20], 0);
    while out.read(&mut buffer).expect("it writes") > 0 {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let size = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(size.unwrap_or(0));
    }
    assert!(child.wait().expect("it ends").success());
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_table() {
    let folder = folder("");
    // Rows of the same values again and again, since values are remembered up to a bound of their own.
    let rows = table(12_800);
    let (headings, rows) = rows.split_once('\n').expect("a heading line");
    let repeated = |times: usize| format!("{headings}\n{}", rows.repeat(times));
    let (some, more) = (peak(&folder, &repeated(6)), peak(&folder, &repeated(24)));
    // The table and its triples grow by 6 and 300 MB; an allocator's whims are allowed for.
    assert!(more < some + 24 * 1024, "{some} KiB for 76,800 rows, {more} KiB for four times as many");
}
