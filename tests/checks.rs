//! The checks of `queries/check/`: for each a text in which it finds a fault, with the code and the line, and one in which
//! it finds none; then checks of one's own, and what can be wrong with them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::support::{Folder, Run};

/// Stands for `@` in the cases.
const TREATY: &str = "Treaty of Brest on Fishing";

/// The lines of a facts file, each a row of its own; `«` stands in the lines at which something is told.
fn facts(lines: &[&str]) -> (String, Vec<usize>) {
    let mut text = "facts:\n".to_owned();
    let mut marked = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // The row's number is that of its line.
        let number = at + 2;
        if line.contains('«') {
            marked.push(number);
        }
        let plain = line.replace('«', "");
        let (modality, fact) = plain.split_once('!').unwrap_or(("", &plain));
        let modality = if modality.is_empty() { String::new() } else { format!("modality: {modality}, ") };
        writeln!(text, "  - {{row: {number}, {modality}says: [{{{fact}}}]}}").unwrap();
    }
    if text.contains('@') {
        text = text.replace('@', TREATY);
        writeln!(text, "entities:\n  - treaty: {{name: {TREATY}, between: [Azerbaijan, Belarus]}}").unwrap();
    }
    (text, marked)
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    let mut all = vec!["check"];
    all.extend(arguments);
    folder.run(&all)
}

