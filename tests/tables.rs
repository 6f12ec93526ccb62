//! Files of other programs as a neutral grid: each trap in a file that its test makes.

use std::io::{Cursor, Write};

use budgetc::base::Lang;
use budgetc::tables::{self, Sheet, SheetValue, TableNote, Unreadable, Workbook};
use proptest::prelude::*;
use rust_xlsxwriter as xlsx;
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8]) -> (Workbook, Vec<TableNote>) {
    tables::read("book", bytes).unwrap_or_else(|unreadable| panic!("{unreadable:?}"))
}

fn refused(bytes: &[u8]) -> String {
    match tables::read("book", bytes) {
        Ok((book, _)) => panic!("it is read: {book:?}"),
        Err(Unreadable { reason, way_out }) => {
            assert!(!way_out.zh.is_empty() && !way_out.en.is_empty());
            reason.en
        }
    }
}

/// A cell's value in short: words in quotation marks, numbers plain.
fn short(value: &SheetValue) -> String {
    match value {
        SheetValue::Text(text) => format!("{text:?}"),
        SheetValue::Number(number) => number.to_string(),
        SheetValue::Inexact(shown) => format!("inexact {shown}"),
        SheetValue::Date(date) => format!("date {date}"),
        SheetValue::Bool(yes) => yes.to_string(),
        SheetValue::Error(error) => format!("error {error}"),
        SheetValue::Uncomputed(formula) => format!("uncomputed {formula}"),
    }
}

/// A sheet's cells in short, hidden ones marked.
fn cells(sheet: &Sheet) -> Vec<String> {
    let mark = |hidden: Option<bool>| if hidden == Some(true) { " hidden" } else { "" };
    sheet
        .cells
        .iter()
        .map(|cell| format!("{} {}{}", cell.place.name(), short(&cell.value), mark(cell.hidden)))
        .collect()
}

fn merges(sheet: &Sheet) -> Vec<String> {
    let merges = sheet.merges.as_ref().expect("merges are known");
    merges.iter().map(|extent| format!("{}:{}", extent.first.name(), extent.last.name())).collect()
}

fn told(notes: &[TableNote]) -> Vec<String> {
    let place = |note: &TableNote| note.place.map_or(String::new(), |place| format!("{} ", place.name()));
    notes.iter().map(|note| format!("{}{}", place(note), note.text.get(Lang::En))).collect()
}

/// The first sheet of what is read, in short.
fn first(bytes: &[u8]) -> Vec<String> {
    cells(&read(bytes).0.sheets[0])
}

fn saved(mut book: xlsx::Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="a" Type="t/worksheet" Target="worksheets/a.xml"/><Relationship Id="s" Type="t/styles" Target="styles.xml"/><Relationship Id="w" Type="t/sharedStrings" Target="words.xml"/></Relationships>"#;

/// A workbook of one sheet with this inside its root, and with these shared words.
fn raw_with(sheet: &str, words: &str) -> Vec<u8> {
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="4"/></cellXfs></styleSheet>"#;
    zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/worksheets/a.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/words.xml", format!("<sst>{words}</sst>").as_bytes()),
    ])
}

fn raw(sheet: &str) -> Vec<u8> {
    raw_with(sheet, "")
}

#[test]
fn words_numbers_merges_and_formats_of_a_workbook() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("收支 ").unwrap();
    let money = xlsx::Format::new().set_num_format("#,##0.00");
    sheet.merge_range(0, 0, 0, 3, "收支总表", &xlsx::Format::new()).unwrap();
    sheet.merge_range(1, 0, 2, 0, "名称", &xlsx::Format::new()).unwrap();
    sheet.merge_range(1, 1, 1, 3, "本年", &xlsx::Format::new()).unwrap();
    sheet.write(3, 0, 205).unwrap();
    sheet.write(3, 1, "02").unwrap();
    sheet.write_with_format(3, 2, 1234567.89, &money).unwrap();
    sheet.write_blank(4, 200, &money).unwrap();
    sheet.write(5, 1, "a<&>\"\n b ").unwrap();
    let (book, notes) = read(&saved(book));
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "收支 ");
    assert_eq!(
        cells(sheet),
        [
            "A1 \"收支总表\"",
            "A2 \"名称\"",
            "B2 \"本年\"",
            "A4 205",
            "B4 \"02\"",
            "C4 1234567.89",
            "B6 \"a<&>\\\"\\n b \""
        ]
    );
    assert_eq!(merges(sheet), ["A1:D1", "A2:A3", "B2:D2"]);
    assert_eq!(sheet.cells[5].format.as_deref(), Some("#,##0.00"));
    assert_eq!(sheet.cells[3].format, None);
    assert_eq!(told(&notes), ["the sheet's name `收支 ` begins or ends with blanks"]);
    assert_eq!(notes[0].sheet, "收支 ");
    assert_eq!(book.hash.len(), 64);
}

