" Budget files, as grammar/budget.pest reads them: what a word means depends on the block in which it stands, and names
" are taken up before keywords are looked for.
if exists('b:current_syntax')
  finish
endif
let s:save = &cpo
set cpo&vim

syn iskeyword @,48-57,_,-
syn sync fromstart

" Words at their boundaries: anywhere, at the beginning of a row, within one; what must follow is said, too.
let s:row = '\%(^\|[{｛;；]\)'
function! s:words(group, words, follow, ...) abort
  call s:match(a:group, '\k\@4<!', a:words, a:follow, a:000)
endfunction
function! s:heads(group, words, follow, ...) abort
  call s:match(a:group, s:row . '\@4<=\s*\zs', a:words, a:follow, a:000)
endfunction
function! s:inner(group, words, follow, ...) abort
  call s:match(a:group, '\k\@4<!\%(' . s:row . '\s*\)\@40<!', a:words, a:follow, a:000)
endfunction
function! s:match(group, before, words, follow, options) abort
  let l:words = '\%(' . join(split(a:words), '\|') . '\)\k\@!'
  execute 'syn match' a:group '+\%#=1' . a:before . l:words . a:follow . '+' join(a:options)
endfunction
let s:name = '\%(\s\+[[:alnum:]_"“]\|\s\+[^\x00-\x7f]\)\@='
let s:argument = '\%(\s*["“{｛]\|\s\+\k\)\@='

" ── names, numbers, strings ──

syn match budgetNumber "[－-]\?[0-9０-９]\+\%(\.[0-9０-９]\+\)\?\%([^[:space:]0-9０-９{}｛｝;；,，\[\]［］|｜:：=＝"“”()（）+*/.!<>%％-]\+\|[%％]\)\?"
syn match budgetCode "[0-9０-９]\+\%(-[0-9０-９]\+\)\+"
syn match budgetOperator "[=＝!！<＜>＞:：]\?[=＝]\|[<>≠≤≥＜＞]\|->\|→"
syn region budgetString start=+"+ skip=+\\["\\]+ end=+"+ end="$" oneline contained
syn region budgetString start="“" end="”" oneline contained
syn region budgetTemplate start=+"""+ end=+"""+ contains=budgetEscape,budgetHole
syn region budgetTemplate start=+"\%(""\)\@!+ skip=+\\["\\]+ end=+"+ oneline contains=budgetEscape,budgetHole
syn region budgetTemplate start="“" end="”" oneline contains=budgetEscape,budgetHole
syn match budgetEscape "{{\|}}\|\\[\"\\]" contained
syn region budgetHole matchgroup=budgetDelimiter start="{{\@!\|｛" end="[}｝]" end="$" keepend extend contained
      \ contains=@budgetExpression,budgetControl,budgetClause,budgetAt,budgetIn,budgetLoop,budgetDefiner
syn region budgetHole matchgroup=budgetDelimiter start="[{｛]\%(\s*\%(for\s\+each\|对每个\)\)\@=" end="[}｝]" keepend extend contained
      \ contains=@budgetExpression,budgetClause,budgetLink,budgetAt,budgetLoop,budgetDefiner
syn match budgetName "[0-9]\@!\k\+\%(\.\k\+\)*" contained

" ── expressions ──

