"""What a site says to its reader between and below the paragraphs, by its first words, in forty languages.

`leads_away`: "read also: …" with a headline behind it, which may be of any form. `heads_a_list`: the heading of related
stories or of an appendix. `is_credit`: whose a picture is,
or who edited a wire's text (whose the text is, is `agencies`' business). `is_label`: an advertisement, a player, an embedded
post was to stand there. `asks`: sentences that want something of the
reader: to subscribe, give, write, log in. Each takes one line and says whether it is such a line; a line that is longer
than what sites write there is the article's.
"""

from __future__ import annotations

import re


def _pattern(*groups: str, end: str = "") -> re.Pattern[str]:
    alternatives = "|".join(
        part.strip().replace(" ", r"[\s\u200c\xa0]+") for group in groups for part in group.split("|")
    )
    # A quotation mark in front: somebody says it to somebody.
    return re.compile(rf"^[^\w\"“«„‘'”]*(?:{alternatives}){end}", re.IGNORECASE)


_READ_ALSO = _pattern(
    "(?:also read|read also|see also|watch also)\\b",
    "(?:auch lesen|lesen sie (?:auch|hier|dazu|mehr)|liest? auch|das könnte (?:sie|dich|euch|ihnen) (?:auch )?(?:interessieren|gefallen)|das thema könnte (?:sie|dich|euch|ihnen)|siehe auch)\\b",
    "à lire (?:aussi|également|sur le sujet|ensuite)|lire (?:aussi|également)|(?:à )?voir aussi|lisez aussi",
    "(?:v[eé]a|lea|lee|mira|mire|ver|leer) (?:también|además)|(?:también )?(?:te|le|les) (?:puede|podría) interesar|(?:mira|mire|vea|lea|lee|puedes ver)\\s*:",
    "(?:leia|veja|confira|assista) (?:também|ainda)|você (?:também )?pode (?:gostar|se interessar)|llegiu també|le[xo]a tamén",
    "leggi anche|vedi anche|guarda anche|potrebbe interessarti",
    "lees ook|bekijk ook|zie ook|lue myös|katso myös|läs (?:också|även)|se också|les også|læs også|se også|lestu líka|loe ka|lasi arī|skaitykite taip pat",
    "(?:czytaj|zobacz|przeczytaj|sprawdź) (?:też|także|również)",
    "čtěte (?:také|též)|přečtěte si (?:také|též)|čítajte (?:aj|tiež)|prečítajte si (?:aj|tiež)|mohlo by vás (?:zajímat|zaujať)|olvas(?:d|sa) el ezt is|kapcsolódó (?:cikk|anyag)\\w*",
    "cite[sș]te [sș]i|vezi [sș]i|pročitajte (?:još|i|više|takođe)|(?:pro)?čitaj(?:te)? (?:i|još)|preberite (?:tudi|več)|lexo (?:edhe|më shumë)|прочитајте (?:и|још|повеќе)|прочетете (?:още|и)|вижте (?:още|и)",
    "διαβάστε (?:επίσης|ακόμη|ακόμα|και)|δείτε (?:επίσης|ακόμη|ακόμα|και)",
    "читайте (?:также|ещё|еще|по теме)|смотрите (?:также|ещё)|(?:по|на эту) теме\\s*:|читайте (?:також|ще)|дивіться також|чытайце (?:таксама|яшчэ)",
    "(?:ayrıca|bunu da|bunlar da|bunları da) (?:oku|okuyun|ilginizi)|həmçinin (?:oxu|bax)\\w*|shuningdek o.qing|o.qing\\s*:|тағы оқыңыз|оқи отырыңыз",
    "بیشتر بخوانید|(?:همچنین|این هم|این را هم) (?:بخوانید|ببینید)|بخوانید\\s*[:：]|(?:خبر|مطلب|خبرهای|مطالب) مرتبط",
    "(?:ا|إ)قرأ(?:وا)? (?:أيض|ايض|كذلك)\\w*|شاهد (?:أيض|ايض)\\w*|طالع أيض\\w*|قد يهمك",
    "زیاتر بخوێنەوە|هەروەها بخوێنەوە|(?:بابەتی|هەواڵی) پەیوەندیدار|(?:her ?wiha|her weha|zêdetir|vê jî) bixwîn\\w*|نور ولولئ|دا هم ولولئ|(?:مزید|یہ بھی) پڑھیں|متعلقہ خبر\\w*",
    "קראו (?:גם|עוד)|קרא גם|לקריאה נוספת|עוד בנושא|כתבות נוספות",
    "यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|आरो? पढ़ें|संबंधित ख[़]?बर\\w*|আরও পড়ুন|আরো পড়ুন|இதையும் படி\\w*|മറ്റ് വാർത്തകൾ|ఇవీ చదవండి|આ પણ વાંચો",
    "baca (?:juga|selengkapnya|lainnya)|lihat juga|simak juga|artikel terkait|berita terkait|xem thêm|đọc thêm|tin liên quan|basahin (?:din|rin)|อ่าน(?:เพิ่มเติม|ต่อ)|ข่าวที่เกี่ยวข้อง|soma (?:pia|zaidi)|lees ook",
    "延伸(?:阅读|閱讀)|相关(?:阅读|新闻|报道|文章)|相關(?:閱讀|新聞|報導|文章)|更多(?:阅读|新闻|新聞)|推荐阅读|推薦閱讀|あわせて読みたい|関連(?:記事|ニュース|リンク)|こちらも(?:読む|おすすめ)|관련 ?(?:기사|뉴스)|함께 읽|더 ?읽기|Կարդացեք նաև|წაიკითხეთ (?:ასევე|აგრეთვე)",
    end="(?![\\w-])",
)  # fmt: skip
# These may begin a sentence: a sign or nothing must follow.
_READ_MORE = _pattern(
    "read (?:more|next)|more (?:on this|here)|related(?: (?:stor(?:y|ies)|articles?|reading|coverage|links?|news))?|recommended(?: reading)?|don.t miss|mehr (?:dazu|zum thema|lesen)|weiterlesen|lesetipps?|lire la suite|sur le même sujet|pour aller plus loin|(?:lea|lee|ver|leer) más|además|(?:sigue|seguir|continuar) leyendo|más información|no te pierdas|saiba mais|(?:leia|veja) mais|per approfondire|lees (?:meer|verder)",
    "läs mer|les mer|læs mere|lue lisää|(?:czytaj |zobacz |przeczytaj |dowiedz się )?więcej|více|čítajte viac|olvasd tovább|cite[sș]te mai (?:mult|departe)|pročitajte više|διαβάστε περισσότερα|подробнее|devamını oku|ilgili haber(?:ler)?|ətraflı|بیشتر بدانید|در همین (?:زمینه|رابطه|باره)|لینک مرتبط|اقرأ (?:المزيد|أكثر)|شاهد المزيد|(?:مواضيع|أخبار|مقالات) (?:ذات صلة|متعلقة)|זה גם מעניין|और देखें|selengkapnya|더 ?읽기",
    end=r"\s*(?:[:：»›>→|–—\]…]|$)",
)  # fmt: skip
_HEADINGS = _pattern(
    "(?:suggested|explore more on these) topics|related(?: (?:posts?|stor\\w+|articles?|news|links?|content|topics?|reading))?|recommended(?: for you| posts?| reading| stor\\w+)?|more (?:stories|news|articles|from|on this|posts)|most (?:read|popular|viewed)|you (?:may|might) (?:also )?like|further reading|latest (?:news|posts|stories)|popular posts|table of contents|contents|share this|about the authors?",
    "weitere (?:artikel|themen|beiträge|nachrichten|informationen|links|aktuelle|meldungen|news|interessante)|mehr (?:themen|artikel|news|nachrichten|zum thema|von|aus)|auch auf|auch interessant|empfohlene (?:beiträge|artikel)|ähnliche (?:artikel|beiträge)|verwandte (?:artikel|themen|beiträge)|passend dazu|top-?themen|meistgelesen\\w*|inhaltsverzeichnis|zum weiterlesen|kommentierte artikel|zum newsletter anmelden|das könnte|originalpublikation|zusatzinformationen|quellenangaben|pressekontakt|wird geladen|keine kommentare|kommentare insgesamt|teilen mit|bewerten|temas?|tags?|topics?|themen|schlagwörter|über (?:den|die) autor\\w*|ansprechpartner(?:in)?(?: zum thema)?",
    "articles? (?:similaires?|liés?|connexes?|recommandés?)|sur le même (?:sujet|thème)|à lire (?:aussi|également)|contenus? (?:similaires?|liés?)|les plus lus|dans la même rubrique|table des matières|à propos de l.auteur",
    "(?:notas|noticias|artículos|contenidos?|entradas|temas) relacionad[oa]s?|te (?:puede|podría) interesar|más (?:noticias|leíd[oa]s|sobre|de|información)|lo más (?:leído|visto)|sobre el autor|(?:matérias|notícias|artigos|conteúdos?) relacionad[oa]s?|mais (?:lidas|notícias|sobre)|veja também",
    "articoli correlati|potrebbe interessarti|più letti|altri articoli|gerelateerde? (?:artikelen|berichten)|meer (?:over|nieuws|artikelen)|meest gelezen|relaterade? (?:artiklar|nyheter|artikler|saker)|relaterte (?:saker|artikler)|relaterede artikler|mest (?:läst|lest|læst)\\w*|aiheeseen liittyv\\w+|luetuimmat",
    "(?:powiązane|podobne|polecane) (?:artykuły|tematy|wpisy)?|więcej (?:na ten temat|o|z|artykułów)|najczęściej czytane|související (?:články|témata)|súvisiace články|kapcsolódó (?:cikkek|tartalmak)|ajánlott cikkek|articole (?:similare|asemănătoare|recomandate)|povezan[ie] (?:članci|vijesti|vesti|teme)|sorodne novice|σχετικά (?:άρθρα|θέματα|νέα)|свързани (?:новини|статии)|още по темата",
    "(?:материалы|новости|статьи|публикации|читайте) по теме|похожие (?:статьи|новости|материалы)|другие (?:новости|материалы)|популярное|самое читаемое|схожі (?:новини|статті)|(?:матеріали|новини) (?:за темою|по темі)|ilgili (?:haberler|yazılar|içerikler)|benzer (?:haberler|yazılar)|çok okunanlar|oxşar xəbərlər|əlaqəli xəbərlər",
    "(?:مطالب|اخبار|خبرهای|نوشته[‌ ]?های|مقالات) (?:مرتبط|مشابه|بیشتر|دیگر|پیشنهادی)|پربازدید\\w*|پربیننده\\w*|(?:مقالات|أخبار|مواضيع|موضوعات|مواد) (?:ذات صلة|مشابهة|أخرى|متعلقة)|الأكثر (?:قراءة|مشاهدة)|(?:بابەتە|هەواڵە) پەیوەندیدارەکان|زۆرترین خوێندراو|(?:nûçeyên|mijarên) (?:têkildar|din)|اړوند (?:خبرونه|مطالب)|متعلقہ (?:خبریں|مضامین)|כתבות (?:קשורות|נוספות)|עוד בנושא|הנקראות ביותר",
    "संबंधित (?:ख़बरें|खबरें|लेख)|সম্পর্কিত (?:খবর|সংবাদ)|berita (?:terkait|lainnya|populer)|artikel (?:terkait|lainnya)|(?:tin|bài viết) liên quan|ข่าวที่เกี่ยวข้อง|บทความที่เกี่ยวข้อง|相关(?:文章|新闻|阅读|推荐)|相關(?:文章|新聞|閱讀)|热门(?:文章|新闻)|熱門(?:文章|新聞)|関連(?:記事|ニュース)|おすすめ記事|人気記事|관련 ?기사|많이 본 (?:뉴스|기사)|추천 ?기사",
)  # fmt: skip
_CREDIT = _pattern(
    "(?:photo|photos|image|images|picture|video|cover|featured image)s? ?(?:credits?|by|courtesy|via)?\\s*:|credits?\\s*:|image illustrative|(?:file|stock) photo",
    "(?:titel|beitrags|artikel|symbol|vorschau|auf?macher)?(?:bild|foto|grafik|video|illustration)s?(?:er)?(?:nachweis|quelle|rechte|credit)?\\s*:|fotos\\s*:|beitragsbild|bildnachweise?",
    "crédits?(?: photos?)?\\s*:|(?:photo|illustration|image)s? ?:|fotos?(?:grafía)?\\s*:|imagen\\s*:|fot\\.|fot[oa]\\s*:",
    "(?:фото|видео|изображение|автор фото)\\s*:|fotoğraf\\s*:|(?:عکس|عکاس|تصویر|ویدیو|ویدئو)\\s*[:：]|(?:الصورة|تصوير|مصدر الصورة)\\s*[:：]|(?:وێنە)\\s*[:：]|(?:تصویر)\\s*[:：]|(?:צילום|תמונה)\\s*:",
    "(?:图片?来源|圖片?來源|图源|图片|摄影|攝影|写真|撮影|사진)\\s*[:：=]|(?:foto|ảnh)\\s*:",
)  # fmt: skip
_WANTS = _pattern(
    "be the first to know|try \\S+(?: \\S+)? premium|we also treat our community members|to leave our community|if you.re curious,? you can read our|watch more of our videos|got a (?:news )?tip|do you have a (?:story|news|tip)|(?:your )?feedback is important|tell us what you think|get (?:the best|local|breaking|more) .{2,60}(?:inbox|delivered)|report this (?:page|ad)|(?:do you want to|want to|would you like to) (?:be informed|get|receive|stay|know more|read more|support)|if you (?:enjoyed?|liked?|found|appreciate|value) (?:reading )?(?:this|our)|never miss|don.t miss|stay (?:informed|up to date|tuned|connected)|get (?:the|our|all the) (?:latest|best|.{2,40} (?:daily|weekly|newsletter|edition|briefing))|for (?:all )?(?:the latest|more) (?:stories|news|updates|breaking)|(?:sign up|subscribe) (?:now|today|here|to|for)|become a (?:member|subscriber|supporter|patron)|support (?:our|us|independent)|send us|have (?:a|you got a) (?:story|tip)|we want to hear|submit (?:a|your) letter|click here|follow us|join (?:us|our|the conversation)|this (?:post|article|page) (?:contains|may contain) (?:affiliate|references)|please (?:log in|sign in|enable|subscribe)|please consider|consider (?:supporting|donating|subscribing)|to (?:view|read|continue reading) the (?:full|whole|rest)|if you.re (?:seeing this|already a subscriber|a subscriber)|first-time subscribers?|follow .{2,40} on (?:twitter|facebook|instagram|telegram|x)|thank you for (?:reading|subscribing)|you have (?:reached|read) your",
    "lust auf mehr|nichts (?:neues |mehr )*verpassen|(?:artikel|beitrag) teilen|gefällt (?:dir|ihnen|euch) (?:unser|dieser|der)|unterstütze?n? (?:sie )?(?:uns|unsere|[A-Z]\\w+mag)|hat (?:dir|ihnen|euch) (?:der|dieser) (?:artikel|beitrag)|abonnieren sie|melden? (?:sie sich|dich|euch)|jetzt (?:abonnieren|anmelden|spenden|mitglied|newsletter)|klicken sie (?:hier|bitte|auf den (?:unteren|folgenden))|folge[nt]?(?: sie)? uns|werde[n]? (?:sie )?mitglied|zum newsletter|mit unserem newsletter|sie sind (?:aktuell )?nicht (?:eingeloggt|angemeldet)|verpass(?:e|en)? (?:sie )?(?:keine|nichts)|dieser (?:artikel|beitrag) enthält (?:werbung|affiliate)|bitte (?:melden|loggen|aktivieren) sie|bei den verlinkungen handelt|der artikel hat (?:dir|ihnen)|wenn (?:dir|ihnen|euch) (?:der|dieser|unser) (?:artikel|beitrag)|alle angaben ohne gewähr|mit der registrierung",
    "pour (?:lire la suite|accéder|soutenir|ne rien)|inscrivez-vous|abonnez-vous|soutenez(?:-nous)?|suivez-nous|ne manquez|vous (?:avez aimé|souhaitez|appréciez)|cet article (?:est réservé|vous a)|faites un don|rejoignez",
    "(?:¿|¡)?(?:ya sabías que|quieres (?:recibir|estar)|te gustó|mira lo que tiene)|únete|suscr[ií]b\\w+|apóyanos|apoya (?:el|nuestro|a)|síguenos|regístrate|descarga (?:la|nuestra) app|si te (?:gustó|parece valioso)|haz(?:te)? (?:socio|miembro|una donación)|tú también puedes hacer|inscreva-se|assine (?:a|o|nossa|já)|siga-nos|clique aqui|quer receber",
    "iscriviti|abbonati|seguici|meld je aan|abonneer|steun (?:ons|onze)|volg ons|schrijf je in|word (?:lid|abonnee)|prenumerera|följ oss|stötta oss|bli (?:medlem|prenumerant)|seuraa meitä|følg (?:oss|os)|støt os|zapraszamy (?:też |również )?do (?:subskrypcji|śledzenia|lektury)|zapisz się|obserwuj nas|wesprzyj|dołącz do|polub nas|subskrybuj|czytasz właśnie|ten tekst przeczytasz|materiał chroniony|podoba (?:ci|wam) się|chce(?:te|š) (?:dostáva[tť]|odebírat|odoberať)|chcesz (?:otrzymywać|dostawać)|odebírejte|sledujte nás|podpořte nás|iratkozz?\\w*|kövess\\w*|támogass\\w*|abonează-te|urmăre[sș]te-ne|pratite nas|podržite nas|εγγραφείτε|ακολουθήστε|абонирайте|последвайте",
    "подпи(?:шитесь|сывайтесь)|поддержите|оформите (?:подписку|донат)|присоединяйтесь|нашли (?:ошибку|опечатку)|если вы (?:нашли|заметили|хотите)|хотите (?:получать|поддержать)|следите за|підпи(?:шіться|суйтесь)|підтримайте|якщо ви (?:знайшли|помітили)|bizi takip|abone ol(?:un)?|bültenimize|bizə (?:qoşulun|abunə)|abunə olun",
    "(?:ما را|صفحه ما را|کانال ما را) (?:در|دنبال)|به (?:کانال|خبرنامه) .{0,30}(?:بپیوندید|ملحق)|عضو (?:کانال|خبرنامه|گروه) .{0,20}شوید|از ما حمایت|برای عضویت در (?:کانال|خبرنامه)|برای دریافت (?:خبرنامه|آخرین اخبار)|تابعونا|تابعنا|اشتركوا في|انضموا إلى(?: قناتنا|نا)|ادعمونا|للاشتراك في (?:النشرة|القناة|قناتنا)|شوێنمان بکەو\\w*|پشتگیریمان بکە\\w*|me (?:bişopînin|taqîb)|bibin (?:endam|abone)|ہمیں (?:فالو|سبسکرائب)|עקבו אחרי(?:נו)?|הירשמו|רוצים (?:לקבל|להישאר)",
    "is this page useful|was this (?:article|page|information) (?:helpful|useful)|read the (?:original|full) (?:article|story|report|version) (?:on|at|here|in)|[^.]{2,60} is a reader-supported publication|conforme a los criterios de|제보는|기사 ?제보|हमें फॉलो|ikuti (?:kami|saluran)|关注(?:我们|公众号)|订阅(?:我们|本)|關注我們|訂閱我們|下载(?:客户端|APP)|フォローして(?:ください|ね)|(?:登録|購読)はこちら",
    end="(?![\\w-])",
)  # fmt: skip
# Labels of what is no text: whole lines.
_LABELS = _pattern(
    "advertisement|ad|anzeige|werbung|publicité|publicidade?|pubblicità|advertentie|annonse?|annons|reklam[ae]?|mainos|hirdetés|oglas|publicitate|διαφήμιση|реклама|تبلیغات?|إعلانا?|ڕیکلام|פרסומת|विज्ञापन|iklan|quảng cáo|โฆษณา|広告|广告|廣告|광고|"
    "skip (?:past )?(?:advertisement|ad|newsletter promotion)|after newsletter promotion|(?:end of )?(?:article|story)|empfohlener (?:redaktioneller|externer) inhalt|externer inhalt|contenu externe|contenido externo|haberin devamı|.{1,40}はこちら",
    end=r"\W*$",
)
# The text goes on below an advertisement; it can be listened to; something is not shown without a script or a consent.
_INTERRUPTS = _pattern(
    "(?:story|article|text) continues (?:below|after)|scroll (?:down )?to continue|(?:der|dieser) (?:artikel|text|beitrag) (?:geht|wird) (?:nach|unter|unten|hier)|weiter(?:lesen)? nach der (?:anzeige|werbung)|la suite après (?:cette|la) publicité|(?:la nota|el artículo) continúa|continúa (?:después|debajo|tras)|continua (?:após|depois) da|l.articolo (?:continua|prosegue)|(?:tekst|artikel) gaat verder",
    "(?:artikeln|texten) fortsätter|(?:saken|artikkelen|teksten) fortsetter|artiklen fortsætter|(?:artikkeli|juttu|teksti) jatkuu|(?:dalszy ciąg|ciąg dalszy|dalsza część) (?:artykułu|materiału|tekstu)|článek pokračuje|a cikk (?:a hirdetés )?(?:után|alatt|folytatódik)|articolul continuă|продолжение (?:после|под) реклам|يتبع بعد الإعلان",
    "listen to (?:this|the) (?:article|story)|(?:diesen )?(?:artikel|beitrag) (?:an|zum )?hören|écoute[rz] (?:cet |l.)article|escuch(?:a|ar|e) (?:este |el )?(?:artículo|nota)|ascolta (?:l.|questo )articolo|ou(?:ça|vir) (?:este|o) (?:artigo|texto)|posłuchaj (?:artykułu|tekstu)|слушать (?:статью|новость)|haberi (?:sesli )?dinle|lyssna på (?:artikeln|texten)|lytt til (?:saken|artikkelen)|luister naar (?:dit|het) artikel|kuuntele (?:juttu|artikkeli)|استمع (?:إلى|ل)(?: هذا)? ?(?:ال|لل)?مقال|听(?:报道|新闻|文章)|音声で聴く|기사 듣기|האזינו לכתבה",
    "javascript (?:is (?:required|disabled)|must|muss|måste|må|moet|doit|debe|deve|musi)|your browser does not|this (?:video|content) (?:can.?t|cannot|could not|is not) be|an dieser stelle (?:finden|würden|befindet sich|steht) |ich bin damit einverstanden, dass mir|(?:für|zur) (?:die )?(?:nutzung|anzeige) dieses inhalts|ce contenu (?:est bloqué|externe)|pour (?:afficher|visualiser) ce contenu|este contenido (?:no se|está bloqueado)|diese zusammenfassung wurde|this summary (?:is|was) |ce résumé a été|este resumen (?:fue|ha sido)",
)  # fmt: skip
_LONGEST_INTERRUPTION = 200
# What a wire says below its text of who wrote and edited it: `Reporting by …; Editing by …`.
_SIGN_OFF = re.compile(
    r"^[\W_]*(?:(?:additional )?reporting(?: and (?:writing|editing))? by|audio produced by|writing by|editing by|compiled by) (?-i:[A-Z])|^our standards\s*:",
    re.IGNORECASE,
)
# Whose the picture is, behind what it shows. Case counts: `the picture: a town without lamps` is a sentence.
_PICTURED = re.compile(
    r"(?:^|[\s(\[/|])(?:Fotos?|FOTO|Photos?|PHOTO|Bild|Symbol(?:bild|foto)|Pictures?|Images?|Im[aá]gen|Imagem|Cr[eé]dit[os]*|Kuva|Kép|Zdjęcie|Фото|Снимка|Ảnh|عکس|الصورة|צילום)\s?[:=：©]\s?[^.!?؟。]{2,60}$|/\s?(?:Фото|Foto|Photo)\s[^.!?]{2,40}$|"
    r"(?:AP Photo|Getty Images|REUTERS/\S|via (?:REUTERS|AP|Getty)|Shutterstock|iStock|picture[ -]alliance|IMAGO ?/)[^.!?]{0,40}$|"
    r"[（(【\[][^（()）]{0,20}(?:資料照|資料圖|资料图|翻攝|攝影|取自|[圖图][／/:：]|사진\s?[=:：/])[^（()）]{0,30}[）)】\]]$|사진\s?=\s?\S.{0,30}$|"
    r"^\W*(?:FILE (?:PHOTO|PIC)|FILE\s?[-–—]\s|▲)",
)
_LONGEST_PICTURED = 320
_STOP = re.compile(r"[.!?؟](?=\s)|[。！？]")
_LONGEST_SIGN_OFF = 300
_LONGEST_POINTER = 260
_LONGEST_HEADING = 70
_LONGEST_CREDIT = 140
_LONGEST_WISH = 260
_SENTENCE_END = re.compile(r"[.!?؟。！？…]['\"”»’)]*$")


