#if Security
    extension CommonPasswords {
        /// Part 3 of the list. scripts/common-passwords wrote this file; do not edit it.
        static let third = """
            myspace5 myspace6 myspace69 myspace7 myspace77 myspace8 myspace88 myspace9 myspace99 myspacepas mysterio
            mystery1 n0=acc3ss n123456789 n8zgt5p0shw= nacional nancy123 nanou4552 napoleon napoleon1 narayana narendra
            naruto10 naruto101 naruto11 naruto12 naruto123 naruto13 nascar20 nascar24 nascar88 nashville nastenka
            natalia1 natalie1 nataliya natascha natasha1 nathalie nathan01 nathan11 nathan12 nathan123 nathaniel
            nathaniel1 natiichen999 national national1 natural1 naughty1 nautilus navigator nazareth ncc1701a ncc1701d
            ncc1701e ncc74656 nebraska nebraska1 need4speed needajob needforspeed nefertiti nemesis1 neopets1 neopets12
            nessa1234 network1 networking neveragain nevergiveup neverland nevermind nevermind1 nevermore new975wen
            newcastle newcastle1 newjersey newjersey1 newlife1 neworleans neworleans12345 newpass1 newpasswor
            newpassword newport1 newport100 newstart newstart1 newthree51 newvision newyork1 newyork12 newyork123
            newyork2 newzealand nha7ebf6kp nibbles1 nicholas nicholas1 nicholas12 nicholas2 nichole1 nick1234 nickelback
            nickiminaj nickjonas nickjonas1 nicknick nickolas nicky123 nicolas1 nicole01 nicole07 nicole08 nicole09
            nicole10 nicole11 nicole12 nicole123 nicole13 nicole14 nicole15 nicole16 nicole17 nicole18 nicole21 nicole22
            nicole23 nicole27 nicoleta nicoletta nideknil nigeria1 nigga123 nigger12 nigger123 nigger69 niggers1
            nightmare nightmare1 nightwish nikita123 nikki123 nikolas1 ninanina nineteen ninja123 nintendo nintendo1
            nintendo64 nirvana1 nissan350z nks230kjs82 no1knows noiembrie noisette nokia123 nokia3100 nokia3250
            nokia3310 nokia5130 nokia5200 nokia5230 nokia5300 nokia5310 nokia5530 nokia5800 nokia6230 nokia6233
            nokia6300 nokia6600 nokian70 nokian73 nokian95 nolimit1 nomeacuerdo nonenone nonmember noodles1 nopassword
            northern northside1 nosferatu notebook notebook1 nothing1 nothings123 notorious notredame notredame1
            nottingham nounours november november1 november10 november11 november12 november13 november14 november15
            november16 november17 november18 november19 november2 november20 november21 november22 november23 november24
            november25 november26 november27 november3 november30 november5 november6 november7 november8 november9
            novembre noviembre nowehaslo nssadmin ntktdbpjh nuggets1 number10 number11 number12 number13 number23
            numberone nummero1 nursing1 nuttertools nwo4life nyq28giz1z oakland1 oblivion oblivion1 oceans11 ocpoook325
            october1 october10 october11 october12 october13 october14 october15 october16 october17 october18 october19
            october2 october20 october21 october22 october23 october24 october25 october26 october27 october28 october29
            october3 october30 october31 october4 october5 october6 october7 october8 october9 offspring ogplanet
            ohiostate ohiostate1 ohmnamah23 oklahoma oklahoma1 oks65b6666 olalekan olamilekan olanrewaju olatunji
            olayinka oldschool oldschool1 olitec00 oliveira oliver01 oliver11 oliver12 oliver123 olivia12 olivia123
            olo65b6666 olusegun oluwaseun omarion1 omsairam omshanti one2three onedirection onelove1 onepiece onetwo12
            online123 oojs4ykl oooooooo opelastra opelcorsa opensesame operation operator opernhaus1 optimus1 orange11
            orange12 orange123 orange13 orange22 oranges1 ordenador ordinateur oriflame original original1 orlando1
            oscar123 ossi2000 ottootto ou29q6666 overdrive overkill overlord ovr220278 owt243ygbh owt243ygbj p0o9i8u7
            p3rat54797 p455w0rd p4ssw0rd p4ssword p5415420 p@$$w0rd p@ssw0rd p@ssword pa$$w0rd pa$$word pa55w0rd
            pa55word pablo123 packard1 packers1 packers4 painkiller paintball paintball1 painter1 painting pakistan
            pakistan1 pakistan12 pakistan123 pakistan786 pakistani paladin1 pallmall palmeiras palmtree palomino
            paluso00 panasonic panasonic1 pancake1 pancakes pancakes1 panchito panda123 pandabear pandabear1 pandora1
            panorama pantera1 panther1 panthers panthers1 papabear papamama papapapa papatoma1 paper123 paperino
            papichulo papichulo1 papillon paradise paradise1 paramedic paramore paramore1 paranoid paris123 parlament
            parola12 parola123 parolamea partizan party123 partytime pasadena pasquale pass1234 pass1478 pass1word
            pass9876 pass_2011 passcode passer2009 passer2010 passer2011 passion1 passions passpass passport passport1
            passw0rd passw0rd1 passward password password! password. password0 password00 password01 password06
            password07 password08 password09 password1 password1! password10 password11 password12 password123
            password1234 password12345 password123456 password13 password14 password15 password16 password17 password18
            password19 password2 password20 password21 password22 password23 password24 password25 password27 password3
            password32 password33 password4 password44 password45 password5 password55 password6 password66 password69
            password7 password77 password8 password88 password89 password9 password99 passwords passwort passwort1
            pasword1 patatina patches1 pathfinder patience patience1 patrice1 patricia patricia1 patricio patrick1
            patrick12 patrick123 patrick2 patrick7 patriot1 patriots patriots1 patriots12 patrizia patterson paulette
            paulina1 pauline1 pavilion pavilion1 payton34 pazzword123 pe#5gz29ptzmse peace123 peaceful peaceout
            peaceout1 peaches1 peaches2 peanut01 peanut11 peanut12 peanut123 peanutbutter peanuts1 pearljam pearljam1
            pebbles1 pedarsag pedro123 peekaboo pegasus1 pendejo1 penelope penelope1 penguin1 penguins penguins1
            penis123 pennstate pennstate1 penny123 pennywise pentagon pentium4 people12 people123 pepper01 pepper11
            pepper12 pepper123 peppermint pepsi123 pepsicola perfect1 perfect10 perfection personal personal1 peter123
            peterbilt peterpan peterpan1 peterson peyton18 pg260365 phantom1 pharmacy philippe philippine philips1
            phillies phillies1 phillip1 phillips philly215 phoenix1 phoenix888 picasso1 piccolo1 pickles1 picture1
            pictures pictures1 pikachu1 pilipinas pimp1234 pimp4life pimpdaddy pimpdaddy1 pimpin101 pimpin12 pimpin69
            pimping1 pimpjuice1 pineapple pineapple1 pingpong pingpong1 pinguino pink1234 pinkfloyd pinkfloyd1 pinklady
            pinkpanther pinkpink pinky123 pinocchio pioneer1 pioupiou pipeline pippen33 piramida piramide pirates1
            pissoff1 pistache pistons1 pitbull1 pittsburgh pizza123 pizzahut pizzahut1 pk3x7w9w placebo1 plastic1
            platinum platinum1 platypus playboy1 playboy12 playboy123 playboy2 playboy69 player12 player123 player13
            player69 playgirl playgirl1 playstatio playstation playstation2 playstation3 playtime pleasure pleasure1
            ploppy10 plumber1 plymouth pocahontas poepen19 poiu0987 poiuytre poiuytrewq poiuytreza pok29q6666 pokemon1
            pokemon10 pokemon11 pokemon12 pokemon123 pokemon2 pokemon3 pokemon5 pokemon7 pokemon9 poker123 pokerface
            polarbear polarbear1 polaris1 polenka1 police123 policeman polniypizdec0211 polniypizdec1102
            polniypizdec110211 polopolo polska123 pomalo123 pommes123 pontiac1 poochie1 poohbear poohbear1 poohbear12
            poohbear2 pookie12 pookie123 poop1234 poophead poophead1 poopmaster pooppoop pooppoop1 poopy123 pop168168
            popcorn1 popcorn12 popcorn123 popcorn2 popopopo poppy123 popstar1 poptart1 poptropica porcodio porkchop
            porkchop1 pornstar pornstar1 porsche1 porsche911 portable portland portland1 portugal portugal1 poseidon
            positive positive1 positivo possible potatoes pothead1 pothead420 poulette poupette poupoune povlmly727
            povray14 power123 power999 powerful powerman powerof3 powerpuff ppoo0099 pppppppp pqntmt1247 pr1ncess
            prasanna prashant preacher preciosa precious precious1 precious2 predator predator1 prelude1 presario
            presario1 president president1 presley1 prestige preston1 pretty12 pretty123 prettyboy prettyboy1 prettygirl
            prettyme primavera primrose prince12 prince123 princes1 princesa princesa1 princesita princess princess!
            princess. princess01 princess07 princess08 princess09 princess1 princess10 princess11 princess12 princess123
            princess13 princess14 princess15 princess16 princess17 princess18 princess19 princess2 princess20 princess21
            princess22 princess23 princess24 princess3 princess4 princess5 princess6 princess69 princess7 princess8
            princess9 princessa princesse princeton principe principessa pringles printer1 priscila priscilla priscilla1
            private1 priyanka prodigy1 production professional professor progress project1 projectsadminx promise1
            property prosperity prototype proverbs proverbs31 prudence przyjaciolki psalms23 psicologia psychology
            pt120439 pudding1 puertorico pumpkin1 pumpkin2 pumpkins punisher punisher1 punkrock punkrock1 puppies1
            puppies2 puppy123 puppydog puppydog1 puppylove puppylove1 purple01 purple10 purple11 purple12 purple123
            purple13 purple14 purple15 purple16 purple21 purple22 purple23 purple69 pussy101 pussy123 pussycat pussycat1
            putangina pyramid1 q0tsrbv488 q1234567 q12345678 q123456789 q1q1q1q1 q1q2q3q4 q1q2q3q4q5 q1w2e3r4 q1w2e3r4t5
            q1w2e3r4t5y6 q1w2e3r4t5y6u7i8o9p0 q2w3e4r5 qarglr123 qawsed123 qawsedrf qawsedrftg qaz12345 qaz123456
            qaz123wsx qazqazqaz qazwsx11 qazwsx12 qazwsx123 qazwsx1234 qazwsxed qazwsxedc qazwsxedc1 qazwsxedc123
            qazwsxedcrfv qazwsxedcrfvtgb qazxsw12 qazxsw123 qazxswedc qazxswedcvfr qdujvyg5sxa qh6xl1p9xj qiciqdp162
            qpwoeiruty qq123123 qq123456 qq123456789 qq18ww899 qqqq1111 qqqqqqqq qqqqqqqqqq qqww1122 qti7zxh18u quality1
            quality123 queen123 queenbee queenbee1 queenie1 quentin1 question qugrqfo825 quicksilver quiksilver qw123321
            qw123456 qw12qw12 qwaszx12 qwaszx123 qwe1122334 qwe12345 qwe123456 qwe123asd qwe123qwe qwe123qwe123 qweasd12
            qweasd123 qweasdzxc qweasdzxc1 qweasdzxc123 qwedsazxc qwegta13091990 qweqwe123 qweqweqwe qwer1234 qwer12345
            qwer4321 qwerasdf qwerasdfzxcv qwerfdsa qwerpoiu qwerqwer qwerqwer2 qwerrewq qwert123 qwert1234 qwert12345
            qwert54321 qwertasdfg qwertqwert qwerty00 qwerty01 qwerty10 qwerty11 qwerty111 qwerty12 qwerty123 qwerty1234
            qwerty12345 qwerty123456 qwerty123456789 qwerty13 qwerty21 qwerty22 qwerty23 qwerty321 qwerty55 qwerty66
            qwerty666 qwerty67 qwerty69 qwerty77 qwerty777 qwerty78 qwerty789 qwerty88 qwerty99 qwertyasd qwertyasdfgh
            qwertyqwerty qwertyu1 qwertyu123 qwertyu8 qwertyui qwertyui1 qwertyuio qwertyuio1 qwertyuiop qwertyuiop1
            qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyytrewq qwertz123 qwertzui qwertzuiop qwqwqwqw r1234567
            r123456789 r2d2c3po r4e3w2q1 r9lw4j8khx rabat1945 racecar1 rachael1 rachel12 rachel123 rachelle rachelle1
            radiohead radiohead1 raffaele raffaella ragnarok rahul123 raiders1 raiders12 raiders13 raiders2 raiderz1
            railroad rainbow1 rainbow12 rainbow123 rainbow2 rainbow3 rainbow6 rainbow7 rainbows rainbows1 raindrop
            raistlin rajendra rajkumar rambo123 ramirez1 rammstein rammstein1 ramones1 randall1 random123 randyorton
            rangerover rangers1 rasengan raspberry rasputin rastafari rastaman raven123 ravens52 raymond1 rb26dett
            rbotmvz954 rdfhnbhf rdukv46x reading1 ready2go realestate realmadrid realnigga1 rebecca1 rebekah1 rebelde1
            rebound1 recovery recovery1 red12345 redab1993 redalert redbone1 redbull1 reddevil reddragon redemption
            redfish1 redhead1 redhorse redline1 redneck1 redrose1 redroses redskins redskins1 redskins21 redsox04
            redsox12 redsox34 redwings redwings1 reginald register reglisse reliance reloaded remember remember1
            rememberme remington remington1 remo1d72a rencontre renee123 renegade renegade1 research reset123 resident
            residentevil resing1965 respect1 revelation revenge1 revolution revolver reynaldo reynolds rfhfvtkmrf
            rfhfylfi rfhnjirf rfnthbyf rfntymrf rfvfcenhf rhbcnbyf rhfcfdbwf rhfcjnrf rhiannon rhiannon1 rhinos111
            rhjrjlbk rhodan01 ricardo1 riccardo richard1 richard123 richard2 richards richardson richmond richmond1
            ricky123 rihanna1 riley123 riverplate riverside riverside1 rjhjktdf rjyatnrf rjycnfynby rksk3210 rktjgfnhf
            roadkill roadking roadrunner roanne42300 robert01 robert11 robert12 robert123 robert13 robert22 robert69
            roberta1 roberto1 roberts1 robin123 robinhood robinson robinson1 robotech robotics rochelle rochelle1
            rochester rockandroll rocketman rockets1 rockford rocknroll rocknroll1 rockstar rockstar1 rockstar12
            rockstar2 rocky123 roderick rodrigo1 rodrigues rodriguez rodriguez1 roger123 rollin60 rolltide rolltide1
            romance1 romans828 romantic romaroma romashka romeo123 ronaldinho ronaldo07 ronaldo1 ronaldo123 ronaldo17
            ronaldo7 ronaldo9 rooney10 rooster1 rootbeer rootbeer1 roro1024 rosalinda rosario1 rose1234 rose24731
            rosebud1 rosemarie rosemary rosemary1 roserose rosie123 rossella rotterdam roxanne1 royals22 rtw150809
            rubberduck ruler1991 runescape runescape1 runescape2 running1 rush2112 russell1 rusty123 ryan1234 ryan962052
            s1234567 s12345678 s123456789 s8ylpe9jdpvym sabbath1 sabine12 sabrina1 sabrina123 sacha1234 sacramento
            sadie123 sagitario sagitarius sailboat sailing1 sailormoon saints25 salamanca salamander salamandra salasana
            sally123 salmankhan salvador salvador1 salvation salvation1 salvatore sam12345 samantha samantha1 samantha12
            samantha2 sammy123 sampdoria sample123 sampson1 samsun55 samsung1 samsung12 samsung123 samsung2 samuel01
            samuel12 samuel123 samurai1 sanandreas sanchez1 sandberg5 sanders1 sandiego sandiego1 sandman1 sandoval
            sandra12 sandra123 sandrine sandwich sandy123 sangeeta sangeetha santacruz santamaria santana1 santhosh
            santiago santiago1 saopaulo sapphire sapphire1 sarah123 sarajevo sarasara saraswati saratoga sardegna
            sasasasa sasha123 sasin414 sassi123 sassy123 sassygirl sasuke12 sasuke123 satan666 satellite saturday
            sausage1 sausages savanna1 savannah savannah1 saxophone saxophone1 sayangku scarface scarface1 scarface2
            scarlet1 scarlett scarlett1 schalke04 scheisse schnecke schneider schokolade school12 school123 schumacher
            science1 scooby12 scooby123 scoobydoo scoobydoo1 scoobydoo2 scooter1 scooter123 scooter2 scorpio1 scorpion
            scorpion1 scorpione scorpions scotland scotland1 scott123 scottie1 scrabble scrappy1 scruffy1 scvmofas79
            sdf7asdf6asdg8df seahawks seahawks1 seahorse seahorse1 seanpaul seatleon seattle1 sebastian sebastian1
            sebastian106 sebastien secret12 secret123 secret666 security security1 seigneur seinfeld selenagome semangat
            semarang seminole seminoles seminoles1 semperfi semperfi1 senha123 senior06 senior07 senior08 senior09
            seniseviyorum sentinel sentnece sephiroth sephiroth1 september september1 september2 september3 september7
            september8 september9 septiembre sepultura serafina14 serendipity serenity serenity1 service1 services
            seven777 seventeen severine sevgilim sexsexsex sextrime1 sexy1234 sexy4life sexyass1 sexybabe sexybabe1
            sexybaby sexybaby1 sexyback1 sexybeast sexybeast1 sexybitch sexybitch1 sexybitch2 sexyblack1 sexyboy1
            sexychick1 sexygirl sexygirl1 sexygirl12 sexygurl1 sexylady sexylady1 sexylove sexylove1 sexymama sexymama1
            sexymama12 sexyman1 sexyred1 sexysexy shadow01 shadow10 shadow11 shadow12 shadow123 shadow13 shadow14
            shadow21 shadow22 shadow23 shadow69 shadow99 shadows1 shahrukh shakespeare shakira1 shamrock shamrock1
            shane123 shaney14 shanghai shanice1 shannon1 shannon2 sharingan sharpie1 shashank shawn123 shayne123
            shayshay shayshay1 shearer9 sheffield shelby12 shelby123 sheldon1 shelley1 shepherd sheridan sherlock
            sherman1 sherwood shevchenko shinigami shirley1 shitface shitface1 shithead shithead1 shitshit shooter1
            shopping shopping1 shortie1 shorty01 shorty11 shorty12 shorty123 shorty13 shorty14 shorty69 shotgun1
            shotokan shotokan1 showtime showtime1 sidekick sidekick1 sidekick3 siemens1 sig53num silkroad silver12
            silver123 silverado silverado1 simba123 simon123 simple123 simpleplan simpson1 simpsons simpsons1 sinaloa1
            sincere1 sinclair singapore singing1 single123 sinister sipfhair sisters1 sithlord sixteen16 sk84life
            sk8board sk8erboi sk8erboy sk8ordie ska02ska skate123 skate4life skateboard skateordie skater11 skater12
            skater123 skater13 skaterboy1 skaterdude skating1 skeeter1 skeleton skinhead skipper1 skittles skittles1
            skittles12 skorpion skyline1 skyliner34 skywalker skywalker1 slamdunk slapshot slayer666 slimshady
            slimshady1 slipknot slipknot1 slipknot12 slipknot2 slipknot6 slipknot66 slipknot666 slipknot9 slovensko
            slunicko smackdown smackdown1 smallville smarties smashing smb0512bz smile0_0 smile123 smile4me smirnoff
            smirnova smith123 smoke420 smokeweed smokeweed1 smokey01 smokey11 smokey12 smokey123 smokey13 smokey420
            smoking1 snake123 snapper1 snapple1 sneakers snickers snickers1 snoopdog snoopdog1 snoopdogg snoopdogg1
            snoopy01 snoopy12 snoopy123 snoopy13 snorre98 snowball snowball1 snowboard snowboard1 snowflake snowflake1
            snowman1 snowwhite snuggles snuggles1 soccer00 soccer01 soccer05 soccer06 soccer07 soccer08 soccer09
            soccer10 soccer101 soccer11 soccer12 soccer123 soccer13 soccer14 soccer15 soccer16 soccer17 soccer18
            soccer19 soccer20 soccer21 soccer22 soccer23 soccer24 soccer25 soccer33 soccer69 soccer77 soccer88 soccer99
            socrates sodapop1 softball softball1 softball10 softball11 softball12 softball13 softball14 softball15
            softball2 softball21 softball22 softball23 softball3 softball4 softball5 softball7 softball8 softball9
            software sojdlg123aljg sokolova soldier1 soleil13 soleluna solidsnake solitario solitude solnishko solo7590
            solomon1 solution somanypickles27 somebody someone1 somerset something something1 songbird sonic123
            sonnenschein sonyericsson sonysony sonyvaio sooners1 sophie01 sophie12 sophie123 soukayna souljaboy1
            soulmate soulmate1 southern southern1 southpark southpark1 southpole1 southside southside1 southside2
            southside3 southwest1 space123 spaceman spaghetti spanish1 sparkle1 sparkles sparkles1 sparky12 sparky123
            sparrow1 spartacus spartan1 spartan117 spartans spartans1 speak2me speaker1 special1 specialk spectrum
            speedway spencer1 speranza spez3012 spider-man spider12 spider123 spiderman spiderman1 spiderman2 spiderman3
            spiderman4 spiderman7 spike123 spionin8688 spitfire spitfire1 spitsy16 splendid splinter spoiled1 spongebob
            spongebob0 spongebob1 spongebob2 spongebob3 spongebob7 spongebob9 sporting springer sprinter squirrel
            squirrel1 srikanth srilanka srinivas ss563563ss ssssssss ssssssssss ssyu1314 stalker1 stallion standard
            stanford stanislav stanley1 staples1 star1234 starbuck starbucks starbucks1 starburst starburst1 starcraft
            starcraft1 starcraft2 stardust stardust1 staredobre starfire starfish starfish1 stargate stargate1 stargazer
            stargirl starlight starlight1 stars123 starship starstar start123 startfinding startrek startrek1 starwar5
            starwars starwars1 starwars111 starwars12 starwars2 starwars3 starwarsfan10 stayout1 stealth1 steelers
            steelers1 steelers43 steelers7 stefangreil1983 stefania stefanie steflio3123 stella123 stellina steph123
            stephane stephanie stephanie1 stephanie2 stephen1 sterling sterling1 sternchen steve123 steven12 steven123
            stewart1 stewart20 stigmata stinger1 stingray stinker1 stinky01 stonecold stonecold1 stoner420 strange1
            stranger stratfor stratocaster strawberry strength striker1 stronger student1 studio54 stunt101 stupid12
            stupid123 stuttgart su123456 sublime1 success1 successful suckit69 suckmydick sugar123 sugarbear sugarbear1
            suicide1 sullivan summer00 summer01 summer05 summer06 summer07 summer08 summer09 summer10 summer11 summer12
            summer123 summer13 summer2008 summer2010 summer21 summer22 summer69 summer99 summertime sundance sundance1
            sunderland sunflower sunflower1 sunlight sunny123 sunnyday sunrise1 sunsh1ne sunshine sunshine! sunshine01
            sunshine1 sunshine10 sunshine11 sunshine12 sunshine13 sunshine2 sunshine21 sunshine22 sunshine23 sunshine3
            sunshine4 sunshine5 sunshine69 sunshine7 sunshine8 sunshine9 supa1906 super123 superboy superduper superfly
            superfly1 supergirl supergirl1 superhero superior superman superman! superman01 superman1 superman10
            superman11 superman12 superman123 superman13 superman2 superman21 superman22 superman23 superman3 superman4
            superman5 superman69 superman7 superman8 supermanboy supermario supernatural supernova supernova1 supersonic
            superstar superstar1 superstar2 supervisor superwoman supreme1 surabaya surena13 sureno13 surenos13
            surethang surfing1 surprise surside13 survivor suzanne1 svetlana swampfire sweet123 sweet666 sweetangel
            sweetgirl sweetheart sweethome sweetie1 sweetie2 sweetiepie sweetlove sweetness sweetness1 sweetpea
            sweetpea1 sweety12 swimmer1 swimming swimming1 swordfish swordfish1 sylvester sylvester1 syncmaster syracuse
            system32 sz9kqcctwy szczurek t123456789 t36473647 tabitha1 tacobell tacobell1 taekwondo taekwondo1
            taishan2011 tajmahal talisman tamahome tangerine tanginamo tanja1993 tanzania target123 tarheel1 tarheels
            tarheels1 tartaruga tarzan00 tasha123 tatiana1 taylor01 taylor10 taylor11 taylor12 taylor123 taylor13
            taylor14 taylor21 taylor22 tazmania teacher1 teamo123 teamomucho techn9ne technics techno13 technology
            tecktonik teddy123 teddybear teddybear1 teddybear2 teenaa111 teiubesc telecaster telechargement telefono
            telephone telephone1 television televizor temitope temp1234 temporary temppass temppassword tendulkar
            tenerife tennessee tennessee1 tennis12 tennis123 teonamaria1 tequiero tequiero1 tequila1 teresita terminal
            terminator terrance terrance1 terrell1 terrence terrence1 terserah test1234 teste123 tester01 testing1
            testing123 testpass testtest testtest1 texas100 texas123 thailand thailand1 thankgod thankyou thankyou1
            theband1 thebears12 thebeast thebeatles thebest1 theboss1 thedoors thegame1 thegreat thegreat1 thegreat123
            theking1 themaster thematrix theodore theodore1 theonly1 theresa1 therock1 theshit1 thesims2 theused1
            thibault thinking thirteen thirteen13 thisisit thisisme thissucks thissucks1 thomas01 thomas10 thomas11
            thomas12 thomas123 thomas13 thomas22 thompson thompson1 threekids thriller thug4life thuglife thuglife1
            thumper1 thunder1 thunder2 thunderbird thursday tichuots tiffany1 tiffany123 tiffany2 tiger123 tigerlily
            tigers12 tigerwoods tigger01 tigger11 tigger12 tigger123 tigger13 tigger21 tigger22 tigger23 tigger69
            timberlake timberland timepass timmy123 timothy1 timoxa94 tingting tinker12 tinkerbel1 tinkerbell
            tinkerbell1 titanic1 titanium titleist titties1 tkbpfdtnf tkfkdgo1 tkfkdgo7 tl281188t tmnet123 tmvlzj12
            tnk0mk16vx together together1 tokiohotel tolulope tombrady12 tommy123 tommyboy tomorrow tony1234 tonyhawk
            toonarmy tootsie1 topbutton topolino topsecret toriamos tornado1 toronto1 tortoise toshiba1 total12scherz
            tottenham tottenham1 toulouse toulouse31 trabalho tracker1 trackstar1 tractor1 training trandafir transam1
            transforme transformers transport trapdoor60 traveler treasure treasure1 treefrog treehouse treguier
            trenton1 trfnthbyf triangle tricolor triforce trigger1 trinidad trinidad1 trinitron trinity1 trinity3
            tripleh1 triplets triskelion tristan01 tristan1 trivium1 trojans1 trombone trombone1 tronwell trooper1
            tropical trouble1 trouble2 trucker1 trueblue truelove truelove1 trumpet1 trustno1 trustnoone tryagain
            ttd955audg tucker12 tuesday1 tunafish tuputamadre turtle12 turtles1 tweety12 tweety123 tweety13 tweetybird
            twelve12 twenty20 twilight twilight1 twilight12 twinkie1 twinkle1 twinkle15 twisted1 twister1 twiztid1
            ty2t1hv3oc tyler123 tyrael04 tyson123 tzir25l5kn u1v7hhh7ef u83xu3u83 uhfaabnb uhfybn8888 ukflbfnjh12
            ultimate ultimate1 umbrella umbrella1 undercover underdog underground underoath underoath1 undertaker
            underworld unforgiven unicorn1 unicorns univers2l universal universal1 universe university universo unknown1
            unlimited uphill45 uqa9ebw445 usa12345 username uvgx8f8232 vacances vacation vacation1 vaffanculo vagina69
            vaishali valencia valencia1 valentin valentina valentina1 valentine valentine1 valentino valeria1 valerie1
            valeriya valhalla valkyrie vampire1 vampires vancouver vanessa06 vanessa1 vanessa12 vanessa123 vanessa2
            vanhalen vanhalen1 vanilla1 vanille1 vascorossi vasilisa vauxhall velocity vendetta venezuela verbatim
            vergessen vergeten veri1234 verizon1 vermont1 veronica veronica1 veronika veronique vfhbjk1801 vfhbyjxrf
            vfhnsirf vfhufhbnf vfitymrf vfntvfnbrf vfrcbvrf vfvfgfgf vfvfvfvf vicecity vicky123 victoire victor12
            victor123 victoria victoria1 victoria12 victoria2 victory1 vietnam1 viewsonic viewsonic1 vikings1 viktoria
            viktoriya villanueva villevalo vincent1 vincenzo vinicius violetta violette viper123 viphv5j736 virginia
            virginia1 virginie virtue1234 vitor1268123 vittoria vittorio vjqgfhjkm vkontakte vladimir vladislav vodafone
            voldemort volkswagen volleyball voltaire voyager1 vqsablpzla vrbgqns997 vuc7neyu0 w12101957 w123456789
            w1aubvoq w5tn36alfw w5txn36alfw w66yrybgra wachtwoord waffles1 waheguru walalang waldiw82 wallace1 walmart1
            wangyut2 warcraft warcraft1 warcraft3 wareagle warhammer warhammer1 warlock1 warning1 warrior1 warriors
            warriors1 warszawa wasdwasd washburn washington water123 waterboy waterfall waterfall1 waterloo waterman
            watermelon waterpolo wayne123 wdtnjxtr weare138 weather1 webhompass webmaster webster1 wedding1 wednesday
            wednesday1 weedman1 welcome1 welcome12 welcome123 welcome2 welkom01 wellington werewolf werewolf1 weronika
            weronika1992 wert1234 werty123 westcoast westcoast1 western1 westham1 westlife westlife1 westside westside1
            westside13 westwood westwood1 wetpussy weyersheim whatever whatever! whatever1 whatever12 whatever2
            whatever4 whatever7 whatsup1 whatthefuck whatthezor whatwhat whiskers whiskers1 whiskey1 whisper1 whistler
            whiteboy whiteboy1 whitesox whitesox1 whitetiger whitney1 whoareyou whocares whocares1 whoknows wiggles1
            wiktoria wildcat1 wildcats wildcats1 wildchild wildfire wildthing wildwood wilfried william1 william11
            william12 william123 william2 william2631 william3 william5 william7 williams williams1 winchester windmill
            windows1 windows7 windows98 windowsxp windsurf winston1 winter01 winter07 winter08 winter09 winter11
            winter12 winter123 winter99 winxclub wireless wisconsin wishbone wishbone1 woaini123 woaini1314 woaini520
            woaiwojia wolfgang wolfgang1 wolfman1 wolfpack wolfpack1 wolverine wolverine1 wonderful wonderful1
            wonderland wonderwoman woodland woodstock woodstock1 woofwoof wordlife wordpass wordpass1 working1 worship1
            woshishui woshiyazi wow12345 wpcakir264 wrangler wrangler1 wrasloco11 wrestle1 wrestler wrestler1 wrestling
            wrestling1 wsbe279qsg wubin007 ww111111 ww651118 wwwwwwww wz362308 x3luym2mmj x4ivyga51f x99qomx561
            xantria10315 xblhintb9w xboxlive xdqwerty xiang123456 xiaoxiao xige5516726 xlsl9963 xred4654 xsw21qaz
            xt97794xt xtseo2011tdx xxxxxxxx xxxxxxxxxx y6p67ftrqj yagjecc826 yahoo.com yahoo100 yahoo123 yahoomail
            yamaha125 yamahar1 yamahar6 yandi20080527 yangyang yankees1 yankees13 yankees2 yankees23 yankees7
            yaoiisgrand yaroslav yasmine1 yeahbaby yeahyeah yellow11 yellow12 yellow123 yellow13 yellow22 yellowcard
            yemi19900911 yesenia1 yesterday yfcntymrf yfdbufnjh10305070 yfdbufnjh63 yggdrasil4 yjdsqgfhjkm yogibear
            yolanda1 yomamma1 yomomma1 yosemite youandme youandme1 youbye123 youknow1 youngmoney yourgay1 yourmom!
            yourmom1 yourmom123 yourmom2 yousuck1 yousuck2 youtube1 yoyoyoyo yu5l97wk8q yuantuo2012 yvonne90 z0102030405
            z1234567 z123456789 z1x2c3v4 z1x2c3v4b5 zacatecas1 zacefron zacefron1 zachary1 zag12wsx zanzibar zaq12345
            zaq12wsx zaq1xsw2 zaq1xsw2cde3 zaq1zaq1 zaqwsxcde zaqxsw12 zaqxswcde zaragoza zbychlas zebra123 zeppelin
            zeppelin1 zerocool zerozero zesh1412 zhang123 zhd741220 zhou1980 zidane10 ziggy123 zildjian zimbabwe
            zimmer483 zmx870919123 zoomzoom zooyork1 zx123456 zxasqw12 zxc123456 zxc123zxc zxc841219 zxcasd123 zxcasdqwe
            zxcasdqwe123 zxcv1234 zxcvasdf zxcvb123 zxcvb12345 zxcvbn123 zxcvbnm0 zxcvbnm1 zxcvbnm12 zxcvbnm123 zxcvbnm:
            zxcvzxcv zxczxczxc zz8807zpl zzs000000 zzzzzzzz zzzzzzzzzz
            """
    }
#endif
