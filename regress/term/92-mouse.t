# The mouse.

test no mode, nothing
mouse press 0 0 0 ""
mouse motion 3 0 0 ""
mouse press 64 0 0 ""

test mode 9: presses of three buttons, no modifiers
push "\e[?9h"
mouse press 0 0 0 "\e[M !!"
mouse press 2+ctrl 1 2 "\e[M\"\"#"
mouse release 0 0 0 ""
mouse press 64 0 0 ""
mouse motion 0 0 0 ""

test mode 1000
push "\e[?1000h"
mouse press 0 0 0 "\e[M !!"
mouse press 1 4 2 "\e[M!%#"
mouse release 1 4 2 "\e[M#%#"
mouse press 64 0 0 "\e[M`!!"
mouse press 65 0 0 "\e[Ma!!"
mouse release 64 0 0 ""
mouse motion 0 0 0 ""
mouse press 0+shift 0 0 "\e[M$!!"
mouse press 0+alt 0 0 "\e[M(!!"
mouse press 0+ctrl 0 0 "\e[M0!!"
mouse press 0+ctrl+alt+shift 0 0 "\e[M<!!"

test mode 1002: motion with a button
push "\e[?1002h"
mouse press 0 0 0 "\e[M !!"
mouse motion 0 1 0 "\e[M@\"!"
mouse motion 3 1 0 ""

test mode 1003: all motion
push "\e[?1003h"
mouse motion 0 1 0 "\e[M@\"!"
mouse motion 3 1 0 "\e[MC\"!"

test the first format ends at column 223
size 300x5
push "\e[?1000h"
mouse press 0 222 0 "\e[M \xff!"
mouse press 0 223 0 ""

test format 1005
size 300x5
push "\e[?1000h\e[?1005h"
mouse press 0 0 0 "\e[M !!"
mouse press 0 95 0 "\e[M \xc2\x80!"
mouse press 0 299 0 "\e[M \xc5\x8c!"

test format 1006
push "\e[?1000h\e[?1006h"
mouse press 0 0 0 "\e[<0;1;1M"
mouse release 0 0 0 "\e[<0;1;1m"
mouse press 2+ctrl 9 4 "\e[<18;10;5M"
mouse press 64 0 0 "\e[<64;1;1M"
mouse press 128 0 0 "\e[<128;1;1M"

test format 1006 with motion
push "\e[?1003h\e[?1006h"
mouse motion 0 5 3 "\e[<32;6;4M"
mouse motion 3 5 3 "\e[<35;6;4M"

test format 1015
push "\e[?1000h\e[?1015h"
mouse press 0 9 4 "\e[32;10;5M"
mouse release 0 9 4 "\e[35;10;5M"

test format 1016: pixels of the middle of the cell
push "\e[?1000h\e[?1016h"
mouse press 0 0 0 "\e[<0;5;10M"
mouse press 0 9 4 "\e[<0;95;90M"

test mode 1007: the wheel is cursor keys in the alternate screen
push "\e[?1049h\e[?1007h"
mouse press 64 0 0 "\e[A\e[A\e[A"
mouse press 65 0 0 "\e[B\e[B\e[B"
mouse press 0 0 0 ""
push "\e[?1h"
mouse press 64 0 0 "\eOA\eOA\eOA"
push "\e[?1000h"
mouse press 64 0 0 "\e[M`!!"
push "\e[?1000l\e[?1049l"
mouse press 64 0 0 ""

test the wheel with the kitty protocol
push "\e[?1049h\e[?1007h\e[?1h\e[>1u"
mouse press 64 0 0 "\e[A\e[A\e[A"
