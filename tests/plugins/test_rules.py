"""The rules detector on texts as people type, copy and title them."""

import json
import re
from pathlib import Path

import pytest

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench_rules import RulesDetector
from workbench_rules.overlaps import PRECEDENCE, disjoint

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
CRM1 = SHARED / "captures" / "openadapt_capture" / "crm1.truth.json"


def found(
    text: str, source: PassageSource = PassageSource.TYPED, *, title: str = ""
) -> list[tuple[str, str]]:
    """The kinds found in a text and the characters they cover."""
    findings = RulesDetector().detect([Passage(text, source, title)])[0]
    return [(finding.kind, text[finding.start : finding.end]) for finding in findings]


def marked(line: str) -> tuple[str, set[int]]:
    """A text without its marks, and the letters and digits that stood inside them."""
    text, wanted = "", set[int]()
    for place, part in enumerate(re.split(r"«|»", line)):
        if place % 2:
            wanted |= {len(text) + i for i, c in enumerate(part) if c.isalnum()}
        text += part
    return text, wanted


@pytest.mark.skipif(not CRM1.exists(), reason="the captures are not here")
def test_a_form_typed_by_hand_gives_up_its_secrets_and_nothing_else() -> None:
    actions = json.loads(CRM1.read_text("utf-8"))["expected_actions"]

    typed = {action[1]: found(action[1]) for action in actions if action[0] == "type"}

    assert typed == {
        "Maria Alvarez": [],
        "maria.alvarez@example.com": [("email", "maria.alvarez@example.com")],
        "555-0142": [("phone", "555-0142")],
        "4111 1111 1111 1111": [("card", "4111 1111 1111 1111")],
        "hunter2!": [("password", "hunter2!")],
        "VIP": [],
    }


def test_fields_run_together_are_covered_from_end_to_end() -> None:
    text = "@example.com555-01424111111111111111hunter2!VIPpa"

    covered = "".join(part for _, part in found(text))

    assert covered == text
    assert ("card", "4111111111111111") in found(text)


SECRETS = """
export API_KEY=«abcd1234efgh»
curl -H "Authorization: Bearer «abc.def-123»" https://x
curl -H 'X-Api-Key: «k3yk3yk3y»' https://x.org
curl -u bob:«s3cr3t» https://x
mysql -u root -p«SECRET» shop
mysqldump --password=«topsecret» shop
sshpass -p '«my pass word»' ssh host
sshpass -p «plainword» ssh host
psql postgres://bob:«swordfish»@db.local/shop
Server=db;Database=x;User Id=sa;Password=«Summer»;
Server=db;User Id=sa;Pwd=«hunterx»;Trusted=no
password: «hunter»
my password is «sunshine»
das Passwort lautet «Sommer12»
PIN: «4711»
your verification code is «482 913»
echo «tops3cret» | sudo -S apt update
PGPASSWORD=«letmein» psql
AWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»
npm config set //registry/:_authToken «npm_abcdefghij0123456789ABCDEFGHIJ012345»
openssl enc -aes256 -pass pass:«foobared»
https://x.org/cb?code=«abcdef123»&state=1
CREATE USER 'x'@'%' IDENTIFIED BY '«plain words»'
{"password": "«correct horse»"}
<user><password>«hunter»</password></user>
dbPass: "«nbXaFntUEWBfsQ»"
«AKIAIOSFODNN7EXAMPLE»
«glpat-abcdefghij0123456789»
«nw_live_0123456789abcdef0123456789abcdef»
«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N»
ssn: «123456789»
DNI «12345678Z»
PESEL «44051401359»
«RSSMRA85T10A562S»
NINO «AB 12 34 56 C»
CPF «529.982.247-25»
born on «12 March 1984»
DOB: «03/12/1984»
passport no. «X1234567»
account number «12345678»
IBAN «DE89 3704 0044 0532 0130 00»
«41 11 11 11 11 11 11 11»
«4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1»
«3782 822463 10005»
cvv «123»
«jörg.müller@exämple.de»
«o'brien+tag@sub.example.co.uk»
«+49 (0)30 / 901820»
«01 23 45 67 89»
«12 Main Street, Springfield, IL 62704»
«Hauptstraße 12, 80331 München»
«10 rue de la Paix, 75002 Paris»
«221B Baker Street, London NW1 6XE»
«PO Box 1234»
from «203.0.113.7» port 22
mac «00:1b:44:11:3a:b7»
""".strip().splitlines()


