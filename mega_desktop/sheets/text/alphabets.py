"""The letters of languages beside A to Z, commonest first, and the encodings in which each is written.

The order is what tells encodings apart that give letters for the same bytes: Russian read with the wrong
Cyrillic table is made of rare letters. For East Asian languages the commonest signs of running text and of
names and addresses stand for the thousands of others.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language as it is seen in files.

    Attributes:
        letters: Small letters beside A to Z, commonest first.
        encodings: Python's names, likeliest first; those of a script that has several.
        has_latin: Its words mix these letters with A to Z.
        ordinary: Of a language of thousands of signs, of which `letters` are the commonest: the encoding
            in which the other ordinary ones have their first byte between two values; None for alphabets.
    """

    letters: str
    encodings: tuple[str, ...]
    has_latin: bool = True
    ordinary: tuple[str, int, int] | None = None


_WEST = ("cp1252", "mac_roman", "cp850", "cp437", "iso8859-15")
_EAST = ("cp1250", "iso8859-2", "cp852")
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic", "cp855")

LANGUAGES = (
    Language("éèçàêôëîïâûùœ", _WEST),
    Language("üäößé", _WEST),
    Language("éáíóñúü", _WEST),
    Language("ãçáéíóêúâôàõ", _WEST),
    Language("èàéòùì", _WEST),
    Language("äöåéü", _WEST),
    Language("øåæéöäü", _WEST),
    Language("ëéïèöüá", _WEST),
    Language("íáðóéúþöæý", ("cp1252", "iso8859-15")),
    Language("łąęóżśćńź", _EAST),
    Language("íáéěřýčžšůúťďňó", _EAST),
    Language("áíéčšýžúťľňôďäóŕĺ", _EAST),
    Language("áéóőöüűíú", _EAST),
    Language("čšžćđ", _EAST),
    Language("ăîâșțşţ", _EAST),
    Language("ıişüğçöâ", ("cp1254", "iso8859-9", "cp857")),
    Language("ėšąįžųčęū", ("cp1257", "iso8859-13")),
    Language("āīšēņūļžķģč", ("cp1257", "iso8859-13")),
    Language("äõöüšž", ("cp1257", "iso8859-15")),
    Language("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", _CYRILLIC, has_latin=False),
    Language("оаинвтереіслкмдупзяьбгйчхцюжїшєщфґ", ("cp1251", "koi8-u"), has_latin=False),
    Language("аоеитнрсвлкпдмзъягубчцжшщфхйюь", _CYRILLIC, has_latin=False),
    Language("аеиоњнрстувкдјпмлзгбчљшћцжхфђџ", ("cp1251", "iso8859-5"), has_latin=False),
    Language("αοιετσνηυρπκμλςωάίδέόγήθχφύβώξζψϊϋΐΰ", ("cp1253", "iso8859-7", "cp737"), has_latin=False),
    Language("יולהאמרתבשנדחכעםפקגטצסןזךףץ", ("cp1255", "iso8859-8"), has_latin=False),
    Language("اليمنرتوبسدهةعفحكقجشصأخطىذضزغءثئظإؤآپچگژ", ("cp1256", "iso8859-6"), has_latin=False),
    Language("านรอกเงมยลวด่ั้ีิุืูทสตะบคปหแพชขใจไโถผซธศณภฐษญฉฎฏฒฬ์็ึำ๊๋ฯๆ", ("cp874",), has_latin=False),
    Language(
        "のにをはとがたてでしいるなっれかまらもこすりあスントルンアリイクラドレシマカタコサロテフプキニ"
        "田山川村本木藤野中小大井上子一郎太佐高橋渡伊林清松吉加美石崎島原和株式会社"
        "東京都府県市区町大阪神奈北海道日名人年月国前電話番号様住所氏ー、。",
        ("cp932", "euc_jp"),
        has_latin=False,
        ordinary=("euc_jp", 0xA4, 0xCF),
    ),
    Language(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发"
        "王李张刘陈杨赵黄周吴徐孙朱马胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余杜叶程魏苏吕丁"
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建"
        "北京上海广东省市县区路号街公司有限科技姓名电话手机地址邮编联系，。：（）",
        ("gb18030",),
        has_latin=False,
        ordinary=("gb2312", 0xB0, 0xD7),
    ),
    Language(
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發"
        "王李張劉陳楊趙黃周吳徐孫朱馬胡林郭何高羅鄭梁謝宋唐許鄧韓馮曹彭曾蕭田董潘袁蔡蔣余杜葉程魏蘇呂丁"
        "偉芳娜敏靜麗強軍勇艷傑娟濤明秀霞平剛桂英文華建志雅婷美玲怡君"
        "臺台北灣市縣區路號街巷段樓公司有限股份姓名電話手機地址郵，。：（）、",
        ("big5hkscs",),
        has_latin=False,
        ordinary=("big5", 0xA4, 0xC6),
    ),
    Language(
        "이다는에의가을하고지기로사한를은인도나리자시서대어아그해스일수정부라들과전장제보있김박최조강윤임오"
        "신권황안송유홍민준영현우진연주성원경희미선혜은숙남철호동울산광구군읍면번길회사주식전화이름소",
        ("cp949", "johab"),
        has_latin=False,
        ordinary=("euc_kr", 0xB0, 0xC8),
    ),
)
