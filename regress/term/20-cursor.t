# Cursor movement.

test CUP and HVP
push "\e[2;3HA\e[4;5fB"
screen
|
|  A
|
|    B

test CUP beyond the edges
push "\e[99;99HA\e[0;0HB"
row 4 "                   A"
row 0 "B"

test CUU CUD CUF CUB
push "\e[3;5H\e[2AA\e[2BB\e[3CC\e[10DD"
screen
|    A
|
|D    B   C

test movement without and with 0 is by one
push "\e[3;5H\e[A\e[0A" "\e[C\e[0C"
cursor 6 0

test movement stops at the edges
push "\e[99A\e[99D"
cursor 0 0
push "\e[99B\e[99C"
cursor 19 4

test CNL and CPL
push "\e[2;5H\e[2EA\e[3FB"
screen
|B
|
|
|A

test CHA and HPA
push "abcdef\e[3GX\e[5`Y"
row 0 "abXdYf"

test VPA
push "ab\e[3dX"
row 2 "  X"

test HPR and VPR
push "a\e[3aX\e[2eY"
row 0 "a   X"
row 2 "     Y"

test HPB and VPB are not there, as in xterm
push "\e[3;10H\e[3jX\e[2kY"
row 2 "         XY"

test HPR stops at the last column
push "\e[99aX"
row 0 "                   X"

test IND, NEL and RI
push "ab\eDc\eEd\eMe"
screen
|ab
| ec
|d

test IND within the screen, exactly
push "ab\eDc"
screen
|ab
|  c

test RI at the top scrolls down
push "a\r\nb\e[H\eMc"
screen
|c
|a
|b

test DECSC and DECRC save position, style and character sets
push "\e[2;3H\e[1;31m\e(0\e7" "\e[H\e[m\e(Bq" "\e8q"
sgr 0 "q"
sgr 1 "  \e[0;1;31m\u{2500}\e[0m"

test DECRC without DECSC goes home with defaults
push "\e[3;4H\e[31m\e[?6h\e8a"
sgr 0 "a"

test DECSC saves origin mode
push "\e[2;4r\e[?6h\e7\e[?6l\e[H\e8\e[HX"
row 1 "X"

test DECSC saves selective erase protection
push "\e[1\"q\e7\e[0\"q\e8ab\e[H\e[?2K"
row 0 "ab"

test DECSC saves a pending wrap
push "abcdefghijklmnopqrst\e7\e[H\e8X"
row 1 "X"

test SCOSC and SCORC
push "\e[2;3H\e[s\e[H\e[uX"
row 1 "  X"

test CPR after movement
push "\e[3;7H\e[6n"
reply "\e[3;7R"

test CPR with a pending wrap reports the last column
push "abcdefghijklmnopqrst\e[6n"
reply "\e[1;20R"

test the cursor is hidden and shown
push "\e[?25l"
is visible no
push "\e[?25h"
is visible yes

test cursor shapes
push "\e[4 q"
is shape 4
push "\e[0 q"
is shape 0
push "\e[6 q\e[7 q"
is shape 6

test blinking goes with the shape
push "\e[2 q\e[?12h"
is shape 1
push "\e[?12l"
is shape 2
push "\e[5 q\e[?12$p"
reply "\e[?12;1$y"
