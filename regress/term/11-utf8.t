# UTF-8 and what is wrong with it (Unicode, table 3-7 and section 3.9).

test one to four bytes
push "a\u{e9}\u{20ac}\u{1f600}b"
row 0 "a\u{e9}\u{20ac}\u{1f600}b"
cursor 6 0

test the first and last of each length
push "\u{a0}\u{7ff}\u{800}\u{ffff}\u{10000}"
row 0 "\u{a0}\u{7ff}\u{800}\u{ffff}\u{10000}"

test a lone continuation byte
push "a\x80b\xbfc"
row 0 "a\u{fffd}b\u{fffd}c"

test overlong forms
push "\xc0\x80|\xc1\xbf|\xe0\x80\x80|\xf0\x80\x80\x80"
row 0 "\u{fffd}\u{fffd}|\u{fffd}\u{fffd}|\u{fffd}\u{fffd}\u{fffd}|\u{fffd}\u{fffd}\u{fffd}\u{fffd}"

test surrogates
push "\xed\xa0\x80|"
row 0 "\u{fffd}\u{fffd}\u{fffd}|"

test beyond U+10FFFF
push "\xf4\x90\x80\x80|\xf5|\xff"
row 0 "\u{fffd}\u{fffd}\u{fffd}\u{fffd}|\u{fffd}|\u{fffd}"

test one replacement for each maximal part
push "\xe2\x82|\xf0\x9f\x98|\xc3|"
row 0 "\u{fffd}|\u{fffd}|\u{fffd}|"

test a sequence cut by another
push "\xe2\x82\xe2\x82\xac"
row 0 "\u{fffd}\u{20ac}"

test a sequence cut by a control
push "\xe2\x82\rab"
row 0 "ab"

test a sequence cut by an escape sequence
push "\xe2\x82\e[1mA"
sgr 0 "\u{fffd}\e[0;1mA\e[0m"

test bytes one at a time
push "\xf0" "\x9f" "\x98" "\x80" "\xe2" "\x82" "x"
row 0 "\u{1f600}\u{fffd}x"
