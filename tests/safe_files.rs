//! Files of a run: a result never replaces what is read, a file that is named leads to nothing without end, and nothing
//! is left behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Folder;

const FACTS: &str = "document: {id: notes, title: Notes}\nfacts:\n  - membership: {member: Belarus, organization: OSCE, status: full}\n";
const RECIPE: &str = "recipe: {name: r, columns: [state]}\ndocument: {id: t, title: T}\nrows: []\n";
const QUERY: &str = "SELECT ?s { ?s ?p ?o } LIMIT 1\n";

fn folder() -> Folder {
    let folder = Folder::with("facts.yaml", FACTS);
    folder.file("recipe.yaml", RECIPE);
    folder.file("query.rq", QUERY);
    folder.file("article.txt", "== Title ==\nBelarus is a member. It has been for long.\n");
    folder.file("table.csv", "state\nBelarus\n");
    folder.file("wikidata.json", "[\n{\"type\":\"item\",\"id\":\"Q900001\",\"labels\":{},\"claims\":{}}\n]\n");
    folder.file("answers.json", "{}");
    folder.file("graph.nq", "<http://e.example/s> <http://e.example/p> _:b .\n");
    for (name, ending, text) in [
        ("ontology", "mine.ttl", "@prefix e: <http://e.example/> .\ne:a e:b e:c .\n"),
        ("queries", "mine.rq", "#+ summary: Mine\nSELECT ?s { ?s ?p ?o }\n"),
        (
            "checks",
            "mine.rq",
            "#+ summary: Mine\n#+ severity: note\n#+ message: \"{s}\"\n#+ remedy: r\n#+ explanation: e\nSELECT ?s { ?s ?p 1 }\n",
        ),
    ] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
        folder.file(&format!("{name}/{ending}"), text);
    }
    folder
}

/// Every command that writes a file, with a file that it reads in the place of `OUT`.
const RUNS: &[(&[&str], &str)] = &[
    (&["export", "facts.yaml", "--output", "OUT"], "facts.yaml"),
    (&["export", "facts.yaml", "--order", "input", "--format", "n-triples", "--output", "OUT"], "facts.yaml"),
    (&["export", "graph.nq", "--format", "canonical", "--output", "OUT"], "graph.nq"),
    (&["export", "table.csv", "--recipe", "recipe.yaml", "--output", "OUT"], "recipe.yaml"),
    (&["export", "table.csv", "--recipe", "recipe.yaml", "--rejects", "OUT"], "recipe.yaml"),
    (&["export", "table.csv", "--recipe", "recipe.yaml", "--rejects", "OUT"], "table.csv"),
    (&["export", "facts.yaml", "--ontology", "ontology", "--output", "OUT"], "ontology/mine.ttl"),
    (&["check", "facts.yaml", "--text", "article.txt", "--rejects", "OUT"], "article.txt"),
    (&["check", "facts.yaml", "--checks", "checks", "--rejects", "OUT"], "checks/mine.rq"),
    (&["query", "--source", "facts.yaml", "--file", "query.rq", "--output", "OUT"], "query.rq"),
    (&["query", "--source", "facts.yaml", "--file", "query.rq", "--output", "OUT"], "facts.yaml"),
    (&["query", "mine", "--source", "facts.yaml", "--queries", "queries", "--output", "OUT"], "queries/mine.rq"),
    (&["show", "Belarus", "--source", "facts.yaml", "--text", "article.txt", "--output", "OUT"], "article.txt"),
    (&["show", "Belarus", "--source", "facts.yaml", "--output", "OUT"], "facts.yaml"),
    (&["match", "--table", "table.csv", "--column", "state", "--output", "OUT"], "table.csv"),
    (&["diff", "facts.yaml", "graph.nq", "--output", "OUT"], "graph.nq"),
    (&["audit", "facts.yaml", "--against", "wikidata.json", "--output", "OUT"], "wikidata.json"),
    (&["contribute", "facts.yaml", "--against", "wikidata.json", "--review", "OUT"], "facts.yaml"),
    (&["contribute", "facts.yaml", "--against", "wikidata.json", "--output", "OUT"], "wikidata.json"),
    (&["cite", "article.txt", "--output", "OUT"], "article.txt"),
    (&["cite", "article.txt", "--extract", "OUT"], "article.txt"),
    (&["schema", "--ontology", "ontology", "--output", "OUT"], "ontology/mine.ttl"),
];

