"""Common names by country, in Latin letters; a person's name is drawn by combining them and is nobody's."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Names:
    """Given and family names; where family names differ by sex, the second list is the men's."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    men_families: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def draw(self, chance: Random, *, is_woman: bool) -> tuple[str, str]:
        """A given name and a family name."""
        families = self.families if is_woman or not self.men_families else self.men_families
        return chance.choice(self.women if is_woman else self.men), chance.choice(families)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ARABIC_WOMEN = _words(
    "Amal Aya Dima Fatima Ghada Hala Hanan Iman Layla Lina Maha Mariam Nour Rana Rasha Reem Salma Samira Sara Yara"
)
_ARABIC_MEN = _words(
    "Ahmad Ali Anas Bilal Firas Hadi Hassan Ibrahim Jamal Khaled Mahmoud Majd Mustafa Nabil Omar Rami Samer Tarek"
    " Yousef"
)

NAMES: dict[str, Names] = {
    "UKR": Names(
        women=_words(
            "Alina Alla Anastasiia Anna Daria Halyna Hanna Inna Iryna Kateryna Khrystyna Larysa Liliia Liudmyla Maryna"
            " Mariia Myroslava Nadiia Nataliia Oksana Olena Olha Polina Roksolana Sofiia Solomiia Svitlana Tamara"
            " Tetiana Uliana Valentyna Viktoriia Yana Yuliia Zoriana"
        ),
        men=_words(
            "Andrii Anton Artem Bohdan Danylo Denys Dmytro Hryhorii Ihor Ivan Kostiantyn Maksym Mykhailo Mykola Nazar"
            " Oleh Oleksandr Oleksii Ostap Pavlo Petro Roman Ruslan Serhii Stanislav Stepan Taras Vadym Vasyl Viktor"
            " Vitalii Volodymyr Yevhen Yurii"
        ),
        families=_words(
            "Bondarenko Bondar Boiko Danylchuk Dmytrenko Fedorenko Havryliuk Honchar Hrytsenko Ivanenko Karpenko"
            " Kharchenko Khomenko Klymenko Kolomiiets Korniienko Kovalchuk Kovalenko Koval Kravchenko Kravchuk"
            " Kucherenko Kushnir Lysenko Lytvyn Lytvynenko Marchenko Martyniuk Mazur Melnychuk Melnyk Moroz Nazarenko"
            " Oliinyk Onyshchenko Panchenko Pavlenko Petrenko Polishchuk Ponomarenko Romaniuk Rudenko Savchenko"
            " Semeniuk Shevchenko Shevchuk Shvets Stepanenko Sydorenko Tarasenko Tkachenko Tkachuk Tymoshenko Vasylenko"
            " Voloshyn Yakovenko Yaremchuk Zakharchenko Zinchenko"
        ),
        languages=("uk",),
    ),
    "SYR": Names(
        women=_ARABIC_WOMEN,
        men=_ARABIC_MEN,
        families=(
            *_words(
                "Abbas Darwish Haddad Hamdan Hariri Hassan Ismail Jaber Kanaan Khalil Khoury Mansour Masri Nasser Qasim"
                " Saleh Sabbagh Shaheen Suleiman Tawil Zein"
            ),
            "Al-Ahmad",
            "Al-Hamoud",
        ),
        languages=("ar",),
    ),
    "COD": Names(
        women=_words(
            "Aline Béatrice Chantal Clarisse Divine Esther Furaha Grâce Joséphine Neema Rachel Riziki Solange"
        ),
        men=_words("Amani Bahati Baraka Emmanuel Espoir Gloire Innocent Jean Josué Olivier Patrick Safari Serge"),
        families=_words("Bahati Bisimwa Byamungu Kabongo Kasongo Kalala Lukusa Mugisho Mulamba Mutombo Ngoy Tshibanda"),
        languages=("sw", "rw"),
    ),
    "RUS": Names(
        women=_words("Aleksandra Ekaterina Elena Irina Ksenia Maria Natalia Olga Svetlana Tatiana Vera"),
        men=_words("Aleksei Andrei Dmitri Ilia Maksim Nikita Pavel Roman Sergei Viktor"),
        families=_words("Belova Fedorova Kozlova Lebedeva Morozova Novikova Orlova Pavlova Sokolova Volkova"),
        men_families=_words("Belov Fedorov Kozlov Lebedev Morozov Novikov Orlov Pavlov Sokolov Volkov"),
        languages=("ru",),
    ),
    "ERI": Names(
        women=_words("Abrehet Bisrat Eden Feven Helen Luwam Meron Rahwa Saba Semhar Senait Winta Yordanos"),
        men=_words("Abel Biniam Dawit Filmon Goitom Henok Isaias Kidane Mehari Robel Samuel Tesfay Yonas"),
        families=_words("Araya Asmerom Berhane Ghebremedhin Gebru Haile Kifle Mehari Negash Tekle Tesfamariam Woldu"),
        languages=("ti",),
    ),
    "AFG": Names(
        women=_words("Farida Freshta Hosna Laila Maryam Mina Nargis Parwana Sahar Shabnam Zahra Zarina"),
        men=_words("Abdullah Ahmad Ehsan Farhad Habib Hamid Jawad Mirwais Najib Rahim Reza Zabiullah"),
        families=_words("Ahmadi Amiri Azizi Habibi Haidari Hosseini Karimi Mohammadi Nazari Noori Rahimi Sharifi"),
        languages=("prs", "ps"),
    ),
    "TUR": Names(
        women=_words("Ayşe Büşra Elif Emine Fatma Hatice Meryem Selin Zeynep"),
        men=_words("Ahmet Burak Emre Hakan Mehmet Murat Mustafa Serkan Yusuf"),
        families=_words("Aydın Çelik Demir Doğan Kaya Öztürk Şahin Yıldız Yılmaz"),
        languages=("tr",),
    ),
    "SDN": Names(
        women=_ARABIC_WOMEN,
        men=_ARABIC_MEN,
        families=_words("Abdalla Adam Babiker Elamin Eltayeb Hamid Idris Ismail Mohamed Osman Salih"),
        languages=("ar",),
    ),
    "IRN": Names(
        women=_words("Azadeh Elham Fatemeh Mahsa Maryam Nasrin Parisa Shirin Sima Yasaman"),
        men=_words("Ali Amir Arash Behnam Farhad Hossein Kaveh Mehdi Navid Saeed"),
        families=_words("Ahmadi Bahrami Ebrahimi Ghasemi Hosseini Jafari Karimi Moradi Rezaei Sadeghi"),
        languages=("fa",),
    ),
    "SOM": Names(
        women=_words("Amina Asha Fadumo Halima Hodan Ifrah Khadija Nasra Safiya Zamzam"),
        men=_words("Abdi Abdirahman Ahmed Bashir Farah Hassan Ismail Liban Mahad Yusuf"),
        families=_words("Abdi Adan Ali Farah Hassan Hersi Ibrahim Jama Mohamed Nur Warsame"),
        languages=("so",),
    ),
    "ETH": Names(
        women=_words("Almaz Bethlehem Eyerusalem Hiwot Kidist Makeda Meseret Selam Tigist"),
        men=_words("Abebe Bekele Dawit Ephrem Getachew Kebede Solomon Tadesse Yohannes"),
        families=_words("Abebe Assefa Bekele Desta Girma Kebede Mekonnen Tadesse Tesfaye Wolde"),
        languages=("am", "om"),
    ),
    "NIC": Names(
        women=_words("Ana Carolina Gabriela Isabel Lucía María Paola Rosa Valeria"),
        men=_words("Alejandro Carlos Diego Ernesto Javier José Luis Miguel"),
        families=_words("Castillo Flores García Gutiérrez Hernández López Martínez Reyes Rivas Zelaya"),
        languages=("es",),
    ),
}
