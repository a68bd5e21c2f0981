# OSC 4, 10 to 19, 104, 110 to 119.

test the palette
push "\e]4;1;?\a"
reply "\e]4;1;rgb:cdcd/0000/0000\a"
push "\e]4;16;?\e\\\e]4;231;?\e\\\e]4;232;?\e\\\e]4;255;?\e\\"
reply "\e]4;16;rgb:0000/0000/0000\e\\\e]4;231;rgb:ffff/ffff/ffff\e\\\e]4;232;rgb:0808/0808/0808\e\\\e]4;255;rgb:eeee/eeee/eeee\e\\"

test several at once
push "\e]4;0;?;7;?\a"
reply "\e]4;0;rgb:0000/0000/0000\a\e]4;7;rgb:e5e5/e5e5/e5e5\a"

test what is set is reported
push "\e]4;1;#102030;2;rgb:44/55/66\a\e]4;1;?;2;?\a"
reply "\e]4;1;rgb:1010/2020/3030\a\e]4;2;rgb:4444/5555/6666\a"

test OSC 104
push "\e]4;1;#102030;2;#405060\a\e]104;1\a\e]4;1;?;2;?\a"
reply "\e]4;1;rgb:cdcd/0000/0000\a\e]4;2;rgb:4040/5050/6060\a"
push "\e]104\a\e]4;2;?\a"
reply "\e]4;2;rgb:0000/cdcd/0000\a"

test text, background and cursor
push "\e]10;?\a\e]11;?\a\e]12;?\a"
reply "\e]10;rgb:e5e5/e5e5/e5e5\a\e]11;rgb:0000/0000/0000\a\e]12;rgb:e5e5/e5e5/e5e5\a"
push "\e]11;#fff\a\e]11;?\a"
reply "\e]11;rgb:f0f0/f0f0/f0f0\a"
push "\e]111\a\e]11;?\a"
reply "\e]11;rgb:0000/0000/0000\a"

test one after the other
push "\e]10;#010203;#040506;?\a\e]10;?\a\e]11;?\a"
reply "\e]12;rgb:e5e5/e5e5/e5e5\a\e]10;rgb:0101/0202/0303\a\e]11;rgb:0404/0505/0606\a"

test the others up to 19
push "\e]17;?\a\e]19;?\a\e]20;?\a"
reply "\e]17;rgb:e5e5/e5e5/e5e5\a\e]19;rgb:0000/0000/0000\a"

test colours with other numbers of digits
push "\e]12;rgb:f/0/f\a\e]12;?\a"
reply "\e]12;rgb:ffff/0000/ffff\a"
push "\e]12;rgb:123/456/789\a\e]12;?\a"
reply "\e]12;rgb:1212/4545/7878\a"
push "\e]12;#123456789abc\a\e]12;?\a"
reply "\e]12;rgb:1212/5656/9a9a\a"

test what is no colour changes nothing
push "\e]12;purple-ish\a\e]12;rgb:1/2\a\e]12;#12\a\e]12;rgb:12345/0/0\a\e]12;#gggggg\a\e]12;\a\e]12;?\a"
reply "\e]12;rgb:e5e5/e5e5/e5e5\a"

test what is no index is ignored
push "\e]4;256;?\a\e]4;x;?\a\e]4;-1;?\a\e]4\a\e]4;1\a\e]4;1;\a"
reply ""

test RIS forgets them
push "\e]4;1;#102030\a\e]11;#ffffff\a\ec\e]4;1;?\a\e]11;?\a"
reply "\e]4;1;rgb:cdcd/0000/0000\a\e]11;rgb:0000/0000/0000\a"

test what is parsed and dropped
push "\e]7;file://host/dir\a\e]8;;http://x/\alink\e]8;;\a\e]9;note\a\e]52;c;aGk=\a\e]52;c;?\a\e]99;;x\a\e]133;A\a\e]777;notify;a;b\a\e]1337;File=:AAAA\a\e]66;s=2;text\a"
row 0 "link"
reply ""
title ""

test the viewer's colours are what the child is told
looked-at-in 102030 fafbfc
push "\e]10;?\a\e]11;?\a\e]12;?\a\e]17;?\a\e]19;?\a\e[?996n"
reply "\e]10;rgb:1010/2020/3030\a\e]11;rgb:fafa/fbfb/fcfc\a\e]12;rgb:1010/2020/3030\a\e]17;rgb:1010/2020/3030\a\e]19;rgb:fafa/fbfb/fcfc\a\e[?997;2n"

test but what it has set itself
push "\e]11;#445566\a"
looked-at-in 102030 fafbfc
push "\e]11;?\a\e]111\a\e]11;?\a"
reply "\e]11;rgb:4444/5555/6666\a\e]11;rgb:fafa/fbfb/fcfc\a"

test RIS does not change the viewer
looked-at-in 102030 fafbfc
push "\ec\e]11;?\a"
reply "\e]11;rgb:fafa/fbfb/fcfc\a"

test from dark to light is reported to who wants it
looked-at-in 000000 ffffff
reply ""
push "\e[?2031h"
looked-at-in 101010 eeeeee
reply ""
looked-at-in ffffff 202020
reply "\e[?997;1n"
looked-at-in 000000 ffffff
reply "\e[?997;2n"
