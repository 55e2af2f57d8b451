"""Common given names, without accents; a column of people's names always holds some."""

from __future__ import annotations

_TEXT = """
    aaron abigail adam adrian adrien agnieszka ahmed aisha alain alasdair alberto alejandro aleksandra
    alessandro alessia alex alexander alexei ali alice alvaro amanda amber amit amy ana anders andre
    andrea andreas andrei andres andrew andrzej andy angel angela angelika anil anita anja anke ann anna
    anne anneke annie annika anouk anthony antoine antonella antonio aoife arjun arthur asa ashley astrid
    aurelie ava avery axel ayse barbara beata beatriz ben benjamin bernard bernd beth betty beverly bill
    birgit birgitta bjorn bob bobby boris bradley bram brandon brenda brian brigitte brittany bruna bruno
    caleb cameron camila camille carl carlos carmen carol carolyn catarina catherine celine cerys charles
    charlotte chen cheryl chiara chloe chris christian christine christophe christopher claire claudia
    claudio clement cody connor cornelis craig cristina crystal cynthia daan dan dana daniel daniela
    danielle danuta dariusz darnell dave david davide dawn deborah declan deepa denise dennis deshawn
    diane didier diego dieter dimitris dirk dmitri dolores domenico dominik donna doris dorota dylan
    eduardo edward elena eleni elias elin elisa elisabeth elizabeth ella emil emiliano emilie emily emma
    emre enzo eric erik erin esther ethan etienne eugene eva evan evelyn ewa fabio fang fatima federica
    federico felipe felix femke ferenc fernanda fernando finn fiona fleur florian frances francesca
    francesco francisco francoise frank frederic fredrik freja gabriel gabriela gabriele gary george
    georgios gerard gerhard gil gina giovanni gisela giulia giuseppe gloria goran grace greg gregory
    grzegorz guilherme guillaume guillermo gunter gustav gustavo hailey halina hamish hanna hannah hanne
    hans hao harper haruka hassan heather hector heike heinz helen helena helene helmut hendrik henk
    henrik henrique henry hiroshi holger horst howard hugo huong hussein hye ibrahim ida ignacio imran
    ines ingrid ioannis irena irina isaac isabel isabella isabelle istvan ivan ivo jack jacob jacqueline
    jacques jakub jamal james jan jana janet jason javier jean jeff jeffrey jen jennifer jenny jens
    jeroen jerry jerzy jesse jessica jim jin jing joan joana joanna joao joe johan johanna johannes john
    johnny jonas jonathan jordan jorg jorge jose josefa joseph joyce jozef juan judith judy jules julia
    julian juliana julie julien jun jurgen justin kacper kai karen karin karl karolina karsten katalin
    katarzyna kate katharina katherine kathleen kathy katie kayla kazimierz kees keith kelly ken kenji
    kerstin kevin khalid kim kimberly kirsten klaus knut kostas kristina krzysztof kyle lakshmi larissa
    larry lars laszlo latoya laura laurent layla lea lena leo leonardo leonie leonor leticia li liam lily
    linda linh linnea lisa liz logan lorenzo lori lotte louis luca lucas lucia lucie luis lukas lukasz
    luke maarten magdalena magnus maja malgorzata malin manfred manon manuel mara marcel marcin marco
    marek margaret margareta maria mariana marie marieke marilyn mariusz mark marta martha martin martina
    mary mason mateo mateusz matheus mathieu matt matteo matthew matthias max maxime meg megan mehmet
    melanie melissa mercedes mette mia michael michal michel michelle miguel mikael mike ming minh
    mohamed mohammed monika monique moritz mustafa nadine nancy natalia natasha nathalie nathan neha
    nguyen niamh nick nico nicolas nicole nikolai nils nina noah noor nuno ole olga oliver olivia olivier
    oliwia omar oscar oskar owen pablo pamela paola paolo pascal patricia patrick paul paula paulina
    paulo pavel pawel pedro peter petr petra philip philipp philippe phillip pierre pieter pilar piotr
    pooja priya quentin rachel rafael rafaela rafal rahul rainer raj ralf ralph ramesh randy rasmus raul
    ravi rebecca regina renata renate rhys ricardo riccardo richard rob robert roberto robin rodrigo
    roger romain ron rosa ruben rui russell ruth ryan ryszard sabine sakura salvatore sam samantha samuel
    sana sandra sandrine sanjay sanne santiago sara sarah saskia scott sean sebastian serena sergei
    sergey sergio sharon shirley silke silvia simone siobhan sofia sophia sophie soren stacy stanislaw
    stefan stefanie stefano stephane stephanie stephen steve steven sue sunita suresh susan susanne sven
    svetlana sylvie szymon tadeusz takashi tammy tatiana ted teresa tereza terrence thanh theresa thiago
    thierry thijs thomas tiago tiffany tim tina tobias todd tom tomasz tony torsten tracy travis tyler
    uma ursula ute uwe vaclav valentina valerie victor victoria vikram vincent vincenzo vinicius vitoria
    vladimir wayne wei wendy werner wiktoria willem william wojciech wolfgang wouter xin yuki yulia yusuf
    yves zbigniew zdenek zeynep zoe zofia zoltan zuzanna
"""

GIVEN_NAMES = frozenset(_TEXT.split())
