//! Column sets: columns that are declared once, wherever they stand.

use budgetc::base::{FileId, Span};
use budgetc::emit::typst;
use budgetc::model::Meaning;
use budgetc::project::Checked;
use budgetc::syntax::{Kind, Node, parse};

use crate::support::{check, check_beside, codes, compare, files, outline, shown};

const LEDGER: &str = "measure money { dollars }\ndimension item levels group, item { food { tea; cake }; fuel { coal } }\n\
                      dimension side { given; kept }\nledger costs { amount : money; item.item; side }\n\
                      items costs { given { tea 2.50; coal 1 }; kept { cake 3.00 } }\n";

/// A report of one form.
fn form(sets: &str, body: &str) -> String {
    format!("{LEDGER}{sets}\nform t \"Costs\" {body}\ndocument \"Shop\" style std.style.plain {{ t }}\n")
}

fn printed(text: &str) -> String {
    let checked = check(text);
    assert!(checked.problems.is_empty(), "{text}\n{}", shown(&checked));
    outline(&checked.document)
}

const ROWS: &str = "rows of costs { line \"All\" hide Code; each item.group { each item.item } }";

/// Wherever a set stands, the table is the one that has its columns written there.
#[test]
fn a_set_is_its_columns_wherever_it_stands() {
    let rows = [
        (
            "columns a { column Code \"Code\" = item.name; column \"Cost\" = costs }",
            "{ROWS}; a",
            "{ROWS}; column Code \"Code\" = item.name; column \"Cost\" = costs",
        ),
        // between columns, in a group, in a set, in a group of a set
        (
            "columns a { column all side = costs }\ncolumns b { column \"All\" = costs; a; column \"Of\" { a } }",
            "rows of costs { each item.item }; column \"Item\" = name; b; column \"Kept\" at kept { column \"x\" = costs }",
            "rows of costs { each item.item }; column \"Item\" = name; column \"All\" = costs; column all side = costs; column \"Of\" { column all side = costs }; column \"Kept\" at kept { column \"x\" = costs }",
        ),
        // the group's coordinates count for the set, too
        (
            "columns a { column \"Sum\" = costs; column \"Item\" = name }",
            "rows of costs { each item.item }; column \"Given\" at given { a }; column \"Kept\" at kept { a }",
            "rows of costs { each item.item }; column \"Given\" at given { column \"Sum\" = costs; column \"Item\" = name }; column \"Kept\" at kept { column \"Sum\" = costs; column \"Item\" = name }",
        ),
    ];
    for (sets, short, long) in rows {
        let body = |body: &str| format!("{{ {} }}", body.replace("{ROWS}", ROWS));
        assert_eq!(printed(&form(sets, &body(short))), printed(&form("", &body(long))), "{sets}");
    }
    let sides = "{ side \"In\" { rows of costs at given { each item.item }; a }; side \"Out\" { rows of costs at kept { each item.item }; a } }";
    let columns = "column \"Item\" = name; column \"Cost\" = costs wide 1";
    let (columns, sides) = (columns.trim_end_matches(" wide 1"), sides);
    assert_eq!(
        printed(&form(&format!("columns a {{ {columns} }}"), sides)),
        printed(&form("", &sides.replace("; a ", &format!("; {columns} ")))),
    );
    let chinese =
        form("栏集 各栏 ｛ 栏 “品名” = 名称； 栏 “金额” = costs ｝", "{ rows of costs { each item.item }; 各栏 }");
    assert!(printed(&chinese).contains("品名 | 金额"));
}

/// Takes the columns of each form out of it into sets of their own.
fn taken_out(text: &str) -> String {
    let (tree, _) = parse(text, FileId(0));
    let (mut edits, mut sets, mut count) = (Vec::new(), String::new(), 0);
    let bodies: Vec<Node<'_>> = tree.nodes(text).filter(|node| node.kind() == Kind::form_body).collect();
    for body in bodies {
        let items: Vec<Node<'_>> = body.children().collect();
        for run in items.chunk_by(|one, next| (one.kind() == Kind::column_item) == (next.kind() == Kind::column_item)) {
            // one that holds coordinates rests on the form's ledgers
            let plain =
                |node: &Node<'_>| node.kind() == Kind::column_item && !text[node.span().range()].contains(" at ");
            if !run.iter().all(plain) {
                continue;
            }
            count += 1;
            let (first, last) = (run[0].span(), run[run.len() - 1].span());
            let span = Span { end: last.end, ..first };
            sets.push_str(&format!("columns taken_{count} {{\n{}\n}}\n", &text[span.range()]));
            edits.push((span.range(), format!("taken_{count}")));
        }
    }
    let mut text = text.to_owned();
    edits.into_iter().rev().for_each(|(range, name)| text.replace_range(range, &name));
    format!("{text}\n{sets}")
}

