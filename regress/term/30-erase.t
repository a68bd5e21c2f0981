# Erasing.

test EL
push "abcdef\e[4G\e[K"
row 0 "abc"
push "\r\nabcdef\e[4G\e[1K"
row 1 "    ef"
push "\r\nabcdef\e[4G\e[2K"
row 2 ""

test ED below
push "aaaa\r\nbbbb\r\ncccc\e[2;3H\e[J"
screen
|aaaa
|bb

test ED above
push "aaaa\r\nbbbb\r\ncccc\e[2;3H\e[1J"
screen
|
|   b
|cccc

test ED all leaves the cursor
push "aaaa\r\nbbbb\r\ncccc\e[2;3H\e[2J"
screen
|
cursor 2 1
history 0

test ED 3 erases history only
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7"
history 2
numbers 0 2
push "\e[3J"
history 0
numbers 2 2
row 0 "3"

test unknown values do nothing
push "abc\e[5J\e[7K"
row 0 "abc"

test ECH
push "abcdef\e[2G\e[3X"
row 0 "a   ef"
cursor 1 0
push "\e[99X"
row 0 "a"
wrapped 0 no

test ECH without and with 0 is one
push "abcdef\e[2G\e[X\e[4G\e[0X"
row 0 "a c ef"

test the background goes with what is erased
push "\e[41mabc\e[2;1H\e[K\e[4m\e[3;1H\e[3X\e[m"
sgr 0 "\e[0;41mabc\e[0m"
cell 19 1 "" 1 "0;41"
cell 2 2 "" 1 "0;41"
cell 3 2 "" 1 "0"

test the background goes with scrolling, insertion and deletion
push "\e[44m\e[5;1H\n\e[m"
cell 0 4 "" 1 "0;44"
cell 0 3 "" 1 "0"
push "\e[H\e[45m\e[M\e[2;1H\e[L\e[3;1H\e[@\e[m"
cell 0 1 "" 1 "0;45"
cell 0 2 "" 1 "0;45"
cell 1 2 "" 1 "0"

test erasing with the default background after another
push "\e[41m\e[2J\e[m\e[2;1H\e[K"
cell 0 0 "" 1 "0;41"
cell 0 1 "" 1 "0"

test DECSCA and DECSEL
push "a\e[1\"qbc\e[0\"qd\e[?2K"
row 0 " bc"

test DECSCA 2 is 0
push "\e[1\"qa\e[2\"qb\e[?2K"
row 0 "a"

test DECSEL to both sides
push "ab\e[1\"qcd\e[0\"qef\e[4G\e[?1K"
row 0 "  cdef"
push "\e[3G\e[?K"
row 0 "  cd"

test DECSED
push "a\e[1\"qb\e[0\"q\r\nc\e[1\"qd\e[0\"q\e[?2J"
screen
| b
| d

test EL erases what DECSCA protects
push "\e[1\"qabc\e[0\"q\e[2K"
row 0 ""

test DECSED leaves history
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\e[?3J"
history 1

test SPA protects from EL, ED and ECH
push "ab\eVcdef\eWgh\e[1;5H\e[2K"
row 0 "  cdef"
push "\e[1;3H\e[9X\e[2J"
row 0 "  cdef"

test printing over a protected character
push "\e[1\"qa\e[0\"q\rb\e[?2K"
row 0 ""

test DECALN
push "\e[2;3r\e[?6h\e[3;3H\e#8"
screen
|EEEEEEEEEEEEEEEEEEEE
|EEEEEEEEEEEEEEEEEEEE
|EEEEEEEEEEEEEEEEEEEE
|EEEEEEEEEEEEEEEEEEEE
|EEEEEEEEEEEEEEEEEEEE
cursor 0 0
push "\e[5;1H\nX"
row 4 "X"
