//! Different things are never one, and one thing is told in one way; what was exported without an error is right.

use std::fmt::Write as _;

use crate::support::cases::config;
use crate::support::{Folder, Run};
use proptest::prelude::*;

fn table(rows: &str, recipe: &str) -> (Folder, Run) {
    let folder = Folder::with("rows.csv", rows);
    folder
        .file("rows.yaml", format!("recipe: rows\nreads: rows\ndocument: {{id: rows, title: Rows}}\nfacts:\n{recipe}"));
    let run =
        folder.run(&["export", "rows.csv", "--recipe", "rows.yaml", "--format", "turtle", "--rejects", "rejects.csv"]);
    (folder, run)
}

/// The subjects of a graph in Turtle with this prefix.
fn subjects(graph: &str, prefix: &str) -> Vec<String> {
    graph.lines().filter(|line| line.starts_with(prefix) && !line.contains(' ')).map(ToOwned::to_owned).collect()
}

#[test]
fn names_that_differ_in_accents_or_punctuation_are_two_and_told() {
    let (_, run) = table(
        "pact,party\nRhine Pact,Kenya\nRhine-Pact,Togo\nRhïne Pact,Ghana\nrhine  PACT,Fiji\n",
        "  - treaty party: {treaty: {treaty: {name: \"{pact}\"}}, party: \"{party}\", during: 1990}\n",
    );
    // The last differs in case and spacing: it is the first one, written otherwise.
    assert_eq!((run.status, subjects(&run.out, "treaty:").len()), (Some(0), 3), "{}", run.err);
    assert!(run.err.contains("`rhine  PACT` and `Rhine Pact` are one entity, called `Rhine Pact`"), "{}", run.err);
    let (_, run) = table(
        "pact,party\nRhine Pact,Kenya\nRhine-Pact,Togo\nRhïne Pact,Ghana\n",
        "  - treaty party: {treaty: {treaty: {name: \"{pact}\"}}, party: \"{party}\", during: 1990}\n",
    );
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(subjects(&run.out, "treaty:").len(), 3, "{}", run.out);
    assert_eq!(run.codes(), ["names-alike", "names-alike"], "{}", run.err);
    // Both lines are shown.
    assert!(run.err.contains("rows.csv:3:1") && run.err.contains("rows.csv:2:1"), "{}", run.err);
}

/// Two facts files, or two tables, that are cited as one document are drawn from one.
#[test]
fn files_that_are_cited_as_one_document_tell_it_in_one_way() {
    let check = |files: [&str; 2], one: &str, other: &str| {
        let folder = Folder::new();
        for (file, document, member) in [(files[0], one, "Ecuador"), (files[1], other, "Spain")] {
            let said = format!("membership: {{member: {member}, organization: OSCE, status: full}}");
            folder.file(file, format!("document: {{{document}}}\nfacts: [{{row: 1, {said}}}]\n"));
        }
        let run = folder.run(&["check", files[0], files[1]]);
        let (there, back) = (run.codes(), folder.run(&["check", files[1], files[0]]).codes());
        assert_eq!(there, back, "{one} and {other}");
        // What is not told as wrong makes a graph that is right.
        if run.status == Some(0) {
            folder.run(&["export", files[0], files[1], "--output", "out.ttl"]);
            let checked = folder.run(&["check", "out.ttl"]);
            assert_eq!(checked.status, Some(0), "{one} and {other}: {}", checked.err);
        }
        run
    };
    let ours =
        "id: same, title: First Paper, url: \"https://example.org/1\", retrieved: 2026-01-31, extract digest: ab";
    for (other, key) in [
        (ours.replace("First", "Second"), "its `title` is"),
        (ours.replace("org/1", "org/2"), "its `url` is"),
        (ours.replace("2026", "2025"), "its `retrieved` is"),
        (ours.replace(": ab", ": cd"), "its `extract digest` is ab and cd"),
        (ours.replace("title: First", "name: Second"), "its `title` is"),
    ] {
        let run = check(["a.yaml", "b.yaml"], ours, &other);
        assert_eq!((run.status, run.codes()), (Some(1), vec!["shared-document-id".to_owned()]), "{}", run.err);
        assert!(run.err.contains(key) && run.err.contains("a.yaml:1:") && run.err.contains("b.yaml:1:"), "{}", run.err);
    }
    // One that is told twice in one way, or by one of the files more fully.
    for other in [ours, "id: same, name: First Paper", "title: First Paper, calendar: gregorian, id: same"] {
        let run = check(["a.yaml", "b.yaml"], ours, other);
        assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{other}: {}", run.err);
    }
    // The id is the name of the file.
    let files = ["a/notes.yaml", "b/notes.yaml"];
    let run = check(files, "title: First Paper", "title: First Paper");
    assert!(run.status == Some(0) && run.err.contains("warning[shared-document-id]"), "{}", run.err);
    let run = check(files, "title: First Paper", "title: Second Paper");
    assert!(run.status == Some(1) && run.err.contains("error[shared-document-id]"), "{}", run.err);
}