#[test]
fn dimensions_that_lie_and_cells_at_the_end_of_the_sheet_cost_nothing() {
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData>
        <row r="1"><c r="A1"><v>1</v></c><c r="IV1" s="1"/></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#;
    assert_eq!(first(&raw(sheet)), ["A1 1", "XFD1048576 2"]);
    // places that are left out follow those before; those that no sheet has are told
    let sheet = r#"<sheetData><row><c><v>1</v></c><c t="str"><v>b</v></c></row><row><c r="C2"><v>3</v></c><c><v>4</v></c>
        <c r="XFE2"><v>5</v></c></row><row r="9"><c><v>6</v></c></row></sheetData>"#;
    assert_eq!(first(&raw(sheet)), ["A1 1", "B1 \"b\"", "C2 3", "D2 4", "E2 5", "A9 6"]);
}

#[test]
fn digits_that_are_not_shown_are_told_and_digits_that_are_lost_are_refused() {
    let sheet = r#"<sheetData><row r="1"><c r="A1" s="1"><v>12.3456</v></c><c r="B1"><v>7.0000000000000009</v></c>
        <c r="C1" s="1"><v>12345678901234.561</v></c><c r="D1"><v>1234567890123.45</v></c><c r="E1" s="1"><v>12.35</v></c></row></sheetData>"#;
    let (book, notes) = read(&raw(sheet));
    assert_eq!(
        cells(&book.sheets[0]),
        ["A1 12.3456", "B1 7", "C1 inexact 12345678901234.6", "D1 1234567890123.45", "E1 12.35"]
    );
    let notes = told(&notes);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(notes[0], "A1 shows 12.35, holds 12.3456");
    assert!(notes[1].starts_with("C1 12345678901234.6 has more digits than a cell holds exactly"), "{notes:?}");
}

#[test]
fn errors_formulas_truths_and_days_are_told_apart() {
    let mut book = xlsx::Workbook::new();
    let day = xlsx::Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, xlsx::Formula::new("=B1+C1").set_result("12.30")).unwrap();
    sheet.write_with_format(0, 1, 46053, &day).unwrap();
    sheet.write(0, 2, true).unwrap();
    assert_eq!(first(&saved(book)), ["A1 12.3", "B1 date 2026年1月31日", "C1 true"]);
    let sheet = r##"<sheetData><row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>SUM(A2:A3)</f></c><c r="C1"><f>A1</f><v/></c>
        <c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="d"><v>2026-01-31</v></c><c r="F1" t="b"><v>0</v></c></row></sheetData>"##;
    let (book, notes) = read(&raw(sheet));
    assert_eq!(
        cells(&book.sheets[0]),
        ["A1 error #REF!", "B1 uncomputed SUM(A2:A3)", "C1 uncomputed A1", "E1 date 2026-01-31", "F1 false"]
    );
    assert_eq!(told(&notes).len(), 3, "{notes:?}");
}

#[test]
fn numbers_kept_as_text_brackets_and_dashes_stay_text() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0..).zip(["12.50", "(1.20)", "—", "/", "1,234.00", "…"]) {
        sheet.write(0, column, text).unwrap();
    }
    let wanted = ["A1 \"12.50\"", "B1 \"(1.20)\"", "C1 \"—\"", "D1 \"/\"", "E1 \"1,234.00\"", "F1 \"…\""];
    assert_eq!(first(&saved(book)), wanted);
    assert_eq!(first("12.5x,(1.20),—,/,\"1,234.00\",…\n".as_bytes())[1..], wanted[1..]);
}

#[test]
fn red_numbers_are_told_and_keep_their_sign() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    let red = xlsx::Format::new().set_font_color(xlsx::Color::Red);
    let signed = xlsx::Format::new().set_num_format("0.00;[Red]0.00");
    sheet.write_with_format(0, 0, 12.5, &red).unwrap();
    sheet.write_with_format(0, 1, -3, &signed).unwrap();
    let (book, notes) = read(&saved(book));
    assert_eq!(cells(&book.sheets[0]), ["A1 12.5", "B1 -3"]);
    assert_eq!(told(&notes).len(), 1);
    assert!(told(&notes)[0].starts_with("A1 12.5 is shown in red"), "{notes:?}");
}

#[test]
fn hidden_rows_columns_and_sheets_are_read_and_told() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    (0..4).for_each(|at| drop(sheet.write(at, u16::try_from(at).unwrap(), at)));
    sheet.set_row_hidden(1).unwrap();
    sheet.set_column_hidden(2).unwrap();
    book.add_worksheet().set_hidden(true).write(0, 0, 1).unwrap();
    book.add_worksheet().set_very_hidden(true);
    let (book, notes) = read(&saved(book));
    assert_eq!(cells(&book.sheets[0]), ["A1 0", "B2 1 hidden", "C3 2 hidden", "D4 3"]);
    assert_eq!(book.sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [Some(false), Some(true), Some(true)]);
    assert_eq!(
        told(&notes),
        [
            "2 cells in hidden rows or columns hold something (B2 to C3), and are read all the same",
            "the sheet is hidden, and is read all the same"
        ]
    );
}

