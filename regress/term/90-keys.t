# Keys as xterm sends them.

test text
key a "a"
key a+shift text="A" "A"
key a+shift "A"
key 1+shift shifted="!" "!"
key é text="\u{e9}" "\u{e9}"
key space " "

test releases send nothing
key a event="release" ""
key up event="release" ""
key a event="repeat" "a"

test Ctrl
key a+ctrl "\x01"
key z+ctrl "\x1a"
key [+ctrl "\e"
key \+ctrl "\x1c"
key ]+ctrl "\x1d"
key ^+ctrl "\x1e"
key _+ctrl "\x1f"
key @+ctrl "\0"
key space+ctrl "\0"
key 2+ctrl "\0"
key 3+ctrl "\e"
key 4+ctrl "\x1c"
key 5+ctrl "\x1d"
key 6+ctrl "\x1e"
key 7+ctrl "\x1f"
key 8+ctrl "\x7f"
key /+ctrl "\x1f"
key ?+ctrl "\x7f"
key ~+ctrl "\x1e"
key 1+ctrl "1"
key a+ctrl+shift "\x01"
key -+ctrl+shift shifted="_" "\x1f"

test Alt
key a+alt "\ea"
key a+alt+shift shifted="A" "\eA"
key a+alt+ctrl "\e\x01"
key enter+alt "\e\r"
key backspace+alt "\e\x7f"
key escape+alt "\e\e"
key a+meta "\ea"

test Tab, Enter, Escape, Backspace
key tab "\t"
key tab+shift "\e[Z"
key enter "\r"
key enter+shift "\r"
key escape "\e"
key backspace "\x7f"
key backspace+ctrl "\b"

test Enter in newline mode
push "\e[20h"
key enter "\r\n"
key kp-enter "\r\n"

test Backspace in mode 67
push "\e[?67h"
key backspace "\b"
key backspace+ctrl "\x7f"

test cursor keys
key up "\e[A"
key down "\e[B"
key right "\e[C"
key left "\e[D"
key home "\e[H"
key end "\e[F"

test application cursor keys
push "\e[?1h"
key up "\eOA"
key down "\eOB"
key right "\eOC"
key left "\eOD"
key home "\eOH"
key end "\eOF"
key up+ctrl "\e[1;5A"

test cursor keys with modifiers
key up+shift "\e[1;2A"
key down+alt "\e[1;3B"
key right+alt+shift "\e[1;4C"
key left+ctrl "\e[1;5D"
key home+ctrl+shift "\e[1;6H"
key end+ctrl+alt "\e[1;7F"
key up+ctrl+alt+shift "\e[1;8A"
key up+meta "\e[1;9A"

test locks and other modifiers do not count
key up+caps+num "\e[A"
key a+num "a"
key up+super+hyper "\e[A"

test editing keys
key insert "\e[2~"
key delete "\e[3~"
key page-up "\e[5~"
key page-down "\e[6~"
key delete+ctrl "\e[3;5~"
key page-up+shift "\e[5;2~"

test function keys
key f1 "\eOP"
key f2 "\eOQ"
key f3 "\eOR"
key f4 "\eOS"
key f5 "\e[15~"
key f6 "\e[17~"
key f7 "\e[18~"
key f8 "\e[19~"
key f9 "\e[20~"
key f10 "\e[21~"
key f11 "\e[23~"
key f12 "\e[24~"

test function keys with modifiers
key f1+ctrl "\e[1;5P"
key f4+shift "\e[1;2S"
key f5+ctrl "\e[15;5~"
key f12+alt "\e[24;3~"

test function keys from 13 on are the first with modifiers
key f13 "\e[1;2P"
key f17 "\e[15;2~"
key f24 "\e[24;2~"
key f25 "\e[1;5P"
key f35 "\e[23;5~"

test the keypad in numeric mode
key kp-0 "0"
key kp-9 text="9" "9"
key kp-decimal "."
key kp-divide "/"
key kp-multiply "*"
key kp-subtract "-"
key kp-add "+"
key kp-enter "\r"
key kp-equal "="
key kp-separator ","

test the keypad in application mode
push "\e="
key kp-0 "\eOp"
key kp-5 "\eOu"
key kp-9 "\eOy"
key kp-decimal "\eOn"
key kp-divide "\eOo"
key kp-multiply "\eOj"
key kp-subtract "\eOm"
key kp-add "\eOk"
key kp-enter "\eOM"
key kp-equal "\eOX"
key kp-separator "\eOl"
key kp-0+num text="0" "0"

test keys on the keypad without Num Lock
key kp-up "\e[A"
key kp-home "\e[H"
key kp-page-down "\e[6~"
key kp-delete "\e[3~"
key kp-begin "\e[E"
push "\e[?1h"
key kp-left "\eOD"
key kp-begin "\eOE"

test keys that there is nothing for
key menu ""
key left-shift ""

test modifyOtherKeys 1 leaves alone what has an encoding
push "\e[>4;1m"
key a "a"
key a+shift text="A" "A"
key a+ctrl "\x01"
key a+alt "\ea"
key tab "\t"
key tab+shift "\e[Z"
key escape "\e"
key backspace+ctrl "\b"
key up+ctrl "\e[1;5A"

test modifyOtherKeys 1
push "\e[>4;1m"
key 1+ctrl "\e[27;5;49~"
key ,+ctrl "\e[27;5;44~"
key tab+ctrl "\e[27;5;9~"
key tab+ctrl+shift "\e[27;6;9~"
key enter+shift "\e[27;2;13~"
key enter+ctrl "\e[27;5;13~"
key a+ctrl+shift shifted="A" "\e[27;6;65~"
key enter+alt "\e\r"

test modifyOtherKeys 2
push "\e[>4;2m"
key a "a"
key a+shift text="A" "A"
key a+ctrl "\e[27;5;97~"
key a+alt "\e[27;3;97~"
key a+ctrl+shift shifted="A" "\e[27;6;65~"
key a+alt+shift "\e[27;4;65~"
key space+shift "\e[27;2;32~"
key space+ctrl "\e[27;5;32~"
key enter "\r"
key enter+shift "\e[27;2;13~"
key tab+shift "\e[27;2;9~"
key escape+alt "\e[27;3;27~"
key backspace "\x7f"
key backspace+ctrl "\b"
key backspace+alt "\e[27;3;127~"
key up "\e[A"
key delete+shift "\e[3;2~"

test an Escape just before a key is not Alt to who tells them apart
key /+alt by="escape" "\e/"
push "\e[>4;1m"
key /+alt by="escape" "\e/"
key enter+alt by="escape" "\e\r"
push "\e[>4;2m"
key /+alt "\e[27;3;47~"
key /+alt by="escape" "\e/"
key a+alt+shift shifted="A" by="escape" "\eA"
key w+alt+ctrl by="escape" "\e\e[27;5;119~"
key enter+alt by="escape" "\e\r"
push "\e[>1u"
key /+alt by="escape" "\e[47;3u"