#[test]
fn one_sentence_of_one_document_has_one_place() {
    let row = |number: u64, digest: char| format!("{number}\t\t0\t9\t{}\n", String::from(digest).repeat(64));
    let table = |rows: &str| format!("number\tsection\tstart\tend\tdigest\n{rows}");
    let codes = |one: &str, other: &str| {
        let folder = Folder::new();
        for (name, rows) in [("a", one), ("b", other)] {
            folder.file(&format!("{name}.tsv"), table(rows));
            let said = "membership: {member: Peru, organization: UNESCO, status: full}";
            folder.file(
                &format!("{name}.yaml"),
                format!(
                    "document: {{id: same, title: Same, sentences: {name}.tsv}}\nfacts: [{{sentence: 1, {said}}}]\n"
                ),
            );
        }
        folder.run(&["check", "a.yaml", "b.yaml"]).codes()
    };
    assert_eq!(codes(&row(1, 'a'), &row(1, 'b')), ["shared-document-id"]);
    assert!(codes(&row(1, 'a'), &(row(1, 'a') + &row(2, 'b'))).is_empty());
}

#[test]
fn rows_of_two_tables_are_not_rows_of_one_document() {
    let recipe = |document: &str| {
        format!(
            "recipe: same\nreads: rows\ndocument: {{{document}}}\nfacts:\n  - membership: {{member: \"{{state}}\", organization: OSCE, status: full, during: \"{{year}}\"}}\n"
        )
    };
    let folder = Folder::with("a.csv", "state,year\nChile,1990\n");
    folder.file("b.csv", "state,year\nPeru,1990\n");
    folder.file("sub/a.csv", "state,year\nPeru,1990\n");
    folder.file("own.yaml", recipe("id: own, title: Same"));
    folder.file("bare.yaml", recipe("title: Same"));
    for (tables, name, wrong) in [
        (["a.csv", "b.csv"], "own.yaml", true),
        (["a.csv", "b.csv"], "bare.yaml", false),
        (["a.csv", "sub/a.csv"], "bare.yaml", true),
    ] {
        let run = folder.run(&["check", tables[0], tables[1], "--recipe", name]);
        let told = run.err.contains("error[shared-document-id]")
            && tables.iter().all(|table| run.err.contains(&format!("{table}:1:1")));
        assert_eq!((run.status, told), (Some(i32::from(wrong)), wrong), "{tables:?} {name}: {}", run.err);
    }
}

/// What its keys name has no `id`: one that is written is not passed over, and is not advised.
#[test]
fn a_kind_whose_iri_has_no_id_takes_none() {
    let codes = |record: &str| {
        let said = format!("assessment: {{of: {{{record}}}, quality: important}}");
        let folder = Folder::with("a.yaml", format!("document: {{id: a, title: A}}\nfacts: [{{row: 1, {said}}}]\n"));
        let run = folder.run(&["check", "a.yaml"]);
        (run.codes(), run.err)
    };
    for record in [
        "mission: {sender: Spain, type: embassy, seat: Lima",
        "consular post: {sender: Spain, type: consulate, seat: Lima",
    ] {
        let (found, err) = codes(&format!("{record}, id: e2}}"));
        assert_eq!(found, ["unknown-key"], "{err}");
        let column = format!("facts: [{{row: 1, assessment: {{of: {{{record}, ").len() + 1;
        assert!(err.contains(&format!("a.yaml:2:{column}")), "{err}");
        assert!(codes(&format!("{record}}}")).0.is_empty());
    }
    let table = |id: &str| {
        table(
            "n,opened\n1,1990\n2,1991\n",
            &format!(
                "  - assessment: {{of: {{mission: {{sender: Spain, type: embassy, seat: Lima, opened: \"{{opened}}\"{id}}}}}, quality: important}}\n"
            ),
        )
        .1
    };
    assert!(table(", id: \"m{n}\"").codes().contains(&"unknown-key".to_owned()));
    let run = table("");
    assert!(run.err.contains("error[two-records]") && !run.err.contains("of its own"), "{}", run.err);
}

#[test]
fn an_iri_hangs_on_the_name_alone() {
    let one = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}\nfacts: [{row: 1, says: [{trait: {subject: {person: {name: José Example}}, trait: origin, value: Peru}}]}]\n",
    );
    let other = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}\nfacts: [{row: 1, says: [{trait: {subject: {person: {name: José Example}}, trait: origin, value: Peru}}, {trait: {subject: {person: {name: Jose Example}}, trait: origin, value: Peru}}]}]\n",
    );
    let run = |folder: &Folder| folder.run(&["export", "a.yaml", "--format", "turtle"]).out;
    let (alone, beside) = (subjects(&run(&one), "person:"), subjects(&run(&other), "person:"));
    assert_eq!((alone.len(), beside.len()), (1, 2));
    assert!(beside.contains(&alone[0]), "{alone:?} {beside:?}");
}

#[test]
fn one_id_of_two_records_names_both_rows() {
    let (folder, run) = table(
        "id,name,state,year\na1,Ann Example,Kenya,1990\na1,Bob Example,Kenya,1991\nc1,Cy Example,Togo,1992\n",
        "  - office holding: {holder: {person: {id: \"{id}\", name: \"{name}\"}}, office: {office: {name: \"Chief of {state}\", of: \"{state}\"}}, during: \"{year}\"}\n",
    );
    assert_eq!((run.status, run.codes()), (Some(1), vec!["two-records".to_owned()]), "{}", run.err);
    assert!(run.err.contains("rows.csv:3:1") && run.err.contains("rows.csv:2:1"), "{}", run.err);
    let rejects = folder.read("rejects.csv");
    assert_eq!(rejects.lines().filter(|line| line.contains("two-records")).count(), 2, "{rejects}");
}

