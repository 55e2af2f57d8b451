"""The words that column headers are made of, as data.

Everything here is in the form that `headers.plain` gives: lower case, no accents, no punctuation,
"e-mail" as "email". English, German, French, Spanish, Italian, Portuguese and Dutch.
"""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    """What a header says its column holds."""

    NAME = "name"
    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"
    EMAIL = "email"
    PHONE = "phone"
    STAGE = "stage"
    STATUS = "status"
    OWNER = "owner"
    LINE = "line"
    SOURCE = "source"
    SOURCE_TYPE = "source_type"


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.replace("\n", ",").split(",") if word.strip())


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.strip() for word in group.split(",")) for group in text.split(";"))


NAMES: dict[Meaning, frozenset[str]] = {
    Meaning.NAME: _words("""
        name, full name, fullname, contact, contact name, contact full name, lead, lead name, customer,
        customer name, client, client name, person, person name, prospect, prospect name, your name,
        display name, file as, first and last name, first last name, first name last name, name surname,
        applicant name, guest name, kontakt, kontaktname, name des kontakts, vollstandiger name,
        vor und nachname, vorname nachname, vorname und nachname, ansprechpartner, kunde, kundenname,
        interessent, nom, nom complet, nom et prenom, prenom et nom, nom prenom, prenom nom, nom du contact,
        nom du client, nombre, nombre completo, nombre y apellido, nombre y apellidos, nombre del cliente,
        nombre del contacto, contacto, cliente, nome, nome completo, nome e cognome, cognome e nome,
        nominativo, contatto, nome do cliente, nome do contato, nome e sobrenome, contato, naam,
        volledige naam, contactpersoon, klant, klantnaam, voor en achternaam, student name, patient name,
        member name, imie i nazwisko, nazwisko i imie, pelne imie i nazwisko, osoba kontaktowa, klient,
        nazwa klienta, namn, fullstandigt namn, for och efternamn, kontaktperson, kund, kundnamn, navn,
        fulde navn, nombre y apellido s, apellidos y nombre, nombres y apellidos, apellido y nombre,
        vor u nachname, name vorname, nachname vorname, what is your name, what is your full name,
        name of contact, фио, имя, имя и фамилия, полное имя, клиент, nimi, jmeno a prijmeni, nume complet,
        ad soyad, adi soyadi, visitor, contact person, contact persons, name of lead, last first,
        last name first name, name last first, tenant, insured, patient, attendee, candidate, borrower,
        applicant, member, resident, donor, policyholder, claimant, registrant, participant, invitee, guest,
        homeowner, purchaser, main contact, primary contact, key contact, main contact name, point of contact,
        poc, persona de contacto, contacto principal, contact principal, personne a contacter,
        personne de contact,
        persona di contatto, referente, pessoa de contato, pessoa de contacto, contato principal,
        hauptkontakt, hauptansprechpartner, ansprechperson, kontaktni osoba, yhteyshenkilo, kontaktpartner,
        user name original name, name original name, nm, named insured, zakaznik, klienti, asiakas, musteri,
        acquereur, emlak sahibi, naam klant, navn pa kunde, kundens navn, kundens namn
    """),
    Meaning.FIRST: _words("""
        first name, firstname, first, fname, f name, given name, givenname, forename, christian name,
        vorname, rufname, prenom, primer nombre, nombres, nombre de pila, primeiro nome, nome proprio,
        voornaam, roepnaam, contact first name, lead first name, person first name, customer first name,
        client first name, your first name, 1st name, vorn, nombre s, nombre 1, nome de batismo, imie,
        pierwsze imie, fornamn, tilltalsnamn, fornavn, pnom, etunimi, jmeno, krestni jmeno, prenume, isim,
        adi, full name first, full name first name, fnm, fst name, prenom usuel
    """),
    Meaning.MIDDLE: _words("""
        middle name, middlename, middle, middle initial, mi, additional name, zweiter vorname,
        deuxieme prenom, segundo nombre, secondo nome, nome do meio, tussenvoegsel, middle names,
        second given name, second first name, drugie imie, mellannamn, mellomnavn, mellemnavn, m i,
        full name middle, full name middle name
    """),
    Meaning.LAST: _words("""
        last name, lastname, last, lname, l name, surname, family name, familyname, nachname, familienname,
        zuname, nom de famille, apellido, apellidos, primer apellido, segundo apellido, cognome, sobrenome,
        apelido, ultimo nome, achternaam, familienaam, contact last name, lead last name, person last name,
        customer last name, client last name, your last name, lst name, nazwisko, efternamn, etternavn,
        slaktnamn, apellido paterno, apellido materno, apellido 1, apellido 2, apellido s, nomes de familia,
        nom usuel, nachnamen, efternavn, фамилия, sukunimi, prijmeni, soyad, soyadi,
        full name last, full name last name, lnm
    """),
    Meaning.EMAIL: _words("""
        email, emails, mail, email address, mail address, emailaddress, emailadresse, mailadresse,
        email adresse, correo, correo electronico, direccion de correo, direccion de correo electronico,
        direccion de email, courriel, mel, adresse email, adresse mail, adresse de messagerie,
        adresse electronique, adresse de courriel, indirizzo email, indirizzo di posta elettronica,
        posta elettronica, indirizzo mail, endereco de email, correio eletronico, endereco eletronico,
        emailadres, email adres, mailadres, e mail, em, eml, email addr, email id, epost, e post,
        epostadress, e postadress, e post adress, mejl, mejladress, adres email, adres mail,
        poczta elektroniczna, poczta, epostadresse, e postadresse, email contact, email kontaktowy,
        emailadres prive, sahkoposti, eposta, e posta, электронная почта, эл почта, почта, имеил, email addy
    """),
    Meaning.PHONE: _words("""
        phone, phones, phone number, phonenumber, telephone, telephone number, tel, tel no, tel nr, ph,
        mobile, mobile phone, mobilephone, mobile number, mobilenumber, cell, cell phone, cellphone,
        cell number, cellular, contact number, contact no, landline, whatsapp, whatsapp number, homephone,
        workphone, otherphone, gsm, telefon, telefonnummer, telefonnr, rufnummer, handy, handynummer,
        handynr, mobil, mobilnummer, mobiltelefon, mobilfunknummer, festnetz, festnetznummer,
        numero de telephone, no de telephone, portable, numero de portable, telephone portable,
        telephone fixe, telefono, numero de telefono, movil, telefono movil, celular, numero de celular,
        numero di telefono, cellulare, numero di cellulare, telefone, numero de telefone, telemovel,
        telefoon, telefoonnummer, mobiel, mobiel nummer, mobiele nummer, phone no, phone nr, phone num,
        telephone no, tel number, telnr, mob, mob no, mobile no, cel, mobilnr, tlf, best number,
        best contact number, daytime number, numer telefonu, nr telefonu, numer komorkowy,
        telefon komorkowy, komorka, telefon stacjonarny, nr tel, tel kom, telefonnummer dagtid,
        mobiltelefonnummer, hemtelefon, arbetstelefon, mobiltelefoon, tel fijo, numero de contacto,
        n de telephone, n telephone, num tel, numero de tel, recapito telefonico, recapito,
        numero cellulare, numero telefono, numero de telemovel, fone, numero do celular, main number,
        direct line, direct dial, whats app, телефон, номер телефона, мобильныи телефон, puhelin,
        puhelinnumero, telefonni cislo, cep telefonu, matkapuhelin
    """),
    Meaning.STAGE: _words("""
        stage, stages, stage slug, stage name, current stage, pipeline stage, lead stage, deal stage,
        sales stage, opportunity stage, contact stage, lifecycle stage, phase, vertriebsphase,
        pipelinephase, etape, etape du pipeline, etapa, etapa del embudo, etapa do funil, fase,
        fase della pipeline, stadio, etap, etap sprzedazy, steg, saljsteg, skede
    """),
    Meaning.STATUS: _words("""
        status, lead status, contact status, client status, customer status, leadstatus, kontaktstatus,
        statut, statut du lead, estado, estado del lead, estado do lead, stato, stato del lead,
        status leada, status klienta, estatus, статус
    """),
    Meaning.OWNER: _words("""
        owner, owner id, ownerid, owner name, contact owner, lead owner, deal owner, record owner,
        account owner, person owner, assigned, assigned to, assigned agent, assigned user, assignee, agent,
        agent name, sales rep, salesperson, sales person, rep, responsible, responsible user,
        account manager, relationship manager, besitzer, zustandig, zustandiger, bearbeiter, verantwortlich,
        verantwortlicher, betreuer, berater, makler, proprietaire, responsable, attribue a, conseiller,
        propietario, asignado a, asesor, agente, proprietario, assegnato a, responsabile, atribuido a,
        responsavel, corretor, eigenaar, toegewezen aan, verantwoordelijke, makelaar, opiekun,
        opiekun klienta, doradca, przypisany do, handlowiec, ansvarig, saljare, agare, maklare,
        vendedor asignado, listing agent, buyer agent, loan officer, case manager, advisor, consultant,
        coordinator, user assigned
    """),
    Meaning.LINE: _words("""
        lead line, line, lead type, lead types, deal type, client type, customer type, contact type, type,
        side, transaction type, transaction, buyer seller, seller buyer, buyer or seller, buyer vs seller,
        buying or selling, buy or sell, looking to, interested in, interest, interesse, interes, interet,
        intent, intention, role, typ, kundentyp, kontakttyp, kaufer verkaufer, type de client, type de lead,
        acheteur vendeur, tipo, tipo de cliente, tipo de contacto, comprador vendedor, tipo cliente,
        tipo di cliente, soort, type klant, koper verkoper, acheteur ou vendeur, kaufer oder verkaufer,
        kauf verkauf, kaufen oder verkaufen, kup sprzedaj, kupujacy sprzedajacy, kopare saljare,
        koper of verkoper, are you buying or selling, are you a buyer or a seller,
        do you want to buy or sell, are you looking to buy or sell
    """),
    Meaning.SOURCE: _words("""
        source, lead source, leadsource, original source, original traffic source, traffic source,
        marketing source, source platform, platform, utm source, source of lead, contact source,
        how did you hear about us, referral source, quelle, leadquelle, herkunft, kanal, source du lead,
        origine, provenance, fuente, fuente del lead, origen, fonte, fonte del lead, origem, origem do lead,
        bron, leadbron, herkomst, zrodlo, zrodlo leada, pozyskano z, kalla, leadkalla, how did you find us,
        how did you hear of us, comment nous avez vous connu, wie haben sie von uns erfahren
    """),
    Meaning.SOURCE_TYPE: _words("""
        source type, lead source type, channel, lead channel, contact method, contacted by, inquiry type,
        kontaktweg, canal
    """),
}
"""Whole headers and what they mean."""