@pytest.mark.parametrize("line", SECRETS)
@pytest.mark.parametrize("source", [PassageSource.TYPED, PassageSource.CLIPBOARD])
def test_every_letter_of_a_secret_is_covered(line: str, source: PassageSource) -> None:
    text, wanted = marked(line)

    findings = RulesDetector().detect([Passage(text, source)])[0]

    covered = {i for finding in findings for i in range(finding.start, finding.end)}
    assert wanted <= covered


ORDINARY = """
Please review the quarterly report before Friday.
=SUM(A1:A9)
=VLOOKUP(B2,Sheet1!$A$1:$C$40,3,FALSE)
pip install numpy==1.26.4
git commit -m "fix #123: off by one"
cd ~/projects/app2 && ls -la
x=1 y=2
for i in range(10): print(i)
SELECT id, name FROM users WHERE id = 42;
v1.2.3-beta
2024-03-12 14:05:33
12/05/2023
$1,234.50
1920x1080
report_2024.xlsx
JIRA-1234
https://docs.python.org/3/library/re.html
0xDEADBEEF
3.14159
def get_token(self) -> str:
password = getpass.getpass()
token = next(tokens)
Enter your password to continue
localhost 127.0.0.1
""".strip().splitlines()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_raises_no_alarm(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("separator", ["\u200b", "\u00a0", "\u2009", "\u2011", "\u00ad"])
def test_a_number_split_by_unusual_characters_is_still_a_card(separator: str) -> None:
    text = "paid with " + separator.join(["4111", "1111", "1111", "1111"]) + " today"

    assert [(k, re.sub(r"\D", "", part)) for k, part in found(text)] == [("card", "4" + "1" * 15)]


def test_full_width_digits_are_digits() -> None:
    card = "４１１１１１１１１１１１１１１１"

    assert found(f"card {card}!") == [("card", card)]


def test_look_alike_letters_do_not_hide_an_address() -> None:
    mail = "jаne.dоe@gmаil.соm"  # the a, o and c are Cyrillic

    assert found(f"write to {mail} please") == [("email", mail)]


def test_whatever_is_typed_in_a_login_window_is_suspect() -> None:
    assert found("correct horse", title="Sign in - Example") == [("password", "correct horse")]
    assert found("correct horse", title="Notes") == []


def test_a_mailbox_typed_in_a_login_window_stays_a_mailbox() -> None:
    assert found("jane@example.com", title="Log in") == [("email", "jane@example.com")]


def test_the_line_after_a_command_that_prompts_is_a_password() -> None:
    assert found("sudo apt update\nswordfish\nls\n") == [("password", "swordfish")]
    assert found("make test\nswordfish\nls\n") == []


def test_a_private_key_without_an_end_goes_to_the_end_of_the_text() -> None:
    text = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\nAAAA"

    assert found(text, PassageSource.CLIPBOARD) == [("private_key", text)]


def test_titles_are_not_searched_for_unlabelled_passwords() -> None:
    for source in (PassageSource.TITLE, PassageSource.APP, PassageSource.DESCRIPTION):
        assert found("x7K!2mq#9", source) == []
    assert found("https://example.org/x7K!2mq#9", PassageSource.URL) == []
    assert found("x7K!2mq#9", PassageSource.TYPED) == [("password", "x7K!2mq#9")]


def test_reasons_never_quote_the_text() -> None:
    for line in SECRETS:
        text, _ = marked(line)
        for finding in RulesDetector().detect([Passage(text, PassageSource.TYPED)])[0]:
            hidden = text[finding.start : finding.end]
            assert hidden not in finding.reason
            assert finding.kind in PRECEDENCE
            assert finding.confidence > 0


def test_the_more_specific_kind_keeps_its_characters_and_the_rest_stays_covered() -> None:
    password = Finding(0, 24, "password", 75, "why")
    card = Finding(4, 20, "card", 95, "why")

    assert disjoint([password, card], "abcd4111111111111111efgh") == [
        Finding(0, 4, "password", 75, "why"),
        card,
        Finding(20, 24, "password", 75, "why"),
    ]


def test_each_passage_gets_its_own_findings_in_order() -> None:
    passages = [
        Passage("nothing here", PassageSource.TYPED),
        Passage("a@example.com", PassageSource.TITLE),
    ]

    first, second = RulesDetector().detect(passages)

    assert list(first) == []
    assert [finding.kind for finding in second] == ["email"]


def test_no_passages_give_no_findings() -> None:
    assert list(RulesDetector().detect([])) == []