/// Whichever row comes first, all that give a contested identifier or a name with two of them are rejected.
#[test]
fn what_is_rejected_hangs_on_no_order_of_the_rows() {
    let rows =
        ["Ana Lopez,Q99000101,1990", "Ana López,Q99000101,1991", "Ana Lopez,Q99000102,1992", "Bo Li,Q99000103,1993"];
    let recipe = "  - visit: {visitor: {person: {name: \"{n}\", wikidata: \"{q}\"}}, on behalf of: Chile, host: Peru, during: \"{year}\"}\n";
    for order in [[0, 1, 2, 3], [0, 2, 1, 3], [1, 0, 2, 3], [1, 2, 3, 0], [2, 0, 1, 3], [3, 2, 1, 0]] {
        let text: String = order.iter().map(|row| format!("{}\n", rows[*row])).collect();
        let (folder, run) = table(&format!("n,q,year\n{text}"), recipe);
        assert_eq!(run.status, Some(1), "{order:?}: {}", run.err);
        let rejects = folder.read("rejects.csv");
        let lines = rejects.lines().skip(1).filter_map(|line| line.split(',').nth(2)?.parse::<usize>().ok());
        let mut rejected: Vec<usize> = lines.map(|line| order[line - 2]).collect();
        rejected.sort_unstable();
        assert_eq!(rejected, [0, 1, 2], "{order:?}: {rejects}");
    }
}

/// A set that tells an entity from others of its name is told whole.
#[test]
fn two_records_of_one_id_that_list_different_parties_contradict_one_another() {
    let recipe = "  - treaty party: {treaty: {treaty: {id: \"{id}\", name: Amity Pact, between: [\"{a}\", \"{b}\"], also: \"Pact {a}\", subject: \"{s}\"}}, party: \"{a}\", during: 1990}\n";
    let (folder, run) = table(
        "id,a,b,s\nt1,Kenya,Togo,trade\nt1,Ghana,Fiji,trade\nt2,Kenya,Togo,trade\nt2,Togo,Kenya,defence\n",
        recipe,
    );
    // In another order the parties are the same; other names and subjects are added.
    assert_eq!((run.status, run.codes()), (Some(1), vec!["two-records".to_owned()]), "{}", run.err);
    let told = "its `between` is state/kenya, state/togo and state/fiji, state/ghana";
    assert!(
        run.err.contains(told) && run.err.contains("rows.csv:3:1") && run.err.contains("rows.csv:2:1"),
        "{}",
        run.err
    );
    let rejects = folder.read("rejects.csv");
    assert_eq!(rejects.lines().filter(|line| line.contains("two-records")).count(), 2, "{rejects}");
    for (kind, one, other, codes) in [
        ("treaty", "between: [Kenya, Togo]", "between: [Kenya, Togo, Fiji]", 1),
        ("group", "of: UNESCO", "of: [UNESCO, OSCE]", 1),
        ("group", "except: Kenya", "except: Togo", 1),
        ("facility", "country: Kenya", "country: [Kenya, Togo]", 1),
        // What one of them says alone is added.
        ("treaty", "between: [Kenya, Togo]", "subject: trade", 0),
        ("treaty", "subject: trade", "subject: defence", 0),
        ("facility", "country: Kenya", "also: Big Hall", 0),
        ("person", "also: A", "also: B", 0),
    ] {
        let record = |keys: &str| format!("{{{kind}: {{id: one, name: One, {keys}}}}}");
        let said = |keys: &str| format!("assessment: {{of: {}, quality: important}}", record(keys));
        for text in [
            format!("facts: [{{row: 1, says: [{{{}}}]}}, {{row: 2, says: [{{{}}}]}}]", said(one), said(other)),
            // In the claim, or within an entity that is listed.
            format!(
                "facts: [{{row: 1, says: [{{{}}}]}}, {{row: 2, speaker: Kenya, through: {{investigation: {{by: Kenya, about: {{{}}}}}}}, says: [{{visit: {{visitor: Kenya, host: Togo, during: 1990}}}}]}}]",
                said(one),
                said(other)
            ),
        ] {
            let folder = Folder::with("a.yaml", format!("document: {{id: a, title: A}}\n{text}\n"));
            let run = folder.run(&["check", "a.yaml"]);
            let found = run.codes().iter().filter(|code| *code == "two-records").count();
            assert_eq!(found, codes, "{kind} {one} {other}: {}", run.err);
        }
    }
}

#[test]
fn what_is_in_place_within_a_listed_entity_is_told_in_one_way_too() {
    let folder = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}
entities:
  - office: {name: chair, of: {organization: {id: one, name: Org One, country: Kenya}}}
  - office: {name: scribe, of: {organization: {id: one, name: Org Two, country: Kenya}}}
",
    );
    let run = folder.run(&["check", "a.yaml"]);
    assert!(run.err.contains("error[two-records]") && run.err.contains("`name`"), "{}", run.err);
    // What is added to an entity does not change who it is.
    let added = |addition: &str| {
        let text = format!(
            "document: {{id: a, title: A}}\nentities:\n  - treaty: {{id: own, name: Own Pact, between: [Kenya, Togo]}}\nadditions:\n  - {{to: treaty:own, {addition}}}\n"
        );
        Folder::with("a.yaml", text).run(&["check", "a.yaml"])
    };
    for (addition, told) in [("between: [Fiji]", 1), ("between: [Togo, Kenya]", 0), ("subject: trade", 0)] {
        let run = added(addition);
        let codes = run.codes();
        assert_eq!(
            codes.iter().filter(|code| *code == "contradicting-addition").count(),
            told,
            "{addition}: {}",
            run.err
        );
    }
}

