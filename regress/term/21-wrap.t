# Wrapping: the pending wrap is a flag beside the last column.

test the last column does not wrap by itself
push "abcdefghijklmnopqrst"
cursor 19 0
wrapped 0 no
push "u"
screen
|abcdefghijklmnopqrst
|u
cursor 1 1
wrapped 0 yes

test long text
push "abcdefghijklmnopqrst"*3
screen
|abcdefghijklmnopqrst
|abcdefghijklmnopqrst
|abcdefghijklmnopqrst
cursor 19 2
wrapped 1 yes
wrapped 2 no

test wrapping at the bottom scrolls
push "\e[5;1H" "abcdefghijklmnopqrst" "uv"
screen
|
|
|
|abcdefghijklmnopqrst
|uv
wrapped 3 yes
history 1

test without DECAWM the last column is overwritten
push "\e[?7labcdefghijklmnopqrstuvw"
screen
|abcdefghijklmnopqrsw
cursor 19 0

test DECAWM set again wraps what is pending
push "\e[?7labcdefghijklmnopqrst\e[?7hX"
row 1 "X"

# What leaves a pending wrap alone, and what ends it: as xterm has it.
test SGR leaves it
push "abcdefghijklmnopqrst\e[1mX"
row 1 "X"

test HT leaves it
push "abcdefghijklmnopqrst\tX"
row 1 "X"

test CBT leaves it
push "abcdefghijklmnopqrst\e[ZX"
screen
|abcdefghijklmnopqrst
|X

test setting modes leaves it
push "abcdefghijklmnopqrst\e[4h\e[20h\e[?69hX"
row 1 "X"

test SU and SD leave it
push "\e[2;1Habcdefghijklmnopqrst\e[SX"
screen
|abcdefghijklmnopqrst
|
|X

test CUF ends it
push "abcdefghijklmnopqrst\e[CX"
screen
|abcdefghijklmnopqrsX

test CUU ends it
push "abcdefghijklmnopqrst\e[AX"
row 0 "abcdefghijklmnopqrsX"

test CUP ends it
push "abcdefghijklmnopqrst\e[1;20HX"
row 0 "abcdefghijklmnopqrsX"

test EL ends it and erases the last character
push "abcdefghijklmnopqrst\e[KX"
row 0 "abcdefghijklmnopqrsX"

test EL 1 ends it
push "abcdefghijklmnopqrst\e[1KX"
row 0 "                   X"

test ED 2 ends it
push "abcdefghijklmnopqrst\e[2JX"
row 0 "                   X"

test ECH, ICH, DCH end it
push "abcdefghijklmnopqrst\e[XX"
row 0 "abcdefghijklmnopqrsX"
push "\e[2;1Habcdefghijklmnopqrst\e[@X"
row 1 "abcdefghijklmnopqrsX"
push "\e[3;1Habcdefghijklmnopqrst\e[PX"
row 2 "abcdefghijklmnopqrsX"

test IL and DL end it and go to the first column
push "abcdefghijklmnopqrst\e[LX"
screen
|X
|abcdefghijklmnopqrst

test RI ends it
push "\e[2;1Habcdefghijklmnopqrst\eMX"
row 0 "                   X"

test DECSTR leaves it
push "abcdefghijklmnopqrst\e[!pX"
row 1 "X"

test 1049 on the way in ends it, on the way out it is back
push "abcdefghijklmnopqrst\e[?1049hX"
row 0 "                   X"
push "\e[?1049lY"
row 1 "Y"

test writing the last column again unwraps the row
push "abcdefghijklmnopqrstu\e[1;20HX"
wrapped 0 no

test erasing the end unwraps the row
push "abcdefghijklmnopqrstu\e[1;10H\e[K"
wrapped 0 no

test reverse wrap goes to the end of the row before
push "\e[?45h\e[2;3H\b\b\b"
cursor 19 0
push "\e[2;3H\e[5D"
cursor 17 0

test reverse wrap goes from the top to the bottom
push "\e[?45h\b"
cursor 19 4

test reverse wrap stays within the scroll region
push "\e[?45h\e[2;3r\e[2;1H\b"
cursor 19 2
push "\e[1;1H\b"
cursor 19 4

test reverse wrap with left and right margins
push "\e[?45h\e[?69h\e[3;10s\e[2;3H\b"
cursor 9 0
push "\e[2;1H\b"
cursor 9 0

test reverse wrap takes the pending wrap for a step
push "\e[?45habcdefghijklmnopqrst\bX"
row 0 "abcdefghijklmnopqrsX"

test reverse wrap needs DECAWM
push "\e[?45h\e[?7l\e[2;1H\b"
cursor 0 1

test 1045 is the same
push "\e[?1045h\e[2;1H\b"
cursor 19 0

test one column
size 1x3
push "abc"
screen
|a
|b
|c

test one row
size 5x1
push "abcdefg"
screen
|fg
history 1
line 0 "abcde"