syn cluster budgetExpression contains=budgetComment,budgetNumber,budgetOperator,budgetTemplate,budgetFilter,budgetWord,budgetProperty
call s:words('budgetWord', 'and 且 or 或 not 非 has 含 any 有 abs 绝对值 printed 印出', '')
call s:words('budgetWord', 'count 个数', '\%(\s\+\k\)\@=')
call s:words('budgetProperty', 'name 名称 code 编码 unit 单位 number 数值 year 年份 ratio 比率 value 取值', '')
syn region budgetFilter matchgroup=budgetBracket start="\[\|［" end="]\|］" contains=budgetComment,budgetString,budgetMember,budgetLabel,budgetMemberCode,budgetAny
syn match budgetMember "[^[:space:]0-9０-９{}｛｝;；,，\[\]［］|｜:：=＝"“”-][^[:space:]{}｛｝;；,，\[\]［］|｜:：=＝"“”]*" contained
syn match budgetLabel "[0-9]\@!\k\+\ze\s*[:：][=＝]\@!" contained
syn match budgetMemberCode "[0-9０-９]\+\%(-[0-9０-９]\+\)*" contained
call s:words('budgetAny', 'any 有', '', 'contained')

" ── clauses ──

call s:inner('budgetClause', 'as 作 open 开放 levels 层级 with 附 optional 可选 of 取自 within 容差 warn 提示 by 差额 because 因为'
      \ . ' who 责任人 until 有效至 off 不查 error 错误 numbered 编号 aside 另列 no 表号 landscape 横排 grid 网格 left 左注 right 右注'
      \ . ' wide 宽 span 合并 digits 位数 bare 不带单位 alt 替代文字 title 标题 numbering 层次编号 lang 语言 author 作者'
      \ . ' subject 主题 date 日期 draft 草稿 last 末项 largest 最大余数 plain 四舍五入 controlled 双向', '')
call s:inner('budgetClause', 'part 部分', '\%(\s*[0-9０-９]\)\@=')
" In a hole that runs over lines they may begin one.
call s:words('budgetLink', 'sep 间隔 last 末项', '\%(\s*["“]\)\@=', 'contained')
call s:heads('budgetItem', 'line 固定行 side 侧 band 带 cells 格 note 注 empty 空表 cover 封面 contents 目录 picture 图片 list 列表', s:argument)
call s:inner('budgetClause', 'contents 目录', '\%(\s*["“]\)\@=')
call s:words('budgetWord', 'note 注', '\%(\s*["“]\)\@=', 'contained')
call s:words('budgetControl', 'if 如果 else 否则 end 结束', '')
" What stands behind these is a name, whatever it says.
call s:words('budgetDefiner', 'share 占比 mark 对齐 hide 隐去 only 只列 column 栏', s:name, 'skipwhite nextgroup=budgetLoop,budgetNames')
syn match budgetNames "[0-9]\@!\k\+\%(\s*[,，]\s*\k\+\)*" contained
call s:words('budgetLoop', 'for\s\+each 对每个 each 每个 all 全部', s:name, 'skipwhite nextgroup=budgetFact,budgetType')
syn match budgetType "[0-9]\@!\k\+\%(\.\k\+\)*" contained
call s:words('budgetFact', 'fact 事实', '', 'contained')
call s:inner('budgetIn', 'in 以', '', 'skipwhite nextgroup=budgetUnit')
syn match budgetUnit "[^[:space:]0-9０-９{}｛｝;；,，\[\]［］|｜:：=＝"“”()（）+*/.!<>-]\+" contained
call s:words('budgetAt', 'at 于', '', 'skipwhite nextgroup=budgetCoords')
syn match budgetCoords contained contains=budgetString,budgetLabel,budgetMember,budgetMemberCode,budgetAny
      \ "\%(\k\+\s*[:：]\s*\)\?\%([\"“][^\"“”]*[\"”]\|[^[:space:]{}｛｝;；,，\[\]［］|｜:：=＝\"“”]\+\)\%(\s*[,，|｜]\s*\%(\k\+\s*[:：]\s*\)\?\%([\"“][^\"“”]*[\"”]\|[^[:space:]{}｛｝;；,，\[\]［］|｜:：=＝\"“”]\+\)\)*"

" ── declarations ──

call s:heads('budgetDeclaration', 'use 引用', s:name, 'skipwhite nextgroup=budgetPath')
call s:words('budgetStyle', 'style 样式', '', 'skipwhite nextgroup=budgetPath')
syn match budgetProperty "[:：]\s*\zs\%(text\|文本\)\k\@!"
syn match budgetPath "[^[:space:];；\"“]\+" contained
call s:heads('budgetDeclaration', 'param 参数 set 设定 let 令 check 检查 level 级别 accept 认可 text 文本 form 表格'
      \ . ' part 部分 section 节 rows 行集 columns 栏集', s:name, 'skipwhite nextgroup=budgetRowsOf,budgetName')
call s:heads('budgetDeclaration', 'document 文档', s:argument)
call s:words('budgetRowsOf', 'of 取自', '', 'contained')

