//! Changes as sections of rows and sentences, in both languages.

use super::{Compare, Compared};
use crate::base::Say;
use crate::base::json::JsonNumber;
use crate::diff::{
    Became, CellChange, ChangedFile, Changes, CheckChange, Coordinate, Declaration, Deviation, DiffGrounds, DiffValue,
    DiffVerdict, FactChange, FileKind, FormChange, MemberChange, Moved, NamedChange, RowChange, SentenceChange, Tried,
    TypedChange, WordsKind, WordsPiece, Writing,
};
use crate::say;

/// A heading and what stands beneath it.
pub(super) struct Section {
    pub title: Say,
    /// Whether it stands beneath the section before it.
    pub inner: bool,
    pub items: Vec<Item>,
}

/// One thing that changed.
pub(super) enum Item {
    /// Something that was one thing and is another.
    Row { became: Became, what: Say, old: Say, new: Say, moved: Say, place: String },
    /// A check that was judged one way and is judged another: what is new may be bad, and wears no colour of its own.
    Judged { what: Say, old: Say, new: Say, moved: Say },
    /// Words of a text that was changed, came or went.
    Words { became: Became, section: Say, pieces: Vec<WordsPiece> },
    /// A remark.
    Line(Say),
}

/// The sections of one pair of reports.
pub(super) fn sections(pair: &Compare) -> Vec<Section> {
    let changes = &pair.changes;
    let mut sections = Vec::new();
    let mut add = |title: Say, items: Vec<Item>| {
        if !items.is_empty() {
            sections.push(Section { title, inner: false, items });
        }
    };
    let (stated, facts): (Vec<&FactChange>, Vec<&FactChange>) = changes.facts.iter().partition(|fact| fact.stated);
    add(say!("设定", "settings"), changes.settings.iter().map(|named| self::named(named, "")).collect());
    add(say!("台账", "ledgers"), facts.into_iter().flat_map(fact).collect());
    add(say!("列示的合计", "stated totals"), stated.into_iter().flat_map(fact).collect());
    add(say!("检查", "checks"), changes.checks.iter().map(check).collect());
    add(say!("成员", "members"), changes.members.iter().flat_map(member).collect());
    add(say!("令", "named figures"), changes.figures.iter().map(|named| self::named(named, "")).collect());
    add(say!("文档信息", "about the document"), changes.document.iter().map(of_document).collect());
    for (at, form) in changes.forms.iter().enumerate() {
        if at == 0 {
            sections.push(Section { title: say!("表格", "forms"), inner: false, items: Vec::new() });
        }
        sections.push(self::form(form));
    }
    let mut add = |title: Say, items: Vec<Item>| {
        if !items.is_empty() {
            sections.push(Section { title, inner: false, items });
        }
    };
    add(say!("文字", "sentences"), grouped(changes.sentences.iter().map(sentence).collect()));
    add(say!("序号", "numbers"), changes.numbers.iter().map(|named| self::named(named, "")).collect());
    add(say!("印出来一样的数", "figures that print the same"), changes.typed.iter().map(typed).collect());
    add(say!("文件", "files"), changes.files.iter().map(file).collect());
    add(say!("认可", "accepted"), changes.deviations.iter().map(deviation).collect());
    add(say!("声明", "declarations"), changes.declarations.iter().map(declaration).collect());
    if changes.unsaid {
        add(say!("页面", "pages"), vec![Item::Line(unsaid())]);
    }
    if !changes.is_empty() {
        add(say!("改名", "renamed"), changes.writing.renamed.iter().map(|one| Item::Line(renamed(one))).collect());
    }
    sections
}