#[test]
fn no_result_replaces_what_is_read() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    for (arguments, read) in RUNS {
        let before = fs::read(at(read)).unwrap();
        for link in ["itself", "soft", "hard"] {
            let out = match link {
                "itself" => format!("./{read}"),
                _ => "other-name".to_owned(),
            };
            match link {
                "soft" => symlink(at(read), at(&out)).unwrap(),
                "hard" => fs::hard_link(at(read), at(&out)).unwrap(),
                _ => {}
            }
            let arguments: Vec<&str> = arguments.iter().map(|word| if *word == "OUT" { &out } else { *word }).collect();
            let run = folder.run(&arguments);
            assert_eq!(run.status, Some(2), "{arguments:?}: {}", run.err);
            assert!(
                run.err.contains("is also read and would be lost; name another file"),
                "{arguments:?}: {}",
                run.err
            );
            assert!(fs::read(at(read)).unwrap() == before, "{arguments:?}");
            if link != "itself" {
                fs::remove_file(at(&out)).unwrap();
            }
        }
    }
    // A table of sentences is named in a file, and standard input may be one.
    let table = folder.run(&["cite", "article.txt", "--output", "a.tsv"]);
    assert_eq!(table.status, Some(0), "{}", table.err);
    folder.file("cited.yaml", FACTS.replace("title: Notes", "title: Notes, sentences: a.tsv"));
    for order in [&[][..], &["--order", "input", "--format", "n-triples"]] {
        let run = folder.run(&[&["export", "cited.yaml", "--output", "a.tsv"], order].concat());
        assert_eq!(run.status, Some(2), "{}", run.err);
        assert!(fs::read_to_string(at("a.tsv")).unwrap().starts_with("number\t"));
    }
    let mut command = folder.command(&["cite", "-", "--output", "article.txt"]);
    let status = command.stdin(fs::File::open(at("article.txt")).unwrap()).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(2));
    assert!(fs::read_to_string(at("article.txt")).unwrap().contains("Belarus"));
    let both = folder.run(&["cite", "article.txt", "--output", "x", "--extract", "./x"]);
    assert!(both.status == Some(2) && both.err.contains("are one file"), "{}", both.err);
}

