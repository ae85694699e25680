#if Security
    extension CommonPasswords {
        /// Part 1 of the list. scripts/common-passwords wrote this file; do not edit it.
        static let first = """
            !qaz1qaz !qaz2wsx #1stunna &hearts: ******** ********** -deleted- .adgjmptw 0.00000000 00000000 000000000
            0000000000 000000000000 00001111 000webhost 00110011 00112233 001579238 007007007 01010101 01011980 01011981
            01011984 01011985 01011986 01011987 01011988 01011990 01011991 01012000 01012009 01012010 01012011 01020304
            0102030405 010203040506 01091989 01230123 01234567 012345678 0123456789 01234567890 0123654789 01470147
            0147258369 01478520 0147852369 0147896325 0192837465 03082006 04022000 05200520 08520852 09051945 09061976
            09090909 09121962q 09876543 0987654321 0987654321q 0icotpd785 0o9i8u7y 0okm9ijn 0p9o8i7u 0r968ji9ufj6
            10011001 100200300 10101010 1010101010 10200718 10201020 10203040 1020304050 102030405060 10241024 10293847
            1029384756 10987654321 110110110 11110000 11111111 111111111 1111111111 11111111111 111111111111
            111111111111111 11111111a 1111111a 1111111q 111111aa 1111122222 11112222 1111aaaa 1111qqqq 11121314
            111222333 111222tianya 11221122 11223344 1122334455 112233445566 112233qq 11231123 11235813 1123581321
            1200nerds 12101961 1211109032 12121212 1212121212 12131213 12131415 1213141516 121324810z 12211221
            1223334444 12301230 12312312 123123123 123123123123 123123123a 123123123q 123123321 12312345 123123456
            123123aa 123123qwe 1232323q 123321123 123321123321 123321aa 123321qwe 12340987 12341234 12344321 12344321a
            12344321q 1234509876 12345123 1234512345 123454321 1234554321 12345600 12345612 123456123 123456123456
            12345654321 123456654321 12345671 12345677 12345678 123456780 123456781 123456788 123456789 123456789*
            123456789+ 123456789. 1234567890 1234567890- 1234567890-= 12345678900 123456789000 12345678900987654321
            12345678901 1234567890123 12345678901234567890 1234567890987654321 1234567890a 1234567890q
            1234567890qwertyuiop 1234567890z 1234567891 12345678910 1234567891011 123456789101112 123456789123
            123456789123456 1234567891234567 123456789123456789 1234567898 12345678987654321 1234567899
            123456789987654321 123456789a 123456789aa 123456789abc 123456789as 123456789asd 123456789b 123456789c
            123456789d 123456789e 123456789f 123456789g 123456789h 123456789i 123456789j 123456789k 123456789l
            123456789m 123456789n 123456789o 123456789p 123456789q 123456789qaz 123456789qw 123456789qwe 123456789qwerty
            123456789r 123456789s 123456789t 123456789v 123456789w 123456789x 123456789y 123456789z 12345678a 12345678b
            12345678c 12345678d 12345678j 12345678k 12345678m 12345678q 12345678r 12345678s 12345678z 12345679 123456798
            1234567a 1234567b 1234567c 1234567d 1234567g 1234567h 1234567j 1234567k 1234567l 1234567m 1234567n 1234567p
            1234567q 1234567qq 1234567r 1234567s 1234567t 1234567u 1234567y 1234567z 12345687 12345689 123456987
            123456aa 123456aaa 123456ab 123456abc 123456abcd 123456as 123456asd 123456asdf 123456az 123456mm 123456ok
            123456qaz 123456qq 123456qw 123456qwe 123456qwer 123456qwerty 123456ss 123456zx 123456zxc 123456zz 123459876
            12345abc 12345abcd 12345abcde 12345asd 12345asdfg 12345qaz 12345qwe 12345qwer 12345qwert 12345qwerty
            12345six 12345zxc 12345zxcvb 12346789 12348765 1234abcd 1234asdf 1234five 1234love 1234qwer 1234qwerty
            1234rewq 1234zxcv 123581321 12365478 123654789 123654987 12369874 123698741 123698745 123789456 123987456
            123a123a 123abc123 123abc456 123admin32 123admin321 123admin321a 123asd123 123hfjdk147 123mudar 123odidol
            123password 123q123q 123qazwsx 123qq123 123qwe123 123qwe123qwe 123qwe456 123qweasd 123qweasdzxc 123qwert
            123qwerty 123soleil 123stella 124578963 12monkeys 12qw12qw 12qw23we 12qw34er 12qwaszx 12qwerty 12s3t4p55
            13131313 13141314 13241324 13243546 13245768 132465798 134679258 134679852 13571357 13572468 1357908642
            1357913579 135792468 1357924680 135798642 13587930210 13791379 139381512 14121412 14141414 143143143
            14531453 14629227 147147147 14725836 147258369 1472583690 147258369a 147852369 14789632 147896321 147896325
            14881488 15151515 15426378 154322358 159159159 159258357 159357258 159357456 159753123 159753159753
            159753258 159753456 159753852 159875321 16051980 16161616 168asd168 171204jg 17171717 18181818 18273645
            18436572 18atcskd2w 18n28n24a5 19031903 19051905 19071907 19191919 19283746 192837465 19411945 19451945
            19561956 19571957 19581958 19591959 19601960 19611961 19621962 19631963 19641964 19651965 19661966 19671967
            19681968 19691969 19701970 19711971 19721972 19731973 19741974 19751975 19761976 19771977 19781978 19791979
            19801980 19810301 19811981 19821108 19821982 19831983 19841984 19851985 19861986 19871987 19881988 19891989
            19901990 19911991 19921992 19931993 19941028 19941994 19951995 19961996 19971997 19981998 19991999 1a1a1a1a
            1a2a3a4a 1a2a3a4a5a 1a2b3c4d 1a2b3c4d5e 1a2s3d4f 1a2s3d4f5g 1abcdefg 1america 1andonly 1anthony 1asdfghjkl
            1asshole 1babyboy 1babygirl 1baseball 1bigdaddy 1bigdick 1brandon 1butterfly 1charlie 1chicken 1chocolate
            1computer 1destiny 1diamond 1football 1fptjtl919 1fr2rfq7xl 1freedom 1fuckyou 1g2w3e4r 1gangsta 1grandma
            1hotmama 1iloveyou 1jasmine 1jessica 1life2live 1loveyou 1melissa 1michael 1michelle 1million 1moretime
            1mustang 1myspace 1newlife 1ofakind 1olmetec1 1onelove 1password 1princess 1q1q1q1q 1q2q3q4q 1q2q3q4q5q
            1q2w3e4r 1q2w3e4r5 1q2w3e4r5t 1q2w3e4r5t6 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o
            1q2w3e4r5t6y7u8i9o0p 1qa2ws3ed 1qay2wsx 1qaz!qaz 1qaz1qaz 1qaz2wsx 1qaz2wsx3e 1qaz2wsx3edc 1qaz2wsx3edc4rfv
            1qaz@wsx 1qazxsw2 1qazxsw23edc 1qazzaq1 1qw23er4 1qwertyu 1qwertyuio 1sexybitch 1sunshine 1superman
            1treehill 1truelove 1v7upjw3nt 1william 1z2x3c4v 1z2x3c4v5b 1zn6fpn01n 1zn6fpn01x 1zxcvbnm 20002000
            2000comeer 20012001 20022002 20032003 20042004 20052005 20062006 20070509031 20072007 20072008 20082008
            20082009 20092009 20092010 20102010 2010comer 20112011 20122012 2012comeer 20202020 21052003 21122112
            21152117 21212121 21864812 22021988 22071972 22152182 22222222 222222222 2222222222 22334455 22446688
            23232323 23456789 23jordan 23skidoo 2416101113 24242424 24681012 246813579 24682468 24862486 25011990
            25251325 25252525 25257758 25393275 25800852 25802580 26262626 26665806 27081989 27254931 27272727 27352735
            27412678 28081976 28282828 29422277 29694419 29rsavoy 2blessed 2bornot2b 2children 2cxdn8s271 2hot4you
            2kroliczek 2pacshakur 2password 2sisters 2w3e4r5t 2wsx3edc 2wsxzaq1 3.1415926 31081981rs 31313131 31415926
            3141592654 31x7t5xbke 321321321 321456987 321654987 32323232 32342711 326159487 33333333 333333333
            3333333333 333666999 34343434 3526535265 369258147 369369369 369852147 393041123 3children 3d8cubaj2e
            3daysgrace 3edc4rfv 3odi15ngxb 3qdlqb49js 3rjs1la2qe 3rjs1la7qe 3rjs5la8qe 3s43pth5aea 3sisters 3syqo15hil
            40028922 41034103 421uiopy258 43214321 4391634m 43922572 44332211 44444444 4444444444 45454545 456123789
            456456456 456789123 46265216 4815162342 4children 4everlove 4me2know 4myspace 4rfv5tgb 4wheeler 50505050
            51505150 520love101182 52253823 53472235 5532361cnjqrf 55555555 555555555 5555555555 55665566 55667788
            56565656 5845201314 5a8b9c2d 5children 5hsu75kpot 5plk4l5uc7 5x1cjdsb9p 5xfgs3ii9d 622906268 62543234
            634142554 64impala 65mustang 66666666 666666666 6666666666 66mustang 67529353 67camaro 67mustang 6817zd57
            68582988 68camaro 69696969 69camaro 69charger 69cougar 69mustang 6hbf28w791 6strings 6v21wbgad 73501505
            74107410 74108520 74123698 741236985 741258963 741852963 7418529630 74699723 748159263 776158ab 77777777
            777777777 7777777777 7777777a 777888999 786786786 78787878 789123456 78945612 789456123 7894561230
            789456123a 78963214 789632145 789654123 789789789 791159392 794613852 7elephants 7ugd5hip2j 82214989
            849vak17 85208520 85218812 87654321 87654321q 88888888 8888888888 89898989 8ix6s1fceh 8phrowz624 9-11-1961
            90909090 911turbo 918273645 91866709 92298899 9293709b13 92dk2cidp 92k2cizcdp 94246843 94327579 963258741
            963852741 9638527410 987412365 987456321 98765432 987654321 9876543210 9876543211 987654321a 987654321q
            987987987 98989898 99887766 99999999 999999999 9999999999 9uzp9jek3f <password> ???????? ?????????
            ?????????? ??????@mail.ru @bigmir.net a1111111 a1169619 a12121212 a1234567 a12345678 a123456789 a1234567890
            a123456a a1a1a1a1 a1a2a3a4 a1a2a3a4a5 a1b2c3d4 a1b2c3d4e5 a1s2d3f4 a1s2d3f4g5 a5201314 a6543210 a7777777
            a838hfid a987654321 aa123123 aa123456 aa224466 aa261599 aaa123123 aaa123456 aaaa1111 aaaaaaa1 aaaaaaaa
            aaaaaaaa1 aaaaaaaaa aaaaaaaaa1 aaaaaaaaaa aabb1122 aaliyah1 aardvark aaron123 aaron431 ab123456 abc123123
            abc12345 abc123456 abc1234567 abc123456789 abc123abc abcabc123 abcd1234 abcd12345 abcd123456 abcde123
            abcde12345 abcdef12 abcdef123 abcdefg1 abcdefg123 abcdefgh abcdefgh1 abcdefghi abcdefghi1 abcdefghij
            abdullah abercrombie aberdeen abhishek abigail1 abracadabra abraham1 abrakadabra absolute abundance academia
            acapulco account1 accountant accounting accounts achilles aczx7812 ad123456 adam1234 adams33486 addicted
            addison1 addl0223 adekunle adelaide adgjmptw adidas123 admin123 admin1234 administrator adrenalin adrian12
            adrian123 adriana1 adrianna adrianna1 adrienne adrienne1 adventure advocate aerosmith aerosmith1 afghanistan
            afrodita agent007 agnieszka agnieszka1 agustina ahbird1984 ahmed123 airborne airborne1 airforce airforce1
            airplane airplane1 airsoft1 aishiteru aishwarya akademiks11 akatsuki akax89wn akopa123 aksrms8010 alabama1
            albatros albatross alberto1 alcatraz alchemist alejandra alejandra1 alejandro alejandro1 alejandro2
            aleksander aleksandr aleksandra alemania alessandra alessandro alex1234 alex2000 alexalex alexander
            alexander1 alexander2 alexander3 alexandr alexandra alexandra1 alexandre alexandria alexandru alexis01
            alexis09 alexis10 alexis11 alexis12 alexis123 alexis13 alfaromeo alfonso1 alfred19 alfredo1 alicante
            alice123 aliceadsl aligator alladin79 allah786 allahakbar allahis1 allahuakbar allen123 alleycat alliance
            alligator allison1 alliswell allmine1 allrecipes allstar1 allyson1 almario927 almighty almighty1 alohomora
            alondra1 alpacino alpha123 alphabet alterego alucard1 alyssa12 alyssa123 amanda01 amanda11 amanda12
            amanda123 amanda13 amanda21 amanda22 amanda69 amandine amarillo amazing1 amber123 ambition amdturion64
            america1 america10 america12 america123 america13 america2 america7 american american1 amethyst amoramor
            amorcito amoremio amoreterno amoureuse amoureux amsterdam amsterdam1 anaconda anakonda anamaria anarchy1
            anastasia anastasia1 anastasiya anatoliy anderson anderson1 andre123 andre1986 andrea12 andrea123 andreas1
            andreita andrew01 andrew10 andrew11 andrew12 andrew123 andrew13 andrew21 andrew22 andrew23 andromeda
            andrusic1 anetka11 angedemon angel101 angel123 angel1234 angel666 angel777 angela12 angela123 angelbaby
            angelbaby1 angeleyes angeleyes1 angelface angelgirl angelica angelica1 angelika angelina angelina1 angeline
            angelique angelita angelito angelito1 angels12 angels123 angelseye22 angie123 anhyeuem ania1986 animals1
            animation anime123 annaanna annabell annabelle annabelle1 annalisa annamaria annemarie annette1 annie123
            annmarie anno1602 anonymous another1 anthony! anthony01 anthony07 anthony08 anthony1 anthony10 anthony11
            anthony12 anthony123 anthony13 anthony14 anthony15 anthony2 anthony21 anthony22 anthony23 anthony3 anthony4
            anthony5 anthony6 anthony7 anthony8 anthony9 antivirus antoine1 antoinette anton123 antonella antonia1
            antonina antonio1 antonio123 antonio2 anuradha anything anything1 aobo2010 aphrodite apocalypse apollo11
            apollo13 apple123 applepie applepie1 apples12 apples123 applesauce april123 apsk54321 aptx4869 aq1sw2de3
            aquamarine aquarius aquarius1 aqwzsxedc arabella arabella24630 aragorn1 arcangel archangel architect
            arcobaleno argentina argentina1 arianna1 arizona1 arkansas armageddon armagedon armando1 armorgames
            armstrong armstrong1 arschloch arschloch1 arsenal1 arsenal11 arsenal12 arsenal123 arsenal14 arsenalfc
            as123456 as790433 asasasas asd12345 asd123456 asd123asd asd666fds asdasd12 asdasd123 asdasd666 asdasdasd
            asdasdasd1 asdf1234 asdf12345 asdf123456 asdf3423 asdf:lkj asdfasdf asdfasdf1 asdffdsa asdfg123 asdfg12345
            asdfgh01 asdfgh12 asdfgh123 asdfghj1 asdfghjk asdfghjk1 asdfghjkl asdfghjkl1 asdfghjkl12 asdfghjkl123
            asdfghjkl: asdfghjkl:&#39: asdfghjkl; asdfjkl1 asdfjkl: asdfjkl; asdfqwer asdfzxcv asdqwe123 asdzxc123
            ashanti1 ashleigh ashleigh1 ashley01 ashley08 ashley09 ashley10 ashley11 ashley12 ashley123 ashley13
            ashley14 ashley15 ashley16 ashley17 ashley18 ashley21 ashley22 ashley23 ashley69 ashutosh aspirine assassin
            assassin1 assface1 asshole! asshole1 asshole12 asshole123 asshole2 asshole3 asshole69 assholes asswipe1
            astalavista astonmartin astonvilla astrid29 astroboy asturias atlanta1 atlantic atlantis atlantis1 atlars10
            atletico attitude attitude1 aug!272010 august10 august11 august12 august13 august14 august15 august16
            august17 august18 august19 august20 august21 august22 august23 august24 august25 august26 august27 august28
            august29 august30 august31 augustine augustus aurelien austin01 austin10 austin11 austin12 austin123
            austin13 austin316 australia australia1 automobil avalanche avalon08 avemaria aventura aviation avrillavigne
            awei1616 awesome! awesome1 awesome12 awesome123 awesome2 az123456 azerty12 azerty123 azertyui azertyuiop
            azsxdcfv b1234567 b123456789 b2spirit babababa babatunde baby1234 baby2008 baby2009 babybaby babybaby1
            babybear babybear1 babyblue babyblue1 babyboo1 babyboy1 babyboy12 babyboy123 babyboy2 babyboy3 babycakes
            babycakes1 babydoll babydoll1 babyface babyface1 babygirl babygirl! babygirl01 babygirl06 babygirl07
            babygirl08 babygirl09 babygirl1 babygirl10 babygirl11 babygirl12 babygirl13 babygirl14 babygirl15 babygirl16
            babygirl17 babygirl18 babygirl19 babygirl2 babygirl20 babygirl21 babygirl22 babygirl23 babygirl24 babygirl3
            babygirl4 babygirl5 babygirl6 babygirl69 babygirl7 babygirl8 babygirl9 babygurl babygurl1 babygurl12
            babygurl13 babygurl14 babygurl2 babylon5 babylove babylove1 babymama1 babyphat babyphat1 bacardi1 backspace
            backspace1 backstreet badbitch1 badboy12 badboy123 badboys2 badgirl1 badminton baggies1 bahia1979 bailey01
            bailey11 bailey12 bailey123 baili123com bajingan baller10 baller11 baller12 baller123 baller13 baller21
            baller22 baller23 baller24 ballerina ballin12 ballin23 baltazar baltimore baltimore1 bambolina bamidele
            banana11 banana12 banana123 bananas1 bandit01 bandit12 bandit123 bangalore bangaram bangbang bangbang1
            bangladesh banshee1 baptiste baracuda barakuda barbados barbara1 barbie12 barbie123 barbiegirl barcelona
            barcelona1 barcelone baritone barkley1 barracuda barselona baseba11 baseball baseball! baseball08 baseball09
            baseball1 baseball10 baseball11 baseball12 baseball13 baseball14 baseball15 baseball16 baseball17 baseball18
            baseball19 baseball2 baseball20 baseball21 baseball22 baseball23 baseball24 baseball25 baseball3 baseball33
            baseball4 baseball5 baseball6 baseball7 baseball8 baseball9 basketbal1 basketbal9 basketball basketball1
            bassman1 bastard1 bastardo batista1 batman01 batman11 batman12 batman123 batman13 batman22 batman23 batman69
            battlefield bautista bayern94 bball123 bbbbbbbb bbleo1zz beachbum beaches1 bearbear bearbear1 bearshare
            beast123 beast556 beatles1 beatrice beatrice1 beautiful beautiful1 beautiful2 because1 beckham1 beckham23
            beckham7 beefcake beethoven beethoven9 behappy1 bela2404 believe1 belinda1 bella123 bellissima beloved1
            benedict benfica1 bengals1 benjamin benjamin1 benjamin15 bennett1 benny123 bentley1 berenice bergkamp
            berkeley bernadette bernard1 bernardo bertrand besiktas bestfriend bestfriends bethany1 bettina23 betty123
            bettyboop bettyboop1 beverly1 beyblade beyonce1 bff4ever bharathi bigballs bigballs1 bigbear1 bigbird1
            bigboobs bigbooty1 bigboss1 bigboy12 bigboy123 bigbrother bigdaddy bigdaddy1 bigdick1 bigfoot1 bighead1
            bigmama1 bigmoney bigmoney1 bigpimp1 bigpimpin bigpimpin1 bigsexy1 bigtits1 billabong billabong1 billiejoe1
            billy123 billybob billybob1 billyboy bingbing bingo123 biohazard biologia bionicle birdhouse birdie123
            birdman1 birmingham birthday birthday1 biscuit1 biscuit22 bismilah bismillah bismillah1 bitch101 bitch123
            bitch1234 bitch666 bitchass bitchass1 bitches! bitches1 bitches2 biteme69 bkl29m2bk bl8lygb0 blabla123
            blablabla blablabla1 black123 black666 blackbelt blackberry blackbird blackcat blackcat1 blackcat123
            blackdog blackdog1 blackhawk blackhawk1 blackie1 blackjack blackjack1 blackman blackman1 blackops blackout
            blackout1 blackpool blackrose blackrose1 blackstar blackwater blade123 blahblah blahblah1 blake123 blasted1
            blaster1 blaze420 blessed1 blessed2 blessed7 blessing blessing1 blessings blingbling blink123 blink182
            blizzard blizzard1 blkdrag0ns blogs123 blondie1 blood123 blood4life blossom1 blowjob1 blowme69 blue1234
            blueangel bluebell blueberry blueberry1 bluebird bluebird1 blueblue blueboy1 bluedog1 blueeyes blueeyes1
            bluefish bluemoon bluemoon1 bluerose bluesky1 bluestar blunt420 bmx4life bob12345 bobafett bobby123 bobcats1
            bobdylan bobesponja bobmarley bobmarley1 boeing747 boguska123 bollocks bollocks1 bologna1 bonehead bonjour1
            bonjovi1 boobear1 boobies1 boobies2 booboo11 booboo12 booboo123 boogers1 bookmark bookworm boomboom
            boomboom1 boomer12 boomerang bootsie1 borabora borboleta bordeaux boricua1 borussia bossman1 bouboule
            boulette bowling1 boyfriend boyfriend1 br00klyn bradford bradley1 bradpitt brandnew1 brandon! brandon01
            brandon1 brandon10 brandon11 brandon12 brandon123 brandon13 brandon2 brandon3 brandon4 brandon5 brandon7
            brandy12 bratz123 braveheart braves10 braxton1 brayden1 breakdance breanna1 brendan1 brendon1 brennan1
            bretagne brewster brian123 brianna1 brianna2 briciola bridget1 brighton brigitte brilliant brisbane britney1
            brittany brittany1 brittany12 brittany2 brittney brittney1 broadband1 broadway broadway1 brodie10 brokenhear
            broncos1 broncos7 brooke12 brooke123 brooklyn brooklyn1 brooklyn2 brother1 brother2 brothers brothers1
            brown123 browneyes browneyes1 brownie1 browning brownsugar brucelee brucelee1 bruiser1 bruno123 bryan123
            bryant24 bubba123 bubble01 bubblegum bubblegum1 bubbles! bubbles1 bubbles12 bubbles123 bubbles13 bubbles2
            bubbles3 bubbles7 buckeye1 buckeyes buckeyes1 buckshot buckwheat bucuresti budapest buddy123 buddyboy
            buddyboy1 buddydog budlight budlight1 budweiser budweiser1 buffalo1 buffy123 bugsbunny bugsbunny1 bulldog1
            bulldogs bulldogs1 bullfrog bullseye bullshit bullshit1 bumblebee bumblebee1 bunghole bunnies1 bunny123
            bushido1 business business1 buster01 buster11 buster12 buster123 buster13 butter12 butterball buttercup
            buttercup1 butterflies butterfly butterfly! butterfly0 butterfly1 butterfly2 butterfly3 butterfly4
            butterfly5 butterfly6 butterfly7 butterfly8 butterfly9 butters1 buttface1 butthead butthead1 butthole
            butthole1 buttons1 buzhidao bvp33w7epu bwfq23jp7f bynthytn byusdg23 c.ronaldo c0mputer c1234567 c123456789
            c3por2d2 c43qpul5rz caballero cabbage1 cachorro cadillac cadillac1 caitlin1 caitlyn1 calculator calderon
            caliente california calimero callaway callofduty camaro69 camaroz28 cambiami cambridge cameron1 cameron12
            cameron123 cameron2 camilla1 camille1 campbell campbell1 canada123 canadian cancer69 candace1 candice1
            candy101 candy123 candycane candycane1 candygirl candygirl1 candyman candyman1 cannabis cannelle cannibal
            cantona7 capetown capital1 capoeira capricorn capricorn1 capricornio capslock captain1 capucine caramel1
            caramella caramelo cardinal cardinal1 cardinals cardinals1 carebear carebear1 carebears carebears1 career121
            carlitos carlitos1 carlos10 carlos12 carlos123 carlos13 carlotta carlton1 carmelo1 carmelo15 carnaval
            carnival carol123 carolina carolina1 caroline caroline1 carolyn1 carpediem carpediem1 carpenter carpenter1
            carter15 cartman1 cartoon1 casablanca casandra casanova casey123 cashmoney cashmoney1 casper12 casper123
            cassandra cassandra1 cassidy1 cassie12 cassie123 castillo castillo1 cat15175 catalina catalina1 catarina
            catdog12 catdog123 caterina catfish1 catherine catherine1 catholic catlover catwoman cavalier cbr600rr
            cbr900rr cds04121989 cdtnkfyf cecilia1 celeste1 cellphone cellphone1 celtic123 celtic1888 celtic67 celticfc
            celtics1 central1 centrino cepetsugih cerberus cervantes cfitymrf ch0c0late chadwick chainsaw challenge
            challenger chambers champagne champion champion1 champions chandler chandler1 chanelbag chanelle change1234
            changeme changeme1 chantelle character charger1 chargers chargers1 chargers21 charisma charity1 charlene
            charlene1 charles1 charles2 charley1 charlie! charlie01 charlie1 charlie10 charlie11 charlie12 charlie123
            charlie13 charlie2 charlie3 charlie4 charlie5 charlie7 charline charlotte charlotte1 charlton charly2004
            charmaine charmed1 charmed3 charming chase123 chasity1 cheater1 checkers checkmate cheer101 cheer123
            cheerleade cheerleader cheese11 cheese12 cheese123 cheesecake cheetah1 cheguevara chelle1234 chelsea1
            chelsea11 chelsea12 chelsea123 chelsea2 chelsea7 chelsea8 chelseafc chelsey1 chemical chemical1 chemistry
            cherokee cherokee1 cherries cherries1 cherry12 cherry123 cherry13 chester1 chester2 chestnut chevelle
            chevelle1 chevrolet chevrolet1 chevy350 chevys10 chevyz71 chewbacca cheyanne cheyenne cheyenne1 chicago1
            chicago23 chicharito chicken! chicken1 chicken11 chicken12 chicken123 chicken2 chicken3 chicken5 chicken7
            chickens chickens1 chico123 chihuahua chihuahua1 children children1 children2 children3 children4 china123
            chinchilla chinchin chipmunk chipper1 chipper10 chiquita chiquita1 chitarra chitown1 chivas#1 chivas10
            chivas100 chivas11 chivas12 chivas123 chivas13 chloe123 choclate chocolat chocolate chocolate! chocolate1
            chocolate2 chocolate3 chocolate4 chocolate5 chocolate7 chocolate8 chocolate9 choochoo chopper1 chouchou
            choupette chris101 chris123 chris1234 chrisbrown chrissy1 christelle christian christian1 christian2
            christian7 christie christin christina christina1 christina2 christine christine1 christmas christmas1
            christmas2 christophe christopher christopher1 christy1 chronic1 chronic420 chrysler chuckie1 chuckles
            churchill chutrung ciaociao cinderella cindy123 cingular1 cinnamon cinnamon1 cjkysirj cjmasterinf cksdnd12
            clarence clarence1 clarinet clarinet1 clarissa clarisse class2010 classic1 classof06 classof07 classof08
            classof09 classof200 classof201 claudia1 claudine clayton1 clemence clemente clementine clemson1 cleopatra
            cleopatra1 cleveland cleveland1 clifford clifford1 clinton1 clochette clueless cm6e7aumn9 cnfybckfd
            coca-cola cocacola cocacola1 cocaine1 coccinella cocksucker coco1234 cocococo cocoloco coconut1 coldplay
            coldplay1 coleman1 colleen1 college1 collins1 colocolo colombia colombia1 colorado colorado1 coltrane
            columbia columbia1 columbus combat123654 comcast1 comeon11 commander commando commerce community compaq12
            compaq123 complete compton1 computador computadora computer computer1 computer11 computer12 computer123
            computer2 computers concepcion concorde concrete concrete1 confidence confused confused1 connect1 connection
            constance constantin constantine consuelo continue contrase contrasena control1 converse converse1 cookie01
            cookie11 cookie12 cookie123 cookie13 cookie23 cookiemons cookiemonster cookies! cookies1 cookies12
            cookies123 cookies2 cool1234 cool123456 coolbeans coolbeans1 coolboy1 coolcat1 coolcool cooldude cooldude1
            coolgirl coolgirl1 coolguy1 coolkid1 coolman1 coolness coolness1 cooper12 cooper123 copenhagen corazon1
            cordell123 coregmedia corentin corleone cornelia cornelius cornwall corvette corvette1 cosmopolitan
            costarica cosworth cougars1 counter1 counterstrike country1 countryboy couponmom couponsc10 courage1
            courage9 courtney courtney1 courtney12 couscous covenant coventry cowboys1 cowboys12 cowboys2 cowboys22
            cowboys81 cowboys9 cowboyup cowgirl1 cracker1 crackers crackers1 crackhead crackhead1 crawford crazy101
            crazy123 crazybitch crazydog crazygirl crazygirl1 crazyman creation creative creative1 crepusculo crescent
            crevette cricket1 criminal crimson1 crip4life cristian cristian1 cristiano cristiano7 cristina cristina1
            critter1 crjhgbjy crocodile cronaldo cronaldo7 crosby87 crossfire crowbird crusader cruzazul cruzazul1
            crybaby1 crystal1 crystal12 crystal123 crystal2 cubbies1 cucciola cucciolo cucumber cuddles1 cupcake1
            cupcake12 cupcake123 cupcake2 cupcakes cupcakes1 curious1 cutegirl cutie101 cutie123 cutiepie cutiepie1
            cutiepie12 cutiepie2 cvbhyjdf cvzefh1gkc cxfcnkbdfz cxy831126 cynthia1 d0r1nc0urt d1234567 d123456789
            d1lakiss d2xyw89sxj d71lwz9zjs d9zufqd92n dabears1 dadadada daddy123 daddygirl1 daddysgirl daffodil daisy123
            daisydog daisymae daisymay dakota01 dakota12 dakota123 dalbas73 dalejr88 dallas01 dallas12 dallas123
            dallas214 dallas22 damilare damilola dance123 dance4life dancer12 dancer123 dancing1 dangerous dangerous1
            dangerous12 daniel01 daniel07 daniel10 daniel11 daniel12 daniel123 daniel13 daniel14 daniel15 daniel16
            daniel18 daniel19 daniel21 daniel22 daniel23 daniela1 danielito daniella danielle danielle1 danielle12
            danielle2 danny123 dannyboy dannyboy1 dantheman daredevil daredevil1 darkangel darkangel1 darkknight
            darklord darkness darkness1 darkside darkside1 darkstar darkstar1 darlene1 darling1 darnell1 darrell1
            darthvader daughter daughter1 david123 davidic1 davidoff davidson daytona1 dbrnjhbz dd123456 dddddddd
            dddddddddd ddzj39cb3 deadhead deadman1 deadmau5 deadpool deandre1 dearbook death123 death666 deathnote
            deathnote1 deborah1 december december1 december10 december11 december12 december13 december14 december15
            december16 december17 december18 december19 december2 december20 december21 december22 december23 december25
            december28 december31 dedewang deerhunter deeznuts deeznutz defender deftones deftones1 degrassi1 delacruz
            delicious delicious1 delilah1 delldell delphine delpiero delpiero10 demilovato demon123 demon1234 demon12345
            demon1q2w3e demon1q2w3e4r demon1q2w3e4r5t demon666 den221991 denis123 dennis123 depechemode derp12!@
            derparol derrick1 desadesa desember deshawn1 designer designer1 desiree1 desmond1 desperado destinee
            destiny1 destiny12 destiny123 destiny2 destiny3 destiny7 destroyer detroit1 detroit313 deusefiel deutschland
            devil123 devil666 devildog devildog1 devilmaycry dewayne1 dfa72dfj dfcbkbcf dfg5fhg5vgfh1 dfktynby dfktynbyf
            diablo666 diamante diamond1 diamond12 diamond123 diamond2 diamond3 diamond7 diamonds diamonds1 diana123
            diciembre dickhead dickhead1 dictionary didididi diego123 dieguito dietcoke dietcoke1 digimon1 digital1
            dilbert1 dilligaf dimadima dimebag1 dimension dimples1 dingdong dingdong1 dinosaur dinosaur1 diosesamor
            diosesfiel director dirtbike dirtbike1 discover discovery disneyland disturbed disturbed1 divorce1
            diwtgm8492 dkflbckfd dkflbvbh dkssud12 dkxjizc282 doberman doctorwho dodgeram dodgers1 doggy123 doggystyle
            doghouse doglover doglover1 dogshit1 dolores1 dolphin1 dolphin2 dolphin7 dolphins dolphins1 dolphins13
            domenica domenico dominator dominic1 dominican1 dominick dominick1 dominik1 dominika dominion dominique
            dominique1 donaldduck donovan1 dont4get dontforget dontknow dontknow1 doodlebug doodlebug1 doodles1 dookenr1
            doomsayer.2.7mords.v doomsayer.2.7mords.vv doomsday doraemon dorothy1 dortmund doudoune doughboy douglas1
            download downtown dpbk1234 dr.pepper dracula1 dragon01 dragon10 dragon11 dragon12 dragon123 dragon13
            dragon21 dragon22 dragon23 dragon666 dragon69 dragon76 dragon77 dragon88 dragon99 dragonball dragonballz
            dragonfire dragonfly dragonfly1 dragons1 dragoon1 dragoste dramaqueen dreamcast dreamer1 dreamgirl dreaming
            drjynfrnt dropdead drowssap drowssap1 drpepper
            """
    }
#endif