/// What stands over the sections: that nothing changed in meaning, and that figures may not be known.
pub(super) fn remarks(pair: &Compare) -> Vec<Say> {
    let mut remarks = Vec::new();
    if pair.changes.is_empty() {
        remarks.push(match pair.errors {
            (0, 0) => unchanged(&pair.changes),
            _ => say!("读得出的部分没有变化", "nothing changed in what can be read"),
        });
    }
    let errors = |side: Say, count: usize| {
        let Say { zh, en } = side;
        (count > 0).then(|| {
            say!(
                "{zh}有 {count} 处错误，靠它们得出的数不知道：先用 budgetc check 看",
                "{en} has errors ({count}), and what rests on them is not known: see `budgetc check` first"
            )
        })
    };
    remarks.extend(errors(say!("原报告", "the old report"), pair.errors.0));
    remarks.extend(errors(say!("新报告", "the new report"), pair.errors.1));
    remarks
}

/// Reports that stand on one side only.
pub(super) fn one_sided(compared: &Compared) -> Vec<(Became, &str, Say)> {
    let added = compared.added.iter().map(|name| (Became::Added, name.as_str(), say!("新增的报告", "a new report")));
    let removed = compared
        .removed
        .iter()
        .map(|name| (Became::Removed, name.as_str(), say!("去掉的报告", "a report that is gone")));
    added.chain(removed).collect()
}

fn unchanged(changes: &Changes) -> Say {
    let Writing { layout, order, renamed } = &changes.writing;
    let mut ways = Vec::new();
    if *layout {
        ways.push(say!("排版或注释不同", "layout or comments differ"));
    }
    if *order {
        ways.push(say!("次序不同", "the order differs"));
    }
    ways.extend(renamed.iter().map(self::renamed));
    if ways.is_empty() {
        return say!("含义没有变化", "no change in meaning");
    }
    let zh = ways.iter().map(|way| way.zh.as_str()).collect::<Vec<_>>().join("，");
    let en = ways.iter().map(|way| way.en.as_str()).collect::<Vec<_>>().join(", ");
    say!("含义没有变化：{zh}", "no change in meaning: {en}")
}

fn renamed(renamed: &crate::diff::RenamedDeclaration) -> Say {
    let crate::diff::RenamedDeclaration { keyword, old, new } = renamed;
    say!("{keyword} {old} 改名为 {new}", "{keyword} {old} is now called {new}")
}

fn plain(text: impl Into<String>) -> Say {
    let text = text.into();
    Say { zh: text.clone(), en: text }
}

fn value(value: &Option<DiffValue>) -> Say {
    match value {
        Some(value) => plain(value.text.clone()),
        None => say!("没有", "nothing"),
    }
}

/// `+3（+3.13%）`: how far a number moved, in its unit; a share in points.
fn moved(moved: &Option<Moved>, unit: &str) -> Say {
    let Some(moved) = moved else { return Say::default() };
    let signed = |number: &JsonNumber| {
        let text = number.as_str();
        if text.starts_with('-') { text.to_owned() } else { format!("+{text}") }
    };
    let difference = signed(&moved.difference);
    let rate = moved.rate.as_ref().map(|rate| format!("{}%", signed(rate)));
    match (rate, unit) {
        (None, "%") => say!("{difference} 个百分点", "{difference} points"),
        (Some(rate), _) => say!("{difference}{unit}（{rate}）", "{difference}{unit} ({rate})"),
        (None, _) => say!("{difference}{unit}", "{difference}{unit}"),
    }
}

fn unit(value: &Option<DiffValue>) -> &str {
    value.as_ref().map_or("", |value| value.unit.as_str())
}

fn named(named: &NamedChange, place: &str) -> Item {
    Item::Row {
        became: became(&named.old, &named.new),
        what: plain(named.name.clone()),
        old: value(&named.old),
        new: value(&named.new),
        moved: moved(&named.moved, unit(&named.new)),
        place: place.to_owned(),
    }
}

/// What a document says of itself, called as its clauses are.
fn of_document(told: &NamedChange) -> Item {
    let mut item = named(told, "");
    if let Item::Row { what, .. } = &mut item {
        let zh = match told.name.as_str() {
            "title" => "标题",
            "author" => "作者",
            "subject" => "主题",
            "draft" => "草稿",
            "date" => "日期",
            "lang" => "语言",
            "style" => "样式",
            name => name,
        };
        *what = Say { zh: zh.to_owned(), en: told.name.clone() };
    }
    item
}

