"""The thirty fictional clients for whom the demo account buys and earns links."""

from typing import NamedTuple


class Client(NamedTuple):
    """One client of the agency.

    ``weight`` is the client's share of all work (relative), ``orders_per_month`` the pace that goes
    with it in the demo size, ``patience`` a factor on delivery times: 1.6 means slow to approve.
    """

    client_id: str
    name: str
    domain: str
    niches: tuple[str, ...]
    weight: float
    orders_per_month: float
    patience: float = 1.0


_MONTHS = 12.5
_DEMO_ORDERS = 3_000

_ROWS: tuple[tuple[str, str, str, tuple[str, ...], float, float], ...] = (
    ("cus_42", "Acme CRM", "acme-crm.example", ("saas",), 9.0, 1.0),
    ("cus_07", "Ledgerleaf", "ledgerleaf.example", ("fintech", "saas"), 8.0, 0.9),
    ("cus_11", "Brightwell Clinics", "brightwell.example", ("health",), 7.5, 1.2),
    ("cus_13", "Harbour & Pike LLP", "harbourpike.example", ("legal",), 6.5, 1.6),
    ("cus_18", "Fernway Travel", "fernway.example", ("travel",), 6.0, 1.0),
    ("cus_21", "Quillmark Academy", "quillmark.example", ("education",), 6.0, 1.0),
    ("cus_24", "Tinderbox Outfitters", "tinderbox-outfitters.example", ("ecommerce",), 5.5, 0.8),
    ("cus_29", "Stackhaven", "stackhaven.example", ("saas", "marketing"), 5.5, 1.0),
    ("cus_31", "Copperfield Bank", "copperfield.example", ("fintech",), 5.0, 1.5),
    ("cus_35", "Mosswood Interiors", "mosswood.example", ("home", "ecommerce"), 4.5, 1.0),
    ("cus_38", "Paceline Running", "paceline.example", ("fitness", "health"), 4.0, 0.9),
    ("cus_40", "Oakhurst Realty", "oakhurst.example", ("real_estate",), 4.0, 1.1),
    ("cus_44", "Sundial HR", "sundial-hr.example", ("saas", "careers"), 3.5, 1.0),
    ("cus_47", "Nimbus Games", "nimbusgames.example", ("gaming",), 3.5, 0.9),
    ("cus_50", "Verdant Energy", "verdant-energy.example", ("energy",), 3.0, 1.3),
    ("cus_53", "Petalcraft", "petalcraft.example", ("ecommerce",), 3.0, 1.0),
    ("cus_56", "Northlight Security", "northlight.example", ("saas", "security"), 3.0, 1.0),
    ("cus_59", "Maple & Rye", "mapleandrye.example", ("food",), 2.5, 0.9),
    ("cus_61", "Clearwater Dental", "clearwater-dental.example", ("health",), 2.5, 1.4),
    ("cus_64", "Bücherwald", "buecherwald.example", ("education", "ecommerce"), 2.0, 1.0),
    ("cus_67", "Atlas Freight", "atlas-freight.example", ("logistics",), 2.0, 1.2),
    ("cus_70", "Kitewing Insurance", "kitewing.example", ("fintech", "legal"), 2.0, 1.5),
    ("cus_73", "Lumen Photography", "lumen-photo.example", ("media",), 1.8, 0.9),
    ("cus_76", "Juniper Pets", "juniperpets.example", ("pets", "ecommerce"), 1.6, 1.0),
    ("cus_79", "Corvid Analytics", "corvid.example", ("saas", "marketing"), 1.5, 0.8),
    ("cus_82", "Solstice Yoga", "solstice-yoga.example", ("fitness",), 1.2, 1.0),
    ("cus_85", "Redbrick Tutors", "redbrick.example", ("education",), 1.0, 1.1),
    ("cus_88", "Åland Ferries", "aland-ferries.example", ("travel",), 0.8, 1.2),
    ("cus_91", "مخبز الياسمين", "yasmin-bakery.example", ("food",), 0.6, 1.0),
    ("cus_94", "=SUM Consulting", "sum-consulting.example", ("marketing",), 0.4, 1.0),
)


def _clients() -> tuple[Client, ...]:
    everything = sum(row[4] for row in _ROWS)
    return tuple(
        Client(
            client_id,
            name,
            domain,
            niches,
            weight,
            round(weight / everything * _DEMO_ORDERS / _MONTHS, 1),
            patience,
        )
        for client_id, name, domain, niches, weight, patience in _ROWS
    )


CLIENTS = _clients()
