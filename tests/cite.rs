//! `chancery cite`: where sentences end, what markup leaves, and the table.
//!
//! In the cases `|` stands where a sentence ends; it is taken out before the text is read.

#![allow(clippy::unwrap_used, clippy::panic)]

use chancery::article::{Form, Kind, Omitted, Table, blocks, collapsed, digest, sentences, to_extract};
use proptest::prelude::*;

use crate::fuzz_corpus::checks;
use crate::support::Folder;
use crate::support::cases::config;
use crate::support::graph::{real_data, root};

/// Sentences by hand, one paragraph a line.
const CASES: &[&str] = &[
    // Plain boundaries.
    "The envoy left.|The minister stayed.",
    "Who came?|Nobody did!|So it ended.",
    "One sentence without an end",
    "Trade grew by 3.5 percent to 1,200.50 million.|It fell later.",
    "The file is called report.txt.|It is short.",
    // Titles and names.
    "Mr. Smith met Mrs. Jones.|They talked.",
    "Dr. Weber and Prof. Lang signed for St. Gallen.|Nobody objected.",
    "President Ts. Elbegdorj met Yu. Kim, Sh. Batbayar and Kh. Naranjargal.|They left at approx. 5 with Sec. Gen. Low.",
    "Им помог Дж. Буш.|Они уехали.",
    "He was on TV.|Minsk was quiet.",
    "Gen. Ivanov and Lt. Col. Petrov came with Sgt. Low.|Maj. Gen. Orlov did not.",
    "Sen. Hall wrote to Gov. Reed.|Rep. Cole answered.",
    "J. F. Kennedy spoke.|H. W. Bush listened.",
    "It was George W. Bush who signed.|He left at noon.",
    "J.-P. Sartre declined.|The prize stayed.",
    "Nuclear arms vs. conventional arms: a debate.|It goes on.",
    // Abbreviations that seldom end a sentence.
    "The U.S. President met the U.K. Foreign Secretary.|They agreed.",
    "He lives in the U.S.|The move was recent.",
    "It was sold by Acme Inc. for little.|Acme Corp. bought it back.",
    "It was sold to Acme Inc.|The price is not known.",
    "Smith, Jones et al. Report on Trade was read.|It was long.",
    "They sell oil, gas, etc.|In 2010 they sold more.",
    "The treaty of Jan. 5 and the one of Sept. 7 hold.|Others do not.",
    "The talks began at 9 a.m. Minsk time.|They ended at 5 p.m.|The press waited.",
    "Some goods, e.g. Oil and gas, are free.|Others, i.e. Arms, are not.",
    "John Smith Jr. Trade Center was opened.|It is new.",
    // Numbers and units.
    "It grew to US$146 m.|More came.",
    "It weighs 5 t.|Nobody lifts it.",
    "See No. 5 and Nos. 6 and 7.|It says so.",
    "He said no.|The answer was final.",
    "See p. 12, pp. 14 and vol. 2 of it.|Nothing else is known.",
    "Under Art. 5 and para. 2 it is void.|It was so held.",
    "They met in 2008.|27 states took part.",
    "They met in Minsk.|15 states took part.",
    "It costs approx. 5 dollars.|Nobody pays.",
    "Version 2.0 came.|Version 2.1 did not.",
    "1. The parties meet.|They talk.",
    // Ellipses, quotations, brackets, notes.
    "Well... maybe not.|It ended.",
    "They waited...|Nobody came.",
    "They waited…|Nobody came.",
    "They waited … for years.|Nobody came.",
    "\"We agree.\"|This was all.",
    "He said: \"We agree.\"|Then he left.",
    "He said “We agree.”|Then he left.",
    "\"Really?\" he asked.|Nobody answered.",
    "He left (he was ill).|She stayed.",
    "He left.|(He was ill.)|She stayed.",
    "The band (Wham!) UK tour ended.|It was long.",
    "The firm (Acme Inc.) Minsk office closed.|It was small.",
    "They asked (why now?) Minsk for help.|None came.",
    "It was signed.[1]|It is in force.[2][3]|Nobody left.",
    "It was signed.[a]|It is in force.[note 4]",
    "The deal[5] holds.|So does the other.[citation needed]",
    "He said [...] Minsk would pay.|It did.",
    "They left!!|Nobody knew why?!|It was late.",
    "It was 'final.'|They left.",
    // German.
    "Am 1. Januar 1990 trat er bei.|Am 3. Oktober nicht.",
    "Im 19. Jahrhundert und im 2. Weltkrieg war es so.|Danach nicht.",
    "Das gilt z. B. für Öl, d. h. für alles.|Das ist neu.",
    "Der Vertrag gilt bzw. Teile davon gelten.|Er ist kurz.",
    "Er sagte: „Ja.“|Dann ging er.",
    "Papst Johannes Paul II.|Der Besuch war kurz.",
    "Nach Art. 5 Abs. 2 und Nr. 7 gilt das.|Mehr nicht.",
    "Das Treffen vom 1. 5. 2000 war kurz.|Es war das letzte.",
    // French.
    "M. Dupont et Mme. Durand sont venus.|Ils sont partis.",
    "Il a dit : « Oui. »|Elle est partie.",
    "Il a dit « Oui. » puis il est parti.|Elle aussi.",
    "Voir p. 5 et art. 7 du traité.|Rien de plus.",
    // Russian and Belarusian.
    "Это было в 1990 г. в Минске.|Потом он уехал.",
    "В 1990 г. Минск стал столицей.|Это известно.",
    "А. С. Пушкин и г-н. Иванов встретились.|Они говорили.",
    "Нефть, газ и т. д.|Это всё.",
    "Цена — 5 млн. руб. за год.|Она растёт.",
    "Ён прыехаў у 2005 г. у Мінск.|Гэта вядома.",
    // Scripts without letter case.
    "他来了。|她走了。",
    "هل جاء؟|نعم جاء.",
];