" Blocks of names and amounts: no keyword but a stated total.
syn region budgetData matchgroup=budgetDeclaration start="^\s*\%(items\|条目\|members\|成员\|dimension\|维度\)\k\@!"
      \ start="[;；]\s*\zs\%(items\|条目\|members\|成员\|dimension\|维度\)\k\@!" end="$" end="[;；]"me=s-1 end="//"me=s-1
      \ contains=@budgetExpression,budgetClause,budgetAt,budgetIn,budgetLabel,budgetFacts,budgetOf
syn match budgetOf "\%(^\s*\k\+\s\+\)\@60<=[0-9]\@!\k\+" contained
syn region budgetFacts matchgroup=budgetBracket start="[{｛]" end="[}｝]" contained extend
      \ contains=budgetComment,budgetFacts,budgetTotal,budgetRowCode,budgetCode,budgetNumber,budgetString,budgetLabelled,budgetRefer,budgetMember
syn match budgetTotal "\%(^\|[{｛;；]\)\@4<=\s*\%(total\|合计\)\%([[:space:];；}｝\"“]\|$\)\@=\%([^;；{｛}｝\"“]*\%([{｛]\|[:：][=＝]\)\)\@!" contained
syn match budgetRowCode "\%(^\|[{｛;；]\)\@4<=\s*[0-9０-９]\+\%(\s\+[^[:space:]0-9０-９:：-]\)\@=" contained
syn match budgetLabelled "[0-9]\@!\k\+\s*[:：][=＝]\@!" contained skipwhite nextgroup=budgetTemplate
syn region budgetRefer matchgroup=budgetOperator start="[:：][=＝]" end="$" end="[;；}｝]"me=s-1 contained contains=@budgetExpression

syn region budgetFields matchgroup=budgetDeclaration start="^\s*\%(ledger\|台账\|measure\|计量\|successors\|沿革\|avoid\|忌用\|tags\|标注\|expect\|期望\)\k\@!"
      \ start="[;；]\s*\zs\%(ledger\|台账\|measure\|计量\|successors\|沿革\|avoid\|忌用\|tags\|标注\|expect\|期望\)\k\@!" end="$" end="[;；]"me=s-1 end="//"me=s-1
      \ contains=budgetComment,budgetAt,budgetIn,budgetFieldBlock,budgetOf
syn region budgetFieldBlock matchgroup=budgetBracket start="[{｛]" end="[}｝]" contained extend
      \ contains=budgetComment,budgetString,budgetFieldWord,budgetCode,budgetNumber,budgetOperator,budgetLabel,budgetMember
call s:words('budgetFieldWord', 'optional 可选 as 作', '', 'contained')
syn match budgetFieldWord "[:：]\s*\zs\%(count\|个数\)\k\@!" contained
syn match budgetFieldWord "\k\@1<!\%(because\|因为\)\%(\s*[\"“]\)\@=" contained
syn match budgetFieldWord "\%(^\|[{｛;；]\)\@4<=\s*\%(note\|注\)\%(\s*[\"“]\)\@=" contained

" What is defined last is tried first.
syn match budgetComment "//.*$" contains=@Spell

hi def link budgetComment Comment
hi def link budgetDeclaration Statement
hi def link budgetClause Keyword
hi def link budgetLink Keyword
hi def link budgetItem Keyword
hi def link budgetDefiner Keyword
hi def link budgetIn Keyword
hi def link budgetStyle Keyword
hi def link budgetAt Keyword
hi def link budgetFact Keyword
hi def link budgetRowsOf Keyword
hi def link budgetFieldWord Keyword
hi def link budgetTotal Keyword
hi def link budgetControl Conditional
hi def link budgetLoop Repeat
hi def link budgetWord Operator
hi def link budgetAny Operator
hi def link budgetOperator Operator
hi def link budgetProperty Special
hi def link budgetName Identifier
hi def link budgetNames Identifier
hi def link budgetLabel Identifier
hi def link budgetLabelled Identifier
hi def link budgetPath Include
hi def link budgetType Type
hi def link budgetOf Type
hi def link budgetUnit Number
hi def link budgetNumber Number
hi def link budgetCode Constant
hi def link budgetRowCode Constant
hi def link budgetMemberCode Constant
hi def link budgetString String
hi def link budgetTemplate String
hi def link budgetEscape SpecialChar
hi def link budgetDelimiter Delimiter
hi def link budgetBracket Delimiter

let b:current_syntax = 'budget'
let &cpo = s:save
unlet s:save s:row s:name s:argument
