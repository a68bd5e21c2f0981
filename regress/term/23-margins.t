# DECSTBM, DECLRMM and DECSLRM, DECOM.

test DECSTBM homes the cursor and bounds scrolling
push "1\r\n2\r\n3\r\n4\r\n5\e[2;4rX\e[4;1H\nY"
screen
|X
|3
|4
|Y
|5

test DECSTBM with a bottom that is not below its top is ignored
push "\e[3;3H\e[3;3r\e[4;2rX"
row 2 "  X"

test DECSTBM with 0 or nothing is the whole screen
push "\e[2;3r\e[r\e[5;1Ha\nb"
screen
|
|
|
|a
| b

test LF below the region moves but does not scroll
push "\e[1;2r\e[4;1Ha\nb\nc"
screen
|
|
|
|a
| bc

test RI above the region moves but does not scroll
push "1\r\n2\r\n3\e[3;5r\e[2;1H\eMX\e[1;5H\eMY"
row 0 "X   Y"
row 1 "2"

test CUU and CUD stop at the margins when they start inside
push "\e[2;4r\e[3;1H\e[9AA\e[3;1H\e[9BB"
screen
|
|A
|
|B

test CUU and CUD outside the region stop at the edges
push "\e[2;3r\e[5;1H\e[9AA" "\e[1;5H\e[9BB"
row 1 "A"
row 2 "    B"

test DECOM makes CUP relative and confines it
push "\e[2;4r\e[?6hA\e[9;1HB\e[2;3HC\e[6n"
screen
|
|A
|  C
|B
reply "\e[2;4R"

test DECOM reset homes to the corner
push "\e[2;4r\e[?6h\e[?6lX"
row 0 "X"

test DECOM and VPA, CHA
push "\e[2;4r\e[?6h\e[2d\e[4GX\e[9dY"
screen
|
|
|   X
|    Y

test DECSLRM needs DECLRMM
push "\e[3;5sX"
row 0 "X"
push "\e[?69h\e[3;5sY"
row 0 "Y"

test text wraps at the right margin to the left one
push "\e[?69h\e[3;6s\e[1;3Habcdefg"
screen
|  abcd
|  efg

test text outside of the right margin goes to the edge
push "\e[?69h\e[3;6s\e[1;15Habcdefgh"
screen
|              abcdef
|  gh

test CR goes to the left margin, or to the edge from left of it
push "\e[?69h\e[5;10s\e[1;8H\rA\e[1;2H\rB"
row 0 "B   A"

test CUF and CUB stop at the margins
push "\e[?69h\e[5;10s\e[1;7H\e[99CA\e[1;7H\e[99DB"
row 0 "    B    A"

test scrolling moves only what is between the margins
push "abcdefgh\r\nABCDEFGH\e[?69h\e[3;5s\e[1;3H\e[S"
screen
|abCDEfgh
|AB   FGH
history 0

test LF at the bottom, outside of the margins, does not scroll
push "a\e[?69h\e[3;5s\e[5;1H\nX"
screen
|a
|
|
|
|X

test IL between margins
push "abcdef\r\nABCDEF\e[?69h\e[2;4s\e[1;2H\e[L"
screen
|a   ef
|AbcdEF
| BCD

test ICH and DCH between margins
push "abcdefgh\e[?69h\e[2;5s\e[1;3H\e[@"
row 0 "ab cdfgh"
push "\e[P"
row 0 "abcd fgh"

test ICH outside of the margins does nothing
push "abcdefgh\e[?69h\e[2;5s\e[1;7H\e[@\e[P"
row 0 "abcdefgh"

test DECLRMM reset takes the margins away
push "\e[?69h\e[3;6s\e[?69l\e[1;1Habcdefgh"
row 0 "abcdefgh"

test DECOM with left and right margins
push "\e[2;4r\e[?69h\e[3;6s\e[?6hA\e[9;9HB\e[6n"
screen
|
|  A
|
|     B
reply "\e[3;4R"

test DECFI and DECBI scroll columns
push "\e[?69h\e[2;5s\e[1;2Habcd\e[1;5H\e9"
row 0 " bcd"
push "\e[1;2H\e6"
row 0 "  bcd"

test DECFI and DECBI move within the region
push "\e9\e9X\e6\e6Y"
row 0 " YX"

test a new size takes the margins away
push "\e[2;3r\e[?69h\e[3;6s"
resize 21x6
push "\e[6;1Ha\nb"
screen
|
|
|
|
|a
| b
