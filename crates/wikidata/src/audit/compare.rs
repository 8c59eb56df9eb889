//! Each statement of a fact against those of Wikidata.
//!
//! Dates are compared at the precision that each states: one within the other is more precise, not other. Only the
//! qualifiers that the table names distinguish statements; all others are left out of sight. What is deprecated does not
//! count as said.
//!
//! What an entity says of itself is compared like what a fact says. It has no claims; who says it is asked of its records,
//! and where it is in place, of the facts that mention it.

use std::collections::{BTreeSet, HashMap};
use std::io;

use super::asked::Asked;
use super::finding::{Audit, Audited, Finding, Spoken, Verdict};
use super::held::Held;
use super::statement::HeldStatement;
use crate::alignment::{Holds, Role};
use crate::model::{Content, Rank, Snak, Value};
use crate::shape::{Claim, Dateless, Forward, Stated, Survey, Untold};
use crate::{Alignment, Ends, Line, Redirects, time};
use chancery_graph::{Object, Sorted};
use chancery_model::schema::{IriBuf, NsId, Schema};
use chancery_model::vocab::{concept, dataset_terms::WIKIDATA_ENTITY};
use chancery_values::time::{Bounds, Date};

/// Compares the facts of a source, and its entities, with Wikidata. The held statements are asked for once it is known which:
/// `look` is given what is asked.
///
/// # Errors
/// When runs on disk cannot be read; what `look` returns.
pub fn audit<E: From<io::Error>>(
    schema: &Schema,
    alignment: &Alignment,
    sorted: &Sorted,
    survey: &Survey,
    look: impl FnOnce(&mut Asked) -> Result<Held, E>,
) -> Result<(Audit, Held), E> {
    let forward = Forward::new(schema, alignment, survey);
    let (mut facts, mut things) = (Vec::new(), Vec::new());
    sorted.each(schema, |description| {
        let subject = description.subject();
        let fact = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        if !forward.is_fact(description) {
            let (mut stated, mut lacks) = forward.statements(description);
            things.extend(lacks.iter().filter(|untold| untold.is_subject).cloned());
            // What only the program knows is said by no source.
            stated.retain(Stated::is_of_a_source);
            lacks.retain(|untold| untold.told_by.is_a_source());
            if !stated.is_empty() || !lacks.is_empty() {
                let label = survey.label(schema, subject);
                let findings = stated.into_iter().map(Finding::of).collect();
                let (standing, spoken) = (String::new(), Some(Spoken::default()));
                facts.push(Audited {
                    fact,
                    label,
                    standing,
                    spoken,
                    claims: Vec::new(),
                    findings,
                    lacks,
                    refused: None,
                });
            }
            return Ok(());
        }
        let (label, standing) = forward.named(description);
        // What nobody claims cannot agree with anything, nor be lacking.
        if is_unclaimed(&standing) {
            return Ok(());
        }
        let (stated, lacks) = forward.statements(description);
        let findings: Vec<Finding> = stated.into_iter().map(Finding::of).collect();
        // What lacks an item only is not refused: another line would say it.
        let is_refused = findings.is_empty() && lacks.is_empty();
        let refused = if is_refused { forward.refused(description).map(ToOwned::to_owned) } else { None };
        let claims = survey.claims.get(&fact).cloned().unwrap_or_default();
        facts.push(Audited { fact, label, standing, spoken: None, claims, findings, lacks, refused });
        Ok(())
    })?;
    speakers(schema, &forward, sorted, survey, &mut facts)?;
    let mut asked = Asked::of(alignment, &facts, &things);
    asked.prepare();
    let held = look(&mut asked)?;
    let mut audit = Audit { facts, things, ..Audit::default() };
    for told in &mut audit.facts {
        told.find_items(alignment, &held);
        let life = told.life(alignment);
        for finding in &mut told.findings {
            if let Some(stated) = &mut finding.stated {
                let moved = follow(stated, &held.redirects);
                let line = &alignment.lines[stated.line];
                let found = std::mem::take(&mut finding.why);
                (finding.verdict, finding.why, finding.held) = judge(schema, alignment, stated, life, line, &held);
                let why = [moved, found, std::mem::take(&mut finding.why)];
                finding.why =
                    why.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("; ");
            }
            *audit.counts.entry(finding.verdict).or_default() += 1;
        }
    }
    Ok((audit, held))
}

