# Modes, and what is reported of them.

test at the start
modes
is visible yes
is alternate no
is sync no
is kitty 0
is shape 0

test cursor keys and keypad
push "\e[?1h\e="
modes cursor-keys keypad
push "\e[?1l\e>"
modes
push "\e[?66h"
modes keypad

test paste, focus, alternate scroll, colour scheme, reverse
push "\e[?2004;1004;1007;2031;5h"
modes paste focus alt-scroll colour-scheme reverse
push "\e[?2004;1004;1007;2031;5l"
modes

test of the mouse modes the last one counts
push "\e[?1000h\e[?1002h"
modes mouse-drag
push "\e[?1003h"
modes mouse-motion
push "\e[?9h"
modes mouse-x10
push "\e[?1000h"
modes mouse-button

test resetting any mouse mode resets the mouse
push "\e[?1003h\e[?1000l"
modes

test of the mouse formats the last one counts
push "\e[?1000h\e[?1005h\e[?1006h"
modes mouse-button mouse-sgr
push "\e[?1015h"
modes mouse-button mouse-urxvt
push "\e[?1016h"
modes mouse-button mouse-pixels
push "\e[?1006l"
modes mouse-button mouse-pixels
push "\e[?1016l"
modes mouse-button

test synchronized output
push "\e[?2026h"
is sync yes
push "\e[?2026l"
is sync no

test DECRQM of private modes
push "\e[?7$p\e[?25$p\e[?2004$p\e[?2026$p\e[?2027$p\e[?1$p"
reply "\e[?7;1$y\e[?25;1$y\e[?2004;2$y\e[?2026;2$y\e[?2027;1$y\e[?1;2$y"
push "\e[?2026h\e[?2026$p\e[?7l\e[?7$p"
reply "\e[?2026;1$y\e[?7;2$y"

test DECRQM of modes that are always the same
push "\e[?2$p\e[?18$p\e[?1001$p\e[?1046$p"
reply "\e[?2;3$y\e[?18;4$y\e[?1001;4$y\e[?1046;3$y"

test DECRQM of an unknown mode
push "\e[?31337$p\e[99$p"
reply "\e[?31337;0$y\e[99;0$y"

test DECRQM of ANSI modes
push "\e[4$p\e[20$p\e[12$p\e[2$p\e[1$p"
reply "\e[4;2$y\e[20;2$y\e[12;1$y\e[2;2$y\e[1;4$y"
push "\e[4;20h\e[4$p\e[20$p"
reply "\e[4;1$y\e[20;1$y"

test DECRQM of the mouse modes
push "\e[?1003h\e[?1006h\e[?1000$p\e[?1003$p\e[?1006$p\e[?1015$p\e[?1016$p"
reply "\e[?1000;2$y\e[?1003;1$y\e[?1006;1$y\e[?1015;2$y\e[?1016;2$y"

test DECRQM of the alternate screen
push "\e[?1049h\e[?47$p\e[?1047$p\e[?1049$p"
reply "\e[?47;1$y\e[?1047;1$y\e[?1049;1$y"

test several modes at once
push "\e[?1;2004;31337;5h"
modes cursor-keys paste reverse

test XTSAVE and XTRESTORE
push "\e[?2004h\e[?2004;1s\e[?2004l\e[?1h\e[?2004;1r"
modes paste

test XTRESTORE of the alternate screen
push "\e[?1049s\e[?1049h\e[?1049r"
is alternate no

test DECCOLM is not heeded unless it is allowed
push "abc\e[?3h"
row 0 "abc"
push "\e[?40h\e[?3h"
row 0 ""
cursor 0 0

test DECCOLM does not erase in mode 95
push "abc\e[?40h\e[?95h\e[?3h"
row 0 "abc"
cursor 0 0

test KAM does not lock the user out
push "\e[2h"
key a "a"