#[test]
fn sentences_end_where_a_reader_ends_them() {
    assert!(CASES.len() >= 60, "{}", CASES.len());
    let mut wrong = Vec::new();
    for case in CASES {
        let expected: Vec<&str> = case.split('|').map(str::trim).collect();
        let text = case.split('|').collect::<Vec<_>>().join(if case.contains('。') { "" } else { " " });
        let found: Vec<&str> = sentences(&text).into_iter().map(|range| &text[range]).collect();
        if found != expected {
            wrong.push(format!("{case}\n    {}", found.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

/// The rows of a table as `section: words`.
fn told(extract: &str) -> Vec<String> {
    let table = Table::of(extract, &Omitted::default());
    let row = |row: &chancery::article::Row| {
        let words = collapsed(&extract[row.bytes.clone()]);
        assert_eq!(digest(&words), row.sentence.digest);
        format!("{}: {words}", row.sentence.section)
    };
    table.rows.iter().map(row).collect()
}

#[test]
fn a_sentence_crosses_neither_heading_nor_paragraph_nor_item() {
    let text = "Before all\n\n= Top =\nNo stop here\n\nNor here\n== A ==\n- one\n- two. Three.\n* four\nAfter the list\n\
                == References ==\n- left out\n=== Deeper ===\nOut too.\n== B ==\nBack again.\n";
    assert_eq!(
        told(text),
        [
            ": Before all",
            "Top: No stop here",
            "Top: Nor here",
            "A: one",
            "A: two.",
            "A: Three.",
            "A: four",
            "A: After the list",
            "B: Back again.",
        ]
    );
}

fn from(form: Form, text: &str) -> Vec<String> {
    told(&to_extract(text, form, Some("T")))
}

#[test]
fn wikitext_leaves_words() {
    let text = "{{Short description|Relations}}\n{{Infobox relations\n| a = [[Minsk]]\n| b = {{flag|Belarus}}\n}}\n\
        '''Freedonia''' and ''[[Sylvania (state)|Sylvania]]'' are at peace.<ref name=\"x\">A book. It says so.</ref> They \
        trade<ref name=x /> with {{lang|be|Мінск}} since {{circa|1990}}.{{citation needed|date=May}}\n\
        They meet [https://example.org once a year].[https://example.org]\n\n\
        [[File:Map.png|thumb|A [[map]]. With words.]]\n<!-- A comment.\n\nIt is long. -->\n\
        {| class=\"wikitable\"\n! Year\n|-\n| 1990 || {{x|y}}\n|}\n\
        == Trade &amp; ''money'' ==\n__NOTOC__\nIt grew.<br />It fell.\n* [[Oil]]: 5&nbsp;t\n** Gas\n# First\n: Set in.\n\
        <nowiki>''Not'' [[markup]]</nowiki> stands. <math>a < b</math>\n<gallery>\nFile:A.png|One. Two.\n</gallery>\n\
        ==See also==\n* [[Other]]\n[[Category:Peace]]\n[[de:Frieden]]\n";
    assert_eq!(
        from(Form::Wikitext, text),
        [
            "T: Freedonia and Sylvania are at peace.",
            "T: They trade with Мінск since c. 1990.",
            "T: They meet once a year.",
            "Trade & money: It grew.",
            "Trade & money: It fell.",
            "Trade & money: Oil: 5 t",
            "Trade & money: Gas",
            "Trade & money: First",
            "Trade & money: Set in.",
            "Trade & money: ''Not'' [[markup]] stands.",
        ]
    );
}

#[test]
fn templates_that_render_words_leave_them() {
    for (markup, words) in [
        ("{{flag|Iran}} has ties with {{Flagcountry|IRN}}", "Iran has ties with Iran"),
        ("{{flag|Russia|name=USSR}} met {{flagu|GBR|name=UK}}", "USSR met UK"),
        ("{{MEX}} and {{flagicon|MEX}} {{flag|Persia|name=Iran}} met {{GER}}", "Mexico and Iran met Germany"),
        (
            "It began on {{start date|1979|2|11}} and {{end date|1979|2|11|df=yes}}",
            "It began on February 11, 1979 and 11 February 1979",
        ),
        ("It began in {{Start date|1979|2}} or {{dts|1979}}", "It began in February 1979 or 1979"),
        ("The {{date|11|février|1979}}", "The 11 février 1979"),
        ("{{As of|2006|10}} they met, {{as of|2007|lc=y}}", "As of October 2006 they met, as of 2007"),
        ("{{lang|fa|متن}} is {{transl|fa|ALA|matn}} or {{transliteration|fa|motun}}", "متن is matn or motun"),
        ("Over {{convert|5|km}}, {{convert|5|to|10|km}} and {{cvt|5|-|10|km|mi}}", "Over 5 km, 5 to 10 km and 5–10 km"),
        ("A man of {{convert|5|ft|6|in}}", "A man of 5 ft 6 in"),
        ("{{nowrap|At once}} the {{abbr|UN|United Nations}} met", "At once the UN met"),
        (
            "{{circa|1900|1905}} came {{US$|5 million}} and {{formatnum:1234567}}",
            "c. 1900 – c. 1905 came US$5 million and 1,234,567",
        ),
        ("Notes{{sfn|A|1990}}{{efn|B {{x}}}}{{Cite web|url=a}}{{refn|group=a|b}} vanish", "Notes vanish"),
        ("{{Ill|Treaty of A|fr|Traité}} and {{sortname|Jane|Doe}}", "Treaty of A and Jane Doe"),
        ("They are {{hlist|[[a]]|b}}", "They are a, b"),
        // Flags: a picture parts words.
        (
            "{{flagu|Peru}} and{{flag|Chile}} and{{UAE}} met {{flag+link|Embassy of|Cuba}}",
            "Peru and Chile and United Arab Emirates met Cuba",
        ),
        ("{{flagathlete|[[Ana Lee]]|CUB}} of {{noflag|CUB}} and {{flagg|uxx|PER}}", "Ana Lee (CUB) of Cuba and Peru"),
        // Dates.
        (
            "{{date|1992-03-01}}, {{dts|1992-03-01}}, {{dts|format=dmy|1992|3|1}}",
            "1 March 1992, March 1, 1992, 1 March 1992",
        ),
        (
            "{{start date|1992|3|1|14|05|df=no}} and {{Birth date and age|1950|4|3}}",
            "14:05, March 1, 1992 and April 3, 1950",
        ),
        (
            "{{As of|2020|5|3|since=y}} or {{as of|2020|lc=y|since=y}} it holds",
            "Since 3 May 2020 or since 2020 it holds",
        ),
        (
            "{{date|2006-05}} and {{dts|2006|5}}, {{date|2006-05-17|mdy}}, {{date|17 May 2006|mdy}} and {{dts|17 May 2006}}",
            "May 2006 and May 2006, May 17, 2006, 17 May 2006 and 17 May 2006",
        ),
        // What is not certain of a number, and a range of numbers, are not units.
        (
            "{{val|12.5|0.3|u=km}}, {{val|1200|-|1500|ul=km}}, {{val|7|2|1}}, {{val|5|e=6|u=kg|up=m}} and {{val|p=~|9|s=%}}",
            "12.5±0.3 km, 1,200–1,500 km, 7+2−1, 5×10^6 kg per m and ~9%",
        ),
        // Languages.
        (
            "A ({{langx|fr|mot|lit=word}}; {{lang-fa|متن|translit=matn}})",
            "A (French: mot, lit. 'word'; Persian: متن, romanized: matn)",
        ),
        ("A {{langx|de|Wort|label=none}} and {{lang-xyz|mot}}", "A Wort and mot"),
        (
            "A ({{zh|s=国|t=國|p=guó}}) and {{nihongo|Tokyo|東京|Tōkyō}}",
            "A (simplified Chinese: 国; traditional Chinese: 國; pinyin: guó) and Tokyo (東京, Tōkyō)",
        ),
        // Ships: what is shown of a name is chosen by a number.
        ("{{HMS|Ark|51}}, {{USS|Ark|A-1|2}}, {{USS|Ark|A-1|6}}", "HMS Ark (51), Ark, USS Ark"),
        ("{{ship|Cuban frigate|Ark}} and {{ship||Ark|1999|3}}", "Cuban frigate Ark and Ark (1999)"),
        // Numbers, amounts, marks.
        ("the {{ordinal|2}}, {{ordinal|12}} and {{ordinal|23}}", "the 2nd, 12th and 23rd"),
        ("{{convert|12000|sqkm|sqmi}} at {{convert|20|C}}", "12,000 km² at 20 °C"),
        ("{{INRConvert|5|c}}, {{GBP|7 million}}, {{€|5}} and {{increase}} 5%", "₹5 crore, £7 million, €5 and 5%"),
        ("It is {{sic|teh}} and {{sic|hide=y|Teh}} {{not a typo|tehe}}", "It is teh [sic] and Teh tehe"),
        ("Iran{{'s}} men{{snd}}all{{·}}left{{nbsp}}so soft{{shy}}ly", "Iran's men – all · left so softly"),
        ("{{URL|https://example.org|The site}} has {{ISBN|1-2}}", "The site has ISBN 1-2"),
        (
            "{{ROK}} and {{SCO}} grew {{percent|5}} in {{in lang|es}} {{val|7|u=days}} of {{math|n}}",
            "South Korea and Scotland grew 5% in 7 days of n",
        ),
        ("{{lc:ABC}} {{uc:abc}} {{#if:x|yes|no}} {{PAGENAME}}", "abc ABC yes T"),
        // What parts a value from its name stands in the value itself, not in what the value holds.
        (
            "{{nowrap|[[E=mc²]] holds}} and {{nowrap|{{lang|fr|2=a=b}}}} and {{nowrap|1=c=d}}",
            "E=mc² holds and a=b and c=d",
        ),
        ("{{nowrap|a {{!}} b {{=}} c}} in {{Template:Flag|1=Peru}} by {{lang|1=fr|2=mot}}", "a | b = c in Peru by mot"),
    ] {
        assert_eq!(from(Form::Wikitext, markup), [format!("T: {words}")], "{markup}");
    }
    // Who said it stands by itself, whatever follows.
    let words = from(
        Form::Wikitext,
        "He said {{quote|We agree.|Jane Doe}} Then they left. {{cquote|So be it.|by=J. Roe}} And came.",
    );
    let told = ["He said We agree.", "— Jane Doe", "Then they left.", "So be it.", "— J. Roe", "And came."];
    assert_eq!(words, told.map(|sentence| format!("T: {sentence}")));
    let quoted = "Before.\n{{quote|We agree. {{nowrap|So be it.}}|A minister|A book}}\nBetween. {{Blockquote|text=They do.}} After.\n\
                  {{cquote|All is well.}}\n{{ubl|One came.|Another left.}}";
    let sentences = [
        "Before.",
        "We agree.",
        "So be it.",
        "— A minister, A book",
        "Between.",
        "They do.",
        "After.",
        "All is well.",
        "One came.",
        "Another left.",
    ];
    assert_eq!(from(Form::Wikitext, quoted), sentences.map(|sentence| format!("T: {sentence}")));
}

/// What renders to nothing eats no word, joins no two, and leaves no space before a mark.
#[test]
fn what_is_left_out_leaves_the_words_around_it() {
    for (markup, words) in [
        ("{{flagdeco|PER}} [[Peru]] met {{flagdeco|CUB}}Cuba, and{{flagicon|CHI}}Chile", "Peru met Cuba, and Chile"),
        (
            "One{{unknown}}two and one{{sfn|A}}two, one<ref>A</ref>two, one<ref name=a />two",
            "One two and one two, one two, one two",
        ),
        ("One[[File:A.png|20px]]two and one<!-- no -->two", "One two and onetwo"),
        (
            "It ended {{unknown}}, then {{cn}}; it {{unknown}} began ({{unknown}} or so {{cn}}) {{unknown}}.",
            "It ended, then; it began ( or so).",
        ),
        (
            "'''One'''{{unknown}}<b>two</b> and {{nowrap|one{{unknown}}}}two, one{{nowrap|{{unknown}}two}}",
            "One two and one two, one two",
        ),
        ("They met\n<!-- Where? -->\nin 1990", "They met in 1990"),
        ("''''One'''' is '''''two''''' and ''''''three''''''", "'One' is two and 'three'"),
    ] {
        assert_eq!(from(Form::Wikitext, markup), [format!("T: {words}")], "{markup}");
    }
}

#[test]
fn only_tags_are_read_as_tags() {
    for (markup, words) in [
        ("If a <b then c, if x<y and 3<5 <foo>bar</foo>", "If a <b then c, if x<y and 3<5 <foo>bar</foo>"),
        (
            "<code>{{flag|Peru}}</code> <noinclude>and</noinclude> <small>so</small> <span title=\"a>b\">on</span>",
            "Peru and so on",
        ),
        (
            "A <s>struck</s> word, <del>gone</del> and <ref>a<references/></ref>back <ref>b</ref>again",
            "A word, and back again",
        ),
        ("A <table><tr><td>a<table><tr><td>b</table>c</table>tail", "A tail"),
        ("<div style=\"{{style}}\">One <nowiki>[[two]] <b></nowiki></div>", "One [[two]] <b>"),
        (
            "[[ISO:9660]] and [[Media:A.ogg|sound]] and [[:File:A.png]] and [[wikt:word]]",
            "ISO:9660 and sound and File:A.png and wikt:word",
        ),
    ] {
        assert_eq!(from(Form::Wikitext, markup), [format!("T: {words}")], "{markup}");
    }
    let lines = "<poem>\nOne line\nand [[Two|another]]\n</poem>\n# UNESCO came.\n----Behind a rule.";
    assert_eq!(from(Form::Wikitext, lines), ["T: One line", "T: and another", "T: UNESCO came.", "T: Behind a rule."]);
}

#[test]
fn what_no_sentence_holds_is_told_with_its_line_or_number() {
    let wiki = "{{Infobox treaty\n| a = {{within|b}}\n}}\nA {{Foo|x}} {{foo}} b.\n{{sfn|x}}\n{|\n! {{in a table}}\n|-\n|\n{|\n| c\n|}\n|}\n\
                {{bar}} {{#expr:1|b}} {{age|1979|2|11}}\n[[File:a.png|thumb|{{in a caption}}]]\n<table><tr><td>c</td></tr></table>\n\
                <gallery>\nA.png|B\n</gallery>\n<math>a</math><s>b</s><ref>{{in a note}}</ref>{{foo_bar}}{{Foo bar}}[[File:b.png|left|20px]]\n\
                <!-- a --><span style='display: none'>b</span>[[Category:A]][[Category:B]][[de:A]][http://a.org]{{{c|d}}}\n";
    let page = "<p>A b<sup class=reference>1</sup>.<math>c</math><style>d</style></p>\n<table class=infobox><tr><td>\n1</td></tr></table>\n<table class=navbox><tr><td>2</td></tr></table>\n\
                <table><tr><td><table><tr><td>3</td></tr></table></td></tr>\n</table>\n";
    let folder = Folder::with("a.wiki", wiki);
    folder.file("a.html", page);
    for (name, lines) in [
        (
            "a.wiki",
            &[
                "left out: {{Infobox treaty}} in lines 1 to 3",
                "left out: a table in lines 6 to 13",
                "left out: a table in line 16",
                "left out: <gallery> in lines 17 to 19",
                "left out: {{Foo}} 2 times, {{foo_bar}} 2 times, {{#expr}} once, <math> once, <s> once, {{age}} once, {{bar}} once, \
                 {{{c}}} once, [[File:]] once",
                "left out next to the sentences: [[Category:]] 2 times, <!-- --> once, <ref> once, <span> once, {{sfn}} once, \
                 [[File:]] once, [[de:]] once, [http://] once",
            ][..],
        ),
        (
            "a.html",
            &[
                "left out: an infobox in lines 2 to 3",
                "left out: a table in lines 5 to 6",
                "left out: <math> once",
                "left out next to the sentences: <sup class=reference> once, <table class=navbox> once",
            ],
        ),
    ] {
        let run = folder.run(&["cite", name]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let told: Vec<&str> = run.err.lines().filter(|line| line.starts_with("left out")).collect();
        assert_eq!(told, lines, "{name}");
    }
    // Nothing is left out of a plain text.
    folder.file("a.txt", "A {{foo}} {| b |}.\n");
    assert!(!folder.run(&["cite", "a.txt", "--from", "plain"]).err.contains("left out"));
}

/// The names that codes are read as are those of the registry.
#[test]
fn codes_stand_for_the_states_of_the_registry() {
    let list = include_str!("../src/article/countries.txt");
    let list = list.split("# Other codes").next().unwrap();
    let pairs: Vec<(&str, &str)> =
        list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')).collect();
    assert!(pairs.len() > 240, "{}", pairs.len());
    let codes: String = pairs.iter().map(|(code, _)| format!("{code}\n")).collect();
    let run = Folder::new().pipe(codes, &["match", "--format", "json"]);
    for ((code, name), line) in pairs.iter().zip(run.out.lines()) {
        assert!(line.contains(&format!("\"label\":\"{name}\"")), "{code} {name}: {line}");
    }
    assert_eq!(run.out.lines().count(), pairs.len(), "{}", run.err);
}

#[test]
fn wikitext_that_is_not_closed_stays_as_it_was() {
    assert_eq!(from(Form::Wikitext, "Before {{open. After [[link is."), ["T: Before {{open.", "T: After [[link is."]);
    assert_eq!(from(Form::Wikitext, "Before <ref>open. After."), ["T: Before open.", "T: After."]);
    assert_eq!(from(Form::Wikitext, "Not ]] closed }} at |} all."), ["T: Not ]] closed }} at |} all."]);
    assert_eq!(from(Form::Wikitext, "{{{{{a}}}}} left {{{b|c}}} and {{d}} right."), ["T: left and right."]);
    assert_eq!(from(Form::Wikitext, "#REDIRECT [[Elsewhere]]"), [""; 0]);
}

#[test]
fn a_page_leaves_words() {
    let text = "<!DOCTYPE html><html><head><title>No</title><style>p {x: \"<p>\"}</style></head><body>\
        <div id='mw-navigation'><p>Menu. No.</p></div><header><h1 id=firstHeading><span>Peace</span></h1></header>\
        <p>Outside.</p><div class='mw-content-ltr mw-parser-output'>\
        <div role=note class=hatnote>See more. No.</div><table class=infobox><tr><td>No<table><tr><td>No</table>No</table>\
        <p><b>Freedonia</b> is &quot;at peace&quot;.<sup class='reference'><a>[1]</a></sup> It trades<sup>2</sup>.\
        <span style='display: none'>No.</span>\n</p><script>if (a<b) { '</p>' }</script>\
        <div class='mw-heading mw-heading2'><h2>Trade</h2><span class='mw-editsection'>[<a>edit</a>]</span></div>\
        <p>It grew.<br>It fell.<ul><li>Oil<li>Gas <i>and</i> coal<ul><li>Brown coal</ul></ul>\
        <div class=navbox><p>No.</p></div><h2>References</h2><ol class=references><li>No.</ol></div><p>Footer. No.</p>";
    assert_eq!(
        from(Form::Html, text),
        [
            "Peace: Freedonia is \"at peace\".",
            "Peace: It trades2.",
            "Trade: It grew.",
            "Trade: It fell.",
            "Trade: Oil",
            "Trade: Gas and coal",
            "Trade: Brown coal",
        ]
    );
    // Another page: its `main`; a piece: all of it.
    assert_eq!(from(Form::Html, "<p>No.</p><main><h1>H</h1><p>Yes.</p></main><p>No.</p>")[0], "H: Yes.");
    assert_eq!(from(Form::Html, "<p>One.<p>Two.</p>"), ["T: One.", "T: Two."]);
}

#[test]
fn the_three_forms_of_one_text_have_one_table() {
    let plain = "= T =\n\nOne [1990]. Two.\n\n== A ==\n\n- b\n- c\n";
    let wikitext = "One &#91;1990]. '''Two'''.<ref>x</ref>\n==A==\n*[[d|b]]\n*c";
    let page = "<h1>T</h1><p>One [1990]. <b>Two</b>.</p><h2>A</h2><ul><li>b</li><li>c</li></ul>";
    for (form, text) in [(Form::Wikitext, wikitext), (Form::Html, page)] {
        let extract = to_extract(text, form, Some("T"));
        assert_eq!(extract, plain);
    }
}

#[test]
fn the_table_of_the_article_is_the_one_that_is_cited() {
    let Some(data) = real_data("the_table_of_the_article_is_the_one_that_is_cited") else { return };
    let seed = data.join("../seed");
    let article = seed.join("azerbaijan-belarus-relations.txt");
    let run = Folder::new().run(&["cite", article.to_str().unwrap()]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let ours = std::fs::read_to_string(root().join("data/azerbaijan-belarus.sentences.tsv")).unwrap();
    assert_eq!(run.out, ours);
    let dossier = std::fs::read_to_string(root().join("data/azerbaijan-belarus.yaml")).unwrap();
    let line = dossier.lines().find(|line| line.trim().starts_with("extract digest:")).unwrap();
    assert!(run.err.contains(line), "{}", run.err);
    // The table beside the article: number, start, end, section, words.
    let theirs = std::fs::read_to_string(seed.join("azerbaijan-belarus-sentences.tsv")).unwrap();
    let run = Folder::new().run(&["cite", article.to_str().unwrap(), "--words"]);
    let rows = |text: &str, order: [usize; 5]| {
        let row = |line: &str| {
            let fields: Vec<&str> = line.split('\t').collect();
            order.map(|at| fields[at].to_owned())
        };
        text.lines().skip(1).map(row).collect::<Vec<_>>()
    };
    let (found, expected) = (rows(&run.out, [0, 2, 3, 1, 4]), rows(&theirs, [0, 1, 2, 3, 4]));
    assert_eq!(expected.len(), 38);
    assert_eq!(found, expected);
}

#[test]
fn the_command_writes_table_and_extract() {
    let folder = Folder::with("note.wiki", "'''One''' is [[two]]. Three.\n== See also ==\n* x");
    let run = folder.run(&["cite", "note.wiki", "--title", "N", "--output", "n.tsv", "--extract", "n.txt"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    let extract = "= N =\n\nOne is two. Three.\n\n== See also ==\n\n- x\n";
    assert_eq!(folder.read("n.txt"), extract);
    let (one, three) = (digest("One is two."), digest("Three."));
    let header = "number\tsection\tstart\tend\tdigest\n";
    assert_eq!(folder.read("n.tsv"), format!("{header}1\tN\t7\t18\t{one}\n2\tN\t19\t25\t{three}\n"));
    assert!(run.err.starts_with("2 sentences in 1 section; left out: See also\n"), "{}", run.err);
    let lines = format!("document:\n  sentences: n.tsv\n  extract digest: {}\n", digest(extract));
    assert!(run.err.ends_with(&lines), "{}", run.err);
    // The extract has the table of the article.
    let again = folder.run(&["cite", "n.txt"]);
    assert_eq!(again.out, folder.read("n.tsv"));

    let run = folder.run(&["cite", "note.wiki", "--format", "json", "--words", "--all-sections"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["sentences"][2]["words"], "x");
    assert_eq!(json["sentences"][2]["section"], "See also");
    assert!(!run.err.contains("sentences:"), "{}", run.err);
    let run = folder.pipe("A. One.\n== B ==\nTwo.", &["cite", "-", "--without", "b"]);
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
}

#[test]
fn bad_input_is_told() {
    let folder = Folder::new();
    for (name, bytes, arguments, code, remedy) in [
        ("empty.txt", &b""[..], &[][..], "empty-source", "wikitext or HTML"),
        ("blank.txt", b" \n\n", &[], "empty-source", "wikitext or HTML"),
        ("binary.txt", b"a\0b\0\0\0\0\0", &[], "unsupported-source", "in UTF-8"),
        ("a.txt", b"%PDF-1.7 words", &[], "unsupported-source", "in UTF-8"),
        ("b.txt", b"\xFF\xFEa\0b\0", &[], "not-utf8", "UTF-8"),
        ("latin.txt", b"K\xF6ln.", &[], "not-utf8", "Latin-1"),
        ("a.json", b"{\"parse\": {\"text\": \"<p>x</p>\"}}", &[], "unsupported-source", "the field"),
        ("dump.xml", b"<mediawiki><page/></mediawiki>", &[], "unsupported-source", "the field"),
        ("heads.txt", b"= A =\n== B ==\n", &[], "no-sentences", "--from"),
        ("refs.txt", b"= A =\n== Notes ==\nx\n", &[], "no-sentences", "--all-sections"),
        ("tables.wiki", b"{| a\n| b\n|}\n", &[], "no-sentences", "--from"),
        ("page.txt", b"<!DOCTYPE html><table><td>x</table>", &[], "no-sentences", "--from"),
    ] {
        folder.file(name, bytes);
        let run = folder.run(&[&["cite", name], arguments].concat());
        let said = run.is_refused().said();
        assert_eq!(run.codes(), [code], "{name}: {}", run.err);
        assert!(said[0].help.iter().any(|help| help.contains(remedy)), "{name}: {}", run.err);
    }
    assert_eq!(folder.run(&["cite", "emptie.txt"]).is_refused().codes(), ["no-such-file"]);
    assert_eq!(folder.run(&["cite", "."]).is_refused().codes(), ["folder-not-file"]);
    folder.file("good.txt", "Words.");
    for arguments in [&["cite"][..], &["cite", "good.txt", "--from", "pdf"], &["cite", "good.txt", "--format", "xml"]] {
        assert_eq!(folder.run(arguments).status, Some(2), "{arguments:?}");
    }
    for option in ["--output", "--extract"] {
        let run = folder.run(&["cite", "good.txt", option, "none/out.tsv"]);
        assert_eq!(run.status, Some(2), "{}", run.err);
        assert!(run.err.contains("there is no folder `none`"), "{}", run.err);
    }
    // A page is a page whatever its name.
    folder.file("saved.txt", "<html><body><p>One.</p></body></html>");
    assert!(folder.run(&["cite", "saved.txt"]).out.contains(&digest("One.")));
}

#[test]
fn a_large_text_takes_time_in_proportion() {
    let folder = Folder::new();
    for (name, text) in [
        ("words.txt", "word ".repeat(2 << 20)),
        ("gap.txt", format!("End. {}", ") ".repeat(1 << 20))),
        ("dots.txt", format!("a{}", " .".repeat(1 << 20))),
        ("brackets.txt", "(a! b) ".repeat(1 << 18)),
        ("open.wiki", format!("'''a''' {}", "{{[[".repeat(1 << 18))),
        ("comments.wiki", format!("'''a''' {}", "<!----> {|".repeat(1 << 17))),
        ("tags.wiki", format!("'''a''' {}", "<table><s <b {{x|a=".repeat(1 << 15))),
        ("refs.wiki", "'''a''' <ref><ref/>".repeat(1 << 16)),
        ("tags.html", "<div><p>a ".repeat(1 << 16)),
    ] {
        folder.file(name, text);
        let run = folder.run(&["cite", name]);
        assert_eq!(run.status, Some(0), "{name}: {}", run.err);
        assert!(run.took.as_secs() < 40, "{name} took {:?}", run.took);
    }
    let run = folder.pipe("x".repeat((64 << 20) + 1), &["cite", "-"]);
    assert_eq!(run.is_refused().codes(), ["file-too-large"]);
}

/// Pieces that markup and segmentation look at.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = vec![
        " ",
        "\n",
        "\n\n",
        ".",
        "!",
        "…",
        "...",
        "[1]",
        "[",
        "]",
        "(",
        ")",
        "\"",
        "«",
        "»",
        "“",
        "„",
        "= A =\n",
        "\n== B ==\n",
        "- ",
        "* ",
        "{{",
        "}}",
        "{|",
        "\n|}",
        "|",
        "[[",
        "]]",
        "<ref>",
        "</ref>",
        "<!--",
        "-->",
        "<p>",
        "</p>",
        "<table>",
        "&amp;",
        "&#x110000;",
        "&#0;",
        "'''",
        "__TOC__",
        "Mr.",
        "U.S.",
        "5",
        "1.",
        "Word",
        "word",
        "é",
        "Ж",
        "中",
        "。",
        "\u{a0}",
        "\u{2028}",
        "\u{85}",
        "\u{301}",
        "\u{0}",
        "\u{feff}",
        "See also",
        "https://x ",
        "<",
        ">",
        "\r",
        "\t",
    ];
    proptest::collection::vec(
        prop_oneof![4 => proptest::sample::select(pieces).prop_map(str::to_owned), 1 => ".{0,4}"],
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn sentences_are_in_order_and_cover_all_words(text in pieces()) {
        for form in [Form::Plain, Form::Wikitext, Form::Html] {
            let extract = to_extract(&text, form, None);
            let all = Omitted { none_by_rule: true, ..Omitted::default() };
            let table = Table::of(&extract, &all);
            let points: Vec<char> = extract.chars().collect();
            let mut covered = vec![false; extract.len()];
            let (mut before, mut before_point) = (0, 0);
            for (row, number) in table.rows.iter().zip(1..) {
                prop_assert_eq!(row.number, number);
                prop_assert!(row.bytes.start >= before && row.bytes.end > row.bytes.start);
                prop_assert!(row.sentence.start >= before_point && row.sentence.end > row.sentence.start);
                (before, before_point) = (row.bytes.end, row.sentence.end);
                let words = &extract[row.bytes.clone()];
                prop_assert_eq!(words.trim(), words);
                let by_points: String = points[row.sentence.start as usize..row.sentence.end as usize].iter().collect();
                prop_assert_eq!(&by_points, words);
                covered[row.bytes.clone()].fill(true);
            }
            for block in blocks(&extract) {
                let words = &extract[block.range.clone()];
                if matches!(block.kind, Kind::Heading(..)) {
                    prop_assert!(!covered[block.range.clone()].contains(&true));
                } else if words.contains(char::is_alphanumeric) {
                    for (at, c) in words.char_indices() {
                        prop_assert!(c.is_whitespace() || covered[block.range.start + at], "{:?} in {:?}", c, words);
                    }
                }
            }
            // What belongs to no block is white space or the mark of an item.
            let mut inside = vec![false; extract.len()];
            blocks(&extract).iter().for_each(|block| inside[block.range.clone()].fill(true));
            for (at, c) in extract.char_indices() {
                prop_assert!(inside[at] || c.is_whitespace() || "-*•".contains(c), "{:?} at {} of {:?}", c, at, extract);
            }
        }
    }

    /// Wikitext from known parts: no plain word is lost, and what is left out is told.
    #[test]
    fn plain_words_of_wikitext_stand_and_the_rest_is_told(choices in proptest::collection::vec(any::<u8>(), 0..120)) {
        checks::wikitext(&choices);
    }
}

#[test]
fn words_stand_before_the_digest() {
    let run = Folder::with("a.txt", "= T =\n\nOne came.\n").run(&["cite", "a.txt", "--words"]);
    let digest = digest("One came.");
    assert_eq!(run.out, format!("number\tsection\tstart\tend\twords\tdigest\n1\tT\t7\t16\tOne came.\t{digest}\n"));
}

#[test]
fn unmarked_headings_and_references_are_reported() {
    let text = "Peace\n\nIt came in 1990.[1] It went.\n\nTrade\n[edit]It grew.[2]\n\nReferences\n\n↑ A book.\n";
    let folder = Folder::with("a.txt", text);
    let run = folder.run(&["cite", "a.txt", "--output", "a.tsv"]);
    let said = run.said();
    assert_eq!((run.status, run.codes()), (Some(0), vec!["unmarked-parts".to_owned()]), "{}", run.err);
    assert!(said[0].message.contains("2 headings and 4 references"), "{}", run.err);
    assert_eq!((said[0].place.as_str(), said[0].marked.as_str()), ("a.txt:1:1", "Peace"));
    assert!(said[0].help.iter().any(|help| help.contains("`==`")), "{:?}", said[0].help);
    // What is marked, or is no heading, is not reported.
    for text in [
        "= Peace =\n\nIt came.[1]\n\nTrade\n\nIt grew.\n",
        "It came.\n\nIt went.\n",
        "{{x}} '''Peace'''\n\nTrade\n\nIt grew.",
    ] {
        let run = Folder::with("a.txt", text).run(&["cite", "a.txt"]);
        assert_eq!(run.codes(), [""; 0], "{text}: {}", run.err);
    }
}
