-- What Neovim makes of the language server: run with a report to edit, it writes what it saw as JSON.
local out = { log = {} }
local function wait(what, ready)
  if not vim.wait(60000, ready, 20) then
    table.insert(out.log, "waited in vain for " .. what)
  end
end
vim.cmd("edit " .. vim.fn.fnameescape(os.getenv("REPORT")))
local whole = vim.api.nvim_buf_get_lines(0, 0, -1, false)
-- all that a script changes is one step of undo
local function restore()
  vim.api.nvim_buf_set_lines(0, 0, -1, false, whole)
end
local id = vim.lsp.start_client({
  name = "budgetc",
  cmd = { os.getenv("BUDGETC"), "--lang", "en", "lsp" },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(0, id)
wait("the server", function()
  local client = vim.lsp.get_client_by_id(id)
  return client and client.server_capabilities and client.server_capabilities.hoverProvider
end)

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 60000) or {}
  return answers[id] and answers[id].result
end
local function find(pattern, more)
  vim.fn.cursor(1, 1)
  vim.fn.search(pattern)
  vim.fn.cursor(vim.fn.line("."), vim.fn.col(".") + (more or 0))
end
local function here()
  return vim.lsp.util.make_position_params(0, vim.lsp.get_client_by_id(id).offset_encoding)
end

-- jump
find(os.getenv("NAME"), 1)
vim.lsp.buf.definition()
wait("the jump", function()
  return vim.api.nvim_buf_get_name(0):find("library") ~= nil
end)
out.jump = { vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ":t"), vim.fn.getline(".") }
vim.cmd("buffer 1")

-- rename
find(os.getenv("RENAMED"), 1)
vim.lsp.buf.rename("another")
wait("the new name", function()
  return vim.fn.search("another", "nw") > 0
end)
out.renamed = vim.fn.getline(".")
restore()

-- completion of a code that is being typed
find(os.getenv("ROW"))
vim.fn.append(vim.fn.line("."), "  " .. os.getenv("TYPED"))
vim.fn.cursor(vim.fn.line(".") + 1, 1)
vim.cmd("normal! $")
local params = here()
params.position.character = params.position.character + 1
local offered = ask("textDocument/completion", params)
out.offered = vim.tbl_map(function(item)
  return item.label
end, offered and offered.items or {})
restore()

-- a finding that is pushed, and taken back
wait("no finding", function()
  return #vim.diagnostic.get(0) == 0
end)
vim.cmd("%s/" .. os.getenv("RIGHT") .. "/" .. os.getenv("WRONG") .. "/")
-- what is told of the text before may come late
wait("the finding", function()
  for _, one in ipairs(vim.diagnostic.get(0)) do
    if one.code == os.getenv("CODE") then
      return true
    end
  end
  return false
end)
out.found = vim.tbl_map(function(one)
  return { one.code, one.lnum, one.message }
end, vim.diagnostic.get(0))
restore()
wait("the finding to go", function()
  return #vim.diagnostic.get(0) == 0
end)
out.left = #vim.diagnostic.get(0)
vim.fn.writefile({ vim.fn.json_encode(out) }, os.getenv("OUT"))
vim.cmd("qall!")
