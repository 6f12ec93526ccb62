//! Where a printed figure comes from: the tree from what is printed, through rounding and sums, down to each amount that
//! is typed. And how a figure is named by who asks for it.

mod asked;
mod cells;
mod facts;
mod find;
mod holes;
mod places;
mod tree;

pub use asked::{Asked, SOURCE, declaration, may_be_no_expression, read_question};
pub use find::{Answer, Choice, FormNames, Listing, Scene};

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::{Code, Decimal, Exact, Span};
use crate::model::{Policy, UnitRef};

/// A figure with all that it is made of.
#[derive(Clone, Debug)]
pub struct FigureTree {
    /// The figure as one would ask for it.
    pub name: String,
    /// As it is printed; what is beneath makes its value.
    pub root: FigureNode,
}

/// One figure of a tree.
#[derive(Clone, Debug)]
pub struct FigureNode {
    /// Its number in the tree, from 0 for what is printed.
    pub id: usize,
    /// How it makes what stands above it.
    pub role: Role,
    /// How its number comes about.
    pub kind: NodeKind,
    /// In the words of the sources: an expression, a name, a ledger with its coordinates, what a row says.
    pub words: String,
    /// What it is worth.
    pub worth: Worth,
    /// Its number in its unit.
    pub number: Option<Exact>,
    /// The unit in which its number is told.
    pub unit: UnitRef,
    /// The symbol of that unit, as it is printed behind a number.
    pub symbol: String,
    /// Where that stands.
    pub place: Option<Span>,
    /// What it is made of.
    pub parts: Vec<FigureNode>,
}

/// How a figure makes the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It is the same.
    Is,
    /// A term that is added.
    Plus,
    /// It is taken away.
    Minus,
    /// It is a factor, or what is divided.
    Times,
    /// What the other one is divided by.
    Over,
    /// It has a say in it otherwise: what is compared, counted, or taken without its sign.
    Of,
}

/// What a figure of a tree is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A figure as it is printed.
    Printed(Printed),
    /// A figure or parameter with a name.
    Named,
    /// What the facts of a ledger at some coordinates come to: so many of them.
    Ledger(usize),
    /// A total that was published of a ledger's rows, which were rounded before they were typed: how many there are, and what
    /// they make in the node's unit.
    Stated(usize, Exact),
    /// A row's amount; as it is typed where it is typed in the row itself.
    Fact(Option<Typed>),
    /// A number that is typed in an expression.
    Constant(String),
    /// Its parts, added and taken away.
    Sum,
    /// The product of its parts.
    Product,
    /// Its first part, divided by the second.
    Quotient,
    /// Any other expression.
    Other,
    /// A share of a whole, rounded together with the others.
    Share(Policy, Rounded),
    /// A figure that is told before, by its number.
    Again(usize),
}

/// An amount as it is typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The words.
    pub text: String,
    /// The unit that it is typed in, where the words do not say it.
    pub symbol: String,
    /// Which part of it counts here, where not all of it does.
    pub part: Option<Exact>,
    /// The cells of tables that it was read from, each as `workbook!sheet!cell`; none where nobody knows.
    pub from: Vec<String>,
}

/// What stands on the page.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The words; empty where nothing is printed.
    pub text: String,
    /// How it was rounded; none where nothing was left out.
    pub rounded: Option<Rounded>,
}

/// How a number was rounded.
#[derive(Clone, Debug)]
pub struct Rounded {
    /// What it is exactly, in the unit of its node.
    pub exact: Exact,
    /// To how many places.
    pub places: u32,
    /// What it was rounded to.
    pub to: Decimal,
    /// What it would have been rounded to by itself.
    pub alone: Decimal,
    /// How the form rounds its cells together.
    pub policy: Policy,
}

/// What a figure is worth.
#[derive(Clone, Debug)]
pub enum Worth {
    /// A number, in base units.
    Number(Exact),
    /// Nothing is written there.
    Blank,
    /// It cannot be told, for these findings.
    Unknown(Vec<(Code, Span)>),
    /// Words instead of a number.
    Words(String),
    /// Yes or no.
    Holds(bool),
}

impl FigureNode {
    /// It and all beneath it, from the top.
    pub fn nodes(&self) -> Vec<&FigureNode> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(node) = all.get(next) {
            let node: &FigureNode = node;
            all.extend(&node.parts);
            next += 1;
        }
        all
    }
}