/// Any form prints the same when its columns are declared elsewhere.
#[test]
fn columns_taken_out_of_forms_print_the_same() {
    let mut tried = 0;
    for (name, text) in files("tests/forms", ".budget").into_iter().chain(files("tests/corpus/rules", ".budget")) {
        let (was, is) = (check(&text), check(&taken_out(&text)));
        if !was.problems.is_empty() || taken_out(&text).trim_end() == text.trim_end() {
            continue;
        }
        assert!(is.problems.is_empty(), "{name}\n{}", shown(&is));
        assert_eq!(typst::emit(&was.document, ""), typst::emit(&is.document, ""), "{name}");
        tried += 1;
    }
    assert!(tried > 3, "{tried}");
}

/// What is wrong in a set is told there, once, however many forms have it.
#[test]
fn what_may_be_wrong_with_a_set() {
    let two = |sets: &str, item: &str| {
        let form =
            |name: &str| format!("form {name} \"Costs {name}\" {{ rows of costs {{ each item.item }}; {item} }}\n");
        format!("{LEDGER}{sets}\n{}{}document \"Shop\" style std.style.plain {{ s; t }}\n", form("s"), form("t"))
    };
    let rows = [
        (two("columns a { column \"Cost\" = costz }", "a"), "B0201", "costz"),
        (two("columns a { column \"Cost\" at gone = costs }", "a"), "B0203", "gone"),
        (two("columns a { column \"x\" = costs; b }\ncolumns b { column \"y\" = costs; a }", "a"), "B0220", "a"),
        (two("columns a { }", "column \"x\" = costs"), "B0502", "a"),
        (two("columns a { column \"x\" = costs }", "column \"x\" = costs"), "B0711", "a"),
        (two("columns a { rows of costs { each item.item }\n column \"x\" = costs }", "a"), "B0101", "rows"),
        (two("columns a { column \"x\" = costs }\ncolumns a { column \"y\" = costs }", "a"), "B0207", "a"),
    ];
    for (text, code, place) in rows {
        let checked = check(&text);
        assert_eq!(codes(&checked), [code], "{text}\n{}", shown(&checked));
        assert_eq!(checked.problems.len(), 1, "{}", shown(&checked));
        assert!(checked.sources.slice(checked.problems[0].primary.span).starts_with(place), "{}", shown(&checked));
    }
    let named =
        check(&form("columns costs_of { column \"x\" = costs }", "{ rows of costs { each item.item }; cost_of }"));
    assert!(codes(&named) == ["B0201"] && shown(&named).contains("did you mean `costs_of`?"), "{}", shown(&named));
    let computed =
        check(&form("columns a { column \"x\" = costs }\nlet b = a", "{ rows of costs { each item.item }; a }"));
    assert_eq!(codes(&computed), ["B0213"], "{}", shown(&computed));
    let hidden = check(&form("columns a { column \"x\" = costs }", "{ rows of costs { line \"All\" hide y }; a }"));
    assert_eq!(codes(&hidden), ["B0501"], "{}", shown(&hidden));
}

/// Every name of a set is known, so that it can be found and renamed.
#[test]
fn names_of_sets_and_of_their_columns_are_known() {
    let text = form(
        "columns a { column Code \"Code\" = item.name; column \"x\" = costs }\ncolumns b { a }",
        &format!("{{ {ROWS}; b }}"),
    );
    let checked: Checked = check(&text);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let names = &checked.report.names;
    let called = |meaning: fn(&Meaning) -> bool| -> Vec<&str> {
        names.used().iter().filter(|(_, own)| meaning(own)).map(|(span, _)| checked.sources.slice(*span)).collect()
    };
    let mut sets = called(|own| matches!(own, Meaning::Columns(_)));
    sets.sort_unstable();
    assert_eq!(sets, ["a", "b"]);
    assert_eq!(called(|own| matches!(own, Meaning::Column(_))), ["Code"]);
}

