import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.names.likeness import POSSIBLE_DUPLICATE_THRESHOLD, LikenessReason, Name, likeness
from participants.names.skeletons import match_tokens

SAME_PERSON = [
    (("Orysia", "Shovkoplias"), ("Orisia", "Shovkoplias")),
    (("Mykhailyna", "Iashchenko"), ("Mihailina", "Iashchenko")),
    (("Liudmyla", "Mykhailiuk"), ("Liudmila", "Mykhailiuk")),
    (("Layla", "Haddad"), ("Laila", "Haddad")),
    (("Iurii", "Hrytsenko"), ("Yuriy", "Gritsenko")),
    (("Jurij", "Hrycenko"), ("Yuriy", "Hrytsenko")),
    (("Yuliia", "Shcherbak"), ("Julija", "Scherbak")),
    (("Yevhen", "Zhuk"), ("Ievgen", "Juk")),
    (("Viktor", "Tsarenko"), ("Wiktor", "Carenko")),
    (("Anna", "Khomenko"), ("Anna", "Homenko")),
    (("Demian", "Demʼianiuk"), ("Demyan", "Demianyuk")),
    (("Сергій", "Шевченко"), ("Serhii", "Shevchenko")),
    (("Юлія", "Щербак"), ("Yuliia", "Shcherbak")),
    (("Сергей", "Бондарь"), ("Serhii", "Bondar")),
    (("Mohammed", "Darwish"), ("Muhammad", "Darwish")),
    (("Mohamad", "Al-Hassan"), ("Mohammed", "Alhassan")),
    (("Mohammed", "Al Hassan"), ("Mohammed", "El-Hassan")),
    (("Yousef", "Khoury"), ("Yusuf", "Xuri")),
    (("Youssef", "Khouri"), ("Yousef", "Khoury")),
    (("Khaled", "Haddad"), ("Halid", "Hadad")),
    (("Abdul Rahman", "Karimi"), ("Abdulrahman", "Karimi")),
    (("محمد", "الحسن"), ("Mohammed", "Al-Hassan")),
    (("يوسف", "خوري"), ("Yousef", "Khoury")),
    (("Şahin", "Yılmaz"), ("Sahin", "Yilmaz")),
    (("Çiğdem", "Erdoğan"), ("Cigdem", "Erdogan")),
    (("İnönü", "Teknaz"), ("INONU", "TEKNAZ")),
    (("Tesfay", "Ghebremedhin"), ("Tesfai", "Gebremedhn")),
    (("Yonas", "Tesfamariam"), ("Jonas", "Tesfa Mariam")),
    (("ተስፋይ", "ሃይለ"), ("Tesfay", "Haile")),
    (("Mykola", ""), ("Mykola", "Koval")),
]
OTHER_PEOPLE = [
    (("Nour", "Khoury"), ("Nour", "Haddad")),
    (("Layla", "Al-Masri"), ("Rania", "Al-Masri")),
    (("Omid", "Karimi"), ("Ahmad", "Karimi")),
    (("Omid", "Karimi"), ("Hamid", "Karimi")),
    (("Yonas", "Haile"), ("Filmon", "Haile")),
    (("Arsen", "Andriievych"), ("Adam", "Shvedchenko")),
    (("Herman", "Zhuravel"), ("Rahel", "Ghebremedhin")),
    (("Albina", "Koval"), ("Bohdan", "Koval")),
    (("", ""), ("Nour", "Haddad")),
    (("", ""), ("", "")),
]
NAMES = st.builds(Name, st.text("abeghiklmnorstuvyzæøåш' -", max_size=12), st.text("abdehiklmnorstuyzé'-", max_size=12))


@pytest.mark.parametrize(("a", "b"), SAME_PERSON)
def test_transliterations_of_one_name_are_a_possible_duplicate(a, b):
    found = likeness(Name(*a), Name(*b))
    assert found.score >= POSSIBLE_DUPLICATE_THRESHOLD
    assert found.reasons


@pytest.mark.parametrize(("a", "b"), SAME_PERSON)
def test_swapping_given_and_family_name_changes_nothing(a, b):
    swapped = likeness(Name(a[1], a[0]), Name(*b))
    assert swapped.is_possible_duplicate
    assert swapped.score == pytest.approx(likeness(Name(*a), Name(*b)).score, abs=0.1)


@pytest.mark.parametrize(("a", "b"), OTHER_PEOPLE[:-1])
def test_people_with_one_name_in_common_are_not_alike(a, b):
    found = likeness(Name(*a), Name(*b))
    assert not found.is_possible_duplicate
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("a", "b", "reasons"),
    [
        (("Nour", "Khoury"), ("NOUR", " khoury"), (LikenessReason.IDENTICAL,)),
        (("Nour", "Khoury"), ("Khoury", "Nour"), (LikenessReason.SWAPPED,)),
        (("Layla", "Haddad"), ("Laila", "Haddad"), (LikenessReason.TRANSLITERATION,)),
        (("Layla", "Haddad"), ("Haddad", "Laila"), (LikenessReason.SWAPPED, LikenessReason.TRANSLITERATION)),
        (("Maria", "Kovalenko"), ("Marja Olha", "Kovalenko"), (LikenessReason.PART_MISSING, LikenessReason.SPELLING)),
        (("Varvara", "Bazylevska"), ("Barvara", "Bazylevska"), (LikenessReason.SPELLING,)),
    ],
)
def test_the_reasons_say_why_two_names_are_alike(a, b, reasons):
    assert likeness(Name(*a), Name(*b)).reasons == reasons


def test_tokens_do_not_depend_on_the_order_or_the_script():
    assert match_tokens("Serhii", "Shevchenko") == match_tokens("Шевченко", "Сергій")


def test_an_article_alone_is_still_a_name():
    assert match_tokens("Al", "") == ("al",)


@given(NAMES, NAMES)
def test_likeness_is_symmetric_and_between_0_and_1(a, b):
    assert 0 <= likeness(a, b).score <= 1
    assert likeness(a, b).score == pytest.approx(likeness(b, a).score)


@given(NAMES)
def test_every_name_is_identical_with_itself(name):
    assert likeness(name, name).score == 1


@given(st.text(), st.text())
def test_no_text_breaks_the_comparison(given_name, family_name):
    likeness(Name(given_name, family_name), Name(family_name, "Haddad"))
