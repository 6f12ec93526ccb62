" budgetc check, a line for each finding.
if exists('current_compiler')
  finish
endif
let current_compiler = 'budgetc'

CompilerSet makeprg=budgetc\ check\ -q\ --format\ short\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror[B%n]:\ %m,%f:%l:%c:\ %tarning[B%n]:\ %m

" budgetc counts columns in characters, Vim in bytes.
function! s:to_bytes() abort
  let l:items = getqflist()
  for l:item in filter(copy(l:items), {_, item -> item.valid && item.col > 0 && bufname(item.bufnr) =~# '\.budget$'})
    call bufload(l:item.bufnr)
    let l:item.col = byteidx(get(getbufline(l:item.bufnr, l:item.lnum), 0, ''), l:item.col - 1) + 1
  endfor
  call setqflist(l:items, 'r')
endfunction
augroup budgetc
  autocmd!
  autocmd QuickFixCmdPost make call s:to_bytes()
augroup END