#[test]
fn what_tells_an_entity_from_others_of_its_name_tells_it_from_a_listed_one() {
    for (kind, listed, same, other) in [
        ("treaty", "between: [Kenya, Togo]", "between: [Togo, KEN]", "between: [Ghana, Togo]"),
        ("treaty", "between: [Kenya, Togo]", "between: [Kenya, Togo]", "between: [Ghana, Kenya, Togo]"),
        ("office", "of: Iran", "of: IRN", "of: Israel"),
        ("place", "country: Canada", "country: CAN", "country: Ireland"),
    ] {
        let run = |own: &str, keys: &str| {
            let text = format!(
                "document: {{id: a, title: A}}\nentities:\n  - {kind}: {{{own}name: Such A Name, {listed}}}\nfacts: [{{row: 1, says: [{{assessment: {{of: {{{kind}: {{name: Such A Name, {keys}}}}}, quality: important}}}}]}}]\n"
            );
            Folder::with("a.yaml", text).run(&["export", "a.yaml", "--format", "turtle"])
        };
        let found = |keys: &str| {
            let run = run("", keys);
            assert_eq!(run.status, Some(0), "{kind} {keys}: {}", run.err);
            subjects(&run.out, &format!("{kind}:")).len()
        };
        assert_eq!((found(same), found(other)), (1, 2), "{kind}");
        // With an `id` of its own it may be either.
        assert_eq!(run("id: own, ", other).codes(), ["duplicate-entity"], "{kind}");
        assert_eq!(run("id: own, ", same).status, Some(0), "{kind}");
    }
}

/// The labels of subjects in a folder of IRIs, in N-Triples, sorted.
fn labels(triples: &str, folder: &str) -> Vec<String> {
    let of = |line: &str| {
        let (subject, label) = line.split_once("> <http://www.w3.org/2000/01/rdf-schema#label> ")?;
        subject.contains(&format!("/{folder}/")).then(|| label.trim_end_matches(" .").to_owned())
    };
    let mut found: Vec<String> = triples.lines().filter_map(of).collect();
    found.sort();
    found
}

#[test]
fn one_entity_has_one_label_whoever_comes_first() {
    let recipe = "  - office holding: {holder: {person: {name: \"{who}\"}}, office: {office: {name: chair, of: {organization: {name: \"{body}\"}}}}, during: 1990}\n";
    let rows =
        ["Ann Example,Rhine Body", "ANN EXAMPLE,RHINE  BODY", "ann example,rhine body", "Ann example,Rhine body"];
    let mut orders = vec![rows.to_vec()];
    orders.push(rows.iter().rev().copied().collect());
    orders.push([1, 3, 0, 2].map(|at| rows[at]).to_vec());
    let folder = Folder::new();
    folder
        .file("rows.yaml", format!("recipe: rows\nreads: rows\ndocument: {{id: rows, title: Rows}}\nfacts:\n{recipe}"));
    let mut graphs = Vec::new();
    for rows in &orders {
        folder.file("rows.csv", format!("who,body\n{}\n", rows.join("\n")));
        for order in ["sorted", "input"] {
            let arguments = ["export", "rows.csv", "--recipe", "rows.yaml", "--provenance", "none"];
            let run = folder.run(&[&arguments[..], &["--format", "n-triples", "--order", order]].concat());
            // Each other way to write a name is told.
            let codes = run.codes();
            assert_eq!((run.status, codes.len()), (Some(0), 6), "{}", run.err);
            assert!(codes.iter().all(|code| code == "names-alike"), "{}", run.err);
            for (kind, label) in
                [("person", "Ann Example"), ("organization", "Rhine Body"), ("office", "chair of Rhine Body")]
            {
                assert_eq!(labels(&run.out, kind), [format!("\"{label}\"@en")], "{order} {kind}: {}", run.out);
            }
            if order == "sorted" {
                assert_eq!(labels(&run.out, "office-holding"), ["\"Ann Example, chair of Rhine Body, in 1990\"@en"]);
                graphs.push(run.out);
            }
        }
    }
    assert!(graphs.iter().all(|graph| graph == &graphs[0]));
}

/// What ties facts by their affair, and what does not.
#[test]
fn one_affair_is_of_the_same_entities() {
    let affairs = |facts: [&str; 2]| {
        let text = format!(
            "document: {{id: a, title: A}}\nfacts: [{{row: 1, says: [{{{}}}]}}, {{row: 2, says: [{{{}}}]}}]\n",
            facts[0], facts[1]
        );
        let run = Folder::with("a.yaml", text).run(&["export", "a.yaml", "--format", "n-triples"]);
        assert_eq!(run.status, Some(0), "{facts:?}: {}", run.err);
        let affair = |line: &str| {
            line.split_once("#affair> <https://w3id.org/chancery/id/affair/").map(|(_, affair)| affair.to_owned())
        };
        let kind = facts[0].split(':').next().unwrap_or_default().replace(' ', "-");
        run.out.lines().filter_map(affair).filter(|affair| affair.starts_with(&kind)).collect::<Vec<_>>()
    };
    for (one, other, same) in [
        ("conflict: {name: Cod War, during: 1990}", "conflict: {name: Cód-War, during: 1991}", false),
        ("conflict: {name: Cod War, during: 1990}", "conflict: {name: Cod War, during: 1991}", true),
        ("conflict: {name: Cód War, during: 1990}", "conflict: {name: CÓD WAR, during: 1991}", true),
        (
            "stance: {holder: Kenya, on: place/singapore, stance: support, during: 1990}",
            "stance: {holder: Kenya, on: state/singapore, stance: support, during: 1991}",
            false,
        ),
        (
            "assessment: {between: [Kenya, Togo], quality: close, during: 1990}",
            "assessment: {between: [Kenya, Fiji], quality: close, during: 1990}",
            false,
        ),
        (
            "assessment: {between: [Kenya, Togo], quality: close, during: 1990}",
            "assessment: {between: [Togo, Kenya], quality: close, during: 1991}",
            true,
        ),
        (
            "visit: {visitor: Kenya, host: Togo, during: 1990, form: official}",
            "visit: {visitor: Kenya, host: Togo, during: 1990, level: ministerial}",
            true,
        ),
    ] {
        let found = affairs([one, other]);
        assert_eq!((found.len(), found[0] == found[1]), (2, same), "{one}\n{other}\n{found:?}");
    }
}

