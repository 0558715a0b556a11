-- pandoc leaves a picture's alt text out of typst: write the picture with it.
local function text(words)
  return '"' .. words:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

function Image(image)
  local alt = image.attributes.alt or pandoc.utils.stringify(image.caption)
  local width = image.attributes.width or "100%"
  return pandoc.RawInline("typst",
    "#image(" .. text("figures/" .. image.src) .. ", width: " .. width .. ", alt: " .. text(alt) .. ")")
end
