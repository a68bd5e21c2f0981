# New sizes.

test narrower wraps, wider joins
push "abcdefghijklmnop\r\nx"
resize 10x5
screen
|abcdefghij
|klmnop
|x
cursor 1 2
wrapped 0 yes
resize 20x5
screen
|abcdefghijklmnop
|x
cursor 1 1
wrapped 0 no

test what the terminal wrapped is joined
push "abcdefghijklmnopqrstuvwxyz"
resize 30x5
screen
|abcdefghijklmnopqrstuvwxyz
cursor 26 0

test what was not wrapped is not joined
push "abcdefghijklmnopqrst\r\nuvwxyz"
resize 30x5
screen
|abcdefghijklmnopqrst
|uvwxyz

test the cursor stays on its character
push "abcdefghijklmnopqrst\e[1;14H"
resize 10x5
cursor 3 1
push "X"
row 1 "klmXopqrst"

test the cursor stays behind the text
push "abcdefghij"
resize 10x5
cursor 9 0
push "k"
screen
|abcdefghij
|k

test a pending wrap ends when there is room
push "abcdefghijklmnopqrst"
resize 30x5
cursor 20 0
push "u"
row 0 "abcdefghijklmnopqrstu"

test the cursor in blank space
push "ab\e[1;15H"
resize 10x5
cursor 9 0

test too many lines go into history
push "1\r\n2\r\n3\r\n4\r\n5"
resize 20x3
screen
|3
|4
|5
history 2
cursor 1 2

test they come back
push "1\r\n2\r\n3\r\n4\r\n5"
resize 20x3
resize 20x5
screen
|1
|2
|3
|4
|5
history 0
cursor 1 4

test blank rows at the bottom go first
push "1\r\n2\r\n"
resize 20x3
screen
|1
|2
history 0
cursor 0 2

test blank rows at the bottom stay blank
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n\e[H\e[2Jx"
history 2
resize 20x4
screen
|x
history 2
resize 20x6
screen
|1
|2
|x
history 0

test the cursor keeps its row on the screen
push "1\r\n2\r\n3\r\n4\r\n5\e[2;1H"
resize 20x3
screen
|2
|3
|4
cursor 0 0

test history reflows
push "abcdefghijklmnop\r\n" "x\r\n"*5
history 2
line 0 "abcdefghijklmnop"
resize 10x5
history 3
line 0 "abcdefghij"
line 1 "klmnop"
resize 20x5
history 2
line 0 "abcdefghijklmnop"

test a line that is half in history
push "abcdefghijklmnopqrst"*2 "\r\n2\r\n3\r\n4\r\n5"
history 1
resize 40x5
screen
|abcdefghijklmnopqrstabcdefghijklmnopqrst
|2
|3
|4
|5
history 0

test blanks within wrapped text are kept
push "abc" " "*17 "xyz"
resize 30x5
row 0 "abc                 xyz"

test a column left free for a wide character is not
push "abcdefghijklmnopqrs\u{4e2d}x"
row 1 "\u{4e2d}x"
resize 30x5
row 0 "abcdefghijklmnopqrs\u{4e2d}x"
resize 20x5
row 0 "abcdefghijklmnopqrs"
row 1 "\u{4e2d}x"

test wide characters at a new margin
push "\u{4e2d}\u{6587}\u{5b57}"
resize 5x5
screen
|中文
|字
resize 3x5
screen
|中
|文
|字
resize 20x5
row 0 "\u{4e2d}\u{6587}\u{5b57}"

test wide characters on one column are lost
push "a\u{4e2d}b"
resize 1x5
screen
|a
|
|b

test styles and clusters reflow
push "\e[31mabcdefghij\e[44me\u{301}\u{1f469}\u{200d}\u{1f4bb}klm\e[m"
resize 12x5
sgr 0 "\e[0;31mabcdefghij\e[0;31;44me\u{301}\e[0m"
sgr 1 "\e[0;31;44m\u{1f469}\u{200d}\u{1f4bb}klm\e[0m"

test protection reflows
push "\e[1\"qabcdef\e[0\"qgh"
resize 5x5
push "\e[?2J"
screen
|abcde
|f

test the alternate screen is cropped and extended
push "main screen text\e[?1049h\e[Habcdefghijklmnopqrst\e[5;20HX"
resize 10x3
screen
|abcdefghij
cursor 9 2
resize 20x5
screen
|abcdefghij

test the main screen reflows behind the alternate one
push "abcdefghijklmnop\r\nx\e[?1049h"
resize 10x5
push "\e[?1049l"
screen
|abcdefghij
|klmnop
|x
cursor 1 2

test cropping cuts wide characters
push "\e[?1049h\e[H\u{4e2d}\u{4e2d}"
resize 3x5
row 0 "\u{4e2d}"
cell 2 0 "" 1 "0"

test saved cursors are kept on the screen
push "\e[5;20H\e7\e[H"
resize 10x3
push "\e8X"
row 2 "         X"

test a saved cursor stays on its character
push "abcdefghijklmnop\e[1;14H\e7\e[5;1H"
resize 10x5
push "\e8X"
row 0 "klmXop"

test without history
size 20x3 0
push "1\r\n2\r\n3"
resize 20x2
screen
|2
|3
history 0
resize 20x3
screen
|2
|3

test the numbers of history go on
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7"
numbers 0 2
resize 20x4
numbers 0 3
resize 20x5
numbers 1 3

test the end of history does not go back
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7"
resize 20x8
history 0
numbers 2 2
screen
|1
|2
|3
|4
|5
|6
|7

test history is limited after reflow
size 20x2 3
push "abcdefghijklmnopqrst\r\n"*4
history 3
resize 10x2
history 3
line -1 "abcdefghij"

test a cleared row is not joined with the one above
push "abcdefghijklmnopqrstu\e[2;1H\e[J\e[2;1Hx"
resize 30x5
screen
|abcdefghijklmnopqrst
|x

test a cleared screen is not joined with history
push "abcdefghijklmnopqrstuvwx\r\n" "\n"*3 "\e[H\e[2Jprompt"
line -1 "abcdefghijklmnopqrst"
resize 30x5
row 0 "prompt"

test tabs beyond the old width
resize 60x5
push "\e[1;30H\tX"
row 0 "                                X"

test the smallest and the largest
resize 1x1
push "a"
resize 1000x1000
push "b"
resize 20x5
row 0 "ab"