/// A form of a module may have the set of another.
#[test]
fn a_set_of_a_module_stands_in_the_report() {
    let module = format!("{LEDGER}columns a {{ column \"Cost\" = costs }}\n");
    let text = "use shop\nform t \"Costs\" { rows of costs { each item.item }; column \"Item\" = name; a }\n\
                document \"Shop\" style std.style.plain { t }\n";
    let checked = check_beside(text, &[("shop.budget".to_owned(), module)]);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    assert!(outline(&checked.document).contains("tea | 2.50"), "{}", outline(&checked.document));
}

/// What only a form's own coordinates make wrong names the place where the form has the set.
#[test]
fn what_a_set_meets_in_a_form_is_told_with_the_place() {
    let text = form(
        "columns a { column \"x\" at given = costs }",
        "{ rows of costs { each item.item }; column \"y\" at kept { a } }",
    );
    let checked = check(&text);
    assert_eq!(codes(&checked), ["B0215"], "{}", shown(&checked));
    let placed = checked.problems[0].related.iter().find(|label| label.text.en == "placed here").unwrap();
    assert_eq!(placed.span.range().start, text.find("a } }").unwrap());
}

/// A set under another name is the same set.
#[test]
fn a_renamed_set_is_a_new_name() {
    let text = |name: &str| {
        form(
            &format!("columns {name} {{ column \"x\" = costs }}"),
            &format!("{{ {}; {name} }}", ROWS.replace(" hide Code", "")),
        )
    };
    let changes = compare(&check(&text("a")), &check(&text("b")));
    let renamed: Vec<_> =
        changes.writing.renamed.iter().map(|one| (one.keyword, one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(renamed, [("columns", "a", "b")]);
    assert!(changes.is_empty(), "{changes:?}");
}

/// In a table `wide` is a width, which changes no column; in a grid a column takes so many of the grid's.
#[test]
fn a_column_is_as_wide_as_it_says() {
    let rows = "rows of costs { each item.item }; column \"Item\" wide 20 = name";
    let columns = "column \"By\" wide 9 { column all side = costs; column \"All\" wide 7 = costs }";
    let wide = form("", &format!("{{ {rows}; {columns} }}"));
    let plain = wide.replace(" wide 20", "").replace(" wide 9", "").replace(" wide 7", "");
    assert_eq!(printed(&wide), printed(&plain));
    let (wide, plain) = (check(&wide), check(&plain));
    let table = wide.document.tables().next().unwrap();
    assert_eq!(table.widths, [Some(20), Some(9), Some(9), Some(7)]);
    assert!(typst::emit(&wide.document, "").contains(", wide: 20),"));
    assert!(crate::support::json(&wide).contains("\"wide\": 20"), "{}", crate::support::json(&wide));
    let changes = compare(&plain, &wide);
    assert!(changes.forms.len() == 1 && changes.forms[0].looks && changes.forms[0].columns.is_empty(), "{changes:?}");
    // the same in a set, on both sides, and in a grid
    let set = form("columns a { column \"Item\" wide 20 = name }", "{ rows of costs { each item.item }; a }");
    assert_eq!(check(&set).document.tables().next().unwrap().widths, [Some(20)]);
    let sides = "{ side \"In\" { ROWS column \"x\" = costs }; side \"Out\" { ROWS column \"y\" wide 8 = costs } }";
    let sides = check(&form("", &sides.replace("ROWS", "rows of costs { each item.item };")));
    assert_eq!(sides.document.tables().next().unwrap().widths, [None, Some(8)], "{}", shown(&sides));
    let band = "band { rows of costs { each item.item }; column \"By\" wide 2 { column all side = costs } }";
    let grid = form("", &format!("{{ {band} }}")).replace("form t \"Costs\"", "form t \"Costs\" grid 4");
    assert!(printed(&grid).contains("By<4x1>"), "{}", printed(&grid));
    let grid = check(&grid);
    let table = grid.document.tables().next().unwrap();
    assert!(table.cells().count() > 4 && table.cells().skip(1).all(|cell| cell.colspan == 2));
    assert_eq!(table.widths, [None; 4]);
}
