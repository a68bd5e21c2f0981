# RIS and DECSTR.

test RIS
push "abc\r\n\n\n\n\n\n" "\e[31m\e[?1h\e=\e[?2004h\e[?1003h\e[?1006h\e[?7l\e[4h\e[?6h\e[2;3r\e[5 q\e[?25l\e[>4;2m\e[>1u\e[?2026h\e(0" "\ec"
screen
|
cursor 0 0
pen "0"
modes
history 0
is visible yes
is shape 0
is kitty 0
is sync no
push "abcdefghijklmnopqrstu"
row 1 "u"

test RIS in the alternate screen
push "main\e[?1049halt\ec"
is alternate no
screen
|
push "\e[?47h"
screen
|

test DECSTR
push "abc\e[31m\e[?1h\e=\e[?6h\e[2;3r\e[4h\e[?25l\e[?69h\e[3;5s\e[>4;2m\e(0\e[?7l" "\e[!p"
row 0 "abc"
pen "0"
modes
is visible yes
push "\e[1;1Hq\e[?6$p\e[4$p\e[?69$p\e[?7$p"
row 0 "qbc"
reply "\e[?6;2$y\e[4;2$y\e[?69;2$y\e[?7;1$y"

test DECSTR leaves the cursor, the screen and other modes
push "\e[3;4H\e[?2004h\e[?1000h\e[?1006h\e[?1049h\e[!p"
cursor 3 2
is alternate yes
modes paste mouse-button mouse-sgr

test DECSTR makes DECRC go home
push "\e[3;4H\e[31m\e7\e[!p\e8"
cursor 0 0
pen "0"

test DECSTR takes the margins away
push "\e[2;3r\e[!p\e[5;1Ha\nb"
row 3 "a"
row 4 " b"
