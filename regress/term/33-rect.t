# Rectangular areas.

test DECFRA
push "\e[42;2;3;4;6$x"
screen
|
|  ****
|  ****
|  ****
cursor 0 0

test DECFRA has the style of the pen
push "\e[31m\e[65;1;1;1;2$x"
sgr 0 "\e[0;31mAA\e[0m"

test DECFRA with 0 or nothing for the edges
push "\e[42;;;2$x"
screen
|********************
|********************

test DECFRA does not fill with controls
push "\e[10;1;1;2;2$x\e[127;1;1;2;2$x\e[150;1;1;2;2$x"
row 0 ""

test DECERA
push "abcdef\r\nabcdef\r\nabcdef\e[1;2;2;4$z"
screen
|a   ef
|a   ef
|abcdef

test DECERA erases what is protected, DECSERA not
push "\e[1\"qab\e[0\"qcd\e[1;1;1;9${"
row 0 "ab"
push "\e[1;1;1;9$z"
row 0 ""

test DECCRA
push "abc\r\ndef\r\nghi\e[1;1;2;2;1;3;5;1$v"
screen
|abc
|def
|ghi ab
|    de

test DECCRA overlapping down and right
push "abc\r\ndef\r\nghi\e[1;1;3;3;1;2;2;1$v"
screen
|abc
|dabc
|gdef
| ghi

test DECCRA overlapping up and left
push "abcd\r\nefgh\r\nijkl\e[2;2;3;4;1;1;1;1$v"
screen
|fghd
|jklh
|ijkl

test DECCRA is cut at the edge
push "abc\r\ndef\e[1;1;2;3;1;5;19;1$v"
row 4 "                  ab"

test DECCARA in a rectangle
push "\e[2*xabc\r\ndef\r\nghi\e[1;2;2;3;1;4$r"
sgr 0 "a\e[0;1;4mbc\e[0m"
sgr 1 "d\e[0;1;4mef\e[0m"
sgr 2 "ghi"

test DECCARA as a stream
push "abc\r\ndef\r\nghi\e[1;2;2;2;7$r"
cell 0 0 "a" 1 "0"
cell 1 0 "b" 1 "0;7"
cell 19 0 "" 1 "0;7"
cell 0 1 "d" 1 "0;7"
cell 1 1 "e" 1 "0;7"
cell 2 1 "f" 1 "0"

test DECRARA
push "\e[2*x\e[1mab\e[mcd\e[1;1;1;4;1$t"
sgr 0 "ab\e[0;1mcd\e[0m"
push "\e[1;1;1;4;0$t"
sgr 0 "\e[0;1;5;7;4mab\e[0;5;7;4mcd\e[0m"

test rectangles in origin mode are relative
push "\e[2;4r\e[?6h\e[42;1;1;1;2$x\e[43;9;1;9;2$x"
screen
|
|**

test an empty rectangle does nothing
push "\e[42;3;3;2;2$x\e[42;9;9;12;12$x"
screen
|

test DECRQCRA
push "abc\e[1;1;1;1;1;3*y"
reply "\eP1!~FEDA\e\\"
push "\e[2;1;1;1;1;20*y"
reply "\eP2!~FEDA\e\\"

test DECRQCRA counts attributes
push "\e[1mabc\e[2;1;1;1;1;3*y"
reply "\eP2!~FD5A\e\\"
push "\e[m\e[2;1H\e[7;4ma \e[4;1;2;1;2;2*y"
reply "\eP4!~FF1F\e\\"

test DECRQCRA of blanks
push "\e[5;1;1;1;1;5*y"
reply "\eP5!~FFE0\e\\"
push "a b  \e[3;1;1;1;1;20*y"
reply "\eP3!~FEDD\e\\"

test DECSACE is reported
push "\eP$q*x\e\\\e[2*x\eP$q*x\e\\"
reply "\eP1$r1*x\e\\\eP1$r2*x\e\\"

test a rectangle cuts wide characters at its edges
push "\u{4e2d}\u{4e2d}\u{4e2d}\e[42;1;2;1;5$x"
row 0 " ****"
