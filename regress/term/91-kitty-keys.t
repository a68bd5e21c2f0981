# Keys by the kitty keyboard protocol.

test flag 1: text stays text
push "\e[>1u"
key a text="a" "a"
key a "a"
key a+shift text="A" "A"
key a+caps text="A" "A"
key a+num text="a" "a"
key é text="\u{e9}" "\u{e9}"

test flag 1: modifiers make sequences
push "\e[>1u"
key a+ctrl "\e[97;5u"
key a+alt "\e[97;3u"
key a+ctrl+shift "\e[97;6u"
key a+super "\e[97;9u"
key a+ctrl+alt+shift "\e[97;8u"
key space+ctrl "\e[32;5u"
key [+ctrl "\e[91;5u"
key a+ctrl+caps+num "\e[97;5u"

test flag 1: the keys that are a control character
push "\e[>1u"
key escape "\e[27u"
key escape+alt "\e[27;3u"
key enter "\r"
key tab "\t"
key backspace "\x7f"
key enter+shift "\e[13;2u"
key enter+ctrl "\e[13;5u"
key tab+shift "\e[9;2u"
key backspace+alt "\e[127;3u"

test flag 1: functional keys
push "\e[>1u\e[?1h"
key up "\e[A"
key up+ctrl "\e[1;5A"
key home "\e[H"
key insert "\e[2~"
key delete+shift "\e[3;2~"
key f1 "\e[P"
key f2 "\e[Q"
key f3 "\e[13~"
key f4 "\e[S"
key f5 "\e[15~"
key f12 "\e[24~"
key f13 "\e[57376u"
key f35 "\e[57398u"
key f3+ctrl "\e[13;5~"
key menu "\e[57363u"

test flag 1: the keypad
push "\e[>1u"
key kp-1 text="1" "1"
key kp-enter "\e[57414u"
key kp-left "\e[57417u"
key kp-begin "\e[57427u"
key kp-9 "\e[57408u"
key kp-1+ctrl "\e[57400;5u"

test flag 1: no releases, repeats as presses
push "\e[>1u"
key a event="release" ""
key escape event="release" ""
key a event="repeat" "a"
key up event="repeat" "\e[A"

test flag 1: modifier keys by themselves send nothing
push "\e[>1u"
key left-shift ""
key caps-lock-key ""

test flag 2: events
push "\e[>3u"
key a+ctrl "\e[97;5u"
key a+ctrl event="repeat" "\e[97;5:2u"
key a+ctrl event="release" "\e[97;5:3u"
key up "\e[A"
key up event="repeat" "\e[1;1:2A"
key up event="release" "\e[1;1:3A"
key delete event="release" "\e[3;1:3~"
key escape event="release" "\e[27;1:3u"
key a event="repeat" "a"
key a event="release" ""
key enter event="release" ""

test flag 2 alone: the rest as it always was
push "\e[>2u"
key a+ctrl "\x01"
key a+alt "\ea"
key escape "\e"
key enter+alt "\e\r"
key up event="release" "\e[1;1:3A"

test flag 4: alternate keys
push "\e[>5u"
key a+ctrl+shift shifted="A" "\e[97:65;6u"
key a+ctrl shifted="A" "\e[97;5u"
key ф+ctrl base="a" "\e[1092::97;5u"
key ф+ctrl+shift shifted="\u{424}" base="a" "\e[1092:1060:97;6u"
key a+ctrl base="a" "\e[97;5u"

test flag 8: everything is a sequence
push "\e[>9u"
key a text="a" "\e[97u"
key a+shift text="A" shifted="A" "\e[97;2u"
key enter "\e[13u"
key tab "\e[9u"
key backspace "\e[127u"
key escape "\e[27u"
key left-shift+shift "\e[57441;2u"
key caps-lock-key "\e[57358u"
key a+caps text="A" "\e[97;65u"
key a event="release" ""

test flags 2 and 8: releases of all
push "\e[>11u"
key a event="release" "\e[97;1:3u"
key enter event="release" "\e[13;1:3u"
key left-shift event="release" "\e[57441;1:3u"

test flags 8 and 16: the text goes along
push "\e[>25u"
key a text="a" "\e[97;;97u"
key a+shift text="A" shifted="A" "\e[97;2;65u"
key a+alt text="\u{e5}" "\e[97;3;229u"
key e text="e\u{301}" "\e[101;;101:769u"
key enter text="\r" "\e[13u"
key up "\e[A"

test flags 2, 8 and 16: no text with a release
push "\e[>27u"
key a text="a" event="release" "\e[97;1:3u"
key a text="a" event="repeat" "\e[97;1:2;97u"

test all flags
push "\e[>31u"
key a+shift text="A" shifted="A" base="q" "\e[97:65:113;2;65u"

test flag 16 without flag 8 is nothing
push "\e[>17u"
key a text="a" "a"
key a+ctrl text="a" "\e[97;5u"

test after a pop it is as before
push "\e[>1u\e[<u"
key a+ctrl "\x01"
key escape "\e"
