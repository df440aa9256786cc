"""Names in a list: 甲学校、乙学校、丙学校等3所, and institutions that are supported without a number."""

import re
from decimal import Decimal

from models.plan.text.verbs import FIRM, SUPPORTS

_INSTITUTION = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()“”\"]{2,24}(?:大学|学院|学校|中学|小学|幼儿园|专科学校|校区|研究院|[教学综合]{2}楼|[一二三四五六七八九十\d](?:中|高|初|小|幼))"
)
#: Words that begin a kind of institution and no name of one.
_KIND = re.compile(
    r"^(?:各级|各类|所有|全部|部分|一批|其他|有关|相关|公办|民办|城区|乡村|农村|城乡|乡镇|普通|特殊|职业|中等|高等|中职|高职|技工|示范|优质|薄弱|小规模|寄宿制?|标准化|特色|新建|普惠|"
    r"义务教育|学前|高中|初中|省级|市级|区级|县级|国家级|骨干|重点|高水平|品牌|实验|基层|中小|本科|应用型|驻\w|市属|省属|地方|区域|教师|学生|名师|研学|实训|培训|实践|"
    r"心理|美育|德育|智育|课程|项目|资源|教研|创新|科研|竞赛|活动|文化|教育|体育|艺术|劳动|综合|信息|数据|服务|指导|管理|评价|考试|(?:大学|学院|中学|小学|幼儿园|学校)$)"
)
_LEAD = re.compile(
    r".*(?:将|把|支持|推进|推动|加快|促进|指导|帮助|建设|建成|完成|新建|改建|扩建|迁建|开工|投用|启用|抓好|做好|重点|包括|确保|力争|[,:])(?=[\u4e00-\u9fff]{4})"
)


def listed_names(words: str, number: Decimal) -> tuple[str, ...]:
    """Return the names of a list before a number: one that ends with 等, or that is as long as the number says."""
    names = distinct(words.strip().removesuffix("等"))
    is_whole = len(names) == number and not any(_KIND.match(one) for one in names)
    return names if words.strip().endswith("等") or is_whole else ()


def distinct(words: str) -> tuple[str, ...]:
    """Return the parts of a list of names, each once, without what leads to the first; none if there are not two."""
    names = [one.strip(" ,。“”") for one in re.split(r"、|和|以及", _LEAD.sub("", words, count=1))]
    names[0] = re.sub(rf"^(?:{FIRM}|{SUPPORTS})+(?=\w{{3}})", "", names[0])
    names = [one for one in dict.fromkeys(names) if one]
    return tuple(names) if len(names) >= 2 and all(3 <= len(one) <= 30 for one in names) else ()


def institutions(words: str) -> tuple[str, ...]:
    """Return the institutions that a list names at its start, before what is done for them; none if there are not two."""
    names: list[str] = []
    for part in re.split(r"、|和", words):
        found = _INSTITUTION.match(part)
        if found is None or _KIND.match(found[0]) or len(found[0]) < 4:
            break
        names.append(found[0])
        if found.end() != len(part):
            break
    names = list(dict.fromkeys(names))
    return tuple(names) if len(names) >= 2 else ()
