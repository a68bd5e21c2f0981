# modifyOtherKeys and the kitty keyboard protocol's flags.

test modifyOtherKeys is set and asked for
push "\e[>4;1m\e[?4m"
modes other-keys-1
reply "\e[>4;1m"
push "\e[>4;2m\e[?4m"
modes other-keys-2
reply "\e[>4;2m"
push "\e[>4;0m\e[?4m"
modes
reply "\e[>4;0m"

test modifyOtherKeys is reset
push "\e[>4;2m\e[>4m"
modes
push "\e[>4;2m\e[>4n"
modes
push "\e[>4;2m\e[>m"
modes

test values that are unknown
push "\e[>4;1m\e[>4;7m"
modes other-keys-1
push "\e[>1;3m\e[>9;2m\e[?9m\e[?1m\e[?2m"
modes other-keys-1
reply "\e[>1;2m\e[>2;2m"

test kitty: push, pop, ask
push "\e[?u"
reply "\e[?0u"
push "\e[>1u\e[?u"
is kitty 1
reply "\e[?1u"
push "\e[>5u\e[?u"
is kitty 5
reply "\e[?5u"
push "\e[<u\e[?u"
is kitty 1
reply "\e[?1u"
push "\e[<u"
is kitty 0

test kitty: set, add, take away
push "\e[=5u"
is kitty 5
push "\e[=2;2u"
is kitty 7
push "\e[=4;3u"
is kitty 3
push "\e[=8;1u"
is kitty 8
push "\e[=1;4u"
is kitty 8

test kitty: push of nothing is 0
push "\e[>1u\e[>u"
is kitty 0
push "\e[<u"
is kitty 1

test kitty: pop of several and of too many
push "\e[>1u\e[>2u\e[>3u\e[<2u"
is kitty 1
push "\e[=7u\e[<9u"
is kitty 0

test kitty: unknown flags are left out
push "\e[>255u"
is kitty 31

test kitty: of a full stack the oldest is lost
push "\e[>1u\e[>2u\e[>3u\e[>4u\e[>5u\e[>6u\e[>7u\e[>8u\e[>9u\e[>10u"
is kitty 10
push "\e[<7u"
is kitty 3
push "\e[<2u"
is kitty 0

test kitty: each screen has a stack
push "\e[>1u\e[?1049h"
is kitty 0
push "\e[>7u"
is kitty 7
push "\e[?1049l"
is kitty 1

test kitty: RIS resets
push "\e[>1u\ec"
is kitty 0
