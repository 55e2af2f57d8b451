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
        interessent, nom, nom complet, nom et prenom, prenom et nom, nom prenom, prenom nom,
        nom du contact, nom du client, nombre, nombre completo, nombre y apellido, nombre y apellidos,
        nombre del cliente, nombre del contacto, contacto, cliente, nome, nome completo, nome e cognome,
        cognome e nome, nominativo, contatto, nome do cliente, nome do contato, nome e sobrenome, contato,
        naam, volledige naam, contactpersoon, klant, klantnaam, voor en achternaam
    """),
    Meaning.FIRST: _words("""
        first name, firstname, first, fname, f name, given name, givenname, forename, christian name,
        vorname, rufname, prenom, primer nombre, nombres, nombre de pila, primeiro nome, nome proprio,
        voornaam, roepnaam, contact first name, lead first name, person first name, customer first name,
        client first name, your first name
    """),
    Meaning.MIDDLE: _words("""
        middle name, middlename, middle, middle initial, mi, additional name, zweiter vorname,
        deuxieme prenom, segundo nombre, secondo nome, nome do meio, tussenvoegsel
    """),
    Meaning.LAST: _words("""
        last name, lastname, last, lname, l name, surname, family name, familyname, nachname,
        familienname, zuname, nom de famille, apellido, apellidos, primer apellido, segundo apellido,
        cognome, sobrenome, apelido, ultimo nome, achternaam, familienaam, contact last name,
        lead last name, person last name, customer last name, client last name, your last name
    """),
    Meaning.EMAIL: _words("""
        email, emails, mail, email address, mail address, emailaddress, emailadresse, mailadresse,
        email adresse, correo, correo electronico, direccion de correo, direccion de correo electronico,
        direccion de email, courriel, mel, adresse email, adresse mail, adresse de messagerie,
        adresse electronique, adresse de courriel, indirizzo email, indirizzo di posta elettronica,
        posta elettronica, indirizzo mail, endereco de email, correio eletronico, endereco eletronico,
        emailadres, email adres, mailadres
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
        telefoon, telefoonnummer, mobiel, mobiel nummer, mobiele nummer
    """),
    Meaning.STAGE: _words("""
        stage, stages, stage slug, stage name, current stage, pipeline stage, lead stage, deal stage,
        sales stage, opportunity stage, contact stage, lifecycle stage, phase, vertriebsphase,
        pipelinephase, etape, etape du pipeline, etapa, etapa del embudo, etapa do funil, fase,
        fase della pipeline, stadio
    """),
    Meaning.STATUS: _words("""
        status, lead status, contact status, client status, customer status, leadstatus, kontaktstatus,
        statut, statut du lead, estado, estado del lead, estado do lead, stato, stato del lead
    """),
    Meaning.OWNER: _words("""
        owner, owner id, ownerid, owner name, contact owner, lead owner, deal owner, record owner,
        account owner, person owner, assigned, assigned to, assigned agent, assigned user, assignee,
        agent, agent name, sales rep, salesperson, sales person, rep, responsible, responsible user,
        account manager, relationship manager, besitzer, zustandig, zustandiger, bearbeiter,
        verantwortlich, verantwortlicher, betreuer, berater, makler, proprietaire, responsable,
        attribue a, conseiller, propietario, asignado a, asesor, agente, proprietario, assegnato a,
        responsabile, atribuido a, responsavel, corretor, eigenaar, toegewezen aan, verantwoordelijke,
        makelaar
    """),
    Meaning.LINE: _words("""
        lead line, line, lead type, lead types, deal type, client type, customer type, contact type, type,
        side, transaction type, transaction, buyer seller, seller buyer, buyer or seller, buyer vs seller,
        buying or selling, buy or sell, looking to, interested in, interest, interesse, interes, interet
        intent, intention, role, typ,
        kundentyp, kontakttyp, kaufer verkaufer, type de client, type de lead, acheteur vendeur, tipo,
        tipo de cliente, tipo de contacto, comprador vendedor, tipo cliente, tipo di cliente, soort,
        type klant, koper verkoper
    """),
    Meaning.SOURCE: _words("""
        source, lead source, leadsource, original source, original traffic source, traffic source,
        marketing source, source platform, platform, utm source, source of lead, contact source,
        how did you hear about us, referral source, quelle, leadquelle, herkunft, kanal, source du lead,
        origine, provenance, fuente, fuente del lead, origen, fonte, fonte del lead, origem,
        origem do lead, bron, leadbron, herkomst
    """),
    Meaning.SOURCE_TYPE: _words("""
        source type, lead source type, channel, lead channel, contact method, contacted by, inquiry type,
        kontaktweg, canal
    """),
}
"""Whole headers and what they mean."""

GENERIC_NAMES = _words("""
    lead, contact, customer, client, person, prospect, kunde, kontakt, interessent, cliente, contacto
    contatto, contato, klant, file as, display name
