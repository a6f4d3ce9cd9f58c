"""Words that streets and the units in them are called by."""

from workbench_rules.words import words

STRONG = words(
    """
    street st str road rd avenue ave av lane ln boulevard blvd terrace crescent highway hwy
    parkway pkwy roads streets turnpike expressway causeway motorway freeway
    """
)
"""Street words that say so in lower case too."""

WEAK = STRONG | words(
    """
    drive dr court ct circle cir way place pl trail trl square sq close cres grove row mews
    gardens gdns alley aly loop walk path pike plaza plz quay hill hills rise vale knoll knolls
    pine pines lake lakes vista vistas view views flat flats crest burg burgs hollow stravenue
    crossing ridge creek bypass common commons corner corners cove coves field fields forge
    forges fork forks green greens groves height heights island islands isle junction junctions
    key keys landing manor manors meadow meadows mill mills mission mount mountain mountains
    orchard oval passage points point port ports prairie ranch rapid rapids shoal shoals shore
    shores spring springs spur spurs station stream summit throughway trace track trafficway
    tunnel underpass union unions valley valleys viaduct village villages ville walks wall ways
    well wells estate estates extension extensions falls ferry gateway glen glens harbor harbors
    haven inlet club cliff cliffs camp canyon cape center course curve dale dam divide brook
    brooks branch bridge bluff bluffs beach bayou arcade park parks parkways plain plains radial
    ramp rest river rue skyway squares mall neck pass garden fort forest ford drives crossroad
    crossroads circles bottom annex parade esplanade promenade
    """
)
"""Street words that say so when capitalised after a house number and a name."""

SUFFIXES = words(
    """
    straße strasse str str. weg gasse platz allee ufer damm laan straat plein kade gracht dijk
    gatan gata vägen gränd stigen vej gade stræde allé vei veien katu tie kuja polku penger utca
    stræti vegen torget steeg singel götu vegur holt dreef bakken vangen väg gränden plass gaten
    kaari ranta raitti vollen strædet gården parken torvet lei stien
    """
)
"""What street names end in where the word is written into the name."""

PREFIXES = words(
    """
    ul ulica al via viale vicolo corso largo rua travessa rue quai chemin allée impasse avenue
    avenida avda av calle carrer camino carretera paseo plaza praça piazza strada boulevard bd
    route cours piazzale alameda ronda estrada praceta piata str bulevardul ulitsa ul. al. av.
    avda. os bvd bld
    """
)
"""What street names begin with where the word comes first."""

ALONE = words(
    """
    u út útja utca tér krt körút str ulice ul sok sokak cad caddesi straße strasse platz allee
    weg damm ufer ring katu tie vej gade gata väg laan straat plein street road avenue
    """
)
"""Street words that stand alone between a name and its house number."""

UNITS = words(
    """
    apt apt. apartment suite ste ste. unit flat room rm rm. floor fl. bldg building lot trailer
    penthouse # apto appt wohnung piso etage étage lägenhet lgh
    """
)
"""What comes before the number of a flat or an office."""

PARTICLES = words(
    """
    de du des la le les del della delle dei di da do dos das e y van von der den het 't zu zum
    zur am an im el al und of the to u d' l' san st st. saint
    """
)
"""Small words inside the names of streets and places."""
