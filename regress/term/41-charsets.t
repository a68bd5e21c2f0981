# Character sets.

test special graphics in G0
size 40x2
push "\e(0`afgjklmnopqrstuvwxyz{|}~\e(Bx"
row 0 "◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·x"

test the other special graphics
push "\e(0bcdehi_A"
row 0 "\u{2409}\u{240c}\u{240d}\u{240a}\u{2424}\u{240b}\u{a0}A"

test special graphics in G1
push "\e)0a\x0ea\x0fa"
row 0 "a\u{2592}a"

test UK
push "\e(A#a\e(B#"
row 0 "\u{a3}a#"

test LS2 and LS3
push "\e*0\e+Aq\enq\eo#\x0f#"
row 0 "q\u{2500}\u{a3}#"

test SS2 and SS3 are for one character
push "\e*0\e+A\eNqq\eO##"
row 0 "\u{2500}q\u{a3}#"

test SS2 before other text is used up
push "\e*0\eN\u{e9}q"
row 0 "\u{e9}q"

test the right half stays Unicode
push "\e*0\e}\u{f1}\e-A\e~\u{e9}\e|\u{e9}"
row 0 "\u{f1}\u{e9}\u{e9}"

test unknown sets are ASCII
push "\e(0\e(Kq#\e(0\e(%5q"
row 0 "q#q"

test sets survive an erase and a new line
push "\e(0q\r\nq\e[2K\rq"
screen
|─
|─

test DECSTR and RIS make them ASCII
push "\e(0\e[!pq"
row 0 "q"
push "\e(0\ecq"
row 0 "q"

test runs of special graphics wrap
push "\e(0qqqqqqqqqqqqqqqqqqqqqqq"
row 0 "────────────────────"
row 1 "───"

test the set also applies between other text
push "\e(0\u{e9}q\u{e9}qq\u{4e2d}x"
row 0 "é─é──中│"
push "\r\n\e(B\e*0\u{e9}\eNq\u{e9}q"
row 1 "é─éq"
