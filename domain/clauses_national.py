"""What national law adds to the notice, told in our own words, never as a quotation.

Only what the rules of this house build on stands here. Who needs the wording itself reads the official text.
"""

from types import MappingProxyType

CIVIL_CODE_WORDS = MappingProxyType(
    {
        "民法典201": "按日、月、年计算期间的，开始的当天不计入，从下一天开始算。",
        "民法典202": "按月、年计算期间的，到期月的对应日是最后一天；到期月没有对应日的，月末日是最后一天。",
        "民法典1259": "“以上”“届满”包括本数。",
    }
)

DECREE_663_WORDS = MappingProxyType(
    {
        "663号令": (
            "居住证自受理申请之日起15日内制作发放；偏远地区、交通不便或者有特殊情况的，最长30日。"
            "首次申领居住证免费，办理签注免费；换领、补领收取证件工本费。"
        ),
    }
)
