# Combining marks and grapheme clusters.

test a combining mark goes to the character before
push "e\u{301}x"
cell 0 0 "e\u{301}" 1 "0"
cell 1 0 "x" 1 "0"
cursor 2 0

test several marks
push "a\u{300}\u{316}\u{301}b"
cell 0 0 "a\u{300}\u{316}\u{301}" 1 "0"
cursor 2 0

test a mark on a wide character
push "\u{4e2d}\u{301}x"
cell 0 0 "\u{4e2d}\u{301}" 2 "0"
cursor 3 0

test a mark on the last column
push "abcdefghijklmnopqrst\u{301}u"
cell 19 0 "t\u{301}" 1 "0"
row 1 "u"

test a mark on the last column without wrapping
push "\e[?7l\e[1;20Hab\u{301}"
cell 19 0 "b\u{301}" 1 "0"

test a mark after the cursor moved goes to the left
push "abc\e[1;2H\u{301}"
cell 0 0 "a\u{301}" 1 "0"
push "\u{4e2d}\e[1;5H\e[D\u{301}"
cell 1 0 "\u{4e2d}\u{301}" 2 "0"

test a mark at the first column with nothing before it
push "\u{301}x"
row 0 "x"

test a mark on a blank
push "\e[1;3H\u{301}"
cell 1 0 " \u{301}" 1 "0"

test overwriting a cluster
push "e\u{301}\rx"
cell 0 0 "x" 1 "0"

test a cluster is cut at its limit
push "a" "\u{301}"*20 "b"
cell 0 0 "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}" 1 "0"
cursor 2 0

test characters that show nothing
push "a\u{200b}b\u{2060}c\u{feff}d\u{200e}e\u{202e}f"
row 0 "abcdef"

test zero width non-joiner stays
push "a\u{200c}b"
cell 0 0 "a\u{200c}" 1 "0"

test decomposed Hangul
push "\u{1100}\u{1161}\u{11a8}x"
cell 0 0 "\u{1100}\u{1161}\u{11a8}" 2 "0"
cursor 3 0

test zero width joiner sequences are one
push "\u{1f469}\u{200d}\u{1f4bb}x"
cell 0 0 "\u{1f469}\u{200d}\u{1f4bb}" 2 "0"
cursor 3 0
push "\r\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}y"
cell 0 0 "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}" 2 "0"
cursor 3 0

test a joiner between letters joins nothing
push "a\u{200d}b"
cell 0 0 "a\u{200d}" 1 "0"
cell 1 0 "b" 1 "0"

test a joiner that is followed by a control joins nothing
push "\u{1f469}\u{200d}\e[m\u{1f4bb}"
cell 0 0 "\u{1f469}\u{200d}" 2 "0"
cell 2 0 "\u{1f4bb}" 2 "0"

test skin tones
push "\u{1f44d}\u{1f3fd}x"
cell 0 0 "\u{1f44d}\u{1f3fd}" 2 "0"
cursor 3 0

test a skin tone by itself
push "a\u{1f3fd}x"
cell 1 0 "\u{1f3fd}" 2 "0"
cursor 4 0

test variation selector 16 makes wide
push "\u{2764}\u{fe0f}x"
cell 0 0 "\u{2764}\u{fe0f}" 2 "0"
cell 1 0 "" 0 "0"
cursor 3 0

test variation selector 16 at the last column
push "\e[1;20H\u{2764}\u{fe0f}x"
cell 19 0 "\u{2764}\u{fe0f}" 1 "0"
row 1 "x"

test variation selector 16 ending at the last column
push "\e[1;19H\u{2764}\u{fe0f}"
cursor 19 0
push "x"
row 1 "x"

test variation selector 16 over half of a wide character
push "\e[1;2H\u{4e2d}\e[1;1H\u{2764}\u{fe0f}"
cell 0 0 "\u{2764}\u{fe0f}" 2 "0"
cell 2 0 "" 1 "0"

test variation selector 16 after a letter
push "a\u{fe0f}x"
cell 0 0 "a\u{fe0f}" 1 "0"
cursor 2 0

test variation selector 15 changes nothing
push "\u{2764}\u{fe0e}x"
cursor 2 0

test keycaps
push "1\u{fe0f}\u{20e3}x"
cell 0 0 "1\u{fe0f}\u{20e3}" 2 "0"
cursor 3 0

test pairs of regional indicators are flags
push "\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}x"
cell 0 0 "\u{1f1e9}\u{1f1ea}" 2 "0"
cell 2 0 "\u{1f1eb}\u{1f1f7}" 2 "0"
cursor 5 0

test a flag of tags
push "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}x"
cell 0 0 "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}" 2 "0"

test an emoji of everything
push "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}x"
cell 0 0 "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}" 2 "0"
cursor 3 0

test without mode 2027 each takes its own columns
push "\e[?2027l\u{1f469}\u{200d}\u{1f4bb}\u{2764}\u{fe0f}\u{1f1e9}\u{1f1ea}x"
cell 0 0 "\u{1f469}\u{200d}" 2 "0"
cell 2 0 "\u{1f4bb}" 2 "0"
cell 4 0 "\u{2764}\u{fe0f}" 1 "0"
cell 5 0 "\u{1f1e9}" 1 "0"
cell 6 0 "\u{1f1ea}" 1 "0"
cursor 8 0

test REP after a cluster repeats its base
push "e\u{301}\e[2bx"
row 0 "e\u{301}eex"

test clusters in history
size 20x2
push "e\u{301}\u{1f469}\u{200d}\u{1f4bb}\r\n\r\n\r\n"
line 0 "e\u{301}\u{1f469}\u{200d}\u{1f4bb}"