/// Finds who mentions the entities, and puts the documents that may say what they are in the place of claims.
fn speakers(
    schema: &Schema,
    forward: &Forward<'_>,
    sorted: &Sorted,
    survey: &Survey,
    facts: &mut [Audited],
) -> io::Result<()> {
    let mut places: HashMap<NsId, HashMap<String, usize>> = HashMap::new();
    let mut items: HashMap<String, Vec<usize>> = HashMap::new();
    let entities = schema.space.namespace_id(WIKIDATA_ENTITY);
    for (place, audited) in facts.iter_mut().enumerate() {
        let Some(spoken) = &mut audited.spoken else { continue };
        spoken.by_wikidata = Some(audited.fact.ns) == entities;
        let stated = audited.findings.iter().filter_map(|finding| finding.stated.as_ref());
        let in_place = stated.clone().any(|stated| stated.told_by.in_place)
            || audited.lacks.iter().any(|untold| untold.told_by.in_place);
        if in_place {
            places.entry(audited.fact.ns).or_default().insert(audited.fact.local.clone(), place);
            stated.for_each(|stated| items.entry(stated.item.clone()).or_default().push(place));
        }
    }
    if !places.is_empty() {
        sorted.each(schema, |description| {
            let subject = description.subject();
            if subject.ns == schema.folders.statement {
                let id = subject.local.split_once("--").map_or("", |(_, id)| id);
                let item = id.split('-').next().unwrap_or_default().to_ascii_uppercase();
                for place in items.get(&item).into_iter().flatten() {
                    facts[*place].spoken.iter_mut().for_each(|spoken| spoken.by_wikidata = true);
                }
                return Ok(());
            }
            if subject.ns == schema.folders.claim {
                return Ok(());
            }
            let is_fact = forward.is_fact(description);
            let thing = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
            for (_, object) in description.statements() {
                let Object::Iri(iri) = object else { continue };
                let Some(place) = places.get(&iri.ns).and_then(|of| of.get(iri.local)) else { continue };
                let Some(spoken) = &mut facts[*place].spoken else { continue };
                spoken.by_others |= !is_fact;
                for claim in survey.claims.get(&thing).into_iter().flatten().filter(|claim| claim.is_plain()) {
                    spoken.documents.insert(claim.document.clone());
                }
            }
            Ok(())
        })?;
    }
    let documents = schema.document_kind().map_or(NsId::NONE, |kind| schema.kind(kind).namespace);
    for audited in facts {
        let Some(spoken) = &audited.spoken else { continue };
        let stated = audited.findings.iter().filter_map(|finding| finding.stated.as_ref());
        let told_by = stated.map(|stated| &stated.told_by).chain(audited.lacks.iter().map(|untold| &untold.told_by));
        let named: BTreeSet<String> = told_by.flat_map(|told_by| spoken.may_say(told_by)).cloned().collect();
        let claim = |document: String| Claim {
            iri: schema.space.join(documents, &document),
            label: survey.papers.get(&document).map_or_else(|| document.clone(), |paper| paper.label.clone()),
            document,
            supports: true,
            asserted: true,
            hedge: None,
            statement: None,
        };
        audited.claims = named.into_iter().map(claim).collect();
    }
    Ok(())
}

impl Audited {
    /// The time in which an entity is, as far as it says that of itself.
    fn life(&self, alignment: &Alignment) -> Bounds {
        let mut life = Bounds::UNKNOWN;
        let stated =
            self.findings.iter().filter(|_| self.spoken.is_some()).filter_map(|finding| finding.stated.as_ref());
        for stated in stated {
            let Some((first, last)) = point_days(&stated.main.content) else { continue };
            if alignment.begun.contains(&stated.main.property) {
                (life.begin_earliest, life.begin_latest) = (Some(first), Some(last));
            } else if alignment.ended.contains(&stated.main.property) {
                (life.end_earliest, life.end_latest) = (Some(first), Some(last));
            }
        }
        life
    }

