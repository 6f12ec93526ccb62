//! The help and the errors of the command line in Chinese, which clap has not: one table beside the commands, and the kinds
//! of errors said in plain words.

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// The help of each command, by its name.
const COMMANDS: &[(&str, &str)] = &[
    ("budgetc", "公开文件的编译器：每个数只写一次，核对各数之间的关系，排成可以发布的 PDF"),
    ("new", "建一个文件夹，里面有一份可用的样稿；或者由去年的报告起草今年的"),
    ("check", "核对报告，指出错在哪里"),
    ("build", "核对报告，没有错误就排出文件"),
    ("import", "把别的程序的表格读进报告：表格怎样印，就怎样读回来"),
    ("diff", "说明两份报告的含义有哪些不同：两个版本、两个年度、两个文件夹、git 的两个版本"),
    ("fmt", "整理报告的版面：空格、标点、金额的位置；不改一个数、一个字"),
    ("git", "让 git 说明含义有哪些变化，并核对将提交的文件"),
    ("install", "让 git diff 先说含义再列文字，提交前先核对；写之前先问"),
    ("uninstall", "撤去 install 写的一切"),
    ("diff-driver", "由 git 调用：说明一处差异的含义"),
    ("pre-commit", "由 git 在提交前调用：核对将提交的文件"),
    ("coverage", "说明每个数有多少等式管着：哪些写错了查不出，哪些分不清"),
    ("explain", "说明一个提示的含义和改法，或报告里的一个数从何而来；都不写则列出全部编号"),
    ("std", "查看自带的库"),
    ("list", "列出库里的模块和样式，各附第一句说明"),
    ("show", "印出其中一个文件"),
    ("doc", "说明各模块声明了什么、报告要写什么、各用在哪里，写成 Markdown"),
    ("lsp", "为编辑器服务：边写边核对，说明每个数和名称；走标准输入输出，用语言服务器协议"),
    ("completions", "印出让终端补全命令和选项的脚本"),
    ("man", "印出手册页，接 man -l -"),
    ("help", "显示帮助"),
];