fn typed(typed: &TypedChange) -> Item {
    let TypedChange { text, within, .. } = typed;
    Item::Line(if typed.now {
        say!("{text}：原为算出，现为直接写出（{within}）", "{text}: was computed, is typed now ({within})")
    } else {
        say!("{text}：原为直接写出，现为算出（{within}）", "{text}: was typed, is computed now ({within})")
    })
}

fn file(file: &ChangedFile) -> Item {
    let name = &file.name;
    empty_row(
        Became::Changed,
        match file.kind {
            FileKind::Picture => say!("图片 {name} 的内容", "picture {name}: its content"),
            FileKind::Style => say!("样式 {name} 的内容", "style {name}: its content"),
        },
    )
}

fn unsaid() -> Say {
    say!(
        "印出来的页面还有不同，这里说不出是哪里；把两边 budgetc build --format typst 的结果相比就能看到",
        "the pages differ in more than can be put in words here: compare what `budgetc build --format typst` writes of both"
    )
}

fn became<T>(old: &Option<T>, new: &Option<T>) -> Became {
    match (old, new) {
        (None, Some(_)) => Became::Added,
        (Some(_), None) => Became::Removed,
        _ => Became::Changed,
    }
}

fn coordinate(at: &Coordinate) -> String {
    if at.code.is_empty() { at.name.clone() } else { format!("{} {}", at.code, at.name) }
}

/// A row for each field that changed; one for a row that came or went.
fn fact(fact: &FactChange) -> Vec<Item> {
    // what tells nothing is left out, unless nothing else is said
    let told: Vec<&Coordinate> = fact.at.iter().filter(|at| !at.usual).collect();
    let at: Vec<String> =
        if told.is_empty() { fact.at.iter().collect() } else { told }.into_iter().map(coordinate).collect();
    let name = format!("{} {}", fact.ledger, at.join(" · ")).trim_end().to_owned();
    let place =
        fact.new_place.as_ref().or(fact.old_place.as_ref()).map(|place| place.as_str().to_owned()).unwrap_or_default();
    if fact.became == Became::Changed {
        let field = |field: &NamedChange| {
            let mut item = named(field, &place);
            if let Item::Row { what, .. } = &mut item {
                *what = plain(format!("{name} · {}", field.name));
            }
            item
        };
        return fact.fields.iter().map(field).collect();
    }
    let all = |side: &dyn Fn(&NamedChange) -> Option<String>| {
        let values: Vec<String> = fact.fields.iter().filter_map(side).collect();
        plain(values.join(" · "))
    };
    let text = |value: &Option<DiffValue>| value.as_ref().map(|value| value.text.clone());
    let (mut old, mut new) = (all(&|field| text(&field.old)), all(&|field| text(&field.new)));
    if fact.became == Became::Unread {
        let blank = if fact.new_place.is_none() { &mut new } else { &mut old };
        *blank = say!("读不出", "cannot be read");
    }
    vec![Item::Row { became: fact.became, what: plain(name), old, new, moved: Say::default(), place }]
}

fn member(member: &MemberChange) -> Vec<Item> {
    let name = format!("{} {}", member.member.dimension, coordinate(&member.member));
    if member.became != Became::Changed {
        let (old, new) = (Say::default(), Say::default());
        let (moved, place) = (Say::default(), String::new());
        return vec![Item::Row { became: member.became, what: plain(name), old, new, moved, place }];
    }
    let says = |says: &NamedChange| {
        let mut item = named(says, "");
        if let Item::Row { what, .. } = &mut item {
            let field = &says.name;
            *what = if field == "name" {
                say!("{name} · 名称", "{name} · name")
            } else {
                plain(format!("{name} · {field}"))
            };
        }
        item
    };
    member.says.iter().map(says).collect()
}

