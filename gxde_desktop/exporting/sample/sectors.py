"""The sectors of the classifications that the sample's tables use.

Names and codes are those of the national input-output classifications, and only they:
no figure of an official table is here. `kind` says which profile of `technology` a
sector follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sectors:
    """One classification: codes, names and kinds of its n sectors, in printed order."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        if not len(self.codes) == len(self.names) == len(self.kinds):
            raise ValueError(
                f"{len(self.codes)} codes, {len(self.names)} names, {len(self.kinds)} kinds"
            )
        if len(set(self.names)) != len(self.names):
            raise ValueError("a sector stands twice in a classification")

    def __len__(self) -> int:
        return len(self.names)

    def position(self, name: str) -> int:
        """Place of a sector by its name; ValueError where there is none."""
        return self.names.index(name)


_ROOTS = (
    "金属制品、", "交通运输设", "非金属矿物", "石油和天", "石油加工", "石油、", "金属矿", "金属冶",
    "纺织服",
)  # fmt: skip
_SAME_ROOT = {"工艺": "其他", "石油加工": "石油、", "科学": "综合"}


def root_of(name: str) -> str:
    """What is common to a sector's name in every edition (煤炭开采和洗选业, 煤炭采选产品: 煤炭)."""
    root = next((root for root in _ROOTS if name.startswith(root)), name[:2])
    return _SAME_ROOT.get(root, root)


_JOINED = {"专用": "通用", "金属制品、": "通用", "废品": "其他", "邮政": "交通", "研究": "综合"}


def common_of(name: str) -> str:
    """The industry that a 42-sector name belongs to in all three editions, by its root.

    Equipment with its repair, other manufacturing with waste, transport with post, and
    science are one industry each: some edition prints each of them as one sector.
    """
    root = root_of(name)
    return _JOINED.get(root, root)


def _kinds(runs: str) -> tuple[str, ...]:
    """`agri*5 mine` -> five sectors of kind agri, then one of kind mine."""
    kinds: list[str] = []
    for run in runs.split():
        kind, _, count = run.partition("*")
        kinds += [kind] * int(count or 1)
    return tuple(kinds)


def _numbered(names: Sequence[str], digits: int) -> tuple[str, ...]:
    return tuple(f"{i:0{digits}d}" for i in range(1, len(names) + 1))


_NAMES_42_2007 = """
农林牧渔业 煤炭开采和洗选业 石油和天然气开采业 金属矿采选业 非金属矿及其他矿采选业
食品制造及烟草加工业 纺织业 纺织服装鞋帽皮革羽绒及其制品业 木材加工及家具制造业
造纸印刷及文教体育用品制造业 石油加工、炼焦及核燃料加工业 化学工业 非金属矿物制品业
金属冶炼及压延加工业 金属制品业 通用、专用设备制造业 交通运输设备制造业 电气机械及器材制造业
通信设备、计算机及其他电子设备制造业 仪器仪表及文化办公用机械制造业 工艺品及其他制造业 废品废料
电力、热力的生产和供应业 燃气生产和供应业 水的生产和供应业 建筑业 交通运输及仓储业 邮政业
信息传输、计算机服务和软件业 批发和零售业 住宿和餐饮业 金融业 房地产业 租赁和商务服务业
研究与试验发展业 综合技术服务业 水利、环境和公共设施管理业 居民服务和其他服务业 教育
卫生、社会保障和社会福利业 文化、体育和娱乐业 公共管理和社会组织
"""

_NAMES_42_2012 = """
农林牧渔产品和服务 煤炭采选产品 石油和天然气开采产品 金属矿采选产品 非金属矿和其他矿采选产品
食品和烟草 纺织品 纺织服装鞋帽皮革羽绒及其制品 木材加工品和家具 造纸印刷和文教体育用品
石油、炼焦产品和核燃料加工品 化学产品 非金属矿物制品 金属冶炼和压延加工品 金属制品 通用设备
专用设备 交通运输设备 电气机械和器材 通信设备、计算机和其他电子设备 仪器仪表 其他制造产品
废品废料 金属制品、机械和设备修理服务 电力、热力的生产和供应 燃气生产和供应 水的生产和供应 建筑
批发和零售 交通运输、仓储和邮政 住宿和餐饮 信息传输、软件和信息技术服务 金融 房地产
租赁和商务服务 科学研究和技术服务 水利、环境和公共设施管理 居民服务、修理和其他服务 教育
卫生和社会工作 文化、体育和娱乐 公共管理、社会保障和社会组织
"""