#[test]
fn a_link_stays_a_link() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    symlink("target.ttl", at("link.ttl")).unwrap();
    for _ in 0..2 {
        let run = folder.run(&["export", "facts.yaml", "--output", "link.ttl"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert!(fs::symlink_metadata(at("link.ttl")).unwrap().file_type().is_symlink());
        assert!(fs::read_to_string(at("target.ttl")).unwrap().contains("@prefix"));
    }
    symlink("nowhere/target.ttl", at("far.ttl")).unwrap();
    let run = folder.run(&["export", "facts.yaml", "--output", "far.ttl"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert!(fs::symlink_metadata(at("far.ttl")).unwrap().file_type().is_symlink());
    symlink("round.ttl", at("round.ttl")).unwrap();
    let run = folder.run(&["export", "facts.yaml", "--output", "round.ttl"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert!(fs::symlink_metadata(at("round.ttl")).unwrap().file_type().is_symlink());
    // What is brought into form is replaced where it stands.
    assert_eq!(folder.run(&["fmt", "facts.yaml"]).status, Some(0));
}

#[test]
fn what_a_facts_file_names_stays_closed() {
    let folder = folder();
    fs::create_dir(folder.path().join("below")).unwrap();
    let fifo = folder.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    folder.file("secret.txt", "the first line of a secret\n");
    symlink("/etc/passwd", folder.path().join("below/passwd.tsv")).unwrap();
    folder.file("secret.bin", b"\xFFsecret bytes\n");
    for named in [
        "/dev/zero",
        "../fifo",
        "../secret.txt",
        "../secret.bin",
        "/etc/passwd",
        "passwd.tsv",
        "/proc/self/environ",
        "/dev/stdin",
        "..",
    ] {
        let name = format!("title: Notes, sentences: \"{named}\"");
        folder.file("below/facts.yaml", FACTS.replace("title: Notes", &name));
        for outside in [false, true] {
            let begun = Instant::now();
            let mut arguments = vec!["check", "below/facts.yaml"];
            arguments.extend(outside.then_some("--allow-outside"));
            let run = folder.run(&arguments);
            assert_eq!(run.status, Some(1), "{named}: {}", run.err);
            assert!(
                run.err.contains("sentence-table]") && run.err.contains("below/facts.yaml:1:"),
                "{named}: {}",
                run.err
            );
            assert!(outside || run.err.contains("no-sentence-table]"), "{named}: {}", run.err);
            for secret in ["line of a secret", "root:", "PATH=", "secret bytes"] {
                assert!(!run.err.contains(secret), "{named}: {}", run.err);
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{named}");
        }
    }
    let run = folder.run(&["cite", "article.txt", "--output", "a.tsv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    folder.file("below/facts.yaml", FACTS.replace("title: Notes", "title: Notes, sentences: ../a.tsv"));
    let run = folder.run(&["check", "below/facts.yaml"]);
    assert!(run.status == Some(1) && run.err.contains("--allow-outside"), "{}", run.err);
    let run = folder.run(&["check", "below/facts.yaml", "--allow-outside"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
}

#[test]
fn what_serves_a_run_is_a_file_of_bounded_size() {
    let folder = folder();
    let fifo = folder.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for device in ["/dev/zero", "fifo"] {
        for arguments in [
            &["export", "table.csv", "--recipe", device][..],
            &["query", "--source", "facts.yaml", "--file", device],
            &["check", "facts.yaml", "--text", device],
            &["show", "Belarus", "--source", "facts.yaml", "--text", device],
            &["link", "facts.yaml", "--accept", "x=Q1", "--into", device],
        ] {
            let begun = Instant::now();
            let run = folder.run(arguments);
            assert!(matches!(run.status, Some(1 | 2)), "{arguments:?}: {}", run.err);
            assert!(begun.elapsed() < Duration::from_secs(20), "{arguments:?}");
        }
    }
    fs::write(folder.path().join("large.yaml"), vec![b'#'; (64 << 20) + 1]).unwrap();
    let run = folder.run(&["export", "table.csv", "--recipe", "large.yaml"]);
    assert!(run.err.contains("error[file-too-large]"), "{}", run.err);
    // A source may be a pipe.
    let whole = format!("{} check <(cat facts.yaml)", env!("CARGO_BIN_EXE_chancery"));
    let run = Command::new("bash").args(["-c", &whole]).current_dir(folder.path()).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
}

/// What is packed has no name outside of the file, so no signal leaves it behind; what is unpacked has a bound.
#[test]
fn nothing_is_left_when_a_run_is_ended() {
    let folder = folder();
    let temporary = folder.path().join("temporary");
    fs::create_dir(&temporary).unwrap();
    for signal in ["INT", "TERM", "HUP", "KILL"].into_iter().filter(|signal| !support::is_ignored(signal)) {
        for arguments in [&["query", "--source", "-", "-e", "ASK {}"][..], &["export", "-", "--output", "out.ttl"]] {
            let mut command = folder.command(arguments);
            let mut child = command
                .env("TMPDIR", &temporary)
                .stdin(Stdio::piped())
                .stderr(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let line = "{\"facts\": []}\n".repeat(20_000);
            let mut input = child.stdin.take().unwrap();
            input.write_all(line.as_bytes()).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            assert!(
                Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap().success()
            );
            let _ = child.wait().unwrap();
            drop(input);
            let mut said = String::new();
            let _ = child.stderr.take().unwrap().read_to_string(&mut said);
            assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0, "{signal}: {said}");
        }
    }
    // A run that was killed leaves an unfinished result, which the next one clears; what another run holds stays.
    let named = |name: &str| folder.path().join(name);
    fs::write(named(".chancery-dead00.unfinished"), "x").unwrap();
    fs::write(named(".chancery-mine"), "x").unwrap();
    let held = fs::File::create(named(".chancery-held00.unfinished")).unwrap();
    held.lock().unwrap();
    let run = folder.run(&["export", "facts.yaml", "--output", "out.ttl"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(!named(".chancery-dead00.unfinished").exists());
    assert!(named(".chancery-mine").exists() && named(".chancery-held00.unfinished").exists());
}

#[test]
fn what_is_unpacked_has_a_bound() {
    let folder = folder();
    let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    member.write_all(&vec![b'\n'; 64 << 20]).unwrap();
    folder.file("bomb.nt.gz", member.finish().unwrap().repeat(9));
    let run = folder.run(&["check", "bomb.nt.gz"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.err.contains("error[file-too-large]") && run.err.contains("unpack it first"), "{}", run.err);
}
