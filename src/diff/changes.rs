//! The list of changes. These types are the JSON, and their docstrings its descriptions, so they speak to the reader of a
//! file.

use schemars::JsonSchema;
use serde::Serialize;

use super::pages::{ChangedFile, FormChange, SentenceChange, TypedChange};
use super::step::{Became, DiffValue, Moved};
use crate::base::json::JsonPlace;

/// What parts a new report from an old one, in meaning. A list that is empty says that nothing of its kind changed.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Changes {
    /// What the reports set for their library: years, names, numbers. Long texts are compared where they are printed.
    pub settings: Vec<NamedChange>,
    /// Typed figures, and totals that are stated to be checked.
    pub facts: Vec<FactChange>,
    /// Members that are called otherwise or say something else of themselves, or that came or went without a figure.
    pub members: Vec<MemberChange>,
    /// Named figures (`let`), each over all facts.
    pub figures: Vec<NamedChange>,
    /// What the document says of itself: `title`, `author`, `subject`, `draft`, `date`, `lang`, `style`.
    pub document: Vec<NamedChange>,
    /// Tables of the document.
    pub forms: Vec<FormChange>,
    /// What the document says outside tables.
    pub sentences: Vec<SentenceChange>,
    /// The numbers of headings, tables and items of lists, by their words.
    pub numbers: Vec<NamedChange>,
    /// Figures that print the same and are typed where they were computed, or computed where they were typed.
    pub typed: Vec<TypedChange>,
    /// Pictures and the style of the document whose files hold something else.
    pub files: Vec<ChangedFile>,
    /// Checks that began or ceased to hold, and checks that are new or gone.
    pub checks: Vec<CheckChange>,
    /// What the reports stand by: deviations and findings of lints that are accepted.
    pub deviations: Vec<Deviation>,
    /// Declarations that say something else, whether or not anything printed shows it. Facts, members, settings and the
    /// document are told of elsewhere.
    pub declarations: Vec<Declaration>,
    /// Whether the pages differ in a way that no other list tells.
    pub unsaid: bool,
    /// What changed in the writing alone.
    pub writing: Writing,
}

impl Changes {
    /// Whether nothing changed in meaning and the pages are the same.
    pub fn is_empty(&self) -> bool {
        let Changes { settings, facts, members, figures, checks, deviations, declarations, writing: _, .. } = self;
        let same = settings.is_empty() && facts.is_empty() && members.is_empty() && figures.is_empty();
        let holds = checks.is_empty() && deviations.is_empty() && declarations.is_empty();
        same && holds && self.prints_same()
    }

    /// Whether no list tells of anything printed.
    pub(super) fn prints_same(&self) -> bool {
        let Changes { document, forms, sentences, numbers, typed, files, unsaid, .. } = self;
        let words = document.is_empty() && sentences.is_empty() && numbers.is_empty() && typed.is_empty();
        words && forms.is_empty() && files.is_empty() && !unsaid
    }
}

/// Something with a name that holds a value.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Named")]
pub struct NamedChange {
    /// Its name in the new report, or in the old one if it is there no more.
    pub name: String,
    /// What it was; left out where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffValue")]
    pub old: Option<DiffValue>,
    /// What it is; left out where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffValue")]
    pub new: Option<DiffValue>,
    /// By how much it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Moved")]
    pub moved: Option<Moved>,
}

/// A row of a ledger.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Fact")]
pub struct FactChange {
    /// What became of it.
    pub became: Became,
    /// Whether it is a total that is stated, to be checked, rather than a figure of its own.
    pub stated: bool,
    /// Its ledger.
    pub ledger: String,
    /// Where in the ledger: a member for each dimension that the row names.
    pub at: Vec<Coordinate>,
    /// Its fields: of a changed row only those that changed.
    pub fields: Vec<NamedChange>,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonPlace")]
    pub old_place: Option<JsonPlace>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonPlace")]
    pub new_place: Option<JsonPlace>,
}

/// A member of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coordinate {
    /// The dimension.
    pub dimension: String,
    /// The member's whole code, in groups; empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The member's name; of one without a code with the names of those it lies beneath before it.
    pub name: String,
    /// Whether it tells nothing: a row has it unless it says otherwise, or all rows of the ledger have it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub usual: bool,
}

/// A member that changed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Member")]
pub struct MemberChange {
    /// What became of it.
    pub became: Became,
    /// Which.
    pub member: Coordinate,
    /// What it says of itself: its name (`name`) and attributes, of a changed member only those that changed.
    pub says: Vec<NamedChange>,
}

/// The kinds of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tried {
    /// A total stated among the facts, against their sum.
    Stated,
    /// A check that the report or its library declares.
    Declared,
    /// A total in a form, against the rows that it holds.
    Printed,
}

/// A check whose verdict is another.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Check")]
pub struct CheckChange {
    /// What kind of check it is.
    pub kind: Tried,
    /// Its name: of a declared check its own, of a stated total the ledger's, of a printed one the form's.
    pub name: String,
    /// Which instance of it; empty where there is but one, and where the whole check came or went.
    pub at: Vec<String>,
    /// How it was; left out where it was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffVerdict")]
    pub old: Option<DiffVerdict>,
    /// How it is; left out where it is not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffVerdict")]
    pub new: Option<DiffVerdict>,
    /// Both sides and their difference in the new report, where it fails there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffSides")]
    pub sides: Option<DiffSides>,
    /// How many instances are told of here at once, where the whole check came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub instances: Option<usize>,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Verdict")]
pub enum DiffVerdict {
    /// It holds.
    Holds,
    /// It does not, and the report stands by it.
    Accepted,
    /// It does not.
    Fails,
    /// It could not be computed.
    Unchecked,
}

/// The two sides of a check that fails.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Sides")]
pub struct DiffSides {
    /// The left side, as a message says it.
    pub left: String,
    /// The right side.
    pub right: String,
    /// Left minus right.
    pub difference: String,
}

/// Something that a report stands by.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deviation {
    /// What became of it.
    pub became: Became,
    /// The check's name or the lint's code.
    pub name: String,
    /// Which instance, or what the lint's finding is about.
    pub at: Vec<String>,
    /// What the old report says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffGrounds")]
    pub old: Option<DiffGrounds>,
    /// What the new report says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DiffGrounds")]
    pub new: Option<DiffGrounds>,
}

/// Why a report stands by something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Grounds")]
pub struct DiffGrounds {
    /// The difference that is accepted, left minus right; empty where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The reason.
    pub because: String,
    /// Who answers for it; empty where nobody is named.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// The last day on which it counts; empty where none is named.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub until: String,
}

/// A declaration that says something else.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Declaration {
    /// What became of it.
    pub became: Became,
    /// The keyword that it begins with, in English.
    pub keyword: &'static str,
    /// Its name.
    pub name: String,
}

/// What changed in the writing alone.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Writing {
    /// Whether blanks, line ends, comments, full-width marks or the language of keywords differ. Told only where nothing
    /// changed in meaning.
    pub layout: bool,
    /// Whether the same things stand in another order. Told only where nothing changed in meaning.
    pub order: bool,
    /// Declarations that mean the same under another name.
    pub renamed: Vec<RenamedDeclaration>,
}

/// A declaration under another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Renamed")]
pub struct RenamedDeclaration {
    /// The keyword that it begins with, in English.
    pub keyword: &'static str,
    /// What it was called.
    pub old: String,
    /// What it is called.
    pub new: String,
}
