" budgetc check, a line for each finding.
if exists('current_compiler')
  finish
endif
let current_compiler = 'budgetc'

CompilerSet makeprg=budgetc\ check\ --format\ short\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror[B%n]:\ %m,%f:%l:%c:\ %tarning[B%n]:\ %m