""")
"""Headers of names that may as well stand over something else."""

EMAIL_WORDS = _words("""
    email, emails, mail, emailaddress, emailadresse, mailadresse, emailadres, mailadres, correo, courriel
""")
PHONE_WORDS = _words("""
    phone, telephone, tel, mobile, cell, cellphone, cellular, phonenumber, mobilephone, landline,
    whatsapp, gsm, telefon, telefonnummer, handy, handynummer, mobil, mobilnummer, mobiltelefon,
    rufnummer, festnetz, telefono, movil, celular, cellulare, portable, telefone, telemovel, telefoon,
    telefoonnummer, mobiel
""")
"""A header with one of these among neutral words is an email or phone column ("Home phone 2")."""

NEUTRAL = _words("""
    primary, main, work, business, office, home, house, personal, private, other, secondary, second,
    third, alternate, alternative, alt, default, preferred, best, contact, lead, customer, client, person,
    prospect, user, your, my, value, address, number, no, num, nr, nummer, numero, adresse, adres, direct,
    day, daytime, evening, full, international, the, of, s, a, de, del, della, di, do, da, du, la, el, le,
    der, des, van, e, electronico, geschaftlich, privat, dienstlich, arbeit, pro, professionnel,
    professionnelle, personnel, personnelle, travail, domicile, fixe, trabajo, casa, oficina, particular,
    lavoro, ufficio, principale, principal, haupt, zakelijk, prive, werk, thuis, secundario, secundaria,
    secondaire, secondario, trabalho, weitere, zweite, required, optional, pflichtfeld, if, any, 1, 2, 3,
    4, 5, 6, 7, 8, 9
""")

OF_THE_LEAD = _words(
    "lead, contact, person, customer, client, prospect, primary, main, your, my, s, buyer, guest"
)
OF_THE_DEAL = _words("deal, opportunity, record, account")
"""Words that only say whose name, stage or owner it is ("Person - First name", "Deal - Stage")."""

NOT_THE_LEAD = _words("""
    spouse, partner, husband, wife, agent, owner, assigned, assistant, manager, broker, lender, realtor,
    attorney, lawyer, employer, emergency, referrer, referred, referral, created, modified, updated, rep,
    supervisor, sender, coborrower, cobuyer, co, makler, ehepartner, conjoint, conyuge, coniuge, agente,
    fax, telefax, pager, telex, isdn, tty, tdd, radio, car, callback, beeper, opt, optin, optout,
    unsubscribed, unsubscribe, subscribed, subscription, consent, marketing, verified, valid, bounced,
    bounce, type, label, count, last, date, time, sent, opened, clicked, status, display, domain,
    provider, id, ids, code, country, area, ext, extension, carrier, on, off, dnd, dnc, additional,
    template, campaign, notes, accepts, subject, body, message, validity, quality, invalid, allowed,
    permission, text, hash, md5, sha256
""")
"""With one of these a header is not the lead's own email, phone or name ("Spouse Email", "Email Opt Out")."""