fn form(form: &FormChange) -> Section {
    let label = if form.label.is_empty() { String::new() } else { format!("{} ", form.label) };
    // a form that is called as it is numbered need not be named twice
    let named = form.label.split_whitespace().collect::<String>() == form.id;
    let id = if named { String::new() } else { format!("（{}）", form.id) };
    let title = plain(format!("{label}{}{id}", form.title));
    let mut items: Vec<Item> = Vec::new();
    match form.became {
        Became::Added => items.push(Item::Line(say!("新增的表", "a new table"))),
        Became::Removed => items.push(Item::Line(say!("去掉的表", "a table that is gone"))),
        Became::Changed | Became::Moved | Became::Unread => {}
    }
    items.extend(grouped(form.words.iter().map(sentence).collect()));
    items.extend(form.columns.iter().map(|column| {
        let name = &column.column;
        empty_row(column.became, say!("栏「{name}」", "column `{name}`"))
    }));
    items.extend(form.rows.iter().map(row));
    items.extend(form.cells.iter().map(cell));
    if !form.moved_rows.is_empty() {
        let Say { zh, en } = several(&form.moved_rows);
        items.push(Item::Line(say!("行的次序不同：{zh}", "rows in another order: {en}")));
    }
    if !form.moved_columns.is_empty() {
        let Say { zh, en } = several(&form.moved_columns);
        items.push(Item::Line(say!("栏的次序不同：{zh}", "columns in another order: {en}")));
    }
    if form.looks {
        items.push(Item::Line(say!(
            "排法不同：横竖、栏宽、栏次、合并的格、缩进、注的标记或层次",
            "laid out otherwise: the page's turn, widths and numbers of columns, merged cells, indents, marks of notes or depth"
        )));
    }
    Section { title, inner: true, items }
}

/// The first of many names.
fn several(names: &[String]) -> Say {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(|name| if name.is_empty() { "–" } else { name }).collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    match names.len().saturating_sub(SHOWN) {
        0 => Say { zh, en },
        more => say!("{zh} 等，另有 {more} 个", "{en} and {more} more"),
    }
}

fn empty_row(became: Became, what: Say) -> Item {
    let (old, new, moved) = (Say::default(), Say::default(), Say::default());
    Item::Row { became, what, old, new, moved, place: String::new() }
}

fn row(row: &RowChange) -> Item {
    let cells: Vec<String> = row.cells.iter().map(|(column, text)| format!("{column} {text}")).collect();
    let (printed, nothing) = (plain(cells.join(" · ")), Say::default());
    let (old, new) = if row.became == Became::Added { (nothing, printed) } else { (printed, nothing) };
    Item::Row {
        became: row.became,
        what: plain(row.row.clone()),
        old,
        new,
        moved: Say::default(),
        place: String::new(),
    }
}

fn cell(cell: &CellChange) -> Item {
    let parts = [cell.row.as_str(), cell.column.as_str()];
    let what = plain(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | "));
    let (column, below) = (&cell.column, &cell.below);
    let what = match (cell.row.is_empty(), below.is_empty()) {
        (true, true) => say!("（无名的行）| {column}", "(a row without words) | {column}"),
        (true, false) => say!("「{below}」下一行 | {column}", "(the row below `{below}`) | {column}"),
        _ => what,
    };
    let blank =
        |value: &DiffValue| if value.text.is_empty() { say!("空", "blank") } else { plain(value.text.clone()) };
    let unit = if cell.new.unit == "%" { "%" } else { "" };
    Item::Row {
        became: Became::Changed,
        what,
        old: blank(&cell.old),
        new: blank(&cell.new),
        moved: moved(&cell.moved, unit),
        place: String::new(),
    }
}

/// Sentences of one section beneath each other: where they stand is said once.
fn grouped(mut items: Vec<Item>) -> Vec<Item> {
    let mut last = Say::default();
    for item in &mut items {
        if let Item::Words { section, .. } = item {
            if *section == last {
                *section = Say::default();
            } else {
                last.clone_from(section);
            }
        }
    }
    items
}

fn sentence(sentence: &SentenceChange) -> Item {
    let kind = match sentence.kind {
        WordsKind::Cover => say!("封面", "cover"),
        WordsKind::Heading => say!("标题", "heading"),
        WordsKind::Listed => say!("目录里的标题", "in the contents"),
        WordsKind::Picture => say!("图片", "picture"),
        WordsKind::Title => say!("表题", "title"),
        WordsKind::Column => say!("栏名", "column"),
        WordsKind::Note => say!("表注", "note"),
        WordsKind::Sentence => Say::default(),
    };
    let path = |kind: String| {
        let parts = sentence.section.iter().cloned().chain([kind]).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" › ")
    };
    let mut section = Say { zh: path(kind.zh), en: path(kind.en) };
    if !sentence.from.is_empty() {
        let from = sentence.from.join(" › ");
        section.zh.insert_str(0, &format!("{from} → "));
        section.en.insert_str(0, &format!("{from} → "));
    } else if sentence.became == Became::Moved {
        section.zh.push_str("（换了位置）");
        section.en.push_str(" (in another place)");
    }
    Item::Words { became: sentence.became, section, pieces: sentence.pieces.clone() }
}