    /// Gives the statements on a thing without an item to the one item that is known to be its. What is left without a
    /// statement gets a finding that says so.
    fn find_items(&mut self, alignment: &Alignment, held: &Held) {
        let lacks = std::mem::take(&mut self.lacks);
        for mut untold in lacks {
            let same = held.candidates(&untold.lacks).same;
            let stated = untold.stated.as_mut().filter(|_| untold.is_subject && same.len() == 1);
            match (stated, same.first()) {
                (Some(stated), Some(item)) => {
                    let mut stated = (**stated).clone();
                    stated.item.clone_from(item);
                    stated.item_label = held.item(item).unwrap_or(item).to_owned();
                    let why = format!("{item} is {} by what it says", untold.lacks_label);
                    self.findings.push(Finding { why, ..Finding::of(stated) });
                }
                _ => self.lacks.push(untold),
            }
        }
        if self.spoken.is_some() {
            let is_first = |place: usize| !self.lacks[..place].iter().any(|untold| untold.is_subject);
            let shown = self.lacks.iter().enumerate().filter(|(place, untold)| !untold.is_subject || is_first(*place));
            let finding = |untold: &Untold| {
                let of_time = !untold.is_subject && alignment.holds.get(&untold.property) == Some(&Holds::Times);
                let (verdict, why) = match of_time {
                    true => (Verdict::NoProperty, format!("{} cannot express {}", untold.property, untold.lacks_label)),
                    false => (Verdict::NoItem, format!("{} has no item", untold.lacks_label)),
                };
                Finding { verdict, why, stated: None, held: None }
            };
            let found: Vec<Finding> = shown.map(|(_, untold)| finding(untold)).collect();
            self.findings.extend(found);
        } else if self.findings.is_empty() {
            let (verdict, why) = match (self.lacks.first(), &self.refused) {
                (Some(first), _) => (Verdict::NoItem, format!("{} has no item", first.lacks_label)),
                (None, Some(property)) => {
                    (Verdict::NoProperty, format!("{property} cannot express this for a fact of this kind"))
                }
                (None, None) => (Verdict::NoProperty, String::new()),
            };
            self.findings.push(Finding { verdict, why, stated: None, held: None });
        }
    }
}

/// Puts into a statement the ids that its items have now, and says which have changed.
pub(super) fn follow(stated: &mut Stated, redirects: &Redirects) -> String {
    let mut moved = Vec::new();
    let item = redirects.current(&stated.item);
    if item != stated.item {
        moved.push(format!("{} is {item} now", stated.item));
        stated.item = item.to_owned();
    }
    for snak in std::iter::once(&mut stated.main).chain(&mut stated.qualifiers) {
        let before = snak.content.clone();
        redirects.follow(&mut snak.content);
        if snak.content != before {
            moved.push(format!("{} is {} now", shown(&before), shown(&snak.content)));
        }
    }
    moved.join("; ")
}

/// How Wikidata stands to a statement, why, and the statement of Wikidata that is nearest.
fn judge(
    schema: &Schema,
    alignment: &Alignment,
    stated: &Stated,
    life: Bounds,
    line: &Line,
    held: &Held,
) -> (Verdict, String, Option<HeldStatement>) {
    let (verdict, mut why, nearest) = nearest(schema, alignment, stated, line, held);
    let unknown = nearest.as_ref().map_or(String::new(), |statement| not_understood(alignment, line, statement));
    if !unknown.is_empty() {
        let separator = if why.is_empty() { "" } else { "; " };
        why.push_str(&format!("{separator}Wikidata adds {unknown}, which is not compared"));
    }
    // What an entity says of itself is of the time in which it is.
    let of_life = || outside(alignment, &Stated { bounds: life, ..stated.clone() }, held);
    let outside = if life == Bounds::UNKNOWN { outside(alignment, stated, held) } else { of_life() };
    match (verdict, outside.or_else(|| other_end(alignment, stated, held))) {
        (Verdict::Lacks | Verdict::LessPrecise, Some(outside)) => (Verdict::Otherwise, outside, nearest),
        _ => (verdict, why, nearest),
    }
}

/// What says that a statement is of a time before or after one of its two items was: nothing can be said of what is not.
pub(super) fn outside(alignment: &Alignment, stated: &Stated, held: &Held) -> Option<String> {
    let first = |statement: &HeldStatement| point_days(&statement.value).map(|days| days.0);
    let last = |statement: &HeldStatement| point_days(&statement.value).map(|days| days.1);
    let shown = |all: &[&HeldStatement]| {
        let texts: Vec<String> = all.iter().map(|statement| shown(&statement.value)).collect();
        texts.join(" or ")
    };
    let bounds = stated.bounds;
    let goes_on = own_ends(stated)[1] == End::Never;
    std::iter::once(stated.item.as_str()).chain(stated.value_item()).find_map(|item| {
        let (begun, ended) = (held.told(item, &alignment.begun), held.told(item, &alignment.ended));
        // Of several it is one, and nothing says which; of an unknown one nothing is proved.
        let begin = begun.iter().map(|statement| first(statement)).min().flatten();
        let end: Option<Vec<Date>> = ended.iter().map(|statement| last(statement)).collect();
        let end = end.and_then(|days| days.into_iter().max());
        let before =
            begin.is_some_and(|begin| bounds.begin_latest.or(bounds.end_latest).is_some_and(|day| day < begin));
        let after = end.is_some_and(|end| bounds.end_earliest.max(bounds.begin_earliest).is_some_and(|day| day > end));
        // What is there to this day has not ended, whenever that was.
        let is_over = !ended.is_empty() && ended.iter().all(|statement| statement.value != Content::NoValue);
        if after || (goes_on && is_over) {
            return Some(format!("Wikidata says that {item} ended: {}", shown(&ended)));
        }
        before.then(|| format!("Wikidata says that {item} began later: {}", shown(&begun)))
    })
}

