//! Members: the tree that the blocks of `dimension` and `members` make. What members say of themselves is read later.

use super::declare::dim_of;
use super::finder::MemberFinder;
use super::names::{code_digits, member_words, string, unknown};
use super::step::{each, over};
use crate::base::pasted::digit;
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{CLOSED_DIMENSION, CODE_SHAPE, SURPLUS_IN_ROW};
use crate::model::{DimId, Meaning, Member, MemberId};
use crate::say;
use crate::syntax::ast::{self, View};
use crate::syntax::codes::JOINED_ROWS;
use crate::syntax::{self, Node};

/// The head of a member's row: a code, a name, or both.
pub(super) struct Head<'a> {
    pub(super) code: Option<(String, Span)>,
    pub(super) name: Option<(String, Span)>,
    pub(super) rest: Vec<ast::Word<'a>>,
}

impl Head<'_> {
    /// Where the member is named.
    fn places(&self) -> impl Iterator<Item = Span> {
        self.code.iter().chain(&self.name).map(|(_, span)| *span)
    }
}

pub(super) fn head(row: ast::Row<'_>) -> Head<'_> {
    use ast::Word;
    let mut head = Head { code: None, name: None, rest: Vec::new() };
    for word in row.words() {
        match word {
            Word::Labelled(_) => {}
            Word::Code(_) | Word::Dashed(_) | Word::Pointed(_) | Word::Quantity(_)
                if head.code.is_none() && head.name.is_none() && !word.has_unit() =>
            {
                head.code = Some((code_digits(word.text()).into_owned(), word.span()));
            }
            Word::Quoted(quoted) if head.name.is_none() => head.name = Some((string(quoted), quoted.span())),
            // a name that begins with a digit is quoted
            Word::Pasted(_) if word.text().starts_with(|c: char| digit(c).is_some()) => head.rest.push(word),
            Word::Name(_) | Word::Sign(_) | Word::Pasted(_) if head.name.is_none() => {
                head.name = Some((member_words(word).0.into_owned(), word.span()))
            }
            _ => head.rest.push(word),
        }
    }
    head
}

/// Whether a text ends right before a word of a row.
pub(super) fn is_behind_text(row: Node<'_>, atom: Node<'_>) -> bool {
    row.raw().get(..(atom.span().start - row.span().start) as usize).is_some_and(|before| before.ends_with('"'))
}

/// Where a second member begins in a row: behind an attribute that is said again behind it, or with a code behind a code
/// and its name.
pub(super) fn second<'a>(row: ast::Row<'a>, head: &Head<'a>) -> Option<ast::Word<'a>> {
    head.rest.first()?;
    let atoms: Vec<ast::Word<'a>> = row.words().collect();
    let label = |atom: &ast::Word<'a>| match atom {
        ast::Word::Labelled(labelled) => labelled.name().map(Node::text),
        _ => None,
    };
    let coded = |at: usize| {
        let number = matches!(atoms[at], ast::Word::Code(_)) || atoms[at].is_bare_number();
        number && atoms.get(at + 1).is_some_and(|next| next.is_name())
    };
    let begins = |at: &usize| {
        let (before, apart) = (&atoms[..*at], atoms[*at - 1].span().end < atoms[*at].span().start);
        let again =
            || atoms[*at..].iter().filter_map(label).any(|name| before.iter().filter_map(label).any(|own| own == name));
        let named = head.code.is_some() && head.name.is_some() && coded(*at);
        let surplus = head.rest.iter().any(|atom| atom.span() == atoms[*at].span());
        surplus && apart && (named || label(&before[*at - 1]).is_some() && again())
    };
    (1..atoms.len()).find(begins).map(|at| atoms[at])
}

/// Among so many members of one name a walk finds the one beneath another.
const FEW: usize = 8;

/// Reads the members of dimensions.
pub(super) struct MemberReader<'b, 'a> {
    pub(super) below: &'b mut MemberFinder<'a>,
}
over!(MemberReader, MemberFinder);

impl<'b, 'a> MemberReader<'b, 'a> {
    pub(super) fn new(below: &'b mut MemberFinder<'a>) -> MemberReader<'b, 'a> {
        MemberReader { below }
    }

    /// Reads all members. Gives those that a former report has and this one has not, each with its copy.
    pub(super) fn read(&mut self) -> Vec<(MemberId, MemberId)> {
        each(self, MemberReader::dimension_members);
        each(self, MemberReader::members_decl);
        let copied = self.bridge();
        self.lend();
        self.rank_members();
        self.sort_names();
        copied
    }
}