fn verdict(verdict: Option<DiffVerdict>) -> Say {
    match verdict {
        None => say!("没有查", "not tried"),
        Some(DiffVerdict::Holds) => say!("成立", "holds"),
        Some(DiffVerdict::Accepted) => say!("认可", "accepted"),
        Some(DiffVerdict::Fails) => say!("不成立", "fails"),
        Some(DiffVerdict::Unchecked) => say!("未能核对", "not checked"),
    }
}

fn check(check: &CheckChange) -> Item {
    let kind = match check.kind {
        Tried::Stated => say!("合计 ", "total of "),
        Tried::Printed => say!("表格 ", "form "),
        Tried::Declared => Say::default(),
    };
    let mut name = check.name.clone();
    if !check.at.is_empty() {
        // a row may have no words
        let at: Vec<&str> = check.at.iter().map(|part| if part.is_empty() { "–" } else { part }).collect();
        name.push_str(&format!(" [{}]", at.join(", ")));
    }
    let Say { zh, en } = kind;
    let mut what = say!("{zh}{name}", "{en}{name}");
    if let Some(count) = check.instances {
        what.zh.push_str(&format!("（{count} 条）"));
        what.en.push_str(&format!(" ({count})"));
    }
    let mut new = verdict(check.new);
    if let Some(sides) = &check.sides {
        let (left, right) = (&sides.left, &sides.right);
        new.zh.push_str(&format!("：{left} 对 {right}"));
        new.en.push_str(&format!(": {left} against {right}"));
    }
    let moved = check.sides.as_ref().map(|sides| sides.difference.as_str()).unwrap_or_default();
    let moved = if moved.is_empty() { Say::default() } else { say!("差 {moved}", "difference {moved}") };
    Item::Judged { what, old: verdict(check.old), new, moved }
}

fn deviation(deviation: &Deviation) -> Item {
    let mut name = deviation.name.clone();
    if !deviation.at.is_empty() {
        name.push_str(&format!(" [{}]", deviation.at.join(", ")));
    }
    let grounds = |grounds: &Option<DiffGrounds>| {
        let Some(DiffGrounds { by, because, who, until }) = grounds else { return Say::default() };
        let mut said = plain(because.clone());
        for (zh, en, part) in [("差额", "by", by), ("责任人", "who", who), ("有效至", "until", until)] {
            if !part.is_empty() {
                said.zh.push_str(&format!("；{zh} {part}"));
                said.en.push_str(&format!("; {en} {part}"));
            }
        }
        said
    };
    let (old, new) = (grounds(&deviation.old), grounds(&deviation.new));
    Item::Row { became: deviation.became, what: plain(name), old, new, moved: Say::default(), place: String::new() }
}

fn declaration(declaration: &Declaration) -> Item {
    empty_row(declaration.became, plain(format!("{} {}", declaration.keyword, declaration.name)))
}