/// What says otherwise, by another property, when an item began or ended.
fn other_end(alignment: &Alignment, stated: &Stated, held: &Held) -> Option<String> {
    let own = point_days(&stated.main.content)?;
    let property = &stated.main.property;
    let ends = [(&alignment.begun, "began"), (&alignment.ended, "ended")];
    let (properties, word) = ends.into_iter().find(|(properties, _)| properties.contains(property))?;
    properties.iter().filter(|other| *other != property).find_map(|other| {
        let told = held.told(&stated.item, std::slice::from_ref(other));
        let apart = |statement: &&&HeldStatement| {
            point_days(&statement.value).is_some_and(|days| relation(Some(own), Some(days)) == Relation::Other)
        };
        let statement = told.iter().find(apart)?;
        Some(format!("Wikidata says that {} {word} ({other}): {}", stated.item, shown(&statement.value)))
    })
}

/// The first and the last day of a value that is a point in time.
fn point_days(content: &Content) -> Option<(Date, Date)> {
    match content {
        Content::Value(Value::Time(point)) => days(time::bounds(point)),
        _ => None,
    }
}

/// The qualifiers of a statement that a line does not understand, for a person; empty where there are none.
pub(super) fn not_understood(alignment: &Alignment, line: &Line, statement: &HeldStatement) -> String {
    let unknown = alignment.not_understood(line, &statement.qualifiers);
    unknown.iter().map(|snak| format!("{} {}", snak.property, shown(&snak.content))).collect::<Vec<_>>().join(", ")
}

fn nearest(
    schema: &Schema,
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &Held,
) -> (Verdict, String, Option<HeldStatement>) {
    if held.item(&stated.item).is_none() {
        return (Verdict::NotInData, format!("{} is not in the data", stated.item), None);
    }
    let all = held.of(&stated.item, &stated.main.property);
    let (said, deprecated): (Vec<&HeldStatement>, Vec<&HeldStatement>) =
        all.iter().partition(|statement| statement.rank != Rank::Deprecated);
    let same = |statement: &&HeldStatement| same_value(&stated.main.content, &statement.value);
    // An observer is under the same property, and is not a member.
    let role = |qualifiers: &[Snak]| match alignment.role(line, qualifiers) {
        Role::None => None,
        Role::Several => Some("several things".to_owned()),
        Role::Is(_, concept) => {
            let concept = schema.concept(concept);
            (!line.only_if.iter().any(|condition| condition.value == concept.iri)).then(|| concept.label.clone())
        }
    };
    let own = role(&stated.qualifiers);
    let (said, others): (Vec<&HeldStatement>, Vec<&HeldStatement>) =
        said.into_iter().partition(|statement| role(&statement.qualifiers) == own);
    let nearest = said.iter().copied().filter(same).map(|statement| {
        let (verdict, why) = times(stated, line, statement);
        (verdict, why, statement)
    });
    // Of those that say otherwise, the nearest has the same begin.
    let nearest = nearest.min_by_key(|(verdict, _, statement)| (*verdict, begins_elsewhere(stated, statement, line)));
    let rival = rival(alignment, stated, line, held);
    if let Some((verdict, why, statement)) = nearest {
        // What is shown of Wikidata is of one statement: its value, its time.
        let too = rival.filter(|_| verdict == Verdict::Otherwise).map(|rival| rival_words(rival, line));
        let why = [Some(why), too].into_iter().flatten().collect::<Vec<_>>().join("; ");
        return (verdict, why, Some(statement.clone()));
    }
    if let Some(statement) = others.into_iter().find(same) {
        let why = match (role(&statement.qualifiers), own) {
            (Some(role), _) => format!("Wikidata has it as {role}"),
            (None, Some(own)) => format!("Wikidata does not have it as {own}"),
            (None, None) => String::new(),
        };
        return (Verdict::Otherwise, why, Some(statement.clone()));
    }
    if let Some(statement) = deprecated.into_iter().find(same) {
        let why = "Wikidata has it as deprecated".to_owned();
        return (Verdict::Otherwise, why, Some(statement.clone()));
    }
    if let Some(statement) = said.iter().find(|statement| statement.value == Content::NoValue) {
        return (Verdict::Otherwise, "Wikidata says that there is none".to_owned(), Some((*statement).clone()));
    }
    if let Some(rival) = rival {
        return (Verdict::Otherwise, rival_words(rival, line), Some(rival.clone()));
    }
    if matches!(line.ends, Ends::Pairs(_))
        && let Some((verdict, why, statement)) = mirrored(alignment, stated, line, held)
    {
        return (verdict, why, Some(statement));
    }
    // What is known to be and not what it is may be just this.
    let unknown = |statement: &&HeldStatement| {
        statement.value == Content::SomeValue
            && statement.rank != Rank::Deprecated
            && !is_apart(stated.bounds, statement, line)
    };
    if let Some(statement) = all.iter().find(unknown) {
        return (Verdict::Lacks, UNKNOWN_VALUE.to_owned(), Some(statement.clone()));
    }
    // What something is may be stated by a narrower word, which the table does not know.
    if is_concept(alignment, &stated.main.content)
        && let Some(other) = said.iter().find(|statement| matches!(statement.value, Content::Value(_)))
    {
        let why = format!("Wikidata has {}, which may be a kind of it", shown(&other.value));
        return (Verdict::Lacks, why, Some((*other).clone()));
    }
    (Verdict::Lacks, String::new(), None)
}

