# The alternate screen.

test 1049 saves, clears and restores
push "main\e[3;4H\e[31m\e[?1049h"
is alternate yes
screen
|
cursor 3 2
push "\e[Halt\e[1m\e[?1049l"
is alternate no
screen
|main
cursor 3 2
pen "0;31"

test 1049 clears what was there
push "\e[?1049hone\e[?1049l\e[?1049h"
screen
|

test 1049 clears in the background
push "\e[41m\e[?1049h"
cell 0 0 "" 1 "0;41"

test 1049 twice
push "main\e[?1049h\e[2;2Halt\e[?1049h\e[?1049l\e[?1049l"
row 0 "main"
cursor 4 0

test 47 keeps what was there and the cursor
push "main\e[?47h"
cursor 4 0
push "\e[Halt\e[?47l"
row 0 "main"
cursor 3 0
push "\e[?47h"
row 0 "alt"

test 1047 clears on the way out
push "main\e[?1047h\e[Halt\e[?1047l\e[?47h"
row 0 ""
push "\e[?47l"
row 0 "main"

test 1048 saves and restores the cursor
push "\e[3;4H\e[?1048h\e[H\e[?1048lX"
row 2 "   X"

test the screens have a saved cursor each
push "\e[2;2H\e7\e[?47h\e[4;4H\e7\e[?47l\e8X\e[?47h\e8Y"
row 3 "   Y"
push "\e[?47l"
row 1 " X"

test scrolling in the alternate screen does not become history
push "\e[?1049h" "x\r\n"*9 "\e[?1049l"
history 0

test modes are common to both
push "\e[?2004h\e[?1049h"
modes paste
push "\e[?2004l\e[?1049l"
modes

test margins are common to both
push "\e[2;3r\e[?1049h\e[3;1Ha\nb"
screen
|
|a
| b

test ED 3 in the alternate screen
push "1\r\n2\r\n3\r\n4\r\n5\r\n6\e[?1049h\e[3J"
history 0
