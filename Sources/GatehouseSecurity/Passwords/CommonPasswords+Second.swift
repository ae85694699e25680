#if Security
    extension CommonPasswords {
        /// Part 2 of the list. scripts/common-passwords wrote this file; do not edit it.
        static let second = """
            drpepper1 drummer1 dt123456 dthjybrf dtxyjcnm duchess1 dumbass1 duncan21 dupadupa durango1 dusty123 dutchess
            dutchess1 dylan123 dynamite dynasty1 e2yfp41b e3r4t5y6 eagles12 earnhardt3 eastside eastside1 eastside13
            eastwood easyas123 eatpussy eatshit1 ebenezer echizen18 eclipse1 economics ecuador1 eddie123 edinburgh
            edmonton eduardo1 education education1 edward12 edward123 edward17 edwardcullen edwards1 edxk20qmfs eggplant
            eh1k9oh335 ehdgnl12 eightball eighteen einstein einstein1 ekaterina eldorado eleanor1 electric electric1
            electrical electron electronic electronics elefante element1 element123 element2 elements eleonora elephant
            elephant1 eleven11 elisabeth elisabeth1 elisabetta elizabet elizabeth elizabeth0 elizabeth1 elizabeth2
            elizabeth3 elizabeth7 elizabeth8 elizabeth9 elizaveta elliott1 elsalvador elvis123 emachines emachines1
            emanuel1 emanuela emanuele emerald1 emerica1 emerson1 emiliano emily123 eminem12 eminem123 emirates emmanuel
            emmanuel1 emmanuelle emmitt22 emotional employment engineer engineer1 engineering england1 english1 enrique1
            enter123 enterprise eqes606898 ericsson ernesto1 escalade escorpion esmeralda esmeralda1 esperanza
            esperanza1 esteban1 estefania estrella estrella1 estrellita eternal1 eternity eternity1 ethan123 ethanryan01
            ethiopia evanescence evangelion evergreen everlast everton1 everyday everything evgeniya evildick evolution
            evolution1 evony123 evony192 excalibur excellent expert12 explorer explorer1 express1 extreme1 ezekiel11991
            ezequiel f00tball f1uuhza723 fabienne fabolous fabregas fabregas4 fabrizio fabulous fabulous1 faca210898
            facebook facebook1 faith123 faithful faithful1 falcons1 falcons7 fallen_angel fallout3 falloutboy familia1
            familiyafamiliya family01 family11 family12 family123 family1st familyguy familyguy1 fantasia fantasma
            fantastic fantastic4 fantasy1 fantasy7 fantomas farfalla farfallina farmacia fashion1 fathead1 father123
            fcbarcelona fcbayern fearless fearless1 feather1 feathers february feder_1941 federica federico felicia1
            felicidad felicidade felicita felicity felipe123 felix123 felix1952 fenchel55 fener1907 fenerbahce ferdinand
            ferguson fernanda fernanda1 fernandes fernandez fernando fernando1 ferrari1 ferreira festival feuerwehr
            feyenoord ffffffff ffffffffff fgtkmcby fickdich ficken76 fidelity fifa2010 fightclub fighter1 film@123
            filomena finalfantasy find_pass fiorella fiorentina fireball fireball1 firebird firebird1 fireblade
            firefighter firefire firefly1 firefox1 fireman1 firestorm firewall fireworks fishbone fisherman fisherman1
            fishfish fishing1 fishing2 fishtank fitness1 fivestar fk3456abc fkbyjxrf fktrcfylh fktrcfylhf fktyeirf
            flamenco flamengo flamingo flamingo1 flash123 flatblocker fletcher fletcher1 flipflop flipper1 florence
            florence1 florencia florian1 florida1 florida2 flounder flower11 flower12 flower123 flowerpower flowers1
            flowers123 flowers2 fluffy12 fluffy123 foolish1 football football! football. football01 football07
            football08 football09 football1 football10 football11 football12 football123 football13 football14
            football15 football16 football17 football18 football19 football2 football20 football21 football22 football23
            football24 football25 football27 football28 football3 football32 football33 football34 football4 football44
            football45 football5 football54 football55 football56 football6 football69 football7 football77 football8
            football88 football9 football95 football99 fordf150 fordf250 fordf350 fordfocus forever1 forever12
            forever123 forever2 forever21 forever3 forever4 forever7 forgetit forgetmenot forgiven forgotten forgotten1
            formula1 forrest1 forsaken forzainter forzajuve forzamilan forzanapoli forzaroma foundation fountain
            fourkids fourteen foxracing1 foxylady fqrg7cs493 fragolina frances1 francesca francesca1 francesco francine
            francis1 francisca francisco francisco1 francois francoise frank123 frankfurt frankie1 franklin franklin1
            freckles freckles1 fred1234 freddie1 frederic frederick frederik fredfred fredrick freebird freebird1
            freedom! freedom1 freedom12 freedom123 freedom2 freedom7 freefree freeman1 freemusic freestuff freestyle
            freestyle1 freeway1 freeze112 freiheit fresh123 friday13 friendly friends! friends1 friends12 friends123
            friends2 friends3 friends4 friends4ev friends5 friends7 friendship friendster frisco415 frogger1 froggie1
            front242 frontier fu7u4a#$$$ fuchurli fuck1234 fucker12 fucker123 fucker69 fuckers1 fuckface fuckface1
            fuckfuck fuckfuck1 fucking1 fucklife fucklife1 fucklove fucklove1 fucklove13 fuckme12 fuckme123 fuckme69
            fuckmehard fuckmylife fuckoff! fuckoff1 fuckoff123 fuckoff2 fuckoff69 fuckshit fuckthat1 fuckthewor fuckthis
            fuckthis1 fucku123 fuckyou! fuckyou. fuckyou0 fuckyou01 fuckyou09 fuckyou1 fuckyou10 fuckyou11 fuckyou12
            fuckyou123 fuckyou13 fuckyou2 fuckyou21 fuckyou22 fuckyou23 fuckyou3 fuckyou4 fuckyou420 fuckyou5 fuckyou6
            fuckyou666 fuckyou69 fuckyou7 fuckyou8 fuckyou88 fuckyou9 fuckyouall fuckyoubit fuk19600 fuku00198
            fullaccess fullmetal fullmetal1 fullmoon funmilola funny123 fussball futurama futyn007 fxzz75$yer fxzz75yer
            fyfcnfcbz fyfnjkbq fylhtq12 fysihz5g fyutkbyf fyutkjxtr g13916055158 g9l2d1fzpy gabby123 gabriel1 gabriel123
            gabriel2 gabriela gabriela1 gabriele gabriella gabriella1 gabrielle gabrielle1 galatasaray gallardo
            gambion32 gameboy1 gamecube gamecube1 gameover games123 gandalf1 gangbang gangsta1 gangsta12 gangsta123
            gangsta2 gangsta6 gangster gangster1 gangster12 ganja420 garbage1 gardenia garfield garfield1 garrett1
            gateway1 gateway2 gatorade gatorade1 gayathri gbgbcmrf gbhfvblf gcheckout gdcc9921 gearsofwar geheim123
            general1 generation genesis1 genevieve geoffrey george01 george11 george12 george123 georgia1 georgie1
            georgina geraldine gerardo1 germaine germania germany1 geronimo gerrard8 gertrude getmoney getmoney1
            getmoney2 getsome1 gettherefast gfgfvfvf gfhjkm123 gfhjkmgfhjkm gfs2z6wb gggggggg gggggggggg ghbdtn123
            ghbdtnbr ghbdtnrfrltkf ghblehjr ghbywtccf ghhh47hj7649 ghjcnjnfr ghjdthrf ghjnjnbg ghjuhfvvf ghost123
            ghostrider giancarlo gianluca gigabyte gigaman8891 giggles1 gilbert1 gilberto ginger01 ginger11 ginger12
            ginger123 giovanna giovanni giovanni1 giraffe1 girasole girlfriend girlpower girls123 girlsrule girlygirl1
            giuliana giulietta giuseppe gizmo123 gladiator glamorous1 glitter1 godbless godbless1 godblessme goddess1
            godfather godfather1 godhelpme godim001 godisable godisgood godisgood1 godisgreat godislove godislove1
            godlovesme godofwar godslove godsmack godsmack1 godspeed godzilla godzilla1 gogators goldberg goldberg1
            goldeneye goldfinger goldfish goldfish1 goldstar goldwing golfball golfclub golfcourse golfing1 golfinho
            goliath1 gonzales gonzalez gonzalez1 goodboy1 goodbye1 goodgirl goodgirl1 goodgood goodlife goodluck
            goodluck1 goodmorning goodness goodnews goodtime goodtimes goodtimes1 google.com google12 google123
            googletester gordon24 gorgeous gorgeous1 gorilla1 gorillaz gossipgirl gotmilk1 gotohell gotohell1 grace123
            graciela graduate graffiti graffiti1 grandad1 grandkids grandma1 grandma2 grandpa1 graphics grasshopper
            grateful grateful1 grayson1 greatest greatone greedisgood green123 green420 greenbay greenbay1 greenday
            greenday1 greenday12 greenday2 greeneyes greeneyes1 greentea greenwood gregorio gregory1 grenouille gretchen
            gretchen1 greyhound gribouille griffin1 grizzly1 groupd2013 gsxr1000 gtavicecity gtnhjdbx guadalupe
            guadalupe1 guardian guardian1 guatemala guatemala1 guerrero guesswho guilherme guillaume guillermo
            guillermo1 guinness guinness1 guitar12 guitar123 guitarhero guitarra gummybear gunners1 gunsnroses gustavo1
            gutierrez gutschein gwapoako gwarmonster gwerty123 gymnast1 gymnastics h1xp2z2duk h2vwdubjx4 h4t3cr3w
            habbo123 hacker123 haha1234 hahaha123 hahahaha haley123 halflife halflife2 hallo123 hallohallo halloween
            halloween1 halo1234 haloreach hamburg1 hamburg15 hamburger hamburger1 hamilton hamilton1 hammer123 hammers1
            hampton1 hamster1 handball handsome handsome1 handyman hannah01 hannah10 hannah11 hannah12 hannah123
            hannah13 hannahmont hannahmontana hannibal hannover hannover96 hans4queck happiness happiness1 happy123
            happy1234 happy12345 happyday happydays happydays1 happyfeet happyfeet1 happygirl happyhappy hardcore
            hardcore1 hardrock hardware hardwork harekrishna harley01 harley11 harley12 harley123 harley69 harmony1
            harrison harrison1 harry123 harrypotte harrypotter harvick29 hastings hateyou1 hawaii50 hawaii808 hawaiian
            hawaiian1 hawkesbury93 hawkeye1 hawkeyes hayabusa hbhc8290826 he635789 headshot heart123 heartbreak
            heartbroke heartless heartless1 heather1 heather12 heather123 heather2 heavenly heavenly1 heavymetal
            hedgehog heineken heinrich hejhej123 hejsan123 helicopter hellboy1 hellfire hellfire1 hello101 hello123
            hello1234 hello12345 hellohello hellokitty hellomoto hellomoto1 hellothere helloworld hellraiser hellsing
            hellyeah henderson henderson1 hendrix1 henni1907 henrique henry123 herbalife herbert1 hercules hercules1
            heritage hermione hermione1 hernandez hernandez1 hershey1 hester23 heterosexual hevhk43n9j hey12345
            heyheyhey heyheyhey1 heythere heythere1 hgrfqg4577 hhhhhhhh highheel highland highlander highschool
            hilaryduff hillary1 hillbilly hillbilly1 hillside himanshu hindustan hiphop123 historia history1 history278
            hithere1 hitman47 hm9958123 hockey10 hockey11 hockey12 hockey123 hockey13 hockey14 hockey15 hockey16
            hockey17 hockey19 hockey21 hockey22 hockey99 hogwarts hola1234 holahola holiday1 holidays holland1 hollie99
            hollister hollister1 hollister2 hollister3 holly123 hollywood hollywood1 hollywood2 holyshit holyshit1
            holyspirit home0401 home1234 homeboy1 homelesspa homer123 homerun1 homework homework1 honda123 honda125
            honda250 honda450 hondacbr hondacivic honduras honduras1 honesty1 honey123 honey215 honeybear honeybee
            honeybun honeybun1 honeybunny hongkong honolulu hooligan hooters1 hopeful1 hopeless horse123 horses12
            horses123 hospital hot97hot hotchick hotchick1 hotdog123 hotgirl1 hotmail.com hotmail1 hotmail123 hotmama1
            hotpink1 hotsauce hotshot1 hotstuff hotstuff1 hottie01 hottie101 hottie11 hottie12 hottie123 hottie13
            hottie14 hottie69 hotwheels house123 houston1 houston713 howareyou hrenota1 htubcnhfwbz hugoboss huhbbhzu78
            humberto hummerh2 humphrey hunter01 hunter07 hunter08 hunter10 hunter11 hunter12 hunter123 hunter13 hunter22
            hunter99 hunting1 hurensohn hurricane hurricane1 husband1 huskers1 huskies1 hustler1 hx28o9e646 hyderabad
            hydrogen iamawesome iamcool1 iamhappy iamnumber1 iamthebest iamtheone ibanezjs ibicguwjic icecream icecream1
            icecream12 icecream2 icehouse ichliebedi ichliebedich icthus01 icxkyb7972 id6c3wr6un idontcare idontcare1
            idontknow idontknow1 iforgot1 iforgot2 ig4abox4 igetmoney1 ignoranto ihatethisgame ihateyou ihateyou!
            ihateyou1 ihateyou2 ijrjkflrf il0vey0u il0veyou ilds4edad ilikepie ilikepie1 ilikesex ilikeyou illinois
            illuminati illusion ilov3you ilove123 ilovealex ilovealex1 iloveboys iloveboys1 ilovecats ilovechris
            ilovedavid ilovedogs ilovegirls ilovegod ilovegod1 iloveher iloveher1 ilovehim ilovehim! ilovehim1
            ilovehim12 ilovehim2 iloveindia ilovejames ilovejesus ilovejoe ilovejoe1 ilovejohn ilovejosh ilovejosh1
            ilovejusti ilovelife ilovelucy ilovematt ilovematt1 iloveme! iloveme1 iloveme12 iloveme123 iloveme2 iloveme3
            ilovemike ilovemike1 ilovemom ilovemom1 ilovemusic ilovemybab ilovemydad ilovemyfam ilovemyfamily ilovemykid
            ilovemykids ilovemylife ilovemymom ilovemymum ilovemysel ilovemyself ilovenick ilovenick1 ilovepussy
            iloveryan iloveryan1 ilovesam ilovesam1 ilovesex ilovesex1 iloveu12 iloveu123 iloveu13 iloveu143 iloveu22
            iloveyou iloveyou! iloveyou. iloveyou0 iloveyou01 iloveyou07 iloveyou08 iloveyou09 iloveyou1 iloveyou10
            iloveyou11 iloveyou12 iloveyou123 iloveyou13 iloveyou14 iloveyou143 iloveyou15 iloveyou16 iloveyou17
            iloveyou18 iloveyou19 iloveyou2 iloveyou20 iloveyou21 iloveyou22 iloveyou23 iloveyou24 iloveyou3 iloveyou4
            iloveyou5 iloveyou6 iloveyou69 iloveyou7 iloveyou8 iloveyou88 iloveyou9 iloveyou<3 iloveyouba iloveyouso
            iloveyoux3 imagine1 iminlove imissyou immortal immortal1 imnumber1 imperial important impossible imthebest
            imthebest1 imyaimyaimya inactive1996aug incognito incorrect incredible incubus1 independen independent
            india123 indiana1 indians1 indonesia indya123 ineedyou infamous1 infantry inferno1 infiniti infinito
            infinity infinity1 information ingodwetrust innocent insanity insomnia inspiron insurance integra1 integrity
            inter1908 interests intermilan international internazionale internet internet1 intrepid intruder inuyasha
            inuyasha1 inuyasha12 invisible ireland1 irock123 ironmaiden ironman1 isabel972 isabella isabella1 isabelle
            isabelle1 islamabad istanbul istanbul34 italian1 italiano itsmylife iverson03 iverson1 iverson3 iw14fi9j
            iw14fi9jwqa iw14fi9jxl izabella j1234567 j12345678 j123456789 j1v1fp2bxm j38ifubn j4n4jel4 j5644574 jack1234
            jackass1 jackass123 jackass2 jacket025 jackie12 jackie123 jackjack jackjack1 jackmore1 jackpot1 jackson1
            jackson12 jackson123 jackson2 jackson5 jacob123 jacqueline jadakiss jaigurudev jaihanuman jaimatadi
            jakcgt333 jake1234 jakejake jalisco1 jamaica1 james007 james123 james1234 jamesbond jamesbond007 jamesbond1
            jamie123 janelle1 january1 japanese jarox1301! jasmine01 jasmine1 jasmine11 jasmine12 jasmine123 jasmine13
            jasmine2 jasmine3 jasmine4 jasmine5 jasmine7 jason123 jasper01 jasper12 jasper123 jayden07 jayden08 jayhawks
            jazmine1 jazzy123 jcdenis1 jdd04257 jeanette jeanette1 jefferson jefferson1 jeffery1 jeffhardy jeffhardy1
            jeffrey1 jehovah1 jellybean jellybean1 jellybeans jellyfish jennifer jennifer1 jennifer12 jennifer2 jenny123
            jeremiah jeremiah1 jeremy12 jeremy123 jericho1 jermaine jermaine1 jeronimo jerry123 jerusalem jesse123
            jessica! jessica. jessica01 jessica1 jessica10 jessica11 jessica12 jessica123 jessica13 jessica14 jessica15
            jessica2 jessica21 jessica22 jessica23 jessica3 jessica4 jessica5 jessica69 jessica7 jessica8 jessica9
            jessie12 jessie123 jesucristo jesus101 jesus123 jesus1234 jesus143 jesus4me jesus777 jesuschris jesuschrist
            jesuscristo jesusfreak jesusis1 jesusislord jesuslives jesusloves jesuslovesme jesussaves jetsmets
            jfgvcqbuzug jg3h4hfn ji394su3 jiang8kevin jiefang007 jillian1 jimmie48 jimmy123 jingjing jjcg16dj5k jjjjjjjj
            jjjjjjjjjj jkiuztdftl57 jobsearch jobshop2002 jocelyn1 joejonas joejonas1 johanna1 johannes
            john!20130605at1753 john1234 johnathan johnathan1 johncena johncena1 johncena12 johncena54 johndeere
            johndeere1 johnjohn johnjohn1 johnlock johnny12 johnny123 johnny1959 johnnydepp johnpaul johnson1 jojojojo
            joker123 jolinek33 jomacapa jonas123 jonathan jonathan1 jonathan12 jonathan2 jonathon jonathon1 jordan01
            jordan06 jordan07 jordan08 jordan09 jordan10 jordan11 jordan12 jordan123 jordan13 jordan14 jordan15 jordan21
            jordan22 jordan23 jordan2345 jordan24 jordan45 jordan99 jorge123 jose1234 jose1995 josefina joselito
            joseluis josemanuel joseph01 joseph11 joseph12 joseph123 josephine josephine1 josette1 josh1234 joshua01
            joshua10 joshua11 joshua12 joshua123 joshua13 joshua21 journey1 juancarlos juanita1 juanito1 juanjose
            juanpablo juggalo1 juggalo420 juju1987 julia123 juliana1 juliana123 julianna julie123 julie2811 julieann
            juliette julio123 jumpman23 jundian2011xr junebug1 junior01 junior10 junior11 junior12 junior123 junior13
            junior88 junkmail jupiter1 just4fun just4you justdoit justdoit1 justice1 justin01 justin08 justin10 justin11
            justin12 justin123 justin13 justin14 justin15 justin16 justin18 justin21 justin22 justin23 justin69
            justinbieb justinbieber justine1 juventini juventus juventus1 k1234567 k123456789 k47rizxt2g ka_djkhjsy6
            kaitlin1 kaitlyn1 kakakaka kakaroto kakashi1 kakashi21 kakashka kamasutra kamehameha kameron1 kamikadze
            kamikaze kangaroo kangaroo1 kapej111 kara2711 karakartal karaoke1 karen123 karolina karolina1
            kartoffelpuffer karukera kasandra kassandra kassandra1 katarina katelyn1 katerina katharina katherine
            katherine1 kathleen kathleen1 kathmandu kathryn1 katie123 katrina1 kawasaki kawasaki1 kayla123 kayleigh
            kayleigh1 kazantip keepout1 keepout8 kelly123 kendall1 kennedy1 kenneth1 kennwort kenny123 kenshin1 kentucky
            kentucky1 kenworth kevin123 kevnwo128 keyblade keyboard keyboard1 keystone keystone1 kfcnjxrf khongbiet
            kickass1 kickflip kickflip1 kidrock1 kifj9n7bfu kikeunyw killa123 killbill killbill1 killemall killer01
            killer10 killer11 killer12 killer123 killer1234 killer13 killer21 killer22 killer23 killer45 killer666
            killer69 killer99 killerman killers1 killkill killzone kimberley kimberly kimberly1 kindness king1234
            kingdom1 kingfish kingfisher kingjames kingking kingkong kingkong1 kingpin1 kingsley kingston kingston1
            kinomoto89 kirill1990 kirkland kirsten1 kisskiss kisskiss1 kissme123 kissmyass kissmyass1 kissmyass2
            kitten12 kitten123 kittens1 kitty101 kitty123 kittycat kittycat1 kittykat kittykat1 kittykitty kittylove
            kjrjvjnbd kkkkkkkk kkkkkkkkkk klapaucius klaudia01 kleopatra klinger1 klopklop kmzwa8awaa knackwurst8853
            knights1 knowledge knuckles kobebryant kochamcie kochanie kokakola kokokoko kolawole komputer komputer1
            komputer12 konfetka konstantin koolaid1 koroleva kowalski krasotka krishna1 krishnan kristen1 kristian
            kristin1 kristina kristina1 kristine kristine1 krokodil krystal1 krystyna56 kuana230345 kumar123 kurdistan
            kurtcobain kurwamac l123456789 l1nk3d1n l1nked1n l1verpool l6ho3tg7wb labrador lacoste1 lacrimosa lacrosse
            lacrosse1 ladiesman1 ladybird ladybug1 ladybug2 ladygaga laetitia lakers08 lakers123 lakers24 lakers32
            lakeside lakewood lalakers lalala123 lalalala lalaland lalaland1 lamborghini lampard8 lancaster lancelot
            lancia037 landmark landrover language lapochka lara1308 laracroft larissa1 larry123 lasvegas lasvegas1
            laughter laura123 laurel12creek lauren01 lauren11 lauren12 lauren123 laurence lauretta lavalamp lavender
            lavender1 lawrence lawrence1 layouts1 learning leavemealone lebron23 lebronjame ledzeppelin leedsutd
            left4dead legend22 legendary legolas1 leicester leliane50934 lemonade lemonade1 lenalena leningrad lenochka
            leolong1985 leonard1 leonardo leonardo1 leonidas leopard1 leopoldo leralera lesbian1 lespaul1 leticia1
            letmein! letmein1 letmein123 letmein2 letmeinnow lexmark1 lexor123 lfitymrf libertad liberty1 library1
            licorice lifeisgood lifesucks lifesucks1 lifetime lightbulb lighthouse lighting lightning lightning1
            lightning2 lightpower12345 liliana1 lilli2006 lillian1 lilly123 lilmama1 lilmama12 lilmama2 lilpimp1
            lilwayne lilwayne1 lilwayne12 lilwayne2 limegreen limegreen1 limpbizkit lincogo1 lincoln1 linda123 lindinha
            lindsay1 lindsey1 lineage2 lingling linked123 linkedin linkedin1 linkedin11 linkedin123 linkedin2011
            linkedln linkinpark lionheart lionheart1 lionking lionking1 lipgloss lipgloss1 lipstick lisalisa lisamarie
            littlebit littlebit1 littlegirl littleman littleman1 littleone live4him livelife livelife1 liverp00l
            liverpool liverpool0 liverpool1 liverpool123 liverpool2 liverpool5 liverpool7 liverpool8 liverpool9
            liverpoolfc livestrong lizottes ljxtymrf lkjhgfdsa lkjhgfdsa1 llllllll lmapacey lobster1 logan123 login123
            logitech logitech1 lokoloko lokomotiv lol12345 lol123456 lolalola lolek123 lolipop1 lolipop123 lollipop
            lollipop1 lollol123 lollollol lollypop lollypop1 lolololo london01 london11 london12 london123 london22
            lonestar lonewolf lonewolf1 longbeach longbeach1 longhorn longhorn1 longhorns longhorns1 lonsdale looby123
            lookatme looking1 lordjesus loredana lorenzo1 loretta1 lorraine lorraine1 losangeles loser101 loser123
            loserface1 lotus123 louise123 louloute love1234 love12345 love123456 love1314 love2000 love2006 love2007
            love2008 love2009 love2010 love2011 love2love love4eva love4ever love4ever1 love4life love4you love5683
            loveable loveable1 lovebird lovebug1 lovebug2 loveforever lovegod1 lovehate lovehate1 lovehim1 lovehurts
            lovehurts1 lovehurts2 loveislife lovejesus loveless loveless1 lovelife lovelife1 lovelove lovelove1
            lovelovelove lovely12 lovely123 lovely69 lovelygirl loveme11 loveme12 loveme123 loveme13 loveme22 loveme23
            loveme69 lovemom1 lovemykids lover101 lover123 loverboy loverboy1 lovergirl lovergirl1 loverman lovers12
            lovers123 lovers69 lovestory lovesucks lovesucks1 loveu4ever loveyou! loveyou1 loveyou12 loveyou123 loveyou2
            loveyou3 lovingyou lowrider lowrider1 loxpider lucas123 lucifer1 lucifer666 lucille1 lucky123 lucky777
            luckyboy luckydog luckydog1 luckystar ludacris ludacris1 ludi1234 ludivine lukas123 lukasz12 lunaluna
            luv4ever lydcc20091314 lynette1 lzhan16889 m01759766727 m1234567 m12345678 m123456789 m1am1b3ach m1chelle
            m1chp00h macarena macaroni macdaddy macdaddy1 machine1 maciek06 macintosh mackenzie mackenzie1 madafaka
            madagascar madagaskar madalina madden07 madden08 madden09 maddie123 maddison maddison1 madeleine madeline
            madeline1 madinina madison01 madison1 madison12 madison123 madison2 madison3 madison4 madison5 madison7
            madness1 madonna1 madonna12 maella1311 maganda1 magandaako magazine magdalena magdalena1 maggie01 maggie11
            maggie12 maggie123 maggie13 maggiemay magic123 magical1 magician magicman magnolia magnolia1 mahalkita
            mahalkita1 mahalkoh mahendra maiden666 maiyeuem majestic makaveli makaveli1 makayla1 makemoney makemoney1
            makenzie maksimka malachi1 malaysia malaysia1 malcolm1 maldives malik123 malishka mallorca mallory1 mama1234
            mamacita mamamama mamamia1 mamapapa mamapapa1 mamasita mamika10 mamikawada mamma123 mammamia mamochka
            management manager1 manchester manchester1 manchesterunited mancity1 mandarin mandingo mandrake mandy123
            mango123 manhattan manning18 manolito manson666 manuel12 manuel123 manunited manunited1 maplestory
            maprchem56458 maradona maradona10 maranatha marathon marbella marcella marcello marco123 marcopolo marcus123
            marek14michal margaret margaret1 margarida margarita margarita1 margherita marguerite maria123 maria666
            mariajose mariana1 marianna marianne maribel1 marie123 mariella marielle marietta marigold marihuana
            marijuana marijuana1 marilena marilyn1 marilyn59 marina123 marinara mariners marines1 marino13 mario123
            mario140773 mariposa mariposa1 marishka marisol1 marissa1 marjorie mark1234 mark_963 marketing marketing1
            marlboro marlboro1 marlene1 marmalade marmotte marquis1 marriage married1 marseille marseille1 marseille13
            marshall marshall1 martin12 martin123 martina1 martine1 martinez martinez1 martini1 marvel5454 maryann1
            maryanne marygrace maryjane maryjane1 maryjane42 maryland maryland1 marymary maryrose masamune mase4ever
            maserati mash4077 mason123 massage1 master01 master11 master12 master123 master13 master69 masterkey
            mastermind masters1 matahari matematica matematika mateusz1 mathematics mathilde matilda1 matrix123 matt1234
            matt1988 matthew01 matthew1 matthew11 matthew12 matthew123 matthew13 matthew2 matthew3 matthew4 matthew5
            matthew7 matthews matthias matthieu matyas2001 maureen1 maurice1 maurice4 mauricio maurizio maverick
            maverick1 max12345 maximilian maximiliano maximus1 maxpayne maxpower maxwell1 maynard1 mayquinn2 mazafaka
            mazda323 mazda626 mazdarx7 mazdarx8 mbahurip mcdonald mcdonalds mcdonalds1 mcgrady1 mckenna1 mckenzie
            mckenzie1 mclarenf1 meandyou meandyou1 meatball meatball1 meatball99 meathead meatloaf mechanic mechanical
            medical1 medicina medicine meenakshi mega_pizdetz666 megadeth megadeth1 megaman1 megan123 megaparol
            megaparol12345 megasecret megatron melanie1 melbourne melinda1 melissa1 melissa12 melissa123 melissa2
            memorex1 memories memphis1 memphis10 mendoza1 meowmeow meowmeow1 mephisto mercedes mercedes1 mercurio
            mercury1 merda123 meredith meredith1 meridian mermaid1 mersedes messenger messenger1 messiah1 metal123
            metal666 metalgear metalica metallic metallica metallica1 metallica2 metallica6 mexican1 mexican13 mexicano1
            mexico01 mexico10 mexico11 mexico12 mexico123 mexico13 mgreen39 miami305 michael! michael. michael01
            michael08 michael1 michael10 michael11 michael12 michael123 michael13 michael14 michael15 michael18 michael2
            michael21 michael22 michael23 michael3 michael4 michael5 michael6 michael69 michael7 michael8 michael9
            michaela michaela1 michaeljac michaeljackson micheal1 michele1 michelle michelle! michelle01 michelle1
            michelle11 michelle12 michelle13 michelle2 michelle3 michelle7 michigan michigan1 michoacan1 mickey01
            mickey11 mickey12 mickey123 mickey13 mickeymous mickeymouse microlab microsoft microsoft1 midnight midnight1
            midnight12 midnight2 migrationschool miguel12 miguel123 miguelito mikayla1 mike1234 mikejones1 mikemike
            mikemike1 mikey123 mikimiki milagros milashka mildred1 miley123 mileycyrus military milkshake milkshake1
            milkyway millenium millennium million1 million2 millions millwall minecraft minecraft123 minemine mingming
            minhasenha minicalibra miniclip minicooper minister ministry minnesota minnesota1 minouche miracle1 miracles
            miranda1 mirantte mireille miroslav mischief misfits1 mishijos misiaczek mission1 mississipp mississippi
            misskitty missouri missy123 misterio mistress misty123 mitchell mitchell1 mitsubishi mittens1 mkal2707
            mm123456 mm170667 mmmmmmmm mmmmmmmmmm mmo110110 mnbvcxz1 mnbvcxz123 mobster1 mobsters1 moderncombat mohamed1
            mohammad mohammed mohammed1 mojojojo molly123 mollydog mollydog1 momanddad momanddad1 mommy123 mommyof2
            mommyof3 momoney1 monalisa monalisa1 monamour moncoeur monday123 money100 money101 money123 money1234
            money4940 money4me moneymaker moneyman moneyman1 moneymoney mongoose mongoose1 monica12 monica123 monique1
            monitor1 monkey01 monkey07 monkey08 monkey09 monkey10 monkey101 monkey11 monkey12 monkey123 monkey1234
            monkey13 monkey14 monkey15 monkey16 monkey17 monkey18 monkey21 monkey22 monkey23 monkey24 monkey33 monkey69
            monkey77 monkey88 monkey99 monkeyboy monkeyboy1 monkeybutt monkeyman monkeyman1 monkeys1 monkeys2 monopoly
            monopoly1 monster1 monster12 monster123 monster13 monster2 monster3 monster5 monster7 monstercha monsters
            montagne montana1 montecarlo monterrey montgom2409 montgomery montreal montreal1 moonbeam moonlight
            moonlight1 moonmoon moonshine moonshine1 moonstar moose123 morales1 moremoney morgan01 morgan11 morgan12
            morgan123 morning21 morpheus morrison morrison1 morrowind mortgage mortimer mosquito mostwanted motdepasse
            mother12 mother123 motherfuck motherfucker motherlode motherof2 motherof3 motocross motocross1 motorbike
            motorcycle motorhead motorola motorola1 moumoune mountain mountain1 mouse123 mrf11277215 ms0083jxj mu080295
            mudvayne mudvayne1 muffin12 muffin123 muffins1 muhammad muhammad1 muhammed mulligan multimedia multiplelog
            mummy123 munchkin munchkin1 murcielago mushroom mushroom1 music101 music123 music4life music4me musical1
            musician musiclover musicman musicman1 mustafa1 mustang01 mustang1 mustang123 mustang2 mustang5 mustang50
            mustang65 mustang66 mustang67 mustang69 mustang7 mustangs mustangs1 mustapha mustard1 mv46vkmz10 my-space
            my.space my1space my204856 my2girls my3girls myangel1 mybabies myblocker myfamily myfamily1 myfather
            myfriend mygirls2 mygirls3 mylinkedin mylove12 mylove123 mymother mynameis mynameis1 mypassword mysecret
            myspace! myspace. myspace.co myspace0 myspace00 myspace01 myspace06 myspace07 myspace08 myspace09 myspace1
            myspace10 myspace101 myspace11 myspace12 myspace123 myspace13 myspace14 myspace15 myspace16 myspace17
            myspace2 myspace200 myspace201 myspace21 myspace22 myspace23 myspace24 myspace3 myspace4 myspace4me
            """
    }
#endif
