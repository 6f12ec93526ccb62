//! Coordinates: which members a bracket, an `at` or a row means.

use rustc_hash::FxHashMap;

use super::find::Found;
use super::finder::MemberFinder;
use super::misnamed::misdeclared_code;
use super::names::{member_words, twin, unknown};
use super::namesakes::Place;
use super::propose::{self, Proposed};
use super::table::Def;
use crate::base::near::{CLOSE, likeness};
use crate::base::{Diagnostic, Say, Span, alike};
use crate::model::codes::{
    EXCLUSIVE_FILTERS, JOINED_ANCESTOR, MISSING_DIMENSION, UNKNOWN_CODE, UNKNOWN_MEMBER, UNKNOWN_NAME,
};
use crate::model::{DimId, Filter, LedgerId, Meaning, MemberId, Narrow, ParamId, Type};
use crate::say;
use crate::syntax::ast::{self, View, Word};
use crate::syntax::{self, keywords};

impl<'a> MemberFinder<'a> {
    /// An axis, or an axis at a level: `功能科目.项`.
    pub(super) fn axis(&mut self, axis: ast::Axis<'a>) -> Option<(DimId, Option<usize>)> {
        let name = axis.name()?;
        let Some(dim) = self.dim_named(name) else {
            self.unknown_dim(name.text(), name.span());
            return None;
        };
        let Some(level) = axis.level() else { return Some((dim, None)) };
        match self.report.dim(dim).level(level.text()) {
            Some(index) => {
                self.means(level.span(), Meaning::Level(dim, index));
                Some((dim, Some(index)))
            }
            None => {
                let levels: Vec<&str> = self.report.dim(dim).levels.iter().map(|(name, _)| name.as_str()).collect();
                let near = self.closest(level.text(), levels.iter().copied());
                let (zh, en) = (levels.join("、"), levels.join(", "));
                let way = near.is_empty().then(|| say!("这一维度的层级：{zh}", "the dimension's levels: {en}"));
                let error = unknown(UNKNOWN_NAME, &say!("层级", "level"), level.text(), level.span(), &near);
                self.no_such(level.text(), way.into_iter().fold(error, Diagnostic::note));
                None
            }
        }
    }

    pub(super) fn unknown_dim(&mut self, word: &str, span: Span) {
        let near = self.closest(word, self.report.dims.iter().map(|dim| dim.name.as_str()));
        self.no_such(word, unknown(UNKNOWN_NAME, &say!("维度", "dimension"), word, span, &near));
    }

    /// The axes of some ledgers, those of former reports in terms of the one that is being read.
    pub(super) fn axes_of(&self, ledgers: &[LedgerId]) -> Vec<DimId> {
        let axes = ledgers.iter().flat_map(|ledger| &self.report.ledger(*ledger).axes);
        let own: Vec<DimId> = axes.map(|axis| self.report.dim_in(axis.dim, self.space)).collect();
        let mut dims = self.report.with_attributes(&own);
        dims.sort_unstable();
        dims.dedup();
        dims
    }

    /// The filter of an `at` clause, if there is one.
    pub(super) fn at(&mut self, clause: Option<ast::AtClause<'a>>, dims: &[DimId]) -> Filter {
        let coords = clause.and_then(ast::AtClause::coords);
        coords.map_or_else(Filter::default, |coords| self.coords(coords, dims))
    }

    /// The filter that coordinates make, bare members looked up among `dims`.
    pub(super) fn coords(&mut self, coords: ast::Coords<'a>, dims: &[DimId]) -> Filter {
        let beside = self.named_once(coords, dims);
        Filter { parts: coords.parts().filter_map(|coord| self.coord(coord, dims, &beside)).collect() }
    }

