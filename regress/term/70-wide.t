# Characters of two columns.

test they take two
push "\u{4e2d}\u{6587}x"
cell 0 0 "\u{4e2d}" 2 "0"
cell 1 0 "" 0 "0"
cell 2 0 "\u{6587}" 2 "0"
cell 4 0 "x" 1 "0"
cursor 5 0

test at the margin they wrap
push "\e[1;20H\u{4e2d}"
row 0 ""
row 1 "\u{4e2d}"
wrapped 0 yes

test ending at the margin
push "\e[1;19H\u{4e2d}"
row 0 "                  \u{4e2d}"
cursor 19 0
push "x"
row 1 "x"

test at the margin without wrapping they are lost
push "\e[?7l\e[1;20Ha\u{4e2d}"
row 0 "                   a"

test overwriting the left half
push "\u{4e2d}\u{6587}\rx"
row 0 "x \u{6587}"
cell 1 0 "" 1 "0"

test overwriting the right half
push "\u{4e2d}\u{6587}\e[1;2Hx"
row 0 " x\u{6587}"
cell 0 0 "" 1 "0"

test a wide one over two halves
push "\u{4e2d}\u{6587}\e[1;2H\u{5b57}"
row 0 " \u{5b57}"
cell 3 0 "" 1 "0"

test erasing half
push "\u{4e2d}\u{6587}\e[1;2H\e[X"
row 0 "  \u{6587}"
push "\e[1;4H\e[K"
row 0 ""

test EL to the left half
push "\u{4e2d}\u{6587}\e[1;3H\e[1K"
row 0 ""

test ICH in the middle
push "\u{4e2d}\u{6587}\e[1;2H\e[@x"
row 0 " x \u{6587}"

test ICH pushes half off the edge
push "\e[1;18Ha\u{4e2d}\e[1;1H\e[@"
row 0 "                  a"

test DCH of half
push "\u{4e2d}\u{6587}x\e[1;2H\e[P"
row 0 " \u{6587}x"
push "\e[1;1H\e[2P"
row 0 " x"

test IRM
push "ab\e[H\e[4h\u{4e2d}"
row 0 "\u{4e2d}ab"

test BS moves one column
push "\u{4e2d}\bx"
row 0 " x"

test scrolling within margins cuts at them
push "\u{4e2d}\u{6587}\u{5b57}\r\nabcdef\e[?69h\e[2;5s\e[1;2H\e[S"
row 0 " bcde"
cell 0 0 "" 1 "0"
cell 5 0 "" 1 "0"

test in one column there is no room
size 1x2
push "a\u{4e2d}b"
screen
|a
|b

test in two columns
size 2x3
push "a\u{4e2d}b"
screen
|a
|中
|b

test emoji
push "\u{1f600}x\u{231a}y\u{1f1e9}z"
cell 0 0 "\u{1f600}" 2 "0"
cell 3 0 "\u{231a}" 2 "0"
cell 6 0 "\u{1f1e9}" 1 "0"

test ambiguous and box characters are narrow
push "\u{2500}\u{b1}\u{2713}\u{e0b0}x"
cursor 5 0

test fullwidth and Hangul
push "\u{ff21}\u{ac00}x"
cursor 5 0

test soft hyphen and no-break space are narrow
push "a\u{ad}b\u{a0}c"
cursor 5 0