GENERIC_NAMES = _words("""
    lead, contact, customer, client, person, prospect, kunde, kontakt, interessent, cliente, contacto,
    contatto, contato, klant, file as, display name, tenant, insured, patient, attendee, candidate,
    borrower, applicant, member, resident, donor, policyholder, claimant, registrant, participant, invitee,
    guest, homeowner, purchaser, main contact, primary contact, key contact, point of contact, poc, referente,
    named insured, zakaznik, asiakas, musteri, acquereur
""")
"""Headers of names that may as well stand over something else."""

NAMES_OF_LAST_RESORT = _words("file as")
"""Headers of names that are turned round or a company's as often as not."""

EMAIL_WORDS = _words("""
    email, emails, mail, emailaddress, emailadresse, mailadresse, emailadres, correo, courriel, epost,
    epostadress, mejl
""")
PHONE_WORDS = _words("""
    phone, telephone, tel, mobile, cell, cellphone, cellular, phonenumber, mobilephone, landline, whatsapp,
    gsm, telefon, telefonnummer, handy, handynummer, mobil, mobilnummer, mobiltelefon, rufnummer, festnetz,
    telefono, movil, celular, cellulare, portable, telefone, telemovel, telefoon, telefoonnummer, mobiel,
    mob, cel, celulares, handynr, mobilnr, telnr, komorka, hemtelefon, telefonnr, tlf, fone, ph, phn, sms,
    iphone, tfno, wireless, recapito, телефон, puhelin
""")
"""A header with one of these among neutral words is an email or phone column ("Home phone 2")."""

