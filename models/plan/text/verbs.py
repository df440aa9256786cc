"""Verbs of a plan: those that make countable things, those that happen on a day, those that only support, and tenses."""

import re

from models.plan.text.deadlines import DESCRIBES, FIVE_YEARS, end_of_five_years

#: Verbs whose object is counted.
_DONE = """
新建扩建 改建扩建 新改扩建 新改建 新建 改扩建 改建 扩建 迁建 续建 重建 筹建 共建 建成 建设 建立 组建 开工 开建 动工 竣工
完工 封顶 投用 投入使用 交付 启用 新增 增加 增设 增补 扩充 扩增 引进 引育 培育 培养 招聘 招录 招收 招引 招募 补充 选聘
选派 选拔 选树 选定 评选 评定 评审 创建 创评 创成 认定 遴选 命名 培训 轮训 成立 设立 打造 启动 立项 完成 举办 承办 开展
组织 召开 开设 开发 配备 配置 购置 采购 改造 提升 提高 维修 推广 投入 争取 筹措 筹集 下达 拨付 发放 资助 化解 整治 消除 关停
撤并 压减 落实 解决 设置 提供 制定 修订 出台 签约 发布 推出 形成 巡查 走访 帮扶 结对 新办 实施 推进 推动 支持 支撑 安排
创作 拍摄 编写 征集 建 办 创 聘 增 取得 获得 获 力争 确保 覆盖 惠及 服务 转化 孵化 申报 建好 办好 录取 达 达到 实现
交流 轮岗 聚集 汇聚 布局 布点 清理 销号 督办 联建 协办 协建 辐射 搭建 构建 树立 宣传 输送 派出 派遣 接收 安置 落地 上线
引入 吸引 集聚 攻克 突破 扶持 奖励 表彰 选取 确定 推荐 入选 储备 招生 扩招 减少 降低 盘活 腾退 回收
奖补 补助 联系 配齐 更换 更新 添置 安装 改善 铺设 加固 修缮 升级
"""
DONE = "|".join(sorted(set(_DONE.split()), key=len, reverse=True))
#: Verbs firm enough that even 一 or 两 behind them is a number.
FIRM = (
    r"新建|改建|扩建|改扩建|新改扩建|迁建|建成|开工|竣工|投用|新增|增设|增加|引进|引育|招聘|选聘|选派|成立|组建|设立|举办|召开|开设|立项|评选|认定|"
    r"遴选|培训|购置|启动|命名"
)
#: Things that happen once, by a day.
HAPPENS = (
    r"启动|招生|开学|投用|投入使用|建成|竣工|完工|开工|动工|封顶|交付|揭牌|挂牌|上线|试?运行|开放|开通|启用|落地|签约|完成(?!时|情况)|实现|出台|印发|举办|举行|召开(?!之年)|达标|"
    r"通过(?:\w{0,10}(?:验收|评估|认定|审批|评审|达标))|全面(?:铺开|推开|推行|实施|覆盖)"
)
#: Verbs that support something whose end the text leaves open.
SUPPORTS = r"(?:重点|全力|大力|积极|继续|持续|稳步|加快|扎实)*(?:支持|推进|推动|加快|促进|指导|帮助|抓好|做好|建好|办好)"
#: Openings of a clause that are no part of a name.
OPENINGS = re.compile(
    r"^(?:(?:[一二三四五六七八九十]是要?|我[市局区县校省]|各[地校级]|全[市区县]教育系统|教育系统)?(?:今年|同时|此外|另外|其中|并且?|再|还|也|要|将|须|应(?!\w尽)|拟|计划|预计|"
    r"力争|争取|努力|确保|保证|保障|务必|继续|持续|加快|加大|加强|着力|积极|全力|全面|深入|深化|扎实|大力|稳步|统筹|进一步|切实|有序|有力|重点|主动|"
    r"推进|推动|促进|使|让|把|将|以|指导|督促|做好|抓好|完成|实现|做到|支持|总共|共|年内|全年|分别|分批|新一轮|积极稳妥|不断|逐步|按时|如期)[,、:]?)+"
)
_EARLIER = r"去年|上年度?|前年|上一?学?年"
_PAST = re.compile(
    rf"(?P<year>20\d\d)年|{_EARLIER}|{FIVE_YEARS}(?:时期|期间|以来|末)|过去(?:[一两三四五]年|一段)|近年来?|近日|(?<!\d)日前|截[至止]|已(?!有?计划|\w{{1,6}}的)|"
    r"目前|现有|共有|拥有|累计(?:完成|建成|已)|以来|经过\w{1,6}努力|曾|成功|圆满|[^万]了(?=\d)"
)
_RELATIVE = re.compile(rf"(?:较|比|与|同|在)(?:{_EARLIER}|20\d\d年|“?十\w五”?)\w{{0,6}}?”?\w?(?=[提增降下减上相同\d]|基础|底)")
_FORWARD = re.compile(r"今年|将|[^主需重必]要|拟|计划|力争|确保|下一步|年内|推进|支持|继续|新学期")


def is_past(text: str, place: int, year: int) -> bool:
    """Return True if the last tense before a place is the past, for a plan of a year; a comparison with last year is none."""
    compared = [found.span() for found in _RELATIVE.finditer(text)]
    past = -1
    for found in _PAST.finditer(text, 0, place):
        is_compared = any(start <= found.start() < end for start, end in compared)
        named = int(found["year"] or (found["five"] and end_of_five_years(found["five"])) or 0)
        if not is_compared and not (named and (named >= year or DESCRIBES.match(text, found.end()))):
            past = found.start()
    return past >= 0 and not any(past < found.start() for found in _FORWARD.finditer(text, 0, place))


def last_verb(text: str) -> re.Match[str] | None:
    """Return the last counting verb of a text."""
    return max(re.finditer(DONE, text), key=lambda one: one.start(), default=None)