/// The help of each option and argument, by its name in the program, behind its command's where that matters.
const ARGUMENTS: &[(&str, &str)] = &[
    ("lang", "消息的语言：zh 中文，en 英文；不写则看 budget.toml，再随系统"),
    ("color", "何时用颜色：auto 在终端上用（默认），always 总用，never 不用"),
    ("quiet", "只说错误，不说结语和进度"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
    ("root", "报告的根文件夹，use 从那里找起；不写则取上面最近的有 budget.toml 的文件夹"),
    ("std", "标准库从这个文件夹读，不用程序自带的"),
    ("tables", "工作簿和文本表格：xlsx、xlsm、xlsb、xls、ods、csv、tsv；- 是从电子表格里复制来的"),
    ("into", "哪份报告：表格照它的样式认，读到的写进它"),
    ("import output", "不写进报告，另写成单独的声明；- 是标准输出"),
    ("import check", "什么也不写；报告与表格不一致就算不合格"),
    ("remove", "表里印成空白的各笔，从报告里删去"),
    ("dir", "要建的文件夹；已经有的，须是空的；有 --from 时可以是去年报告的文件夹"),
    ("from", "去年的报告：由它起草今年的，数都空着"),
    ("files", "报告；- 是标准输入"),
    ("output", "写到哪里，- 是标准输出；不写则写在报告旁边，扩展名随格式。csv 写的是文件夹"),
    ("build format", "写成什么："),
    ("check format", "怎样说：human 附原文（默认），写到标准错误；short 一处一行，json、sarif 供程序读，写到标准输出"),
    ("coverage words", "改为列出程序没有核对的文字：没有数、也没有检查的段落，没有写的文字，没有用上的检查"),
    ("coverage format", "怎样说：human 列成表（默认），json 供程序读"),
    ("old", "比什么：文件、文件夹或 git 的版本；「版本:路径」是那个版本里的文件"),
    ("new", "与什么比；不写则与现在的文件比"),
    ("paths", "写在 -- 之后：只比这些文件或文件夹；跟 git 的版本一起用"),
    ("diff format", "怎样说：human 给人看（默认），markdown 放进合并请求，html 自成一页，json 供程序读"),
    ("exit_code", "含义或页面有变化时退出状态为 1"),
    ("yes", "不问就写，供脚本用"),
    ("given", "git 给的：路径，再是旧的和新的文件、对象、权限"),
    ("fix", "有把握的改正直接改在文件里，再说还剩什么"),
    ("accepted", "把报告认可的和设为不查的也列出来，写到标准输出；json 里总有"),
    ("pages", "也排版，再说只有排好的页面才看得出来的：缺字、表格太宽"),
    ("fmt files", "文件；- 是标准输入，整理后的写到标准输出"),
    ("check", "什么都不写；列出需要整理的文件，有则算不合格"),
    ("keywords", "关键词都写成哪种语言：zh 中文，en 英文；不写则看 budget.toml，再各随原样"),
    ("watch", "报告用到的文件一有改动就再做一遍，按 Ctrl-C 结束"),
    ("deny", "写 warnings：有提示也算不合格；budget.toml 里写 deny = \"warnings\" 则对那个文件夹里的报告都如此"),
    ("draft", "每页印上文档自己的草稿字样"),
    ("font_path", "另有字体的文件夹，先于自带的"),
    ("system_fonts", "也用系统里的字体：样式从中取用装好的公文字体"),
    ("no_attach", "PDF 里不附源文件和数据"),
    ("what", "提示的编号，例如 B0301；或者报告，- 是标准输入"),
    ("figure", "报告里的数：表格.行.栏、名称、式子，或源文件里的 行:列；不写则列出可以问的"),
    ("explain format", "怎样说一个数的来历：human 画成树（默认），json 供程序读，mermaid 画成 Markdown 里的图"),
    ("modules", "budgetc std list 列出的模块；不写则是全部"),
    ("out", "写到哪个文件夹，一页一个文件；不写则印到标准输出"),
    ("stdio", "走标准输入输出：本来如此，有的编辑器要写明"),
    ("name", "budgetc std list 列出的名称，例如 std.style.plain"),
    ("shell", "哪种终端：bash、zsh、fish、powershell、elvish"),
    ("command", "要哪个命令的手册页；不写则是整个程序的"),
];

const AFTER: &str = "\
从 budgetc new 文件夹 开始：它建好一份可用的样稿，照里面的说明改成您单位的。

退出状态：0 没有错误；1 报告有错误；2 用法、读写上出了问题。";

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

fn of(table: &'static [(&str, &str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, help)| *help)
}

/// The same command line with its help in Chinese.
pub(super) fn translated(mut command: Command) -> Command {
    command.build();
    inner(command).after_help(AFTER)
}

fn inner(mut command: Command) -> Command {
    if let Some(about) = of(COMMANDS, command.get_name()) {
        command = command.about(about).long_about(about);
    }
    let name = command.get_name().to_owned();
    let command = command.help_template(TEMPLATE).subcommand_help_heading("命令");
    command.mut_args(|arg| argument(&name, arg)).mut_subcommands(inner)
}

fn argument(command: &str, mut arg: Arg) -> Arg {
    let id = arg.get_id().as_str();
    if let Some(help) = of(ARGUMENTS, &format!("{command} {id}")).or_else(|| of(ARGUMENTS, id)) {
        let choices = if help.ends_with('：') { choices(&arg) } else { String::new() };
        let help = format!("{help}{choices}");
        arg = arg.help(help.clone()).long_help(help);
    }
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    arg.help_heading(heading).hide_possible_values(true).hide_default_value(true)
}

/// What may be chosen, with a mark on what is taken where nothing is.
fn choices(arg: &Arg) -> String {
    let usual = arg.get_default_values();
    let shown = |choice: PossibleValue| match choice.get_name() {
        name if usual.iter().any(|usual| usual == name) => format!("{name}（默认）"),
        name => name.to_owned(),
    };
    arg.get_possible_values().into_iter().map(shown).collect::<Vec<_>>().join("、")
}

/// An error of usage in Chinese; what is no error (help, the version) is left to clap.
pub(super) fn error(error: &Error) -> Option<String> {
    let say = |kind| error.get(kind).map(words).filter(|words| !words.is_empty());
    let given = say(ContextKind::InvalidArg);
    let arg = given.as_deref().unwrap_or("选项");
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识「{arg}」"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令「{}」", say(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match say(ContextKind::InvalidValue) {
            Some(value) => format!("{arg} 不能写「{value}」"),
            None => format!("{arg} 之后要写一个值"),
        },
        ErrorKind::MissingRequiredArgument => format!("缺少 {arg}"),
        ErrorKind::MissingSubcommand => "要写明一个命令".to_owned(),
        ErrorKind::ArgumentConflict => match say(ContextKind::PriorArg) {
            Some(prior) if prior != arg => format!("{arg} 不能与 {prior} 一起用"),
            _ => format!("{arg} 只能写一次"),
        },
        ErrorKind::NoEquals => format!("{arg} 之后要写「=」和值"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} 的值个数不对")
        }
        ErrorKind::InvalidUtf8 => "命令行里有读不出的字符".to_owned(),
        _ => return None,
    };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(say) {
        text.push_str(&format!("；是不是「{near}」？"));
    } else if let Some(valid) = say(ContextKind::ValidValue).or_else(|| say(ContextKind::ValidSubcommand)) {
        text.push_str(&format!("；可以写：{valid}"));
    }
    Some(format!("{text}\n用法详见 budgetc --help"))
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn walk(command: &Command, commands: &mut BTreeSet<String>, arguments: &mut BTreeSet<String>) {
        commands.insert(command.get_name().to_owned());
        for id in command.get_arguments().map(|arg| arg.get_id().as_str()) {
            let own = format!("{} {id}", command.get_name());
            arguments.insert(if of(ARGUMENTS, &own).is_some() { own } else { id.to_owned() });
        }
        command.get_subcommands().for_each(|inner| walk(inner, commands, arguments));
    }

    /// Whoever adds a command or an option says in Chinese what it does, and nothing is kept of one that is gone.
    #[test]
    fn each_command_and_option_has_its_twin() {
        let mut command = <super::super::Cli as clap::CommandFactory>::command();
        command.build();
        let (mut commands, mut arguments) = (BTreeSet::new(), BTreeSet::new());
        walk(&command, &mut commands, &mut arguments);
        let names = |table: &[(&str, &str)]| table.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(names(COMMANDS), commands);
        assert_eq!(names(ARGUMENTS), arguments);
    }

    #[test]
    fn help_in_chinese_has_no_english_sentence() {
        let mut command = translated(<super::super::Cli as clap::CommandFactory>::command());
        let mut pages = vec![command.render_long_help().to_string()];
        pages.extend(command.get_subcommands_mut().map(|inner| inner.render_help().to_string()));
        for page in pages {
            for line in page.lines() {
                let english =
                    line.split(|c: char| !c.is_ascii_alphabetic() && c != ' ').any(|run| run.trim().contains(' '));
                assert!(!english || line.contains("budgetc") || line.starts_with("  "), "{line}");
            }
        }
    }
}