NEUTRAL = _words("""
    primary, main, work, business, office, home, house, personal, private, other, secondary, second, third,
    alternate, alternative, alt, default, preferred, best, contact, lead, customer, client, person,
    prospect, user, your, my, value, address, number, no, num, nr, nummer, numero, adresse, adres, direct,
    day, daytime, evening, full, international, the, of, s, a, de, del, della, di, do, da, du, la, el, le,
    der, des, van, e, electronico, geschaftlich, privat, dienstlich, arbeit, pro, professionnel,
    professionnelle, personnel, personnelle, travail, domicile, fixe, trabajo, casa, oficina, particular,
    lavoro, ufficio, principale, principal, haupt, zakelijk, prive, werk, thuis, secundario, secundaria,
    secondaire, secondario, trabalho, weitere, zweite, required, optional, pflichtfeld, if, any, 1, 2, 3, 4,
    5, 6, 7, 8, 9, borrower, applicant, tenant, patient, student, member, invitee, attendee, guest,
    subscriber, donor, resident, homeowner, registrant, respondent, policyholder, insured, claimant,
    shopper, buyer, fijo, fija, fisso, fissa, fixo, vast, werktelefoon, arbete, hem, jobb, sluzbowy,
    sluzbowa, prywatny, prywatna, domowy, glowny, kontaktowy, kontakt, numer, addr, at, to, reach, where,
    is, what, can, we, us, please, enter, ihre, ihr, ihren, ihrer, votre, vos, su, tu, seu, sua, suo, il,
    uw, je, din, twoj, n, o, nos, adresa, adress, line, landline, wohnung, mobile, cell, 1st, 2nd, valid,
    current, stacjonarny, komorkowy, am, besten, me, and, y, et, und, numbers, billing, addy, great,
    candidate, cust, nbr, two, ii, wireless, hm, wk, h, c, w, m, toll, free, parent, guardian, domu, domaci,
    prace, pracovni, hjem, arbejde, koti, tyo, acasa, serviciu, ev, jobbet, privatni, sekundar, anden,
    caller, night, altro, altra, autre, otro, otra, outro, outra, andere, overige, annan, jiny
""")