    /// The members that coordinates name so that only one can be meant, by itself or beneath one of the others.
    pub(super) fn named_once(&self, coords: ast::Coords<'a>, dims: &[DimId]) -> Vec<MemberId> {
        let read = |coord: ast::Coord<'a>| {
            let own = coord.label().and_then(|label| self.dim_by_name(label.text()));
            let (words, code) = member_words(coord.members().next()?.word()?);
            Some((words, code, own.map_or_else(|| dims.to_vec(), |dim| vec![dim])))
        };
        let words: Vec<_> = coords.parts().filter_map(read).collect();
        let mut named: Vec<MemberId> = Vec::new();
        // each round may name one beneath those of the round before
        for _ in 0..words.len() {
            let before = named.len();
            for (words, code, dims) in &words {
                let found = match self.report.find(words, *code, dims) {
                    Found::One(member) => Some(member),
                    Found::Many => self.report.only_beneath(words, *code, dims, &named),
                    Found::None => None,
                };
                named.extend(found.filter(|member| !named.contains(member)));
            }
            if named.len() == before {
                break;
            }
        }
        named
    }

    /// What one coordinate says. `beside`: the members that the coordinates around it name beyond doubt; of namesakes the one
    /// beneath them is meant.
    pub(super) fn coord(
        &mut self,
        node: ast::Coord<'a>,
        dims: &[DimId],
        beside: &[MemberId],
    ) -> Option<(DimId, Narrow, Span)> {
        let named = match node.label() {
            None => None,
            Some(name) => match self.dim_named(name) {
                Some(dim) => Some(dim),
                None => {
                    self.unknown_dim(name.text(), name.span());
                    return None;
                }
            },
        };
        let open = if node.is_star() { Some(Narrow::Free) } else { node.is_any().then_some(Narrow::Any) };
        match (open, named) {
            (Some(narrow), Some(dim)) => return Some((dim, narrow, node.span())),
            (Some(_), None) => {
                let message = say!("「*」和 any 之前要写明维度", "`*` and `any` need their dimension");
                let error = Diagnostic::new(EXCLUSIVE_FILTERS, node.span(), message);
                self.report(error.note(say!("写作 维度: *", "write DIMENSION: *")));
                return None;
            }
            (None, _) => {}
        }
        let one = named.map(|dim| vec![dim]);
        let mut members = Vec::new();
        for value in node.members() {
            let home = members.first().map(|first| vec![self.report.member(*first).dim]);
            let among = one.as_deref().or(home.as_deref()).unwrap_or(dims);
            let member = self.member_in(value.word()?, among, Place::Coordinates, beside)?;
            if let Some(other) =
                members.iter().find(|other| self.report.within(member, **other) || self.report.within(**other, member))
            {
                let (a, b) = (self.report.display(*other), self.report.display(member));
                let message = say!(
                    "「{a}」与「{b}」一个包含另一个，合在一起会重复计算",
                    "of `{a}` and `{b}` one holds the other: together they count twice"
                );
                let error = Diagnostic::new(JOINED_ANCESTOR, value.span(), message);
                self.report(error.note(say!("只留一个", "keep one of them")));
                return None;
            }
            members.push(member);
        }
        let dim = self.report.member(*members.first()?).dim;
        Some((dim, Narrow::Members(members.into()), node.span()))
    }

    /// The member that a word means by itself among some dimensions.
    pub(super) fn member_ref(&mut self, word: Word<'a>, dims: &[DimId]) -> Option<MemberId> {
        self.member_in(word, dims, Place::Alone, &[])
    }

    /// The member that a word means among some dimensions.
    pub(super) fn member_in(
        &mut self,
        inner: Word<'a>,
        dims: &[DimId],
        place: Place,
        beside: &[MemberId],
    ) -> Option<MemberId> {
        if matches!(inner, Word::Glued(_) | Word::Dashed(_)) {
            return None;
        }
        let (words, code) = member_words(inner);
        match (self.report.find(&words, code, dims), inner) {
            (Found::One(_), Word::Pointed(pointed)) => {
                self.report(syntax::joined(pointed));
                None
            }
            // a former report's facts stand with what stands for it now
            (Found::One(member), _) if self.report.is_former(member) && self.gone(&words, inner.span(), dims) => None,
            (Found::One(member), _) => self.member_named(inner.span(), member),
            (Found::Many, _) => {
                let Some(meant) = self.report.only_beneath(&words, code, dims, beside) else {
                    self.ambiguous_name(&words, code, inner.span(), dims, place);
                    return None;
                };
                self.member_named(inner.span(), meant)
            }
            (Found::None, _) => {
                // where parameters are not read yet, in ledgers and successions, none stands for a member
                if let (Some(Def::Param(param)), Word::Name(_)) = (self.lookup(&words), inner)
                    && let Some(Type::Member(dim)) = self.report.params.get(param.ix()).map(|param| param.ty.clone())
                    && dims.contains(&dim)
                {
                    self.means(inner.span(), Meaning::Param(param));
                    return self.member_of(param, dim, inner.span(), beside);
                }
                let shown = if code { inner.text() } else { &words };
                self.no_member(&words, shown, code, inner.span(), dims, None);
                None
            }
        }
    }

    /// The member that a parameter is set to, for coordinates: those are fixed before anything is computed.
    fn member_of(&mut self, param: ParamId, dim: DimId, span: Span, beside: &[MemberId]) -> Option<MemberId> {
        let (name, declared) = (self.report.params[param.ix()].name.clone(), self.report.params[param.ix()].span);
        let own = name.rsplit('.').next().unwrap_or_default();
        let space = self.table.space_of(declared.file);
        if let Some(value) = self.written_of_params().get(&(space, own)).copied() {
            return self.member_in(Word::of(*value)?, &[dim], Place::Alone, beside);
        }
        self.report.unset.push((param, span));
        None
    }

    /// What parameters are set to, else their defaults, by their spaces and names.
    fn written_of_params(&mut self) -> &FxHashMap<(usize, &'a str), ast::Expression<'a>> {
        if self.settings.written.is_none() {
            let mut all = FxHashMap::default();
            let set = self.decls.iter().filter_map(|(file, node)| {
                let set = ast::SetDecl::of(*node)?;
                Some((file, set.name()?, set.value()?))
            });
            let default = self.decls.iter().filter_map(|(file, node)| {
                let param = ast::ParamDecl::of(*node)?;
                Some((file, param.name()?, param.value()?))
            });
            for (file, name, value) in set.chain(default) {
                all.entry((self.table.space_of(*file), name.text())).or_insert(value);
            }
            self.settings.written = Some(all);
        }
        self.settings.written.get_or_insert_default()
    }

    /// An unknown member: perhaps of a dimension that does not belong here, perhaps a slip. `beside`: the name behind an
    /// unknown code.
    pub(super) fn no_member(
        &mut self,
        words: &str,
        shown: &str,
        code: bool,
        span: Span,
        dims: &[DimId],
        beside: Option<&str>,
    ) {
        if self.gone(words, span, dims) {
            return;
        }
        // a row of members that could not be read may well have declared it
        if dims.iter().any(|dim| self.report.torn_dims.contains(dim)) {
            return;
        }
        if let Found::One(other) = self.report.find(words, code, &self.all_dims()) {
            let dim = &self.report.dim(self.report.member(other).dim).name;
            let error = Diagnostic::new(
                MISSING_DIMENSION,
                span,
                say!(
                    "「{shown}」是「{dim}」的成员，这里没有这个维度",
                    "`{shown}` is a member of {dim}, which has no place here"
                ),
            );
            let note = say!(
                "若别的台账有它，写明维度：{dim}: {shown}",
                "if another ledger has it, say the dimension: {dim}: {shown}"
            );
            self.report(error.note(note));
            return;
        }
        if let Some(sign) =
            other_form(words).filter(|sign| matches!(self.report.find(sign, false, dims), Found::One(_)))
        {
            let error = unknown(UNKNOWN_MEMBER, &say!("成员", "member"), words, span, &[]);
            self.report(error.label(say!("写作 {sign}", "write {sign}")).fix(span, sign));
            return;
        }
        if let Some(meant) = self.twin(words, dims).filter(|_| !code) {
            let meant = self.report.member(meant);
            let error = unknown(UNKNOWN_MEMBER, &say!("成员", "member"), words, span, &[]);
            let error = twin(error, words, &meant.name, meant.span.file == span.file);
            self.report(error);
            return;
        }
        match code {
            true => self.no_code((words, shown), span, dims, beside),
            false => self.no_name(words, span, dims),
        }
    }

    /// Reports a code that no member has. `shown`: as it is written.
    fn no_code(&mut self, (words, shown): (&str, &str), span: Span, dims: &[DimId], beside: Option<&str>) {
        let near = self.near_code(words, beside, dims);
        if let Some(error) = near.iter().find_map(|near| misdeclared_code(&self.report, words, shown, *near, span)) {
            self.report(error);
            return;
        }
        let near: Vec<String> = near.into_iter().map(|id| self.report.display(id)).collect();
        let error = unknown(UNKNOWN_CODE, &say!("编码", "code"), shown, span, &near);
        let way = near.is_empty().then(|| {
            propose::declaration(&self.report, words, true, beside, dims).unwrap_or_else(|| spelling().into())
        });
        self.report(way.into_iter().fold(error, |error, way| way.told(error)));
    }

    /// Reports a name that no member has.
    fn no_name(&mut self, words: &str, span: Span, dims: &[DimId]) {
        let near = self.close_names(words, dims);
        let error = unknown(UNKNOWN_MEMBER, &say!("成员", "member"), words, span, &near);
        if self.report.unit(words).is_some() {
            let note = say!("单位紧跟数字，中间不空：1{words}", "a unit touches its number: 1{words}");
            self.report(error.note(note));
            return;
        }
        let totals =
            keywords().filter(|keyword| keyword.rule == "kw_total").flat_map(|word| [word.english, word.chinese]);
        if let ([], [total]) = (near.as_slice(), self.closest(words, totals).as_slice()) {
            self.report(error.note(say!("合计的行以「{total}」开头", "a total's row begins with `{total}`")));
            return;
        }
        let way = near.is_empty().then(|| {
            let choices = || propose::choices(&self.report, dims).map(Proposed::from);
            propose::declaration(&self.report, words, false, None, dims).or_else(choices)
        });
        let way = way.map(|way| way.unwrap_or_else(|| spelling().into()));
        self.report(way.into_iter().fold(error, |error, way| way.told(error)));
    }

    /// The one member of some dimensions whose name looks like a text and is not the same.
    pub(super) fn twin(&mut self, words: &str, dims: &[DimId]) -> Option<MemberId> {
        let key = alike::plain_letters(words);
        let odd = self.odd_names().get(&key).cloned().unwrap_or_default();
        let plain = dims.iter().filter_map(|dim| self.report.dim(*dim).by_name.get(&key)).flatten();
        let odd = odd.iter().filter(|id| dims.contains(&self.report.member(**id).dim));
        let mut twins = plain.chain(odd).copied().filter(|id| self.report.member(*id).name != words);
        let first = twins.next()?;
        twins.next().is_none().then_some(first)
    }

    /// The members whose names hold letters that look like others, by how they look.
    fn odd_names(&mut self) -> &FxHashMap<String, Vec<MemberId>> {
        let (known, mut odd) = std::mem::take(&mut self.namesakes.odd);
        // members are declared before anything names them
        for (index, member) in self.report.members.iter().enumerate().skip(known) {
            if alike::is_odd(&member.name) {
                odd.entry(alike::plain_letters(&member.name)).or_default().push(MemberId(index as u32));
            }
        }
        self.namesakes.odd = (self.report.members.len(), odd);
        &self.namesakes.odd.1
    }

    /// The members that an unknown code may have been meant for: the one of that name, else those whose codes are closest and whose name
    /// does not speak against it.
    pub(super) fn near_code(&self, code: &str, name: Option<&str>, dims: &[DimId]) -> Vec<MemberId> {
        if let Some(Found::One(member)) = name.map(|name| self.report.find(name, false, dims)) {
            return vec![member];
        }
        let alike = |own: &str| name.is_none_or(|name| likeness(name, own) >= CLOSE);
        let mut near = self.close_codes(code, dims, |id| alike(&self.report.member(id).name));
        // another dimension may have it too
        near.retain(|id| matches!(self.report.find(&self.report.member(*id).code, true, dims), Found::One(_)));
        near
    }

    /// The ledgers that an `of` clause names.
    pub(super) fn ledgers(&mut self, clause: Option<ast::OfClause<'a>>) -> Vec<LedgerId> {
        let names = clause.into_iter().flat_map(ast::OfClause::ledgers);
        names.filter_map(|name| self.ledger_named(name)).collect()
    }
}

/// Whether a part of an `at` was reported: then nobody knows where its rows stand.
pub(super) fn lacks(coords: Option<ast::Coords<'_>>, filter: &Filter) -> bool {
    coords.is_some_and(|coords| coords.parts().count() > filter.parts.len())
}

/// What to do about a name that is nearly none that is declared.
fn spelling() -> Say {
    say!(
        "名称要与声明的一字不差；含空格或以数字开头的要加引号",
        "names are written exactly as declared; those with blanks or a leading digit are quoted"
    )
}

/// The same sign in its other form.
fn other_form(sign: &str) -> Option<&'static str> {
    Some(match sign {
        ">=" | "≧" | "⩾" => "≥",
        "<=" | "≦" | "⩽" => "≤",
        "≥" => ">=",
        "≤" => "<=",
        _ => return None,
    })
}
