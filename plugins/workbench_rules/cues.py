"""Words that say what the value after them is."""

from enum import Enum, auto


class Cue(Enum):
    """What a word announces."""

    PHONE = auto()
    CARD = auto()
    CARD_CODE = auto()
    IBAN = auto()
    ACCOUNT = auto()
    SSN = auto()
    NATIONAL = auto()
    DOCUMENT = auto()
    MEDICAL = auto()
    BIRTH = auto()
    ADDRESS = auto()
    PASSWORD = auto()
    SECRET = auto()
    KEY = auto()
    PIN = auto()
    USERNAME = auto()
    VERSION = auto()


_WORDS: dict[Cue, str] = {
    Cue.PHONE: """
        phone phones telephone tel mobile cell cellphone fax call called calling dial desk sms
        text whatsapp contact reach ring hotline handy telefon telefonnummer téléphone telefone
        teléfono telefono móvil puhelin mobil portable number
    """,
    Cue.CARD: """
        card cards credit debit cc visa mastercard amex maestro discover karte carte tarjeta
    """,
    Cue.CARD_CODE: "cvv cvc cvn csc",
    Cue.IBAN: "iban",
    Cue.ACCOUNT: "account acct routing aba bank konto kontonummer compte cuenta sort",
    Cue.SSN: "ssn ssns social itin tin taxpayer",
    Cue.NATIONAL: """
        national identity identification nino insurance pesel dni nie nif cpf bsn nir
        personnummer steuer steuerid aadhaar sin nhs ahv avs fiscale personal tax
    """,
    Cue.DOCUMENT: """
        passport licence license driver drivers driving permit visa passnummer reisepass
    """,
    Cue.MEDICAL: "mrn medical patient chart",
    Cue.BIRTH: """
        birth born dob birthday birthdate geboren geburtsdatum geburtstag naissance né née
        nacimiento nascita nascimento urodzenia
    """,
    Cue.ADDRESS: """
        address addresses live lives lived living moved reside resides residence street ship
        shipped deliver delivered delivery mailing adresse anschrift dirección indirizzo
        endereço adres
    """,
    Cue.PASSWORD: """
        password passwords passwd pwd passphrase passcode passwort kennwort contraseña senha
        hasło wachtwoord lösenord salasana mdp pgpassword sshpass userpass
    """,
    Cue.SECRET: """
        pass pw psw secret secrets token bearer credential credentials creds auth authorization
        apikey passwords otp totp signature sig cookie sessionid csrf
    """,
    Cue.KEY: "key keys",
    Cue.PIN: "pin pincode otp totp code codes passcode mfa tan",
    Cue.USERNAME: """
        user username login userid uname account nickname benutzer usuario utilisateur
    """,
    Cue.VERSION: "version v ver release build",
}


def _by_word() -> dict[str, tuple[Cue, ...]]:
    found: dict[str, tuple[Cue, ...]] = {}
    for cue, text in _WORDS.items():
        for word in text.split():
            found[word] = (*found.get(word, ()), cue)
    return found


CUES = _by_word()
"""Every cue word in lower case and what it announces."""