/// What is told of a facts file, as `code line`.
fn told(run: &Run) -> Vec<String> {
    let line = |place: &str| place.rsplit(':').nth(1).map(str::to_owned).unwrap_or_default();
    run.said().iter().map(|said| format!("{} {}", said.code, line(&said.place))).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Case {
    code: &'static str,
    severity: &'static str,
    bad: &'static [&'static [&'static str]],
    good: &'static [&'static [&'static str]],
}

const CASES: &[Case] = &[
    Case {
        code: "mission-closed-before-opened",
        severity: "error",
        bad: &[&[
            "«accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, opened: 1995, closed: 1994}}, receiver: Belarus}",
        ]],
        good: &[
            &[
                "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, opened: 1995, closed: 1995}}, receiver: Belarus}",
            ],
            &[
                "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, opened: 1995~, closed: 1994}}, receiver: Belarus}",
            ],
        ],
    },
    Case {
        code: "member-outside-organization",
        severity: "warning",
        bad: &[
            &[
                "«membership: {member: Peru, organization: {international organization: {name: Andean Test Union, founded: 1969-05-26}}, status: full, during: 1968/1980}",
            ],
            &[
                "«membership: {member: Peru, organization: {international organization: {name: Andean Test Union, dissolved: 1990}}, status: full, during: 1980/1991}",
            ],
            &[
                "«membership: {member: Peru, organization: {international organization: {name: Andean Test Union, dissolved: 1990}}, status: full, during: 1991/..}",
            ],
            // What has ended by then has begun before.
            &[
                "«membership: {member: Peru, organization: {international organization: {name: Andean Test Union, founded: 1969-05-26}}, status: full, during: ../1968}",
            ],
        ],
        good: &[
            &[
                "membership: {member: Peru, organization: {international organization: {name: Andean Test Union, founded: 1969-05-26, dissolved: 1990}}, status: full, during: 1969/1990}",
            ],
            // Whether it began before is not certain, and without a time nothing is.
            &[
                "membership: {member: Peru, organization: {international organization: {name: Andean Test Union, founded: 1969-05-26}}, status: full, during: ../1980}",
            ],
            &[
                "membership: {member: Peru, organization: {international organization: {name: Andean Test Union, founded: 1969-05-26}}, status: full}",
            ],
        ],
    },
    Case {
        code: "accredited-outside-mission",
        severity: "warning",
        bad: &[
            &[
                "«accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, opened: 1995}}, receiver: Belarus, during: 1994/1999}",
            ],
            &[
                "«accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, closed: 1998}}, receiver: Belarus, during: 1994/1999}",
            ],
            &[
                "«accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, closed: 1998}}, receiver: Belarus, during: 1999/..}",
            ],
        ],
        good: &[
            &[
                "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, opened: 1994, closed: 1999}}, receiver: Belarus, during: 1994/1999}",
            ],
            // Not asserted, so nothing contradicts anything.
            &[
                "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, opened: 1995}}, receiver: Belarus, during: 1996/1999}",
                "forecast!accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Belarus, during: 1994/1999}",
            ],
        ],
    },
    Case {
        code: "both-sides-one",
        severity: "error",
        bad: &[
            &["«visit: {visitor: Ilham Aliyev, on behalf of: Belarus, host: BLR, during: 2006-10-17}"],
            &[
                "«accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Azerbaijan}",
            ],
            &["«recognition: {by: Belarus, of: Belarus, status: recognized}"],
            &["«supply flow: {supplier: Belarus, recipient: Belarus, product: oil}"],
        ],
        good: &[&["visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: BLR, during: 2006-10-17}"]],
    },
    Case {
        code: "held-before-its-time",
        severity: "warning",
        bad: &[
            &["«visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: BLR, during: 2106-10-17}"],
            &["«trade: {between: [Azerbaijan, Belarus], value: 1 million USD, during: 2110}"],
        ],
        good: &[
            &["visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: BLR, during: 2006-10-17}"],
            &["scheduled!visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: BLR, during: 2106-10-17}"],
            &["membership: {member: Belarus, organization: OSCE, status: full, during: 2106/..}"],
        ],
    },
    Case {
        code: "denies-no-fact",
        severity: "warning",
        bad: &[
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1993/..}",
                "«asserted, polarity: denies!membership: {member: Belarus, organization: OSCE, status: full}",
            ],
            // Of several facts one is named, and each may say more than the denial.
            &[
                "«asserted, polarity: denies!diplomatic relation: {between: [Belarus, Ghana]}",
                "diplomatic relation: {between: [Belarus, Ghana], during: 1993/1999}",
                "diplomatic relation: {between: [Ghana, Belarus], during: 2005/..}",
            ],
        ],
        good: &[
            // What nobody says; what is said without a time too; with the time; in another status; of what is only forecast.
            &["asserted, polarity: denies!membership: {member: Belarus, organization: NATO, status: full}"],
            &[
                "membership: {member: Belarus, organization: OSCE, status: full}",
                "asserted, polarity: denies!membership: {member: Belarus, organization: OSCE, status: full}",
            ],
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1993/..}",
                "asserted, polarity: denies!membership: {member: Belarus, organization: OSCE, status: full, during: 1993/..}",
            ],
            &[
                "membership: {member: Belarus, organization: OSCE, status: candidate, during: 1993/..}",
                "asserted, polarity: denies!membership: {member: Belarus, organization: OSCE, status: full}",
            ],
            &[
                "forecast!membership: {member: Belarus, organization: OSCE, status: full, during: 2106/..}",
                "asserted, polarity: denies!membership: {member: Belarus, organization: OSCE, status: full}",
            ],
        ],
    },
    Case {
        code: "spells-overlap",
        severity: "warning",
        bad: &[
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1993/2000}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1995/2005}",
            ],
            &[
                "capital: {of: Belarus, place: Minsk, during: 1995/2005}",
                "«capital: {of: Belarus, place: Minsk, during: 1993/2000}",
            ],
            // Only the first end of the one and the last begin of the other are known, and that is enough.
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1993-05-05/1996}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: {begin earliest: 1994-01-01, begin latest: 1995-12-31, end earliest: 1997-01-01}}",
            ],
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1993-01-01/1995-05-06}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1995-05-05/2000-01-01}",
            ],
        ],
        good: &[
            // Apart; within; the year of both ends is not certain to overlap; an end that is not known.
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1993/1994}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1995/2005}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1998/1999}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 2005/2008}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1996/}",
            ],
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1993-01-01/1995-05-05}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1995-05-05/2000-01-01}",
            ],
            // Another head is another content.
            &[
                "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Belarus, head: Ilham Aliyev, during: 1993/2000}",
                "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Belarus, during: 1995/2005}",
            ],
            // Declared.
            &[
                "membership: {id: a, member: Belarus, organization: OSCE, status: full, during: 1993/2000}",
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1995/2005, conflicts: a}",
            ],
        ],
    },
    Case {
        code: "membership-in-two-ways",
        severity: "warning",
        bad: &[
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1993/2000}",
                "membership: {member: Belarus, organization: OSCE, status: candidate, during: 1995/1997}",
            ],
            &[
                "membership: {member: Belarus, organization: OSCE, status: observer, during: 1995/1997}",
                "«membership: {member: Belarus, organization: OSCE, status: member, during: 1993/2000}",
            ],
            // Some day of 1995, whichever is meant; and the day on which it begins.
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1990/2000}",
                "membership: {member: Belarus, organization: OSCE, status: observer, during: 1995}",
            ],
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1990/2000}",
                "membership: {member: Belarus, organization: OSCE, status: observer, during: 1995-05-05/..}",
            ],
            &[
                "«membership: {member: Belarus, organization: OSCE, status: full, during: 1995-05-05/..}",
                "membership: {member: Belarus, organization: OSCE, status: observer, during: ../1995-05-05}",
            ],
        ],
        good: &[
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1993/2000}",
                "membership: {member: Belarus, organization: OSCE, status: member, during: 1993/2000}",
                "membership: {member: Belarus, organization: OSCE, status: suspended, during: 1995/1996}",
                "membership: {member: Belarus, organization: OSCE, status: observer, during: 1991/1993}",
                "membership: {member: Belarus, organization: OSCE, status: candidate}",
                "membership: {member: Azerbaijan, organization: OSCE, status: candidate, during: 1993/2000}",
            ],
            // Some day of a year that both ends of the other may lie in.
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1995/2000}",
                "membership: {member: Belarus, organization: OSCE, status: observer, during: 1995}",
                "membership: {member: Belarus, organization: OSCE, status: candidate, during: \"{1994,2001}\"}",
            ],
            &[
                "membership: {member: Belarus, organization: OSCE, status: full, during: 1993/2000}",
                "forecast!membership: {member: Belarus, organization: OSCE, status: observer, during: 1993/2000}",
            ],
        ],
    },
    Case {
        code: "recognised-and-not",
        severity: "warning",
        bad: &[&[
            "«recognition: {by: Belarus, of: Nagorno-Karabakh Republic, status: recognized, during: 1993/2000}",
            "recognition: {by: Belarus, of: Nagorno-Karabakh Republic, status: not-recognized, during: 1995/2005}",
        ]],
        good: &[&[
            "recognition: {by: Belarus, of: Nagorno-Karabakh Republic, status: recognized, during: 1993/2000}",
            "recognition: {by: Belarus, of: Nagorno-Karabakh Republic, status: withdrawn, during: 2000/..}",
            "recognition: {by: Armenia, of: Nagorno-Karabakh Republic, status: not-recognized, during: 1995/2005}",
        ]],
    },
    Case {
        code: "figures-differ",
        severity: "warning",
        bad: &[
            &[
                "«trade: {between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 200 million USD, during: 2010}",
            ],
            &[
                "«trade: {between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 200 million USD, during: 2010-01-01/2010-12-31}",
            ],
            &[
                "«trade: {between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010-01/2010-03}",
                "trade: {between: [Azerbaijan, Belarus], value: 200 million USD, during: 2010-33}",
            ],
        ],
        good: &[
            &[
                "trade: {between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 20 million USD, during: 2010-21}",
                "trade: {between: [Azerbaijan, Belarus], value: 30 million USD, during: 2010-XX}",
                "trade: {between: [Azerbaijan, Belarus], value: 40 million USD, during: 2010-02}",
                "trade: {between: [Azerbaijan, Belarus], value: 300 million USD, during: 2010/2011}",
            ],
            &[
                "trade: {between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: about 150 million USD, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 110 million EUR, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 20 million USD, domain: energy, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 150 million USD, during: 2011}",
                "forecast!trade: {between: [Azerbaijan, Belarus], value: 800 million USD, during: 2010}",
            ],
            &[
                "trade: {id: a, between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010}",
                "trade: {between: [Azerbaijan, Belarus], value: 200 million USD, during: 2010, conflicts: a}",
            ],
        ],
    },
    Case {
        code: "ranks-differ",
        severity: "warning",
        bad: &[
            &[
                "«ranking: {subject: Azerbaijan, criterion: arms-buyer, of: Belarus, rank: 1, during: 2010}",
                "ranking: {subject: Azerbaijan, criterion: arms-buyer, of: Belarus, rank: 2, during: 2010}",
            ],
            &[
                "«ranking: {subject: Azerbaijan, criterion: arms-buyer, of: Belarus, rank: 1, during: 2010}",
                "ranking: {subject: Azerbaijan, criterion: arms-buyer, of: Belarus, rank: 2, during: 2010-01/2010-12}",
            ],
        ],
        good: &[&[
            "ranking: {subject: Azerbaijan, criterion: arms-buyer, of: Belarus, rank: 1, during: 2010}",
            "ranking: {subject: Azerbaijan, criterion: arms-buyer, of: Belarus, rank: 2, during: 2011}",
            "ranking: {subject: Armenia, criterion: arms-buyer, of: Belarus, rank: 2, during: 2010}",
        ]],
    },
    Case {
        code: "balances-differ",
        severity: "warning",
        bad: &[
            &[
                "trade balance: {of: Belarus, with: Azerbaijan, sign: surplus, during: 2010}",
                "«trade balance: {of: Belarus, with: Azerbaijan, sign: deficit, during: 2010}",
            ],
            &[
                "trade balance: {of: Belarus, with: Azerbaijan, sign: surplus, during: 2010}",
                "«trade balance: {of: Belarus, with: Azerbaijan, sign: deficit, during: 2010-01-01/2010-12-31}",
            ],
        ],
        good: &[&[
            "trade balance: {of: Belarus, with: Azerbaijan, sign: surplus, during: 2010}",
            "trade balance: {of: Belarus, sign: deficit, during: 2010}",
            "trade balance: {of: Belarus, with: Azerbaijan, sign: deficit, during: 2011}",
        ]],
    },
    Case {
        code: "two-capitals-at-once",
        severity: "warning",
        bad: &[
            &[
                "«capital: {of: Azerbaijan, place: Baku, during: 1991/2000}",
                "capital: {of: Azerbaijan, place: Minsk, during: 1995/2005}",
            ],
            &[
                "«capital: {of: Azerbaijan, place: Baku, during: 1991/2000}",
                "capital: {of: Azerbaijan, place: Minsk, during: 1995}",
            ],
        ],
        good: &[
            &[
                "capital: {of: Azerbaijan, place: Baku, during: 1991/2000}",
                "capital: {of: Azerbaijan, place: Minsk, during: 2000/2005}",
                "capital: {of: Azerbaijan, place: Warsaw}",
            ],
            // Named together, by one who means both.
            &["capital: {of: Azerbaijan, place: [Baku, Minsk], during: 1991/2000}"],
        ],
    },
    Case {
        code: "two-holders-at-once",
        severity: "warning",
        bad: &[
            &[
                "«office holding: {holder: Alexander Lukashenko, office: President of Belarus, during: 1994/2020}",
                "office holding: {holder: Ilham Aliyev, office: President of Belarus, tenure: incumbent, during: 2003/2010}",
            ],
            &[
                "«office holding: {holder: Alexander Lukashenko, office: President of Belarus, during: 1994/2020}",
                "office holding: {holder: Ilham Aliyev, office: President of Belarus, during: 2003}",
            ],
            &[
                "«office holding: {holder: Alexander Lukashenko, office: President of Belarus, during: 1994/2020}",
                "office holding: {holder: Ilham Aliyev, office: President of Belarus, during: 2003-05-05/..}",
            ],
        ],
        good: &[&[
            "office holding: {holder: Alexander Lukashenko, office: President of Belarus, during: 1994-07-20/2003-10-31}",
            "office holding: {holder: Ilham Aliyev, office: President of Belarus, during: 2003-10-31/2010}",
            "office holding: {holder: Artur Rasizade, office: President of Belarus, tenure: acting, during: 2004/2006}",
            "office holding: {holder: Alexander Lukashenko, office: President of Azerbaijan, during: 2003-05-05}",
            "office holding: {holder: Ilham Aliyev, office: President of Azerbaijan, during: 2003-05-05/..}",
        ]],
    },
    Case {
        code: "treaty-steps-reversed",
        severity: "warning",
        bad: &[
            // Of one party.
            &[
                "treaty action: {instrument: @, action: signature, party: Azerbaijan, during: 2008-11-14}",
                "«treaty action: {instrument: @, action: ratification, party: Azerbaijan, during: 2007}",
            ],
            // Of the treaty as a whole.
            &[
                "treaty action: {instrument: @, action: signature, during: 2008-11-14}",
                "«treaty action: {instrument: @, action: entry-into-force, during: 2008-10}",
            ],
            &[
                "«treaty action: {instrument: @, action: termination, during: 2008-10}",
                "treaty action: {instrument: @, action: entry-into-force, during: 2009}",
            ],
            // Of one of the only two parties.
            &[
                "treaty action: {instrument: @, action: signature, party: Belarus, during: 2008-11-14}",
                "«treaty action: {instrument: @, action: entry-into-force, during: 2008-10}",
            ],
        ],
        good: &[
            &[
                "treaty action: {instrument: @, action: signature, party: Azerbaijan, during: 2008-11-14}",
                "treaty action: {instrument: @, action: ratification, party: Azerbaijan, during: 2008}",
                "treaty action: {instrument: @, action: ratification, party: Belarus, during: 2007}",
                "treaty action: {instrument: @, action: provisional-application, during: 2007}",
                "treaty action: {instrument: @, action: entry-into-force, during: 2009}",
            ],
            // Signed once more after it was in force.
            &[
                "treaty action: {instrument: @, action: signature, during: 2008-11-14}",
                "treaty action: {instrument: @, action: entry-into-force, during: 2009}",
                "treaty action: {instrument: @, action: signature, during: 2012}",
            ],
        ],
    },
    Case {
        code: "relations-through-a-break",
        severity: "warning",
        bad: &[
            &[
                "severance: {between: [Azerbaijan, Belarus], during: 1997}",
                "«diplomatic relation: {between: [Belarus, Azerbaijan], during: 1993/2005}",
            ],
            // The document states no day, and speaks of one after the break.
            &[
                "severance: {between: [Azerbaijan, Belarus], during: 1997}",
                "«diplomatic relation: {between: [Belarus, Azerbaijan], during: 1993/..}",
            ],
            &[
                "suspension: {between: [Azerbaijan, Belarus], during: 1997/1998}",
                "«diplomatic relation: {between: [Belarus, Azerbaijan], during: {end earliest: 2005-01-01, begin latest: 1996-12-31}}",
            ],
        ],
        good: &[&[
            "severance: {between: [Azerbaijan, Belarus], during: 1997}",
            "severance: {between: [Azerbaijan, Armenia], during: 1995}",
            "diplomatic relation: {between: [Belarus, Azerbaijan], during: 1993/1997}",
            "diplomatic relation: {between: [Belarus, Azerbaijan], during: 1999/2005}",
            "diplomatic relation: {between: [Belarus, Azerbaijan], during: 1993/}",
            "scheduled!diplomatic relation: {between: [Belarus, Azerbaijan], during: 1993/..}",
        ]],
    },
    Case {
        code: "established-twice",
        severity: "warning",
        bad: &[&[
            "«establishment: {between: [Azerbaijan, Belarus], during: 1994}",
            "establishment: {between: [Belarus, Azerbaijan], during: 1993-06-11}",
        ]],
        good: &[
            &[
                "establishment: {between: [Azerbaijan, Belarus], during: 1993}",
                "establishment: {between: [Belarus, Azerbaijan], during: 1993-06-11}",
                "establishment: {between: [Armenia, Azerbaijan], during: 1999}",
            ],
            &[
                "establishment: {between: [Azerbaijan, Belarus], during: 1993}",
                "severance: {between: [Azerbaijan, Belarus], during: 1997}",
                "establishment: {between: [Belarus, Azerbaijan], during: 1999}",
            ],
        ],
    },
    Case {
        code: "ordinal-shared",
        severity: "warning",
        bad: &[&[
            "visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: high-level, ordinal: 1, during: 2006-10}",
            "«visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: high-level, ordinal: 1, during: 2008}",
        ]],
        good: &[&[
            "visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: high-level, ordinal: 1, during: 2006-10}",
            "visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: high-level, ordinal: 1, during: 2006-10-17}",
            "visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: high-level, ordinal: 2, during: 2008}",
            "visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: working-level, ordinal: 1, during: 2009}",
        ]],
    },
    Case {
        code: "seat-outside-receiver",
        severity: "warning",
        bad: &[&[
            "«accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Warsaw}}, receiver: Belarus, residence: resident}",
            "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Belarus, residence: resident}",
        ]],
        good: &[&[
            "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Belarus, residence: resident}",
            "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Warsaw}}, receiver: Belarus, residence: non-resident}",
            "accreditation: {mission: {mission: {sender: Belarus, type: embassy, seat: Moscow}}, receiver: Soviet Union, residence: resident}",
            "accreditation: {mission: {mission: {sender: Belarus, type: embassy, seat: Rome}}, receiver: Holy See, residence: resident}",
        ]],
    },
    Case {
        code: "outside-its-life",
        severity: "warning",
        bad: &[
            &[
                "existence: {of: Malta, during: 1964-09-21/..}",
                "«membership: {member: Malta, organization: OSCE, status: full, during: 1950/1960}",
            ],
            &[
                "existence: {of: Ghana, during: 1957-03-06/1999}",
                "«trade: {between: [Ghana, Belarus], value: 1 million USD, during: 2005}",
            ],
            // The registry has the life of the Soviet Union.
            &["«membership: {member: state/soviet-union, organization: OSCE, status: full, during: 1995/..}"],
        ],
        good: &[&[
            "existence: {of: Malta, during: 1964-09-21/..}",
            "membership: {member: Malta, organization: OSCE, status: full, during: 1960/1970}",
            "existence: {of: Syria, during: 1946/1958-02-01}",
            "existence: {of: Syria, during: 1961-09-28/..}",
            "membership: {member: Syria, organization: United Nations, status: full, during: 1965/..}",
            "membership: {member: Syria, organization: United Nations, status: full, during: 1950/1958}",
            "membership: {member: Soviet Union, organization: OSCE, status: full, during: 1975/1991-12-25}",
            // Two lives that share the day of change, and one that the registry has beside that of a source.
            "existence: {of: Ghana, during: /1992-04-28}",
            "existence: {of: Ghana, during: 1992-04-28/..}",
            "membership: {member: Ghana, organization: United Nations, status: full, during: 1980/1991}",
            "membership: {member: Ghana, organization: United Nations, status: full, during: 1993/..}",
            "existence: {of: state/germany, during: 1871-01-18/1945-05-08}",
            "membership: {member: Germany, organization: United Nations, status: full, during: 1991/..}",
            // Part of a life is enough, and what nobody dates is not outside.
            "membership: {member: Soviet Union, organization: United Nations, status: full}",
        ]],
    },
    Case {
        code: "after-its-end",
        severity: "note",
        bad: &[&[
            "system membership: {state: South Vietnam, system: cow, during: 1954-06-04/1975-04-30}",
            "«membership: {member: state/south-vietnam, organization: OSCE, status: full, during: 1995/..}",
            "«trade: {between: [state/south-vietnam, Belarus], value: 1 million USD, during: 1992}",
        ]],
        good: &[&[
            "system membership: {state: East Germany, system: cow, during: 1954-03-25/1990-10-02}",
            "membership: {member: East Germany, organization: OSCE, status: full, during: 1990/..}",
            "system membership: {state: Netherlands, system: cow, during: {begin latest: 1816-01-01, end latest: 1940-07-14}}",
            "system membership: {state: Netherlands, system: cow, during: 1945-06-26/..}",
            "membership: {member: Netherlands, organization: OSCE, status: full, during: 1995/..}",
            "membership: {member: Belarus, organization: United Nations, status: full, during: 1945/..}",
        ]],
    },
];

