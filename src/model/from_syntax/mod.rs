//! From trees to the model, step by step. Names are collected first, so that the order of declarations and files does not matter;
//! then come measures and dimensions, members, ledgers, and last everything that holds expressions.

mod accepts;
mod amend;
mod around;
mod attributes;
mod avoid;
mod bridge;
mod closest;
mod columns;
mod compound;
mod coords;
mod declare;
mod document;
mod examples;
mod expects;
mod exprs;
mod extent;
mod fields;
mod find;
mod finder;
mod former;
mod forms;
mod gone;
mod has;
mod identities;
mod input;
mod instead;
mod items;
mod labels;
mod ledgers;
mod looks;
mod members;
mod misnamed;
mod names;
mod namesakes;
mod naming;
mod near;
mod pictures;
mod problems;
mod propose;
mod quotes;
mod repeated;
mod resolver;
mod rows;
mod sections;
mod set_columns;
mod sets;
mod step;
mod succession;
mod swapped;
mod table;
mod tags;
mod templates;
mod torn;
mod typer;
mod values;

use super::{LetId, Report, Space};
use crate::base::{Diagnostic, FileId};
pub use input::Input;

use attributes::AttributeReader;
use declare::Declarer;
use document::DocumentReader;
use extent::extents;
use finder::MemberFinder;
use forms::FormReader;
use identities::CheckReader;
use items::ItemsReader;
use members::MemberReader;
use misnamed::settle_names;
use repeated::repeated;
use resolver::Resolver;
use rows::RowSetReader;
use sets::SettingReader;
use step::{each, each_own};
use typer::Typer;

/// Builds the model of a report from its files, those used before those that use them. `entry` is the report itself:
/// its document wins over a library's.
pub fn from_syntax<'a>(files: &[Input<'a>], spaces: &[Space], entry: FileId) -> (Report, Vec<Diagnostic>) {
    let mut resolver = Resolver::new(files, spaces, entry);
    repeated(files, &mut resolver);
    let mut typer = Typer::new(MemberFinder::new(resolver));
    declarations(&mut typer);
    bodies(&mut typer);
    CheckReader::new(&mut typer).read();
    ItemsReader::new(&mut typer).read();
    settle_names(&mut typer);
    DocumentReader::new(&mut typer).document();
    extents(&mut typer);
    typer.into_members().into_names().finish()
}

/// What is declared, but for bodies: measures and dimensions, members, ledgers, then the heads of all else.
fn declarations(typer: &mut Typer<'_>) {
    let declarer = &mut Declarer::new(typer);
    each(declarer, Declarer::measure);
    each(declarer, Declarer::dimension_name);
    each(declarer, Declarer::dimension);
    let copied = MemberReader::new(declarer).read();
    each(declarer, Declarer::successors);
    each_own(declarer, Declarer::avoid);
    each(declarer, Declarer::ledger);
    each_own(declarer, Declarer::tags);
    each(declarer, Declarer::param_name);
    declarer.unknown_by_name();
    each(declarer, Declarer::let_name);
    each(declarer, Declarer::text_name);
    each(declarer, Declarer::rows_name);
    each_own(declarer, Declarer::columns_name);
    each_own(declarer, Declarer::form_name);
    each_own(declarer, Declarer::section_name);
    let settings = &mut SettingReader::new(declarer);
    each(settings, SettingReader::set);
    each(settings, SettingReader::param_default);
    settings.set_params();
    AttributeReader::new(settings).read(&copied);
}

/// Lets, texts, row sets and forms.
fn bodies(typer: &mut Typer<'_>) {
    for index in 0..typer.report.lets.len() {
        typer.let_expr(LetId(index as u32));
    }
    let settings = &mut SettingReader::new(typer);
    settings.same_types();
    each(settings, SettingReader::text_body);
    let rows = &mut RowSetReader::new(settings);
    each(rows, RowSetReader::rows_body);
    rows.other_rows();
    rows.rows_in_circles();
    let forms = &mut FormReader::new(rows);
    forms.column_sets();
    each_own(forms, FormReader::form_body);
    forms.columns_of_row_sets();
    forms.amend_forms();
    each_own(forms, FormReader::expect);
}
