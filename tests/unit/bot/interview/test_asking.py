"""Who asks whether he may have the permit, and who asks something else about it."""

from __future__ import annotations

import pytest

from bot.interview.asking import asks_for_the_permit


@pytest.mark.parametrize(
    "text",
    [
        "我能办居住证吗", "啥时候能办居住证", "够不够条件办居住证", "居住证我能办不", "居住证什么时候可以办",
        "我还要多久才能申领居住证", "多久可以办居住证", "我有资格办居住证吗", "我来了半年了能办居住证不",
        "我社保交了14个月能办居住证吗", "居住证现在能不能办", "帮我看看我能办居住证吗", "我夠條件辦居住證嗎",
        "我能办居住证吗，社保交了14个月，租的房子合同签了一年", "can I get the residence permit",
        "when can I apply for a residence permit?", "am I eligible for the residence permit",
        "do I qualify for a residence permit", "when can I get a permit", "Can I apply for the permit now?",
    ],
)  # fmt: skip
def test_asking_for_oneself_is_understood_without_the_model(text: str) -> None:
    assert asks_for_the_permit(text)


@pytest.mark.parametrize(
    "text",
    [
        "居住证丢了怎么办", "居住证到期了", "居住证有什么用", "居住证能干什么", "居住证丢了能补办吗",
        "什么时候可以签注居住证", "居住证能用多久", "居住证多久能下来", "多久能领到居住证", "居住证办好了吗",
        "我要办居住证", "办居住证要什么材料", "办居住证要什么条件", "在哪里能办居住证", "居住证能不能代办",
        "有居住证可以买房吗", "居住证明我能办吗", "租房能办居住证吗", "个体户可以办居住证吗", "孩子能办居住证吗",
        "我能登记吗", "居住证可以在街道办吗", "我能办护照吗", "居住证", "where can I apply for a residence permit",
        "I lost my residence permit, can I get a new permit", "can I renew my residence permit",
        "can my son go to school with a residence permit", "what is a residence permit",
        "can I get a residence permit for my son", "can I use my residence permit in other cities",
    ],
)  # fmt: skip
def test_other_matters_of_the_permit_are_left_alone(text: str) -> None:
    assert not asks_for_the_permit(text)