#[test]
fn what_a_fact_and_an_entity_are_called_is_asked_about() {
    let run = |on: &str| {
        let text = format!(
            "document: {{id: a, title: A}}
entities:
  - organization: {{name: Cod War, country: Kenya}}
facts:
  - row: 1
    says:
      - conflict: {{name: Cod War, parties: [Kenya, Togo]}}
      - visit: {{id: fiji, visitor: Kenya, host: Togo, during: 1990}}
      - visit: {{id: the-visit, visitor: Kenya, host: Togo, during: 1991}}
      - stance: {{holder: Kenya, on: {on}, stance: support}}
"
        );
        Folder::with("a.yaml", text).run(&["export", "a.yaml", "--format", "turtle"])
    };
    for (on, fact, entity, remedy) in [
        ("Cod War", "a.yaml:7:19", "organization/cod-war--kenya", "write `organization/cod-war--kenya`"),
        ("fiji", "a.yaml:8:16", "Q712", "write `state/fiji`"),
    ] {
        let run = run(on);
        assert_eq!((run.status, run.codes()), (Some(1), vec!["ambiguous-name".to_owned()]), "{on}: {}", run.err);
        for told in [fact, entity, remedy, "a.yaml:10:"] {
            assert!(run.err.contains(told), "{on}: {told}: {}", run.err);
        }
    }
    for (on, wanted) in [("state/fiji", "state:fiji"), ("the-visit", "visit:kenya--togo--1991"), ("Togo", "state:togo")]
    {
        let run = run(on);
        assert_eq!(run.status, Some(0), "{on}: {}", run.err);
        assert!(
            run.out.contains(&format!("chy:on {wanted}")) || run.out.contains(&format!(" {wanted} ")),
            "{on}: {}",
            run.out
        );
    }
}

#[test]
fn labels_say_a_time_once_and_what_it_proves() {
    let label = |during: &str| {
        let text = format!(
            "document: {{id: a, title: A}}\nfacts: [{{row: 1, says: [{{membership: {{member: Kenya, organization: UNESCO, status: full, during: {during}}}}}]}}]\n"
        );
        let run = Folder::with("a.yaml", text).run(&["export", "a.yaml", "--format", "n-triples"]);
        let found = labels(&run.out, "membership");
        found.first().unwrap_or_else(|| panic!("{during}: {}", run.err)).replace("\"Kenya in UNESCO: full member, ", "")
    };
    for (during, when) in [
        ("1989", "in 1989"),
        ("{begin earliest: 1989, begin latest: 1989, end earliest: 1989, end latest: 1989}", "in 1989"),
        // It may have begun before and gone on after.
        ("{begin latest: 1989, end earliest: 1989}", "at some time in 1989"),
        ("{begin latest: 1989-05-03, end earliest: 1989-05-03}", "on 3 May 1989 at least"),
        ("{begin latest: 1989-01-01, end earliest: 1989-12-31}", "at least from 1 January 1989 to 31 December 1989"),
        ("1989-01-01/1989-12-31", "from 1 January to 31 December 1989"),
        // What the text proves is not said again.
        ("{edtf: 1989, begin earliest: 1989, end latest: 1989}", "in 1989"),
        ("{edtf: 1989/.., begin latest: 1989}", "since 1989"),
        ("{edtf: 1989/.., begin latest: 1989-03}", "since 1989, begun by the end of March 1989"),
        ("{edtf: 1989-05, begin earliest: 1989, end latest: 1989}", "in May 1989"),
        ("{edtf: 1989, begin earliest: 1989-03}", "in 1989, not begun before March 1989"),
    ] {
        assert_eq!(label(during), format!("{when}\"@en"), "{during}");
    }
    let folder = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}\nfacts: [{row: 1, says: [{utterance: {speaker: Kenya, about: {visit: {visitor: Kenya, host: Togo, during: 2006}}, during: 2006}}, {utterance: {speaker: Togo, about: {visit: {visitor: Kenya, host: Togo, during: 2006}}, during: 2007}}]}]\n",
    );
    let run = folder.run(&["export", "a.yaml", "--format", "n-triples"]);
    assert_eq!(
        labels(&run.out, "utterance"),
        [
            "\"Kenya speaks about Visit of Kenya to Togo, in 2006\"@en",
            "\"Togo speaks about Visit of Kenya to Togo, in 2006, in 2007\"@en"
        ]
    );
}