_NAMES_42_2017 = """
农林牧渔产品和服务 煤炭采选产品 石油和天然气开采产品 金属矿采选产品 非金属矿和其他矿采选产品
食品和烟草 纺织品 纺织服装鞋帽皮革羽绒及其制品 木材加工品和家具 造纸印刷和文教体育用品
石油、炼焦产品和核燃料加工品 化学产品 非金属矿物制品 金属冶炼和压延加工品 金属制品 通用设备
专用设备 交通运输设备 电气机械和器材 通信设备、计算机和其他电子设备 仪器仪表
其他制造产品和废品废料 金属制品、机械和设备修理服务 电力、热力的生产和供应 燃气生产和供应
水的生产和供应 建筑 批发和零售 交通运输、仓储和邮政 住宿和餐饮 信息传输、软件和信息技术服务 金融
房地产 租赁和商务服务 研究和试验发展 综合技术服务 水利、环境和公共设施管理
居民服务、修理和其他服务 教育 卫生和社会工作 文化、体育和娱乐 公共管理、社会保障和社会组织
"""

_NAMES_135_2007 = """
农业 林业 畜牧业 渔业 农、林、牧、渔服务业 煤炭开采和洗选业 石油和天然气开采业 黑色金属矿采选业
有色金属矿采选业 非金属矿及其他矿采选业 谷物磨制业 饲料加工业 植物油加工业 制糖业
屠宰及肉类加工业 水产品加工业 其他食品加工业 方便食品制造业 液体乳及乳制品制造业
调味品、发酵制品制造业 其他食品制造业 酒精及酒的制造业 软饮料及精制茶加工业 烟草制品业
棉、化纤纺织及印染精加工业 毛纺织和染整精加工业 麻纺织、丝绢纺织及精加工业 纺织制成品制造业
针织品、编织品及其制品制造业 纺织服装、鞋、帽制造业 皮革、毛皮、羽毛（绒）及其制品业
木材加工及木、竹、藤、棕、草制品业 家具制造业 造纸及纸制品业 印刷业和记录媒介的复制业
文教体育用品制造业 石油及核燃料加工业 炼焦业 基础化学原料制造业 肥料制造业 农药制造业
涂料、油墨、颜料及类似产品制造业 合成材料制造业 专用化学产品制造业 日用化学产品制造业 医药制造业
化学纤维制造业 橡胶制品业 塑料制品业 水泥、石灰和石膏制造业 水泥及石膏制品制造业
砖瓦、石材及其他建筑材料制造业 玻璃及玻璃制品制造业 陶瓷制品制造业 耐火材料制品制造业
石墨及其他非金属矿物制品制造业 炼铁业 炼钢业 钢压延加工业 铁合金冶炼业 有色金属冶炼及合金制造业
有色金属压延加工业 金属制品业 锅炉及原动机制造业 金属加工机械制造业 起重运输设备制造业
泵、阀门、压缩机及类似机械的制造业 其他通用设备制造业 矿山、冶金、建筑专用设备制造业
化工、木材、非金属加工专用设备制造业 农林牧渔专用机械制造业 其他专用设备制造业
铁路运输设备制造业 汽车制造业 船舶及浮动装置制造业 其他交通运输设备制造业 电机制造业
输配电及控制设备制造业 电线、电缆、光缆及电工器材制造业 家用电力和非电力器具制造业
其他电气机械及器材制造业 通信设备制造业 雷达及广播设备制造业 电子计算机制造业 电子元器件制造业
家用视听设备制造业 其他电子设备制造业 仪器仪表制造业 文化、办公用机械制造业 工艺品及其他制造业
废品废料 电力、热力的生产和供应业 燃气生产和供应业 水的生产和供应业 建筑业 铁路运输业 道路运输业
城市公共交通业 水上运输业 航空运输业 管道运输业 装卸搬运和其他运输服务业 仓储业 邮政业
电信和其他信息传输服务业 计算机服务业 软件业 批发零售业 住宿业 餐饮业
银行业、证券业和其他金融活动 保险业 房地产业 租赁业 商务服务业 旅游业 研究与试验发展业
专业技术服务业 科技交流和推广服务业 地质勘查业 水利管理业 环境管理业 公共设施管理业 居民服务业
其他服务业 教育 卫生 社会保障业 社会福利业 新闻出版业 广播、电视、电影和音像业 文化艺术业 体育
娱乐业 公共管理和社会组织
"""

