# C0 controls.

test BEL rings
push "a\ab\a"
is bells 2
row 0 "ab"

test BS moves left, not beyond the edge
push "ab\b\b\b\bX"
row 0 "Xb"

test BS clears a pending wrap without moving onto the character before
push "abcdefghijklmnopqrst\bX"
row 0 "abcdefghijklmnopqrXt"
cursor 19 0

test HT goes to the next stop and erases nothing
push "abcdefghijk\r\tX"
row 0 "abcdefghXjk"

test HT stops at the last column
push "\t\t\t\tX"
row 0 "                   X"

test LF keeps the column, VT and FF are the same
push "a\nb\x0bc\x0cd"
screen
|a
| b
|  c
|   d

test LF at the bottom scrolls
push "1\r\n2\r\n3\r\n4\r\n5\r\n6"
screen
|2
|3
|4
|5
|6
history 1
line 0 "1"

test CR
push "abc\rX"
row 0 "Xbc"

test LNM makes LF go to the first column
push "\e[20habc\ndef"
screen
|abc
|def

test LF clears a pending wrap
push "abcdefghijklmnopqrst\nX"
screen
|abcdefghijklmnopqrst
|                   X

test SO and SI
push "\e)0q\x0eq\x0fq"
row 0 "q\u{2500}q"

test ENQ is not answered
push "\x05"
reply ""