#[test]
fn a_label_without_a_name_says_the_standing_in_either_order() {
    let folder = Folder::with("spells.csv", "state,year,value\nKenya,1990,1\nKenya,1991,1\n");
    folder.file(
        "spells.yaml",
        "recipe: spells\nreads: spells\ndocument: {id: s, title: S}\nspells: {year: year, of: [state]}\nfacts:\n  - membership: {member: \"{state}\", organization: NATO, status: full, during: \"{spell}\"}\n    when: {value: 1}\n    polarity: denies\n",
    );
    for order in ["sorted", "input"] {
        let run =
            folder.run(&["export", "spells.csv", "--recipe", "spells.yaml", "--format", "n-triples", "--order", order]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let found = labels(&run.out, "membership");
        assert!(found.len() == 1 && found[0].starts_with("\"denied: Kenya in NATO"), "{order}: {found:?}");
    }
}

#[test]
fn records_that_tell_different_keys_of_one_thing_are_one() {
    let folder = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}
facts:
  - row: 1
    says:
      - trait: {subject: {person: {id: ann, name: Ann Example}}, trait: origin, value: Peru}
      - trait: {subject: {person: {id: ann, name: Ann Example, also: A. Example}}, trait: citizenship, value: Peru}
",
    );
    let run = folder.run(&["export", "a.yaml", "--format", "turtle"]);
    assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{}", run.err);
    assert_eq!(subjects(&run.out, "person:"), ["person:ann"]);
}

#[test]
fn an_id_alone_refers_to_what_is_told_elsewhere() {
    let text = |second: &str| {
        format!(
            "document: {{id: a, title: A}}
facts:
  - row: 1
    says:
      - trait: {{subject: {{person: {{id: ann}}}}, trait: citizenship, value: Peru}}
      - trait: {{subject: {{person: {second}}}, trait: origin, value: Peru}}
"
        )
    };
    let folder = Folder::with("a.yaml", text("{id: ann, name: Ann Example}"));
    let run = folder.run(&["export", "a.yaml", "--output", "out.ttl"]);
    assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{}", run.err);
    assert_eq!(folder.run(&["check", "out.ttl"]).status, Some(0));
    assert_eq!(folder.read("out.ttl").matches("\"Ann Example\"@en").count(), 1);
    // Where nothing tells its name, that is told.
    let folder = Folder::with("a.yaml", text("{id: bob, name: Bob Example}"));
    let run = folder.run(&["check", "a.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["missing-key".to_owned()]), "{}", run.err);
    // The registry's are referred to in the same way.
    let folder = Folder::with(
        "a.yaml",
        text("{id: ann, name: Ann Example}").replace("value: Peru", "value: {state: {id: peru}}"),
    );
    assert_eq!(folder.run(&["check", "a.yaml"]).status, Some(0));
}

/// A graph in Turtle of one meeting with one visit in place, and the IRI of what is written in place.
fn subject_of(record: &str, prefix: &str) -> (String, String) {
    let folder = Folder::with(
        "a.yaml",
        format!(
            "document: {{id: a, title: A}}\nfacts: [{{row: 1, says: [{{assessment: {{of: {record}, quality: important}}}}]}}]\n"
        ),
    );
    let run = folder.run(&["export", "a.yaml", "--format", "turtle"]);
    assert_eq!(run.status, Some(0), "{record}: {}", run.err);
    let found = subjects(&run.out, prefix);
    let own = found.into_iter().find(|iri| run.out.contains(&format!("chy:assessed {iri}")));
    (own.unwrap_or_else(|| panic!("{record}: {}", run.out)), run.out)
}

/// Two things of one kind and name that something else tells apart, in two runs that know nothing of one another.
#[test]
fn what_identifies_an_entity_beside_its_name_is_in_its_iri() {
    for (kind, name, one, other) in [
        ("office", "foreign minister", "of: Iran", "of: Israel"),
        ("office", "ambassador", "of: Kenya, to: Togo", "of: Kenya, to: Ghana"),
        ("office", "ambassador", "of: Kenya", "to: Kenya"),
        ("government-body", "Ministry of Foreign Affairs", "country: Iran", "country: Israel"),
        ("government-body", "National Assembly", "country: Kenya", "country: France"),
        ("organization", "Labour Party", "country: Norway", "country: Israel"),
        ("organization", "Secretariat", "part of: African Union", "part of: Arab League"),
        ("company", "National Oil Company", "country: Libya", "country: Iran"),
        ("medium", "The Guardian", "country: Nigeria", "country: United Kingdom"),
        ("place", "Springhill", "country: Canada", "country: Ireland"),
        ("facility", "Presidential Palace", "country: Kenya", "country: Togo"),
        ("product", "crude", "origin: Russia", "origin: Iran"),
        ("honour", "Order of Friendship", "country: Russia", "country: Kazakhstan"),
        ("treaty", "Treaty of Friendship", "between: [Kenya, Togo]", "between: [Ghana, Togo]"),
        ("instrument", "joint declaration", "between: [Kenya, Togo]", "between: [Ghana, Togo]"),
        ("group", "nationals abroad", "origin: Kenya", "country: Kenya"),
        ("polity", "La Rioja Province", "part of: Argentina", "part of: Spain"),
    ] {
        let prefix = format!("{kind}:");
        let key = kind.replace('-', " ");
        let made = |keys: &str| subject_of(&format!("{{{key}: {{name: {name}, {keys}}}}}"), &prefix).0;
        assert_ne!(made(one), made(other), "{kind} {name}: {one}, {other}");
        assert_ne!(made(one), subject_of(&format!("{{{key}: {{name: {name}}}}}"), &prefix).0, "{kind} {name}: {one}");
        // The same content in another order is the same thing; one that has an `id` is that.
        assert_eq!(made(one), subject_of(&format!("{{{key}: {{{one}, name: {name}}}}}"), &prefix).0);
        assert_eq!(made(&format!("{one}, id: own")), format!("{prefix}own"));
    }
    assert_eq!(
        subject_of("{office: {name: foreign minister, of: Iran}}", "office:").0,
        "office:foreign-minister--iran"
    );
    assert_eq!(subject_of("{office: {name: foreign minister, of: IRN}}", "office:").0, "office:foreign-minister--iran");
}

#[test]
fn a_listed_entity_is_named_as_one_in_place() {
    let folder = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}
entities:
  - office: {name: foreign minister, also: Iranian foreign minister, of: Iran}
  - office: {name: foreign minister, also: Israeli foreign minister, of: Israel}
  - facility: {name: Main Hall, part of: Great House}
  - facility: {name: Great House, country: Kenya}
facts:
  - row: 1
    says:
      - visit: {visitor: Iranian foreign minister, host: Kenya, during: 1997-05-03}
      - visit: {visitor: Israeli foreign minister, host: Kenya, during: 1997-05-03}
",
    );
    let run = folder.run(&["export", "a.yaml", "--output", "out.ttl"]);
    assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{}", run.err);
    let graph = folder.read("out.ttl");
    assert_eq!(subjects(&graph, "office:"), ["office:foreign-minister--iran", "office:foreign-minister--israel"]);
    // The country of a facility takes many values, so that a digest says where they end; the hall hangs on the house.
    let halls = subjects(&graph, "facility:");
    assert!(halls[0].starts_with("facility:great-house--kenya_"), "{halls:?}");
    assert!(halls[1].starts_with(&format!("facility:main-hall--{}_", &halls[0]["facility:".len()..])), "{halls:?}");
    assert!(graph.contains("\"Visit of foreign minister of Iran to Kenya, on 3 May 1997\"@en"), "{graph}");
    assert_eq!(folder.run(&["check", "out.ttl"]).status, Some(0));
    // Two of the same are one too many.
    let twice =
        "entities:\n  - office: {name: foreign minister, of: Iran}\n  - office: {name: Foreign Minister, of: IRN}\n";
    let check = |entities: &str| {
        Folder::with("a.yaml", format!("document: {{id: a, title: A}}\n{entities}")).run(&["check", "a.yaml"])
    };
    let run = check(twice);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.codes().contains(&"duplicate-entity".to_owned()), "{}", run.err);
    // Of two states they are two, however they are written.
    let run = check(&twice.replace("of: IRN", "of: Israel"));
    assert_eq!((run.status, run.codes().contains(&"names-alike".to_owned())), (Some(0), false), "{}", run.err);
}