#[test]
fn shared_words_have_pieces_reading_aids_and_escapes() {
    let words =
        "<si><r><t>收</t></r><r><t xml:space=\"preserve\"> 支</t></r><rPh sb=\"0\" eb=\"1\"><t>shou</t></rPh></si><si/>
        <si><t>a_x000A_b_xZZZZ_&#20803;</t></si>";
    let sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
        <c r="D1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row></sheetData>"#;
    assert_eq!(first(&raw_with(sheet, words)), ["A1 \"收 支\"", "C1 \"a\\nb_xZZZZ_元\"", "D1 \"inline\""]);
    let beyond = r#"<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>"#;
    assert!(refused(&raw(beyond)).contains("damaged"));
}

#[test]
fn many_notes_of_one_kind_are_counted() {
    let row = |at: u32| format!(r#"<row r="{at}"><c r="A{at}" s="1"><v>0.001</v></c></row>"#);
    let sheet = format!("<sheetData>{}</sheetData>", (1..=100).map(row).collect::<String>());
    let (_, notes) = read(&raw(&sheet));
    assert_eq!(notes.len(), 21);
    assert_eq!(told(&notes)[20], "80 more cells show fewer digits than they hold");
}

#[test]
fn what_is_no_sound_workbook_is_refused_by_name() {
    let mut book = xlsx::Workbook::new();
    book.add_worksheet().write(0, 0, "x".repeat(3000)).unwrap();
    let whole = saved(book);
    for cut in [10, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]).contains("damaged"), "{cut}");
    }
    assert!(refused(&raw("<sheetData><row><c>")).contains("damaged"));
    assert!(refused(&raw(&"<a>".repeat(100_000))).contains("damaged"));
    assert!(refused(b"").contains("empty"));
    assert!(refused(b" \n ").contains("empty"));
    assert!(refused(b"%PDF-1.7").contains("PDF"));
    assert!(refused(&zipped(&[("word/document.xml", b"<w/>")])).contains("Word"));
    assert!(refused(&zipped(&[("a.txt", b"")])).contains("archive"));
    assert!(refused(b"<html><table>").contains("web page"));
    assert!(refused(b"a,b\0c").contains("binary"));
    assert!(refused(b"\x89PNG\r\n\x1a\n").contains("picture"));
}

#[test]
fn a_zip_bomb_is_refused() {
    let bomb = raw(&" ".repeat(600 << 20));
    assert!(bomb.len() < 2 << 20);
    assert!(refused(&bomb).contains("too large"));
    // of many words that unpack to little, each cell takes its own
    let sheet: String = (0..20_000).map(|_| r#"<c t="s"><v>0</v></c>"#).collect();
    let words = format!("<si><t>{}</t></si>", "x".repeat(32_000));
    assert!(
        refused(&raw_with(&format!("<sheetData><row>{}</row></sheetData>", &sheet[..21 * 16_000]), &words))
            .contains("too large")
    );
}

#[test]
fn much_xml_for_twenty_rows_is_read() {
    let blank: String = (0..1000).map(|_| r#"<c s="1"/>"#).collect();
    let rows: String = (1..=20)
        .map(|row| {
            format!(
                r#"<row r="{row}"><c><v>{row}</v></c>{}</row>"#,
                blank.repeat(if cfg!(debug_assertions) { 50 } else { 500 })
            )
        })
        .collect();
    let cells = first(&raw(&format!("<sheetData>{rows}</sheetData>")));
    assert_eq!(cells.len(), 20);
    assert_eq!(cells[19], "A20 20");
}

#[test]
fn macros_are_told() {
    let links = LINKS.replace("</Rel", "<Relationship Id=\"m\" Type=\"t/vbaProject\" Target=\"vbaProject.bin\"/></Rel");
    let book = zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/a.xml", b"<worksheet/>"),
    ]);
    assert_eq!(told(&read(&book).1), ["the file has macros: they are not run, only cells are read"]);
}

