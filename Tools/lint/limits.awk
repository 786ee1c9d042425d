# Files of more than 300 lines, and functions whose bodies have more than 50 lines of code, by file and
# line; blank lines and comments do not count in a body.
#
# swift format has laid the sources out: a body ends at the first line that holds only a closing brace
# at the depth at which its declaration begins.
function finish() {
  if (name != "" && lines > 300) report(name ":1: " lines " lines; a file has at most 300")
}
function report(text) { print text; failed = 1 }
FNR == 1 { finish(); name = FILENAME; lines = 0; depth = -1 }
{ lines = FNR }
depth >= 0 && match($0, /^ *}/) && RLENGTH == depth + 1 {
  if (code > 50) report(FILENAME ":" declared ": " code " lines of code; a function has at most 50")
  depth = -1
  next
}
depth >= 0 && !/^ *($|\/\/)/ { code++ }
depth < 0 && /^ *(@[^ ]+ )*((public|package|private|fileprivate|internal|static|mutating|final|override|convenience|nonisolated|required|class) )*(func |init[?(<]|subscript[(<])/ {
  match($0, /^ */)
  pending = RLENGTH
  declared = FNR
  waiting = 1
}
waiting && /{$/ { depth = pending; code = 0; waiting = 0 }
waiting && /}$/ { waiting = 0 }
END { finish(); exit failed }
