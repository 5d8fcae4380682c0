-- What functions of the configuration are given when they are called for a query or a health check: plain tables with methods, by dnsdist's names.
-- They are made anew for each call, so that nothing of them leads back into Java.

local bit = require("bit")

-- DNSName: `text` is in presentation format with the final dot.

local DNSName = {}
DNSName.__index = DNSName
DNSName.__tostring = function(self) return self.text end
DNSName.__eq = function(a, b) return a.text:lower() == b.text:lower() end

local function newName(text)
  return setmetatable({class = "DNSName", text = text}, DNSName)
end

-- Labels as they are written, escapes and all.
local function labels(text)
  local found, label, position = {}, "", 1
  if text == "." then
    return found
  end
  while position <= #text do
    local character = text:sub(position, position)
    if character == "\\" then
      local width = text:match("^\\%d%d%d", position) and 4 or 2
      label = label .. text:sub(position, position + width - 1)
      position = position + width
    elseif character == "." then
      found[#found + 1] = label
      label, position = "", position + 1
    else
      label, position = label .. character, position + 1
    end
  end
  return found
end

local function join(found, first)
  return first > #found and "." or table.concat(found, ".", first) .. "."
end

function DNSName:toString() return self.text end
DNSName.tostring = DNSName.toString
DNSName.toStringRootDot = DNSName.toString

function DNSName:toStringNoDot()
  return self.text == "." and "" or (self.text:gsub("%.$", ""))
end

function DNSName:countLabels() return #labels(self.text) end

function DNSName:wirelength()
  local length = 1
  for _, label in ipairs(labels(self.text)) do
    length = length + 1 + #(label:gsub("\\%d%d%d", "x"):gsub("\\.", "x"))
  end
  return length
end

function DNSName:isPartOf(parent)
  if type(parent) ~= "table" or not parent.text then
    error("isPartOf: give a DNSName from newDNSName", 2)
  end
  local mine, others = labels(self.text:lower()), labels(parent.text:lower())
  local offset = #mine - #others
  if offset < 0 then
    return false
  end
  for i, label in ipairs(others) do
    if mine[offset + i] ~= label then
      return false
    end
  end
  return true
end

function DNSName:chopOff()
  local found = labels(self.text)
  self.text = join(found, 2)
  return #found > 0
end

-- DNSHeader: `flags` are bits 16 to 31 of the header (RFC 1035, section 4.1.1; RFC 4035 for AD and CD).

local DNSHeader = {}
DNSHeader.__index = DNSHeader

for name, mask in pairs({QR = 0x8000, AA = 0x0400, TC = 0x0200, RD = 0x0100, RA = 0x0080, AD = 0x0020, CD = 0x0010}) do
  DNSHeader["get" .. name] = function(self) return bit.band(self.flags, mask) ~= 0 end
  DNSHeader["set" .. name] = function(self, on)
    self.flags = on and bit.bor(self.flags, mask) or bit.band(self.flags, bit.bnot(mask))
  end
end

-- ComboAddress: an address and its port, `[address]:port` for IPv6.

local ComboAddress = {}
ComboAddress.__index = ComboAddress
ComboAddress.__tostring = function(self) return self.text end

local function newAddress(text)
  local host, port = text:match("^%[?(.-)%]?:(%d+)$")
  return setmetatable({class = "ComboAddress", text = text, host = host or text, port = tonumber(port or 0)}, ComboAddress)
end

function ComboAddress:toString() return self.host end
ComboAddress.tostring = ComboAddress.toString
function ComboAddress:toStringWithPort() return self.text end
ComboAddress.tostringWithPort = ComboAddress.toStringWithPort
function ComboAddress:getPort() return self.port end
function ComboAddress:isIPv4() return not self.host:find(":", 1, true) end
function ComboAddress:isIPv6() return self.host:find(":", 1, true) ~= nil end

-- Server: what a policy sees of one; `number` counts from 0.

local Server = {}
Server.__index = Server

function Server:isUp() return self.upStatus end
function Server:getName() return self.name end
function Server:getNameWithAddr()
  return self.name == "" and self.address or self.name .. " (" .. self.address .. ")"
end
Server.__tostring = Server.getNameWithAddr
function Server:getOutstanding() return self.outstanding end
function Server:getLatency() return self.latency end

-- DNSQuestion: what a policy sees of a query.

local DNSQuestion = {}
DNSQuestion.__index = DNSQuestion

function DNSQuestion:getDO() return self.dnssecOk end
function DNSQuestion:getProtocol() return self.tcp and "Do53 TCP" or "Do53 UDP" end
function DNSQuestion:getTag(name) return self.tags[name] or "" end
function DNSQuestion:setTag(name, value) self.tags[tostring(name)] = tostring(value or "") end
function DNSQuestion:getTagArray() return self.tags end
function DNSQuestion:setTagArray(tags)
  for name, value in pairs(tags) do self:setTag(name, value) end
end

-- What LuaRule and LuaAction see of a query.
local function newQuery(qname, qtype, qclass, remote, localaddr, flags, size, tcp, dnssecOk, tags)
  return setmetatable({class = "DNSQuestion", qname = newName(qname), qtype = qtype, qclass = qclass,
                       remoteaddr = newAddress(remote), localaddr = newAddress(localaddr),
                       dh = setmetatable({class = "DNSHeader", flags = flags}, DNSHeader),
                       opcode = bit.band(bit.rshift(flags, 11), 15), rcode = bit.band(flags, 15),
                       len = size, size = size, tcp = tcp, dnssecOk = dnssecOk, tags = tags,
                       skipCache = false, useECS = true}, DNSQuestion)
end

local constructors = {
  DNSName = newName,
  ComboAddress = newAddress,
  Server = function(number, name, address, up, order, weight, outstanding, latencyUs)
    return setmetatable({class = "Server", number = number, name = name, address = address, upStatus = up, order = order,
                         weight = weight, outstanding = outstanding, latency = latencyUs}, Server)
  end,
  DNSQuestion = function(qname, qtype, qclass, remote)
    return setmetatable({class = "DNSQuestion", qname = newName(qname), qtype = qtype, qclass = qclass,
                         remoteaddr = newAddress(remote)}, DNSQuestion)
  end,
}

local adapters = {
  -- A server policy: what it returned.
  policy = function(policy, servers, question)
    local chosen = policy(servers, question)
    return chosen
  end,

  -- A checkFunction: name, type and class of the question, and the flags of its header.
  check = function(check, qname, qtype, qclass, flags)
    local header = setmetatable({class = "DNSHeader", flags = flags}, DNSHeader)
    local name, type, class = check(newName(qname), qtype, qclass, header)
    return name, type, class, header.flags
  end,

  -- A LuaRule.
  selector = function(rule, ...)
    return rule(newQuery(...)) and true or false
  end,

  -- A LuaAction: what it returned, and what it changed.
  action = function(decide, ...)
    local query = newQuery(...)
    local action, text = decide(query)
    return action, text, query.dh.flags, query.tags, query.skipCache, query.useECS, query.ecsOverride, query.ecsPrefixLength,
           query.tempFailureTTL
  end,

  -- A function without arguments and results.
  run = function(task) task() end,

  -- The global function maintenance, as it is now.
  maintenance = function()
    if type(_G.maintenance) == "function" then
      _G.maintenance()
    end
  end,
}

return constructors, adapters