_NAMES_149_2017 = """
01001=农产品 02002=林产品 03003=畜牧产品 04004=渔产品 05005=农、林、牧、渔服务产品
06006=煤炭开采和洗选产品 07007=石油和天然气开采产品 08008=黑色金属矿采选产品
09009=有色金属矿采选产品 10010=非金属矿采选产品 11011=开采辅助活动和其他采矿产品
13012=谷物磨制品 13013=饲料加工品 13014=植物油加工品 13015=糖及糖制品 13016=屠宰及肉类加工品
13017=水产加工品 13018=蔬菜、水果、坚果和其他农副食品加工品 14019=方便食品 14020=乳制品
14021=调味品、发酵制品 14022=其他食品 15023=酒精和酒 15024=饮料 15025=精制茶 16026=烟草制品
17027=棉、化纤纺织及印染精加工品 17028=毛纺织及染整精加工品 17029=麻、丝绢纺织及加工品
17030=针织或钩针编织及其制品 17031=纺织制成品 18032=纺织服装服饰 19033=皮革、毛皮、羽毛及其制品
19034=鞋 20035=木材加工和木、竹、藤、棕、草制品 21036=家具 22037=造纸和纸制品
23038=印刷和记录媒介复制品 24039=工艺美术品 24040=文教、体育和娱乐用品
25041=精炼石油和核燃料加工品 25042=煤炭加工品 26043=基础化学原料 26044=肥料 26045=农药
26046=涂料、油墨、颜料及类似产品 26047=合成材料 26048=专用化学产品和炸药、火工、焰火产品
26049=日用化学产品 27050=医药制品 28051=化学纤维制品 29052=橡胶制品 29053=塑料制品
30054=水泥、石灰和石膏 30055=石膏、水泥制品及类似制品 30056=砖瓦、石材等建筑材料
30057=玻璃和玻璃制品 30058=陶瓷制品 30059=耐火材料制品 30060=石墨及其他非金属矿物制品 31061=钢
31062=钢压延产品 31063=铁及铁合金产品 32064=有色金属及其合金 32065=有色金属压延加工品
33066=金属制品 34067=锅炉及原动设备 34068=金属加工机械 34069=物料搬运设备
34070=泵、阀门、压缩机及类似机械 34071=文化、办公用机械 34072=其他通用设备
35073=采矿、冶金、建筑专用设备 35074=化工、木材、非金属加工专用设备 35075=农、林、牧、渔专用机械
35076=其他专用设备 36077=汽车整车 36078=汽车零部件及配件 37079=铁路运输和城市轨道交通设备
37080=船舶及相关装置 37081=其他交通运输设备 38082=电机 38083=输配电及控制设备
38084=电线、电缆、光缆及电工器材 38085=电池 38086=家用器具 38087=其他电气机械和器材 39088=计算机
39089=通信设备 39090=广播电视设备和雷达及配套设备 39091=视听设备 39092=电子元器件
39093=其他电子设备 40094=仪器仪表 41095=其他制造产品 42096=废弃资源和废旧材料回收加工品
43097=金属制品、机械和设备修理服务 44098=电力、热力生产和供应 45099=燃气生产和供应
46100=水的生产和供应 47101=房屋建筑 48102=土木工程建筑 49103=建筑安装
50104=建筑装饰、装修和其他建筑服务 51105=批发 52106=零售 53107=铁路旅客运输
53108=铁路货物运输和运输辅助活动 54109=城市公共交通及公路客运 54110=道路货物运输和运输辅助活动
55111=水上旅客运输 55112=水上货物运输和运输辅助活动 56113=航空旅客运输
56114=航空货物运输和运输辅助活动 57115=管道运输 58116=多式联运和运输代理 59117=装卸搬运和仓储
60118=邮政 61119=住宿 62120=餐饮 63121=电信 63122=广播电视及卫星传输服务 64123=互联网和相关服务
65124=软件服务 65125=信息技术服务 66126=货币金融和其他金融服务 67127=资本市场服务 68128=保险
70129=房地产 71130=租赁 72131=商务服务 73132=研究和试验发展 74133=专业技术服务
75134=科技推广和应用服务 76135=水利管理 77136=生态保护和环境治理 78137=公共设施及土地管理
80138=居民服务 81139=其他服务 83140=教育 84141=卫生 85142=社会工作 86143=新闻和出版
87144=广播、电视、电影和影视录音制作 88145=文化艺术 89146=体育 90147=娱乐 94148=社会保障
91149=公共管理和社会组织
"""

