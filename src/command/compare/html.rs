//! A comparison as one page: counts, disagreements with both sides, and the other classes to unfold.

use super::rows::{Comparison, Row, Told};
use crate::command::page;
use chancery_graph::meet::Class;
use chancery_model::tame;
use chancery_values::name::counted;

/// How many pairs of a class other than disagreements the page has: a browser must be able to show it.
const MOST: usize = 1_000;

const STYLE: &str = "article{border-top:1px solid #ccc;padding:.6rem 0}article p{margin:0 0 .3rem}.two{display:grid;\
grid-template-columns:1fr 1fr;gap:.4rem 1.5rem}.two>div{min-width:0;overflow-wrap:anywhere}.where{color:#555;font-size:.85em}\
.wide{overflow-x:auto}summary{cursor:pointer;padding:.4rem 0;font-weight:600}@media(max-width:40rem){.two{grid-template-columns:1fr}}\
@media(prefers-color-scheme:dark){article{border-color:#444}.where{color:#aaa}}";

/// The page.
pub(super) fn html(comparisons: &[Comparison]) -> String {
    let mut out = page::head("Sources compared", STYLE);
    comparisons.iter().for_each(|comparison| section(comparison, &mut out));
    out.push_str("</html>\n");
    out
}

fn section(comparison: &Comparison, out: &mut String) {
    let (first, second) = (line(&comparison.first), line(&comparison.second));
    out.push_str(&format!("<section>\n<h2>{first} and {second}</h2>\n"));
    out.push_str(&format!("<p>The first is <b>{first}</b>, the second is <b>{second}</b>.</p>\n"));
    if !comparison.made_from.is_empty() {
        let from = comparison.made_from.iter().map(|id| line(id)).collect::<Vec<_>>().join(", ");
        out.push_str(&format!("<p>Both are made from {from}; where they agree, that is the word of one source.</p>\n"));
    }
    counts(comparison, out);
    let Some(rows) = &comparison.rows else { return out.push_str("</section>\n") };
    let of = |class: Class| rows.iter().filter(move |row| row.class == class);
    out.push_str(&format!("<h3>{}</h3>\n", counted(of(Class::Disagree).count(), "disagreement")));
    out.push_str(&format!("<p>{}</p>\n", means(Class::Disagree)));
    of(Class::Disagree).for_each(|row| article(row, out));
    for class in Class::ALL.into_iter().filter(|class| *class != Class::Disagree) {
        let many = of(class).count();
        if many == 0 {
            continue;
        }
        let what = if class.is_within() { "fact" } else { "pair" };
        out.push_str(&format!(
            "<details>\n<summary>{}: {}</summary>\n<p>{}</p>\n",
            class.name(),
            counted(many, what),
            means(class)
        ));
        of(class).take(MOST).for_each(|row| article(row, out));
        if many > MOST {
            out.push_str(&format!("<p>And {} more: --format csv has them.</p>\n", many - MOST));
        }
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

/// What a class of pairs means.
const fn means(class: Class) -> &'static str {
    match class {
        Class::Disagree => "They cannot both be right.",
        Class::Agree => "Both can be right, and each says something that the other does not.",
        Class::FirstRefines => "The first says all that the second does, and more.",
        Class::SecondRefines => "The second says all that the first does, and more.",
        Class::Same => "Both say the same.",
        Class::Implied => {
            "If the one is right, what the other says is true, and nothing proves that they mean one spell."
        }
        Class::Undecided => "They may mean one spell.",
        Class::Apart => "They state different spells: the two that are nearest to one another in time.",
        Class::OnlyFirstWithin => "The second says that it has all such facts, and does not have these.",
        Class::OnlySecondWithin => "The first says that it has all such facts, and does not have these.",
        // These have no rows.
        _ => "",
    }
}

/// How many affairs of each class there are: by kind, and folded by year.
fn counts(comparison: &Comparison, out: &mut String) {
    if comparison.counts.is_empty() {
        return out.push_str("<p>No affairs.</p>\n");
    }
    let classes = |counts: &dyn Fn(&'static str) -> Option<u64>| {
        let of_class = |class: Class| Some(format!("{} {}", counts(class.name())?, class.name()));
        Class::ALL.into_iter().filter_map(of_class).collect::<Vec<_>>().join(", ")
    };
    out.push_str("<div class=\"wide\"><table>\n<caption>Affairs by kind</caption>\n<thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Affairs</th></tr></thead>\n<tbody>\n");
    for (kind, of_kind) in &comparison.counts {
        let all = classes(&|class| of_kind.get(class).copied());
        out.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{all}</td></tr>\n", line(kind)));
    }
    out.push_str("</tbody>\n</table></div>\n<details>\n<summary>By year</summary>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Year</th><th scope=\"col\">Affairs</th></tr></thead>\n<tbody>\n");
    for of_year in comparison.counts_by_year.chunk_by(|a, b| (&a.kind, a.year) == (&b.kind, b.year)) {
        let Some(first) = of_year.first() else { continue };
        let year = first.year.map_or("not known".to_owned(), |year| year.to_string());
        let all = classes(&|class| of_year.iter().find(|count| count.class == class).map(|count| count.affairs));
        out.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{year}</td><td>{all}</td></tr>\n", line(&first.kind)));
    }
    out.push_str("</tbody>\n</table></div>\n</details>\n");
}

/// A pair of facts, side by side.
fn article(row: &Row, out: &mut String) {
    let over = line(&row.over());
    let over = if over.is_empty() { String::new() } else { format!("<b>{over}</b> ") };
    out.push_str(&format!("<article>\n<p>{over}<small>{}</small></p>\n<div class=\"two\">", line(&row.kind)));
    for side in row.sides() {
        out.push_str(&side.map_or_else(|| "<div>–</div>".to_owned(), told));
    }
    out.push_str("</div>\n</article>\n");
}

/// What one source states, and where.
fn told(told: &Told) -> String {
    let place = |piece: &super::evidence::Piece| {
        let words = line(&piece.words());
        match piece.page() {
            Some(page) => format!("<li><a href=\"{}\">{words}</a></li>", tame::html(&page)),
            None => format!("<li>{words}</li>"),
        }
    };
    let places: String = told.evidence.iter().map(place).collect();
    let more = match told.more_evidence {
        0 => String::new(),
        more => format!("<li>and {more} more</li>"),
    };
    let list = if places.is_empty() { String::new() } else { format!("<ul class=\"where\">{places}{more}</ul>") };
    format!("<div><small>{}</small><br>{}{list}</div>", line(&told.source), line(&told.label))
}

/// A text of a source in one line, escaped.
fn line(text: &str) -> String {
    tame::html(&tame::one_line(text))
}