#[test]
fn a_label_says_whose_it_is_once() {
    for (record, label) in [
        ("office: {name: foreign minister, of: Iran}", "foreign minister of Iran"),
        ("office: {name: President of Kenya, of: Kenya}", "President of Kenya"),
        ("office: {name: US President, of: United States}", "US President"),
        ("office: {name: ambassador, of: Kenya, to: Togo}", "ambassador of Kenya to Togo"),
        ("office: {name: Ambassador of Kenya to Togo, of: Kenya, to: Togo}", "Ambassador of Kenya to Togo"),
        // The name of one state is part of that of another.
        ("office: {name: President of Guinea-Bissau, of: Guinea-Bissau}", "President of Guinea-Bissau"),
        ("government body: {name: National Assembly, country: Kenya}", "National Assembly of Kenya"),
        // The title that the source gave; the parties stand in the IRI.
        ("treaty: {name: Treaty of Amity, between: [Togo, Kenya]}", "Treaty of Amity"),
        ("instrument: {name: joint declaration, between: [Togo, Kenya]}", "joint declaration"),
        ("instrument group: {name: documents of May, between: [Togo, Kenya]}", "documents of May"),
        // Another record may tell more of what has an `id`.
        ("office: {id: fm, name: foreign minister, of: Iran}", "foreign minister"),
        ("place: {name: Springhill, country: Canada}", "Springhill"),
    ] {
        let kind = record.split(':').next().unwrap_or_default().replace(' ', "-");
        let (iri, graph) = subject_of(&format!("{{{record}}}"), &format!("{kind}:"));
        let block = graph.split(&format!("\n{iri}\n")).nth(1).unwrap_or_default();
        let said = block.lines().find(|line| line.contains("rdfs:label")).unwrap_or_default();
        assert!(said.contains(&format!("\"{label}\"@en")), "{record}: {said}");
    }
}

