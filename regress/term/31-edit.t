# Insertion, deletion, repetition.

test ICH
push "abcdef\e[3G\e[2@"
row 0 "ab  cdef"
cursor 2 0

test ICH pushes text off the edge
push "abcdefghijklmnopqrst\e[18G\e[2@"
row 0 "abcdefghijklmnopq  r"
push "\e[1G\e[99@"
row 0 ""

test DCH
push "abcdef\e[3G\e[2P"
row 0 "abef"
push "\e[99P"
row 0 "ab"

test IL
push "1\r\n2\r\n3\r\n4\r\n5\e[2;3H\e[2L"
screen
|1
|
|
|2
|3
cursor 0 1

test IL more than there are
push "1\r\n2\r\n3\e[2H\e[99L"
screen
|1

test DL
push "1\r\n2\r\n3\r\n4\r\n5\e[2;3H\e[2M"
screen
|1
|4
|5
cursor 0 1
history 0

test IL and DL in a scroll region
push "1\r\n2\r\n3\r\n4\r\n5\e[2;4r\e[2;1H\e[L"
screen
|1
|
|2
|3
|5
push "\e[2;1H\e[2M"
screen
|1
|3
|
|
|5

test IL and DL outside of the scroll region do nothing
push "1\r\n2\r\n3\r\n4\r\n5\e[2;4r\e[5;2H\e[L\e[M"
screen
|1
|2
|3
|4
|5
cursor 1 4

test IRM
push "abc\e[H\e[4hXY\e[4lZ"
row 0 "XYZbc"

test IRM at the edge
push "\e[4habcdefghijklmnopqrst\e[HX"
row 0 "Xabcdefghijklmnopqrs"

test IRM and wrapping
push "\e[1;18Hxyz\e[1;18H\e[4h12345"
screen
|                 123
|45

test REP
push "ab\e[3bc"
row 0 "abbbbc"

test REP without and with 0 is one
push "a\e[b"
row 0 "aa"
push "\r\nb\e[0b"
row 1 "bb"

test REP wraps
push "ab\e[25b"
row 0 "abbbbbbbbbbbbbbbbbbb"
row 1 "bbbbbbb"

test REP of nothing
push "\e[3bx"
row 0 "x"

test REP only right after the character
push "a\e[1;5H\e[3b"
row 0 "a"
push "\r\nb\r\e[3b"
row 1 "b"
push "\r\nc\e[2b\e[2b"
row 2 "ccc"

test REP of a wide character
push "\u{4e2d}\e[2b"
row 0 "\u{4e2d}\u{4e2d}\u{4e2d}"

test REP has the style of now
push "a\e[2b"
row 0 "aaa"

test DECIC and DECDC
push "abc\r\nABC\e[1;2H\e[2'}"
screen
|a  bc
|A  BC
push "\e['~"
screen
|a bc
|A BC

test DECIC and DECDC only in the scroll region
push "abc\r\nABC\r\nxyz\e[2;3r\e[1;2H\e['}"
screen
|abc
|ABC
|xyz
push "\e[2;2H\e['}"
screen
|abc
|A BC
|x yz

test SL and SR
push "abcd\r\nABCD\e[2 @"
screen
|cd
|CD
push "\e[1 A"
screen
| cd
| CD

test editing marks a row as not wrapped
push "abcdefghijklmnopqrstu\e[1;1H\e[P"
wrapped 0 no