/// Whether of two values of a property a thing has one at a time: where the table says so, or where both are concepts, of
/// which a key takes one. An embassy is not a consulate.
pub(super) fn excludes(alignment: &Alignment, line: &Line, one: &Content, other: &Content) -> bool {
    let is_concept = |content: &Content| is_concept(alignment, content);
    line.single || (is_concept(one) && is_concept(other))
}

/// Whether a value is the item of a concept.
pub(super) fn is_concept(alignment: &Alignment, content: &Content) -> bool {
    matches!(content, Content::Value(Value::Entity(item)) if alignment.concept(item).is_some())
}

/// Of what is one at a time, the statements of another value that may be for the time of ours: they cannot both be true.
fn rivals<'h>(
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &'h Held,
) -> impl Iterator<Item = &'h HeldStatement> {
    let others = held.of(&stated.item, &stated.main.property).iter();
    let others = others.filter(|statement| excludes(alignment, line, &stated.main.content, &statement.value));
    let others = others
        .filter(|statement| statement.rank != Rank::Deprecated && !same_value(&stated.main.content, &statement.value));
    others.filter(|statement| match (&stated.main.content, &statement.value) {
        // A date beside another is its rival whenever it is.
        (Content::Value(Value::Time(_)), Content::Value(Value::Time(_))) => true,
        (_, Content::Value(_) | Content::SomeValue) => !is_elsewhen(stated, statement, line),
        (_, Content::NoValue) => false,
    })
}

/// The first of the statements that cannot be so beside ours.
pub(super) fn rival<'h>(
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &'h Held,
) -> Option<&'h HeldStatement> {
    rivals(alignment, stated, line, held).next()
}

/// What a rival says that has a time: beside it, ours cannot be stated.
pub(super) fn dated_rival(alignment: &Alignment, stated: &Stated, line: &Line, held: &Held) -> Option<String> {
    let rival = rivals(alignment, stated, line, held).find(|rival| bounds_of(rival, line) != Bounds::UNKNOWN)?;
    Some(rival_words(rival, line))
}

/// What a rival says, for a person.
fn rival_words(rival: &HeldStatement, line: &Line) -> String {
    let value = shown(&rival.value);
    if matches!(rival.value, Content::Value(Value::Time(_))) {
        return format!("Wikidata has {value}");
    }
    match shown_time(rival, line) {
        when if when.is_empty() => format!("Wikidata has {value}, without a time"),
        when => format!("Wikidata has {value} ({when}), and the times may meet"),
    }
}

const UNKNOWN_VALUE: &str = "Wikidata has a value that is unknown, and may mean this one";