/// What is only hedged contradicts nothing: with a hedge on any of the facts that a check needs, it tells nothing of them.
#[test]
fn what_is_only_hedged_contradicts_nothing() {
    let mut wrong = String::new();
    // A denial that denies nothing is told however sure it is: it contradicts nothing.
    for case in CASES.iter().filter(|case| case.code != "denies-no-fact") {
        for bad in case.bad.iter().take(1) {
            let (text, lines) = facts(bad);
            let all: Vec<usize> = (2..2 + bad.len()).collect();
            // A check of two facts needs both; of others, that at which it is told.
            let query = std::fs::read_to_string(root().join(format!("queries/check/{}.rq", case.code))).unwrap();
            let is_pair = bad.len() == 2 && query.contains("?otherSaid");
            let hedged = if is_pair { all } else { lines };
            for line in hedged {
                let row = format!("{{row: {line}, ");
                assert!(text.contains(&row), "{text}");
                let text = text.replace(&row, &format!("{row}hedge: reportedly, "));
                let run = check(&Folder::with("facts.yaml", &text), &["facts.yaml"]);
                let at_line = format!("{} {line}", case.code);
                if told(&run).iter().any(|told| *told == at_line || is_pair && told.starts_with(case.code)) {
                    writeln!(wrong, "{} of\n{text}\n{}", case.code, run.err).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Thousands of facts of one office, or of one pair of states, are compared by what each meets, not each with each. Compared in
/// pairs they take minutes.
#[test]
fn thousands_of_facts_of_one_thing_are_compared_in_seconds() {
    let day = |number: i64| chancery::time::Date::from_days_since_epoch(number - 200_000).unwrap();
    let mut holders = "entities:\n  - office: {name: Chair of Example, of: Belarus}\n".to_owned();
    let (mut offices, mut relations) = (String::new(), String::new());
    let count = 4000;
    for number in 0..count {
        let (first, last) = (day(number * 20), day(number * 20 + 20));
        writeln!(holders, "  - person: {{name: Person {number:05}}}").unwrap();
        // One of them stays a day too long.
        let last_of_office = if number == 17 { day(number * 20 + 21) } else { last };
        writeln!(offices, "  - {{row: {number}1, says: [{{office holding: {{holder: Person {number:05}, office: Chair of Example, during: {first}/{last_of_office}}}}}]}}").unwrap();
        let end = day(number * 20 + if number == 17 { 19 } else { 18 });
        let broken = day(number * 20 + 18);
        writeln!(relations, "  - {{row: {number}2, says: [{{diplomatic relation: {{between: [Azerbaijan, Belarus], during: {first}/{end}}}}}, {{severance: {{between: [Azerbaijan, Belarus], during: {broken}}}}}]}}").unwrap();
    }
    let folder = Folder::with("facts.yaml", format!("{holders}facts:\n{offices}{relations}"));
    let run = check(&folder, &["facts.yaml", "--timeout", "90"]);
    assert_eq!(run.codes(), ["two-holders-at-once", "relations-through-a-break"], "{}", run.err);
}

/// An open end reaches as far as the day of its source, and no further; an end that is not known proves nothing. A source that
/// states no day speaks of one after all that it asserts.
#[test]
fn an_open_end_reaches_to_the_day_of_its_source() {
    let of = |document: &str, end: &str| {
        let text = format!(
            "document: {{id: two, title: Two{document}}}
entities:
  - office: {{name: Chair of Example, of: Belarus}}
facts:
  - row: 1
    says:
      - diplomatic relation: {{between: [Azerbaijan, Belarus], during: 1974-11-27/{end}}}
      - severance: {{between: [Azerbaijan, Belarus], during: 2014-02-20}}
      - capital: {{of: Azerbaijan, place: Baku, during: 1963/{end}}}
      - capital: {{of: Azerbaijan, place: Minsk, during: 1990/{end}}}
      - office holding: {{holder: Alexander Lukashenko, office: Chair of Example, during: 1990/{end}}}
      - office holding: {{holder: Ilham Aliyev, office: Chair of Example, during: 2000/{end}}}
      - membership: {{member: Belarus, organization: OSCE, status: full, during: 1970/{end}}}
      - membership: {{member: Belarus, organization: OSCE, status: withdrawn, during: 1987/1997}}
"
        );
        let mut codes = check(&Folder::with("facts.yaml", &text), &["facts.yaml"]).codes();
        codes.sort();
        codes
    };
    let all = ["membership-in-two-ways", "relations-through-a-break", "two-capitals-at-once", "two-holders-at-once"];
    assert_eq!(of(", as of: 2014-02-21", ".."), all);
    // The relations need not have lasted beyond the break; the others met before.
    assert_eq!(of(", as of: 2014-02-20", ".."), [all[0], all[2], all[3]]);
    assert_eq!(of(", as of: 1990-12-31", ".."), [all[0], all[2]]);
    assert_eq!(of(", as of: 2014-02-21", ""), [""; 0]);
    assert_eq!(of("", ".."), all);
    assert_eq!(of("", ""), [""; 0]);
    // The day of the revision comes before that of publication; a page was read as it was then, unless a revision is cited.
    assert_eq!(of(", revised: 1990-12-31, published: 2015-01-01", ".."), [all[0], all[2]]);
    assert_eq!(of(", published: 2015-01-01", ".."), all);
    assert_eq!(of(", url: \"https://example.org/a\", retrieved: 2015-01-01", ".."), all);
    // What was read later may be of any day before: then it is one without a day.
    assert_eq!(of(", url: \"https://example.org/a\", revision: \"17\", retrieved: 2015-01-01", ".."), all);
    assert_eq!(of(", retrieved: 2015-01-01", ".."), all);
}

/// Two documents that state no day may speak of different ones, and what is hedged or said by others proves nothing.
#[test]
fn a_day_that_is_not_stated_is_that_of_one_document_alone() {
    let of = |a: &str, b: &str, same: bool| {
        let row = |number: u32, says: &str| format!("  - {{row: {number}, {says}}}\n");
        let document = |id: &str| format!("document: {{id: {id}, title: Notes {id}}}\nfacts:\n");
        let folder = Folder::new();
        if same {
            folder.file("a.yaml", document("a") + &row(1, a) + &row(2, b));
        } else {
            folder.file("a.yaml", document("a") + &row(1, a));
            folder.file("b.yaml", document("b") + &row(1, b));
        }
        check(&folder, &["."]).codes()
    };
    let capital = |place: &str, during: &str| {
        format!("says: [{{capital: {{of: Azerbaijan, place: {place}, during: {during}}}}}]")
    };
    let (baku, minsk) = (capital("Baku", "1963/.."), capital("Minsk", "1990/.."));
    assert_eq!(of(&baku, &minsk, true), ["two-capitals-at-once"]);
    assert_eq!(of(&baku, &capital("Minsk", "1990/1995"), true), ["two-capitals-at-once"]);
    assert_eq!(of(&baku, &capital("Minsk", "1950/1963"), true), [""; 0]);
    assert!(!of(&baku, &minsk, false).contains(&"two-capitals-at-once".to_owned()));
    for manner in ["hedge: reportedly", "modality: scheduled", "voice: unnamed"] {
        assert_eq!(of(&baku, &format!("{manner}, {minsk}"), true), [""; 0], "{manner}");
    }
}

/// What facts files cannot say: the code, triples in which a fault is found in the subject `id:x`, and triples in which
/// none is found.
const RDF: &[(&str, &str, &str, &str)] = &[
    (
        "ends-before-it-begins",
        "error",
        "id:x chy:during id:t . id:t chy:beginEarliest '1995-01-01'^^xsd:date ; chy:endLatest '1994-12-31'^^xsd:date .",
        "id:x chy:during id:t . id:t chy:beginEarliest '1995-01-01'^^xsd:date ; chy:endLatest '1995-01-01'^^xsd:date .",
    ),
    ("part-of-itself", "error", "id:x chy:partOf id:x .", "id:x chy:partOf id:y . id:y chy:partOf id:z ."),
    (
        "fact-without-claim",
        "warning",
        "id:x a chy:Membership . id:y a chy:Membership . id:c a chy:Claim ; chy:denies id:y ; chy:evidence id:e .",
        "id:x a chy:Membership . id:c a chy:Claim ; chy:denies id:x ; chy:evidence id:e .",
    ),
    (
        "standing-differs",
        "warning",
        "id:x a chy:Membership ; chy:standing standing:held . id:c a chy:Claim ; chy:denies id:x ; chy:evidence id:e .",
        "id:x a chy:Membership ; chy:standing standing:denied . id:c a chy:Claim ; chy:denies id:x ; chy:evidence id:e .",
    ),
    (
        "standing-differs",
        "warning",
        "id:x a chy:Membership ; chy:standing standing:held . id:c a chy:Claim ; chy:supports id:x ; chy:modality modality:forecast ; chy:evidence id:e .",
        "id:x a chy:Membership ; chy:standing standing:projected . id:c a chy:Claim ; chy:supports id:x ; chy:modality modality:forecast ; chy:evidence id:e .",
    ),
    (
        "standing-differs",
        "warning",
        "id:x a chy:Membership ; chy:standing standing:held . id:c a chy:Claim ; chy:supports id:x ; chy:evidence id:e . id:d a chy:Claim ; chy:denies id:x ; chy:evidence id:e .",
        // What is contested may conflict with what is not here.
        "id:x a chy:Membership ; chy:standing standing:contested ; chy:conflictsWith id:y . id:c a chy:Claim ; chy:supports id:x ; chy:evidence id:e .",
    ),
    // A time that is a blank node is compared too.
    (
        "two-capitals-at-once",
        "warning",
        "id:x a chy:Capital ; chy:capitalOf id:s ; chy:place id:a ; chy:standing standing:held ; chy:during [ chy:beginLatest '1990-01-01'^^xsd:date ; chy:endEarliest '2000-01-01Z'^^xsd:date ] . id:y a chy:Capital ; chy:capitalOf id:s ; chy:place id:b ; chy:standing standing:held ; chy:during [ chy:beginEarliest '1995-01-01'^^xsd:date ; chy:endLatest '1995-12-31'^^xsd:date ] .",
        "id:x a chy:Capital ; chy:capitalOf id:s ; chy:place id:a ; chy:standing standing:held ; chy:during [ chy:beginLatest '1990-01-01'^^xsd:date ; chy:endEarliest '1995-01-01'^^xsd:date ] . id:y a chy:Capital ; chy:capitalOf id:s ; chy:place id:b ; chy:standing standing:held ; chy:during [ chy:beginEarliest '1995-01-01'^^xsd:date ; chy:endLatest '1995-12-31'^^xsd:date ] .",
    ),
    (
        "sources-disagree",
        "warning",
        "id:x a chy:Visit . id:y a chy:Visit . id:d a chy:Disagreement ; chy:over <https://w3id.org/chancery/vocab/dispute/begin> ; chy:betweenFacts id:x , id:y .",
        // Whoever reads both knows it.
        "id:x a chy:Visit . id:y a chy:Visit ; chy:conflictsWith id:x . id:d a chy:Disagreement ; chy:over <https://w3id.org/chancery/vocab/dispute/begin> ; chy:betweenFacts id:x , id:y .",
    ),
    (
        "claim-without-evidence",
        "error",
        "id:x a chy:Claim ; chy:supports id:f . id:f a chy:Visit .",
        "id:x a chy:Claim ; chy:supports id:f ; chy:evidence id:e . id:f a chy:Visit .",
    ),
    (
        "claim-without-fact",
        "error",
        "id:x a chy:Claim ; chy:supports id:f ; chy:evidence id:e .",
        "id:x a chy:Claim ; chy:supports id:f ; chy:evidence id:e . id:f a chy:Visit .",
    ),
];

/// A note that has its own test, for it depends on the folder.
const UNUSED: &str = "entity-unused";

#[test]
fn a_fault_is_told_at_its_line_and_nothing_else_is() {
    let mut wrong = String::new();
    for case in CASES {
        for bad in case.bad {
            let (text, lines) = facts(bad);
            let folder = Folder::with("facts.yaml", &text);
            let run = check(&folder, &["facts.yaml"]);
            let expected: Vec<String> = lines.iter().map(|line| format!("{} {line}", case.code)).collect();
            let status = if case.severity == "error" { 1 } else { 0 };
            let head = format!("{}[{}]: ", case.severity, case.code);
            if told(&run) != expected || run.status != Some(status) || !run.err.contains(&head) {
                writeln!(wrong, "{}: {expected:?}, but of\n{text}was told\n{}", case.code, run.err).unwrap();
            }
        }
        for good in case.good {
            let (text, _) = facts(good);
            let folder = Folder::with("facts.yaml", &text);
            let run = check(&folder, &["facts.yaml"]);
            if !run.said().is_empty() || run.status != Some(0) {
                writeln!(wrong, "{}: nothing, but of\n{text}was told\n{}", case.code, run.err).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_fault_in_rdf_is_told_at_the_line_of_its_subject() {
    let mut wrong = String::new();
    for (code, severity, bad, good) in RDF {
        let told = |triples: &str| {
            let text = format!(
                "@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
                 @prefix id: <https://example.org/> .\n@prefix standing: <https://w3id.org/chancery/vocab/standing/> .\n\
                 @prefix modality: <https://w3id.org/chancery/vocab/modality/> .\n{triples}\n"
            );
            let folder = Folder::with("facts.ttl", text);
            check(&folder, &["facts.ttl"])
        };
        let (bad, good) = (told(bad), told(good));
        let head = format!("{severity}[{code}]: ");
        // The line of the subject follows the message.
        let at_its_line = bad
            .err
            .split(&head)
            .skip(1)
            .any(|told| told.lines().nth(1).is_some_and(|place| place.contains("--> facts.ttl:")));
        if !at_its_line {
            writeln!(wrong, "{code} is not told:\n{}", bad.err).unwrap();
        }
        if good.err.contains(&head) {
            writeln!(wrong, "{code} is told:\n{}", good.err).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_nothing_refers_to_is_a_note_outside_a_registry() {
    let text = "entities:\n  - person: {name: Jane Doe}\n  - person: {name: John Roe}\n  - place: {name: Nowhere}\n\
                facts:\n  - {row: 1, says: [{utterance: {speaker: Jane Doe}}]}\n";
    let folder = Folder::with("facts.yaml", text);
    let run = check(&folder, &["facts.yaml"]);
    assert_eq!(told(&run), [format!("{UNUSED} 3"), format!("{UNUSED} 4")], "{}", run.err);
    assert_eq!(run.status, Some(0));
    assert!(run.err.contains("note[entity-unused]: nothing refers to `John Roe`"), "{}", run.err);
    // Who needs an entity of a registry is not in the file.
    folder.file("registry/people.yaml", "entities:\n  - person: {name: Jim Poe}\n");
    assert_eq!(told(&check(&folder, &["registry"])), [""; 0]);
    // With an error, what seems unused may be used by what could not be read.
    let wrong = text.replace("facts:\n", "facts:\n  - {row: 2, says: [{utterance: {speaker: John Roe, on: 1}}]}\n");
    let folder = Folder::with("facts.yaml", wrong);
    let run = check(&folder, &["facts.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["unknown-key".to_owned()]), "{}", run.err);
}

#[test]
fn both_places_are_shown() {
    let (text, _) = facts(&[
        "capital: {of: Azerbaijan, place: Baku, during: 1991/2000}",
        "capital: {of: Azerbaijan, place: Minsk, during: 1995/2005}",
    ]);
    let folder = Folder::with("facts.yaml", text);
    let run = check(&folder, &["facts.yaml", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_str(run.out.trim()).unwrap();
    assert_eq!(
        (&said["code"], &said["severity"], &said["line"], &said["label"]),
        (&"two-capitals-at-once".into(), &"warning".into(), &2.into(), &"Baku".into())
    );
    let message = said["message"].as_str().unwrap();
    assert!(message.starts_with("Azerbaijan has two capitals at one time: Baku ("), "{message}");
    assert!(!message.contains(['{', '}']), "{message}");
    assert_eq!((&said["related"][0]["line"], &said["related"][0]["message"]), (&3.into(), &"Minsk".into()));
}

#[test]
fn every_check_is_tested_and_explains_itself() {
    let tested: BTreeSet<String> = { CASES.iter().map(|case| case.code) }
        .chain(RDF.iter().map(|(code, ..)| *code))
        .chain([UNUSED])
        .map(str::to_owned)
        .collect();
    for case in CASES {
        assert!(!case.bad.is_empty() && !case.good.is_empty(), "{}", case.code);
    }
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("queries/check")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for key in ["summary", "severity", "message", "remedy", "explanation"] {
            assert!(text.contains(&format!("#+ {key}: ")), "{}: {key}", path.display());
        }
        found.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
    }
    assert_eq!(found, tested);
}

#[test]
fn the_data_passes() {
    let folder = Folder::new();
    let run = check(&folder, &[root().join("data").to_str().unwrap()]);
    assert_eq!((run.status, run.said().len()), (Some(0), 0), "{}", run.err);
}

const HEADER: &str = "#+ summary: A membership\n#+ severity: warning\n#+ message: \"`{fact}` is one\"\n\
                      #+ remedy: None.\n#+ explanation: Try.\n";

/// A facts file, and a folder with one check.
fn own(name: &str, text: &str) -> Folder {
    let (facts, _) = facts(&["membership: {member: Belarus, organization: OSCE, status: full}"]);
    let folder = Folder::with("facts.yaml", facts);
    folder.file(&format!("mine/{name}"), text);
    folder
}

#[test]
fn checks_of_ones_own_add_and_replace() {
    let query = "SELECT ?fact WHERE { ?fact a chy:Membership }\n";
    let folder = own("a-membership.rq", &format!("{HEADER}{query}"));
    let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
    assert_eq!((run.status, told(&run)), (Some(0), vec!["a-membership 2".to_owned()]), "{}", run.err);
    assert!(run.err.contains("`Belarus in Organization for Security and Co-operation in Europe: full member` is one"));
    // The built-in check of that name is gone, the others are not.
    let folder = own("two-capitals-at-once.rq", &format!("{HEADER}{query}"));
    let (text, _) = facts(&[
        "capital: {of: Azerbaijan, place: Baku, during: 1991/2000}",
        "capital: {of: Azerbaijan, place: Minsk, during: 1995/2005}",
        "recognition: {by: Belarus, of: Belarus, status: recognized}",
    ]);
    folder.file("facts.yaml", text);
    let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
    assert_eq!((run.status, told(&run)), (Some(1), vec!["both-sides-one 4".to_owned()]), "{}", run.err);
    let run = check(&folder, &["facts.yaml", "--no-checks"]);
    assert_eq!((run.status, run.said().len()), (Some(0), 0), "{}", run.err);
}

/// The checks that are compiled in ask nothing of shapes, so these are left out, but not for a check of the user.
#[test]
fn a_check_of_ones_own_may_ask_of_shapes() {
    let query = "SELECT ?fact WHERE { ?shape setting:key \"membership\" . ?fact a chy:Membership }\n";
    let folder = own("has-a-key.rq", &format!("{HEADER}{query}"));
    let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
    assert_eq!((run.status, told(&run)), (Some(0), vec!["has-a-key 2".to_owned()]), "{}", run.err);
    for entry in std::fs::read_dir(root().join("queries/check")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("sh:") && !text.contains("setting:key"), "{}", path.display());
    }
}

/// `times` means the same whether the query joins two subqueries, which are then paired, or not.
#[test]
fn a_check_of_ones_own_may_ask_how_two_times_stand() {
    let times =
        ["1990/2000", "1995", "1999/2005", "1995-05-05/..", "2000-01-01/2000-12-31", "2000", "1980/1981", "2004/.."];
    let lines = times.map(|time| format!("capital: {{of: Belarus, place: Minsk, during: {time}}}"));
    let (text, _) = facts(&lines.each_ref().map(String::as_str));
    let folder = Folder::with("facts.yaml", text);
    let joined = "SELECT DISTINCT ?fact ?other ?time ?otherTime WHERE {\n\
                  { SELECT ?fact ?of ?time WHERE { ?fact chy:capitalOf ?of ; chy:during ?time } }\n\
                  { SELECT ?other ?of ?otherTime WHERE { ?other chy:capitalOf ?of ; chy:during ?otherTime } }\n\
                  FILTER ( ?fact != ?other ) }\n";
    let plain = "SELECT ?fact ?other ?time ?otherTime WHERE {\n\
                 ?fact chy:capitalOf ?of ; chy:during ?time .\n\
                 ?other chy:capitalOf ?of ; chy:during ?otherTime FILTER ( ?fact != ?other ) }\n";
    let both = |pairs: &[(usize, usize)]| pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
    // By hand, by the places of the times in the list. What is open goes on longer than all that the document says.
    let expected: [(&str, BTreeSet<(usize, usize)>); 5] = [
        (
            "overlap",
            both(&[(0, 1), (0, 2), (0, 3), (0, 4), (2, 3), (2, 4), (2, 5), (2, 7), (3, 4), (3, 5), (3, 7), (4, 5)]),
        ),
        ("cross", both(&[(0, 1), (0, 2), (0, 3), (2, 3), (2, 4), (2, 5), (2, 7), (3, 4), (3, 5), (3, 7)])),
        ("contain", [(0, 1), (2, 4), (2, 5), (3, 2), (3, 4), (3, 5)].into()),
        ("run-over", [(0, 2), (0, 3), (2, 7)].into()),
        ("same", both(&[(4, 5)])),
    ];
    for (word, pairs) in expected {
        for query in [joined, plain] {
            folder.file("mine/mine.rq", format!("{HEADER}#+ times: {word}\n{query}"));
            let run = check(&folder, &["facts.yaml", "--checks", "mine", "--format", "json"]);
            let said = run.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
            // The first fact stands in the second line.
            let at = |line: &serde_json::Value| usize::try_from(line.as_u64().unwrap()).unwrap() - 2;
            let found: BTreeSet<(usize, usize)> = said
                .filter(|said| said["code"] == "mine")
                .map(|said| (at(&said["line"]), at(&said["related"][0]["line"])))
                .collect();
            assert_eq!(found, pairs, "{word}\n{query}\n{}", run.out);
        }
    }
}

#[test]
fn a_check_with_a_misspelt_term_is_told_at_the_term() {
    let folder = own("a-membership.rq", &format!("{HEADER}SELECT ?fact WHERE {{ ?fact a chy:Memberships }}\n"));
    let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
    let line = HEADER.lines().count() + 1;
    let said = run.said();
    assert_eq!((run.status, said.len()), (Some(0), 1), "{}", run.err);
    assert_eq!((said[0].code.as_str(), said[0].marked.as_str()), ("unknown-term", "chy:Memberships"), "{}", run.err);
    assert!(said[0].place.starts_with(&format!("mine/a-membership.rq:{line}:")), "{}", run.err);
    assert!(run.err.contains("did you mean `chy:Membership`?"), "{}", run.err);
    // What an ontology of one's own declares is known.
    folder.file(
        "ontology/own.ttl",
        "@prefix chy: <https://w3id.org/chancery/ontology#> .\n\
         @prefix owl: <http://www.w3.org/2002/07/owl#> .\nchy:Memberships a owl:Class .\n",
    );
    let run = check(&folder, &["facts.yaml", "--checks", "mine", "--ontology", "ontology"]);
    assert!(!run.err.contains("unknown-term"), "{}", run.err);
}

#[test]
fn a_check_that_is_wrong_is_told_in_its_file() {
    let select = "SELECT ?fact WHERE { ?fact a chy:Membership }\n";
    let bad = [
        (
            format!("{HEADER}CONSTRUCT {{ ?fact a chy:Fact }} WHERE {{ ?fact a chy:Membership }}"),
            "bad-check",
            "a SELECT query",
        ),
        (format!("{HEADER}ASK {{ ?fact a chy:Membership }}"), "bad-check", "a SELECT query"),
        (
            format!("{HEADER}SELECT ?of ?fact WHERE {{ ?fact a ?of }}"),
            "bad-check",
            "the first column of a check is `?fact`",
        ),
        (select.to_owned(), "bad-check", "the check has no header"),
        (format!("#+ just words\n{select}"), "bad-check", "the header is not a mapping"),
        (format!("{}{select}", HEADER.replace("warning", "fatal")), "bad-check", "`fatal` is not a severity"),
        (format!("{}{select}", HEADER.replace("#+ severity: warning\n", "")), "bad-check", "the check has no severity"),
        (format!("{}{select}", HEADER.replace("{fact}", "{facts}")), "bad-check", "`{facts}` is not a column"),
        (format!("{}{select}", HEADER.replace("remedy", "remedies")), "bad-check", "the check has no remedy"),
        (format!("{HEADER}#+ spares: everybody\n{select}"), "bad-check", "cannot be `everybody`"),
        (format!("{HEADER}#+ times: sometimes\n{select}"), "bad-check", "`sometimes` is not a relation"),
        (format!("{HEADER}#+ times: overlap\n{select}"), "bad-check", "`times` needs a column `?time`"),
        (
            format!(
                "{HEADER}#+ times: overlap\nSELECT ?fact ?time WHERE {{ ?fact a chy:Membership ; chy:during ?time , ?otherTime }}"
            ),
            "bad-check",
            "needs a column `?otherTime`",
        ),
        (format!("{HEADER}#+ message: [a\n{select}"), "", ""),
        (
            format!("{HEADER}SELECT ?fact WHERE {{ SERVICE <http://example.org/> {{ ?fact a chy:Fact }} }}"),
            "service-off",
            "SERVICE is off",
        ),
        (format!("{HEADER}SELECT ?fact WHERE {{ ?fact a chi:Fact }}"), "unknown-prefix", "chi"),
        (format!("{HEADER}SELECT ?fact WHERE {{ ?fact a chy:Fact ; chi:of ?o }}"), "unknown-prefix", "chi"),
        (format!("{HEADER}SELECT ?fact WHERE {{ ?fact a"), "sparql-syntax", ""),
        (format!("{HEADER}INSERT DATA {{ <a:b> a chy:Fact }}"), "sparql-syntax", ""),
        (String::new(), "bad-check", "the check has no header"),
    ];
    for (text, code, message) in bad {
        let folder = own("mine.rq", &text);
        let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
        assert_eq!(run.status, Some(1), "{text}\n{}", run.err);
        let said = run.said();
        assert!(said.iter().all(|said| said.place.starts_with("mine/mine.rq:")), "{text}\n{}", run.err);
        let found = said.iter().any(|said| said.code.contains(code) && said.message.contains(message));
        assert!(found, "{code}, {message}: {text}\n{}", run.err);
    }
    let folder = own("Two Words.rq", &format!("{HEADER}{select}"));
    let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["bad-check".to_owned()]), "{}", run.err);
    let folder = own("mine.rq", "");
    folder.file("mine/mine.rq", b"#+ summary: \xFF\n");
    let run = check(&folder, &["facts.yaml", "--checks", "mine"]);
    assert_eq!((run.status, run.said().len()), (Some(1), 1), "{}", run.err);
}

#[test]
fn a_folder_of_checks_that_is_none_is_told() {
    let folder = own("notes.txt", "no check");
    for (dir, code) in [("missing", "no-such-file"), ("facts.yaml", ""), ("mine", "nothing-to-read")] {
        let run = check(&folder, &["facts.yaml", "--checks", dir]);
        assert_eq!((run.status, run.said().len()), (Some(1), 1), "{dir}: {}", run.err);
        assert!(run.codes()[0].contains(code), "{dir}: {}", run.err);
    }
    let run = check(&folder, &["facts.yaml", "--checks", "mine", "--no-checks"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
}

#[test]
fn more_than_can_be_shown_are_counted() {
    let lines: Vec<String> = (0..120)
        .map(|n| format!("supply flow: {{supplier: Belarus, recipient: Belarus, product: oil, during: {}}}", 1800 + n))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (text, _) = facts(&lines);
    let folder = Folder::with("facts.yaml", text);
    let run = check(&folder, &["facts.yaml"]);
    assert!(run.err.contains("and 70 more of this kind") && run.err.contains("120 errors"), "{}", run.err);
}
