# Scrolling and what becomes history.

test SU
push "1\r\n2\r\n3\r\n4\r\n5\e[2S"
screen
|3
|4
|5
history 2
line 0 "1"
line 1 "2"
cursor 1 4

test SU more than there are
push "1\r\n2\e[99S"
screen
|
history 5
line 0 "1"

test SD
push "1\r\n2\r\n3\r\n4\r\n5\e[2T"
screen
|
|
|1
|2
|3
history 0

test SD by ECMA-48's final byte
push "1\r\n2\e[^"
screen
|
|1
|2

test SD with five parameters is no scrolling
push "1\e[1;1;1;1;1T"
row 0 "1"

test SU in a region that is not at the top
push "1\r\n2\r\n3\r\n4\r\n5\e[2;4r\e[S"
screen
|1
|3
|4
|
|5
history 0

test scrolling in a region at the top becomes history
push "1\r\n2\r\n3\r\n4\r\n5\e[1;3r\e[3;1H\n\nX"
screen
|3
|
|X
|4
|5
history 2
line 0 "1"
line 1 "2"

test DL at the top does not become history
push "1\r\n2\e[H\e[M"
screen
|2
history 0

test RI at the top of a region
push "1\r\n2\r\n3\r\n4\r\n5\e[2;4r\e[2;1H\eM"
screen
|1
|
|2
|3
|5

test history is limited in lines
size 20x2 3
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7"
history 3
numbers 2 5
line 0 "3"
line -1 "5"

test no history
size 20x2 0
push "1\r\n2\r\n3\r\n4"
history 0
numbers 2 2

test history keeps styles and wide characters
size 20x2 10
push "\e[1;38;5;200;48;2;1;2;3;4:3;58:5:9ma\u{4e2d}\u{e9}\e[m b\r\n\r\n\r\n"
line 0 "a\u{4e2d}\u{e9} b"

test blanks at the end are not kept, others are
size 20x2 10
push "a   b   \r\n\r\n"
line 0 "a   b"

test the alternate screen has no history
push "\e[?1049h1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7"
history 0