/// What the other item of a relation without direction says that cannot be so beside a statement, or that may be it.
fn mirrored(
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &Held,
) -> Option<(Verdict, String, HeldStatement)> {
    let Content::Value(Value::Entity(other)) = &stated.main.content else { return None };
    let own = Content::Value(Value::Entity(stated.item.clone()));
    let all = held.of(other, &stated.main.property);
    let found = |verdict, why: &str, statement: &HeldStatement| {
        Some((verdict, format!("on {other}: {why}"), statement.clone()))
    };
    let judged = |statement: &HeldStatement| match statement.rank {
        Rank::Deprecated => (Verdict::Otherwise, "it is deprecated".to_owned()),
        _ => times(stated, line, statement),
    };
    let told = all.iter().filter(|statement| statement.value == own).map(|statement| (judged(statement), statement));
    if let Some(((verdict, why), statement)) = told.min_by_key(|((verdict, _), _)| *verdict) {
        return match verdict {
            Verdict::Otherwise => found(verdict, &why, statement),
            _ if not_understood(alignment, line, statement).is_empty() => None,
            _ => found(Verdict::Lacks, "Wikidata says it with more", statement),
        };
    }
    let said = || all.iter().filter(|statement| statement.rank != Rank::Deprecated);
    if let Some(statement) = said().find(|statement| statement.value == Content::NoValue) {
        return found(Verdict::Otherwise, "Wikidata says that there is none", statement);
    }
    let unknown =
        |statement: &&HeldStatement| statement.value == Content::SomeValue && !is_apart(stated.bounds, statement, line);
    found(Verdict::Lacks, UNKNOWN_VALUE, said().find(unknown)?)
}

/// Whether two values are the same; times are, where one may be the other.
fn same_value(own: &Content, other: &Content) -> bool {
    match (own, other) {
        (Content::Value(Value::Time(own)), Content::Value(Value::Time(other))) => {
            let (own, other) = (time::bounds(own), time::bounds(other));
            relation(days(own), days(other)) != Relation::Other
        }
        (Content::Value(own), Content::Value(other)) => own == other,
        _ => false,
    }
}

/// The first and the last day that a point in time can be.
fn days(bounds: Bounds) -> Option<(Date, Date)> {
    bounds.begin_earliest.zip(bounds.end_latest)
}

/// How a date of Wikidata stands to one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Both say the same, or nothing.
    Same,
    /// Wikidata says more.
    Finer,
    /// Wikidata says less.
    Coarser,
    /// Both cannot be so.
    Other,
}

fn relation(own: Option<(Date, Date)>, other: Option<(Date, Date)>) -> Relation {
    match (own, other) {
        (None, None) => Relation::Same,
        (None, Some(_)) => Relation::Finer,
        (Some(_), None) => Relation::Coarser,
        (Some(own), Some(other)) if own == other => Relation::Same,
        (Some(own), Some(other)) if own.0 <= other.0 && other.1 <= own.1 => Relation::Finer,
        (Some(own), Some(other)) if other.0 <= own.0 && own.1 <= other.1 => Relation::Coarser,
        _ => Relation::Other,
    }
}

/// What is said of one end of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing.
    Unsaid,
    /// That there is none.
    Never,
    /// That there is one, and not when.
    Unknown,
    /// That it is between two days.
    Within(Date, Date),
}

impl End {
    fn days(self) -> Option<(Date, Date)> {
        match self {
            Self::Within(first, last) => Some((first, last)),
            _ => None,
        }
    }
}

/// How the begin of Wikidata stands to ours. Everything begins: that there is a begin says no more than nothing does, and
/// an open one is that of an end alone (`../2015`).
fn of_begin(own: End, other: End) -> Relation {
    match (own, other) {
        (End::Unsaid | End::Never | End::Unknown, End::Unsaid)
        | (End::Never, End::Never)
        | (End::Unknown, End::Unknown) => Relation::Same,
        (End::Within(..) | End::Unknown, End::Never) => Relation::Other,
        (End::Unsaid | End::Never, _) => Relation::Finer,
        (End::Within(..) | End::Unknown, _) => relation(own.days(), other.days()),
    }
}

/// How the end of Wikidata stands to ours. That there is an end, and not when, is more than nothing and less than a date;
/// what goes on (`1995/..`) has not ended, and of what has no end in Wikidata nothing says that it did.
fn of_end(own: End, other: End) -> Relation {
    match (own, other) {
        (End::Unsaid | End::Never, End::Unsaid) | (End::Never, End::Never) | (End::Unknown, End::Unknown) => {
            Relation::Same
        }
        (End::Unsaid, _) => Relation::Finer,
        (End::Never, _) | (_, End::Never) => Relation::Other,
        (End::Unknown, End::Unsaid) => Relation::Coarser,
        (End::Within(..) | End::Unknown, _) => relation(own.days(), other.days()),
    }
}

/// Begin and end of a time.
type BothEnds = [End; 2];