OF_THE_LEAD = _words("""
    lead, contact, person, customer, client, prospect, primary, main, your, my, s, buyer, guest, billing,
    borrower, applicant, tenant, patient, student, member, invitee, attendee, subscriber, donor, resident,
    homeowner, registrant, respondent, policyholder, insured, claimant, participant, purchaser, candidate,
    shopper, cust, hi, hello, hey, and, great, whats,
    required, optional, kunden, kontakt, du, del, cliente, do, ihr, ihre, votre, uw, wie, lautet,
    heisst, what, is, please, enter, the, of, 1
""")
OF_THE_DEAL = _words("deal, opportunity, record, account")
"""Words that only say whose name, stage or owner it is ("Person - First name", "Deal - Stage")."""

NOT_THE_LEAD = _words("""
    spouse, partner, husband, wife, agent, owner, assigned, assistant, manager, broker, lender, realtor,
    attorney, lawyer, employer, emergency, referrer, referred, referral, created, modified, updated, rep,
    supervisor, sender, coborrower, cobuyer, co, makler, ehepartner, conjoint, conyuge, coniuge, agente,
    fax, telefax, pager, telex, isdn, tty, tdd, radio, car, callback, beeper, opt, optin, optout,
    unsubscribed, unsubscribe, subscribed, subscription, consent, marketing, verified, valid, bounced,
    bounce, type, label, count, last, date, time, sent, opened, clicked, status, display, domain, provider,
    id, ids, code, country, area, ext, extension, carrier, dnd, dnc, additional, template, campaign, notes,
    accepts, subject, body, message, validity, quality, invalid, allowed, permission, text, hash, md5,
    sha256, husbands, wifes, mother, father, mom, dad, child, kids, sibling, brother, sister,
    neighbor, relative, friend, next, kin, reference, referee, coapplicant, cosigner, opponent, adverse,
    defendant, insurer, doctor, physician, teacher, school, hospital, bank, landlord, officer, recruiter,
    interviewer, host, organizer, conjointe, ehefrau, ehemann, ehegatte, lebensgefahrte, esposa, esposo,
    marido, moglie, marito, mulher, echtgenoot, echtgenote, malzonek, malzonka, maka, sambo, site, supplier,
    hotel, venue, store, shop, branch, reply, cc, bcc, opens, clicks, score, rating, preference, reminder,
    reminders, updates, newsletter, converted, phonetic, yomi, prefix, suffix, device, guarantor,
    beneficiary, mothers, fathers
""")
"""With one of these a header is not the lead's own email, phone or name ("Spouse Email", "Email Opt Out")."""

OF_MESSAGES = _words("""
    text, message, reminder, reminders, updates, newsletter, marketing, verified, valid, subscribed,
    subscription
""")
"""Of those, words that also stand over an email or phone itself ("Text reminder number")."""

