# The state machine: what begins, continues, cancels and ends a sequence.

test text and C0 controls
push "ab\r\ncd"
screen
|ab
|cd
cursor 2 1

test C0 controls within a control sequence are executed
push "abc\e[\r1\nm" "x"
screen
|abc
|x

test C0 controls within an escape sequence are executed
push "ab\e\r" "D" "x"
screen
|ab
|x

test NUL and DEL are ignored in text and in sequences
push "a\0b\x7fc\e[\0002\x7fC" "d"
row 0 "abc  d"

test CAN cancels a sequence
push "\e[31\x18m"
row 0 "m"
pen "0"

test SUB cancels a sequence
push "\e[31\x1am"
row 0 "m"

test ESC begins anew
push "\e[31\e[1m" "\e\e[4m"
pen "0;1;4"

test a prefix after a parameter makes the sequence unknown
push "\e[1?25l" "x"
is visible yes
row 0 "x"

test a parameter after an intermediate makes the sequence unknown
push "\e[ 1q" "x"
is shape 0
row 0 "x"

test unknown finals are dropped
push "\e[5y" "\e[>5y" "\e!Z" "\e[?1;2 z" "x"
row 0 "x"

test too many intermediates
push "\e[1  q\e[1!!!p\e((((0" "q"
row 0 "q"
is shape 0

test parameters that are not there are 0 or their default
push "\e[;5HA" "\e[3;HB" "\e[;HC"
screen
|C   A
|
|B

test a large parameter is clamped
push "\e[99999999999999999999;99999999999999999999Hx"
row 4 "                   x"

test more parameters than are kept
push "\e[0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;4;31;31m"
pen "0;4"

test parameters of a second sequence do not remember the first
push "\e[3;4H\e[HA"
row 0 "A"

test OSC ends in BEL
push "\e]2;one\ax"
title "one"
row 0 "x"

test OSC ends in ST
push "\e]2;two\e\\x"
title "two"
row 0 "x"

test OSC is discarded by CAN and SUB
push "\e]2;one\a" "\e]2;two\x18" "\e]2;three\x1a" "x"
title "one"
row 0 "x"

test C0 controls in OSC are left out
push "\e]2;a\r\nb\tc\a"
title "abc"
cursor 0 0

test OSC longer than the limit is swallowed whole
push "\e]2;one\a" "\e]2;" "abcdefgh"*600 "\ax"
title "one"
row 0 "x"

test OSC that is exactly as long as the limit
push "\e]2;" "a"*4094 "\ax"
title "a"*255
row 0 "x"

test an escape sequence ends APC, PM and SOS
push "a\e_Gf=100;\e[31mAAAA\e\\b" "\e^secret\e\\c" "\eXsecret\e\\d"
row 0 "aAAAAbcd"

test APC without an escape inside is swallowed whole
push "a\e_Gf=100,a=T;AAAABBBB\e\\b"
row 0 "ab"

test BEL does not end APC or DCS
push "a\e_x\ay\e\\b" "\ePq\ax\e\\c"
row 0 "abc"
is bells 0

test sixel is swallowed
push "a\eP0;1;0q\"1;1;10;10#0;2;0;0;0#0~~@@vv@@~~$-\e\\b"
row 0 "ab"

test unknown DCS are swallowed
push "a\eP1;2|17/1234\e\\" "\ePtmux;\e\e[31m\e\\b" "\eP>|text\e\\c"
row 0 "abc"
reply ""

test DCS with a misplaced prefix is ignored to its end
push "\eP1?$qm\e\\x" "\eP$1qm\e\\y"
row 0 "xy"
reply ""

test CAN ends a DCS without an answer
push "\eP$qm\x18x"
reply ""
row 0 "x"

test C1 controls as single bytes are malformed text
push "a\x9b31mb"
row 0 "a\u{fffd}31mb"

test C1 controls in UTF-8 are dropped
push "a\u{9b}31mb\u{85}c"
row 0 "a31mbc"

test a byte from 0x80 on cancels a control sequence and is text
push "\e[31\u{e9}m"
row 0 "\u{e9}m"
pen "0"

test a byte from 0x80 on cancels an escape sequence
push "\e\u{e9}"
row 0 "\u{e9}"

test ESC backslash alone does nothing
push "a\e\\b"
row 0 "ab"

test answers and titles are not mixed up with text in unknown strings
push "\eXab\e[c\e\\"
reply "\e[?64;6;21;22;28c"

test strings may be cut anywhere
push "\e" "]" "2" ";" "a" "b" "\e" "\\" "x"
title "ab"
row 0 "x"

test sequences may be cut anywhere
push "\e" "[" "1" ";" "3" "1" "m" "a" "\xe4" "\xb8" "\xad"
sgr 0 "\e[0;1;31ma\u{4e2d}\e[0m"
