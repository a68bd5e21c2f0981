# Pastes, focus, bytes as they are.

test a paste without mode 2004 is bytes
paste "a\nb\ec" "a\nb\ec"

test a bracketed paste
push "\e[?2004h"
paste "a\nb\tc\r" "\e[200~a\nb\tc\r\e[201~"

test a paste in parts
push "\e[?2004h"
paste last="no" "one" "\e[200~one"
paste first="no" last="no" "two" "two"
paste first="no" "three" "three\e[201~"

test what would end a paste is left out
push "\e[?2004h"
paste "a\e[201~rm -rf /\r" "\e[200~a[201~rm -rf /\r\e[201~"
paste "a\x03b\x04c\x1ad\x1ce\x7ff\0g" "\e[200~abcdefg\e[201~"
paste "a\u{9b}201~b" "\e[200~a201~b\e[201~"

test other text is kept
push "\e[?2004h"
paste "\u{e9}\u{4e2d}\u{a9}" "\e[200~\u{e9}\u{4e2d}\u{a9}\e[201~"

test an empty paste
push "\e[?2004h"
paste "" "\e[200~\e[201~"

test focus
focus in ""
push "\e[?1004h"
focus in "\e[I"
focus out "\e[O"

test raw bytes
raw "\e[5;7~\x01x" "\e[5;7~\x01x"
