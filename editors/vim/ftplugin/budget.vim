" Budget files: comments, indentation, and what reads them.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s comments=://
setlocal expandtab shiftwidth=2 softtabstop=2
setlocal autoindent smartindent cinwords=
" A code (208-01-01) and a name (表1-1) are one word; Chinese letters belong to words anyway.
setlocal iskeyword=@,48-57,_,-
setlocal matchpairs+=｛:｝,［:］,（:）,“:”
setlocal formatprg=budgetc\ fmt\ -
compiler budgetc

let b:undo_ftplugin = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< autoindent< smartindent< cinwords<'
      \ . ' iskeyword< matchpairs< formatprg< makeprg< errorformat<'
