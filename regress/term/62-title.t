# The title.

test OSC 0 and 2 set it, 1 does not
push "\e]0;one\a"
title "one"
push "\e]2;two\a"
title "two"
push "\e]1;icon\a"
title "two"

test an empty title
push "\e]2;one\a\e]2;\a"
title ""

test OSC 2 without a semicolon is nothing
push "\e]2;one\a\e]2\a"
title "one"

test a semicolon belongs to it
push "\e]2;a;b;c\a"
title "a;b;c"

test it is valid UTF-8
push "\e]2;a\xffb\xe4\xb8\a"
title "a\u{fffd}b\u{fffd}"

test controls and bidi controls are left out
push "\e]2;a\u{9b}31mb\u{202e}c\u{2066}d\x7fe\a"
title "a31mbcde"

test it is cut at a whole character
push "\e]2;" "\u{4e2d}"*100 "\a"
title "\u{4e2d}"*85

test the stack
push "\e]2;one\a\e[22;2t\e]2;two\a\e[22t\e]2;three\a"
title "three"
push "\e[23t"
title "two"
push "\e[23;2t"
title "one"
push "\e[23t"
title "one"

test the icon's stack is none
push "\e]2;one\a\e[22;1t\e]2;two\a\e[23;1t"
title "two"

test of a full stack the oldest is lost
push "\e]2;1\a\e[22t" "\e]2;2\a" "\e[22t"*10 "\e[23t"*12
title "2"

test RIS leaves it
push "\e]2;one\a\ec"
title "one"

test it is never reported
push "\e]2;one\a\e[21t\e[20t"
reply ""
