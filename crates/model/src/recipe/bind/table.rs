//! The columns of a recipe, compared with the headings of a table.

use super::bound::{Bound, BoundYears};
use super::plan::{MAX_DEPTH, Plan};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::Origin;
use crate::recipe::column::Habits;
use crate::recipe::read::Recipe;
use crate::recipe::text::pieces;
use crate::registry::Registry;
use crate::schema::Schema;
use crate::source::{Node, Value};
use chancery_values::name::nearest;

impl Bound {
    /// Binds a recipe to a table with these headings, whose cells are separated by `delimiter`. If the recipe is wrong
    /// or does not fit the table, this is reported to `diagnostics`, at its place in the recipe; then nothing is given.
    #[must_use]
    pub fn new(
        recipe: &Recipe,
        headings: &[String],
        delimiter: u8,
        schema: &Schema,
        registry: &Registry,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let before = diagnostics.errors();
        let mut bound = Self {
            recipe: recipe.clone(),
            width: headings.len(),
            columns: Vec::new(),
            reaches: Vec::new(),
            wide: None,
            years: None,
            rules: Vec::new(),
            habits: Habits {
                comma_is_free: delimiter != b',',
                dot_is_free: delimiter == b';',
                years: Some(years_within(recipe.habits.years(), schema.years())),
                ..recipe.habits.clone()
            },
            checks: Vec::new(),
            conditions: 0,
        };
        let mut binder = Binder { headings, schema, registry, diagnostics };
        binder.bind(&mut bound);
        (diagnostics.errors() == before && !recipe.is_wrong).then_some(bound)
    }
}