def leads_away(line: str) -> bool:
    return len(line) <= _LONGEST_POINTER and (_READ_ALSO.match(line) or _READ_MORE.match(line)) is not None


def heads_a_list(line: str) -> bool:
    """Also headings that say more than the phrase: `Related stories from the valley`."""
    return len(line) <= _LONGEST_HEADING and not _SENTENCE_END.search(line) and _HEADINGS.match(line) is not None


def is_credit(line: str) -> bool:
    return (
        (len(line) <= _LONGEST_CREDIT and _CREDIT.match(line) is not None)
        or (len(line) <= _LONGEST_SIGN_OFF and _SIGN_OFF.match(line) is not None)
        or (len(line) <= _LONGEST_PICTURED and _is_pictured(line))
    )


def _is_pictured(line: str) -> bool:
    """A paragraph of several sentences with a credit behind it is the article's."""
    match = _PICTURED.search(line)
    return match is not None and (not match.start() or len(_STOP.findall(line, 0, match.start())) <= 1)


def is_label(line: str) -> bool:
    return (len(line) <= _LONGEST_HEADING and _LABELS.match(line) is not None) or (
        len(line) <= _LONGEST_INTERRUPTION and _INTERRUPTS.match(line) is not None
    )


def asks(line: str) -> bool:
    return len(line) <= _LONGEST_WISH and _WANTS.match(line) is not None
