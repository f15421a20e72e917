-- A visit to `nth lsp` in Neovim without a screen: `nvim --headless -u NONE -l`, or `-S` before 0.9.
-- NTH is the command, ROOT the repository, PROJECT a folder with a copy of `project`. Exit status 0: every check holds.

local root, project, nth = vim.env.ROOT, vim.env.PROJECT, vim.env.NTH
-- Longest time to wait for what the server does. Only a failure takes so long.
local PATIENCE = 60000

local checks, failed = 0, false
local clients = vim.lsp.get_clients or vim.lsp.get_active_clients

local function check(ok, what)
  checks = checks + 1
  io.stdout:write((ok and 'ok     ' or 'FAILED ') .. what .. '\n')
  failed = failed or not ok
end

local function wait(what, condition)
  local ok = vim.wait(PATIENCE, condition, 20)
  check(ok, what)
  return ok
end

--- Line (from 1) and byte column (from 0) of the first match of plain text, or of a place in it.
local function find(text, shift)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then
      return row, at - 1 + (shift or 0)
    end
  end
  error('the buffer has no ' .. text)
end

local function go(text, shift)
  local row, column = find(text, shift)
  vim.api.nvim_win_set_cursor(0, { row, column })
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

--- Answer of the server to a request at the cursor.
local function request(method, extra)
  local client = clients()[1]
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params = vim.tbl_extend('force', params, extra or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, PATIENCE) or {}
  for _, answer in pairs(answers) do
    return answer.result
  end
end

local function labels(result)
  local out = {}
  for _, item in ipairs(result and (result.items or result) or {}) do
    table.insert(out, item.label)
  end
  return out
end

local function visit()
  vim.o.swapfile = false
  vim.o.shadafile = 'NONE'
  vim.opt.runtimepath:append(root .. '/editors/vim')
  vim.opt.runtimepath:append(root .. '/editors/neovim')
  vim.g.nth_server = { cmd = { nth, 'lsp' } }
  vim.cmd('filetype plugin indent on')
  vim.cmd('syntax on')
  vim.cmd('runtime! ftdetect/nth.lua plugin/nth.lua')
  vim.cmd('cd ' .. vim.fn.fnameescape(project))
  vim.cmd('edit sample.nth')
  check(vim.bo.filetype == 'nth', 'the file type is nth')
  check(vim.bo.commentstring == '// %s', 'comments are // …')
  local client = function()
    return clients()[1]
  end
  if not wait('the server starts', function() return client() ~= nil and client().initialized ~= false end) then
    return
  end

  wait('Ctrl-x Ctrl-o and Ctrl-] ask the server', function()
    return vim.bo.omnifunc == 'v:lua.vim.lsp.omnifunc' and vim.bo.tagfunc == 'v:lua.vim.lsp.tagfunc'
  end)

  local function unknown()
    return vim.tbl_filter(function(d) return d.code == 'unknown-name' end, vim.diagnostic.get(0))
  end
  wait('a mistake is a diagnostic', function() return #unknown() == 1 end)
  local found = unknown()[1] or {}
  local row, column = find('fibb')
  check(found.lnum == row - 1 and found.col == column, 'the diagnostic stands at the name')

  go('fib(n)')
  local hover = vim.inspect(request('textDocument/hover'))
  check(hover:find('seq fib', 1, true) ~= nil and hover:find('sum of the two before', 1, true) ~= nil,
    'hover shows the head and the documentation')

  go('squares(n) +', 4)
  local names = labels(request('textDocument/completion'))
  check(vim.tbl_contains(names, 'squares'), 'completion knows names of the file')

  -- The user's own choice: the first entry of the menu.
  vim.ui.select = function(items, _, choose) choose(items[1], 1) end
  go('fibb')
  vim.lsp.buf.code_action()
  wait('a code action repairs the name', function() return not text():find('fibb', 1, true) end)
  wait('the diagnostic goes away', function() return #unknown() == 0 end)

  go('squares( n )')
  vim.lsp.buf.rename('powers')
  wait('rename changes the definition and its uses', function()
    local _, count = text():gsub('powers', '')
    return count == 4 and not text():find('squares', 1, true)
  end)

  local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = PATIENCE })
  else
    format(nil, PATIENCE)
  end
  check(text():find('seq powers(n) = n * n', 1, true) ~= nil, 'the buffer is formatted')

  -- Behind the last letter of a line, as while typing.
  vim.o.virtualedit = 'onemore'
  go('?', 1)
  local programs
  wait('completion at a hole offers a program', function()
    programs = labels(request('textDocument/completion'))
    for _, label in ipairs(programs) do
      if label:find('n', 1, true) and (label:find('n * n', 1, true) or label:find('n ^ 2', 1, true) or label:find('powers(n)', 1, true)) then
        return true
      end
    end
    return false
  end)

  local symbols = request('textDocument/documentSymbol') or {}
  check(#symbols == 4, 'the outline has every definition')
end

local ok, why = xpcall(visit, debug.traceback)
if not ok then
  check(false, tostring(why))
end
io.stdout:write(('%s: %d checks\n'):format(failed and 'FAILED' or 'ok', checks))
vim.cmd(failed and 'cquit 1' or 'qall!')