RANKS: dict[Meaning, tuple[frozenset[str], ...]] = {
    Meaning.EMAIL: (
        _words("primary, main, preferred, best, principal, principale, haupt"),
        _words(
            "work, business, office, geschaftlich, dienstlich, pro, professionnel, trabajo, lavoro, zakelijk"
        ),
        _words("1"),
        frozenset(),
        _words("personal, private, home, privat, personnel, casa, prive"),
        _words("other, secondary, second, third, alternate, alternative, alt, 2, 3, 4, 5, 6, 7, 8, 9"),
    ),
    Meaning.PHONE: (
        _words("""
        mobile, cell, cellphone, cellular, mobilephone, handy, handynummer, mobil, mobilnummer,
        mobiltelefon, mobilfunknummer, movil, celular, cellulare, portable, telemovel, mobiel,
        mobilenumber, homecell
    """),
        _words("primary, main, preferred, best, principal, principale, haupt"),
        _words("1"),
        frozenset(),
        _words("""
        work, business, office, geschaftlich, dienstlich, pro, professionnel, trabajo, lavoro, zakelijk,
        workphone
    """),
        _words("home, house, homephone, personal, private, privat, domicile, casa, festnetz, fixe, landline"),
        _words(
            "other, secondary, second, third, alternate, alternative, alt, address, 2, 3, 4, 5, 6, 7, 8, 9"
        ),
    ),
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
    job_title, position, occupation, job, beruf, profession, cargo, functie;
    timeline, timeframe, time_frame, buying_timeline, when;
    bedrooms, beds, bedroom, zimmer, chambres;
    bathrooms, baths, bathroom;
    birthday, date_of_birth, birth_date, birthdate, dob, geburtstag, geburtsdatum;
    website, web_site, url, web_page, webseite, site_web;
    country, country_region, land, pays, pais, paese
""")
"""Custom-field slugs that people use for one and the same thing; the first is the commonest."""

GIVEN_NAMES = _words("""
    james, john, robert, michael, david, william, richard, joseph, thomas, charles, christopher, daniel,
    matthew, anthony, mark, paul, steven, andrew, kevin, brian, george, edward, jason, jeffrey, ryan,
    jacob, gary, eric, stephen, jonathan, larry, justin, scott, brandon, benjamin, samuel, frank, gregory,
    alexander, patrick, jack, dennis, jerry, tyler, aaron, henry, peter, adam, nathan, noah, liam, oliver,
    lucas, ethan, leo, max, tom, ben, mary, patricia, jennifer, linda, elizabeth, barbara, susan, jessica,
    sarah, karen, lisa, nancy, betty, sandra, margaret, ashley, kimberly, emily, donna, michelle, carol,
    amanda, melissa, deborah, stephanie, rebecca, sharon, laura, cynthia, amy, kathleen, angela, shirley,
    anna, ruth, brenda, pamela, nicole, katherine, helen, emma, samantha, christine, rachel, janet, maria,
    diane, olivia, julie, victoria, sophia, ava, mia, grace, chloe, zoe, hans, klaus, jurgen, stefan,
    andreas, wolfgang, martin, sabine, petra, monika, ursula, jan, tim, felix, lukas, jonas, lena, julia,
    katharina, heike, anja, jean, pierre, michel, philippe, alain, nicolas, louis, camille, marie,
    nathalie, isabelle, sophie, claire, juan, jose, antonio, manuel, francisco, carlos, luis, javier,
    pedro, pablo, diego, carmen, ana, isabel, lucia, elena, sofia, marta, giuseppe, marco, giovanni, luca,
    francesco, andrea, giulia, chiara, paolo, joao, miguel, tiago, rui, ines, beatriz, gabriel, pieter,
    kees, willem, sanne, femke, anouk, mohamed, mohammed, ahmed, ali, omar, fatima, aisha, wei, li, ming,
    yuki, kenji, priya, raj, amit, anita, sanjay, ivan, olga, dmitri, natasha, mara, ivo, dana, gil, uma,
    nina
""")
"""Common given names; a column of names always holds some."""
