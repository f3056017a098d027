"""Places of two words and more that stand behind a name in a byline: "Asha Verma, New Delhi" is one person."""

from __future__ import annotations

import re

from normalizers.fields.names import key

# Cities, states and countries that newsrooms file from; one of a single word needs no list, for no person's name has one word there.
_LISTED = (
    "Abu Dhabi, Addis Ababa, Andhra Pradesh, Arunachal Pradesh, Bandar Seri Begawan, Baton Rouge, Beverly Hills, Boca Raton, "
    "Buenos Aires, Burkina Faso, Cape Town, Capitol Hill, Chiang Mai, Cox's Bazar, Dar es Salaam, Des Moines, East Jerusalem, "
    "El Paso, El Salvador, Grand Rapids, Greater Noida, Guatemala City, Gulf of Mexico, Himachal Pradesh, Ho Chi Minh City, "
    "Hong Kong, Hyde Park, Isle of Man, Ivory Coast, Jammu and Kashmir, Kansas City, Kuala Lumpur, La Paz, Las Vegas, Little "
    "Rock, Long Beach, Long Island, Los Angeles, Madhya Pradesh, Mexico City, Middle East, Milton Keynes, Mount Abu, Navi "
    "Mumbai, New Brunswick, New Delhi, New England, New Hampshire, New Haven, New Jersey, New Mexico, New Orleans, New South "
    "Wales, New York, New York City, New Zealand, North Carolina, North Dakota, North Korea, Northern Ireland, Nova Scotia, "
    "Panama City, Papua New Guinea, Phnom Penh, Port Blair, Port Louis, Port Moresby, Port of Spain, Port Vila, "
    "Port-au-Prince, Puerto Rico, Quezon City, Rhode Island, Rio de Janeiro, Salt Lake City, San Antonio, San Diego, San "
    "Francisco, San Jose, San Juan, San Salvador, Santa Barbara, Santa Cruz, Santa Fe, Santo Domingo, Sao Paulo, São Paulo, "
    "Saudi Arabia, Sierra Leone, Silicon Valley, South Africa, South Carolina, South Dakota, South Korea, South Sudan, Sri "
    "Lanka, St Louis, St Paul, St Petersburg, Tamil Nadu, Tel Aviv, The Hague, United Arab Emirates, United Kingdom, United "
    "Nations, United States, Uttar Pradesh, Virginia Beach, Washington DC, West Bank, West Bengal, West Palm Beach, West "
    "Virginia, Western Australia"
)
_KNOWN = frozenset(key(name) for name in _LISTED.split(", "))
_SHAPED = re.compile(
    r".+\s(?:pradesh|district|county|province|valley|island|islands|springs|harbou?r|city|township|junction|"
    r"d\.?c\.?|u\.?k\.?|u\.?s\.?a?\.?|u\.?a\.?e\.?)|"
    r"(?:north|south|east|west|northern|southern|eastern|western|central|greater|upper|lower|new|port|fort|mount|saint|st\.?)\s.+",
    re.IGNORECASE,
)


def is_place(text: str) -> bool:
    """Whether a piece of a byline that stands behind a person's name is a place of several words.

    >>> is_place("New Delhi"), is_place("Navi Mumbai"), is_place("Port Karwi"), is_place("Ravi Kumar")
    (True, True, True, False)
    """
    return key(text) in _KNOWN or _SHAPED.fullmatch(text) is not None