LOOKALIKES = _words("""
    list, past, best, test, post, host, fast, cost, lost, file, game, same, fame, call, calls, mall, sail,
    male, mile, tail, nail, fail, wall, sell, bell, phase, phrase, photo, site, fist, firsts, lead, mark,
    lame, frame, time, tame, dame, make, note, home, stone, zone, hone, plan, pace, race, rail, trail,
    detail
""")
"""Words that are spelt almost like one for a name, email or phone, and mean something else."""

_AT_WORK = _words("""
    work, business, office, geschaftlich, dienstlich, arbeit, pro, professionnel, professionnelle, travail,
    bureau, trabajo, oficina, lavoro, ufficio, trabalho, zakelijk, werk, workphone, sluzbowy, arbete, jobb,
    wk, w, prace, pracovni, arbejde, tyo, serviciu
""")
_AT_HOME = _words("""
    home, house, homephone, personal, private, privat, personnel, domicile, casa, festnetz, fixe, fijo,
    fixo, fisso, vast, landline, prive, thuis, prywatny, domowy, stacjonarny, hem, hemtelefon, particular,
    hm, h, domu, domaci, hjem, koti, acasa
""")
_MAIN = _words("primary, main, preferred, best, principal, principale, haupt, glowny")
_FURTHER = _words("""
    other, secondary, second, third, alternate, alternative, alt, 2nd, weitere, zweite, secundario,
    secundaria, secondaire, secondario, two, ii, altro, altra, autre, otro,
    otra, outro, outra, andere, overige, annan, anden, jiny, 2, 3, 4, 5, 6, 7, 8, 9
""")
_MOBILE = _words("""
    mobile, cell, cellphone, cellular, mobilephone, handy, handynummer, handynr, mobil, mobilnummer,
    mobilnr, mobiltelefon, mobilfunknummer, movil, celular, cellulare, portable, telemovel, mobiel,
    mobilenumber, homecell, mob, cel, komorka, komorkowy, iphone, wireless, c, sms
""")

RANKS: dict[Meaning, tuple[frozenset[str], ...]] = {
    Meaning.EMAIL: (_MAIN, _AT_WORK, _words("1"), frozenset(), _AT_HOME, _FURTHER),
    Meaning.PHONE: (_MOBILE, _MAIN, _words("1"), frozenset(), _AT_WORK, _AT_HOME, _FURTHER | {"address"}),
}
"""Which of several email or phone columns is used first; one with no such word stands at the empty place."""

CLOSE = _groups("""
    budget, price_range, price, max_price, maximum_price, max_budget, target_price, kaufpreis, preis;
    move_in_date, move_in, movein_date, moving_date, move_date, desired_move_in_date, einzugsdatum;
    notes, note, comments, comment, remarks, bemerkungen, notizen, message, notas, note_interne;
    company, company_name, organization, organisation, account_name, business_name, firma, empresa,
        organization_name, company_account, societe, azienda, bedrijf, unternehmen;
    tags, tag, labels, hashtags, categories, group_membership, segments;
    city, town, ville, stadt, ort, ciudad, citta, cidade, plaats, primary_city, mailing_city;
    state, province, region, state_region, state_province, bundesland, primary_state, mailing_state;
    zip, zip_code, postal_code, postcode, post_code, zip_postal_code, plz, code_postal,
        codigo_postal, cap, cep, primary_zip, mailing_zip;
    address, street, street_address, address_1, adresse, strasse, direccion, indirizzo, endereco,
        adres, primary_address, mailing_street;
    job_title, position, occupation, job, title, beruf, profession, cargo, functie;
    linkedin_url, linkedin, linkedin_profile, linkedin_profile_url, person_linkedin_url, linkedin_link;
    source, lead_source, leadsource, original_source, marketing_source, contact_source;
    timeline, timeframe, time_frame, buying_timeline, when;
    bedrooms, beds, bedroom, zimmer, chambres;
    bathrooms, baths, bathroom;
    birthday, date_of_birth, birth_date, birthdate, dob, geburtstag, geburtsdatum;
    website, web_site, url, web_page, webseite, site_web;
    country, country_region, land, pays, pais, paese
""")
"""Custom-field slugs that people use for one and the same thing; the first is the commonest."""
