//! What is said of broken identities: one finding for each error, at the figure that is wrong; everything else that the
//! error breaks stands beneath it.

use std::collections::HashMap;

use rustc_hash::FxHashSet;

use super::reach::{Reach, reach};
use super::search::{Group, Suspicion};
use super::slip::Slip;
use super::unit::OffBlock;
use super::unread::UnreadLedgers;
use super::weigh::FEW;
use super::words::{
    list, reached_places, suspect, suspicion_basis, suspicion_label, why_none_accused, with_first_suspect,
    with_missing_row,
};
use super::{LineId, Web, everywhere};
use crate::base::{Confidence, Diagnostic, Label, NoteRole, Say, Severity, Sources, Span, Topic};
use crate::check::{Identity, IdentitySource};
use crate::document::Document;
use crate::eval::Evaluator;
use crate::say;

/// Most names in a list before the rest is counted.
const MOST_NAMES: usize = 5;

/// The findings of all identities that fail.
pub fn findings(
    evaluator: &Evaluator<'_>,
    sources: &Sources,
    document: &Document,
    identities: &[Identity],
    unread: bool,
) -> Vec<Diagnostic> {
    if identities.iter().all(|identity| identity.finding.is_none()) {
        return Vec::new();
    }
    let web = Web::bounded(evaluator, sources, identities);
    let (off, groups) = explained(&web, &UnreadLedgers::new(evaluator, identities, unread));
    let suspects = groups.iter().flat_map(|group| group.single.first().into_iter().chain(&group.several));
    let reached = reach(document, &suspects.map(|suspicion| suspicion.span).collect::<Vec<_>>());
    let mut told = Telling { web: &web, reached, said: vec![false; identities.len()], problems: Vec::new() };
    if !off.is_empty() {
        told.off_block(&off);
    }
    groups.iter().for_each(|group| told.group(group));
    let Telling { said, mut problems, .. } = told;
    // what is no sum of written amounts speaks for itself
    let unsaid = identities.iter().enumerate().zip(said).filter(|(_, said)| !said);
    problems.extend(unsaid.filter_map(|((number, one), _)| Some((number, one.finding.clone()?))));
    everywhere::fold(evaluator.report, identities, problems)
}

/// The blocks in another unit than they say, and the groups of the other broken identities, each with what explains it. A
/// row in the wrong place, or the same slip in several places, may join several.
fn explained(web: &Web<'_, '_>, unread: &UnreadLedgers) -> (Vec<OffBlock>, Vec<Group>) {
    let all = web.broken();
    let (unsure, mut known): (Vec<LineId>, Vec<LineId>) = all.into_iter().partition(|line| unread.touches(web, *line));
    let mut groups: Vec<Group> = Vec::new();
    groups.extend(web.groups(unsure).into_iter().map(Group::unsure));
    let off = web.off_blocks(&known);
    known.retain(|line| !off.iter().any(|off| off.lines.contains(line)));
    let mut broken = web.groups(known);
    if let Some((row, own)) = web.moved(&broken)
        && own.iter().map(|group| least(web, &broken[*group])).sum::<i32>() > row.cost
    {
        groups.push(Group::joined(web, &mut broken, &own, vec![row]));
    }
    if let Some((pairs, own)) = web.exchanged(&broken)
        && own.iter().map(|group| least(web, &broken[*group])).sum::<i32>() > pairs[0].cost
    {
        groups.push(Group::joined(web, &mut broken, &own, pairs));
    }
    if let Some((twins, own)) = web.twins(&broken)
        && own.iter().map(|group| least(web, &broken[*group])).sum::<i32>() > twins[0].cost
    {
        groups.push(Group::joined(web, &mut broken, &own, twins));
    }
    groups.extend(broken.into_iter().filter(|broken| !broken.is_empty()).map(|broken| web.explain(broken)));
    (off, groups)
}

/// Who stands by one of several that fail together stands by all of them: what is offered for one is offered for all, or not at all.
fn together(problem: &mut Diagnostic, others: &[&Identity]) {
    let said = others.iter().filter_map(|other| other.finding.as_ref());
    let lines: Option<Vec<&str>> = said.map(|finding| Some(finding.offers.first()?.text.as_str())).collect();
    match (problem.offers.as_mut_slice(), lines) {
        ([offer], Some(lines)) => lines.iter().for_each(|line| offer.text.push_str(line.trim_start_matches('\n'))),
        _ => problem.offers.clear(),
    }
}

/// What the likeliest single explanation of a group costs; what nothing explains costs more than any.
fn least(web: &Web<'_, '_>, broken: &[LineId]) -> i32 {
    web.explain(broken.to_vec()).single.first().map_or(2 * Slip::Other.cost(), |first| first.cost)
}