_MANUFACTURING_42 = (
    "agri mine*4 food textile*2 wood*2 petro chem mineral metal"  # 01-14 in every edition
)
_KINDS_42_2007 = _kinds(
    f"{_MANUFACTURING_42} machine*2 vehicle machine electronics machine other*2 power*3 build "
    "transport*2 info trade hotel finance realty business science*2 public resident edu health "
    "culture gov"
)
_KINDS_42_2012 = _kinds(
    f"{_MANUFACTURING_42} machine*3 vehicle machine electronics machine other*2 machine power*3 "
    "build trade transport hotel info finance realty business science public resident edu health "
    "culture gov"
)
_KINDS_42_2017 = _kinds(
    f"{_MANUFACTURING_42} machine*3 vehicle machine electronics machine other machine power*3 "
    "build trade transport hotel info finance realty business science*2 public resident edu "
    "health culture gov"
)
_KINDS_135_2007 = _kinds(
    "agri*5 mine*5 food*14 textile*7 wood*5 petro*2 chem*11 mineral*7 metal*6 machine*10 "
    "vehicle*4 machine*5 electronics*6 machine*2 other*2 power*3 build transport*9 info "
    "software*2 trade hotel*2 finance*2 realty business*3 science*4 public*3 resident*2 edu "
    "health*3 culture*5 gov"
)
_KINDS_149_2017 = _kinds(
    "agri*5 mine*6 food*15 textile*8 wood*6 petro*2 chem*11 mineral*7 metal*5 machine*11 "
    "vehicle*5 machine*6 electronics*6 machine other*2 machine power*3 build*4 trade*2 "
    "transport*12 hotel*2 info*3 software*2 finance*3 realty business*2 science*3 public*3 "
    "resident*2 edu health*2 culture*5 gov*2"
)


def _plain(text: str, kinds: tuple[str, ...], digits: int) -> Sectors:
    names = tuple(text.split())
    return Sectors(_numbered(names, digits), names, kinds)


def _coded(text: str, kinds: tuple[str, ...]) -> Sectors:
    pairs = [entry.split("=") for entry in text.split()]
    return Sectors(tuple(code for code, _ in pairs), tuple(name for _, name in pairs), kinds)


PROVINCIAL_2007 = _plain(_NAMES_42_2007, _KINDS_42_2007, 2)
PROVINCIAL_2012 = _plain(_NAMES_42_2012, _KINDS_42_2012, 2)
PROVINCIAL_2017 = _plain(_NAMES_42_2017, _KINDS_42_2017, 2)
NATIONAL_2007 = _plain(_NAMES_135_2007, _KINDS_135_2007, 3)
NATIONAL_2017 = _coded(_NAMES_149_2017, _KINDS_149_2017)