#[test]
fn one_that_is_told_with_less_is_told() {
    let notes = |one: &str, other: &str| {
        let folder = Folder::with(
            "a.yaml",
            format!(
                "document: {{id: a, title: A}}\nfacts: [{{row: 1, says: [{{assessment: {{of: {{place: {one}}}, quality: important}}}}, {{assessment: {{of: {{place: {other}}}, quality: close}}}}]}}]\n"
            ),
        );
        let run = folder.run(&["check", "a.yaml"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.codes().into_iter().filter(|code| code == "names-alike").count()
    };
    assert_eq!(notes("{name: Springhill, country: Canada}", "{name: Springhill}"), 1);
    assert_eq!(notes("{name: Spring Hill, country: Canada}", "{name: Spring-Hill, country: Canada}"), 1);
    // Two that say what they are, or that have ids, are two.
    assert_eq!(notes("{name: Springhill, country: Canada}", "{name: Springhill, country: Ireland}"), 0);
    assert_eq!(notes("{name: Springhill, country: Canada}", "{name: springhill, country: Ireland}"), 0);
    assert_eq!(notes("{name: Springhill, country: Canada}", "{id: the-other, name: Springhill}"), 0);
}

#[test]
fn a_mission_is_told_from_that_of_another_thing_of_the_same_name() {
    let of = |kind: &str| {
        let record =
            format!("{{mission: {{sender: {{{kind}: {{name: Order of Example}}}}, type: embassy, seat: Minsk}}}}");
        subject_of(&record, "mission:").0
    };
    assert_ne!(of("organization"), of("government body"));
    assert_eq!(
        subject_of("{mission: {sender: Kenya, type: embassy, seat: Minsk}}", "mission:").0,
        "mission:kenya--embassy--minsk"
    );
}

#[test]
fn a_listed_entity_that_only_writes_a_known_name_otherwise_is_told() {
    for (kind, name) in [("international organization", "Group of 15"), ("place", "Sao Tome")] {
        let folder = Folder::with(
            "a.yaml",
            format!("document: {{id: a, title: A}}\nentities:\n  - {kind}: {{id: of-my-own, name: {name}}}\n"),
        );
        let run = folder.run(&["check", "a.yaml"]);
        assert!(run.codes().contains(&"names-alike".to_owned()), "{name}: {}", run.err);
    }
}

/// What a table of strangers may hold: few names, written in several ways, under few ids.
fn rows() -> impl Strategy<Value = String> {
    let name =
        prop::sample::select(vec!["Ann Example", "Ánn Example", "ann example", "Ann-Example", "Bob", "Боб", "_"]);
    let id = prop::sample::select(vec!["", "a1", "b1"]);
    let state = prop::sample::select(vec!["Kenya", "Togo", "Peru", "Atlantis"]);
    let year = prop::sample::select(vec!["1990", "1990/1992", "19x1", "2001-02-03"]);
    let office = prop::sample::select(vec!["Chief", "Chief!", "chief"]);
    prop::collection::vec((name, id, state, year, office), 1..7).prop_map(|rows| {
        let mut text = "document: {id: a, title: A}\nfacts:\n".to_owned();
        for (number, (name, id, state, year, office)) in rows.iter().enumerate() {
            let id = if id.is_empty() { String::new() } else { format!("id: {id}, ") };
            let _ = writeln!(
                text,
                "  - {{row: 1{number}, says: [{{office holding: {{holder: {{person: {{{id}name: \"{name}\"}}}}, office: {{office: {{name: \"{office}\", of: {state}}}}}, during: \"{year}\"}}}}, {{stance: {{holder: {state}, on: {{visit: {{visitor: {{person: {{name: \"{name}\"}}}}, host: Fiji, during: \"{year}\"}}}}, stance: support}}}}]}}"
            );
        }
        text
    })
}

proptest! {
    #![proptest_config(config(24))]

    /// The export of a run without an error passes the program's own check.
    #[test]
    fn what_was_exported_without_an_error_is_right(facts in rows()) {
        let folder = Folder::with("facts.yaml", &facts);
        let run = folder.run(&["export", "facts.yaml", "--output", "out.ttl"]);
        if run.status == Some(0) {
            let check = folder.run(&["check", "out.ttl"]);
            prop_assert_eq!(check.status, Some(0), "{}\n{}", facts, check.err);
        } else {
            prop_assert_eq!(run.status, Some(1), "{}\n{}", facts, run.err);
            // What is left of it is right, too.
            let run = folder.run(&["export", "facts.yaml", "--keep-going", "--output", "rest.ttl"]);
            prop_assert!(run.codes().iter().all(|code| !code.is_empty()));
        }
    }
}

/// What a person decided is not asked again.
#[test]
fn names_that_are_decided_are_not_reported() {
    let text = "facts:\n  - row: 1\n    says:\n      - trait: {subject: {person: {name: José Example}}, trait: origin, value: Peru}\n      \
                - trait: {subject: {person: {name: Jose Example}}, trait: origin, value: Chad}\n";
    let listed = "entities:\n  - place: {id: brest-b, name: Brést}\n  - place: {id: brest-f, name: Brest}\n";
    let folder = Folder::with("a.yaml", text);
    folder.file("listed.yaml", listed);
    let codes = |more: &[&str]| {
        let run = folder.run(&[&["check", "a.yaml", "listed.yaml"], more].concat());
        let count = run.codes().iter().filter(|code| *code == "names-alike").count();
        (count, run.err)
    };
    let (count, err) = codes(&[]);
    assert_eq!(count, 2, "{err}");
    let people: Vec<String> = err.split('`').filter(|part| part.ends_with(" Example")).map(ToOwned::to_owned).collect();
    assert!(people.len() >= 2, "{err}");
    let triples = folder.run(&["export", "a.yaml", "--format", "nt"]).out;
    let person = |name: &str| {
        let line = triples.lines().find(|line| line.contains(&format!("label> \"{name}\"@en"))).unwrap().to_owned();
        line.split(['<', '>']).nth(1).unwrap().to_owned()
    };
    let line = |one: &str, other: &str| {
        format!("  - {{different: [\"{one}\", \"{other}\"], decided by: A. Editor, decided on: 2026-01-31}}\n")
    };
    let decisions = format!(
        "decisions:\n{}{}",
        line(&person("José Example"), &person("Jose Example")),
        line("place:brest-f", "place:brest-b")
    );
    folder.file("decisions.yaml", decisions);
    let (count, err) = codes(&["--decisions", "decisions.yaml"]);
    assert_eq!(count, 0, "{err}");
}