fn own_ends(stated: &Stated) -> BothEnds {
    let of = |first: Option<Date>, last: Option<Date>, dateless: Dateless| match (first, last) {
        (None, None) => match dateless {
            Dateless::Unsaid => End::Unsaid,
            Dateless::Open => End::Never,
            Dateless::Unknown => End::Unknown,
        },
        // A bound on one side only is one all the same.
        (first, last) => End::Within(first.unwrap_or(Date::MIN), last.unwrap_or(Date::MAX)),
    };
    let (bounds, [begin, end]) = (stated.bounds, stated.dateless);
    [of(bounds.begin_earliest, bounds.begin_latest, begin), of(bounds.end_earliest, bounds.end_latest, end)]
}

/// The ends that the qualifiers of a statement tell.
fn held_ends(statement: &HeldStatement, line: &Line) -> BothEnds {
    let of = |property: Option<&str>| {
        let said = statement.of(property).map(|snak| match &snak.content {
            Content::Value(Value::Time(point)) => {
                days(time::bounds(point)).map_or(End::Unknown, |(first, last)| End::Within(first, last))
            }
            Content::NoValue => End::Never,
            Content::Value(_) | Content::SomeValue => End::Unknown,
        });
        // Of several it is one, and nothing says which.
        let one_of = |one: End, other: End| match (one, other) {
            (End::Within(a, b), End::Within(c, d)) => End::Within(a.min(c), b.max(d)),
            (End::Never, End::Never) => End::Never,
            _ => End::Unknown,
        };
        said.reduce(one_of).unwrap_or(End::Unsaid)
    };
    let whole = of(line.point.as_deref());
    let or_whole = |end: End| if end == End::Unsaid { whole } else { end };
    [or_whole(of(line.begin.as_deref())), or_whole(of(line.end.as_deref()))]
}

fn bounds_of(statement: &HeldStatement, line: &Line) -> Bounds {
    let [begin, end] = held_ends(statement, line).map(End::days);
    Bounds {
        begin_earliest: begin.map(|days| days.0),
        begin_latest: begin.map(|days| days.1),
        end_earliest: end.map(|days| days.0),
        end_latest: end.map(|days| days.1),
    }
}

/// How begin and end of a statement of Wikidata stand to ours.
fn relations(stated: &Stated, statement: &HeldStatement, line: &Line) -> [Relation; 2] {
    let (own, other) = (own_ends(stated), held_ends(statement, line));
    [of_begin(own[0], other[0]), of_end(own[1], other[1])]
}

/// Whether a statement lacks a date and no more, so that ours can be added: where another end is stated otherwise, or is stated
/// by us alone, it may be another spell, or one that goes on.
pub(super) fn lacks_a_date(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    let held = held_ends(statement, line);
    let is_point = line.begin.is_none() && line.end.is_none();
    match is_point {
        true => held == [End::Unsaid; 2],
        false => held[0] == End::Unsaid && relations(stated, statement, line)[1] == Relation::Same,
    }
}

/// Whether a time is proved to have no day in common with that of a statement. One that ends before it begins, or that has
/// several begins or ends, proves nothing.
pub(super) fn is_apart(own: Bounds, statement: &HeldStatement, line: &Line) -> bool {
    let other = bounds_of(statement, line);
    let several = line.time_qualifiers().any(|property| statement.of(Some(property)).nth(1).is_some());
    !several && !other.is_reversed() && !may_meet(own, other)
}

/// Whether two times may have a day in common.
pub(super) fn may_meet(own: Bounds, other: Bounds) -> bool {
    let before = |a: &Bounds, b: &Bounds| a.end_latest.zip(b.begin_earliest).is_some_and(|(end, begin)| end < begin);
    !before(&own, &other) && !before(&other, &own)
}

/// Whether two times may have more in common than the day on which the one ends and the other begins.
pub(super) fn overlap(own: Bounds, other: Bounds) -> bool {
    let before = |a: &Bounds, b: &Bounds| a.end_latest.zip(b.begin_earliest).is_some_and(|(end, begin)| end <= begin);
    !before(&own, &other) && !before(&other, &own)
}

/// Whether a statement is of another time, but for the day on which the one ends and the other begins.
fn is_elsewhen(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    let other = bounds_of(statement, line);
    !other.is_reversed() && !overlap(stated.bounds, other)
}

/// Whether the begin of a statement cannot be ours.
fn begins_elsewhere(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    relations(stated, statement, line)[0] == Relation::Other
}

