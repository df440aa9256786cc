"""Common passwords: what is tried first is refused, and a sentence of one's own is not."""

import secrets

import pytest

from models.auth.common_passwords import is_common
from models.auth.passwords import check_password
from models.errors import AccountError

WORDS = ("li", "李娜", "郑州市", "郑州", "zhengzhou")
TRIED_FIRST = (
    *("1234567890", "0987654321", "qwertyuiop", "QWERTYUIOP123", "1qaz2wsx3edc", "asdfghjkl;1", "q1w2e3r4t5"),
    *("aaaaaaaaaa", "abababababab", "123123123123", "woaini1314520", "password2023", "P@ssw0rd2023!", "Admin@123456"),
    *("zhengzhou2023", "郑州教育局2023", "Zhengzhou@2023", "jiaoyuju888888", "13812345678", "ｐａｓｓｗｏｒｄ１２３４"),
    *("li19900101li", "李娜李娜2023@@", "sanbiao-2024", "manchester", "qwerty123456", "1 2 3 4 5 6 7 8 9 0"),
)
ONES_OWN = (
    "correct horse battery",
    "长风破浪会有时",
    "only for the test",
    "a long enough word",
    "Tr0ub4dor&3x",
    "not the secret",
)


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_common(password, WORDS)


@pytest.mark.parametrize("password", ONES_OWN)
def test_a_sentence_of_ones_own_is_not_refused(password: str) -> None:
    assert not is_common(password, WORDS)


def test_one_time_passwords_are_never_refused() -> None:
    assert not any(is_common(secrets.token_urlsafe(12), WORDS) for _ in range(200))


def test_the_login_with_digits_is_refused_by_name() -> None:
    with pytest.raises(AccountError) as caught:
        check_password("wangfang", "WangFang20230630")
    assert caught.value.key == "password_common"
    assert "wangfang" not in caught.value.sentence("en").casefold()