pub(super) struct Binder<'a> {
    pub(super) headings: &'a [String],
    pub(super) schema: &'a Schema,
    pub(super) registry: &'a Registry,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Binder<'_> {
    fn bind(&mut self, bound: &mut Bound) {
        let recipe = bound.recipe.clone();
        self.wide(&recipe, bound);
        for column in &recipe.columns {
            let slots = self.columns_of(&column.of, &recipe, bound);
            if column.of.len() > 1 && column.split.is_some() {
                self.diagnostics.push(
                    Diagnostic::error(Code::WrongValue, format!("the column `{}` splits several cells", column.name))
                        .at(column.origin)
                        .label("one cell is split")
                        .help("give it one column in `of`, or leave `split` out"),
                );
            }
            bound.columns.push(slots);
        }
        bound.reaches.clone_from(&bound.columns);
        let mut plans: Vec<(usize, Plan)> = Vec::new();
        for (at, column) in recipe.columns.iter().enumerate() {
            for node in column.values.iter().flatten().map(|(_, node)| node).chain(&column.otherwise) {
                plans.push((at, self.plan(node, bound)));
            }
            for (name, origin) in column.among.iter().map(|among| &among.of) {
                match bound.name(name, self.headings) {
                    Some(of) => plans.push((at, Plan::Whole(of))),
                    None => self.no_column(name, *origin, self.headings.iter().map(String::as_str).collect()),
                }
            }
        }
        // A translation may name a column whose translation names another.
        for _ in 0..MAX_DEPTH {
            for (at, plan) in &plans {
                let mut slots = std::mem::take(&mut bound.reaches[*at]);
                bound.slots_of(plan, &mut slots);
                slots.sort_unstable();
                slots.dedup();
                bound.reaches[*at] = slots;
            }
        }
        if let Some(years) = &recipe.years {
            let year = self.columns_of(std::slice::from_ref(&years.year), &recipe, bound);
            let mut of = self.columns_of(&years.of, &recipe, bound);
            // Each heading of a wide table is a series of its own already.
            of.retain(|slot| *slot != bound.wide_heading());
            for (slot, (name, origin)) in
                [(&year, &years.year)].into_iter().chain(years.of.iter().map(|one| (&of, one)))
            {
                let is_cell = recipe.wide.as_ref().is_some_and(|wide| *name == wide.cell);
                if is_cell || slot.contains(&bound.wide_heading()) {
                    self.not_of_a_row(name, *origin);
                }
            }
            if let [year] = year.as_slice() {
                bound.years = Some(BoundYears { year: *year, of, gaps_are_absent: years.gaps_are_absent });
            }
        }
        for block in &recipe.blocks {
            self.block(block, bound);
        }
    }

    /// Says that what the years of spells are read from is another for each cell of a row.
    fn not_of_a_row(&mut self, name: &str, origin: Origin) {
        self.diagnostics.push(
            Diagnostic::error(
                Code::WrongValue,
                format!("`{name}` differs for each cell, but the years of spells come from rows"),
            )
            .at(origin)
            .label("not a column of the table")
            .help("name columns of the table that `except` of `wide` lists")
            .help("turn a table whose headings are years into one with a row for each year"),
        );
    }

    fn wide(&mut self, recipe: &Recipe, bound: &mut Bound) {
        let Some(wide) = &recipe.wide else { return };
        let except: Vec<usize> = wide.except.iter().filter_map(|(name, at)| self.heading(name, *at)).collect();
        let rest = self.headings.iter().enumerate().filter(|(at, _)| !except.contains(at));
        bound.wide = Some(rest.map(|(at, heading)| (at, heading.clone())).collect());
    }

    /// The column with a heading; if there is none, that is stated.
    fn heading(&mut self, name: &str, origin: Origin) -> Option<usize> {
        let found = self.headings.iter().position(|heading| heading == name);
        if found.is_none() {
            self.no_column(name, origin, self.headings.iter().map(String::as_str).collect());
        }
        found
    }

    pub(super) fn no_column(&mut self, name: &str, origin: Origin, names: Vec<&str>) {
        let mut diagnostic = Diagnostic::error(Code::UnknownColumn, format!("the table has no column `{name}`"))
            .at(origin)
            .label("not a heading of the table");
        if let Some(near) = nearest(name, names.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        let shown = names.len().min(24);
        let more = if names.len() > shown { ", …" } else { "" };
        let all = names[..shown].join(", ");
        self.diagnostics.push(diagnostic.help(format!("the columns are {all}{more}")));
    }

    /// The cells that `of` names; `…` between two means all columns from the one to the other.
    fn columns_of(&mut self, of: &[(String, Origin)], recipe: &Recipe, bound: &Bound) -> Vec<usize> {
        let mut slots: Vec<usize> = Vec::with_capacity(of.len());
        let mut through = false;
        for (name, origin) in of {
            if matches!(name.as_str(), "…" | "...") {
                through = true;
                continue;
            }
            let of_wide = recipe.wide.as_ref().and_then(|wide| match name {
                name if *name == wide.heading => Some(bound.wide_heading()),
                name if *name == wide.cell => Some(bound.wide_cell()),
                _ => None,
            });
            let Some(slot) = of_wide.or_else(|| self.heading(name, *origin)) else { continue };
            if std::mem::take(&mut through)
                && let Some(last) = slots.last().copied()
            {
                slots.extend(last + 1..slot.max(last + 1));
            }
            slots.push(slot);
        }
        slots
    }

    /// How a value is made; a name that nothing has is stated.
    pub(super) fn plan(&mut self, node: &Node<'static>, bound: &Bound) -> Plan {
        let mut unknown = Vec::new();
        let plan = bound.plan(node, &mut |name| {
            let found = bound.name(name, self.headings);
            if found.is_none() {
                unknown.push(name.to_owned());
            }
            found
        });
        self.check_texts(node, bound);
        for name in unknown {
            let own = bound.recipe.columns.iter().map(|column| column.name.as_str());
            let others = self.headings.iter().map(String::as_str);
            let names = own.clone().chain(others.filter(|name| !own.clone().any(|known| known == *name))).collect();
            self.no_column(&name, node.origin(bound.recipe.file), names);
        }
        plan
    }

    fn check_texts(&mut self, node: &Node<'static>, bound: &Bound) {
        match &node.value {
            Value::Scalar { text, .. } => {
                if let Err(why) = pieces(text) {
                    self.diagnostics.push(
                        Diagnostic::error(Code::MalformedPlaceholder, why)
                            .at(node.origin(bound.recipe.file))
                            .label("in this text")
                            .help("`{column}` is replaced by the value of a column; write `{{` for a brace"),
                    );
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.check_texts(item, bound)),
            Value::Map(entries) => entries.iter().for_each(|entry| self.check_texts(&entry.value, bound)),
            Value::Null => {}
        }
    }
}

/// The years of a table that the schema has too.
fn years_within((first, last): (i32, i32), (least, greatest): (i32, i32)) -> (i32, i32) {
    (first.max(least), last.min(greatest))
}
