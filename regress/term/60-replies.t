# Answers.

test DA1
push "\e[c\e[0c\eZ"
reply "\e[?64;6;21;22;28c\e[?64;6;21;22;28c\e[?64;6;21;22;28c"
push "\e[1c"
reply ""

test DA2 and DA3
push "\e[>c\e[>0c"
reply "\e[>41;379;0c\e[>41;379;0c"
push "\e[=c"
reply "\eP!|00000000\e\\"

test DSR
push "\e[5n"
reply "\e[0n"
push "\e[2;7H\e[6n\e[?6n"
reply "\e[2;7R\e[?2;7;1R"

test DSR of what there is not
push "\e[?15n\e[?25n\e[?26n\e[?53n\e[?55n\e[?56n\e[?75n\e[?85n"
reply "\e[?13n\e[?20n\e[?27;1;0;0n\e[?50n\e[?50n\e[?57;0n\e[?70n\e[?83n"
push "\e[?62n\e[?63;7n"
reply "\e[0000*{\eP7!~0000\e\\"

test the colour scheme
push "\e[?996n"
reply "\e[?997;1n"

test unknown DSR
push "\e[7n\e[?9n"
reply ""

test XTVERSION
push "\e[>q"
reply "\eP>|nono(0.1.0)\e\\"
push "\e[>1q"
reply ""

test DECREQTPARM
push "\e[x\e[1x\e[2x"
reply "\e[2;1;1;128;128;1;0x\e[3;1;1;128;128;1;0x"

test sizes
push "\e[14t\e[16t\e[18t"
reply "\e[4;100;200t\e[6;20;10t\e[8;5;20t"
push "\e[15t\e[19t"
reply "\e[5;100;200t\e[9;5;20t"

test windows are not reported, moved or named
push "\e]2;title\a\e[11t\e[13t\e[20t\e[21t\e[8;50;100t\e[3;0;0t"
reply ""

test DECRQSS
push "\e[2;4r\eP$qr\e\\"
reply "\eP1$r2;4r\e\\"
push "\e[?69h\e[3;7s\eP$qs\e\\"
reply "\eP1$r3;7s\e\\"
push "\e[4 q\eP$q q\e\\"
reply "\eP1$r4 q\e\\"
push "\eP$q\"p\e\\"
reply "\eP1$r64;1\"p\e\\"
push "\e[1\"q\eP$q\"q\e\\"
reply "\eP1$r1\"q\e\\"
push "\eP$qt\e\\\eP$q*|\e\\\eP$q$|\e\\"
reply "\eP1$r5t\e\\\eP1$r5*|\e\\\eP1$r20$|\e\\"
push "\eP$qm\e\\"
reply "\eP1$r0m\e\\"

test DECRQSS of what is unknown or malformed
push "\eP$qzz\e\\\eP$q\e\\\eP$qmm\e\\"
reply "\eP0$r\e\\\eP0$r\e\\\eP0$r\e\\"

test DECRQSS longer than the limit
push "\eP$q" "m"*5000 "\e\\"
reply ""

test DECSCL is remembered and resets
push "\e[4h\e[62;1\"p\eP$q\"p\e\\\e[4$p"
reply "\eP1$r62;1\"p\e\\\e[4;2$y"

test XTGETTCAP
push "\eP+q544e\e\\"
reply "\eP1+r544E=787465726D2D323536636F6C6F72\e\\"
push "\eP+q436f\e\\\eP+q636f6c6f7273\e\\"
reply "\eP1+r436F=323536\e\\\eP1+r636F6C6F7273=323536\e\\"
push "\eP+q524742\e\\\eP+q5463\e\\"
reply "\eP1+r524742=382F382F38\e\\\eP1+r5463\e\\"

test XTGETTCAP of several
push "\eP+q436F;4d73;5463\e\\"
reply "\eP1+r436F=323536\e\\\eP0+r\e\\\eP1+r5463\e\\"

test XTGETTCAP of nonsense
push "\eP+q\e\\\eP+q4\e\\\eP+qxyz\e\\\eP+q43\e\\"
reply "\eP0+r\e\\\eP0+r\e\\\eP0+r\e\\\eP0+r\e\\"

test DECRQPSR of the cursor
push "\e[2;3H\e[1;7m\e[1$w"
reply "\eP1$u2;3;1;I;@;@;0;2;@;BBBB\e\\"

test questions that are not answered
push "\e[?1u\e[0u\e[>0;0u"
reply "\e[?0u"