struct Telling<'w, 'e, 'm> {
    web: &'w Web<'e, 'm>,
    reached: HashMap<Span, Reach>,
    /// By identity: whether a finding speaks of it.
    said: Vec<bool>,
    /// With the identity that each speaks for.
    problems: Vec<(usize, Diagnostic)>,
}

impl Telling<'_, '_, '_> {
    fn group(&mut self, group: &Group) {
        if let (false, Some((tail, clause))) = (group.unsure, self.web.tail(group)) {
            self.rounded(group, tail, clause);
            return;
        }
        if group.is_worth_saying() {
            self.single(group);
            return;
        }
        let mut left: FxHashSet<LineId> = group.broken.iter().copied().collect();
        // who has fewest identities of its own speaks first, so that something is left for the others
        let mut several: Vec<&Suspicion> = group.several.iter().collect();
        let count = |suspicion: &&Suspicion| suspicion.figure.map_or(0, |figure| self.web.lines_of(figure).len());
        several.sort_by_key(count);
        for suspicion in several {
            if !self.one_of_several(group, suspicion, &mut left) {
                self.besides(suspicion);
            }
        }
        self.unexplained(group, &mut left);
    }

    /// A block in another unit than it says.
    fn off_block(&mut self, blocks: &[OffBlock]) {
        let [block, others @ ..] = blocks else { return };
        let Some(first) = block.lines.first().copied() else { return };
        let problem = block.problem(self.web, others);
        let problem = self.folded(problem, &block.lines, None);
        self.finish(problem, &block.lines, first, None);
    }

    /// One figure explains the whole group.
    fn single(&mut self, group: &Group) {
        let Some(first) = group.single.first() else { return };
        // of two sides of a check either may be wrong: only totals tell in which the row is misplaced
        let either_side = first.slip == Slip::Moved && !group.broken.iter().any(|line| self.stated(*line));
        let Some((root, mut problem)) = self.root(&group.broken, first) else { return };
        // where rows refer to others, what they refer to may be what is wrong
        let refers = self.web.referring(root);
        let unclear = either_side || self.is_deviation(&group.broken) || !refers.is_empty();
        let confidence = if unclear { Confidence::Weak } else { group.confidence() };
        problem = if confidence == Confidence::Weak {
            // of several that are about as likely none is accused: the finding stays where the identity is stated
            with_first_suspect(problem, first, self.stated(root))
        } else {
            self.at(problem, root, first, confidence)
        };
        problem.suspects.extend(group.others().iter().map(|other| suspect(other, Confidence::Weak)));
        problem = self.referring(problem, &refers);
        if let (Slip::Other, false, true) = (&first.slip, refers.is_empty(), first.span == problem.primary.span) {
            let repaired = &first.repaired;
            problem.primary.text =
                say!("若各行引的都对，应为 {repaired}", "if the rows refer to the right things, {repaired}");
        }
        problem = problem.note(suspicion_basis(group, first, confidence));
        if !first.belongs.is_empty() {
            let (zh, en) = (first.belongs.join("、"), first.belongs.join(", "));
            problem = problem.note(say!("这一行应当属于: {zh}", "the row belongs to: {en}"));
        }
        problem = with_missing_row(problem, group, confidence);
        if !first.slip.is_plain() && !matches!(first.slip, Slip::Missing | Slip::Exchanged) {
            problem = problem.note(say!("也可能不止写错一处", "perhaps there is more than one error"));
        }
        for twin in &first.twins {
            let repaired = &twin.repaired;
            let text = match twin.slip {
                Slip::Exchanged => say!("与这一处对调：{repaired}", "the other way round here: {repaired}"),
                _ => say!("这里也是：{repaired}", "and here: {repaired}"),
            };
            problem = problem.related(twin.span, text);
            problem.suspects.push(suspect(twin, confidence));
        }
        problem = self.folded(problem, &group.broken, Some(root));
        for identity in &first.besides {
            self.said[*identity] = true;
            let name = self.name(&self.web.identities[*identity]);
            problem = problem.note(say!("{name} 也因此不成立", "{name} fails for want of it too", name));
        }
        // what one of several reaches says nothing yet
        let at = Some(first.span).filter(|_| confidence != Confidence::Weak || group.single.len() == 1);
        self.finish(problem, &group.broken, root, at);
    }

    /// The rows that refer to others; two that refer to the same are told first.
    fn referring(&self, mut problem: Diagnostic, rows: &[Span]) -> Diagnostic {
        let words = |row: &Span| self.web.sources.slice(*row).split_whitespace().collect::<String>();
        for (at, row) in rows.iter().enumerate() {
            let twice = rows.iter().enumerate().any(|(other, span)| other != at && words(span) == words(row));
            problem = problem.related(
                *row,
                match twice {
                    true => say!("这一行与另一行引的是同一个数", "this row and another refer to the same"),
                    false => say!("或是这一行引的不对", "or this row refers to the wrong thing"),
                },
            );
        }
        problem
    }

    /// Rounding alone may be what is wrong: nothing is accused, and how to say that figures are rounded comes first.
    fn rounded(&mut self, group: &Group, tail: Say, clause: Say) {
        let spoken = |line: &&LineId| self.web.identities[self.identity(**line)].finding.is_some();
        let Some(root) = group.broken.iter().find(spoken).copied() else { return };
        let Some(mut problem) = self.web.identities[self.identity(root)].finding.clone() else { return };
        problem.related.clear();
        let accused = group.confidence() != Confidence::Weak;
        if let Some(first) = group.single.first().filter(|first| first.slip.is_plain() && accused) {
            let (words, repaired) = (first.slip.words(), &first.repaired);
            let text = say!(
                "若没有舍入过，疑为 {repaired}（{words}）",
                "if nothing was rounded, perhaps {repaired} ({words})",
                words
            );
            match first.span == problem.primary.span {
                true => problem.primary.text = text,
                false => problem.related.push(Label { span: first.span, text }),
            }
        }
        // the others would be shown beside it, and nothing speaks for them
        problem.suspects.extend(group.single.first().map(|first| suspect(first, Confidence::Weak)));
        problem.notes.retain(|note| note.role == NoteRole::WayOut);
        problem.notes.splice(0..0, [tail.into(), clause.into()]);
        problem = self.folded(problem, &group.broken, Some(root));
        self.finish(problem, &group.broken, root, None);
    }

    /// Whether all that fails is a deviation of which the report says another amount: that may be what is wrong.
    fn is_deviation(&self, lines: &[LineId]) -> bool {
        let [line] = lines else { return false };
        let finding = self.web.identities[self.identity(*line)].finding.as_ref();
        finding.is_some_and(|finding| finding.is_about(Topic::Acceptance))
    }

    /// One of several figures that explain the group together; false where nothing is left for it to explain.
    fn one_of_several(&mut self, group: &Group, suspicion: &Suspicion, left: &mut FxHashSet<LineId>) -> bool {
        let figure = suspicion.figure.into_iter();
        let own = figure.flat_map(|figure| self.web.lines_of(figure)).map(|term| term.other);
        let mut mine: Vec<LineId> = own.filter(|line| left.contains(line)).collect();
        mine.sort_by_key(|line| (self.web.line_of(*line).terms.len(), *line));
        let Some((root, mut problem)) = self.root(&mine, suspicion) else { return false };
        for line in &mine {
            left.remove(line);
        }
        problem = self.at(problem, root, suspicion, Confidence::Weak);
        problem.suspects.extend(suspicion.instead.iter().take(FEW - 1).map(|other| suspect(other, Confidence::Weak)));
        let all = group.broken.len();
        problem = problem.note(say!(
            "依据: {all} 条等式不平，没有一处改正能使它们都成立，想必不止错一处；这是其中较像的一处",
            "basis: {all} identities fail, and no single correction makes them all hold: there is more than one error, this is perhaps one"
        ));
        problem = self.folded(problem, &mine, Some(root));
        self.finish(problem, &mine, root, Some(suspicion.span));
        true
    }

    /// A figure that has no broken identity left to speak for: it is named beside the one before it.
    fn besides(&mut self, suspicion: &Suspicion) {
        let Some((_, problem)) = self.problems.last_mut() else { return };
        let (words, repaired) = (suspicion.slip.words(), &suspicion.repaired);
        let text = say!("并疑为 {repaired}（{words}）", "and perhaps {repaired} ({words})", words);
        problem.related.push(Label { span: suspicion.span, text });
    }

    /// Nothing explains these: the smallest of them speak, those that share figures with one of them stand beneath it.
    fn unexplained(&mut self, group: &Group, left: &mut FxHashSet<LineId>) {
        for root in group.broken.iter().copied() {
            if !left.remove(&root) {
                continue;
            }
            let figures = self.web.line_of(root).terms.iter().map(|term| term.other);
            let lines = figures.flat_map(|figure| self.web.lines_of(figure)).map(|term| term.other);
            // what the report says about a deviation stands at its own place
            let mut mine: Vec<LineId> =
                lines.filter(|line| left.contains(line) && !self.is_deviation(&[*line])).collect();
            mine.sort_by_key(|line| (self.web.line_of(*line).terms.len(), *line));
            mine.dedup();
            for line in &mine {
                left.remove(line);
            }
            mine.insert(0, root);
            let Some(mut problem) = self.web.identities[self.identity(root)].finding.clone() else {
                self.say(&mine);
                continue;
            };
            // of a deviation it is its own words that matter
            if !self.is_deviation(&mine) {
                problem.notes.insert(0, why_none_accused(group).into());
            }
            problem = with_missing_row(problem, group, Confidence::Weak);
            problem = self.folded(problem, &mine, Some(root));
            self.finish(problem, &mine, root, None);
        }
    }

    fn stated(&self, line: LineId) -> bool {
        matches!(self.web.identities[self.identity(line)].source, IdentitySource::Stated(_))
    }

    fn identity(&self, line: LineId) -> usize {
        self.web.line_of(line).identity
    }

    fn say(&mut self, lines: &[LineId]) {
        for line in lines {
            let identity = self.identity(*line);
            self.said[identity] = true;
            for twin in self.web.twins.get(line).into_iter().flatten() {
                self.said[*twin] = true;
            }
        }
    }

    /// The identity that best says what is off: the smallest stated total that holds the figure, else the smallest.
    fn root(&self, lines: &[LineId], suspicion: &Suspicion) -> Option<(LineId, Diagnostic)> {
        let holds = |line: &&LineId| {
            let terms = &self.web.line_of(**line).terms;
            suspicion.figure.is_none_or(|figure| terms.iter().any(|term| term.other == figure))
        };
        let spoken = |line: &&LineId| self.web.identities[self.identity(**line)].finding.is_some();
        let mut usable = lines.iter().filter(holds).filter(spoken);
        let stated = usable
            .clone()
            .find(|line| matches!(self.web.identities[self.identity(**line)].source, IdentitySource::Stated(_)));
        let root = *stated.or_else(|| usable.next())?;
        Some((root, self.web.identities[self.identity(root)].finding.clone()?))
    }

    /// Puts a finding at the figure that is suspected.
    fn at(&self, mut problem: Diagnostic, root: LineId, suspicion: &Suspicion, confidence: Confidence) -> Diagnostic {
        let text = suspicion_label(suspicion);
        let before = std::mem::replace(&mut problem.primary, Label { span: suspicion.span, text });
        // what the items are is no longer the question
        problem.related.clear();
        let stated = self.stated(root);
        let beside = before.span == self.web.identities[self.identity(root)].span;
        if before.span != suspicion.span && (stated || beside && before.span.file == suspicion.span.file) {
            problem.related.push(before);
        }
        // how to stand by a check's deviation stays worth saying
        problem.notes.retain(|note| !stated && note.role == NoteRole::WayOut);
        problem.suspects.push(suspect(suspicion, confidence));
        problem
    }

    /// The other identities that fail with it.
    fn folded(&self, mut problem: Diagnostic, lines: &[LineId], root: Option<LineId>) -> Diagnostic {
        let own = lines.iter().filter(|line| Some(**line) != root).map(|line| self.identity(*line));
        let twins = lines.iter().filter_map(|line| self.web.twins.get(line)).flatten().copied();
        let others: Vec<&Identity> = own.chain(twins).map(|identity| &self.web.identities[identity]).collect();
        let Some(more) = others.len().checked_sub(1) else { return problem };
        together(&mut problem, &others);
        let names: Vec<Say> = others.iter().take(MOST_NAMES).map(|identity| self.name(identity)).collect();
        let (mut zh, mut en) = list(&names);
        if more >= MOST_NAMES {
            let rest = others.len() - MOST_NAMES;
            zh.push_str(&format!(" 等，另有 {rest} 条"));
            en.push_str(&format!(", and {rest} more"));
        }
        problem.note(say!("同时不平: {zh}", "fails with it: {en}"))
    }

    fn name(&self, identity: &Identity) -> Say {
        let place = identity.instance_words(self.web.evaluator.report);
        let (name, zh) = (&identity.name, &place.zh);
        let en = if place.en.is_empty() { String::new() } else { format!(" {}", place.en) };
        match identity.source {
            IdentitySource::Stated(_) => say!("{name}{zh}合计", "total of {name}{en}"),
            IdentitySource::Declared(..) | IdentitySource::Printed => say!("检查「{name}」{zh}", "check `{name}`{en}"),
        }
    }

    fn finish(&mut self, mut problem: Diagnostic, lines: &[LineId], root: LineId, at: Option<Span>) {
        let roundings = lines.iter().filter_map(|line| self.web.identities[self.identity(*line)].rounding.as_ref());
        if let Some(Say { zh, en }) = roundings.map(|rounding| &rounding.said).next() {
            problem = problem.note(say!("{zh}，不足以解释这个差", "{en}, which does not explain the difference"));
        }
        if let Some(reach) = at.and_then(|at| self.reached.get(&at)).filter(|reach| !reach.tables.is_empty()) {
            problem = problem.note(reached_places(reach));
        }
        let severities = lines.iter().filter_map(|line| self.web.identities[self.identity(*line)].finding.as_ref());
        problem.severity = severities.map(|finding| finding.severity).min().unwrap_or(Severity::Error);
        self.say(lines);
        self.problems.push((self.identity(root), problem));
    }
}
