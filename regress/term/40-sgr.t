# Select Graphic Rendition.

test attributes are set
push "\e[1ma\e[0;2mb\e[0;3mc\e[0;4md\e[0;5me\e[0;7mf\e[0;8mg\e[0;9mh\e[0;53mi\e[0;21mj"
sgr 0 "\e[0;1ma\e[0;2mb\e[0;3mc\e[0;4md\e[0;5me\e[0;7mf\e[0;8mg\e[0;9mh\e[0;53mi\e[0;4:2mj\e[0m"

test attributes are reset
push "\e[1;2;3;4;5;7;8;9;53m\e[22m"
pen "0;3;5;7;8;9;53;4"
push "\e[23;24m"
pen "0;5;7;8;9;53"
push "\e[25;27;28m"
pen "0;9;53"
push "\e[29;55m"
pen "0"

test rapid blink is blink
push "\e[6m"
pen "0;5"

test nothing and 0 reset everything
push "\e[1;31;44m\e[m"
pen "0"
push "\e[1;31;44m\e[0m"
pen "0"
push "\e[1;31;44m\e[;1m"
pen "0;1"

test sixteen colours
push "\e[31;44m"
pen "0;31;44"
push "\e[97;100m"
pen "0;97;100"
push "\e[39m"
pen "0;100"
push "\e[49m"
pen "0"

test 256 colours with semicolons
push "\e[38;5;200;48;5;17m"
pen "0;38:5:200;48:5:17"

test 256 colours with colons
push "\e[38:5:200;48:5:17m"
pen "0;38:5:200;48:5:17"

test the first sixteen of the palette are those colours
push "\e[38;5;1;48;5;12m"
pen "0;31;104"

test RGB with semicolons
push "\e[38;2;1;2;3;48;2;4;5;6;1m"
pen "0;1;38:2::1:2:3;48:2::4:5:6"

test RGB with colons, without and with a colour space
push "\e[38:2:1:2:3;48:2::4:5:6m"
pen "0;38:2::1:2:3;48:2::4:5:6"
push "\e[38:2:99:7:8:9m"
pen "0;38:2::7:8:9;48:2::4:5:6"

test RGB with values that are not there are 0
push "\e[38;2;;5;m"
pen "0;38:2::0:5:0"

test colours that are out of range are ignored
push "\e[31m\e[38;5;256m\e[38;2;256;0;0m\e[38:5:999m"
pen "0;31"

test the rest goes on after a colour that is out of range
push "\e[38;2;256;0;0;1m"
pen "0;1"

test an unknown colour type takes one parameter
push "\e[38;9;1m"
pen "0;1"

test a colour that is cut short
push "\e[38;5m\e[48;2;1m\e[38m"
pen "0;30;48:2::1:0:0"

test underline styles
push "\e[4:3m"
pen "0;4:3"
push "\e[4:5m"
pen "0;4:5"
push "\e[4:1m"
pen "0;4"
push "\e[4:2m"
pen "0;4:2"
push "\e[4:4m"
pen "0;4:4"
push "\e[4:0m"
pen "0"
push "\e[4:3m\e[4:9m"
pen "0;4:3"

test underline colours
push "\e[58;5;9m"
pen "0;58:5:9"
push "\e[58:2::1:2:3m"
pen "0;58:2::1:2:3"
push "\e[58;2;4;5;6m"
pen "0;58:2::4:5:6"
push "\e[59m"
pen "0"

test a subparameter where none belongs makes it unknown
push "\e[1:2m\e[31:1m\e[0:1m"
pen "0"
push "\e[3;1:9;9m"
pen "0;3;9"

test unknown parameters are ignored
push "\e[10;26;50;60;1m"
pen "0;1"

test SGR with a prefix is another function
push "\e[?1m\e[>1m"
pen "0"

test XTPUSHSGR and XTPOPSGR
push "\e[1;31m\e[#{\e[0;4;44m\e[#}"
pen "0;1;31"
push "\e[m\e[#}"
pen "0"

test XTPUSHSGR of some attributes
push "\e[1;3;31m\e[1;30#{\e[0;9;44m\e[#}"
pen "0;1;9;31;44"
push "\e[0;4:3m\e[4#{\e[0;1m\e[#}"
pen "0;1;4:3"

test XTPUSHSGR by its other name
push "\e[1m\e[#p\e[m\e[#q"
pen "0;1"

test the stack has an end
push "\e[1m" "\e[#{"*12 "\e[m" "\e[#}"*11
pen "0;1"

test DECRQSS of SGR
push "\e[1;4:3;38;5;200;48;2;1;2;3;58:5:9m\eP$qm\e\\"
reply "\eP1$r0;1;4:3;38:5:200;48:2::1:2:3;58:5:9m\e\\"