#[test]
fn text_tables_of_each_separator_keep_codes_as_text() {
    let wanted =
        ["A1 \"类\"", "B1 \"款\"", "C1 \"金额\"", "A2 205", "B2 \"02\"", "C2 -12.30", "A4 \"合计\"", "C4 \"1,000.00\""];
    for separator in ["\t", ",", ";", "|"] {
        let quoted = if separator == "," { "\"1,000.00\"" } else { "1,000.00" };
        let text =
            ["类~款~金额", "205~02~-12.30", "", "合计~~#", ""].join("\n").replace('~', separator).replace('#', quoted);
        assert_eq!(first(text.as_bytes()), wanted, "{text}");
        assert_eq!(first(text.replace('\n', "\r\n").as_bytes()), wanted, "{text}");
        assert_eq!(first(text.replace('\n', "\r").as_bytes()), wanted, "{text}");
        assert_eq!(first(text.trim_end().as_bytes()), wanted, "{text}");
        assert_eq!(first(format!("\u{feff}{text}").as_bytes()), wanted, "{text}");
    }
    assert_eq!(first(b"sep=;\na;1,5\nb;2,5\n"), ["A2 \"a\"", "B2 \"1,5\"", "A3 \"b\"", "B3 \"2,5\""]);
    assert_eq!(first(b"\t0201,a,1\n\t0202,b,2\n")[0], "A1 \"\\t0201\"");
    assert_eq!(
        first("a,\"b\n\nc\",d\n\ne,f\n".as_bytes()),
        ["A1 \"a\"", "B1 \"b\\n\\nc\"", "C1 \"d\"", "A3 \"e\"", "B3 \"f\""]
    );
    assert_eq!(first("a\t1,234.00\t2,345.00\t3,456.00\nb\t1,234,567.00\t2\t3\n".as_bytes())[1], "B1 \"1,234.00\"");
}

#[test]
fn text_tables_of_each_encoding_are_read_and_guesses_told() {
    let text = "名称,金额\n教育支出,12.5\n公安,3\n";
    let wanted = ["A1 \"名称\"", "B1 \"金额\"", "A2 \"教育支出\"", "B2 12.5", "A3 \"公安\"", "B3 3"];
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let bom = |mark: [u8; 2], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    for (bytes, notes) in [
        (text.as_bytes().to_vec(), vec![]),
        (bom([0xff, 0xfe], wide(u16::to_le_bytes)), vec![]),
        (bom([0xfe, 0xff], wide(u16::to_be_bytes)), vec![]),
        (wide(u16::to_le_bytes), vec!["the file does not say its encoding; it is read as UTF-16LE"]),
        (gbk, vec!["the file does not say its encoding; it is read as gb18030"]),
    ] {
        let (book, found) = read(&bytes);
        assert_eq!(cells(&book.sheets[0]), wanted);
        assert_eq!(told(&found), notes);
    }
    // a letter that only GB 18030 has
    let rare = encoding_rs::GB18030.encode("姓名,金额\n㐂㐂,1\n").0.into_owned();
    assert_eq!(first(&rare)[2], "A2 \"㐂㐂\"");
}

#[test]
fn an_open_quotation_mark_is_told() {
    let (_, notes) = read(b"a,1\n\"b,2\nc,3\n");
    assert!(told(&notes)[0].contains("a quotation mark has no other"), "{notes:?}");
    let long = format!("a,\"{}", "x,1\n".repeat(50_000));
    assert!(refused(long.as_bytes()).contains("too long"));
}

fn small() -> Vec<u8> {
    let words = "<si><t>名称</t></si><si><t>b</t></si>";
    let sheet = r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>12.3456</v></c></row>
        <row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2"><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A3:B4"/></mergeCells>"#;
    raw_with(sheet, words)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_workbooks_end_in_a_grid_or_a_message(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = small();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = tables::read("book", &bytes);
    }

    #[test]
    fn damaged_sheets_end_in_a_grid_or_a_message(at in any::<prop::sample::Index>(), piece in "[<>/a-zA-Z0-9&; =\"]{0,8}", cut in 0_usize..6) {
        let sheet = r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>"#;
        let at = at.index(sheet.len());
        let end = (at + cut).min(sheet.len());
        let _ = tables::read("book", &raw_with(&format!("{}{piece}{}", &sheet[..at], &sheet[end..]), "<si><t>a</t></si>"));
    }

    #[test]
    fn any_bytes_as_text_end_in_a_grid_or_a_message(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok((book, _)) = tables::read("-", &bytes) {
            let cells = &book.sheets[0].cells;
            prop_assert!(cells.is_sorted_by(|one, next| one.place < next.place));
        }
    }

    #[test]
    fn any_text_grid_comes_back_from_csv(rows in prop::collection::vec(prop::collection::vec("[a-z名\" ,\n]{1,5}", 3), 2..8)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let bytes = writer.into_inner().unwrap();
        let cells = read(&bytes).0.sheets.remove(0).cells;
        prop_assert_eq!(cells.len(), rows.len() * 3);
        for (at, cell) in cells.iter().enumerate() {
            prop_assert_eq!((cell.place.row as usize, cell.place.column as usize), (at / 3, at % 3));
            prop_assert_eq!(&cell.value, &SheetValue::Text(rows[at / 3][at % 3].clone()));
        }
    }
}
