# Tab stops.

test every eight columns
size 40x2
push "\tA\tB\tC"
row 0 "        A       B       C"

test HTS and TBC
size 40x2
push "\e[5G\eH\r\tA" "\e[5G\e[g\r\tB"
row 0 "    A   B"

test TBC 3 clears all
push "\e[3g\r\tA"
row 0 "                   A"

test DECST8C sets them again
push "\e[3g\e[?5W\r\tA"
row 0 "        A"

test CHT and CBT
size 40x2
push "\e[2IA\e[ZB\e[9ZC"
row 0 "C               B"

test CHT beyond the last stop
push "\e[99IA"
row 0 "                   A"

test CBT from the first column
push "\e[3ZA"
row 0 "A"

test stops at the right margin
push "\e[?69h\e[3;12s\e[1;9H\tA"
row 0 "           A"

test RIS sets the default stops
push "\e[3g\ec\tA"
row 0 "        A"

test tab report
size 30x2
push "\e[2$w"
reply "\eP2$u1/9/17/25\e\\"