/// How a statement of the same value stands to ours by its time.
fn times(stated: &Stated, line: &Line, statement: &HeldStatement) -> (Verdict, String) {
    if let (Content::Value(Value::Time(own)), Content::Value(Value::Time(other))) =
        (&stated.main.content, &statement.value)
    {
        let relation = relation(days(time::bounds(own)), days(time::bounds(other)));
        return (verdict(&[("the date", relation)]), String::new());
    }
    if !line.is_point() && is_elsewhen(stated, statement, line) {
        return (Verdict::Otherwise, "Wikidata has another time".to_owned());
    }
    let (own, other) = (own_ends(stated), held_ends(statement, line));
    let [begin, end] = relations(stated, statement, line);
    if end == Relation::Other && (own[1] == End::Never || other[1] == End::Never) {
        let why =
            if other[1] == End::Never { "Wikidata says that it has no end" } else { "Wikidata says that it ended" };
        return (Verdict::Otherwise, why.to_owned());
    }
    let relations = [("the begin", begin), ("the end", end)];
    let word = |relation| match relation {
        Relation::Same => "the same",
        Relation::Finer => "more exact in Wikidata",
        Relation::Coarser => "less exact in Wikidata",
        Relation::Other => "another in Wikidata",
    };
    let why: Vec<String> = relations
        .iter()
        .filter(|(_, relation)| *relation != Relation::Same)
        .map(|(name, relation)| format!("{name} is {}", word(*relation)))
        .collect();
    let verdict = verdict(&relations);
    if verdict == Verdict::Agrees && stated.inexact && other == [End::Unsaid; 2] {
        return (Verdict::LessPrecise, "Wikidata has no time, and ours is uncertain".to_owned());
    }
    (verdict, why.join("; "))
}

fn verdict(relations: &[(&str, Relation)]) -> Verdict {
    let any = |wanted| relations.iter().any(|(_, relation)| *relation == wanted);
    if any(Relation::Other) {
        Verdict::Otherwise
    } else if any(Relation::Coarser) {
        // What Wikidata lacks is what an editor looks for.
        Verdict::LessPrecise
    } else if any(Relation::Finer) {
        Verdict::MorePrecise
    } else {
        Verdict::Agrees
    }
}

/// A value for a person: an id, a text, a date at its precision.
#[must_use]
pub fn shown(content: &Content) -> String {
    match content {
        Content::SomeValue => "unknown".to_owned(),
        Content::NoValue => "none".to_owned(),
        Content::Value(value) => match value {
            Value::Entity(id) => id.clone(),
            Value::Text(text) => text.clone(),
            Value::Monolingual { text, language } => format!("{text} ({language})"),
            Value::Time(point) => match time::point(point) {
                Ok(time::Point::Edtf(text)) => text,
                Ok(time::Point::Within(first, last)) => format!("{first} to {last}"),
                _ => point.text.clone(),
            },
            Value::Quantity { amount, unit, .. } => match unit {
                Some(unit) => format!("{amount} {unit}"),
                None => amount.clone(),
            },
            Value::Globe { latitude, longitude, .. } => format!("{latitude}, {longitude}"),
        },
    }
}

/// The begin and the end that a statement of Wikidata says, for a person; empty where it says none.
#[must_use]
pub fn shown_time(statement: &HeldStatement, line: &Line) -> String {
    let of = |property: &Option<String>| -> Vec<String> {
        property
            .as_deref()
            .map_or_else(Vec::new, |property| statement.of(Some(property)).map(|snak| shown(&snak.content)).collect())
    };
    let (begin, end, whole) = (of(&line.begin), of(&line.end), of(&line.point));
    if !whole.is_empty() {
        return whole.join(" or ");
    }
    match (begin.is_empty(), end.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{}/..", begin.join(" or ")),
        (_, false) => format!("{}/{}", begin.join(" or "), end.join(" or ")),
    }
}

/// Whether a standing is that of a fact that is only denied, or only mentioned.
fn is_unclaimed(standing: &str) -> bool {
    [concept::DENIED, concept::MENTIONED].iter().any(|of| of.strip_prefix(concept::STANDING) == Some(standing))
}

/// Whether a standing is that of a fact that the source itself asserts and nothing contradicts.
#[must_use]
pub fn is_held(standing: &str) -> bool {
    concept::HELD.strip_prefix(concept::STANDING) == Some(standing)
}

/// The snaks of a reference, in one form that two can be compared by: without the day on which it was read.
#[must_use]
pub fn essence<'r>(reference: &'r [Snak], retrieved: Option<&str>) -> Vec<&'r Snak> {
    let mut snaks: Vec<&Snak> = reference.iter().filter(|snak| Some(snak.property.as_str()) != retrieved).collect();
    snaks.sort();
    snaks
}