impl<'a> MemberReader<'_, 'a> {
    pub(super) fn dimension_members(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let (Some(dim), Some(block)) = (dim_of(&self.report, decl), decl.block()) else { return };
        self.member_rows(block, dim, None, true, true);
    }

    pub(super) fn members_decl(&mut self, _: FileId, decl: ast::MembersDecl<'a>) {
        let (Some(name), Some(block)) = (decl.name(), decl.block()) else { return };
        match self.dim_named(name) {
            Some(dim) => {
                let open = self.report.dim(dim).open;
                self.member_rows(block, dim, None, open, false);
            }
            None => self.unknown_dim(name.text(), name.span()),
        }
    }

    /// The member beneath which a code that is written in full belongs, and the rest of the code: `101-02` is the `02` of
    /// `101` where there is such a member.
    fn above(&self, head: &Head<'a>, dim: DimId, parent: Option<MemberId>) -> Option<(MemberId, String)> {
        let (code, _) = head.code.as_ref()?;
        let data = self.report.dim(dim);
        let inner = |id: MemberId| parent.is_none_or(|parent| id == parent || self.report.within(id, parent));
        (1..code.len()).rev().find_map(|cut| {
            let above = *data.by_code.get(&code[..cut]).filter(|id| inner(**id))?;
            let (_, width) = data.levels.get(self.report.member(above).level + 1)?;
            (*width == Some(code.len() - cut)).then(|| (above, code[cut..].to_owned()))
        })
    }

    /// `declaring`: the dimension's own block, where every row is a new member.
    fn member_rows(
        &mut self,
        block: ast::Block<'a>,
        dim: DimId,
        parent: Option<MemberId>,
        open: bool,
        declaring: bool,
    ) {
        for row in block.plain_rows() {
            let head = head(row);
            if let Some(code) = row.pointed() {
                let mut error = syntax::joined(code);
                if !self.report.dim(dim).by_code.contains_key(code_digits(code.text()).as_ref()) {
                    error.fixes.clear();
                }
                self.report(error);
            }
            if let Some(next) = second(row, &head) {
                self.two_in_a_line(row, next, dim);
            } else if let Some(surplus) = head.rest.first() {
                self.surplus(row, *surplus, dim);
            }
            if head.code.is_none() && head.name.is_none() {
                self.only_attributes(row, parent);
                continue;
            }
            if declaring {
                self.twice(&head, dim, parent);
            }
            let member = match self.reopen(&head, dim, parent) {
                Some(known) => {
                    head.places().for_each(|span| self.means(span, Meaning::Member(known)));
                    Some(known)
                }
                None => {
                    let new = self.add_member(&head, row, dim, parent, open);
                    let places = new.into_iter().flat_map(|new| head.places().map(move |span| (span, new)));
                    places.for_each(|(span, new)| self.report.names.declare(span, Meaning::Member(new)));
                    new
                }
            };
            if let (Some(member), Some(block)) = (member, row.block()) {
                self.member_rows(block, dim, Some(member), open, declaring);
            }
        }
        if block.rows().any(|row| matches!(row, ast::BlockRow::Unread(_))) {
            self.report.torn_dims.push(dim);
        }
        if let Some(total) = block.rows().find(|row| matches!(row, ast::BlockRow::Total(_))) {
            self.error(SURPLUS_IN_ROW, total.span(), say!("成员里没有合计", "members have no totals"));
        }
    }

    /// Two members in one row.
    fn two_in_a_line(&mut self, row: ast::Row<'a>, next: ast::Word<'a>, dim: DimId) {
        let before = row.children().take_while(|atom| atom.span().end <= next.span().start).last();
        let gap = Span {
            start: before.map_or(next.span().start, |atom| atom.span().end),
            end: next.span().start,
            ..next.span()
        };
        let error = Diagnostic::new(JOINED_ROWS, next.span(), say!("两行写在了一行里", "two rows stand in one line"));
        self.report(error.label(say!("另起一行", "begin a line here")).fix(gap, row.next_line()));
        self.report.torn_dims.push(dim);
    }

    fn surplus(&mut self, row: ast::Row<'a>, atom: ast::Word<'a>, dim: DimId) {
        let text = atom.text();
        if self.report.dim(dim).attributes.iter().any(|attribute| attribute.name == text) {
            let message = say!("「{text}」之后要写冒号", "a colon belongs behind `{text}`");
            let error = Diagnostic::new(SURPLUS_IN_ROW, atom.span(), message);
            let next = row.children().find(|next| next.span().start >= atom.span().end);
            let mut again = row.labelled().filter_map(ast::Labelled::name).filter(|label| label.text() == text);
            let quoted = next.and_then(ast::Quoted::of).is_some() && again.next().is_none();
            let end = Span { start: atom.span().end, ..atom.span() };
            self.report(match quoted {
                true => error.label(say!("后面补上「:」", "write `:` behind it")).fix(end, ":"),
                false => error.note(say!("写作 {text}: 值", "write {text}: VALUE")),
            });
            return;
        }
        if is_behind_text(*row, *atom) {
            self.report(syntax::quote_within(atom.span()));
            return;
        }
        let message = say!("成员这一行多出「{text}」", "`{text}` is too much in a member's row");
        let error = Diagnostic::new(SURPLUS_IN_ROW, atom.span(), message);
        self.report(error.note(say!(
            "含空格的名称要加引号；属性写作「名称: 值」",
            "a name with blanks is quoted; attributes are written `name: value`"
        )));
    }

    /// A row of attributes alone speaks of the member around; it opens no block of its own.
    fn only_attributes(&mut self, row: ast::Row<'a>, parent: Option<MemberId>) {
        if parent.is_none() || row.block().is_some() {
            let error = Diagnostic::new(SURPLUS_IN_ROW, row.span(), say!("这一行没有成员", "this row names no member"));
            self.report(error.note(say!(
                "属性写在成员的同一行，或写在成员之后的 {{ }} 里",
                "attributes stand in their member's row or in the {{ }} behind it"
            )));
        }
    }

    /// The member of a name right beneath another, or at the top.
    pub(super) fn child(&self, dim: DimId, parent: Option<MemberId>, name: &str) -> Option<MemberId> {
        let same = self.report.dim(dim).by_name.get(name)?;
        let first = same[0];
        if same.len() > FEW {
            return self.namesakes.beneath.get(&(first, parent)).copied();
        }
        same.iter().find(|id| self.report.member(**id).parent == parent).copied()
    }

    /// Notes where a name stands that many members have. The first of that name stands for the name.
    pub(super) fn note_name(&mut self, dim: DimId, name: String, id: MemberId) {
        let same = self.report.dims[dim.ix()].by_name.entry(name).or_default();
        same.push(id);
        let first = same[0];
        let new = match same.len() {
            few if few <= FEW => return,
            many if many == FEW + 1 => same.clone(),
            _ => vec![id],
        };
        for id in new {
            let above = self.report.member(id).parent;
            self.namesakes.beneath.entry((first, above)).or_insert(id);
        }
    }

    /// A member that its dimension declares a second time.
    fn twice(&mut self, head: &Head<'a>, dim: DimId, parent: Option<MemberId>) {
        let prefix = parent.map(|parent| self.report.member(parent).code.clone()).unwrap_or_default();
        let data = self.report.dim(dim);
        let first = match (&head.code, &head.name) {
            (Some((code, span)), _) => data.by_code.get(&format!("{prefix}{code}")).map(|first| (*first, code, *span)),
            (None, Some((name, span))) => self.child(dim, parent, name).map(|first| (first, name, *span)),
            (None, None) => None,
        };
        if let Some((first, word, span)) = first {
            let (word, first) = (word.clone(), self.report.member(first).span);
            self.declared_twice(&word, span, first);
        }
    }

    /// The member that a row reopens, if it is there already; a name that differs from the code's is an error.
    pub(super) fn reopen(&mut self, head: &Head<'a>, dim: DimId, parent: Option<MemberId>) -> Option<MemberId> {
        let prefix = parent.map(|parent| self.report.member(parent).code.clone()).unwrap_or_default();
        let data = self.report.dim(dim);
        let member = match (&head.code, &head.name) {
            (Some((code, _)), _) => *data.by_code.get(&format!("{prefix}{code}")).or_else(|| {
                let whole = data.by_code.get(code);
                whole.filter(|id| parent.is_none_or(|parent| **id != parent && self.report.within(**id, parent)))
            })?,
            (None, Some((name, _))) => match parent {
                None => *data.by_name.get(name)?.first()?,
                Some(_) => self.child(dim, parent, name)?,
            },
            (None, None) => return None,
        };
        if let (Some(_), Some((name, span))) = (&head.code, &head.name) {
            self.check_name(member, name, *span);
        }
        Some(member)
    }

    fn add_member(
        &mut self,
        head: &Head<'a>,
        row: ast::Row<'a>,
        dim: DimId,
        parent: Option<MemberId>,
        open: bool,
    ) -> Option<MemberId> {
        if !open {
            self.not_open(head, dim);
            return None;
        }
        let (mut parent, mut part) = (parent, head.code.as_ref().map(|(code, _)| code.clone()).unwrap_or_default());
        if let Some((above, rest)) = self.above(head, dim, parent) {
            (parent, part) = (Some(above), rest);
        }
        let prefix = parent.map(|parent| self.report.member(parent).code.clone()).unwrap_or_default();
        let level = parent.map_or(0, |parent| self.report.member(parent).level + 1);
        let Some((_, width)) = self.report.dim(dim).levels.get(level).cloned() else {
            self.error(CODE_SHAPE, row.span(), say!("这个维度没有更低的层级了", "this dimension has no further level"));
            return None;
        };
        if let (Some(width), Some((_, span))) = (width, &head.code)
            && part.len() != width
        {
            self.wrong_width(dim, level, width, part.len(), *span);
            return None;
        }
        let name = head.name.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
        let id = MemberId(self.report.members.len() as u32);
        let code = if part.is_empty() { String::new() } else { format!("{prefix}{part}") };
        let span = head.name.as_ref().or(head.code.as_ref()).map_or(row.span(), |(_, span)| *span);
        let attributes = vec![None; self.report.dim(dim).attributes.len()];
        self.report.members.push(Member {
            dim,
            parent,
            level,
            part,
            code: code.clone(),
            name: name.clone(),
            span,
            attributes,
            children: Vec::new(),
            rank: 0,
            end: 0,
        });
        match parent {
            Some(parent) => self.report.members[parent.ix()].children.push(id),
            None => self.report.dims[dim.ix()].roots.push(id),
        }
        let data = &mut self.report.dims[dim.ix()];
        if !code.is_empty() {
            data.by_code.insert(code, id);
        }
        if !name.is_empty() {
            self.note_name(dim, name, id);
        }
        Some(id)
    }

    /// Reports a member that its dimension does not take.
    fn not_open(&mut self, head: &Head<'a>, dim: DimId) {
        let Some((word, span)) = head.name.as_ref().or(head.code.as_ref()) else { return };
        let twin = self.twin(word, &[dim]).map(|twin| vec![self.report.member(twin).name.clone()]);
        let near = twin.unwrap_or_else(|| self.close_names(word, &[dim]));
        let error = unknown(CLOSED_DIMENSION, &say!("成员", "member"), word, *span, &near);
        let declared = self.report.dim(dim).span;
        self.report(error.related(
            declared,
            say!("这个维度不开放，别的文件不能添成员", "this dimension is not open: other files cannot add members"),
        ));
    }

    fn wrong_width(&mut self, dim: DimId, level: usize, width: usize, have: usize, span: Span) {
        let data = self.report.dim(dim);
        let name = &data.levels[level].0;
        let message = say!(
            "「{name}」一级的编码是 {width} 位，这里写了 {have} 位",
            "codes at level `{name}` have {width} digits, this has {have}"
        );
        let mut error = Diagnostic::new(CODE_SHAPE, span, message);
        let mut full = data.levels.iter().scan(0, |sum, (_, width)| {
            *sum += width.unwrap_or(0);
            Some(*sum)
        });
        if full.any(|whole| whole == have) {
            error = error.note(say!("先写上级成员，再写这一个：上级要已经声明过", "declare the member above it first"));
        }
        self.report(error);
    }

    /// Numbers members in their order: coded siblings by code, others as first written.
    pub(super) fn rank_members(&mut self) {
        for dim in 0..self.report.dims.len() {
            let mut rank = 0;
            let mut stack = self.in_order(self.report.dims[dim].roots.clone());
            stack.reverse();
            let mut ranked = Vec::new();
            while let Some(id) = stack.pop() {
                let member = &mut self.report.members[id.ix()];
                (member.rank, member.end) = (rank, rank + 1);
                rank += 1;
                ranked.push(id);
                let children = self.in_order(self.report.member(id).children.clone());
                stack.extend(children.into_iter().rev());
            }
            self.report.dims[dim].size = rank;
            let lowest = self.report.dims[dim].levels.len() - 1;
            let short = |id: &MemberId| {
                let own = !self.report.is_former(*id) && !self.report.former.lent.contains(id);
                own && self.report.member(*id).level < lowest && self.report.is_leaf(*id)
            };
            self.report.dims[dim].uneven = ranked.iter().any(short);
            // from the last to the first, so that each has its end before it is handed up
            for id in ranked.into_iter().rev() {
                let (parent, end) = (self.report.member(id).parent, self.report.member(id).end);
                if let Some(parent) = parent {
                    let above = &mut self.report.members[parent.ix()];
                    above.end = above.end.max(end);
                }
            }
        }
    }

    fn in_order(&self, mut siblings: Vec<MemberId>) -> Vec<MemberId> {
        siblings.sort_by(|a, b| self.report.member(*a).part.cmp(&self.report.member(*b).part));
        siblings
    }

    /// Puts members of one name in their order, a former report's behind this one's.
    fn sort_names(&mut self) {
        let report = &mut self.report;
        let (members, former) = (&report.members, &report.former.members);
        for dim in &mut report.dims {
            let key = |id: &MemberId| (former.contains(id), members[id.ix()].rank);
            for same in dim.by_name.values().filter(|same| !same.is_sorted_by_key(key)) {
                let mut sorted = same.clone();
                sorted.sort_by_key(key);
                dim.in_order.insert(same[0], sorted);
            }
        }
    }
}
