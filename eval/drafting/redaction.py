"""How many names, phones and numbers of people does ``--redact`` find, and what does it replace without need?

    python eval/drafting/redaction.py [--misses]

Seeded: invented names (surname and given name by lot from fixed lists) in sentences as clerks write them, also in
places no pattern was made for. The second list holds sentences without anybody in them. Prints recall by kind, the
false alarms, and asserts nothing: recognition is not complete, and this says how far it goes.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter

from ziping.drafting.model.redact import CARD, EMAIL, IDENTITY, NAME, PHONE, Redactor

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
GIVEN = [
    "建国",
    "志强",
    "秀英",
    "晓东",
    "丽华",
    "伟",
    "芳",
    "和平",
    "海燕",
    "文博",
    "小兵",
    "雪梅",
    "永康",
    "桂兰",
    "子涵",
    "国栋",
    "春生",
    "敏",
    "宏伟",
    "淑珍",
    "光明",
    "爱民",
    "学文",
    "少华",
    "玉珍",
    "安然",
    "成才",
    "有为",
    "为民",
    "天佑",
]
NAMED = (
    "区总工会主席{n}同志出席签约仪式并讲话。",
    "党组书记、主席{n}主持召开专题会议，研究预算执行情况。",
    "副主席{n}带队到企业走访。",
    "联系人：{n}，联系电话见封面。",
    "填表人：{n}　审核人：{m}",
    "经办人（签字）：{n}",
    "职工{n}因患重病致贫，发放救助金3000元。",
    "困难职工{n}一家三口，年内走访两次。",
    "全国劳动模范{n}、{m}参加宣讲。",
    "全国五一劳动奖章获得者{n}带领团队完成技改12项。",
    "“鹏城工匠”{n}荣获一等奖，奖金5000元。",
    "{n}劳模创新工作室挂牌。",
    "{n}同志被评为先进工作者。",
    "邀请{n}老师授课两场，参加职工86人次。",
    "由{n}律师提供法律援助，挽回损失12.5万元。",
    "法律援助对象{n}（农民工）追回工资1.2万元。",
    "组织{n}、{m}等5名劳模疗休养。",
    "工会干部{n}在技能竞赛中获第一名。",
    "向{n}等同志发放慰问金。",
    "{n}工程师主讲，受益职工120人。",
    "秘书长{n}作工作报告。",
    "选手{n}、{m}分获焊工、钳工组冠军。",
    "受助人：{n}",
    "志愿者{n}累计服务时长120小时。",
    "货车司机{n}反映停车难问题，已协调解决。",
    "据{n}介绍，培训后收入明显增加。",
    "{n}被授予“优秀工会工作者”称号。",
    "评审专家为{n}、{m}两位教授。",
    "感谢信由职工代表{n}转交。",
    "当事人{n}与用人单位达成调解协议。",
)
NUMBERED = (
    (
        PHONE,
        "电话：{v}。",
        ("13800000000", "0755-80000000", "(020)80000000", "138 0000 0000", "+86 13900000000"),
    ),
    (
        PHONE,
        "负责人手机{v}，请于月底前联系。",
        ("１３７００００１１１１", "18600000000", "0730-8000000转802"),
    ),
    (IDENTITY, "身份证号{v}。", ("440304198801011234", "11010519491231002X", "430602850612123")),
    (CARD, "开户行略，账号{v}。", ("6222021234567890128", "6228 4800 1234 5678 911", "4111111111111111")),
    (EMAIL, "材料发至{v}。", ("gonghui@example.org", "a.b-c@mail.example.com.cn")),
)
NOBODY = (
    "区总工会常务副主席主持会议，党组书记作总结。",
    "办公室主任、财务部部长参加审核。",
    "安全主任和车间主任负责现场管理。",
    "全年服务职工24万人次，万名职工受益。",
    "慰问困难职工家庭300户，发放慰问金150万元。",
    "向全体职工代表报告预算执行情况。",
    "由各街道总工会主席负责落实。",
    "高级工程师、高级技师占比提高3个百分点。",
    "关心关爱户外劳动者，建设驿站12个。",
    "申请领取补贴的职工代表共计86名。",
    "工会主席团会议审议通过年度预算。",
    "项目支出18,650,000.00元，执行率97.12%。",
    "预算编码440304226011500000008，文号福府办函〔2020〕32号。",
    "2021—2023年累计培训1,150人次，满意度98.5%。",
    "先进个人、优秀员工和技术能手评选按期完成。",
    "职工满意度调查显示，职工对服务表示满意。",
    "文明委员会、民主管理委员会各召开两次会议。",
    "劳模和工匠人才创新工作室联盟成立。",
    "任期内经济责任审计未发现违规问题。",
    "法定代表人变更手续已办理。",
    "教师、医生、护士等职工群体参加体检。",
    "联系人制度进一步完善，负责人实行轮值。",
    "劳模代表、职工代表和工会干部参加座谈。",
    "金融工会、石化工会主席列席会议。",
    "申报单位经理、厂长参加培训。",
    "季度监测与年度评价相结合，社会效益良好。",
)
_MARK = re.compile("［(?:姓名|电话|证件号|卡号|邮箱|单位)[0-9]+］")


def people() -> list[str]:
    """As many invented names as there are places for one; the lot is fixed."""
    count = 4 * len(NAMED)
    return [SURNAMES[(7 * i) % len(SURNAMES)] + GIVEN[(11 * i + i // 30) % len(GIVEN)] for i in range(count)]


def seeded() -> list[tuple[str, str, tuple[str, ...]]]:
    """``(kind, sentence, values in it)``."""
    names, rows = iter(people()), []
    for template in NAMED * 2:
        first, second = next(names), next(names)
        values = (first, second) if "{m}" in template else (first,)
        rows.append((NAME, template.format(n=first, m=second), values))
    for kind, template, values in NUMBERED:
        rows += [(kind, template.format(v=value), (value,)) for value in values]
    return rows


def measure() -> tuple[Counter[str], Counter[str], list[str], list[str]]:
    """Values seeded and found by kind, sentences with a miss, sentences replaced without need."""
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed = []
    for kind, sentence, values in seeded():
        shown = Redactor().redact(sentence)
        for value in values:
            total[kind] += 1
            found[kind] += value not in shown
        if any(value in shown for value in values):
            missed.append(f"{sentence}  →  {shown}")
    alarms = [f"{text}  →  {shown}" for text in NOBODY if _MARK.search(shown := Redactor().redact(text))]
    return total, found, missed, alarms


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", action="store_true", help="print the sentences")
    chosen = options.parse_args()
    total, found, missed, alarms = measure()
    for kind in total:
        print(f"{kind:<5} found {found[kind]:>3} / {total[kind]:>3} = {found[kind] / total[kind]:.1%}")
    print(f"sentences without anybody, changed: {len(alarms)} / {len(NOBODY)}")
    print("识别不完整：没有找到的姓名会原样发送，发送前请核对")
    if chosen.misses:
        print(*missed, *alarms, sep="\n")


if __name__ == "__main__":
    main()
