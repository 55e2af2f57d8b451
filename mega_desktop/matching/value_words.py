"""The words in cells that tell what a column is about, whatever its header says. Only data.

Lower case without accents, like headers in the form that `headers.plain` gives.
"""

from __future__ import annotations


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip())


_FIRMS = """
    inc incorporated llc llp ltd limited corp corporation company holdings gmbh ag kg ohg ug mbh sarl sas sasu
    srl spa slu lda ltda bv nv ab aps oy oyj zoo plc pty pvt eurl realty realtors roofing plumbing
    cleaning dental clinic consulting consultants services solutions group partners associates agency studio
    insurance construction builders electric landscaping restaurant cafe hotel school university church
    foundation bank properties homes motors trading logistics media marketing software technologies systems
    industries international enterprises ventures capital immobilien immobilier inmobiliaria imoveis
    makelaars nieruchomosci makleri transport bau reisen autohaus agence agencia boulangerie conseil avocats
    abogados advogados advies bouw biuro kancelaria bygg officina taller clinica kommun
"""
FIRM_WORDS = frozenset(_FIRMS.split())
"""A name with one of these is a company's."""

FIRM_SHAPE = r"(?i)&|\bs\.?\s?[alr]\.|\bs\.?\s?p\.?\s?a\b|\bz\s?o\.\s?o|\bb\.v\.|\be\.k\.|\bs\.r\.l\b"
"""Legal forms that are written with dots, and "Fenn & Co"."""

PRIVATE_WORDS = _phrases("""
    married, single, divorced, widowed, separated, engaged, domestic partnership, unmarried, never married,
    verheiratet, ledig, geschieden, verwitwet, getrennt, marie, mariee, celibataire, divorce, divorcee, veuf,
    veuve, pacse, pacsee, concubinage, casado, casada, soltero, soltera, divorciado, divorciada, viudo, viuda,
    union libre, solteiro, solteira, viuvo, viuva, uniao estavel, coniugato, coniugata, celibe, nubile,
    divorziato, divorziata, vedovo, vedova, sposato, sposata, gehuwd, ongehuwd, gescheiden, weduwe, weduwnaar,
    samenwonend, alleenstaand, zonaty, zamezna, kawaler, panna, rozwiedziony, rozwiedziona, wdowiec, wdowa,
    gift, ogift, skild, anka, sambo, employed, unemployed, self employed, retired, student, homemaker,
    citizen, permanent resident, visa, alive, deceased, male, female, paid, unpaid, shipped, delivered,
    refunded, pending payment, subscribed, unsubscribed, confirmed opt in, bounced, cleaned, verified,
    unverified, valid, invalid, risky, owner occupied, tenant occupied, vacant, rented, yes, no, true, false
""")
"""Words of a status that is no stage: of marriage, work, orders, subscriptions."""

REGIONS = _phrases("""
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, georgia, hawaii,
    idaho, illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan,
    minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico,
    new york, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island,
    south carolina, south dakota, tennessee, texas, utah, vermont, virginia, washington, west virginia,
    wisconsin, wyoming, district of columbia, puerto rico, ontario, quebec, british columbia, alberta,
    manitoba, saskatchewan, nova scotia, new brunswick, aguascalientes, baja california,
    baja california sur, campeche, chiapas, chihuahua, ciudad de mexico, cdmx, distrito federal, coahuila,
    colima, durango, guanajuato, guerrero, hidalgo, jalisco, estado de mexico, mexico, michoacan, morelos,
    nayarit, nuevo leon, oaxaca, puebla, queretaro, quintana roo, san luis potosi, sinaloa, sonora, tabasco,
    tamaulipas, tlaxcala, veracruz, yucatan, zacatecas, acre, alagoas, amapa, amazonas, bahia, ceara,
    espirito santo, goias, maranhao, mato grosso, mato grosso do sul, minas gerais, para, paraiba, parana,
    pernambuco, piaui, rio de janeiro, rio grande do norte, rio grande do sul, rondonia, roraima,
    santa catarina, sao paulo, sergipe, tocantins, zulia, miranda, carabobo, lara, new south wales, victoria,
    queensland
""")
"""Names of states, which in Spanish and Portuguese stand under the word for status."""

SALUTATIONS = _phrases("""
    mr, mrs, ms, miss, mx, dr, prof, sir, madam, herr, frau, m, mme, mlle, sr, sra, srta, dona, sig, sigra,
    dhr, mevr, mw, pan, pani, hr, fru, mr and mrs, dr med
""")
"""What stands before a name, and in some systems' exports under "Title"."""
